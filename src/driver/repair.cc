// Every candidate is applied to a copy of the text and analysed. How many are tried depends on the size of the network,
// so that an analysis with errors takes a bounded multiple of one without.
#include "driver/repair.h"

#include <algorithm>
#include <fmt/format.h>

#include "driver/remedies.h"

namespace shapewise::driver {
namespace {

constexpr int kMostTrials = 48;
constexpr int kNodesTried = 20'000;  // calls of layers and functions, over all trials
constexpr std::size_t kOffered = 3;  // fixes per error

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

class Workshop {
 public:
  Workshop(const Request& request, const Analysis& analysis, Analysis (*analyze)(const Request&))
      : request_(request), analysis_(analysis), analyze_(analyze) {
    request_.inputs = inputs_of(request, analysis);
    int size = static_cast<int>(analysis.graph.nodes.size()) + 50;
    trials_ = std::clamp(kNodesTried / size, 2, kMostTrials);
  }

  /// Some errors are gone with the fix, and none came.
  bool mends(const diag::Diagnostic& error, const diag::Fix& fix) {
    if (trials_ == 0 || !is_editable(fix)) return false;
    --trials_;
    const source::SourceFile& main = analysis_.sources[source::FileId{0}];
    Request request = request_;
    request.text = edited(main, fix.edits);
    std::optional<Changed> changed;
    if (request_.files != nullptr) request.files = &changed.emplace(*request_.files, analysis_.sources, fix.edits);
    Analysis after = analyze_(request);
    // Behind an exception nothing was looked at, so there are gaps to be found yet.
    bool stopped = error.kind == diag::Kind::PythonException;
    return after.diagnostics.errors() < analysis_.diagnostics.errors() &&
           (stopped || after.graph.gaps.size() <= analysis_.graph.gaps.size()) &&
           known_outputs(after.graph) >= known_outputs(analysis_.graph);
  }

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
    std::vector<diag::Fix> proposed = remedies(analysis, d);
    proposed.insert(proposed.begin(), d.fixes.begin(), d.fixes.end());
    for (diag::Fix& fix : proposed) {
      if (kept.size() < kOffered && workshop.mends(d, fix)) kept.push_back(std::move(fix));
    }
  }
  std::size_t i = 0;
  for (diag::Diagnostic& d : analysis.diagnostics.since(0)) d.fixes = std::move(offered[i++]);
}

}  // namespace shapewise::driver
