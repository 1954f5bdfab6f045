// Names of weights, and what files state of their sizes.
#include "ir/weight_names.h"

#include <gtest/gtest.h>

#include "ir/stored.h"

namespace shapewise::ir {
namespace {

TEST(WeightNames, AreTheFirstOfTheStateDict) {
  Graph graph;
  graph.weights.resize(4);
  graph.modules.resize(3);
  graph.modules[0].weights = {{"scale", {0}}};
  graph.modules[1].path = "encoder.embed";
  graph.modules[1].weights = {{"weight", {1}}};
  graph.modules[2].path = "head";
  graph.modules[2].weights = {{"weight", {1}}, {"bias", {2}}};  // tied to the embedding
  EXPECT_EQ(weight_names(graph), (std::vector<std::string>{"scale", "encoder.embed.weight", "head.bias", ""}));
  EXPECT_EQ(state_dict(graph)[2].name, "head.weight");
}

TEST(Stored, CountsElementsOnlyIfTheyFit) {
  EXPECT_EQ(count_elements({}), Int{1});
  EXPECT_EQ(count_elements({2, 3}), Int{6});
  EXPECT_EQ(count_elements({INT64_MAX, INT64_MAX, 0}), Int{0});
  EXPECT_EQ(count_elements({Int{1} << 32, Int{1} << 31}), std::nullopt);
  EXPECT_EQ(count_elements({0, -1}), std::nullopt);
  EXPECT_EQ(count_elements({Int{1} << 63, 0}), std::nullopt);
}

}  // namespace
}  // namespace shapewise::ir
