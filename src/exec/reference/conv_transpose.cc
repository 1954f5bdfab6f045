// Transposed convolutions: every input element spreads its weighted window over the output; what falls on the padding
// is cut off.
#include <fmt/format.h>
#include <vector>

#include "exec/convolve.h"
#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

struct Transposed {
  Images images;
  Axes axes;  // over the output
  Triple out;
};

/// The spatial sizes that output_size asks for; it may state the whole shape.
Sizes asked_sizes(Execution& c, int n) {
  Sizes asked = c.sizes("output_size");
  if (static_cast<int>(asked.size()) > n) asked.erase(asked.begin(), asked.end() - n);
  return asked;
}

Transposed prepare(Execution& c, const Tensor& weight) {
  int n = c.call().spatial();
  Transposed t{images_of(c, c.input(), n), {}, {}};
  Triple k = triple(Sizes(weight.dims().begin() + 2, weight.dims().end()), 1);
  Triple s = triple(c.sizes("stride", n), 1);
  Triple p = triple(c.sizes("padding", n), 0);
  Triple d = triple(c.sizes("dilation", n), 1);
  bool asked = c.given("output_size");
  Triple extra = triple(asked ? Sizes() : c.sizes("output_padding", n), 0);
  Triple size = triple(asked ? asked_sizes(c, n) : Sizes(), 1);
  for (std::size_t i = 0; i < 3; ++i) {
    std::int64_t end = (t.images.size()[i] - 1) * s[i] + d[i] * (k[i] - 1) + 1 - 2 * p[i];
    bool spatial = i >= 3 - static_cast<std::size_t>(n);
    if (asked && spatial) extra[i] = size[i] - end;
    if (extra[i] < 0 || (extra[i] > 0 && extra[i] >= std::max(s[i], d[i])) || end + extra[i] < 1)
      c.fail(fmt::format("an output of {} elements can't be made", end + extra[i]));
    t.out[i] = std::max<std::int64_t>(end + extra[i], 1);
    t.axes[i] = {t.out[i], k[i], s[i], p[i], d[i]};
  }
  return t;
}

void conv_transpose(Execution& c) {
  Tensor weight = c.weight("weight");
  std::int64_t groups = c.integer("groups");
  if (weight.rank() != c.call().spatial() + 2) return c.fail("the weight has the wrong rank");
  Transposed t = prepare(c, weight);
  const Tensor& from = t.images.tensor;
  if (from.size(1) != weight.size(0) || from.size(1) % groups != 0)
    return c.fail(fmt::format("{} channels do not fit weights of {}", from.size(1), to_text(weight.dims())));
  if (c.failed()) return;
  std::int64_t channels = weight.size(1);
  std::int64_t spread = channels * t.axes[0].kernel * t.axes[1].kernel * t.axes[2].kernel;
  std::int64_t places = product({from.size(2), from.size(3), from.size(4)});
  std::int64_t area = t.out[0] * t.out[1] * t.out[2];
  std::int64_t inputs = from.size(1) / groups;
  Tensor made({from.size(0), channels * groups, t.out[0], t.out[1], t.out[2]}, ir::DType::Float32);
  Tensor matrix = transposed(reshaped(weight.floats(), {groups, inputs, spread}), 1, 2).packed();
  for (std::int64_t i = 0; i < from.size(0) * groups; ++i) {
    Tensor columns({spread, places}, ir::DType::Float32);
    multiply_add(matrix.data<float>() + i % groups * spread * inputs, from.data<float>() + i * inputs * places,
                 columns.data<float>(), spread, places, inputs);
    add_back(columns.data<float>(), t.axes, channels, t.images.size(), made.data<float>() + i * channels * area);
  }
  Tensor bias = c.weight("bias");
  c.give(restored(t.images, bias.defined() ? scaled_along(made, 1, Tensor(), bias) : made));
}

constexpr Kernel kKernels[] = {
    {"torch.nn.ConvTranspose1d torch.nn.ConvTranspose2d torch.nn.ConvTranspose3d "
     "torch.nn.functional.conv_transpose1d torch.nn.functional.conv_transpose2d "
     "torch.nn.functional.conv_transpose3d",
     conv_transpose},
};

}  // namespace

std::span<const Kernel> conv_transpose_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
