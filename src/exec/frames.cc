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

}  // namespace

void frame_same(Framing& framing, const Sizes& elements, const Sizes& windows, Borders borders) {
  for (std::size_t i = 0; i < elements.size(); ++i) {
    std::int64_t all =
        std::max<std::int64_t>((windows[i] - 1) * framing.stride[i] + framing.extent(i) - elements[i], 0);
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
    Sizes windows;
    for (std::size_t i = 0; i < n; ++i) windows.push_back((in[i] + framing.stride[i] - 1) / framing.stride[i]);
    frame_same(framing, in, windows, onnx_borders(c));
  } else if (c.text("auto_pad") != "VALID") {
    Sizes pads = stated(c, "pads", 2 * n, 0);
    framing.before.assign(pads.begin(), pads.begin() + static_cast<std::ptrdiff_t>(n));
    framing.after.assign(pads.begin() + static_cast<std::ptrdiff_t>(n), pads.end());
  }
  return framing;
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

}  // namespace shapewise::exec
