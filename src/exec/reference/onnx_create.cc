// ONNX operators that make tensors of nothing but numbers.
// Source: https://onnx.ai/onnx/operators/onnx__Range.html, onnx__HannWindow.html, onnx__MelWeightMatrix.html.
#include <algorithm>
#include <cmath>

#include "exec/kernel.h"
#include "exec/math.h"
#include "layer/operator.h"

namespace shapewise::exec::reference {
namespace {

void constant(Execution& c) {
  if (Tensor value = c.tensor("value"); value.defined()) return c.give(value);
  if (c.given("value_float")) return c.give(Tensor::scalar(c.number("value_float"), ir::DType::Float32));
  if (c.given("value_int")) return c.give(Tensor::of_integers({}, ir::DType::Int64, {c.integer("value_int")}));
  if (c.given("value_floats")) {
    std::vector<double> list = c.call().numbers("value_floats");
    return c.give(Tensor::of({static_cast<std::int64_t>(list.size())}, ir::DType::Float32, list));
  }
  if (!c.given("value_ints")) return c.fail("a constant of texts, or a sparse one, is not run");
  Sizes list = c.sizes("value_ints");
  c.give(Tensor::of_integers({static_cast<std::int64_t>(list.size())}, ir::DType::Int64, list));
}

void constant_of_shape(Execution& c) {
  Sizes dims = c.sizes("input");
  if (std::any_of(dims.begin(), dims.end(), [](std::int64_t size) { return size < 0; }))
    return c.fail("a size is negative");
  Tensor value = c.tensor("value");
  if (!value.defined()) return c.give(Tensor(dims, ir::DType::Float32));
  c.give(expanded(reshaped(value, {}), dims)->copy());
}

void range(Execution& c) {
  ir::DType dtype = c.input().dtype();
  double start = c.number("start");
  double delta = c.number("delta");
  if (delta == 0) return c.fail("a step of 0 goes nowhere");
  double steps = std::ceil((c.number("limit") - start) / delta);
  if (!(steps < 0x1p31)) return c.fail("there is no end to the numbers");
  auto count = static_cast<std::int64_t>(std::max(steps, 0.0));
  std::vector<double> values;
  for (std::int64_t i = 0; i < count; ++i) values.push_back(start + static_cast<double>(i) * delta);
  c.give(Tensor::of({count}, dtype, values));
}

void eye_like(Execution& c) {
  const Tensor& x = c.input();
  if (x.rank() != 2) return c.fail("a diagonal is one of a matrix");
  std::int64_t k = c.given("k") ? c.integer("k") : 0;
  std::int64_t at = 0;
  c.give(map(x, layer::dtype_attribute(c.call(), "dtype", x.dtype()), [&](double) -> double {
    std::int64_t place = at++;
    return place % x.size(1) - place / x.size(1) == k;
  }));
}

void random_normal(Execution& c) {
  double mean = c.number("mean");
  double scale = c.number("scale", 1);
  Tensor made(c.sizes("shape"), layer::dtype_attribute(c.call(), "dtype", ir::DType::Float32));
  c.give(map(made, made.dtype(), [&](double) { return mean + scale * c.random().normal(); }));
}
void random_uniform(Execution& c) {
  double low = c.number("low");
  double high = c.number("high", 1);
  Tensor made(c.sizes("shape"), layer::dtype_attribute(c.call(), "dtype", ir::DType::Float32));
  c.give(map(made, made.dtype(), [&](double) { return low + (high - low) * c.random().uniform(); }));
}

/// a − b·cos(2πi/n) + d·cos(4πi/n), of a period of n or n − 1.
void window(Execution& c, double a, double b, double d) {
  std::int64_t size = c.integer("size");
  if (c.failed() || size < 0) return c.fail("a window has a size");
  bool periodic = !c.given("periodic") || c.integer("periodic") != 0;
  auto period = static_cast<double>(std::max<std::int64_t>(periodic ? size : size - 1, 1));
  std::vector<double> values;
  for (std::int64_t i = 0; i < size; ++i) {
    double angle = 2 * M_PI * static_cast<double>(i) / period;
    values.push_back(a - b * std::cos(angle) + d * std::cos(2 * angle));
  }
  ir::DType dtype = layer::dtype_attribute(c.call(), "output_datatype", ir::DType::Float32);
  c.give(Tensor::of({size}, dtype, values));
}
void hann(Execution& c) { window(c, 0.5, 0.5, 0); }
void hamming(Execution& c) { window(c, 25.0 / 46, 21.0 / 46, 0); }
void blackman(Execution& c) { window(c, 0.42, 0.5, 0.08); }

double mel_of(double hertz) { return 2595 * std::log10(1 + hertz / 700); }
double hertz_of(double mel) { return 700 * (std::pow(10, mel / 2595) - 1); }

/// Triangles over the frequencies, their corners evenly spaced on the mel scale.
void mel_weights(Execution& c) {
  std::int64_t bins = c.integer("num_mel_bins");
  std::int64_t length = c.integer("dft_length");
  double low = mel_of(c.number("lower_edge_hertz"));
  double high = mel_of(c.number("upper_edge_hertz"));
  double rate = c.number("sample_rate");
  if (c.failed() || bins < 1 || length < 1 || rate <= 0) return c.fail("there are no frequencies");
  std::vector<std::int64_t> corners;
  for (std::int64_t i = 0; i < bins + 2; ++i) {
    double mel = low + static_cast<double>(i) * (high - low) / static_cast<double>(bins + 2);
    corners.push_back(static_cast<std::int64_t>(std::floor(static_cast<double>(length + 1) * hertz_of(mel) / rate)));
  }
  std::int64_t rows = length / 2 + 1;
  std::vector<double> values(static_cast<std::size_t>(rows * bins), 0.0);
  for (std::int64_t i = 0; i < bins; ++i) {
    auto at = static_cast<std::size_t>(i);
    std::int64_t left = corners[at];
    std::int64_t peak = corners[at + 1];
    std::int64_t right = corners[at + 2];
    auto put = [&](std::int64_t row, double value) {
      if (row >= 0 && row < rows) values[static_cast<std::size_t>(row * bins + i)] = value;
    };
    if (left == peak) put(peak, 1);
    for (std::int64_t row = left; left != peak && row <= peak; ++row)
      put(row, static_cast<double>(row - left) / static_cast<double>(peak - left));
    for (std::int64_t row = peak; peak != right && row < right; ++row)
      put(row, static_cast<double>(right - row) / static_cast<double>(right - peak));
  }
  c.give(Tensor::of({rows, bins}, layer::dtype_attribute(c.call(), "output_datatype", ir::DType::Float32), values));
}

constexpr Kernel kKernels[] = {
    {"onnx:Constant", constant},
    {"onnx:ConstantOfShape", constant_of_shape},
    {"onnx:Range", range},
    {"onnx:EyeLike", eye_like},
    {"onnx:RandomNormal", random_normal},
    {"onnx:RandomUniform", random_uniform},
    {"onnx:HannWindow", hann},
    {"onnx:HammingWindow", hamming},
    {"onnx:BlackmanWindow", blackman},
    {"onnx:MelWeightMatrix", mel_weights},
};

}  // namespace

std::span<const Kernel> onnx_create_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
