// Holes become symbols, the analysis states conditions on them, and the search tries numbers. What is shown as a
// solution has been analysed with its numbers, like any other network.
#include "design/solve.h"

#include <algorithm>

#include "design/conditions.h"
#include "design/families.h"
#include "design/search.h"

namespace shapewise::design {
namespace {

/// Whether the network with these numbers has no error, and the wanted output.
bool works(const driver::Request& request, const std::vector<sym::Relation>& wanted) {
  driver::Analysis analysis = driver::analyze(request);
  if (analysis.diagnostics.errors() > 0 || analysis.graph.outputs.empty()) return false;
  const ir::Tensor& output = analysis.graph[analysis.graph.outputs[0]].tensor;
  if (!output.shape) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!sym::may_hold(sym::eq((*output.shape)[static_cast<int>(i)], wanted[i].b), {})) return false;
  }
  return true;
}

}  // namespace

Result<Solutions> solve(const Question& question) {
  Template text(question.request);
  for (const std::string& name : question.free) {
    if (auto done = text.free_argument(name); !done) return tl::unexpected(done.error());
  }
  if (text.holes().empty())
    return fail("there is nothing to solve for: write ? in the place of a number, or use --free");
  driver::Analysis open = driver::analyze(text.with_symbols());
  Solutions result;
  result.holes = text.holes();
  describe_holes(open.graph, result.holes);
  text.set_holes(result.holes);
  bool may_be_zero = std::any_of(result.holes.begin(), result.holes.end(), [](const Hole& h) { return h.shift() > 0; });
  if (may_be_zero) open = driver::analyze(text.with_symbols());
  auto conditions = conditions_of(open, question.output);
  if (!conditions) return tl::unexpected(conditions.error());
  result.refuted = in_names(conditions->refuted, result.holes);
  if (!result.refuted.empty()) return result;

  Candidates candidates = search(*conditions, result.holes);
  result.count = static_cast<Int>(candidates.all.size());
  result.nearest = std::move(candidates.nearest);
  result.nearest_output = std::move(candidates.nearest_output);
  for (const std::vector<Int>& values : candidates.all) {
    if (result.found.size() == question.shown) break;
    if (works(text.with_numbers(values), conditions->wanted)) result.found.push_back(values);
  }
  result.families = find_families(result.holes, candidates.all);
  return result;
}

}  // namespace shapewise::design
