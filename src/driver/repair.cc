// Every candidate is applied to a copy of the text and analysed. How many are tried depends on the size of the network
// and on how long its program runs, so that an analysis with errors takes bounded time more than one without.
#include "driver/repair.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "driver/cause.h"
#include "driver/remedies.h"
#include "driver/slips.h"
#include "layer/registry.h"

namespace shapewise::driver {
namespace {

constexpr int kMostTrials = 150;
constexpr int kNodesTried = 30'000;               // calls of layers and functions, over all trials
constexpr std::int64_t kStepsTried = 10'000'000;  // of the program, over all trials
constexpr std::size_t kOffered = 3;               // fixes per error
constexpr std::size_t kKept = 12;                 // that hold, before the best of them are offered

std::string edited(const source::SourceFile& file, std::vector<diag::Edit> edits) {
  std::stable_sort(edits.begin(), edits.end(),
                   [](const diag::Edit& a, const diag::Edit& b) { return a.range.begin < b.range.begin; });
  std::string text;
  int at = 0;
  for (const diag::Edit& edit : edits) {
    if (edit.range.file != file.id() || edit.range.begin < at) continue;
    text += file.slice(file.range(at, edit.range.begin));
    text += edit.text;
    at = edit.range.end;
  }
  return text.append(file.slice(file.range(at, static_cast<int>(file.text().size()))));
}

/// The files of the request, of which some are changed.
class Changed : public Files {
 public:
  Changed(Files& files, const source::SourceMap& sources, const std::vector<diag::Edit>& edits)
      : files_(files), sources_(sources), edits_(edits) {}

  bool contains(std::string_view path) override { return files_.contains(path); }
  std::string absolute(std::string_view path) override { return files_.absolute(path); }
  Result<std::string> read(std::string_view path) override {
    Result<std::string> text = files_.read(path);
    if (!text) return text;
    for (const diag::Edit& edit : edits_) {
      const source::SourceFile& file = sources_[edit.range.file];
      if (file.text() == *text) return edited(file, edits_);
    }
    return text;
  }

 private:
  Files& files_;
  const source::SourceMap& sources_;
  const std::vector<diag::Edit>& edits_;
};

/// As --input takes it.
std::string input_text(const ir::Tensor& tensor) {
  return fmt::format("{}:{}", ir::to_text(tensor, sym::Style::Ascii), ir::name(tensor.dtype));
}

/// The inputs that the analysis worked with, so that all trials work with the same.
std::vector<std::string> inputs_of(const Request& request, const Analysis& analysis) {
  if (!request.inputs.empty()) return request.inputs;
  std::vector<std::string> inputs;
  for (ir::ValueId id : analysis.graph.inputs) inputs.push_back(input_text(analysis.graph[id].tensor));
  return inputs;
}

bool is_open(const ir::Graph& graph, ir::ValueId id) {
  const auto& shape = graph[id].tensor.shape;
  return !shape ||
         std::any_of(shape->dims.begin(), shape->dims.end(), [](const sym::Expr& size) { return size.has_unknown(); });
}

/// Calls that make what is not known of what is known.
std::ptrdiff_t losses(const ir::Graph& graph) {
  auto open = [&](ir::ValueId id) { return is_open(graph, id); };
  return std::count_if(graph.nodes.begin(), graph.nodes.end(), [&](const ir::Node& node) {
    return !node.failed && std::none_of(node.inputs.begin(), node.inputs.end(), open) &&
           std::any_of(node.outputs.begin(), node.outputs.end(), open);
  });
}

std::ptrdiff_t errors_on(const Analysis& analysis, diag::Kind kind, std::string_view path, int line) {
  return std::count_if(analysis.diagnostics.all().begin(), analysis.diagnostics.all().end(),
                       [&](const diag::Diagnostic& d) {
                         if (d.kind != kind || d.severity != diag::Severity::Error || !d.range.valid()) return false;
                         const source::SourceFile& file = analysis.sources[d.range.file];
                         return file.path() == path && file.line_of(d.range.begin) == line;
                       });
}

/// As many of its kind are reported on its line, which the fix may have moved.
bool is_left(const diag::Diagnostic& error, const diag::Fix& fix, const Analysis& before, const Analysis& after) {
  if (!error.range.valid()) return false;
  const source::SourceFile& file = before.sources[error.range.file];
  int line = file.line_of(error.range.begin);
  int moved = line;
  for (const diag::Edit& edit : fix.edits) {
    if (edit.range.file != error.range.file || edit.range.end > error.range.begin) continue;
    std::string_view old = file.slice(edit.range);
    moved += static_cast<int>(std::count(edit.text.begin(), edit.text.end(), '\n') -
                              std::count(old.begin(), old.end(), '\n'));
  }
  return errors_on(after, error.kind, file.path(), moved) >= errors_on(before, error.kind, file.path(), line);
}

int known_outputs(const ir::Graph& graph) {
  auto known = [&](ir::ValueId id) { return graph[id].tensor.shape.has_value(); };
  return static_cast<int>(std::count_if(graph.outputs.begin(), graph.outputs.end(), known));
}

/// The outputs have no longer the batch of the inputs as their first size: samples were mixed.
bool mixes_samples(const ir::Graph& graph) {
  if (graph.inputs.empty() || graph.outputs.empty()) return false;
  const auto& taken = graph[graph.inputs.front()].tensor.shape;
  const auto& given = graph[graph.outputs.front()].tensor.shape;
  return taken && given && taken->rank() > 1 && given->rank() > 1 && (*taken)[0] != (*given)[0];
}

class Workshop {
 public:
  Workshop(const Request& request, const Analysis& analysis, Analysis (*analyze)(const Request&))
      : request_(request), analysis_(analysis), analyze_(analyze) {
    request_.inputs = inputs_of(request, analysis);
    request_.runs = nullptr;
    int size = static_cast<int>(analysis.graph.nodes.size()) + 50;
    std::int64_t most = std::min<std::int64_t>(kNodesTried / size, kStepsTried / (analysis.steps + 1));
    trials_ = static_cast<int>(std::clamp<std::int64_t>(most, 2, kMostTrials));
    losses_ = losses(analysis.graph);
  }

  /// How much is wrong with the fix, if some errors are gone and none came: errors that are left count double.
  std::optional<int> mends(const diag::Diagnostic& error, const diag::Fix& fix) {
    if (trials_ == 0 || !is_editable(fix)) return std::nullopt;
    --trials_;
    const source::SourceFile& main = analysis_.sources[source::FileId{0}];
    Request request = request_;
    request.text = edited(main, fix.edits);
    std::optional<Changed> changed;
    if (request_.files != nullptr) request.files = &changed.emplace(*request_.files, analysis_.sources, fix.edits);
    Analysis after = analyze_(request);
    // Behind an exception nothing was looked at, so there are gaps to be found yet.
    bool stopped = error.kind == diag::Kind::PythonException;
    bool better =
        after.diagnostics.errors() < analysis_.diagnostics.errors() &&
        (stopped || (after.graph.gaps.size() <= analysis_.graph.gaps.size() && losses(after.graph) <= losses_)) &&
        !is_left(error, fix, analysis_, after) && known_outputs(after.graph) >= known_outputs(analysis_.graph);
    if (!better) return std::nullopt;
    return after.diagnostics.errors() * 2 + (mixes_samples(after.graph) ? 1 : 0);
  }
  int trials() const { return trials_; }

 private:
  bool is_editable(const diag::Fix& fix) const {
    return !fix.edits.empty() && std::all_of(fix.edits.begin(), fix.edits.end(), [&](const diag::Edit& edit) {
      if (!edit.range.valid() || edit.range.file.index >= analysis_.sources.size()) return false;
      const std::string& path = analysis_.sources[edit.range.file].path();
      return edit.range.file.index == 0 || (!path.starts_with("<") && !path.starts_with("--"));
    });
  }

  Request request_;
  const Analysis& analysis_;
  Analysis (*analyze_)(const Request&);
  int trials_ = 0;
  std::ptrdiff_t losses_ = 0;  // as the network is
};

/// The same for fixes that change the same.
std::string key_of(const diag::Fix& fix) {
  std::string key;
  for (const diag::Edit& edit : fix.edits)
    key += fmt::format("{}:{}-{} {}\n", edit.range.file.index, edit.range.begin, edit.range.end, edit.text);
  return key;
}

/// What may be tried against an error: its own proposals, what the shapes tell, and what the text tells.
std::vector<diag::Fix> candidates(const Analysis& analysis, const diag::Diagnostic& d) {
  std::vector<diag::Fix> all;
  auto add = [&](std::vector<diag::Fix> more) { std::move(more.begin(), more.end(), std::back_inserter(all)); };
  std::vector<diag::Fix> own = d.fixes;
  for (diag::Fix& fix : own) fix.sure = true;
  const ir::Node* node = failed_node(analysis, d);
  bool of_input = node != nullptr && likely_cause(analysis.graph, *node, d).of_input;
  if (of_input) add(input_remedies(analysis, d));
  // A layer that works on the last dimension is never made to fit the width of an image.
  bool astray = of_input && layer::spec(node->op).spatial == 0 && has_channels_second(analysis.graph, *node);
  if (!astray) add(std::move(own));
  Surroundings here(analysis.sources, d.range);
  add(slips(d, here));
  add(signature_slips(d, here));
  add(remedies(analysis, d));
  add(rearrangements(d, here));
  // The layer that refuses is often made elsewhere, and the calls on the way may be at fault.
  constexpr std::size_t kPlaces = 3;
  for (std::size_t i = 0; i < d.labels.size() && i < kPlaces; ++i)
    add(rearrangements(d, Surroundings(analysis.sources, d.labels[i].range)));
  // So may functions that gave the tensor, wherever they are called.
  for (std::size_t i = 0; i < kPlaces && node != nullptr && !node->inputs.empty(); ++i) {
    ir::NodeId before = analysis.graph[node->inputs.front()].producer;
    node = before.valid() ? &analysis.graph[before] : nullptr;
    if (node != nullptr && !node->module.valid()) add(rearrangements(d, Surroundings(analysis.sources, node->source)));
  }
  return all;
}

using Held = std::vector<std::pair<int, diag::Fix>>;  // with what is wrong with each

/// A number in the place of a name, where another name holds as well, is the same fix written worse.
void drop_numbers(Held& held, const source::SourceMap& sources) {
  auto is_number = [](std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  };
  const Held all = held;
  auto is_worse = [&](const auto& one) {
    const std::vector<diag::Edit>& edits = one.second.edits;
    if (edits.size() != 1 || !is_number(edits[0].text)) return false;
    source::Range place = edits[0].range;
    if (is_number(sources[place.file].slice(place))) return false;
    return std::any_of(all.begin(), all.end(), [&](const auto& other) {
      const diag::Edit& edit = other.second.edits.front();
      return other.second.edits.size() == 1 && other.first <= one.first && edit.range == place && !is_number(edit.text);
    });
  };
  std::erase_if(held, is_worse);
}

/// Those that hold; the ones that leave the fewest errors, and samples apart, first. One is sure if it is so likely,
/// and nothing else holds.
std::vector<diag::Fix> best_of(std::vector<diag::Fix> proposed, const diag::Diagnostic& d, Workshop& workshop,
                               const source::SourceMap& sources) {
  Held held;
  int budget = std::max(workshop.trials() * 2 / 3, 2);  // the rest is for the errors behind
  std::set<std::string> tried;
  for (diag::Fix& fix : proposed) {
    if (held.size() == kKept || budget == 0) break;
    if (!tried.insert(key_of(fix)).second) continue;
    --budget;
    if (auto left = workshop.mends(d, fix)) held.emplace_back(*left, std::move(fix));
  }
  std::stable_sort(held.begin(), held.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  drop_numbers(held, sources);
  std::vector<diag::Fix> best;
  for (auto& [left, fix] : held) {
    fix.sure = fix.sure && held.size() == 1;
    if (best.size() < kOffered) best.push_back(std::move(fix));
  }
  return best;
}

/// Where the network is called with a sample, if its program calls it.
std::vector<diag::Fix> batch_fixes(const Analysis& analysis, const diag::Diagnostic& d) {
  std::vector<diag::Fix> fixes;
  for (const diag::Label& label : d.labels) {
    Surroundings around(analysis.sources, label.range);
    const python::Call* call = label.text.starts_with("in the call of") ? around.call() : nullptr;
    if (call == nullptr || call->arguments.size() != 1) continue;
    source::Range sample = call->arguments[0].value->range;
    sample.begin = sample.end;
    fixes.assign({{"give it a batch of one", {{sample, ".unsqueeze(0)"}}}});
  }
  return fixes;
}

/// With a batch of one in front of the sample that the network was given, nothing is wrong: that is the only error, and
/// its remedy is where the network is called.
bool mend_batch(const Request& request, Analysis& analysis, Analysis (*analyze)(const Request&)) {
  std::string cause = missing_batch(analysis.graph);
  if (cause.empty() || analysis.graph.inputs.size() != 1) return false;
  ir::Tensor batch = analysis.graph[analysis.graph.inputs.front()].tensor;
  batch.shape->dims.insert(batch.shape->dims.begin(), 1);
  Request batched = request;
  batched.inputs = {input_text(batch)};
  batched.runs = nullptr;
  if (analyze(batched).diagnostics.errors() > 0) return false;
  diag::Sink kept;
  for (diag::Diagnostic& d : analysis.diagnostics.since(0)) {
    bool error = d.severity == diag::Severity::Error;
    if (error && kept.errors() > 0) continue;
    if (error) {
      d.cause = cause;
      d.fixes = batch_fixes(analysis, d);
      if (d.fixes.empty()) d.notes.emplace_back("a batch of one has no error: write 1 before the other sizes");
    }
    kept.add(std::move(d));
  }
  analysis.diagnostics = std::move(kept);
  return true;
}

}  // namespace

void offer_fixes(const Request& request, Analysis& analysis, Analysis (*analyze)(const Request&)) {
  if (mend_batch(request, analysis, analyze)) return;
  Workshop workshop(request, analysis, analyze);
  std::vector<std::vector<diag::Fix>> offered;
  for (const diag::Diagnostic& d : analysis.diagnostics.all()) {
    std::vector<diag::Fix>& kept = offered.emplace_back();
    if (d.severity != diag::Severity::Error) {
      kept = d.fixes;
      continue;
    }
    kept = best_of(candidates(analysis, d), d, workshop, analysis.sources);
  }
  std::size_t i = 0;
  for (diag::Diagnostic& d : analysis.diagnostics.since(0)) {
    d.fixes = std::move(offered[i++]);
    const ir::Node* node = d.severity == diag::Severity::Error ? failed_node(analysis, d) : nullptr;
    if (node != nullptr) d.cause = likely_cause(analysis.graph, *node, d).text;
    if (d.kind == diag::Kind::PythonException) label_definition(d, Surroundings(analysis.sources, d.range));
  }
}

}  // namespace shapewise::driver
