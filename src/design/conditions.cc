// The analysis has done the work: what its layers could neither prove nor refute are the conditions.
#include "design/conditions.h"

#include <algorithm>
#include <fmt/format.h>

#include "import/input_spec.h"

namespace shapewise::design {
namespace {

Result<sym::Shape> read_shape(const std::string& text) {
  diag::Sink sink;
  source::SourceMap sources;
  const source::SourceFile& file = sources.add("--output", text);
  auto shape = import::parse_input(file, file.range(0, static_cast<int>(text.size())), {}, sink);
  if (!shape) return fail(fmt::format("--output takes a shape such as N,32,16,16, not '{}'", text));
  return std::move(shape->shape);
}

Result<void> want_output(const ir::Graph& graph, const std::string& text, Conditions& conditions) {
  auto wanted = read_shape(text);
  if (!wanted) return tl::unexpected(wanted.error());
  if (graph.outputs.empty()) return fail("the network's output is not known");
  const ir::Tensor& output = graph[graph.outputs[0]].tensor;
  if (!output.shape) return fail("the shape of the network's output is not known");
  if (output.shape->rank() != wanted->rank()) {
    conditions.refuted = fmt::format("the output has {} dimensions, not {}", output.shape->rank(), wanted->rank());
    return {};
  }
  for (int i = 0; i < output.shape->rank(); ++i) {
    sym::Relation relation = sym::eq((*output.shape)[i], (*wanted)[i]);
    if (relation.a.is_constant() && relation.b.is_constant() && relation.a != relation.b) {
      conditions.refuted = sym::to_text(relation);
      return {};
    }
    conditions.wanted.push_back(std::move(relation));
  }
  return {};
}

}  // namespace

Result<Conditions> conditions_of(const driver::Analysis& analysis, const std::string& output) {
  Conditions conditions;
  const ir::Graph& graph = analysis.graph;
  for (const diag::Diagnostic& d : analysis.diagnostics.all()) {
    if (d.severity != diag::Severity::Error) continue;
    conditions.refuted = d.message;
    return conditions;
  }
  if (!graph.gaps.empty())
    return fail(fmt::format("the network is not understood with open numbers: {}", graph.gaps.front().message));
  for (const ir::Assumption& assumption : graph.assumptions) conditions.works.push_back(assumption.relation);
  if (!output.empty()) {
    if (auto done = want_output(graph, output, conditions); !done) return tl::unexpected(done.error());
  }
  return conditions;
}

bool mentions(const sym::Relation& relation, const std::string& symbol) {
  for (const sym::Expr* side : {&relation.a, &relation.b}) {
    std::vector<std::string> names = sym::symbols(*side);
    if (std::find(names.begin(), names.end(), symbol) != names.end()) return true;
  }
  return false;
}

}  // namespace shapewise::design
