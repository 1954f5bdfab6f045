// What is said of files of weights stays short, however many tensors do not fit.
#include "driver/weights.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace shapewise::driver {
namespace {

Analysis network(std::string text) {
  Request request;
  request.format = Format::List;
  request.text = std::move(text);
  return analyze(request);
}

ir::StoredTensor stored(std::string name, std::vector<Int> shape) {
  ir::StoredTensor tensor;
  tensor.name = std::move(name);
  tensor.shape = std::move(shape);
  return tensor;
}

TEST(Weights, ManyThatDoNotFitAreCounted) {
  std::vector<ir::StoredGroup> groups(1);
  groups[0].tensors = {stored("0.weight", {2, 4}), stored("0.bias", {2})};
  for (int i = 0; i < 60'000; ++i) groups[0].tensors.push_back(stored(fmt::format("other{}.weight", i), {1}));
  Analysis analysis = network("Linear(4, 2)");
  compare_weights(analysis, groups, "net.pt");
  ASSERT_EQ(analysis.diagnostics.errors(), 51);
  EXPECT_EQ(analysis.diagnostics.all()[0].message, "net.pt has other0.weight, which the network has not");
  EXPECT_EQ(analysis.diagnostics.all()[50].message, "and 59950 more like this");
}

TEST(Weights, TheOnlyPathWithTheSameTensorsIsNamed) {
  std::vector<ir::StoredGroup> groups(1);
  groups[0].tensors = {stored("0.weight", {2, 4}), stored("0.bias", {2}),         stored("head.weight", {3, 2}),
                       stored("head.bias", {3}),   stored("tail.weight", {3, 2}), stored("tail.bias", {4})};
  Analysis analysis = network("Linear(4, 2)\nLinear(2, 3)");
  compare_weights(analysis, groups, "net.pt");
  ASSERT_FALSE(analysis.diagnostics.all().empty());
  EXPECT_EQ(analysis.diagnostics.all()[0].notes.back(),
            "the file has 'head' with the same tensors: it may be called so there");
  groups[0].tensors.back().shape = {3};
  Analysis two = network("Linear(4, 2)\nLinear(2, 3)");
  compare_weights(two, groups, "net.pt");
  EXPECT_EQ(two.diagnostics.all()[0].notes.back(), "missing: 1.weight, 1.bias");
}

TEST(Weights, LongNamesAreRefused) {
  auto file = [](std::size_t dots) {
    std::string header =
        fmt::format(R"({{"{}":{{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}}})", std::string(dots, '.'));
    std::string bytes;
    for (int i = 0; i < 8; ++i) bytes += static_cast<char>(header.size() >> 8 * i & 255);
    return bytes + header;
  };
  EXPECT_TRUE(read_weights(file(2000)));
  auto read = read_weights(file(400'000));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, "a tensor in it has a name of more than 2000 characters");
}

}  // namespace
}  // namespace shapewise::driver
