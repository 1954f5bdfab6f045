// Axes and windows.
#include "exec/spatial.h"

#include <fmt/format.h>

#include "exec/views.h"

namespace shapewise::exec {

Images images_of(Execution& c, const Tensor& tensor, int spatial) {
  if (tensor.rank() != spatial + 1 && tensor.rank() != spatial + 2) {
    c.fail(fmt::format("an input of {} is neither (N, C, …) nor (C, …) with {} spatial dimension{}",
                       to_text(tensor.dims()), spatial, spatial == 1 ? "" : "s"));
    return {Tensor({1, 1, 1, 1, 1}, ir::DType::Float32), {1, 1}, spatial, tensor.dtype()};
  }
  Sizes lead(tensor.dims().begin(), tensor.dims().end() - spatial);
  Sizes dims = batched(tensor, spatial + 2).dims();
  while (dims.size() < 5) dims.insert(dims.begin() + 2, 1);
  return {reshaped(tensor, std::move(dims)).floats(), std::move(lead), spatial, tensor.dtype()};
}

Tensor restored(const Images& images, const Tensor& result) {
  Sizes dims{result.size(0), result.size(1)};
  if (images.lead.size() == 1) dims.erase(dims.begin());
  for (int axis = 5 - images.spatial; axis < 5; ++axis) dims.push_back(result.size(axis));
  Tensor made = reshaped(result, std::move(dims));
  return made.kind() == Kind::Integer ? made : made.to(images.dtype);
}

std::vector<std::int64_t> Axis::starts(bool ceil) const {
  std::vector<std::int64_t> list;
  for (std::int64_t start = -padding;; start += stride) {
    bool fits = start + extent() <= end();
    // The window before has left some of the padded input uncovered.
    bool beyond = ceil && !fits && start < in && start - stride + extent() < end();
    if (!fits && !beyond) return list;
    list.push_back(start);
  }
}

Triple triple(const Sizes& sizes, std::int64_t missing) {
  Triple made{missing, missing, missing};
  std::copy(sizes.begin(), sizes.end(), made.end() - static_cast<std::ptrdiff_t>(sizes.size()));
  return made;
}

Axes pooling_axes(Execution& c, const Images& images) {
  int n = images.spatial;
  Sizes kernel = c.sizes("kernel_size", n);
  bool stepped = c.given("stride") && !c.sizes("stride").empty();
  Triple k = triple(kernel, 1);
  Triple s = triple(stepped ? c.sizes("stride", n) : kernel, 1);
  Triple p = triple(c.given("padding") ? c.sizes("padding", n) : Sizes(), 0);
  Triple d = triple(c.given("dilation") ? c.sizes("dilation", n) : Sizes(), 1);
  Axes axes;
  for (std::size_t i = 0; i < 3; ++i) {
    axes[i] = {images.size()[i], k[i], s[i], p[i], d[i]};
    if (k[i] < 1 || s[i] < 1 || d[i] < 1 || p[i] < 0 || 2 * p[i] > k[i]) {
      c.fail(fmt::format("a window of {} with stride {}, dilation {} and padding {} is none", k[i], s[i], d[i], p[i]));
      axes[i] = {images.size()[i]};
    }
    if (axes[i].starts(c.flag("ceil_mode")).empty()) c.fail("the window does not fit into its input");
  }
  return axes;
}

std::array<std::vector<std::int64_t>, 3> starts_of(const Axes& axes, bool ceil) {
  return {axes[0].starts(ceil), axes[1].starts(ceil), axes[2].starts(ceil)};
}

}  // namespace shapewise::exec
