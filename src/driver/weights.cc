// One diagnostic for each thing that went wrong, not for each tensor: a layer that is missing lacks all of its weights.
#include "driver/weights.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <unordered_map>

#include "analysis/state.h"
#include "base/counted.h"
#include "import/onnx/initializers.h"
#include "import/weights/pytorch.h"
#include "import/weights/safetensors.h"

namespace shapewise::driver {
namespace {

constexpr std::size_t kMostNames = 20;
constexpr std::size_t kMostGroups = 50;  // of diagnostics of one kind

std::string shape_text(const ir::StoredTensor& tensor) { return sym::to_text(tensor.sizes(), sym::Style::Python); }

std::string shape_text(const ir::Weight& weight) { return sym::to_text(weight.shape(), sym::Style::Python); }

std::string list_text(const std::vector<std::string>& names) {
  std::vector<std::string> shown(names.begin(),
                                 names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kMostNames)));
  std::string text = fmt::format("{}", fmt::join(shown, ", "));
  return names.size() > kMostNames ? fmt::format("{} and {} more", text, names.size() - kMostNames) : text;
}

/// "a.b" of "a.b.weight".
std::string_view parent_path(std::string_view name) {
  std::size_t dot = name.rfind('.');
  return name.substr(0, dot == std::string_view::npos ? 0 : dot);
}

using Entries = std::vector<const ir::StateEntry*>;

class Speaker {
 public:
  Speaker(const ir::Graph& graph, const analysis::StateMatch& match, std::string_view file,
          const source::SourceMap& sources, diag::Sink& sink)
      : graph_(graph), match_(match), file_(file), sources_(sources), sink_(sink) {
    for (int i = 0; i < static_cast<int>(graph.modules.size()); ++i)
      modules_.emplace(graph.modules[static_cast<std::size_t>(i)].path, ir::ModuleId{i});
    for (const ir::StoredTensor* stored : match.unexpected) unexpected_.emplace(stored->name, stored);
  }

  void speak() {
    if (match_.fitting == 0 && !match_.missing.empty()) return nothing_fits();
    prefix();
    missing();
    unexpected();
    say_some(misshaped_by_module(), diag::Kind::WeightShape,
             [&](int module, const auto& entries) { misshaped(module, entries); });
  }

 private:
  /// The innermost module around a name that the network has.
  ir::ModuleId around(std::string_view path) const {
    for (;; path = parent_path(path)) {
      auto found = modules_.find(path);
      if (found != modules_.end()) return found->second;
      if (path.empty()) return ir::ModuleId{0};
    }
  }

  /// Says each of the groups, or how many more there are.
  template <class Groups, class Say>
  void say_some(const Groups& groups, diag::Kind kind, Say say) {
    std::size_t said = 0;
    for (const auto& [key, members] : groups) {
      if (said++ < kMostGroups) say(key, members);
    }
    if (said <= kMostGroups) return;
    diag::Severity severity = sink_.all().back().severity;
    sink_.error(kind, {}, fmt::format("and {} more like this", said - kMostGroups)).severity = severity;
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
    d.notes.push_back(fmt::format("but for that, {} fit", counted(match_.fitting, "name")));
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
    std::string_view root = parent_path(entry.name);
    for (std::string_view path = root; !path.empty(); path = parent_path(path)) {
      if (!all_missing(path)) break;
      root = path;
    }
    return std::string(root);
  }

  bool all_missing(std::string_view path) const {
    auto stored = stored_below_.find(path);
    return stored == stored_below_.end() || stored->second == 0;
  }

  void count_stored() {
    auto count = [&](const std::string& name) {
      for (std::string_view path = parent_path(name); !path.empty(); path = parent_path(path))
        ++stored_below_[std::string(path)];
    };
    for (const ir::StateEntry& entry : ir::state_dict(graph_)) {
      if (match_.by_weight[static_cast<std::size_t>(entry.weight.index)] != nullptr) count(entry.name);
    }
    for (const analysis::Misshaped& one : match_.misshaped) count(one.entry.name);
  }

  void missing() {
    count_stored();
    std::vector<std::pair<std::string, Entries>> roots;
    for (const ir::StateEntry& entry : match_.missing) {
      std::string root = missing_root(entry);
      if (roots.empty() || roots.back().first != root) roots.push_back({root, {}});
      roots.back().second.push_back(&entry);
    }
    say_some(roots, diag::Kind::MissingWeight,
             [&](const std::string& root, const auto& names) { missing_below(root, names); });
  }

  void missing_below(const std::string& root, const Entries& entries) {
    ir::ModuleId id = around(root);
    std::vector<std::string> names;
    for (const ir::StateEntry* entry : entries) names.push_back(entry->name);
    bool whole = all_missing(root) && names.size() > 1;
    auto& d = sink_.error(diag::Kind::MissingWeight, place(id),
                          whole ? fmt::format("{} has no weights for {}", file_, called(graph_[id]))
                                : fmt::format("{} has no {}", file_, list_text(names)));
    d.label = whole ? counted(names.size(), "tensor") + " missing" : "missing";
    if (whole) d.notes.push_back(fmt::format("missing: {}", list_text(names)));
    if (std::string other = renamed(root, entries); !other.empty())
      d.notes.push_back(fmt::format("the file has '{}' with the same tensors: it may be called so there", other));
  }

  /// A path of unexpected tensors that have the leaf names and shapes of the missing ones; the only one.
  std::string renamed(const std::string& root, const Entries& entries) const {
    std::size_t cut = root.empty() ? 0 : root.size() + 1;
    std::string leaf = "." + entries.front()->name.substr(cut);
    std::string found;
    for (const ir::StoredTensor* stored : match_.unexpected) {
      if (!stored->name.ends_with(leaf)) continue;
      std::string path = stored->name.substr(0, stored->name.size() - leaf.size());
      bool all = std::all_of(entries.begin(), entries.end(), [&](const ir::StateEntry* entry) {
        auto other = unexpected_.find(fmt::format("{}.{}", path, entry->name.substr(cut)));
        return other != unexpected_.end() && shape_text(*other->second) == shape_text(graph_[entry->weight]);
      });
      if (!all) continue;
      if (!found.empty()) return "";
      found = std::move(path);
    }
    return found;
  }

  // --- unexpected ---

  std::string network_name(const std::string& stored) const { return match_.add + stored.substr(match_.strip.size()); }

  void unexpected() {
    // By the module that they would belong to, and the first name below it that it does not have.
    using Key = std::pair<int, std::string>;
    std::vector<std::pair<Key, std::vector<std::string>>> groups;
    std::map<Key, std::size_t> places;
    for (const ir::StoredTensor* stored : match_.unexpected) {
      bool prefixed = stored->name.starts_with(match_.strip);
      std::string name = prefixed ? network_name(stored->name) : stored->name;
      ir::ModuleId id = around(parent_path(name));
      const std::string& path = graph_.modules.empty() ? std::string() : graph_[id].path;
      std::size_t begin = path.empty() ? 0 : path.size() + 1;
      std::string first = name.substr(0, name.find('.', begin));
      Key key{id.index, std::move(first)};
      auto [found, added] = places.emplace(key, groups.size());
      if (added) groups.push_back({std::move(key), {}});
      groups[found->second].second.push_back(stored->name);
    }
    say_some(groups, diag::Kind::UnexpectedWeight,
             [&](const Key& key, const auto& names) { unexpected_below(ir::ModuleId{key.first}, key.second, names); });
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
                                      shape_text(*first.stored), file_, shape_text(graph_[first.entry.weight])));
    d.label = fmt::format("this makes it {}", shape_text(graph_[first.entry.weight]));
    explain(d, graph_[ir::ModuleId{module}], first);
    for (std::size_t i = 1; i < all.size(); ++i) {
      d.notes.push_back(fmt::format("{}: {} in the file, {} in the network", all[i]->entry.name,
                                    shape_text(*all[i]->stored), shape_text(graph_[all[i]->entry.weight])));
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
  std::map<std::string, ir::ModuleId, std::less<>> modules_;      // by path
  std::map<std::string, std::size_t, std::less<>> stored_below_;  // by path: tensors of it that the file has
  std::unordered_map<std::string_view, const ir::StoredTensor*> unexpected_;  // by name
};

}  // namespace

bool is_weights_index(std::string_view path) { return path.ends_with(".index.json"); }

bool is_weights_path(std::string_view path) {
  constexpr std::string_view kEndings[] = {".safetensors", ".pt", ".pth", ".bin", ".ckpt", ".pth.tar", ".pt.tar"};
  return is_weights_index(path) ||
         std::any_of(std::begin(kEndings), std::end(kEndings), [&](auto ending) { return path.ends_with(ending); });
}

namespace {

Result<ir::Checkpoint> read_any(std::string_view bytes) {
  if (import::is_pytorch(bytes)) return import::read_pytorch(bytes);
  bool header = bytes.size() > 8 && bytes[8] == '{';
  if (header) return import::read_safetensors(bytes);
  auto onnx = import::read_onnx_weights(bytes);
  bool found = onnx && !onnx->groups.front().tensors.empty();
  return found ? std::move(onnx)
               : fail("it holds no weights: it is neither safetensors, nor a checkpoint of PyTorch, nor ONNX");
}

/// What compares and prints names takes time by their length.
Result<ir::Checkpoint> with_short_names(ir::Checkpoint checkpoint) {
  for (const ir::StoredGroup& group : checkpoint.groups) {
    for (const ir::StoredTensor& tensor : group.tensors) {
      if (tensor.name.size() > ir::kLongestName)
        return fail(fmt::format("a tensor in it has a name of more than {} characters", ir::kLongestName));
    }
  }
  return checkpoint;
}

}  // namespace

Result<ir::Checkpoint> read_weights(std::string_view bytes) { return read_any(bytes).and_then(with_short_names); }

void compare_weights(Analysis& analysis, std::span<const ir::StoredGroup> groups, std::string_view file) {
  for (diag::Diagnostic& d : analysis.diagnostics.since(0)) {
    if (d.severity != diag::Severity::Error) continue;
    d.notes.push_back(fmt::format("{} is compared with the network when this is mended", file));
    return;
  }
  if (analysis.graph.modules.empty()) return;
  analysis::StateMatch match = analysis::match_state(analysis.graph, groups);
  Speaker(analysis.graph, match, file, analysis.sources, analysis.diagnostics).speak();
}

}  // namespace shapewise::driver
