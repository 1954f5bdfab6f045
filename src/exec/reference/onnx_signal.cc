// ONNX Fourier transforms, by their definition. Complex numbers are the last axis: real and imaginary part.
// Source: https://onnx.ai/onnx/operators/onnx__DFT.html, onnx__STFT.html.
#include <algorithm>
#include <cmath>
#include <complex>

#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

using Complex = std::complex<double>;

/// Σ x[k]·exp(∓2πi·k·f/n) for each frequency f; divided by n on the way back. Missing elements are 0.
std::vector<Complex> transformed(const std::vector<Complex>& x, std::int64_t n, bool inverse) {
  std::vector<Complex> made;
  for (std::int64_t f = 0; f < n; ++f) {
    Complex sum = 0;
    for (std::int64_t k = 0; k < std::min(n, static_cast<std::int64_t>(x.size())); ++k) {
      double angle = (inverse ? 2 : -2) * M_PI * static_cast<double>(k * f % n) / static_cast<double>(n);
      sum += x[static_cast<std::size_t>(k)] * std::polar(1.0, angle);
    }
    made.push_back(inverse ? sum / static_cast<double>(n) : sum);
  }
  return made;
}

/// Rows along `axis` of a tensor whose last axis has one or two parts.
void dft(Execution& c) {
  const Tensor& x = c.input();
  int axis = c.axis("axis", x.rank(), 1);
  if (c.failed() || x.rank() < 2 || axis == x.rank() - 1 || x.size(-1) < 1 || x.size(-1) > 2)
    return c.fail("it takes (N, …, 1 or 2)");
  bool inverse = c.flag("inverse");
  std::int64_t n = c.given("dft_length") ? c.integer("dft_length") : x.size(axis);
  if (c.failed() || n < 1) return c.fail("a transform has a length");
  std::int64_t kept = c.flag("onesided") ? n / 2 + 1 : n;
  if (c.flag("onesided") && inverse) return c.fail("the inverse of one side is not run");
  Sizes dims = x.dims();
  dims[static_cast<std::size_t>(axis)] = kept;
  dims.back() = 2;
  Tensor made(dims, x.dtype());
  int last = x.rank() - 1;
  Table from = table_along(x, {axis, last});
  Reader reader(from.tensor);
  Writer writer(table_along(made, {axis, last}).tensor);
  std::vector<double> row(static_cast<std::size_t>(from.length));
  for (std::int64_t i = 0; i < from.rows; ++i) {
    reader.read(row.data(), from.length);
    std::vector<Complex> signal;
    auto parts = static_cast<std::size_t>(x.size(-1));
    for (std::size_t k = 0; k < row.size(); k += parts) signal.emplace_back(row[k], parts == 2 ? row[k + 1] : 0.0);
    std::vector<Complex> result = transformed(signal, n, inverse);
    for (std::int64_t k = 0; k < kept; ++k) {
      double both[] = {result[static_cast<std::size_t>(k)].real(), result[static_cast<std::size_t>(k)].imag()};
      writer.write(both, 2);
    }
  }
  c.give(made);
}

/// Transforms of windows, each `frame_step` behind the one before.
void stft(Execution& c) {
  const Tensor& x = c.input();
  Tensor window = c.tensor("window");
  bool signal = x.rank() == 2 || (x.rank() == 3 && (x.size(2) == 1 || x.size(2) == 2));
  if (!signal) return c.fail("it takes (N, T, 1 or 2)");
  std::int64_t n = c.given("frame_length") ? c.integer("frame_length") : window.defined() ? window.elements() : 0;
  std::int64_t step = c.integer("frame_step");
  bool fits = n >= 1 && step >= 1 && n <= x.size(1) && (!window.defined() || window.elements() == n);
  if (c.failed() || !fits) return c.fail("the window does not fit into the signal");
  std::int64_t frames = (x.size(1) - n) / step + 1;
  std::int64_t kept = c.flag("onesided") ? n / 2 + 1 : n;
  std::int64_t parts = x.rank() == 3 ? x.size(2) : 1;
  std::vector<double> values = x.values();
  std::vector<double> result;
  for (std::int64_t i = 0; i < x.size(0) * frames; ++i) {
    std::vector<Complex> row;
    for (std::int64_t k = 0; k < n; ++k) {
      auto at = static_cast<std::size_t>((i / frames * x.size(1) + i % frames * step + k) * parts);
      double weight = window.defined() ? window.item(k) : 1;
      row.push_back(weight * Complex(values[at], parts == 2 ? values[at + 1] : 0));
    }
    std::vector<Complex> made = transformed(row, n, false);
    for (std::int64_t k = 0; k < kept; ++k) {
      result.push_back(made[static_cast<std::size_t>(k)].real());
      result.push_back(made[static_cast<std::size_t>(k)].imag());
    }
  }
  c.give(Tensor::of({x.size(0), frames, kept, 2}, x.dtype(), result));
}

constexpr Kernel kKernels[] = {{"onnx:DFT", dft}, {"onnx:STFT", stft}};

}  // namespace

std::span<const Kernel> onnx_signal_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
