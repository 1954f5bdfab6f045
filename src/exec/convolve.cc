// Columns, products, bias.
#include "exec/convolve.h"

#include <cstring>
#include <fmt/format.h>
#include <vector>

#include "exec/math.h"

namespace shapewise::exec {
namespace {

/// Calls visit(row of the matrix, index of an image row or −1, first column, w offset) for each row of positions.
template <class Visit>
void for_each_row(const Axes& axes, std::int64_t channels, const Triple& out, Visit visit) {
  std::int64_t row = 0;
  for (std::int64_t channel = 0; channel < channels; ++channel) {
    for (std::int64_t a = 0; a < axes[0].kernel; ++a) {
      for (std::int64_t b = 0; b < axes[1].kernel; ++b) {
        for (std::int64_t e = 0; e < axes[2].kernel; ++e, ++row) {
          for (std::int64_t i = 0; i < out[0]; ++i) {
            std::int64_t d = i * axes[0].stride - axes[0].padding + a * axes[0].dilation;
            for (std::int64_t j = 0; j < out[1]; ++j) {
              std::int64_t h = j * axes[1].stride - axes[1].padding + b * axes[1].dilation;
              bool inside = d >= 0 && d < axes[0].in && h >= 0 && h < axes[1].in;
              std::int64_t line = inside ? (channel * axes[0].in + d) * axes[1].in + h : -1;
              std::int64_t at = ((row * out[0] + i) * out[1] + j) * out[2];
              visit(at, line, e * axes[2].dilation - axes[2].padding);
            }
          }
        }
      }
    }
  }
}

}  // namespace

Margins margins_of(Execution& c, int n, const Sizes& kernel, const Sizes& dilation) {
  if (c.text("padding") == "valid") return {Sizes(kernel.size(), 0), Sizes(kernel.size(), 0)};
  if (c.text("padding") != "same") return {c.sizes("padding", n), c.sizes("padding", n)};
  Margins margins;
  for (std::size_t i = 0; i < kernel.size(); ++i) {
    std::int64_t total = dilation[i] * (kernel[i] - 1);
    margins.before.push_back(total / 2);
    margins.after.push_back(total - total / 2);
  }
  return margins;
}

void lay_out(const float* image, const Axes& axes, std::int64_t channels, const Triple& out, float* columns) {
  const Axis& x = axes[2];
  for_each_row(axes, channels, out, [&](std::int64_t at, std::int64_t line, std::int64_t shift) {
    float* to = columns + at;
    if (line < 0) {
      std::memset(to, 0, static_cast<std::size_t>(out[2]) * sizeof(float));
      return;
    }
    const float* from = image + line * x.in;
    for (std::int64_t k = 0; k < out[2]; ++k) {
      std::int64_t w = k * x.stride + shift;
      to[k] = w >= 0 && w < x.in ? from[w] : 0;
    }
  });
}

void add_back(const float* columns, const Axes& axes, std::int64_t channels, const Triple& out, float* image) {
  const Axis& x = axes[2];
  for_each_row(axes, channels, out, [&](std::int64_t at, std::int64_t line, std::int64_t shift) {
    if (line < 0) return;
    float* to = image + line * x.in;
    for (std::int64_t k = 0; k < out[2]; ++k) {
      std::int64_t w = k * x.stride + shift;
      if (w >= 0 && w < x.in) to[w] += columns[at + k];
    }
  });
}

Tensor convolve(Execution& c, const Tensor& images, const Axes& axes, const Tensor& weight, const Tensor& bias,
                std::int64_t groups) {
  std::int64_t filters = weight.size(0);
  if (groups < 1 || images.size(1) != weight.size(1) * groups || filters % groups != 0) {
    c.fail(fmt::format("{} channels do not fit weights of {} in {} groups", images.size(1), to_text(weight.dims()),
                       groups));
    return {};
  }
  auto starts = starts_of(axes, false);
  Triple out;
  for (std::size_t i = 0; i < 3; ++i) out[i] = static_cast<std::int64_t>(starts[i].size());
  if (out[0] * out[1] * out[2] == 0) {
    c.fail("the window does not fit into its input");
    return {};
  }
  Tensor made({images.size(0), filters, out[0], out[1], out[2]}, ir::DType::Float32);
  std::int64_t channels = weight.size(1);
  std::int64_t depth = channels * axes[0].kernel * axes[1].kernel * axes[2].kernel;
  std::int64_t places = out[0] * out[1] * out[2];
  std::int64_t area = axes[0].in * axes[1].in * axes[2].in;
  Tensor columns({depth, places}, ir::DType::Float32);
  Tensor factors = weight.floats();
  std::vector<double> terms = bias.defined() ? bias.values() : std::vector<double>();
  for (std::int64_t n = 0; n < images.size(0); ++n) {
    for (std::int64_t g = 0; g < groups; ++g) {
      lay_out(images.data<float>() + (n * images.size(1) + g * channels) * area, axes, channels, out,
              columns.data<float>());
      std::int64_t first = g * (filters / groups);
      float* to = made.data<float>() + (n * filters + first) * places;
      for (std::int64_t f = 0; f < filters / groups; ++f) {
        float term = terms.empty() ? 0 : static_cast<float>(terms[static_cast<std::size_t>(first + f)]);
        std::fill(to + f * places, to + (f + 1) * places, term);
      }
      multiply_add(factors.data<float>() + first * depth, columns.data<float>(), to, filters / groups, places, depth);
    }
  }
  return made;
}

}  // namespace shapewise::exec
