// ONNX reductions: sums, means, norms and extremes along dimensions, of known contents, too.
// Source: https://onnx.ai/onnx/operators/onnx__ReduceSum.html.
#include "layer/axes.h"
#include "layer/elements.h"
#include "layer/operator.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using sym::Shape;

/// Of all elements of a vector.
Elements reduced(const Call& c, Fold combine) {
  const ir::Tensor& x = c.input();
  if (combine == nullptr || !x.elements || x.elements->empty() || x.shape->rank() > 1) return {};
  return {combine(c, *x.elements, x.dtype)};
}

template <Fold F>
void infer(Call& c) {
  int rank = c.shape().rank();
  std::vector<int> axes = all_axes(rank);
  bool given = !c.is_none("axes") && !(c.arg("axes").is<ir::AttrList>() && c.int_list("axes").empty());
  if (given) {
    auto stated = axes_of(c, "axes", rank);
    if (!stated) return c.give_nothing("its axes are not known");
    axes = *stated;
  } else if (c.flag("noop_with_empty_axes")) {
    return c.give(c.shape());
  }
  Shape out = without_axes(c.shape(), axes, c.flag("keepdims"));
  c.give(with_elements(ir::Tensor::of(std::move(out), c.dtype()), reduced(c, F)));
}

constexpr Param kParams[] = {tensor_in("data", "the tensor"),
                             {"axes", kIntegers, "None", "along which; none: all"},
                             flag_attr("keepdims", "True", "leave dimensions of size 1"),
                             flag_attr("noop_with_empty_axes", "False", "without axes nothing is reduced")};

constexpr Spec row(std::string_view names, std::string_view summary, void (*infer)(Call&)) {
  Spec spec = operator_row(names, summary, "(*, d, *) → (*, 1, *)", kParams, infer);
  spec.receptive = global_receptive;
  return spec;
}

constexpr Spec kSpecs[] = {
    row("onnx:ReduceSum", "Sums along dimensions.", infer<add>),
    row("onnx:ReduceProd", "Products along dimensions.", infer<multiply>),
    row("onnx:ReduceMax", "The largest along dimensions.", infer<greatest>),
    row("onnx:ReduceMin", "The smallest along dimensions.", infer<least>),
    row("onnx:ReduceMean", "Means along dimensions.", infer<nullptr>),
    row("onnx:ReduceL1", "Norms along dimensions.", infer<nullptr>),
    row("onnx:ReduceL2", "Norms along dimensions.", infer<nullptr>),
    row("onnx:ReduceSumSquare", "Norms along dimensions.", infer<nullptr>),
    row("onnx:ReduceLogSum", "Logarithms of sums along dimensions.", infer<nullptr>),
    row("onnx:ReduceLogSumExp", "Logarithms of sums along dimensions.", infer<nullptr>),
};

}  // namespace

std::span<const Spec> onnx_reduce_specs() { return kSpecs; }

}  // namespace shapewise::layers
