// Every candidate is applied to a copy of the text and analysed. How many are tried depends on the size of the network
// and on how long its program runs, so that an analysis with errors takes bounded time more than one without.
#include "driver/repair.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "driver/cause.h"
#include "driver/remedies.h"
#include "driver/slips.h"

namespace shapewise::driver {
namespace {

constexpr int kMostTrials = 150;
constexpr int kNodesTried = 30'000;               // calls of layers and functions, over all trials
constexpr std::int64_t kStepsTried = 10'000'000;  // of the program, over all trials
constexpr std::size_t kOffered = 3;               // fixes per error
constexpr std::size_t kKept = 6;                  // that hold, before the best of them are offered

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

/// The inputs that the analysis worked with, so that all trials work with the same.
std::vector<std::string> inputs_of(const Request& request, const Analysis& analysis) {
  if (!request.inputs.empty()) return request.inputs;
  std::vector<std::string> inputs;
  for (ir::ValueId id : analysis.graph.inputs) {
    const ir::Tensor& tensor = analysis.graph[id].tensor;
    inputs.push_back(fmt::format("{}:{}", ir::to_text(tensor, sym::Style::Ascii), ir::name(tensor.dtype)));
  }
  return inputs;
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
    request_.program = nullptr;
    int size = static_cast<int>(analysis.graph.nodes.size()) + 50;
    std::int64_t most = std::min<std::int64_t>(kNodesTried / size, kStepsTried / (analysis.steps + 1));
    trials_ = static_cast<int>(std::clamp<std::int64_t>(most, 2, kMostTrials));
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
    bool better = after.diagnostics.errors() < analysis_.diagnostics.errors() &&
                  (stopped || after.graph.gaps.size() <= analysis_.graph.gaps.size()) &&
                  known_outputs(after.graph) >= known_outputs(analysis_.graph);
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
  std::vector<diag::Fix> all = d.fixes;
  for (diag::Fix& fix : all) fix.sure = true;
  auto add = [&](std::vector<diag::Fix> more) { std::move(more.begin(), more.end(), std::back_inserter(all)); };
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
  const ir::Node* node = failed_node(analysis, d);
  for (std::size_t i = 0; i < kPlaces && node != nullptr && !node->inputs.empty(); ++i) {
    ir::NodeId before = analysis.graph[node->inputs.front()].producer;
    node = before.valid() ? &analysis.graph[before] : nullptr;
    if (node != nullptr && !node->module.valid()) add(rearrangements(d, Surroundings(analysis.sources, node->source)));
  }
  return all;
}

/// Those that hold; the ones that leave the fewest errors, and samples apart, first. One is sure if it is so likely,
/// and nothing else holds.
std::vector<diag::Fix> best_of(std::vector<diag::Fix> proposed, const diag::Diagnostic& d, Workshop& workshop) {
  std::vector<std::pair<int, diag::Fix>> held;
  int budget = std::max(workshop.trials() * 2 / 3, 2);  // the rest is for the errors behind
  std::set<std::string> tried;
  for (diag::Fix& fix : proposed) {
    if (held.size() == kKept || budget == 0) break;
    if (!tried.insert(key_of(fix)).second) continue;
    --budget;
    if (auto left = workshop.mends(d, fix)) held.emplace_back(*left, std::move(fix));
  }
  std::stable_sort(held.begin(), held.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<diag::Fix> best;
  for (auto& [left, fix] : held) {
    fix.sure = fix.sure && held.size() == 1;
    if (best.size() < kOffered) best.push_back(std::move(fix));
  }
  return best;
}

}  // namespace

void offer_fixes(const Request& request, Analysis& analysis, Analysis (*analyze)(const Request&)) {
  Workshop workshop(request, analysis, analyze);
  std::vector<std::vector<diag::Fix>> offered;
  for (const diag::Diagnostic& d : analysis.diagnostics.all()) {
    std::vector<diag::Fix>& kept = offered.emplace_back();
    if (d.severity != diag::Severity::Error) {
      kept = d.fixes;
      continue;
    }
    kept = best_of(candidates(analysis, d), d, workshop);
  }
  std::size_t i = 0;
  for (diag::Diagnostic& d : analysis.diagnostics.since(0)) {
    d.fixes = std::move(offered[i++]);
    const ir::Node* node = d.severity == diag::Severity::Error ? failed_node(analysis, d) : nullptr;
    if (node != nullptr) d.cause = likely_cause(analysis.graph, *node, d);
    if (d.kind == diag::Kind::PythonException) label_definition(d, Surroundings(analysis.sources, d.range));
  }
}

}  // namespace shapewise::driver
