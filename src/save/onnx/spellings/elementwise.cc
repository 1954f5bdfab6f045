// Functions of each element: ONNX takes operands of one element type, so they are converted as PyTorch promotes them.

#include "layer/promote.h"
#include "save/onnx/spelling.h"

namespace shapewise::save::spellings {
namespace {

struct Named {
  std::string_view torch;  // last part of the canonical name
  std::string_view onnx;
};

std::string_view op_of(const Translation& t, std::span<const Named> table) {
  std::string_view name = t.call().name();
  if (t.call().spec().in_place()) name.remove_suffix(1);
  for (const Named& named : table) {
    if (named.torch == name) return named.onnx;
  }
  return "";
}

// --- one operand ---

constexpr Named kUnary[] = {
    {"abs", "Abs"},         {"neg", "Neg"},
    {"exp", "Exp"},         {"log", "Log"},
    {"sqrt", "Sqrt"},       {"sin", "Sin"},
    {"cos", "Cos"},         {"tan", "Tan"},
    {"asin", "Asin"},       {"acos", "Acos"},
    {"atan", "Atan"},       {"sinh", "Sinh"},
    {"cosh", "Cosh"},       {"asinh", "Asinh"},
    {"acosh", "Acosh"},     {"atanh", "Atanh"},
    {"erf", "Erf"},         {"floor", "Floor"},
    {"ceil", "Ceil"},       {"round", "Round"},
    {"sign", "Sign"},       {"reciprocal", "Reciprocal"},
    {"logical_not", "Not"}, {"isnan", "IsNaN"},
    {"bitwise_not", "Not"},
};

void unary(Translation& t) {
  std::string x = t.input();
  bool logical = t.call().name().starts_with("logical_not");
  ir::DType type = logical                                ? ir::DType::Bool
                   : t.call().name().starts_with("isnan") ? t.dtype()
                                                          : t.call().output().dtype;
  t.give(t.add(op_of(t, kUnary), {t.cast(x, t.dtype(), type)}));
}

/// ONNX rounds no integers.
void rounded(Translation& t) {
  const layer::Call& c = t.call();
  if (c.has("decimals") && !c.integer("decimals").is_constant(0)) return t.refuse("decimals are not written");
  t.give(ir::is_floating(t.dtype()) ? t.add(op_of(t, kUnary), {t.input()}) : t.input());
}

std::string scalar(Translation& t, double value) { return t.number(value, t.call().output().dtype); }
std::string floating(Translation& t) { return t.cast(t.input(), t.dtype(), t.call().output().dtype); }

void rsqrt(Translation& t) { t.give(t.add("Reciprocal", {t.add("Sqrt", {floating(t)})})); }
void square(Translation& t) { t.give(t.add("Mul", {t.input(), t.input()})); }
void expm1(Translation& t) { t.give(t.add("Sub", {t.add("Exp", {floating(t)}), scalar(t, 1)})); }
void log1p(Translation& t) { t.give(t.add("Log", {t.add("Add", {floating(t), scalar(t, 1)})})); }
void log2(Translation& t) { t.give(t.add("Div", {t.add("Log", {floating(t)}), scalar(t, 0.69314718055994530942)})); }

// --- two operands ---

constexpr Named kArithmetic[] = {{"mul", "Mul"},         {"maximum", "Max"},   {"minimum", "Min"},
                                 {"logical_and", "And"}, {"logical_or", "Or"}, {"logical_xor", "Xor"},
                                 {"bitwise_and", "And"}, {"bitwise_or", "Or"}, {"bitwise_xor", "Xor"}};

/// Both operands in the element type of the result.
void arithmetic(Translation& t) {
  ir::DType type = t.call().output().dtype;
  t.give(t.add(op_of(t, kArithmetic), {t.operand("input", type), t.operand("other", type)}));
}

/// Of bools it is the logical function; for integers, ONNX has none before opset 18.
template <void (*Write)(Translation&)>
void bitwise(Translation& t) {
  if (t.call().output().dtype != ir::DType::Bool) return t.refuse("functions of single bits come with opset 18");
  Write(t);
}

/// input ± alpha·other.
std::string scaled(Translation& t, std::string_view param, ir::DType type) {
  std::string x = t.operand(param, type);
  double alpha = t.call().has("alpha") ? t.call().number("alpha") : 1;
  return alpha == 1 ? x : t.add("Mul", {x, t.number(alpha, type)});
}

void sum(Translation& t) {
  ir::DType type = t.call().output().dtype;
  t.give(t.add("Add", {t.operand("input", type), scaled(t, "other", type)}));
}

void difference(Translation& t) {
  ir::DType type = t.call().output().dtype;
  t.give(t.add("Sub", {t.operand("input", type), scaled(t, "other", type)}));
}

void reversed_difference(Translation& t) {
  ir::DType type = t.call().output().dtype;
  t.give(t.add("Sub", {t.operand("other", type), scaled(t, "input", type)}));
}

void quotient(Translation& t) {
  const layer::Call& c = t.call();
  ir::DType type = c.output().dtype;
  std::string_view rounding = c.has("rounding_mode") ? c.text("rounding_mode") : "";
  bool floors = rounding == "floor" || c.name().starts_with("floor_divide");
  if (rounding == "trunc" || (floors && !ir::is_floating(type))) return t.refuse("a rounded quotient is not written");
  std::string result = t.add("Div", {t.operand("input", type), t.operand("other", type)});
  t.give(floors ? t.add("Floor", {result}) : result);
}

void power(Translation& t) {
  ir::DType type = t.call().output().dtype;
  t.give(t.add("Pow", {t.operand("input", type), t.operand("exponent", type)}));
}

constexpr Named kComparisons[] = {{"eq", "Equal"},   {"lt", "Less"},           {"le", "LessOrEqual"},
                                  {"gt", "Greater"}, {"ge", "GreaterOrEqual"}, {"ne", "Equal"}};

void comparison(Translation& t) {
  ir::DType type = layer::result_type(t.call(), {"input", "other"}).dtype;
  std::string result = t.add(op_of(t, kComparisons), {t.operand("input", type), t.operand("other", type)});
  t.give(t.call().name().starts_with("ne") ? t.add("Not", {result}) : result);
}

// --- bounds and choices ---

std::string bounded(Translation& t, std::string x, std::string_view param, std::string_view op) {
  const layer::Call& c = t.call();
  if (!c.has(param) || c.is_none(param)) return x;
  return t.add(op, {x, t.operand(param, c.output().dtype)});
}

void clamp(Translation& t) {
  std::string x = t.cast(t.input(), t.dtype(), t.call().output().dtype);
  t.give(bounded(t, bounded(t, std::move(x), "min", "Max"), "max", "Min"));
}

void where(Translation& t) {
  const layer::Call& c = t.call();
  if (c.is_none("other")) return t.refuse("the number of its results hangs on what its input holds");
  ir::DType type = c.output().dtype;
  std::string condition = t.cast(t.tensor("condition"), c.tensor("condition")->dtype, ir::DType::Bool);
  t.give(t.add("Where", {condition, t.operand("input", type), t.operand("other", type)}));
}

void masked_fill(Translation& t) {
  ir::DType type = t.call().output().dtype;
  t.give(t.add("Where", {t.tensor("mask"), t.operand("value", type), t.operand("input", type)}));
}

/// input + value·tensor1·tensor2.
void add_product(Translation& t) {
  ir::DType type = t.call().output().dtype;
  std::string product = t.add("Mul", {t.operand("tensor1", type), t.operand("tensor2", type)});
  t.give(t.add("Add", {t.input(), t.add("Mul", {product, t.number(t.call().number("value"), type)})}));
}

constexpr Spelling kSpellings[] = {
    {"torch.abs torch.neg torch.exp torch.log torch.sqrt torch.sin torch.cos torch.tan torch.asin torch.acos "
     "torch.atan "
     "torch.sinh torch.cosh torch.asinh torch.acosh torch.atanh torch.erf torch.sign "
     "torch.reciprocal torch.logical_not torch.isnan",
     unary},
    {"torch.floor torch.ceil torch.round", rounded},
    {"torch.rsqrt", rsqrt},
    {"torch.square", square},
    {"torch.expm1", expm1},
    {"torch.log1p", log1p},
    {"torch.log2", log2},
    {"torch.mul torch.maximum torch.minimum torch.logical_and torch.logical_or torch.logical_xor", arithmetic},
    {"torch.bitwise_and torch.bitwise_or torch.bitwise_xor", bitwise<arithmetic>},
    {"torch.bitwise_not", bitwise<unary>},
    {"torch.add", sum},
    {"torch.sub", difference},
    {"torch.rsub", reversed_difference},
    {"torch.div torch.true_divide torch.floor_divide", quotient},
    {"torch.pow", power},
    {"torch.eq torch.ne torch.lt torch.le torch.gt torch.ge", comparison},
    {"torch.clamp torch.clamp_min torch.clamp_max", clamp},
    {"torch.where torch.Tensor.where", where},
    {"torch.masked_fill", masked_fill},
    {"torch.addcmul", add_product},
};

}  // namespace

std::span<const Spelling> elementwise_spellings() { return kSpellings; }

}  // namespace shapewise::save::spellings
