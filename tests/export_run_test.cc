// Networks that were exported to ONNX compute what their source computes, from the same weights.
#include <cmath>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>

#include "cli/stored_weights.h"
#include "driver/analyze.h"
#include "exec/bytes.h"
#include "exec/run.h"
#include "save/onnx/exporter.h"

namespace shapewise {
namespace {

Result<std::string> exported(driver::Analysis& analysis) {
  exec::RandomWeights random(1);
  auto weights = [&](const std::string& name, const ir::Weight& weight) -> Result<std::string> {
    if (weight.dtype != ir::DType::Float32) return save::zero_weights(name, weight);
    exec::Sizes dims;
    for (const sym::Expr& size : weight.shape().dims) dims.push_back(static_cast<std::int64_t>(*size.constant()));
    return random.find({}, name, dims, weight.dtype).map(exec::held_bytes);
  };
  return save::export_graph(analysis.graph, {}, weights, analysis.diagnostics).and_then(save::serialize);
}

Result<exec::Tensor> output_of(const ir::Graph& graph, exec::WeightSource& source) {
  auto plan = exec::make_plan(graph, {{"N", sym::Expr(2)}});
  if (!plan) return tl::unexpected(plan.error());
  auto loaded = exec::Loaded::load(*plan, source);
  if (!loaded) return tl::unexpected(loaded.error());
  if (loaded->unknown_constants() > 0) return fail("a constant of it is not known");
  auto inputs = exec::random_inputs(*plan, 3);
  if (!inputs) return tl::unexpected(inputs.error());
  exec::Outcome outcome = exec::run(*plan, *loaded, *inputs, {});
  if (!outcome.error.empty()) return fail(outcome.error);
  for (const std::string& line : exec::disagreements(*plan, outcome)) return fail(line);
  return outcome.outputs.front();
}

void check(driver::Request request) {
  SCOPED_TRACE(request.text);
  driver::Analysis source = driver::analyze(request);
  ASSERT_EQ(source.diagnostics.errors(), 0);
  auto bytes = exported(source);
  ASSERT_TRUE(bytes) << bytes.error().message;
  driver::Request again;
  again.path = "model.onnx";
  again.format = driver::Format::Onnx;
  again.bytes = *bytes;
  driver::Analysis model = driver::analyze(again);
  ASSERT_EQ(model.diagnostics.errors(), 0);
  exec::RandomWeights random(1);
  std::string path = testing::TempDir() + "exported.onnx";
  std::ofstream(path, std::ios::binary) << *bytes;
  auto stored = cli::own_weights(path, model.graph);
  ASSERT_TRUE(stored) << stored.error().message;
  auto expected = output_of(source.graph, random);
  ASSERT_TRUE(expected) << expected.error().message;
  auto found = output_of(model.graph, **stored);
  ASSERT_TRUE(found) << found.error().message;
  std::vector<double> a = found->values();
  std::vector<double> b = expected->values();
  ASSERT_EQ(found->dims(), expected->dims());
  for (std::size_t i = 0; i < a.size(); ++i) ASSERT_NEAR(a[i], b[i], 1e-4 * std::max(1.0, std::abs(b[i]))) << i;
}

TEST(Exported, ListsComputeWhatTheyComputed) {
  for (const char* text :
       {"Conv2d(3, 8, 3, padding=1, stride=2), BatchNorm2d(8), ReLU, MaxPool2d(2), Conv2d(8, 8, 3, groups=2), Flatten, "
        "Linear(8, 5), Softmax(1)",
        "Conv2d(3, 4, 3), GELU, AvgPool2d(2, ceil_mode=True), ConvTranspose2d(4, 6, 3, stride=2, output_padding=1), "
        "Hardswish, AdaptiveAvgPool2d(1), Flatten",
        "Upsample(scale_factor=2), Conv2d(3, 8, 1), GroupNorm(2, 8), SiLU, PixelShuffle(2), Dropout(0.5), ELU"}) {
    driver::Request request;
    request.format = driver::Format::List;
    request.text = text;
    request.inputs = {"N,3,14,14"};
    check(std::move(request));
  }
}

TEST(Exported, NetworksOfTorchvisionComputeWhatTheyComputed) {
  for (const char* name : {"squeezenet1_1", "mobilenet_v2"}) {
    driver::Request request;
    request.path = "net.py";
    request.format = driver::Format::Python;
    request.text = fmt::format("import torchvision\nmodel = torchvision.models.{}(num_classes=10)\n", name);
    request.inputs = {"N,3,32,32"};
    check(std::move(request));
  }
}

}  // namespace
}  // namespace shapewise
