// Functions of several tensors, element by element, with broadcasting: arithmetic, comparison, choice.
// Source: https://pytorch.org/docs/stable/torch.html#pointwise-ops; what is refused as in
// aten/src/ATen/native/BinaryOps.cpp.
#include <cmath>
#include <fmt/format.h>

#include "layer/broadcast.h"
#include "layer/demand.h"
#include "layer/in_place.h"
#include "layer/promote.h"
#include "layer/row.h"
#include "layer/saved.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Shape;
using Names = std::initializer_list<std::string_view>;

/// The common shape of the tensors among these arguments; numbers stretch to anything.
std::optional<Shape> joined(Call& c, Names params) {
  std::vector<Shape> shapes;
  for (std::string_view param : params) {
    if (!c.has(param)) continue;
    const ir::Tensor* tensor = c.tensor(param);
    if (tensor != nullptr) shapes.push_back(*tensor->shape);
  }
  return broadcast(c, shapes);
}

void give_joined(Call& c, Names params, ElementType type) {
  auto shape = joined(c, params);
  if (!shape) return c.give_nothing("its operands do not fit");
  c.give(tensor_of(std::move(*shape), type));
}

/// The operand of that name is a bool or a tensor of bools, for certain.
bool is_bool(const Call& c, std::string_view param) {
  if (c.arg(param).is<bool>()) return true;
  const ir::Tensor* tensor = c.tensor(param);
  return tensor != nullptr && tensor->dtype == ir::DType::Bool && !tensor->dtype_assumed;
}

void reject_type(Call& c, std::string_view param, std::string message) {
  c.reject(Kind::DtypeMismatch, param, std::move(message)).label = fmt::format("{} is not taken here", param);
}

/// Whole numbers times a fraction would be none: alpha and value have to fit the operands.
void demand_fitting(Call& c, std::string_view param, ElementType type) {
  bool whole = !ir::is_floating(type.dtype) && !ir::is_complex(type.dtype) && !type.assumed;
  if (whole && c.arg(param).is<double>())
    reject_type(c, param,
                fmt::format("{} of {} must be an integer for {} operands", param, c.name(), ir::name(type.dtype)));
}

void arithmetic(Call& c) { give_joined(c, {"input", "other"}, result_type(c, {"input", "other"})); }
void floating(Call& c) { give_joined(c, {"input", "other"}, result_type(c, {"input", "other"}).floating()); }
void comparison(Call& c) { give_joined(c, {"input", "other"}, {ir::DType::Bool, false}); }

void sum(Call& c) {
  demand_fitting(c, "alpha", result_type(c, {"input", "other"}));
  arithmetic(c);
}

void difference(Call& c) {
  for (std::string_view param : {"input", "other"}) {
    if (!is_bool(c, param)) continue;
    reject_type(c, param, "bools can't be subtracted; use logical_xor or ~");
    break;
  }
  sum(c);
}

/// With a rounding mode it stays among the integers.
void quotient(Call& c) {
  demand_choice(c, "rounding_mode", {"floor", "trunc"});
  return c.is_none("rounding_mode") ? floating(c) : arithmetic(c);
}

void bits(Call& c) {
  for (std::string_view param : {"input", "other"}) {
    const ir::Tensor* tensor = c.tensor(param);
    if (tensor != nullptr) demand_integral(c, *tensor, param);
  }
  arithmetic(c);
}

void power(Call& c) {
  ElementType type = result_type(c, {"input", "exponent"});
  auto exponent = c.integer("exponent").constant();
  bool whole = ir::is_integral(type.dtype) && !type.assumed;
  if (whole && exponent && *exponent < 0 && c.arg("exponent").is<sym::Expr>())
    reject_type(c, "exponent", "integers have no negative integer powers");
  give_joined(c, {"input", "exponent"}, type);
}

void double_power(Call& c) {
  bool complex = ir::is_complex(result_type(c, {"input", "exponent"}).dtype);
  give_joined(c, {"input", "exponent"}, {complex ? ir::DType::Complex128 : ir::DType::Float64, false});
}

/// Both operands must be of one type.
void demand_one_type(Call& c, std::string_view a, std::string_view b) {
  const ir::Tensor* first = c.tensor(a);
  const ir::Tensor* second = c.tensor(b);
  if (first == nullptr || second == nullptr || first->dtype == second->dtype) return;
  if (first->dtype_assumed || second->dtype_assumed) return;
  reject_type(c, b,
              fmt::format("{} needs tensors of one element type, not {} and {}", c.name(), ir::name(first->dtype),
                          ir::name(second->dtype)));
}

void same_types(Call& c) {
  demand_one_type(c, "input", "other");
  arithmetic(c);
}

void closeness(Call& c) {
  demand_one_type(c, "input", "other");
  comparison(c);
}

void three(Call& c) {
  ElementType type = result_type(c, {"input", "tensor1", "tensor2"});
  demand_fitting(c, "value", type);
  give_joined(c, {"input", "tensor1", "tensor2"}, type);
}

void sum_with_quotient(Call& c) {
  ElementType quotient = result_type(c, {"tensor1", "tensor2"});
  bool whole = !ir::is_floating(quotient.dtype) && !ir::is_complex(quotient.dtype) && !quotient.assumed;
  if (whole) reject_type(c, "tensor1", "addcdiv no longer divides integers");
  three(c);
}

void interpolate(Call& c) {
  for (std::string_view param : {"end", "weight"}) demand_one_type(c, "input", param);
  give_joined(c, {"input", "end", "weight"}, type_of(c.input()));
}

void bounded(Call& c) {
  bool some = false;
  for (std::string_view param : {"min", "max"}) some = some || (c.has(param) && !c.is_none(param));
  if (!some) c.reject(Kind::MissingArgument, {}, fmt::format("{} needs min or max", c.name()));
  if (!c.has("min")) return give_joined(c, {"input", "max"}, result_type(c, {"input", "max"}));
  if (!c.has("max")) return give_joined(c, {"input", "min"}, result_type(c, {"input", "min"}));
  give_joined(c, {"input", "min", "max"}, result_type(c, {"input", "min", "max"}));
}

/// With a condition alone: the places where it is true, one vector per dimension.
void places(Call& c) {
  const Shape& condition = *c.tensor("condition")->shape;
  sym::Expr count = sym::Expr::unknown();
  std::string layout = "(";
  for (int i = 0; i < std::max(condition.rank(), 1); ++i) {
    c.give(Shape{count}, ir::DType::Int64);
    layout += i > 0 ? ",t" : "t";
  }
  c.set_layout(layout + ")");
}

void choose(Call& c) {
  if (c.is_none("input") && c.is_none("other")) return places(c);
  const ir::Tensor& condition = *c.tensor("condition");
  bool mask = condition.dtype == ir::DType::Bool || condition.dtype == ir::DType::UInt8 || condition.dtype_assumed;
  if (!mask) demand_bools(c, condition, "condition");
  give_joined(c, {"condition", "input", "other"}, result_type(c, {"input", "other"}));
}

void fill_where(Call& c) {
  const ir::Tensor& mask = *c.tensor("mask");
  if (mask.dtype != ir::DType::UInt8) demand_bools(c, mask, "mask");
  const ir::Tensor* value = c.tensor("value");
  if (value != nullptr && value->shape->rank() > 0) {
    c.reject(Kind::RankMismatch, "value", "masked_fill takes one number as its value").label =
        fmt::format("a tensor of {}", ir::to_text(*value));
  }
  auto* number = c.arg("value").as<double>();
  bool whole = ir::is_integral(c.input().dtype) && !c.input().dtype_assumed;
  if (whole && number != nullptr && !std::isfinite(*number))
    reject_type(c, "value", fmt::format("{} has no infinity", ir::name(c.input().dtype)));
  give_joined(c, {"input", "mask"}, type_of(c.input()));
}

void complex(Call& c) {
  std::string_view first = c.has("real") ? "real" : "abs";
  std::string_view second = c.has("real") ? "imag" : "angle";
  demand_one_type(c, first, second);
  ElementType type = result_type(c, {first, second});
  bool wide = type.dtype == ir::DType::Float64;
  give_joined(c, {first, second}, {wide ? ir::DType::Complex128 : ir::DType::Complex64, type.assumed});
}

// --- what autograd keeps ---

/// The divisor, and the dividend for the gradient of the divisor. A number is divided as number·(1/divisor).
Saved saved_by_quotient(const Call& c) {
  if (c.input_count() < 2) {
    if (c.tensor("other") == nullptr) return {};
    return {{}, {}, {{c.shape().elements(), c.dtype()}}};
  }
  return {{{1}, {0, 1}}, {}, {}};
}

Saved saves_both(const Call& c) {
  if (c.input_count() < 2) return saves_input(c);
  return {{{0}, {1}}, {}, {}};
}

/// With an exponent that is a tensor, the power, too; where the base is a number, that alone.
Saved saved_by_power(const Call& c) {
  if (c.input_count() < 2) return c.tensor("exponent") != nullptr ? saves_output(c) : saves_input(c);
  return {{{0}, {1}}, {0}, {}};
}

Saved saves_mask(const Call&) { return {{{1}}, {}, {}}; }

constexpr Takes kNumber = Takes::Float | Takes::Flag;
constexpr Param kInput = {"input", Takes::Tensor, "", "the first operand"};
constexpr Param kInputNumber = {"input", Takes::Tensor | kNumber, "", "the first operand"};
constexpr Param kOther = {"other", Takes::Tensor | kNumber, "", "the second operand"};
constexpr Param kOtherTensor = {"other", Takes::Tensor, "", "the second operand"};
constexpr Param kAlpha = {"alpha", Takes::Float, "1", "multiplies other", How::KeywordOnly};
constexpr Param kTwo[] = {kInput, kOther, kOut};
constexpr Param kNumbers[] = {kInputNumber, kOther, kOut};
constexpr Param kTensors[] = {kInput, kOtherTensor, kOut};
constexpr Param kSum[] = {kInputNumber, kOther, kAlpha, kOut};
constexpr Param kRsub[] = {kInput, kOther, {"alpha", Takes::Float, "1", "multiplies input"}};
constexpr Param kDiv[] = {
    kInputNumber,
    kOther,
    {"rounding_mode", Takes::Str | Takes::None, "None", "how the quotient is rounded", How::KeywordOnly},
    kOut};
constexpr Param kPower[] = {{"input", Takes::Tensor | kNumber, "", "the base"},
                            {"exponent", Takes::Tensor | kNumber, "", "the exponent"},
                            kOut};
constexpr Param kClose[] = {kInput,
                            kOtherTensor,
                            {"rtol", Takes::Float, "1e-05", "the relative tolerance"},
                            {"atol", Takes::Float, "1e-08", "the absolute tolerance"},
                            {"equal_nan", Takes::Bool, "False", "whether nan equals nan"}};
constexpr Param kThree[] = {{"input", Takes::Tensor, "", "what is added to"},
                            {"tensor1", Takes::Tensor, "", "the first factor"},
                            {"tensor2", Takes::Tensor, "", "the second factor"},
                            {"value", Takes::Float, "1", "multiplies the product", How::KeywordOnly},
                            kOut};
constexpr Param kLerp[] = {{"input", Takes::Tensor, "", "where it starts"},
                           {"end", Takes::Tensor, "", "where it ends"},
                           {"weight", Takes::Tensor | Takes::Float, "", "how far it goes"},
                           kOut};
constexpr Param kMin = {"min", Takes::Tensor | kNumber | Takes::None, "None", "the lower bound"};
constexpr Param kMax = {"max", Takes::Tensor | kNumber | Takes::None, "None", "the upper bound"};
constexpr Param kClamp[] = {kInput, kMin, kMax, kOut};
constexpr Param kClampMin[] = {kInput, {"min", Takes::Tensor | kNumber, "", "the bound"}, kOut};
constexpr Param kClampMax[] = {kInput, {"max", Takes::Tensor | kNumber, "", "the bound"}, kOut};
constexpr Param kCondition = {"condition", Takes::Tensor, "", "where to take input"};
constexpr Param kWhere[] = {kCondition,
                            {"input", Takes::Tensor | kNumber | Takes::None, "None", "what is taken there"},
                            {"other", Takes::Tensor | kNumber | Takes::None, "None", "what is taken elsewhere"},
                            kOut};
constexpr Param kWhereMethod[] = {kInput, kCondition, kOther};
constexpr Param kMask[] = {
    kInput, {"mask", Takes::Tensor, "", "where to fill"}, {"value", Takes::Tensor | kNumber, "", "with what"}};
constexpr Param kParts[] = {
    {"real", Takes::Tensor, "", "the real part"}, {"imag", Takes::Tensor, "", "the imaginary part"}, kOut};
constexpr Param kPolar[] = {
    {"abs", Takes::Tensor, "", "the magnitude"}, {"angle", Takes::Tensor, "", "the angle"}, kOut};

constexpr Spec op(std::string_view names, std::string_view summary, std::span<const Param> call, void (*infer)(Call&)) {
  Spec spec = function_row(names, summary, "the shapes are broadcast together", call, infer);
  spec.placement = Placement::Elementwise;
  return spec;
}
constexpr Spec placed(Spec spec, Placement placement) {
  spec.placement = placement;
  return spec;
}
constexpr Spec overwriting(std::string_view names, std::string_view summary, std::span<const Param> call,
                           void (*infer)(Call&)) {
  Spec spec = op(names, summary, call, infer);
  spec.rule = "the shapes are broadcast to that of the first tensor";
  spec.view = true;
  return spec;
}

constexpr Spec kSpecs[] = {
    keeping(op("torch.add torch.Tensor.add", "The sum.", kSum, sum), saves_nothing),
    keeping(overwriting("torch.Tensor.add_", "The sum.", kSum, in_place<sum>), saves_nothing),
    keeping(op("torch.sub torch.Tensor.sub torch.subtract torch.Tensor.subtract", "The difference.", kSum, difference),
            saves_nothing),
    keeping(overwriting("torch.Tensor.sub_ torch.Tensor.subtract_", "The difference.", kSum, in_place<difference>),
            saves_nothing),
    keeping(op("torch.rsub torch.Tensor.__rsub__", "The difference, the other way round.", kRsub, difference),
            saves_nothing),
    keeping(op("torch.mul torch.Tensor.mul torch.multiply torch.Tensor.multiply", "The product.", kNumbers, arithmetic),
            saves_factors),
    overwriting("torch.Tensor.mul_ torch.Tensor.multiply_", "The product.", kNumbers, in_place<arithmetic>),
    keeping(op("torch.div torch.Tensor.div torch.divide torch.Tensor.divide", "The quotient.", kDiv, quotient),
            saved_by_quotient),
    overwriting("torch.Tensor.div_ torch.Tensor.divide_", "The quotient.", kDiv, in_place<quotient>),
    keeping(op("torch.true_divide torch.Tensor.true_divide", "The quotient.", kNumbers, floating), saved_by_quotient),
    overwriting("torch.Tensor.true_divide_", "The quotient.", kNumbers, in_place<floating>),
    keeping(op("torch.floor_divide torch.Tensor.floor_divide", "The quotient, rounded down.", kNumbers, arithmetic),
            saves_nothing),
    overwriting("torch.Tensor.floor_divide_", "The quotient, rounded down.", kNumbers, in_place<arithmetic>),
    op("torch.remainder torch.Tensor.remainder", "The remainder.", kNumbers, arithmetic),
    overwriting("torch.Tensor.remainder_", "The remainder.", kNumbers, in_place<arithmetic>),
    op("torch.fmod torch.Tensor.fmod", "The remainder with the sign of the dividend.", kTwo, arithmetic),
    overwriting("torch.Tensor.fmod_", "The remainder with the sign of the dividend.", kTwo, in_place<arithmetic>),
    keeping(op("torch.maximum torch.Tensor.maximum", "The larger of both.", kTensors, arithmetic), saves_both),
    keeping(op("torch.minimum torch.Tensor.minimum", "The smaller of both.", kTensors, arithmetic), saves_both),
    op("torch.fmax torch.Tensor.fmax", "The larger of both, numbers before nan.", kTensors, arithmetic),
    op("torch.fmin torch.Tensor.fmin", "The smaller of both, numbers before nan.", kTensors, arithmetic),
    op("torch.hypot torch.Tensor.hypot", "The hypotenuse.", kTensors, arithmetic),
    overwriting("torch.Tensor.hypot_", "The hypotenuse.", kTensors, in_place<arithmetic>),
    op("torch.logaddexp torch.Tensor.logaddexp", "The logarithm of a sum of exponentials.", kTensors, arithmetic),
    op("torch.logaddexp2 torch.Tensor.logaddexp2", "The same to base 2.", kTensors, arithmetic),
    op("torch.nextafter torch.Tensor.nextafter", "The next number in the direction of another.", kTensors, arithmetic),
    overwriting("torch.Tensor.nextafter_", "The next number in the direction of another.", kTensors,
                in_place<arithmetic>),
    op("torch.igamma torch.Tensor.igamma torch.special.gammainc", "The lower incomplete gamma function.", kTensors,
       arithmetic),
    overwriting("torch.Tensor.igamma_", "The lower incomplete gamma function.", kTensors, in_place<arithmetic>),
    op("torch.igammac torch.Tensor.igammac torch.special.gammaincc", "The upper incomplete gamma function.", kTensors,
       arithmetic),
    overwriting("torch.Tensor.igammac_", "The upper incomplete gamma function.", kTensors, in_place<arithmetic>),
    op("torch.gcd torch.Tensor.gcd", "The greatest common divisor.", kTensors, bits),
    overwriting("torch.Tensor.gcd_", "The greatest common divisor.", kTensors, in_place<bits>),
    op("torch.lcm torch.Tensor.lcm", "The least common multiple.", kTensors, bits),
    overwriting("torch.Tensor.lcm_", "The least common multiple.", kTensors, in_place<bits>),
    op("torch.atan2 torch.Tensor.atan2 torch.arctan2 torch.Tensor.arctan2", "The angle of a point.", kTensors,
       floating),
    overwriting("torch.Tensor.atan2_ torch.Tensor.arctan2_", "The angle of a point.", kTensors, in_place<floating>),
    op("torch.copysign torch.Tensor.copysign", "With the sign of another.", kTwo, floating),
    overwriting("torch.Tensor.copysign_", "With the sign of another.", kTwo, in_place<floating>),
    op("torch.xlogy torch.Tensor.xlogy torch.special.xlogy", "x·log(y).", kNumbers, floating),
    overwriting("torch.Tensor.xlogy_", "x·log(y).", kNumbers, in_place<floating>),
    op("torch.special.xlog1py torch.special.zeta", "A special function.", kNumbers, floating),
    placed(op("torch.ldexp torch.Tensor.ldexp", "Times a power of two.", kTensors, floating), Placement::AsInputs),
    overwriting("torch.Tensor.ldexp_", "Times a power of two.", kTensors, in_place<floating>),
    op("torch.float_power torch.Tensor.float_power", "The power, in double precision.", kPower, double_power),
    overwriting("torch.Tensor.float_power_", "The power, in double precision.", kPower, in_place<double_power>),
    op("torch.bitwise_and torch.Tensor.bitwise_and torch.Tensor.__and__", "And, bit by bit.", kNumbers, bits),
    overwriting("torch.Tensor.bitwise_and_", "And, bit by bit.", kTwo, in_place<bits>),
    op("torch.bitwise_or torch.Tensor.bitwise_or torch.Tensor.__or__", "Or, bit by bit.", kNumbers, bits),
    overwriting("torch.Tensor.bitwise_or_", "Or, bit by bit.", kTwo, in_place<bits>),
    op("torch.bitwise_xor torch.Tensor.bitwise_xor torch.Tensor.__xor__", "Exclusive or, bit by bit.", kNumbers, bits),
    overwriting("torch.Tensor.bitwise_xor_", "Exclusive or, bit by bit.", kTwo, in_place<bits>),
    op("torch.bitwise_left_shift torch.Tensor.bitwise_left_shift torch.Tensor.__lshift__", "Shifted to the left.",
       kNumbers, bits),
    overwriting("torch.Tensor.bitwise_left_shift_", "Shifted to the left.", kTwo, in_place<bits>),
    op("torch.bitwise_right_shift torch.Tensor.bitwise_right_shift torch.Tensor.__rshift__", "Shifted to the right.",
       kNumbers, bits),
    overwriting("torch.Tensor.bitwise_right_shift_", "Shifted to the right.", kTwo, in_place<bits>),
    keeping(op("torch.pow torch.Tensor.pow", "The power.", kPower, power), saved_by_power),
    overwriting("torch.Tensor.pow_", "The power.", kPower, in_place<power>),
    keeping(op("torch.eq torch.Tensor.eq", "Where both are equal.", kTwo, comparison), saves_nothing),
    overwriting("torch.Tensor.eq_", "Where both are equal.", kTwo, in_place<comparison>),
    keeping(
        op("torch.ne torch.Tensor.ne torch.not_equal torch.Tensor.not_equal", "Where both differ.", kTwo, comparison),
        saves_nothing),
    overwriting("torch.Tensor.ne_ torch.Tensor.not_equal_", "Where both differ.", kTwo, in_place<comparison>),
    keeping(
        op("torch.lt torch.Tensor.lt torch.less torch.Tensor.less", "Where the first is smaller.", kTwo, comparison),
        saves_nothing),
    overwriting("torch.Tensor.lt_ torch.Tensor.less_", "Where the first is smaller.", kTwo, in_place<comparison>),
    keeping(op("torch.le torch.Tensor.le torch.less_equal torch.Tensor.less_equal", "Where the first is not larger.",
               kTwo, comparison),
            saves_nothing),
    overwriting("torch.Tensor.le_ torch.Tensor.less_equal_", "Where the first is not larger.", kTwo,
                in_place<comparison>),
    keeping(op("torch.gt torch.Tensor.gt torch.greater torch.Tensor.greater", "Where the first is larger.", kTwo,
               comparison),
            saves_nothing),
    overwriting("torch.Tensor.gt_ torch.Tensor.greater_", "Where the first is larger.", kTwo, in_place<comparison>),
    keeping(op("torch.ge torch.Tensor.ge torch.greater_equal torch.Tensor.greater_equal",
               "Where the first is not smaller.", kTwo, comparison),
            saves_nothing),
    overwriting("torch.Tensor.ge_ torch.Tensor.greater_equal_", "Where the first is not smaller.", kTwo,
                in_place<comparison>),
    keeping(op("torch.logical_and torch.Tensor.logical_and", "Where both are true.", kTensors, comparison),
            saves_nothing),
    overwriting("torch.Tensor.logical_and_", "Where both are true.", kTensors, in_place<comparison>),
    keeping(op("torch.logical_or torch.Tensor.logical_or", "Where one is true.", kTensors, comparison), saves_nothing),
    overwriting("torch.Tensor.logical_or_", "Where one is true.", kTensors, in_place<comparison>),
    op("torch.logical_xor torch.Tensor.logical_xor", "Where exactly one is true.", kTensors, comparison),
    overwriting("torch.Tensor.logical_xor_", "Where exactly one is true.", kTensors, in_place<comparison>),
    op("torch.isclose torch.Tensor.isclose", "Where both are nearly equal.", kClose, closeness),
    op("torch.heaviside torch.Tensor.heaviside", "The step function.", kTensors, same_types),
    overwriting("torch.Tensor.heaviside_", "The step function.", kTensors, in_place<same_types>),
    op("torch.addcmul torch.Tensor.addcmul", "A sum with a product.", kThree, three),
    overwriting("torch.Tensor.addcmul_", "A sum with a product.", kThree, in_place<three>),
    op("torch.addcdiv torch.Tensor.addcdiv", "A sum with a quotient.", kThree, sum_with_quotient),
    overwriting("torch.Tensor.addcdiv_", "A sum with a quotient.", kThree, in_place<sum_with_quotient>),
    op("torch.lerp torch.Tensor.lerp", "Linear interpolation.", kLerp, interpolate),
    overwriting("torch.Tensor.lerp_", "Linear interpolation.", kLerp, in_place<interpolate>),
    keeping(op("torch.clamp torch.Tensor.clamp torch.clip torch.Tensor.clip", "Kept within bounds.", kClamp, bounded),
            saves_input),
    overwriting("torch.Tensor.clamp_ torch.Tensor.clip_", "Kept within bounds.", kClamp, in_place<bounded>),
    keeping(op("torch.clamp_min torch.Tensor.clamp_min", "Kept above a bound.", kClampMin, bounded), saves_input),
    overwriting("torch.Tensor.clamp_min_", "Kept above a bound.", kClampMin, in_place<bounded>),
    keeping(op("torch.clamp_max torch.Tensor.clamp_max", "Kept below a bound.", kClampMax, bounded), saves_input),
    overwriting("torch.Tensor.clamp_max_", "Kept below a bound.", kClampMax, in_place<bounded>),
    keeping(op("torch.where", "Elements of one tensor or of the other, or the places where a condition is true.",
               kWhere, choose),
            saves_input),
    op("torch.Tensor.where", "Its elements, or others where a condition is false.", kWhereMethod, choose),
    keeping(placed(op("torch.masked_fill torch.Tensor.masked_fill", "Filled where a mask is true.", kMask, fill_where),
                   Placement::Contiguous),
            saves_mask),
    overwriting("torch.Tensor.masked_fill_", "Filled where a mask is true.", kMask, in_place<fill_where>),
    op("torch.complex", "Complex numbers from their parts.", kParts, complex),
    op("torch.polar", "Complex numbers from magnitude and angle.", kPolar, complex),
};

}  // namespace

std::span<const Spec> elementwise_specs() { return kSpecs; }

}  // namespace shapewise::layers
