// Pooling. A rounded-up output size becomes padding at the end, which is the same for a maximum; windows of adaptive
// pooling that are not all alike become a product with a matrix of means.
#include <algorithm>
#include <fmt/format.h>

#include "save/onnx/spelling.h"

namespace shapewise::save::spellings {
namespace {

int spatial_of(const layer::Call& c) { return c.spatial() > 0 ? c.spatial() : c.shape().rank() - 2; }

bool is_batched(const layer::Call& c) { return c.shape().rank() == spatial_of(c) + 2; }

struct Windows {
  Ints kernel;
  Ints stride;
  Ints padding;
  Ints dilation;
  Ints pads;         // before all axes, then behind, so that the output has its size
  bool even = true;  // nothing is added behind
};

Windows windows_of(Translation& t) {
  const layer::Call& c = t.call();
  int n = spatial_of(c);
  auto list = [&](std::string_view param) { return numbers(t, c.ints(param, n), param); };
  Windows w{list("kernel_size"),
            {},
            list("padding"),
            c.has("dilation") ? list("dilation") : Ints(static_cast<std::size_t>(n), 1),
            {},
            true};
  bool own_stride = c.is_none("stride") || c.int_list("stride").empty();
  w.stride = own_stride ? w.kernel : list("stride");
  w.pads = w.padding;
  for (int i = 0; i < n; ++i) {
    auto at = static_cast<std::size_t>(i);
    std::int64_t behind = w.padding[at];
    auto in = c.shape()[c.shape().rank() - n + i].constant();
    auto out = (*c.output().shape)[c.shape().rank() - n + i].constant();
    if (c.flag("ceil_mode") && in && out) {
      auto needed =
          static_cast<std::int64_t>((*out - 1) * w.stride[at] + w.dilation[at] * (w.kernel[at] - 1) + 1 - *in) -
          w.padding[at];
      behind = std::max(behind, needed);
    } else if (c.flag("ceil_mode")) {
      t.refuse("its output size is rounded up, and the size of its input is open");
    }
    w.even = w.even && behind == w.padding[at];
    w.pads.push_back(behind);
  }
  return w;
}

void write_max(Translation& t) {
  const layer::Call& c = t.call();
  if (c.output_count() > 1) return t.refuse("the places of the maxima are not written");
  if (!is_batched(c)) return t.refuse("its input has no batch");
  Windows w = windows_of(t);
  t.give(t.add("MaxPool", {t.input()},
               {{"kernel_shape", w.kernel}, {"strides", w.stride}, {"pads", w.pads}, {"dilations", w.dilation}}));
}

void write_average(Translation& t) {
  const layer::Call& c = t.call();
  if (c.has("divisor_override") && !c.is_none("divisor_override")) return t.refuse("divisor_override is not written");
  if (!is_batched(c)) return t.refuse("its input has no batch");
  Windows w = windows_of(t);
  bool padded = std::any_of(w.padding.begin(), w.padding.end(), [](std::int64_t p) { return p != 0; });
  bool counts = c.flag("count_include_pad") && padded;
  // Without the zeros in the average, those behind the input do not count either.
  if (!w.even && counts) return t.refuse("its last windows reach beyond the padding");
  t.give(t.add("AveragePool", {t.input()},
               {{"kernel_shape", w.kernel},
                {"strides", w.stride},
                {"pads", w.pads},
                {"count_include_pad", std::int64_t{counts ? 1 : 0}}}));
}

/// The matrix (in, out) whose columns average the windows of one axis.
Result<Stored> means(std::int64_t in, std::int64_t out, ir::DType dtype) {
  std::vector<Number> elements;
  for (std::int64_t i = 0; i < in; ++i) {
    for (std::int64_t o = 0; o < out; ++o) {
      std::int64_t begin = o * in / out;
      std::int64_t end = ((o + 1) * in + out - 1) / out;
      bool inside = i >= begin && i < end;
      elements.emplace_back(inside ? 1.0 / static_cast<double>(end - begin) : 0);
    }
  }
  return constant_of({in, out}, dtype, elements);
}

/// Along the last axis, and that before it if there are two.
std::string by_matrices(Translation& t, const Ints& in, const Ints& out) {
  std::string x = t.add("MatMul", {t.input(), t.constant(means(in.back(), out.back(), t.dtype()))});
  if (in.size() == 1) return x;
  int rank = t.call().shape().rank();
  Ints order;
  for (int i = 0; i < rank; ++i) order.push_back(i);
  std::swap(order[static_cast<std::size_t>(rank - 1)], order[static_cast<std::size_t>(rank - 2)]);
  std::string turned = t.add("Transpose", {x}, {{"perm", order}});
  std::string product = t.add("MatMul", {turned, t.constant(means(in.front(), out.front(), t.dtype()))});
  return t.add("Transpose", {product}, {{"perm", order}});
}

void write_adaptive(Translation& t, bool average) {
  const layer::Call& c = t.call();
  if (c.output_count() > 1) return t.refuse("the places of the maxima are not written");
  if (!is_batched(c)) return t.refuse("its input has no batch");
  int n = spatial_of(c);
  const sym::Shape& shape = c.shape();
  const sym::Shape& result = *c.output().shape;
  if (shape == result) return t.give(t.add("Identity", {t.input()}));
  bool one =
      std::all_of(result.dims.begin() + 2, result.dims.end(), [](const sym::Expr& e) { return e.is_constant(1); });
  if (one) return t.give(t.add(average ? "GlobalAveragePool" : "GlobalMaxPool", {t.input()}));
  Ints in = numbers(t, {shape.dims.begin() + 2, shape.dims.end()}, "the size of its input");
  Ints out = numbers(t, {result.dims.begin() + 2, result.dims.end()}, "the size of its output");
  if (!t.why().empty()) return;
  Ints kernel;
  bool even = true;
  for (std::size_t i = 0; i < in.size(); ++i) {
    even = even && out[i] > 0 && in[i] % out[i] == 0;
    if (even) kernel.push_back(in[i] / out[i]);
  }
  if (even)
    return t.give(
        t.add(average ? "AveragePool" : "MaxPool", {t.input()}, {{"kernel_shape", kernel}, {"strides", kernel}}));
  constexpr Int kMostElements = 1 << 22;  // of a matrix of means
  bool large = false;
  for (std::size_t i = 0; i < in.size(); ++i) large = large || Int{in[i]} * out[i] > kMostElements;
  if (!average || n > 2 || large)
    return t.refuse(fmt::format("its windows are not all alike: {} elements to {}", in.back(), out.back()));
  t.give(by_matrices(t, in, out));
}

void write_adaptive_average(Translation& t) { write_adaptive(t, true); }
void write_adaptive_max(Translation& t) { write_adaptive(t, false); }

constexpr Spelling kSpellings[] = {
    {"torch.nn.MaxPool1d torch.nn.MaxPool2d torch.nn.MaxPool3d torch.nn.functional.max_pool1d "
     "torch.nn.functional.max_pool2d torch.nn.functional.max_pool3d",
     write_max},
    {"torch.nn.AvgPool1d torch.nn.AvgPool2d torch.nn.AvgPool3d torch.nn.functional.avg_pool1d "
     "torch.nn.functional.avg_pool2d torch.nn.functional.avg_pool3d",
     write_average},
    {"torch.nn.AdaptiveAvgPool1d torch.nn.AdaptiveAvgPool2d torch.nn.AdaptiveAvgPool3d "
     "torch.nn.functional.adaptive_avg_pool1d torch.nn.functional.adaptive_avg_pool2d "
     "torch.nn.functional.adaptive_avg_pool3d",
     write_adaptive_average},
    {"torch.nn.AdaptiveMaxPool1d torch.nn.AdaptiveMaxPool2d torch.nn.AdaptiveMaxPool3d "
     "torch.nn.functional.adaptive_max_pool1d torch.nn.functional.adaptive_max_pool2d "
     "torch.nn.functional.adaptive_max_pool3d",
     write_adaptive_max},
};

}  // namespace

std::span<const Spelling> pool_spellings() { return kSpellings; }

}  // namespace shapewise::save::spellings
