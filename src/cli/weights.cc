// Files are mapped: only headers are read, however large they are.
#include "cli/weights.h"

#include <fmt/format.h>

#include "cli/findings.h"
#include "cli/network.h"
#include "cli/options.h"
#include "driver/weights.h"
#include "import/weights/safetensors.h"
#include "report/weights.h"

namespace shapewise::cli {
namespace {

Result<void> add_file(const std::string& path, Weights& weights) {
  auto file = MappedFile::open(path);
  if (!file) return tl::unexpected(file.error());
  auto read = driver::read_weights(file->bytes());
  if (!read) return fail(fmt::format("{}: {}", path, read.error().message));
  weights.files.push_back(std::move(*file));
  ir::Checkpoint& all = weights.checkpoint;
  if (all.groups.empty()) {
    all = std::move(*read);
    return {};
  }
  // Of a network that is spread over several files, each has a part of the one state_dict.
  for (ir::StoredGroup& group : read->groups) {
    for (ir::StoredTensor& tensor : group.tensors) all.groups.front().tensors.push_back(std::move(tensor));
  }
  all.calls.insert(all.calls.end(), read->calls.begin(), read->calls.end());
  return {};
}

}  // namespace

Result<Weights> open_weights(const std::string& path) {
  Weights weights;
  if (!driver::is_weights_index(path)) {
    return add_file(path, weights).map([&] { return std::move(weights); });
  }
  auto index = MappedFile::open(path);
  if (!index) return tl::unexpected(index.error());
  auto files = import::read_weight_index(index->bytes());
  if (!files) return fail(fmt::format("{}: {}", path, files.error().message));
  for (const std::string& file : *files) {
    if (auto added = add_file(fmt::format("{}/{}", folder_of(path), file), weights); !added)
      return tl::unexpected(added.error());
  }
  return weights;
}

Exit list_weights(const Invocation& invocation, const std::string& path) {
  auto weights = open_weights(path);
  if (!weights) return complain(weights.error().message);
  const std::string* format = invocation.value("format");
  Result<std::string> text = fail("a file of weights is shown as table or json");
  if (format != nullptr && *format == "json") {
    text = report::weights_json(path, weights->checkpoint);
  } else if (format == nullptr || *format == "table") {
    text = view_of(invocation, Stream::Out).map([&](const report::View& view) {
      return report::weights_table(path, weights->checkpoint, view);
    });
  }
  if (!text) return complain(text.error().message);
  auto done = deliver(invocation, *text);
  return done ? kClean : complain(done.error().message);
}

Result<Exit> check_weights(const Invocation& invocation) {
  if (invocation.operands().size() != 1)
    return fail("--weights is held against one network: model.py or model.py:Net(10)");
  const std::string& path = *invocation.value("weights");
  auto weights = open_weights(path);
  if (!weights) return tl::unexpected(weights.error());
  auto asked = read_request(invocation);
  if (!asked) return tl::unexpected(asked.error());
  driver::Analysis analysis = driver::analyze(asked->request);
  driver::compare_weights(analysis, weights->checkpoint.groups, path);
  std::vector<check::FileResult> results(1);
  check::FileResult& result = results.front();
  result.path = asked->request.path;
  result.examined = true;
  result.sources = std::move(analysis.sources);
  result.networks.emplace_back().target = asked->request.target;
  for (const ir::Gap& gap : analysis.graph.gaps) result.networks.back().gaps.push_back(gap.message);
  for (const diag::Diagnostic& d : analysis.diagnostics.all()) result.findings.push_back({diag::name(d.kind), d});
  auto text = render_findings(invocation, results);
  if (!text) return tl::unexpected(text.error());
  if (auto done = deliver(invocation, *text); !done) return tl::unexpected(done.error());
  return analysis.diagnostics.errors() > 0 ? kProblems : kClean;
}

}  // namespace shapewise::cli
