// Views share what they show, and elements survive every way of holding them.
#include "exec/tensor.h"

#include <algorithm>
#include <gtest/gtest.h>

#include "exec/npy.h"
#include "exec/random.h"
#include "exec/views.h"

namespace shapewise::exec {
namespace {

Tensor counting(Sizes dims) {
  std::vector<double> values;
  for (std::int64_t i = 0; i < product(dims); ++i) values.push_back(static_cast<double>(i));
  return Tensor::of(std::move(dims), ir::DType::Float32, values);
}

TEST(Tensor, IsWrittenThroughItsViews) {
  Tensor base = counting({2, 3});
  Tensor column = selected(base, 1, 1);
  assign(column, Tensor::of({2}, ir::DType::Int64, {-1, -2}));
  EXPECT_EQ(base.values(), (std::vector<double>{0, -1, 2, 3, -2, 5}));
}

TEST(Tensor, IsReadInRowMajorOrder) {
  EXPECT_EQ(transposed(counting({2, 3}), 0, 1).values(), (std::vector<double>{0, 3, 1, 4, 2, 5}));
  EXPECT_EQ(sliced(counting({6}), 0, 1, 3, 2).values(), (std::vector<double>{1, 3, 5}));
  EXPECT_EQ(expanded(counting({3, 1}), {2, 3, 2})->values(), (std::vector<double>{0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2}));
}

TEST(Tensor, IsReshapedWithoutACopyWhereStridesAllowIt) {
  Tensor base = counting({2, 3, 4});
  Tensor kept = reshaped(transposed(base, 0, 1), {3, 2, 2, 2});
  assign(selected(selected(selected(selected(kept, 0, 0), 0, 0), 0, 0), 0, 0), Tensor::scalar(9, ir::DType::Float32));
  EXPECT_EQ(base.item(0), 9);
  Tensor copied = reshaped(transposed(base, 0, 1), {6, 4});
  EXPECT_EQ(copied.item(4), base.item(12));
}

// Whatever the order of the axes in memory, and where axes of one element lie among them.
TEST(Tensor, KeepsItsElementsWhenReshaped) {
  std::vector<int> order{0, 1, 2, 3, 4};
  do {
    Tensor permutation = permuted(counting({2, 1, 3, 1, 4}), order);
    for (const Sizes& dims : {Sizes{24}, Sizes{6, 4}, Sizes{2, 12}, Sizes{3, 8}, Sizes{1, 2, 3, 4, 1}, Sizes{4, 1, 6}})
      EXPECT_EQ(reshaped(permutation, dims).values(), permutation.values()) << testing::PrintToString(dims);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(Tensor, CountsItsMemory) {
  std::int64_t before = Buffer::held();
  {
    Tensor large({100}, ir::DType::Float32);
    Tensor view = reshaped(large, {10, 10});
    EXPECT_EQ(Buffer::held() - before, 400);
  }
  EXPECT_EQ(Buffer::held(), before);
}

TEST(Npy, HoldsWhatWasWritten) {
  for (ir::DType dtype : {ir::DType::Float32, ir::DType::Float64, ir::DType::Int64, ir::DType::Bool}) {
    Tensor tensor = Tensor::of({2, 2}, dtype, {1, 0, 1, 1});
    auto read = from_npy(to_npy(tensor));
    ASSERT_TRUE(read.has_value()) << read.error().message;
    EXPECT_EQ(read->dtype(), dtype);
    EXPECT_EQ(read->dims(), tensor.dims());
    EXPECT_EQ(read->values(), tensor.values());
  }
}

TEST(Npy, RefusesWhatIsNone) {
  EXPECT_FALSE(from_npy("").has_value());
  std::string file = to_npy(counting({4}));
  EXPECT_FALSE(from_npy(file.substr(0, file.size() - 1)).has_value());
  EXPECT_FALSE(from_npy(file.substr(0, 20)).has_value());
  EXPECT_FALSE(from_npy(file + "x").has_value());
}

TEST(Npy, HasAWiderLengthFromItsSecondVersionOn) {
  for (char version : {'\x02', '\x03'}) {
    std::string file = to_npy(counting({4}));
    std::string header = file.substr(10, 118) + std::string(70'000, ' ');  // more than two bytes can say
    std::string wide = file.substr(0, 6) + version + '\0';
    for (std::size_t shift : {0, 8, 16, 24}) wide += static_cast<char>(header.size() >> shift & 0xff);
    auto read = from_npy(wide + header + file.substr(128));
    ASSERT_TRUE(read.has_value()) << read.error().message;
    EXPECT_EQ(read->values(), counting({4}).values());
    EXPECT_FALSE(from_npy(wide + header.substr(0, 100)).has_value());
  }
}

TEST(Random, IsThatOfTheOracle) {
  // tools/oracle/splitmix.py: stream("layer.weight", 1, 2)
  Random random = Random::named("layer.weight", 1);
  EXPECT_EQ(random.uniform(), 0.2716454267501831);
  EXPECT_EQ(random.uniform(), 0.14942151308059692);
}

}  // namespace
}  // namespace shapewise::exec
