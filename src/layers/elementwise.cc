// Operations on tensors element by element: arithmetic and comparison with broadcasting, and functions of one tensor.
// Source: https://pytorch.org/docs/stable/torch.html#pointwise-ops.
#include "layer/broadcast.h"
#include "layer/demand.h"
#include "layer/promote.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using sym::Shape;

/// The common shape of the tensors among these arguments; numbers stretch to anything.
std::optional<Shape> joined(Call& c, std::initializer_list<std::string_view> params) {
  std::vector<Shape> shapes;
  for (std::string_view param : params) {
    if (!c.has(param)) continue;
    const ir::Tensor* tensor = c.tensor(param);
    if (tensor != nullptr) shapes.push_back(*tensor->shape);
  }
  return broadcast(c, shapes);
}

void give_joined(Call& c, std::initializer_list<std::string_view> params, ElementType type) {
  auto shape = joined(c, params);
  if (!shape) return c.give_nothing("its operands do not fit");
  c.give(tensor_of(std::move(*shape), type));
}

void arithmetic(Call& c) { give_joined(c, {"input", "other"}, result_type(c, {"input", "other"})); }
void division(Call& c) { give_joined(c, {"input", "other"}, result_type(c, {"input", "other"}).floating()); }
void power(Call& c) { give_joined(c, {"input", "exponent"}, result_type(c, {"input", "exponent"})); }
void comparison(Call& c) { give_joined(c, {"input", "other"}, {ir::DType::Bool, false}); }
void three(Call& c) {
  give_joined(c, {"input", "tensor1", "tensor2"}, result_type(c, {"input", "tensor1", "tensor2"}));
}
void interpolate(Call& c) { give_joined(c, {"input", "end", "weight"}, result_type(c, {"input", "end"})); }
void choose(Call& c) { give_joined(c, {"condition", "input", "other"}, result_type(c, {"input", "other"})); }
void fill_where(Call& c) { give_joined(c, {"input", "mask"}, type_of(c.input())); }
void same(Call& c) { c.give(tensor_of(c.shape(), type_of(c.input()))); }
void floating(Call& c) { c.give(tensor_of(c.shape(), type_of(c.input()).floating())); }
void boolean(Call& c) { c.give(c.shape(), ir::DType::Bool); }

constexpr Param kTwo[] = {
    {"input", Takes::Tensor | Takes::Float, "", "the first operand"},
    {"other", Takes::Tensor | Takes::Float | Takes::Bool, "", "the second operand"},
    {"alpha", Takes::Float, "1", "multiplies other"},
    {"rounding_mode", Takes::Any, "None", "how a quotient is rounded"},
    {"out", Takes::Any, "None", "where the result goes", How::KeywordOnly},
};
constexpr Param kPower[] = {
    {"input", Takes::Tensor | Takes::Float, "", "the base"},
    {"exponent", Takes::Tensor | Takes::Float, "", "the exponent"},
    {"out", Takes::Any, "None", "where the result goes", How::KeywordOnly},
};
constexpr Param kThree[] = {
    {"input", Takes::Tensor, "", "what is added to"},
    {"tensor1", Takes::Tensor, "", "the first factor"},
    {"tensor2", Takes::Tensor, "", "the second factor"},
    {"value", Takes::Float, "1", "multiplies the product"},
};
constexpr Param kLerp[] = {
    {"input", Takes::Tensor, "", "where it starts"},
    {"end", Takes::Tensor, "", "where it ends"},
    {"weight", Takes::Tensor | Takes::Float, "", "how far it goes"},
};
constexpr Param kWhere[] = {
    {"condition", Takes::Tensor, "", "where to take input"},
    {"input", Takes::Tensor | Takes::Float, "", "what is taken there"},
    {"other", Takes::Tensor | Takes::Float, "", "what is taken elsewhere"},
};
constexpr Param kMask[] = {
    {"input", Takes::Tensor, "", "the tensor"},
    {"mask", Takes::Tensor, "", "where to fill"},
    {"value", Takes::Tensor | Takes::Float | Takes::Bool, "", "with what"},
};
/// Bounds, digits and the like decide no shape.
constexpr Param kOne[] = {
    {"input", Takes::Tensor, "", "the tensor"},
    {"args", Takes::Any, "", "what shapes the function", How::Variadic},
    {"kwargs", Takes::Any, "", "what shapes the function", How::Keywords},
};

constexpr Spec op(std::string_view names, std::string_view summary, std::span<const Param> call, void (*infer)(Call&)) {
  return {.names = names,
          .form = Form::Function,
          .summary = summary,
          .rule = "the shapes are broadcast together",
          .call = call,
          .infer = infer};
}

constexpr Spec one(std::string_view names, std::string_view summary, void (*infer)(Call&)) {
  return {
      .names = names, .form = Form::Function, .summary = summary, .rule = "(*) → (*)", .call = kOne, .infer = infer};
}

constexpr Spec kSpecs[] = {
    op("torch.add torch.Tensor.add torch.Tensor.add_", "The sum.", kTwo, arithmetic),
    op("torch.sub torch.Tensor.sub torch.Tensor.sub_ torch.subtract torch.Tensor.subtract torch.rsub",
       "The difference.", kTwo, arithmetic),
    op("torch.mul torch.Tensor.mul torch.Tensor.mul_ torch.multiply torch.Tensor.multiply", "The product.", kTwo,
       arithmetic),
    op("torch.div torch.Tensor.div torch.Tensor.div_ torch.divide torch.Tensor.divide torch.true_divide",
       "The quotient.", kTwo, division),
    op("torch.floor_divide torch.Tensor.floor_divide torch.Tensor.__floordiv__", "The quotient, rounded down.", kTwo,
       arithmetic),
    op("torch.remainder torch.Tensor.remainder torch.fmod torch.Tensor.fmod", "The remainder.", kTwo, arithmetic),
    op("torch.maximum torch.Tensor.maximum torch.fmax", "The larger of both.", kTwo, arithmetic),
    op("torch.minimum torch.Tensor.minimum torch.fmin", "The smaller of both.", kTwo, arithmetic),
    op("torch.atan2 torch.Tensor.atan2", "The angle of a point.", kTwo, division),
    op("torch.bitwise_and torch.Tensor.bitwise_and torch.Tensor.__and__", "And, bit by bit.", kTwo, arithmetic),
    op("torch.bitwise_or torch.Tensor.bitwise_or torch.Tensor.__or__", "Or, bit by bit.", kTwo, arithmetic),
    op("torch.bitwise_xor torch.Tensor.bitwise_xor", "Exclusive or, bit by bit.", kTwo, arithmetic),
    op("torch.bitwise_left_shift torch.Tensor.bitwise_left_shift", "Shifted to the left.", kTwo, arithmetic),
    op("torch.bitwise_right_shift torch.Tensor.bitwise_right_shift", "Shifted to the right.", kTwo, arithmetic),
    op("torch.pow torch.Tensor.pow torch.Tensor.pow_", "The power.", kPower, power),
    op("torch.eq torch.Tensor.eq", "Where both are equal.", kTwo, comparison),
    op("torch.ne torch.Tensor.ne", "Where both differ.", kTwo, comparison),
    op("torch.lt torch.Tensor.lt torch.less", "Where the first is smaller.", kTwo, comparison),
    op("torch.le torch.Tensor.le", "Where the first is not larger.", kTwo, comparison),
    op("torch.gt torch.Tensor.gt torch.greater", "Where the first is larger.", kTwo, comparison),
    op("torch.ge torch.Tensor.ge", "Where the first is not smaller.", kTwo, comparison),
    op("torch.logical_and torch.Tensor.logical_and", "Where both are true.", kTwo, comparison),
    op("torch.logical_or torch.Tensor.logical_or", "Where one is true.", kTwo, comparison),
    op("torch.logical_xor torch.Tensor.logical_xor", "Where exactly one is true.", kTwo, comparison),
    op("torch.isclose torch.Tensor.isclose", "Where both are nearly equal.", kTwo, comparison),
    op("torch.addcmul torch.Tensor.addcmul", "A sum with a product.", kThree, three),
    op("torch.addcdiv torch.Tensor.addcdiv", "A sum with a quotient.", kThree, three),
    op("torch.lerp torch.Tensor.lerp torch.Tensor.lerp_", "Linear interpolation.", kLerp, interpolate),
    op("torch.where", "Elements of one tensor or of the other.", kWhere, choose),
    op("torch.masked_fill torch.Tensor.masked_fill torch.Tensor.masked_fill_", "Filled where a mask is true.", kMask,
       fill_where),
    one("torch.exp torch.Tensor.exp torch.Tensor.exp_", "The exponential.", floating),
    one("torch.expm1 torch.Tensor.expm1", "The exponential less one.", floating),
    one("torch.log torch.Tensor.log torch.Tensor.log_", "The natural logarithm.", floating),
    one("torch.log2 torch.Tensor.log2", "The logarithm to base 2.", floating),
    one("torch.log10 torch.Tensor.log10", "The logarithm to base 10.", floating),
    one("torch.log1p torch.Tensor.log1p", "The logarithm of one more.", floating),
    one("torch.sqrt torch.Tensor.sqrt torch.Tensor.sqrt_", "The square root.", floating),
    one("torch.rsqrt torch.Tensor.rsqrt", "The reciprocal of the square root.", floating),
    one("torch.reciprocal torch.Tensor.reciprocal", "The reciprocal.", floating),
    one("torch.sin torch.Tensor.sin", "The sine.", floating),
    one("torch.cos torch.Tensor.cos", "The cosine.", floating),
    one("torch.tan torch.Tensor.tan", "The tangent.", floating),
    one("torch.atan torch.Tensor.atan", "The arc tangent.", floating),
    one("torch.acos torch.Tensor.acos", "The arc cosine.", floating),
    one("torch.asin torch.Tensor.asin", "The arc sine.", floating),
    one("torch.sinh torch.Tensor.sinh", "The hyperbolic sine.", floating),
    one("torch.cosh torch.Tensor.cosh", "The hyperbolic cosine.", floating),
    one("torch.erf torch.Tensor.erf", "The error function.", floating),
    one("torch.abs torch.Tensor.abs torch.Tensor.abs_ torch.Tensor.__abs__", "The magnitude.", same),
    one("torch.neg torch.Tensor.neg torch.negative", "The negative.", same),
    one("torch.sign torch.Tensor.sign torch.sgn", "The sign.", same),
    one("torch.floor torch.Tensor.floor torch.Tensor.floor_", "Rounded down.", same),
    one("torch.ceil torch.Tensor.ceil", "Rounded up.", same),
    one("torch.round torch.Tensor.round", "Rounded.", same),
    one("torch.trunc torch.Tensor.trunc", "Rounded towards zero.", same),
    one("torch.frac torch.Tensor.frac", "The fractional part.", same),
    one("torch.square torch.Tensor.square", "The square.", same),
    one("torch.clamp torch.Tensor.clamp torch.Tensor.clamp_ torch.clip torch.Tensor.clip", "Kept within bounds.", same),
    one("torch.clamp_min torch.Tensor.clamp_min torch.Tensor.clamp_min_", "Kept above a bound.", same),
    one("torch.clamp_max torch.Tensor.clamp_max", "Kept below a bound.", same),
    one("torch.nan_to_num torch.Tensor.nan_to_num", "With numbers in the place of nan.", same),
    one("torch.bitwise_not torch.Tensor.bitwise_not torch.Tensor.__invert__", "Inverted, bit by bit.", same),
    one("torch.logical_not torch.Tensor.logical_not", "Where it is false.", boolean),
    one("torch.isnan torch.Tensor.isnan", "Where it is no number.", boolean),
    one("torch.isinf torch.Tensor.isinf", "Where it is infinite.", boolean),
    one("torch.isfinite torch.Tensor.isfinite", "Where it is finite.", boolean),
    one("torch.clone torch.Tensor.clone", "A copy.", same),
    one("torch.Tensor.contiguous", "The same elements in one piece.", same),
    one("torch.detach torch.Tensor.detach torch.Tensor.detach_", "The same elements without their history.", same),
    one("torch.Tensor.fill_ torch.Tensor.zero_ torch.Tensor.copy_ torch.Tensor.normal_ torch.Tensor.uniform_",
        "Filled anew.", same),
    one("torch.bernoulli torch.Tensor.bernoulli torch.Tensor.bernoulli_", "Drawn at random.", same),
    one("torch.zeros_like torch.ones_like torch.rand_like torch.randn_like torch.empty_like torch.full_like",
        "A tensor of the same shape.", same),
    one("torch.cumsum torch.Tensor.cumsum torch.cumprod torch.Tensor.cumprod", "Running sums or products.", same),
    one("torch.flip torch.Tensor.flip torch.fliplr torch.flipud", "In the reverse order.", same),
    one("torch.roll torch.Tensor.roll", "Shifted around.", same),
    one("torch.tril torch.Tensor.tril torch.triu torch.Tensor.triu", "One triangle of a matrix.", same),
    one("torch.Tensor.scatter torch.scatter torch.Tensor.scatter_ torch.Tensor.scatter_add_ torch.scatter_add",
        "With elements put in.", same),
    one("torch.Tensor.index_fill_ torch.Tensor.index_add_ torch.Tensor.index_copy_", "With slices put in.", same),
};

}  // namespace

std::span<const Spec> elementwise_specs() { return kSpecs; }

}  // namespace shapewise::layers
