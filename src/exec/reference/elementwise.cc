// Functions of two tensors, or of a tensor and a number, by the rules of broadcasting and of type promotion.
#include <cmath>
#include <numeric>

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

Operands operands(Execution& c, std::string_view first = "input", std::string_view second = "other") {
  ir::DType dtype = layer::result_type(c.call(), {first, second}).dtype;
  return {c.operand(first, dtype), c.operand(second, dtype), dtype};
}

void give_if(Execution& c, const Tensor& made) {
  if (made.defined() && !c.failed()) c.give_over(made);
}

/// Of the type that both have together.
template <Function F>
void typed(Execution& c) {
  Operands o = operands(c);
  give_if(c, combine(c, o.a, o.b, o.dtype, F));
}
/// Integers become float32.
template <Function F>
void floating(Execution& c) {
  Operands o = operands(c);
  ir::DType dtype = ir::is_floating(o.dtype) ? o.dtype : ir::DType::Float32;
  give_if(c, combine(c, o.a, o.b, dtype, F));
}
template <Function F>
void truth(Execution& c) {
  Operands o = operands(c);
  give_if(c, combine(c, o.a, o.b, ir::DType::Bool, F));
}

/// input + factor·alpha·other.
template <int Sign>
void sum(Execution& c) {
  Operands o = operands(c);
  double alpha = Sign * c.number("alpha", 1);
  give_if(c, combine(c, o.a, o.b, o.dtype, [=](double x, double y) { return x + alpha * y; }));
}

void rsub(Execution& c) {
  Operands o = operands(c);
  double alpha = c.number("alpha", 1);
  give_if(c, combine(c, o.a, o.b, o.dtype, [=](double x, double y) { return y - alpha * x; }));
}

double product_of(double x, double y) { return x * y; }
double quotient(double x, double y) { return x / y; }
double floor_quotient(double x, double y) { return std::floor(x / y); }
double trunc_quotient(double x, double y) { return std::trunc(x / y); }
double remainder_of(double x, double y) { return y == 0 ? std::nan("") : x - y * std::floor(x / y); }
double larger(double x, double y) { return std::isnan(x) || std::isnan(y) ? std::nan("") : std::max(x, y); }
double smaller(double x, double y) { return std::isnan(x) || std::isnan(y) ? std::nan("") : std::min(x, y); }
double power(double x, double y) { return std::pow(x, y); }
double fmod_of(double x, double y) { return std::fmod(x, y); }
double fmax_of(double x, double y) { return std::fmax(x, y); }
double fmin_of(double x, double y) { return std::fmin(x, y); }
double hypot_of(double x, double y) { return std::hypot(x, y); }
double atan2_of(double x, double y) { return std::atan2(x, y); }
double copysign_of(double x, double y) { return std::copysign(x, y); }
double logaddexp(double x, double y) { return std::max(x, y) + std::log1p(std::exp(-std::abs(x - y))); }
double logaddexp2(double x, double y) { return std::max(x, y) + std::log2(1 + std::exp2(-std::abs(x - y))); }
double xlogy(double x, double y) { return x == 0 && !std::isnan(y) ? 0 : x * std::log(y); }
double ldexp_of(double x, double y) { return x * std::exp2(y); }
double heaviside(double x, double y) { return x == 0 ? y : x > 0 ? 1 : 0; }
double equal(double x, double y) { return x == y; }
double unequal(double x, double y) { return x != y; }
double less(double x, double y) { return x < y; }
double at_most(double x, double y) { return x <= y; }
double greater(double x, double y) { return x > y; }
double at_least(double x, double y) { return x >= y; }
double both(double x, double y) { return x != 0 && y != 0; }
double either(double x, double y) { return x != 0 || y != 0; }
double one_of(double x, double y) { return (x != 0) != (y != 0); }

std::int64_t whole(double x) { return static_cast<std::int64_t>(x); }
double bit_and(double x, double y) { return static_cast<double>(whole(x) & whole(y)); }
double bit_or(double x, double y) { return static_cast<double>(whole(x) | whole(y)); }
double bit_xor(double x, double y) { return static_cast<double>(whole(x) ^ whole(y)); }
double shift_left(double x, double y) { return std::ldexp(x, static_cast<int>(y)); }
double shift_right(double x, double y) { return static_cast<double>(whole(x) >> whole(y)); }
double gcd_of(double x, double y) { return static_cast<double>(std::gcd(whole(x), whole(y))); }
double lcm_of(double x, double y) { return static_cast<double>(std::lcm(whole(x), whole(y))); }

void divide(Execution& c) {
  std::string_view rounding = c.text("rounding_mode");
  if (rounding == "floor") return typed<floor_quotient>(c);
  if (rounding == "trunc") return typed<trunc_quotient>(c);
  floating<quotient>(c);
}

void raise(Execution& c) {
  Operands o = operands(c, "input", "exponent");
  give_if(c, combine(c, o.a, o.b, o.dtype, power));
}
void float_power(Execution& c) {
  give_if(c, combine(c, c.operand("input", ir::DType::Float64), c.operand("exponent", ir::DType::Float64),
                     ir::DType::Float64, power));
}

void is_close(Execution& c) {
  Operands o = operands(c);
  double rtol = c.number("rtol");
  double atol = c.number("atol");
  bool nan = c.flag("equal_nan");
  give_if(c, combine(c, o.a, o.b, ir::DType::Bool, [=](double x, double y) -> double {
            if (std::isnan(x) && std::isnan(y)) return nan;
            return x == y || std::abs(x - y) <= atol + rtol * std::abs(y);
          }));
}

/// input + value·f(tensor1, tensor2).
template <Function F>
void three(Execution& c) {
  ir::DType dtype = layer::result_type(c.call(), {"input", "tensor1", "tensor2"}).dtype;
  double value = c.number("value", 1);
  Tensor part = combine(c, c.operand("tensor1", dtype), c.operand("tensor2", dtype), dtype, F);
  if (!part.defined()) return;
  give_if(c, combine(c, c.input(), part, dtype, [=](double x, double y) { return x + value * y; }));
}

void lerp(Execution& c) {
  const Tensor& start = c.input();
  Tensor way = combine(c, c.tensor("end"), start, start.dtype(), [](double e, double s) { return e - s; });
  if (!way.defined()) return;
  Tensor part = combine(c, way, c.operand("weight", start.dtype()), start.dtype(), product_of);
  if (part.defined()) give_if(c, combine(c, start, part, start.dtype(), [](double x, double y) { return x + y; }));
}

void clamp(Execution& c) {
  Tensor made = c.input();
  for (auto [param, bound] : {std::pair<std::string_view, Function>{"min", larger}, {"max", smaller}}) {
    if (!c.given(param) || !made.defined()) continue;
    ir::DType dtype = layer::result_type(c.call(), {"input", param}).dtype;
    made = combine(c, made.to(dtype), c.operand(param, dtype), dtype, bound);
  }
  give_if(c, made);
}

/// The elements of `yes` where the condition holds, else those of `no`.
void choose(Execution& c, const Tensor& condition, const Tensor& yes, const Tensor& no) {
  auto dims = broadcast({condition.dims(), yes.dims(), no.dims()});
  if (!dims) return c.fail("the sizes do not fit together");
  Tensor made(*dims, yes.dtype());
  Reader take(*expanded(condition, *dims));
  Reader left(*expanded(yes, *dims));
  Reader right(*expanded(no, *dims));
  Writer writer(made);
  for (std::int64_t i = 0; i < made.elements(); ++i) {
    double one[3];
    take.read(one, 1);
    left.read(one + 1, 1);
    right.read(one + 2, 1);
    writer.write(one[0] != 0 ? one + 1 : one + 2, 1);
  }
  c.give_over(made);
}

void where(Execution& c) {
  if (!c.given("other")) return c.fail("the places where a condition is true are not run");
  Operands o = operands(c);
  if (!c.failed()) choose(c, c.tensor("condition"), o.a, o.b);
}

void masked_fill(Execution& c) {
  Tensor value = c.operand("value", c.input().dtype());
  if (!c.failed()) choose(c, c.tensor("mask"), value, c.input());
}

constexpr Kernel kKernels[] = {
    {"torch.add torch.Tensor.add_", sum<1>},
    {"torch.sub torch.Tensor.sub_", sum<-1>},
    {"torch.rsub", rsub},
    {"torch.mul torch.Tensor.mul_", typed<product_of>},
    {"torch.div torch.Tensor.div_", divide},
    {"torch.true_divide torch.Tensor.true_divide_", floating<quotient>},
    {"torch.floor_divide torch.Tensor.floor_divide_", typed<floor_quotient>},
    {"torch.remainder torch.Tensor.remainder_", typed<remainder_of>},
    {"torch.fmod torch.Tensor.fmod_", typed<fmod_of>},
    {"torch.maximum", typed<larger>},
    {"torch.minimum", typed<smaller>},
    {"torch.fmax", typed<fmax_of>},
    {"torch.fmin", typed<fmin_of>},
    {"torch.hypot torch.Tensor.hypot_", typed<hypot_of>},
    {"torch.logaddexp", typed<logaddexp>},
    {"torch.logaddexp2", typed<logaddexp2>},
    {"torch.gcd torch.Tensor.gcd_", typed<gcd_of>},
    {"torch.lcm torch.Tensor.lcm_", typed<lcm_of>},
    {"torch.atan2 torch.Tensor.atan2_", floating<atan2_of>},
    {"torch.copysign torch.Tensor.copysign_", floating<copysign_of>},
    {"torch.xlogy torch.Tensor.xlogy_", floating<xlogy>},
    {"torch.ldexp torch.Tensor.ldexp_", floating<ldexp_of>},
    {"torch.float_power torch.Tensor.float_power_", float_power},
    {"torch.bitwise_and torch.Tensor.bitwise_and_", typed<bit_and>},
    {"torch.bitwise_or torch.Tensor.bitwise_or_", typed<bit_or>},
    {"torch.bitwise_xor torch.Tensor.bitwise_xor_", typed<bit_xor>},
    {"torch.bitwise_left_shift torch.Tensor.bitwise_left_shift_", typed<shift_left>},
    {"torch.bitwise_right_shift torch.Tensor.bitwise_right_shift_", typed<shift_right>},
    {"torch.pow torch.Tensor.pow_", raise},
    {"torch.eq torch.Tensor.eq_", truth<equal>},
    {"torch.ne torch.Tensor.ne_", truth<unequal>},
    {"torch.lt torch.Tensor.lt_", truth<less>},
    {"torch.le torch.Tensor.le_", truth<at_most>},
    {"torch.gt torch.Tensor.gt_", truth<greater>},
    {"torch.ge torch.Tensor.ge_", truth<at_least>},
    {"torch.logical_and torch.Tensor.logical_and_", truth<both>},
    {"torch.logical_or torch.Tensor.logical_or_", truth<either>},
    {"torch.logical_xor torch.Tensor.logical_xor_", truth<one_of>},
    {"torch.isclose", is_close},
    {"torch.heaviside torch.Tensor.heaviside_", typed<heaviside>},
    {"torch.addcmul torch.Tensor.addcmul_", three<product_of>},
    {"torch.addcdiv torch.Tensor.addcdiv_", three<quotient>},
    {"torch.lerp torch.Tensor.lerp_", lerp},
    {"torch.clamp torch.Tensor.clamp_ torch.clamp_min torch.Tensor.clamp_min_ torch.clamp_max "
     "torch.Tensor.clamp_max_",
     clamp},
    {"torch.where torch.Tensor.where", where},
    {"torch.masked_fill torch.Tensor.masked_fill_", masked_fill},
};

}  // namespace

std::span<const Kernel> elementwise_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
