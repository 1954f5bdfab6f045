// Functions of two tensors, or of a tensor and a number, by the rules of broadcasting and of type promotion.
#include <cmath>
#include <fmt/format.h>
#include <utility>

#include "exec/kernel.h"
#include "exec/math.h"
#include "layer/promote.h"

namespace shapewise::exec::reference {
namespace {

using Function = double (*)(double, double);

struct Operands {
  Tensor a;
  Tensor b;
  ir::DType dtype;
};

/// Two arguments in their common type.
Operands operands(Execution& c, std::string_view first, std::string_view second) {
  ir::DType dtype = layer::result_type(c.call(), {first, second}).dtype;
  return {c.operand(first, dtype), c.operand(second, dtype), dtype};
}

/// The first two arguments of the call.
Operands operands(Execution& c) {
  std::span<const layer::Param> params = c.call().spec().call;
  return operands(c, params[0].name, params[1].name);
}

void give_if(Execution& c, const Tensor& made) {
  if (made.defined() && !c.failed()) c.give_over(made);
}

/// Of the type that both have together.
template <auto F>
void typed(Execution& c) {
  Operands o = operands(c);
  give_if(c, exact_combine(c, o.a, o.b, o.dtype, F));
}
/// Integers become float32.
template <Function F>
void floating(Execution& c) {
  Operands o = operands(c);
  ir::DType dtype = ir::is_floating(o.dtype) ? o.dtype : ir::DType::Float32;
  give_if(c, combine(c, o.a, o.b, dtype, F));
}
template <auto F>
void truth(Execution& c) {
  Operands o = operands(c);
  give_if(c, exact_combine(c, o.a, o.b, ir::DType::Bool, F));
}
/// Integers and bools alone.
template <std::int64_t (*F)(std::int64_t, std::int64_t)>
void of_integers(Execution& c) {
  Operands o = operands(c);
  if (!is_whole(o.dtype)) return c.fail(fmt::format("it takes integers, not {}", ir::name(o.dtype)));
  give_if(c, combine<std::int64_t>(c, o.a, o.b, o.dtype, F));
}
/// Of the type that both have together; integers can't be divided by 0.
template <auto F>
void dividing(Execution& c) {
  Operands o = operands(c);
  give_if(c, exact_combine(c, o.a, o.b, o.dtype, [&]<class T>(T x, T y) {
            if constexpr (std::is_integral_v<T>) {
              if (y == 0) c.fail("an integer is divided by zero");
              if (y == 0 || y == -1) return F(y == 0 ? T(0) : kDifference(T(0), x), T(1));  // −x wraps
            }
            return F(x, y);
          }));
}

/// x + factor·y, the factor being of their type.
struct Scaled {
  double factor;
  std::int64_t whole_factor;
  explicit Scaled(double number) : factor(number), whole_factor(whole(number)) {}
  double operator()(double x, double y) const { return x + factor * y; }
  std::int64_t operator()(std::int64_t x, std::int64_t y) const { return kSum(x, kProduct(whole_factor, y)); }
};

/// input + Sign·alpha·other.
template <int Sign>
void sum(Execution& c) {
  Operands o = operands(c);
  give_if(c, exact_combine(c, o.a, o.b, o.dtype, Scaled(Sign * c.number("alpha", 1))));
}

void rsub(Execution& c) {
  Operands o = operands(c);
  give_if(c, exact_combine(c, o.b, o.a, o.dtype, Scaled(-c.number("alpha", 1))));
}

double quotient(double x, double y) { return x / y; }
constexpr auto kQuotient = []<class T>(T x, T y) { return static_cast<T>(x / y); };
/// As Python divides; the quotient is that of numbers that divide exactly.
constexpr auto kFloorQuotient = []<class T>(T x, T y) {
  if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(floor_div(x, y));
  } else {
    if (y == 0) return x / y;
    T rest = std::fmod(x, y);
    T exact = (x - rest) / y;
    if (rest != 0 && (rest < 0) != (y < 0)) exact -= 1;
    return exact == 0 ? std::copysign(T(0), x / y) : std::nearbyint(exact);
  }
};
constexpr auto kTruncQuotient = []<class T>(T x, T y) {
  if constexpr (std::is_integral_v<T>) return static_cast<T>(x / y);
  return static_cast<T>(std::trunc(static_cast<double>(x) / static_cast<double>(y)));
};
/// With the sign of y.
constexpr auto kRemainder = []<class T>(T x, T y) {
  if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(floor_mod(x, y));
  } else {
    T rest = std::fmod(x, y);
    return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest;
  }
};
/// With the sign of x.
constexpr auto kTruncRemainder = []<class T>(T x, T y) {
  if constexpr (std::is_integral_v<T>) return static_cast<T>(x % y);
  return static_cast<T>(std::fmod(static_cast<double>(x), static_cast<double>(y)));
};
constexpr auto kPower = []<class T>(T x, T y) {
  if constexpr (std::is_integral_v<T>) {
    if (y < 0) return x == 1 ? T(1) : x == -1 ? T(y % 2 == 0 ? 1 : -1) : T(0);
    T result = 1;
    for (; y > 0; y /= 2) {
      if (y % 2 == 1) result = kProduct(result, x);
      x = kProduct(x, x);
    }
    return result;
  } else {
    return std::pow(x, y);
  }
};
/// What is no number loses.
constexpr auto kNumberLarger = []<class T>(T x, T y) { return is_nan(y) || x > y ? x : y; };
constexpr auto kNumberSmaller = []<class T>(T x, T y) { return is_nan(y) || x < y ? x : y; };
double hypot_of(double x, double y) { return std::hypot(x, y); }
double atan2_of(double x, double y) { return std::atan2(x, y); }
double copysign_of(double x, double y) { return std::copysign(x, y); }
double logaddexp2(double x, double y) { return log_add_exp(x * M_LN2, y * M_LN2) / M_LN2; }
double xlogy(double x, double y) { return x == 0 && !std::isnan(y) ? 0 : x * std::log(y); }
double ldexp_of(double x, double y) { return x * std::exp2(y); }
constexpr auto kHeaviside = []<class T>(T x, T y) { return x == 0 ? y : x > 0 ? T(1) : T(0); };
constexpr auto kEqual = []<class T>(T x, T y) -> T { return x == y; };
constexpr auto kUnequal = []<class T>(T x, T y) -> T { return x != y; };
constexpr auto kLess = []<class T>(T x, T y) -> T { return x < y; };
constexpr auto kAtMost = []<class T>(T x, T y) -> T { return x <= y; };
constexpr auto kGreater = []<class T>(T x, T y) -> T { return x > y; };
constexpr auto kAtLeast = []<class T>(T x, T y) -> T { return x >= y; };
constexpr auto kBoth = []<class T>(T x, T y) -> T { return x != 0 && y != 0; };
constexpr auto kEither = []<class T>(T x, T y) -> T { return x != 0 || y != 0; };
constexpr auto kOneOf = []<class T>(T x, T y) -> T { return (x != 0) != (y != 0); };

std::int64_t bit_and(std::int64_t x, std::int64_t y) { return x & y; }
std::int64_t bit_or(std::int64_t x, std::int64_t y) { return x | y; }
std::int64_t bit_xor(std::int64_t x, std::int64_t y) { return x ^ y; }
/// PyTorch's: what has no magnitude in 64 bits keeps its sign, and products wrap.
std::int64_t magnitude(std::int64_t x) { return x < 0 ? kDifference(std::int64_t{0}, x) : x; }
std::int64_t gcd_of(std::int64_t x, std::int64_t y) {
  x = magnitude(x);
  y = magnitude(y);
  while (x != 0) y = std::exchange(x, y % x);
  return y;
}
std::int64_t lcm_of(std::int64_t x, std::int64_t y) {
  std::int64_t common = gcd_of(x, y);
  return common == 0 ? 0 : magnitude(kProduct(x / common, y));
}
// What is shifted by more than all bits is shifted out.
std::int64_t shift_left(std::int64_t x, std::int64_t y) { return y < 0 || y > 63 ? 0 : x << y; }
std::int64_t shift_right(std::int64_t x, std::int64_t y) { return x >> (y < 0 || y > 63 ? 63 : y); }

void divide(Execution& c) {
  std::string_view rounding = c.text("rounding_mode");
  if (rounding == "floor") return dividing<kFloorQuotient>(c);
  if (rounding == "trunc") return dividing<kTruncQuotient>(c);
  floating<quotient>(c);
}

void raise(Execution& c) {
  Operands o = operands(c, "input", "exponent");
  give_if(c, exact_combine(c, o.a, o.b, o.dtype, kPower));
}
void float_power(Execution& c) {
  give_if(c, combine(c, c.operand("input", ir::DType::Float64), c.operand("exponent", ir::DType::Float64),
                     ir::DType::Float64, kPower));
}

void is_close(Execution& c) {
  Operands o = operands(c);
  double rtol = c.number("rtol");
  double atol = c.number("atol");
  bool nan = c.flag("equal_nan");
  give_if(c, combine(c, o.a, o.b, ir::DType::Bool, [=](double x, double y) -> double {
            if (std::isnan(x) && std::isnan(y)) return nan;
            double distance = std::abs(x - y);
            return x == y || (std::isfinite(distance) && distance <= atol + std::abs(rtol * y));
          }));
}

/// input + value·f(tensor1, tensor2).
template <auto F>
void three(Execution& c) {
  ir::DType dtype = layer::result_type(c.call(), {"input", "tensor1", "tensor2"}).dtype;
  Tensor part = exact_combine(c, c.operand("tensor1", dtype), c.operand("tensor2", dtype), dtype, F);
  if (part.defined()) give_if(c, exact_combine(c, c.input().to(dtype), part, dtype, Scaled(c.number("value", 1))));
}

/// Of floating-point tensors alone, as in PyTorch.
void addcdiv(Execution& c) {
  if (is_whole(c.tensor("tensor1").dtype()) && is_whole(c.tensor("tensor2").dtype()))
    return c.fail("integers are not divided by addcdiv");
  three<kQuotient>(c);
}

void lerp(Execution& c) {
  const Tensor& start = c.input();
  Tensor way = combine(c, c.tensor("end"), start, start.dtype(), [](double e, double s) { return e - s; });
  if (!way.defined()) return;
  Tensor part = combine(c, way, c.operand("weight", start.dtype()), start.dtype(), kProduct);
  if (part.defined()) give_if(c, combine(c, start, part, start.dtype(), [](double x, double y) { return x + y; }));
}

void clamp(Execution& c) {
  Tensor made = c.input();
  auto bound = [&](std::string_view param, auto choose) {
    if (!c.given(param) || !made.defined()) return;
    ir::DType dtype = layer::result_type(c.call(), {"input", param}).dtype;
    made = exact_combine(c, made.to(dtype), c.operand(param, dtype), dtype, choose);
  };
  bound("min", kLarger);
  bound("max", kSmaller);
  give_if(c, made);
}

/// The elements of `yes` where the condition holds, else those of `no`, as numbers of the type T.
template <class T>
void choose(Execution& c, const Tensor& condition, const Tensor& yes, const Tensor& no) {
  auto dims = broadcast({condition.dims(), yes.dims(), no.dims()});
  if (!dims) return c.fail("the sizes do not fit together");
  Tensor made(*dims, yes.dtype());
  Reader take(*expanded(condition, *dims));
  Reader left(*expanded(yes, *dims));
  Reader right(*expanded(no, *dims));
  Writer writer(made);
  for (std::int64_t i = 0; i < made.elements(); ++i) {
    T one[3];
    take.read(one, 1);
    left.read(one + 1, 1);
    right.read(one + 2, 1);
    writer.write(one[0] != 0 ? one + 1 : one + 2, 1);
  }
  c.give_over(made);
}

void where(Execution& c) {
  std::span<const layer::Param> params = c.call().spec().call;
  if (!c.given(params[2].name)) return c.fail("the places where a condition is true are not run");
  Operands o = operands(c, params[1].name, params[2].name);
  if (c.failed()) return;
  auto* chosen = is_whole(o.dtype) ? choose<std::int64_t> : choose<double>;
  chosen(c, c.tensor("condition"), o.a, o.b);
}

void masked_fill(Execution& c) {
  Tensor value = c.operand("value", c.input().dtype());
  if (c.failed()) return;
  auto* chosen = is_whole(value.dtype()) ? choose<std::int64_t> : choose<double>;
  chosen(c, c.tensor("mask"), value, c.input());
}

/// Of the type of the base.
void raise_to_base(Execution& c) {
  Tensor base = c.input();
  give_if(c, exact_combine(c, base, c.tensor("B"), base.dtype(), kPower));
}
/// With the sign of the divisor, or with fmod of the dividend.
void modulo(Execution& c) { c.flag("fmod") ? dividing<kTruncRemainder>(c) : dividing<kRemainder>(c); }
void shift(Execution& c) { c.text("direction") == "LEFT" ? of_integers<shift_left>(c) : of_integers<shift_right>(c); }

/// Of any number of tensors, one after the other.
template <auto F>
void folded(Execution& c) {
  Tensor made = c.input();
  for (int i = 1; i < c.input_count() && made.defined(); ++i)
    made = exact_combine(c, made, c.input(i), made.dtype(), F);
  if (made.defined()) c.give(made);
}
void mean_of_all(Execution& c) {
  Tensor made = c.input().to(ir::DType::Float64);
  for (int i = 1; i < c.input_count() && made.defined(); ++i)
    made = combine(c, made, c.input(i), ir::DType::Float64, kSum);
  if (!made.defined()) return;
  c.give(map(made, c.input().dtype(), [count = c.input_count()](double x) { return x / count; }));
}

constexpr Kernel kKernels[] = {
    {"torch.add torch.Tensor.add_ onnx:Add", sum<1>},
    {"torch.sub torch.Tensor.sub_ onnx:Sub", sum<-1>},
    {"torch.rsub", rsub},
    {"torch.mul torch.Tensor.mul_ onnx:Mul", typed<kProduct>},
    {"torch.div torch.Tensor.div_", divide},
    {"torch.true_divide torch.Tensor.true_divide_", floating<quotient>},
    {"torch.floor_divide torch.Tensor.floor_divide_", dividing<kFloorQuotient>},
    {"torch.remainder torch.Tensor.remainder_", dividing<kRemainder>},
    {"torch.fmod torch.Tensor.fmod_", dividing<kTruncRemainder>},
    {"torch.maximum", typed<kLarger>},
    {"torch.minimum", typed<kSmaller>},
    {"torch.fmax", typed<kNumberLarger>},
    {"torch.fmin", typed<kNumberSmaller>},
    {"torch.hypot torch.Tensor.hypot_", floating<hypot_of>},
    {"torch.logaddexp", floating<log_add_exp>},
    {"torch.logaddexp2", floating<logaddexp2>},
    {"torch.gcd torch.Tensor.gcd_", of_integers<gcd_of>},
    {"torch.lcm torch.Tensor.lcm_", of_integers<lcm_of>},
    {"torch.atan2 torch.Tensor.atan2_", floating<atan2_of>},
    {"torch.copysign torch.Tensor.copysign_", floating<copysign_of>},
    {"torch.xlogy torch.Tensor.xlogy_", floating<xlogy>},
    {"torch.ldexp torch.Tensor.ldexp_", floating<ldexp_of>},
    {"torch.float_power torch.Tensor.float_power_", float_power},
    {"torch.bitwise_and torch.Tensor.bitwise_and_ onnx:BitwiseAnd", of_integers<bit_and>},
    {"torch.bitwise_or torch.Tensor.bitwise_or_ onnx:BitwiseOr", of_integers<bit_or>},
    {"torch.bitwise_xor torch.Tensor.bitwise_xor_ onnx:BitwiseXor", of_integers<bit_xor>},
    {"torch.bitwise_left_shift torch.Tensor.bitwise_left_shift_", of_integers<shift_left>},
    {"torch.bitwise_right_shift torch.Tensor.bitwise_right_shift_", of_integers<shift_right>},
    {"torch.pow torch.Tensor.pow_", raise},
    {"torch.eq torch.Tensor.eq_ onnx:Equal", truth<kEqual>},
    {"torch.ne torch.Tensor.ne_", truth<kUnequal>},
    {"torch.lt torch.Tensor.lt_ onnx:Less", truth<kLess>},
    {"torch.le torch.Tensor.le_ onnx:LessOrEqual", truth<kAtMost>},
    {"torch.gt torch.Tensor.gt_ onnx:Greater", truth<kGreater>},
    {"torch.ge torch.Tensor.ge_ onnx:GreaterOrEqual", truth<kAtLeast>},
    {"torch.logical_and torch.Tensor.logical_and_ onnx:And", truth<kBoth>},
    {"torch.logical_or torch.Tensor.logical_or_ onnx:Or", truth<kEither>},
    {"torch.logical_xor torch.Tensor.logical_xor_ onnx:Xor", truth<kOneOf>},
    {"torch.isclose", is_close},
    {"torch.heaviside torch.Tensor.heaviside_", typed<kHeaviside>},
    {"torch.addcmul torch.Tensor.addcmul_", three<kProduct>},
    {"torch.addcdiv torch.Tensor.addcdiv_", addcdiv},
    {"torch.lerp torch.Tensor.lerp_", lerp},
    {"torch.clamp torch.Tensor.clamp_ torch.clamp_min torch.Tensor.clamp_min_ torch.clamp_max "
     "torch.Tensor.clamp_max_ onnx:Clip",
     clamp},
    {"torch.where torch.Tensor.where onnx:Where", where},
    {"onnx:Div", dividing<kQuotient>},
    {"onnx:Mod", modulo},
    {"onnx:Pow", raise_to_base},
    {"onnx:BitShift", shift},
    {"onnx:Max", folded<kLarger>},
    {"onnx:Min", folded<kSmaller>},
    {"onnx:Sum", folded<kSum>},
    {"onnx:Mean", mean_of_all},
    {"torch.masked_fill torch.Tensor.masked_fill_", masked_fill},
};

}  // namespace

std::span<const Kernel> elementwise_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
