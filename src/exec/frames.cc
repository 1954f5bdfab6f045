// Source: https://onnx.ai/onnx/operators/onnx__Conv.html (auto_pad).
#include "exec/frames.h"

#include <algorithm>

namespace shapewise::exec {
namespace {

Sizes stated(Execution& c, std::string_view param, std::size_t count, std::int64_t otherwise) {
  if (!c.given(param)) return Sizes(count, otherwise);
  Sizes list = c.sizes(param);
  if (list.size() != count) c.fail(std::string(param) + " does not fit the dimensions");
  list.resize(count, otherwise);
  return list;
}

Axes axes_of(const Framing& framing, const Images& images) {
  Triple kernel = triple(framing.kernel, 1);
  Triple stride = triple(framing.stride, 1);
  Triple dilation = triple(framing.dilation, 1);
  Triple before = triple(framing.before, 0);
  Triple after = triple(framing.after, 0);
  Axes axes;
  for (std::size_t i = 0; i < 3; ++i)
    axes[i] = {images.size()[i], kernel[i], stride[i], before[i], dilation[i], after[i] - before[i]};
  return axes;
}

}  // namespace

void frame_same(Framing& framing, const Sizes& elements, Borders borders) {
  for (std::size_t i = 0; i < elements.size(); ++i) {
    std::int64_t stride = std::max<std::int64_t>(framing.stride[i], 1);
    std::int64_t windows = (elements[i] + stride - 1) / stride;
    std::int64_t all = std::max<std::int64_t>((windows - 1) * stride + framing.extent(i) - elements[i], 0);
    framing.before[i] = borders == Borders::Same ? all / 2 : all - all / 2;
    framing.after[i] = all - framing.before[i];
  }
}

Borders onnx_borders(const Execution& c) {
  if (c.text("auto_pad") == "SAME_UPPER") return Borders::Same;
  return c.text("auto_pad") == "SAME_LOWER" ? Borders::SameLower : Borders::Stated;
}

Framing onnx_framing(Execution& c, const Sizes& in, Sizes kernel) {
  std::size_t n = in.size();
  Framing framing{std::move(kernel), stated(c, "strides", n, 1),
                  c.has("dilations") ? stated(c, "dilations", n, 1) : Sizes(n, 1), Sizes(n, 0), Sizes(n, 0)};
  if (framing.kernel.size() != n) {
    c.fail("a window of " + to_text(framing.kernel) + " does not fit axes of " + to_text(in));
    framing.kernel.resize(n, 1);
  }
  for (std::int64_t& stride : framing.stride) stride = std::max<std::int64_t>(stride, 1);
  if (onnx_borders(c) != Borders::Stated) {
    frame_same(framing, in, onnx_borders(c));
  } else if (c.text("auto_pad") != "VALID") {
    Sizes pads = stated(c, "pads", 2 * n, 0);
    framing.before.assign(pads.begin(), pads.begin() + static_cast<std::ptrdiff_t>(n));
    framing.after.assign(pads.begin() + static_cast<std::ptrdiff_t>(n), pads.end());
  }
  return framing;
}

Sizes spatial_sizes(const Tensor& images) { return {images.dims().begin() + 2, images.dims().end()}; }

Sizes around(const Framing& framing) {
  Sizes pad;
  for (std::size_t i = framing.before.size(); i-- > 0;) {
    pad.push_back(framing.before[i]);
    pad.push_back(framing.after[i]);
  }
  return pad;
}

Pooled pooled(Execution& c, const Images& images, const Framing& framing, bool ceil) {
  Pooled made{images, {}};
  if (c.failed()) return made;
  made.axes = axes_of(framing, images);
  for (const Axis& axis : made.axes) {
    if (axis.kernel < 1 || axis.stride < 1 || axis.dilation < 1 || axis.starts(ceil).empty())
      c.fail("the window does not fit into its input");
  }
  return made;
}

}  // namespace shapewise::exec
