// The partial inverse of max pooling: maxima go back to where they were, all else is zero.
#include <fmt/format.h>

#include "exec/kernel.h"
#include "exec/spatial.h"

namespace shapewise::exec::reference {
namespace {

Triple output_size(Execution& c, const Images& images) {
  int n = images.spatial;
  Triple k = triple(c.sizes("kernel_size", n), 1);
  Triple s = c.given("stride") ? triple(c.sizes("stride", n), 1) : k;
  Triple p = triple(c.sizes("padding", n), 0);
  Sizes asked;
  if (c.given("output_size")) asked = c.sizes("output_size");
  if (static_cast<int>(asked.size()) > n) asked.erase(asked.begin(), asked.end() - n);
  Triple wanted = triple(asked, 1);
  Triple out;
  for (std::size_t i = 0; i < 3; ++i) {
    out[i] = (images.size()[i] - 1) * s[i] + k[i] - 2 * p[i];
    if (asked.empty() || i < 3 - static_cast<std::size_t>(n)) continue;
    if (wanted[i] <= out[i] - s[i] || wanted[i] >= out[i] + s[i])
      c.fail(fmt::format("a size of {} can't have been pooled to {}", wanted[i], images.size()[i]));
    out[i] = wanted[i];
  }
  return out;
}

void max_unpool(Execution& c) {
  Images images = images_of(c, c.input(), c.call().spatial());
  Tensor indices = c.tensor("indices").packed();
  if (indices.dims() != c.input().dims() || indices.kind() != Kind::Integer)
    return c.fail("the indices do not have the shape of the input");
  Triple out = output_size(c, images);
  if (c.failed()) return;
  std::int64_t area = out[0] * out[1] * out[2];
  std::int64_t places = images.size()[0] * images.size()[1] * images.size()[2];
  Tensor made({images.tensor.size(0), images.tensor.size(1), out[0], out[1], out[2]}, ir::DType::Float32);
  for (std::int64_t i = 0; i < images.tensor.elements(); ++i) {
    std::int64_t to = indices.data<std::int64_t>()[i];
    if (to < 0 || to >= area) return c.fail(fmt::format("the index {} is out of an output of {}", to, area));
    made.data<float>()[i / places * area + to] = images.tensor.data<float>()[i];
  }
  c.give(restored(images, made));
}

constexpr Kernel kKernels[] = {
    {"torch.nn.MaxUnpool1d torch.nn.MaxUnpool2d torch.nn.MaxUnpool3d torch.nn.functional.max_unpool1d "
     "torch.nn.functional.max_unpool2d torch.nn.functional.max_unpool3d",
     max_unpool},
};

}  // namespace

std::span<const Kernel> max_unpool_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
