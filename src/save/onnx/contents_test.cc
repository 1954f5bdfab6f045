// Constants as bytes: the numbers of 16 bits are those that torch makes of the same floats.
#include "save/onnx/contents.h"

#include <cmath>
#include <cstring>
#include <gtest/gtest.h>
#include <limits>

namespace shapewise::save {
namespace {

template <class T>
T only(Number number, ir::DType dtype) {
  auto made = constant_of({}, dtype, {number});
  EXPECT_TRUE(made) << (made ? "" : made.error().message);
  T value{};
  EXPECT_EQ(made->bytes.size(), sizeof(T));
  std::memcpy(&value, made->bytes.data(), sizeof(T));
  return value;
}

TEST(Constants, IntegersStayExact) {
  constexpr std::int64_t kValues[] = {std::numeric_limits<std::int64_t>::max(),
                                      std::numeric_limits<std::int64_t>::min(), (std::int64_t{1} << 53) + 1, -1};
  for (std::int64_t value : kValues) {
    EXPECT_EQ(only<std::int64_t>(value, ir::DType::Int64), value);
    ir::Tensor tensor = ir::Tensor::of({{1}}, ir::DType::Int64);
    tensor.elements = std::make_shared<ir::Elements>(ir::Elements{sym::Expr(value)});
    std::int64_t read = 0;
    std::memcpy(&read, constant_of(tensor)->bytes.data(), sizeof(read));
    EXPECT_EQ(read, value);
  }
}

TEST(Constants, SixteenBitsAreRoundedToTheNearestAsInTorch) {
  struct Row {
    double value;
    int half;
    int bfloat;
  };
  constexpr Row kRows[] = {{0.1, 0x2e66, 0x3dcd},         {65504, 0x7bff, 0x4780},
                           {65519, 0x7bff, 0x4780},       {65520, 0x7c00, 0x4780},
                           {0x1p-24, 0x1, 0x3380},        {0x1p-25, 0x0, 0x3300},
                           {0x3p-25, 0x2, 0x33c0},        {1 + 0x1p-11, 0x3c00, 0x3f80},
                           {1 + 0x3p-11, 0x3c02, 0x3f80}, {1 + 0x1p-8, 0x3c04, 0x3f80},
                           {1 + 0x3p-8, 0x3c0c, 0x3f82},  {3.4e38, 0x7c00, 0x7f80},
                           {-0.0, 0x8000, 0x8000},        {-HUGE_VAL, 0xfc00, 0xff80},
                           {-2.5, 0xc100, 0xc020},        {1e-40, 0x0, 0x1},
                           {0.99999, 0x3c00, 0x3f80}};
  for (const Row& row : kRows) {
    EXPECT_EQ(only<std::uint16_t>(row.value, ir::DType::Float16), row.half) << row.value;
    EXPECT_EQ(only<std::uint16_t>(row.value, ir::DType::BFloat16), row.bfloat) << row.value;
  }
  EXPECT_EQ(only<std::uint16_t>(std::nan(""), ir::DType::Float16), 0x7e00);
  EXPECT_EQ(only<std::uint16_t>(std::int64_t{3}, ir::DType::Float16), 0x4200);
}

TEST(Constants, WhatATypeDoesNotHaveIsRefused) {
  EXPECT_FALSE(constant_of({}, ir::DType::Complex64, {1.0}));
  EXPECT_FALSE(constant_of({}, ir::DType::UInt8, {std::int64_t{256}}));
  EXPECT_FALSE(constant_of({}, ir::DType::Int8, {-129.0}));
  EXPECT_FALSE(constant_of({}, ir::DType::Int64, {0x1p63}));
  EXPECT_FALSE(constant_of({}, ir::DType::Int64, {std::nan("")}));
  EXPECT_FALSE(constant_of({}, ir::DType::Int32, {0.5}));
}

TEST(ConstantsDeathTest, BytesThatAreNotThoseOfTheShapeAreOurMistake) {
  Document document;
  document.initializers.push_back({"w", ir::DType::Float32, {2, 3}, std::string(20, '\0')});
  EXPECT_DEATH(static_cast<void>(serialize(document)), "bytes.size");
  document.initializers.front().bytes.resize(24);
  EXPECT_TRUE(serialize(document));
}

}  // namespace
}  // namespace shapewise::save
