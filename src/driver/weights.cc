// One diagnostic for each thing that went wrong, not for each tensor: a layer that is missing lacks all of its weights.
#include "driver/weights.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "import/onnx/initializers.h"
#include "import/weights/pytorch.h"
#include "import/weights/safetensors.h"

namespace shapewise::driver {
namespace {

constexpr std::size_t kMostNames = 20;

std::string shape_text(const std::vector<Int>& shape) {
  sym::Shape sizes;
  for (Int size : shape) sizes.dims.emplace_back(size);
  return sym::to_text(sizes, sym::Style::Python);
}

std::string shape_text(const ir::Weight& weight) { return sym::to_text(weight.shape(), sym::Style::Python); }

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string list_text(const std::vector<std::string>& names) {
  std::vector<std::string> shown(names.begin(),
                                 names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kMostNames)));
  std::string text = fmt::format("{}", fmt::join(shown, ", "));
  return names.size() > kMostNames ? fmt::format("{} and {} more", text, names.size() - kMostNames) : text;
}

/// "a.b" of "a.b.weight".
std::string parent_path(std::string_view name) {
  std::size_t dot = name.rfind('.');
  return std::string(name.substr(0, dot == std::string_view::npos ? 0 : dot));
}

class Speaker {
 public:
  Speaker(const ir::Graph& graph, const analysis::StateMatch& match, std::string_view file,
          const source::SourceMap& sources, diag::Sink& sink)
      : graph_(graph), match_(match), file_(file), sources_(sources), sink_(sink) {
    for (int i = 0; i < static_cast<int>(graph.modules.size()); ++i)
      modules_.emplace(graph.modules[static_cast<std::size_t>(i)].path, ir::ModuleId{i});
  }

  void speak() {
    if (match_.fitting == 0 && !match_.missing.empty()) return nothing_fits();
    prefix();
    missing();
    unexpected();
    for (const auto& [module, entries] : misshaped_by_module()) misshaped(module, entries);
  }

 private:
  /// The innermost module around a name that the network has.
  ir::ModuleId around(std::string path) const {
    for (;;) {
      auto found = modules_.find(path);
      if (found != modules_.end() || path.empty()) return found == modules_.end() ? ir::ModuleId{0} : found->second;
      path = parent_path(path);
    }
  }

  source::Range place(ir::ModuleId module) const {
    return graph_.modules.empty() ? source::Range() : graph_[module].defined;
  }

  static std::string called(const ir::Module& module) {
    return module.path.empty() ? module.type : fmt::format("{} ({})", module.path, module.type);
  }

  void nothing_fits() {
    auto& d =
        sink_.error(diag::Kind::MissingWeight, place({0}), fmt::format("{} has no tensor of this network", file_));
    d.notes.push_back(fmt::format("the network has {}, such as {}", counted(match_.missing.size(), "tensor"),
                                  match_.missing.front().name));
    if (!match_.unexpected.empty()) {
      d.notes.push_back(fmt::format("the file has {}, such as {}", counted(match_.unexpected.size(), "tensor"),
                                    match_.unexpected.front()->name));
    }
  }

  void prefix() {
    if (match_.strip.empty() && match_.add.empty()) return;
    bool stored = !match_.strip.empty();
    const std::string& prefix = stored ? match_.strip : match_.add;
    auto& d = sink_.error(
        diag::Kind::UnexpectedWeight, place({0}),
        stored ? fmt::format("the names in {} begin with '{}', and those of the network do not", file_, prefix)
               : fmt::format("the names of the network begin with '{}', and those in {} do not", prefix, file_));
    d.notes.push_back(fmt::format("but for that, {} fit", counted(static_cast<std::size_t>(match_.fitting), "name")));
    if (prefix == "module.")
      d.notes.emplace_back(
          "torch.nn.DataParallel and DistributedDataParallel put 'module.' in front: save model.module.state_dict()");
    if (prefix == "_orig_mod.") d.notes.emplace_back("torch.compile puts '_orig_mod.' in front");
    d.notes.push_back(
        stored ? fmt::format("load {{name.removeprefix('{}'): value for name, value in state.items()}}", prefix)
               : fmt::format("load {{'{}' + name: value for name, value in state.items()}}", prefix));
  }

  // --- missing ---

  /// The outermost module around the entry of which nothing is stored.
  std::string missing_root(const ir::StateEntry& entry) const {
    std::string root = parent_path(entry.name);
    for (std::string path = root; !path.empty(); path = parent_path(path)) {
      if (!all_missing(path)) break;
      root = path;
    }
    return root;
  }

  bool all_missing(const std::string& path) const {
    auto stored = stored_below_.find(path);
    return stored == stored_below_.end() || stored->second == 0;
  }

  void count_stored() {
    auto count = [&](const std::string& name) {
      for (std::string path = parent_path(name); !path.empty(); path = parent_path(path)) ++stored_below_[path];
    };
    for (const ir::StateEntry& entry : ir::state_dict(graph_)) {
      if (match_.by_weight[static_cast<std::size_t>(entry.weight.index)] != nullptr) count(entry.name);
    }
    for (const analysis::Misshaped& one : match_.misshaped) count(one.entry.name);
  }

  void missing() {
    count_stored();
    std::vector<std::pair<std::string, std::vector<std::string>>> roots;
    for (const ir::StateEntry& entry : match_.missing) {
      std::string root = missing_root(entry);
      if (roots.empty() || roots.back().first != root) roots.push_back({root, {}});
      roots.back().second.push_back(entry.name);
    }
    for (const auto& [root, names] : roots) missing_below(root, names);
  }

  void missing_below(const std::string& root, const std::vector<std::string>& names) {
    ir::ModuleId id = around(root);
    bool whole = all_missing(root) && names.size() > 1;
    auto& d = sink_.error(diag::Kind::MissingWeight, place(id),
                          whole ? fmt::format("{} has no weights for {}", file_, called(graph_[id]))
                                : fmt::format("{} has no {}", file_, list_text(names)));
    d.label = whole ? counted(names.size(), "tensor") + " missing" : "missing";
    if (whole) d.notes.push_back(fmt::format("missing: {}", list_text(names)));
    if (std::string other = renamed(root, names); !other.empty())
      d.notes.push_back(fmt::format("the file has '{}' with the same tensors: it may be called so there", other));
  }

  /// A path of unexpected tensors that have the leaf names and shapes of the missing ones; the only one.
  std::string renamed(const std::string& root, const std::vector<std::string>& names) const {
    std::map<std::string, std::size_t> fitting;
    std::map<std::string, const ir::Weight*> wanted;
    for (const ir::StateEntry& entry : match_.missing) {
      bool below = std::find(names.begin(), names.end(), entry.name) != names.end();
      if (below) wanted[entry.name.substr(root.empty() ? 0 : root.size() + 1)] = &graph_[entry.weight];
    }
    for (const ir::StoredTensor* stored : match_.unexpected) {
      for (const auto& [leaf, weight] : wanted) {
        if (!stored->name.ends_with("." + leaf) || shape_text(stored->shape) != shape_text(*weight)) continue;
        ++fitting[stored->name.substr(0, stored->name.size() - leaf.size() - 1)];
      }
    }
    std::string found;
    for (const auto& [path, count] : fitting) {
      if (count != wanted.size()) continue;
      if (!found.empty()) return "";
      found = path;
    }
    return found;
  }

  // --- unexpected ---

  std::string network_name(const std::string& stored) const { return match_.add + stored.substr(match_.strip.size()); }

  void unexpected() {
    // By the module that they would belong to, and the first name below it that it does not have.
    std::vector<std::pair<std::pair<int, std::string>, std::vector<std::string>>> groups;
    for (const ir::StoredTensor* stored : match_.unexpected) {
      bool prefixed = stored->name.starts_with(match_.strip);
      std::string name = prefixed ? network_name(stored->name) : stored->name;
      ir::ModuleId id = around(parent_path(name));
      const std::string& path = graph_.modules.empty() ? std::string() : graph_[id].path;
      std::size_t begin = path.empty() ? 0 : path.size() + 1;
      std::string first = name.substr(0, name.find('.', begin));
      std::pair<int, std::string> key{id.index, first};
      auto found = std::find_if(groups.begin(), groups.end(), [&](const auto& g) { return g.first == key; });
      if (found == groups.end()) found = groups.insert(groups.end(), {key, {}});
      found->second.push_back(stored->name);
    }
    for (const auto& [key, names] : groups) unexpected_below(ir::ModuleId{key.first}, key.second, names);
  }

  void unexpected_below(ir::ModuleId id, const std::string& first, const std::vector<std::string>& names) {
    bool one = names.size() == 1;
    auto& d = sink_.error(diag::Kind::UnexpectedWeight, place(id),
                          one ? fmt::format("{} has {}, which the network has not", file_, names.front())
                              : fmt::format("{} has {} below {}, which the network has not", file_,
                                            counted(names.size(), "tensor"), first));
    const ir::Module& module = graph_[id];
    if (!module.path.empty())
      d.label = fmt::format("{} has no '{}'", called(module), first.substr(module.path.size() + 1));
    if (!one) d.notes.push_back(fmt::format("unexpected: {}", list_text(names)));
    if (graph_.gaps.empty()) return;
    d.severity = diag::Severity::Warning;
    d.notes.push_back(fmt::format("not all of the network is understood, and what is not may hold it: {}",
                                  graph_.gaps.front().message));
  }

  // --- shapes ---

  std::map<int, std::vector<const analysis::Misshaped*>> misshaped_by_module() const {
    std::map<int, std::vector<const analysis::Misshaped*>> modules;
    for (const analysis::Misshaped& one : match_.misshaped) modules[one.entry.module.index].push_back(&one);
    return modules;
  }

  void misshaped(int module, const std::vector<const analysis::Misshaped*>& all) {
    const analysis::Misshaped& first = *all.front();
    auto& d = sink_.error(diag::Kind::WeightShape, place({module}),
                          fmt::format("{} has the shape {} in {}, and {} in the network", first.entry.name,
                                      shape_text(first.stored->shape), file_, shape_text(graph_[first.entry.weight])));
    d.label = fmt::format("this makes it {}", shape_text(graph_[first.entry.weight]));
    explain(d, graph_[ir::ModuleId{module}], first);
    for (std::size_t i = 1; i < all.size(); ++i) {
      d.notes.push_back(fmt::format("{}: {} in the file, {} in the network", all[i]->entry.name,
                                    shape_text(all[i]->stored->shape), shape_text(graph_[all[i]->entry.weight])));
    }
  }

  /// If one size differs, the argument that it comes from.
  void explain(diag::Diagnostic& d, const ir::Module& module, const analysis::Misshaped& one) {
    const ir::Weight& weight = graph_[one.entry.weight];
    if (weight.dims.size() != one.stored->shape.size()) return;
    std::vector<std::size_t> differing;
    for (std::size_t i = 0; i < weight.dims.size(); ++i) {
      if (weight.dims[i].value().constant() != std::optional<Int>(one.stored->shape[i])) differing.push_back(i);
    }
    if (differing.size() != 1) return;
    std::string stored = to_string(one.stored->shape[differing.front()]);
    const ir::Arg* source = nullptr;
    for (const ir::Arg& arg : module.args) {
      auto* value = arg.value.as<sym::Expr>();
      if (!arg.given || value == nullptr || !(*value == weight.dims[differing.front()].value())) continue;
      if (source != nullptr) return;
      source = &arg;
    }
    if (source == nullptr) return;
    const source::Range& range = source->value.range;
    std::string_view text =
        range.valid() && range.file.index < sources_.size() ? sources_[range.file].slice(range) : "";
    bool name = !text.empty() && text.find_first_of("0123456789(") == std::string_view::npos &&
                text.find('=') == std::string_view::npos;
    if (range.valid()) d.labels.push_back({range, fmt::format("{} in the file", stored)});
    d.notes.push_back(name ? fmt::format("the weights are of a network with {} = {}", text, stored)
                           : fmt::format("the weights are of a layer with {} = {}", source->name, stored));
  }

  const ir::Graph& graph_;
  const analysis::StateMatch& match_;
  std::string_view file_;
  const source::SourceMap& sources_;
  diag::Sink& sink_;
  std::map<std::string, ir::ModuleId> modules_;      // by path
  std::map<std::string, std::size_t> stored_below_;  // by path: tensors of it that the file has
};

}  // namespace

bool is_weights_index(std::string_view path) { return path.ends_with(".index.json"); }

bool is_weights_path(std::string_view path) {
  constexpr std::string_view kEndings[] = {".safetensors", ".pt", ".pth", ".bin", ".ckpt", ".pth.tar", ".pt.tar"};
  return is_weights_index(path) ||
         std::any_of(std::begin(kEndings), std::end(kEndings), [&](auto ending) { return path.ends_with(ending); });
}

Result<ir::Checkpoint> read_weights(std::string_view bytes) {
  if (import::is_pytorch(bytes)) return import::read_pytorch(bytes);
  bool header = bytes.size() > 8 && bytes[8] == '{';
  if (header) return import::read_safetensors(bytes);
  auto onnx = import::read_onnx_weights(bytes);
  bool found = onnx && !onnx->groups.front().tensors.empty();
  return found ? std::move(onnx)
               : fail("it holds no weights: it is neither safetensors, nor a checkpoint of PyTorch, nor ONNX");
}

void report_state(const ir::Graph& graph, const analysis::StateMatch& match, std::string_view file,
                  const source::SourceMap& sources, diag::Sink& sink) {
  Speaker(graph, match, file, sources, sink).speak();
}

}  // namespace shapewise::driver
