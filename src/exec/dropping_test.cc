// Dropout inside of layers: with p = 1 nothing of what is dropped reaches the output, in training alone.
#include "exec/dropping.h"

#include <cmath>
#include <gtest/gtest.h>

#include "run_network.h"

namespace shapewise::exec {
namespace {

/// The first output for an input that is `scale` times sin 1, sin 2, …
std::vector<double> output(const std::string& layer, const std::string& call, double scale, bool training) {
  driver::Request request = python_request(
      "import torch\nfrom torch import nn\n\n\nclass Net(nn.Module):\n    def __init__(self):\n"
      "        super().__init__()\n        self.part = " +
          layer + "\n\n    def forward(self, x):\n        return " + call + "\n",
      {"(3, 2, 4)"});
  request.training = training;
  std::vector<double> numbers;
  for (int i = 1; i <= 24; ++i) numbers.push_back(scale * std::sin(i));
  RunOptions options;
  options.training = training;
  auto network = network_of(request, RandomWeights(0));
  return outputs_of(*network, {Tensor::of({3, 2, 4}, ir::DType::Float32, numbers)}, options).at(0).values();
}

TEST(Dropping, HidesTheInputInTraining) {
  const std::pair<const char*, const char*> cases[] = {
      {"nn.Dropout(1.0)", "self.part(x)"},
      {"nn.MultiheadAttention(4, 2, dropout=1.0)", "self.part(x, x, x)[0]"},
      {"nn.LSTM(4, 4, num_layers=2, dropout=1.0)", "self.part(x)[0]"},
      {"nn.GRU(4, 4, num_layers=2, dropout=1.0)", "self.part(x)[0]"},
  };
  for (const auto& [layer, call] : cases) {
    std::vector<double> first = output(layer, call, 1, true);
    EXPECT_EQ(first, output(layer, call, 2, true)) << layer;
    EXPECT_NE(output(layer, call, 1, false), output(layer, call, 2, false)) << layer;
  }
  // Whatever the mode: who calls the function says it.
  std::string call = "nn.functional.scaled_dot_product_attention(x, x, x, dropout_p=1.0)";
  EXPECT_EQ(output("None", call, 1, false), std::vector<double>(24, 0));
}

// What the parts of a transformer's layer add is dropped, so that only the input is left, normalised.
TEST(Dropping, LeavesTheShortCutsOfTransformers) {
  std::string layers[] = {
      "nn.TransformerEncoderLayer(4, 2, 8, dropout=1.0, norm_first=True)",
      "nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, dropout=1.0, norm_first=True), 2)"};
  for (const std::string& layer : layers) {
    EXPECT_EQ(output(layer, "self.part(x)", 1, true), output("nn.Identity()", "self.part(x)", 1, true)) << layer;
    EXPECT_NE(output(layer, "self.part(x)", 1, false), output("nn.Identity()", "self.part(x)", 1, false)) << layer;
  }
  std::string decoder = "nn.TransformerDecoderLayer(4, 2, 8, dropout=1.0, norm_first=True)";
  EXPECT_EQ(output(decoder, "self.part(x, x)", 1, true), output("nn.Identity()", "self.part(x)", 1, true));
}

}  // namespace
}  // namespace shapewise::exec
