// Joined pairs against the matrix, and the matrix against the sliding window, over many small convolutions.
#include "analysis/connections.h"

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "driver/analyze.h"

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

}  // namespace
}  // namespace shapewise::analysis
