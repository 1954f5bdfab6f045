// Joined pairs against the matrix, and the matrix against the sliding window, over many small convolutions.
#include "analysis/connections.h"

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "analysis/rebuild.h"
#include "driver/analyze.h"
#include "layer/registry.h"
#include "save/onnx/exporter.h"

namespace shapewise::analysis {
namespace {

ir::Graph graph_of(std::string text, std::string input) {
  driver::Request request;
  request.format = driver::Format::List;
  request.text = std::move(text);
  request.inputs = {std::move(input)};
  driver::Analysis analysis = driver::analyze(request);
  EXPECT_EQ(analysis.diagnostics.errors(), 0) << request.text;
  return std::move(analysis.graph);
}

void check(const std::string& text, const std::string& input) {
  ir::Graph graph = graph_of(text, input);
  auto connections = connections_of(graph, {0});
  auto matrix = matrix_of(graph, {0}, 100'000);
  ASSERT_TRUE(connections && matrix && connections->joined) << text;
  EXPECT_TRUE(matrix->proved) << text;
  Int joined = 0;
  int largest = 0;
  for (const std::vector<int>& row : matrix->rows) {
    joined += std::count_if(row.begin(), row.end(), [](int weight) { return weight != 0; });
    largest = std::max(largest, *std::max_element(row.begin(), row.end()));
  }
  EXPECT_TRUE(connections->joined->is_constant(joined)) << text;
  EXPECT_LE(largest, matrix->weights) << text;
  EXPECT_TRUE(connections->weights.is_constant(matrix->weights)) << text;
}

TEST(Connections, AreThoseOfTheMatrixThatIsTheConvolution) {
  for (int k : {1, 2, 3}) {
    for (int s : {1, 2, 3}) {
      for (int p = 0; p <= k - 1; ++p) {
        for (int d : {1, 2}) {
          std::string rest = fmt::format("{}, stride={}, padding={}, dilation={}", k, s, p, d);
          check(fmt::format("Conv1d(2, 2, {})", rest), "1,2,7");
          check(fmt::format("Conv2d(2, 4, {}, groups=2)", rest), "1,2,5,6");
          check(fmt::format("ConvTranspose2d(2, 2, {})", rest), "1,2,4,4");
        }
      }
    }
  }
}

TEST(Connections, WithoutPaddingEachWeightIsUsedAtEveryPlace) {
  ir::Graph graph = graph_of("Conv2d(3, 16, 3)", "N,3,H,W");
  auto connections = connections_of(graph, {0});
  ASSERT_TRUE(connections && connections->joined);
  EXPECT_EQ(sym::to_text(*connections->joined), "432·(H − 2)·(W − 2)");
}

// The worksheet's network in three forms.

constexpr std::string_view kWorksheet =
    "Conv2d(3, 16, 3, padding=1), MaxPool2d(2), Conv2d(16, 32, 3), MaxPool2d(2, padding=1), Conv2d(32, 8, 1), "
    "Conv2d(8, 4, 5), Flatten, Linear(576, 10)";

driver::Analysis analysed(driver::Format format, const std::string& text) {
  driver::Request request;
  request.format = format;
  request.bytes = text;
  driver::Analysis analysis = driver::analyze(request);
  EXPECT_EQ(analysis.diagnostics.errors(), 0);
  return analysis;
}

ir::Graph as_onnx() {
  ir::Graph graph = graph_of(std::string(kWorksheet), "N,3,64,64");
  diag::Sink sink;
  auto document = save::export_graph(graph, {}, save::zero_weights, sink);
  EXPECT_TRUE(document);
  auto bytes = save::serialize(*document);
  EXPECT_TRUE(bytes);
  return std::move(analysed(driver::Format::Onnx, *bytes).graph);
}

/// Keras pads before it pools.
ir::Graph as_keras() {
  auto conv = [](int filters, int kernel, std::string_view padding) {
    return fmt::format(
        R"({{"class_name": "Conv2D", "config": {{"name": "conv{0}", "filters": {0}, "kernel_size": [{1}, {1}], "padding": "{2}"}}}}, )",
        filters, kernel, padding);
  };
  std::string pool =
      R"({"class_name": "MaxPooling2D", "config": {"name": "pool", "pool_size": [2, 2], "strides": [2, 2]}}, )";
  std::string text =
      R"({"class_name": "Sequential", "config": {"name": "sheet", "layers": [)"
      R"({"class_name": "InputLayer", "config": {"batch_shape": [null, 64, 64, 3], "name": "input"}}, )" +
      conv(16, 3, "same") + pool + conv(32, 3, "valid") +
      R"({"class_name": "ZeroPadding2D", "config": {"name": "pad", "padding": [[1, 1], [1, 1]]}}, )" +
      pool.replace(pool.find("\"pool\""), 6, "\"pool2\"") + conv(8, 1, "valid") + conv(4, 5, "valid") +
      R"({"class_name": "Flatten", "config": {"name": "flatten"}}, )"
      R"({"class_name": "Dense", "config": {"name": "dense", "units": 10}}]}})";
  return std::move(analysed(driver::Format::Keras, text).graph);
}

std::vector<Int> dense_of(const ir::Graph& graph) {
  std::vector<Int> all;
  for (int i = 0; i < static_cast<int>(graph.nodes.size()); ++i) {
    auto found = connections_of(graph, {i});
    if (found) all.push_back(found->dense.value().constant().value_or(-1));
  }
  return all;
}

TEST(Connections, AreTheSameInEveryFormOfANetwork) {
  std::vector<Int> expected{805'371'904, 471'888'000, 16'779'264, 1'180'224};
  EXPECT_EQ(dense_of(graph_of(std::string(kWorksheet), "N,3,64,64")), expected);
  EXPECT_EQ(dense_of(as_onnx()), expected);
  EXPECT_EQ(dense_of(as_keras()), expected);
  for (const ir::Graph& graph : {as_onnx(), as_keras()}) {
    auto law = dense_by_side(graph, {0});
    ASSERT_TRUE(law);
    EXPECT_EQ(sym::to_text(*law), "48·n⁴ + 16·n²");
  }
}

TEST(Connections, NetworksOfEveryFormWorkWithoutTheirPooling) {
  for (const ir::Graph& graph : {as_onnx(), as_keras()}) {
    Change change;
    for (const ir::Node& node : graph.nodes) change.removed.push_back(layer::spec(node.op).pooling);
    Rebuilt rebuilt = rebuild(graph, change, false);
    EXPECT_EQ(rebuilt.problem, "");
    EXPECT_EQ(ir::verify(rebuilt.graph), "");
    EXPECT_EQ(rebuilt.graph.nodes.size() + 2, graph.nodes.size());
    EXPECT_EQ(ir::to_text(rebuilt.graph[rebuilt.graph.outputs[0]].tensor).substr(0, 1), "(");
    ir::Graph alone = analysis::alone(graph, {0});
    EXPECT_EQ(ir::verify(alone), "");
    EXPECT_EQ(ir::to_text(alone[alone.outputs[0]].tensor), ir::to_text(graph[graph.nodes[0].outputs[0]].tensor));
  }
}

}  // namespace
}  // namespace shapewise::analysis
