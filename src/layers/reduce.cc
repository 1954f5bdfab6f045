// Reductions: mean, sum, max and their kin over some or all dimensions.
// Source: https://pytorch.org/docs/stable/torch.html#reduction-ops.
#include "layer/axes.h"
#include "layer/broadcast.h"
#include "layer/promote.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using sym::Shape;

/// The reduced shape; empty if the dimensions are not known or wrong.
std::optional<Shape> reduced(Call& c) {
  std::vector<int> axes = all_axes(c.shape().rank());
  bool all = c.is_none("dim") || (c.arg("dim").is<ir::AttrList>() && c.arg("dim").as<ir::AttrList>()->empty());
  if (!all) {
    auto named = axes_of(c, "dim", c.shape().rank());
    if (!named) return c.give_nothing("which dimensions are reduced is not known"), std::nullopt;
    axes = std::move(*named);
  }
  return without_axes(c.shape(), axes, c.flag("keepdim"));
}

void give_reduced(Call& c, ElementType type) {
  if (auto shape = reduced(c)) c.give(tensor_of(std::move(*shape), type));
}

ElementType summed(const Call& c) {
  ElementType type = type_of(c.input());
  bool integral = !ir::is_floating(type.dtype) && !ir::is_complex(type.dtype);
  return dtype_argument(c, "dtype", integral ? ElementType{ir::DType::Int64, type.assumed} : type);
}

void mean(Call& c) { give_reduced(c, dtype_argument(c, "dtype", type_of(c.input()))); }
void total(Call& c) { give_reduced(c, summed(c)); }
void floating(Call& c) { give_reduced(c, type_of(c.input()).floating()); }
void same(Call& c) { give_reduced(c, type_of(c.input())); }
void index(Call& c) { give_reduced(c, {ir::DType::Int64, false}); }
void boolean(Call& c) { give_reduced(c, {ir::DType::Bool, false}); }

/// max(x) is a scalar, max(x, dim) values and their places, max(x, y) the larger of both.
void extreme(Call& c) {
  if (const ir::Tensor* other = c.tensor("dim")) {
    auto shape = broadcast(c, {c.shape(), *other->shape});
    return shape ? c.give(tensor_of(std::move(*shape), result_type(c, {"input", "dim"})))
                 : c.give_nothing("its operands do not fit");
  }
  auto shape = reduced(c);
  if (!shape) return;
  c.give(tensor_of(*shape, type_of(c.input())));
  if (c.is_none("dim")) return;
  c.give(*shape, ir::DType::Int64);
  c.set_layout("(t,t)");
}

void values_and_places(Call& c) {
  auto shape = reduced(c);
  if (!shape) return;
  c.give(tensor_of(*shape, type_of(c.input())));
  c.give(std::move(*shape), ir::DType::Int64);
  c.set_layout("(t,t)");
}

void spread_and_mean(Call& c) {
  auto shape = reduced(c);
  if (!shape) return;
  c.give(*shape);
  c.give(std::move(*shape));
  c.set_layout("(t,t)");
}

/// topk: the dimension keeps k elements.
void top(Call& c) {
  auto dim = axis_of(c, "dim", c.shape().rank());
  if (!dim) return c.give_nothing("the dimension is not known");
  Shape out = c.shape();
  if (out.rank() > 0) out[*dim] = c.integer("k");
  c.give(tensor_of(out, type_of(c.input())));
  c.give(std::move(out), ir::DType::Int64);
  c.set_layout("(t,t)");
}

void sorted(Call& c) {
  c.give(tensor_of(c.shape(), type_of(c.input())));
  c.give(c.shape(), ir::DType::Int64);
  c.set_layout("(t,t)");
}

void places(Call& c) { c.give(c.shape(), ir::DType::Int64); }

constexpr Takes kDims = Takes::Int | Takes::Ints | Takes::None;
constexpr Param kReduce[] = {
    {"input", Takes::Tensor, "", "the tensor"},
    {"dim", kDims, "None", "the dimensions that go away; None: all"},
    {"keepdim", Takes::Bool, "False", "keep them with size 1"},
    {"dtype", Takes::DType | Takes::None, "None", "element type of the result", How::KeywordOnly},
    {"out", Takes::Any, "None", "where the result goes", How::KeywordOnly},
};
constexpr Param kExtreme[] = {
    {"input", Takes::Tensor, "", "the tensor"},
    {"dim", kDims | Takes::Tensor, "None", "the dimension that goes away, or a second tensor"},
    {"keepdim", Takes::Bool, "False", "keep it with size 1"},
};
constexpr Param kLast[] = {
    {"input", Takes::Tensor, "", "the tensor"},
    {"dim", kDims, "-1", "the dimension that goes away"},
    {"keepdim", Takes::Bool, "False", "keep it with size 1"},
};
constexpr Param kSpread[] = {
    {"input", Takes::Tensor, "", "the tensor"},
    {"dim", kDims, "None", "the dimensions that go away; None: all"},
    {"unbiased", Takes::Any, "True", "divide by one less"},
    {"keepdim", Takes::Bool, "False", "keep them with size 1"},
    {"correction", Takes::Any, "None", "by how much less", How::KeywordOnly},
};
constexpr Param kNorm[] = {
    {"input", Takes::Tensor, "", "the tensor"},
    {"p", Takes::Any, "2", "the power"},
    {"dim", kDims, "None", "the dimensions that go away; None: all"},
    {"keepdim", Takes::Bool, "False", "keep them with size 1"},
    {"dtype", Takes::Any, "None", "element type of the result"},
};
constexpr Param kTop[] = {
    {"input", Takes::Tensor, "", "the tensor"},         {"k", Takes::Int, "", "how many"},
    {"dim", Takes::Int, "-1", "along which dimension"}, {"largest", Takes::Bool, "True", "the largest or the smallest"},
    {"sorted", Takes::Bool, "True", "in order"},
};
constexpr Param kSort[] = {
    {"input", Takes::Tensor, "", "the tensor"},
    {"dim", Takes::Int, "-1", "along which dimension"},
    {"descending", Takes::Bool, "False", "the largest first"},
    {"stable", Takes::Any, "False", "keep the order of equal ones"},
};

constexpr Spec op(std::string_view names, std::string_view summary, std::span<const Param> call, void (*infer)(Call&)) {
  return {.names = names,
          .form = Form::Function,
          .summary = summary,
          .rule = "the reduced dimensions go away, or stay with size 1",
          .call = call,
          .infer = infer,
          .receptive = [](const Call&) {
            return Receptive{Receptive::Kind::Global, {}};
          }};
}

constexpr Spec kSpecs[] = {
    op("torch.mean torch.Tensor.mean", "The mean.", kReduce, mean),
    op("torch.sum torch.Tensor.sum torch.nansum", "The sum.", kReduce, total),
    op("torch.prod torch.Tensor.prod", "The product.", kReduce, total),
    op("torch.logsumexp torch.Tensor.logsumexp", "The logarithm of the sum of exponentials.", kReduce, floating),
    op("torch.amax torch.Tensor.amax", "The largest.", kReduce, same),
    op("torch.amin torch.Tensor.amin", "The smallest.", kReduce, same),
    op("torch.argmax torch.Tensor.argmax", "The place of the largest.", kReduce, index),
    op("torch.argmin torch.Tensor.argmin", "The place of the smallest.", kReduce, index),
    op("torch.count_nonzero", "How many are not zero.", kReduce, index),
    op("torch.any torch.Tensor.any", "Whether one is true.", kReduce, boolean),
    op("torch.all torch.Tensor.all", "Whether all are true.", kReduce, boolean),
    op("torch.max torch.Tensor.max", "The largest.", kExtreme, extreme),
    op("torch.min torch.Tensor.min", "The smallest.", kExtreme, extreme),
    op("torch.median torch.Tensor.median", "The median.", kExtreme, extreme),
    op("torch.mode torch.Tensor.mode", "The most frequent.", kLast, values_and_places),
    op("torch.std torch.Tensor.std", "The standard deviation.", kSpread, floating),
    op("torch.var torch.Tensor.var", "The variance.", kSpread, floating),
    op("torch.var_mean torch.std_mean", "Spread and mean.", kSpread, spread_and_mean),
    op("torch.norm torch.Tensor.norm", "The norm.", kNorm, floating),
    op("torch.topk torch.Tensor.topk", "The k largest.", kTop, top),
    op("torch.sort torch.Tensor.sort", "In order.", kSort, sorted),
    op("torch.argsort torch.Tensor.argsort", "The places in order.", kSort, places),
};

}  // namespace

std::span<const Spec> reduce_specs() { return kSpecs; }

}  // namespace shapewise::layers
