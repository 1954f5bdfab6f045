// What a run proves: shapes and element types must be as inferred, and what is refused must not run.
#include "exec/run.h"

#include <gtest/gtest.h>

#include "driver/analyze.h"

namespace shapewise::exec {
namespace {

driver::Analysis analysed(std::string body) {
  driver::Request request;
  request.path = "net.py";
  request.format = driver::Format::Python;
  request.text = "import torch\n\n\nclass Net(torch.nn.Module):\n    def forward(self, x):\n        " + body + "\n";
  request.inputs = {"(2, 4)"};
  return driver::analyze(request);
}

Outcome outcome_of(const Plan& plan) {
  ZeroWeights weights;
  auto loaded = Loaded::load(plan, weights);
  return run(plan, *loaded, {Tensor({2, 4}, ir::DType::Float32)}, {});
}

TEST(Faults, AreOtherShapesAndElementTypes) {
  driver::Analysis analysis = analysed("return x.long()");
  ir::Graph& graph = analysis.graph;
  auto plan = make_plan(graph, {});
  ASSERT_TRUE(plan.has_value()) << plan.error().message;
  Outcome outcome = outcome_of(*plan);
  EXPECT_EQ(faults(*plan, outcome, false), std::vector<std::string>());

  ir::Tensor& inferred = graph.values[static_cast<std::size_t>(graph.outputs[0].index)].tensor;
  inferred.dtype = ir::DType::Int32;
  ASSERT_EQ(faults(*plan, outcome, false).size(), 1u);
  EXPECT_EQ(faults(*plan, outcome, false)[0], "call 1 (long): inferred (2, 4) = (2, 4) int32, ran as (2, 4) int64");
  inferred.dtype = ir::DType::Int64;
  inferred.shape->dims[0] = sym::Expr(3);
  EXPECT_EQ(faults(*plan, outcome, false).size(), 1u);
}

// A run that goes through proves a refusal wrong, whatever shapes it has.
TEST(Faults, OfRefusedSizesAreThatTheyRun) {
  driver::Analysis analysis = analysed("return x.long()");
  auto plan = make_plan(analysis.graph, {});
  ASSERT_TRUE(plan.has_value()) << plan.error().message;
  Outcome outcome = outcome_of(*plan);
  analysis.graph.values[static_cast<std::size_t>(analysis.graph.outputs[0].index)].tensor.shape->dims[0] = sym::Expr(3);
  EXPECT_EQ(faults(*plan, outcome, true), std::vector<std::string>{"refused by the analysis, but it ran"});
  outcome.error = "Linear: it stopped";
  EXPECT_EQ(faults(*plan, outcome, true), std::vector<std::string>());
}

}  // namespace
}  // namespace shapewise::exec
