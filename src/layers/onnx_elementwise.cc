// ONNX operators that work element by element, with broadcasting, and what they compute of known contents: exporters
// write the arithmetic of sizes with them.
// Source: https://onnx.ai/onnx/operators/ (Add, Where, Cast …).
#include <cmath>

#include "layer/broadcast.h"
#include "layer/elements.h"
#include "layer/operator.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using ir::DType;
using sym::Expr;
using sym::Shape;

// --- what an element becomes ---

Element negated(const Call& c, const std::vector<Element>& x, DType dtype) {
  return subtract(c, {Expr(0), x[0]}, dtype);
}

template <double (*F)(double)>
Element rounded(const Call&, const std::vector<Element>& x, DType dtype) {
  if (std::holds_alternative<Expr>(x[0])) return x[0];
  return element_of(F(std::get<double>(x[0])), dtype);
}

Element magnitude(const Call& c, const std::vector<Element>& x, DType dtype) {
  if (const Expr* e = std::get_if<Expr>(&x[0]); e != nullptr && c.proved(sym::ge(*e, 0))) return *e;
  auto number = number_of(x[0]);
  return number ? element_of(std::abs(*number), dtype) : Element(Expr::unknown());
}

Element root(const Call&, const std::vector<Element>& x, DType dtype) {
  auto number = number_of(x[0]);
  return number && *number >= 0 ? element_of(std::sqrt(*number), dtype) : Element(Expr::unknown());
}

Element power(const Call&, const std::vector<Element>& x, DType dtype) {
  auto base = number_of(x[0]);
  auto exponent = number_of(x[1]);
  return base && exponent ? element_of(std::pow(*base, *exponent), dtype) : Element(Expr::unknown());
}

Element modulo(const Call& c, const std::vector<Element>& x, DType) {
  Expr a = integer_of(x[0]);
  Expr b = integer_of(x[1]);
  bool python = !c.flag("fmod") || (c.proved(sym::ge(a, 0)) && c.proved(sym::ge(b, 1)));
  return python && c.proved(sym::ne(b, 0)) ? sym::mod(a, b) : Expr::unknown();
}

/// Truncates to an integer if the new type is one, and tells zero from others if it is bool.
Element converted(const Call& c, const std::vector<Element>& x, DType dtype) {
  if (dtype == DType::Bool) return truth_of(c, sym::ne(integer_of(x[0]), 0));
  if (std::holds_alternative<Expr>(x[0])) return x[0];
  double number = std::get<double>(x[0]);
  return element_of(ir::is_floating(dtype) ? number : std::trunc(number), dtype);
}

/// Compares numbers where both are, else proves.
Element compared(const Call& c, const Element& a, const Element& b, bool (*numbers)(double, double),
                 const sym::Relation& relation) {
  auto x = number_of(a);
  auto y = number_of(b);
  if (x && y) return Expr(numbers(*x, *y) ? 1 : 0);
  return truth_of(c, relation);
}

Element equal(const Call& c, const std::vector<Element>& x, DType) {
  return compared(
      c, x[0], x[1], [](double a, double b) { return a == b; }, sym::eq(integer_of(x[0]), integer_of(x[1])));
}
Element greater(const Call& c, const std::vector<Element>& x, DType) {
  return compared(
      c, x[0], x[1], [](double a, double b) { return a > b; }, sym::ge(integer_of(x[0]), integer_of(x[1]) + 1));
}
Element greater_equal(const Call& c, const std::vector<Element>& x, DType) {
  return compared(
      c, x[0], x[1], [](double a, double b) { return a >= b; }, sym::ge(integer_of(x[0]), integer_of(x[1])));
}
Element less(const Call& c, const std::vector<Element>& x, DType dtype) { return greater(c, {x[1], x[0]}, dtype); }
Element less_equal(const Call& c, const std::vector<Element>& x, DType dtype) {
  return greater_equal(c, {x[1], x[0]}, dtype);
}
Element negation(const Call& c, const std::vector<Element>& x, DType) {
  return truth_of(c, sym::eq(integer_of(x[0]), 0));
}
Element both(const Call&, const std::vector<Element>& x, DType) {
  if (integer_of(x[0]).is_constant(0) || integer_of(x[1]).is_constant(0)) return Expr(0);
  return integer_of(x[0]).is_constant(1) ? x[1] : integer_of(x[1]).is_constant(1) ? x[0] : Expr::unknown();
}
Element either(const Call&, const std::vector<Element>& x, DType) {
  if (integer_of(x[0]).is_constant(1) || integer_of(x[1]).is_constant(1)) return Expr(1);
  return integer_of(x[0]).is_constant(0) ? x[1] : integer_of(x[1]).is_constant(0) ? x[0] : Expr::unknown();
}
Element chosen(const Call&, const std::vector<Element>& x, DType) {
  Expr condition = integer_of(x[0]);
  if (!condition.is_constant()) return x[1] == x[2] ? x[1] : Element(Expr::unknown());
  return condition.is_constant(0) ? x[2] : x[1];
}

// --- shapes ---

/// Broadcasts all inputs; `dtype` of the result.
void give_broadcast(Call& c, DType dtype, Fold combine) {
  std::vector<Shape> shapes;
  std::vector<const ir::Tensor*> tensors;
  for (int i = 0; i < c.input_count(); ++i) {
    shapes.push_back(*c.input(i).shape);
    tensors.push_back(&c.input(i));
  }
  auto shape = broadcast(c, shapes);
  if (!shape) return c.give_nothing("its operands do not fit");
  Elements elements = combine != nullptr ? fold(c, tensors, *shape, dtype, combine) : Elements();
  c.give(with_elements(ir::Tensor::of(std::move(*shape), dtype), std::move(elements)));
}

void unfolded(Call& c) { give_broadcast(c, c.dtype(), nullptr); }
template <Fold F>
void folded(Call& c) {
  give_broadcast(c, c.dtype(), F);
}
template <Fold F>
void tested(Call& c) {
  give_broadcast(c, DType::Bool, F);
}
void test(Call& c) { give_broadcast(c, DType::Bool, nullptr); }

void where(Call& c) { give_broadcast(c, c.tensor("X")->dtype, chosen); }
/// The bounds are scalars and may be left out.
void first(Call& c) { c.give(c.input()); }
void shaped(Call& c) { c.give(c.shape()); }
void give_converted(Call& c, DType dtype) {
  c.give(with_elements(ir::Tensor::of(c.shape(), dtype), fold(c, {&c.input()}, c.shape(), dtype, converted)));
}
void cast(Call& c) { give_converted(c, dtype_attribute(c, "to", DType::Float32)); }
void cast_like(Call& c) { give_converted(c, c.tensor("target_type")->dtype); }
void clip(Call& c) {
  const ir::Tensor& x = c.input();
  bool open = c.is_none("min") && c.is_none("max");
  if (open) return c.give(x);
  c.give(ir::Tensor::of(*x.shape, x.dtype));
}
void dropout(Call& c) {
  c.give(c.shape());
  c.give(c.shape(), DType::Bool);
}
void random_like(Call& c) { c.give(c.shape(), dtype_attribute(c, "dtype", c.dtype())); }

constexpr Param kOne[] = {tensor_in("X", "the tensor")};
constexpr Param kTwo[] = {tensor_in("A", "the first operand"), tensor_in("B", "the second operand"),
                          text_attr("direction", "None", "of a shift")};
constexpr Param kMod[] = {tensor_in("A", "the first operand"), tensor_in("B", "the second operand"),
                          flag_attr("fmod", "False", "the sign is that of A")};
constexpr Param kMany[] = {tensors_in("data", "the operands")};
constexpr Param kWhere[] = {tensor_in("condition", "where to take X"), tensor_in("X", "what is taken there"),
                            tensor_in("Y", "what is taken elsewhere")};
constexpr Param kCast[] = {tensor_in("input", "the tensor"), int_attr("to", "", "the new element type"),
                           other_attr("saturate", "what becomes of numbers that are too large"),
                           other_attr("round_mode", "how numbers are rounded")};
constexpr Param kCastLike[] = {tensor_in("input", "the tensor"), tensor_in("target_type", "has the new element type"),
                               other_attr("saturate", "what becomes of numbers that are too large"),
                               other_attr("round_mode", "how numbers are rounded")};
constexpr Param kClip[] = {tensor_in("input", "the tensor"),
                           {"min", Takes::Any, "None", "the lower bound"},
                           {"max", Takes::Any, "None", "the upper bound"}};
constexpr Param kShape1[] = {tensor_in("X", "the tensor"),
                             other_attr("alpha", "shapes the function"),
                             other_attr("beta", "shapes the function"),
                             other_attr("gamma", "shapes the function"),
                             other_attr("lambd", "shapes the function"),
                             other_attr("bias", "shapes the function"),
                             other_attr("approximate", "how the function is computed"),
                             other_attr("detect_negative", "what counts"),
                             other_attr("detect_positive", "what counts")};
constexpr Param kSlope[] = {tensor_in("X", "the tensor"), tensor_in("slope", "of the negative part")};
constexpr Param kDropout[] = {tensor_in("data", "the tensor"),
                              {"ratio", Takes::Any, "None", "probability of dropping"},
                              {"training_mode", Takes::Any, "None", "whether anything is dropped"},
                              other_attr("seed", "of the random numbers"),
                              other_attr("is_test", "in old versions")};
constexpr Param kLike[] = {
    tensor_in("input", "the tensor"),           int_attr("dtype", "None", "element type of the output"),
    other_attr("high", "of the distribution"),  other_attr("low", "of the distribution"),
    other_attr("mean", "of the distribution"),  other_attr("scale", "of the distribution"),
    other_attr("seed", "of the random numbers")};
constexpr Param kCumSum[] = {tensor_in("x", "the tensor"),
                             {"axis", Takes::Any, "None", "along which to sum"},
                             other_attr("exclusive", "without the element itself"),
                             other_attr("reverse", "from the end")};
constexpr Param kBiasGelu[] = {tensor_in("A", "the tensor"), tensor_in("B", "is added")};
constexpr Param kFastGelu[] = {tensor_in("X", "the tensor"), optional_in("bias", "is added")};

constexpr Spec same(std::string_view names, std::string_view summary) {
  return operator_row(names, summary, "(*) → (*)", kOne, shaped);
}
constexpr Spec known(std::string_view names, std::string_view summary, void (*infer)(Call&)) {
  return operator_row(names, summary, "(*) → (*)", kOne, infer);
}
constexpr Spec shaped_by(std::string_view names, std::string_view summary) {
  return operator_row(names, summary, "(*) → (*)", kShape1, shaped);
}
constexpr Spec two(std::string_view names, std::string_view summary, void (*infer)(Call&)) {
  return operator_row(names, summary, "the shapes are broadcast together", kTwo, infer);
}
constexpr Spec many(std::string_view names, std::string_view summary, void (*infer)(Call&)) {
  return operator_row(names, summary, "the shapes are broadcast together", kMany, infer);
}

constexpr Spec kSpecs[] = {
    two("onnx:Add", "The sum.", folded<add>),
    two("onnx:Sub", "The difference.", folded<subtract>),
    two("onnx:Mul", "The product.", folded<multiply>),
    two("onnx:Div", "The quotient.", folded<divide>),
    two("onnx:Pow", "The power.", folded<power>),
    two("onnx:BitShift", "Bit by bit.", unfolded),
    two("onnx:BitwiseAnd", "Bit by bit.", unfolded),
    two("onnx:BitwiseOr", "Bit by bit.", unfolded),
    two("onnx:BitwiseXor", "Bit by bit.", unfolded),
    two("onnx:Equal", "Where both are equal.", tested<equal>),
    two("onnx:Greater", "Where the first is larger.", tested<greater>),
    two("onnx:GreaterOrEqual", "Where the first is not smaller.", tested<greater_equal>),
    two("onnx:Less", "Where the first is smaller.", tested<less>),
    two("onnx:LessOrEqual", "Where the first is not larger.", tested<less_equal>),
    two("onnx:And", "Where both are true.", tested<both>),
    two("onnx:Or", "Where one is true.", tested<either>),
    two("onnx:Xor", "Where exactly one is true.", test),
    operator_row("onnx:Mod", "The remainder.", "the shapes are broadcast together", kMod, folded<modulo>),
    many("onnx:Max", "The largest of all.", folded<greatest>),
    many("onnx:Min", "The smallest of all.", folded<least>),
    many("onnx:Sum", "The sum of all.", folded<add>),
    many("onnx:Mean", "The mean of all.", unfolded),
    operator_row("onnx:Where", "Elements of one tensor or of the other.", "the shapes are broadcast together", kWhere,
                 where),
    operator_row("onnx:Cast", "The same numbers in another element type.", "(*) → (*)", kCast, cast),
    operator_row("onnx:CastLike", "The same numbers in another tensor's element type.", "(*) → (*)", kCastLike,
                 cast_like),
    operator_row("onnx:Clip", "Kept within bounds.", "(*) → (*)", kClip, clip),
    known("onnx:Identity", "The same.", first),
    known("onnx:Neg", "The negative.", folded<negated>),
    known("onnx:Floor", "Rounded down.", folded<rounded<std::floor>>),
    known("onnx:Ceil", "Rounded up.", folded<rounded<std::ceil>>),
    known("onnx:Round", "Rounded to the nearest, halves to the even one.", folded<rounded<std::nearbyint>>),
    known("onnx:Abs", "The magnitude.", folded<magnitude>),
    known("onnx:Sqrt", "The square root.", folded<root>),
    known("onnx:Not", "Where it is false.", tested<negation>),
    same("onnx:Exp", "A function of each element."),
    same("onnx:Log", "A function of each element."),
    same("onnx:Reciprocal", "A function of each element."),
    same("onnx:Erf", "A function of each element."),
    same("onnx:Sign", "A function of each element."),
    same("onnx:Sin", "A function of each element."),
    same("onnx:Cos", "A function of each element."),
    same("onnx:Tan", "A function of each element."),
    same("onnx:Asin", "A function of each element."),
    same("onnx:Acos", "A function of each element."),
    same("onnx:Atan", "A function of each element."),
    same("onnx:Sinh", "A function of each element."),
    same("onnx:Cosh", "A function of each element."),
    same("onnx:Asinh", "A function of each element."),
    same("onnx:Acosh", "A function of each element."),
    same("onnx:Atanh", "A function of each element."),
    same("onnx:BitwiseNot", "A function of each element."),
    same("onnx:Relu", "max(0, x)."),
    same("onnx:Sigmoid", "1/(1 + exp(−x))."),
    same("onnx:Tanh", "The hyperbolic tangent."),
    same("onnx:Softplus", "An activation."),
    same("onnx:Softsign", "An activation."),
    same("onnx:HardSwish", "An activation."),
    same("onnx:Mish", "An activation."),
    shaped_by("onnx:Elu", "An activation."),
    shaped_by("onnx:Selu", "An activation."),
    shaped_by("onnx:Celu", "An activation."),
    shaped_by("onnx:LeakyRelu", "An activation."),
    shaped_by("onnx:ThresholdedRelu", "An activation."),
    shaped_by("onnx:HardSigmoid", "An activation."),
    shaped_by("onnx:Shrink", "An activation."),
    shaped_by("onnx:Gelu", "An activation."),
    shaped_by("onnx:Swish", "An activation."),
    shaped_by("onnx:Affine", "An activation."),
    shaped_by("onnx:ScaledTanh", "An activation."),
    shaped_by("onnx:ParametricSoftplus", "An activation."),
    shaped_by("com.microsoft:Gelu", "An activation."),
    shaped_by("com.microsoft:QuickGelu", "An activation."),
    operator_row("onnx:PRelu", "Relu with a learned slope of the negative part.", "(*) → (*)", kSlope, shaped),
    operator_row("onnx:IsInf", "Where it is infinite.", "(*) → (*)", kShape1,
                 [](Call& c) { c.give(c.shape(), DType::Bool); }),
    known("onnx:IsNaN", "Where it is no number.", test),
    operator_row("onnx:Dropout", "Zeroes elements at random while training.", "(*) → (*), (*)", kDropout, dropout),
    operator_row("onnx:RandomNormalLike", "Random numbers.", "(*) → (*)", kLike, random_like),
    operator_row("onnx:RandomUniformLike", "Random numbers.", "(*) → (*)", kLike, random_like),
    operator_row("onnx:Bernoulli", "Random numbers.", "(*) → (*)", kLike, random_like),
    operator_row("onnx:CumSum", "Running sums.", "(*) → (*)", kCumSum, shaped),
    operator_row("onnx:CumProd", "Running sums.", "(*) → (*)", kCumSum, shaped),
    operator_row("com.microsoft:BiasGelu", "Gelu of a sum.", "(*) → (*)", kBiasGelu, unfolded),
    operator_row("com.microsoft:FastGelu", "Gelu, approximated.", "(*) → (*)", kFastGelu, shaped),
};

}  // namespace

std::span<const Spec> onnx_elementwise_specs() { return kSpecs; }

}  // namespace shapewise::layers
