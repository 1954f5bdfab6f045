// What a run proves: shapes and element types must be as inferred, and what is refused must not run. And that a run
// leaves no trace for the next one.
#include "exec/run.h"

#include <gtest/gtest.h>

#include "run_network.h"

namespace shapewise::exec {
namespace {

/// A network with these lines in `forward`, for an input x of (2, 4).
std::unique_ptr<RunnableNetwork> network(const std::string& body) {
  std::string source =
      "import torch\nfrom torch import nn\n\n\nclass Net(nn.Module):\n    def __init__(self):\n"
      "        super().__init__()\n        self.fc = nn.Linear(4, 4)\n        self.register_buffer('count', "
      "torch.zeros(4))\n\n    def forward(self, x):\n        ";
  return network_of(python_request(source + body + "\n", {"(2, 4)"}), RandomWeights(0));
}

Outcome outcome_of(const RunnableNetwork& network) {
  return run(network.plan, network.loaded, {Tensor({2, 4}, ir::DType::Float32)}, {});
}

TEST(Faults, AreOtherShapesAndElementTypes) {
  auto made = network("return x.long()");
  ir::Graph& graph = made->analysis.graph;
  Outcome outcome = outcome_of(*made);
  EXPECT_EQ(faults(made->plan, outcome, false), std::vector<std::string>());
  EXPECT_TRUE(is_as_inferred(made->plan, outcome, 0));

  ir::Tensor& inferred = graph.values[static_cast<std::size_t>(graph.outputs[0].index)].tensor;
  inferred.dtype = ir::DType::Int32;
  ASSERT_EQ(faults(made->plan, outcome, false).size(), 1u);
  EXPECT_EQ(faults(made->plan, outcome, false)[0],
            "call 1 (long): inferred (2, 4) = (2, 4) int32, ran as (2, 4) int64");
  inferred.dtype = ir::DType::Int64;
  inferred.shape->dims[0] = sym::Expr(3);
  EXPECT_EQ(faults(made->plan, outcome, false).size(), 1u);
  EXPECT_FALSE(is_as_inferred(made->plan, outcome, 0));
  // What is not known is no fault, but it is not verified.
  inferred.shape.reset();
  EXPECT_EQ(faults(made->plan, outcome, false), std::vector<std::string>());
  EXPECT_FALSE(is_as_inferred(made->plan, outcome, 0));
}

// A run that goes through proves a refusal wrong, whatever shapes it has.
TEST(Faults, OfRefusedSizesAreThatTheyRun) {
  auto made = network("return x.long()");
  ir::Graph& graph = made->analysis.graph;
  Outcome outcome = outcome_of(*made);
  graph.values[static_cast<std::size_t>(graph.outputs[0].index)].tensor.shape->dims[0] = sym::Expr(3);
  EXPECT_EQ(faults(made->plan, outcome, true), std::vector<std::string>{"refused by the analysis, but it ran"});
  outcome.error = "Linear: it stopped";
  EXPECT_EQ(faults(made->plan, outcome, true), std::vector<std::string>());
}

TEST(Runs, StartWithTheConstantsThatTheNetworkHas) {
  for (const char* body : {"c = torch.tensor([1., 2., 3., 4.])\n        c += x[0]\n        return c",
                           "c = torch.tensor([1., 2., 3., 4.])\n        c.view(2, 2)[0].add_(1)\n        return x + c",
                           "self.count += 1\n        return x + self.count",
                           "w = self.fc.weight.view(16)\n        w[:4].mul_(2)\n        return self.fc(x + 1)"}) {
    auto made = network(body);
    std::vector<double> first = outcome_of(*made).outputs.at(0).values();
    EXPECT_EQ(outcome_of(*made).outputs.at(0).values(), first) << body;
  }
}

// … and the layer that has it computes with the weight as it is by then.
TEST(Runs, SeeWeightsThatTheyOverwrite) {
  auto made = network("self.fc.weight.zero_()\n        return self.fc(x + 1) - self.fc.bias");
  EXPECT_EQ(outcome_of(*made).outputs.at(0).values(), std::vector<double>(8, 0));
}

}  // namespace
}  // namespace shapewise::exec
