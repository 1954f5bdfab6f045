// Functions of one number.
#include <cmath>

#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

using Function = double (*)(double);

/// Of the same element type.
template <auto F>
void typed(Execution& c) {
  c.give_over(exact_map(c.input(), c.input().dtype(), F));
}
/// Integers become float32.
template <Function F>
void floating(Execution& c) {
  c.give_over(map_floating(c.input(), F));
}
template <Function F>
void truth(Execution& c) {
  c.give_over(map(c.input(), ir::DType::Bool, F));
}

constexpr auto kAbsolute = []<class T>(T x) {
  if constexpr (std::is_integral_v<T>) return x < 0 ? kDifference(T(0), x) : x;
  return static_cast<T>(std::abs(static_cast<double>(x)));
};
constexpr auto kNegative = []<class T>(T x) {
  if constexpr (std::is_integral_v<T>) return kDifference(T(0), x);
  return static_cast<T>(-x);
};
constexpr auto kSign = []<class T>(T x) { return static_cast<T>(x > 0 ? 1 : x < 0 ? -1 : 0); };
constexpr auto kSquare = []<class T>(T x) { return kProduct(x, x); };
constexpr auto kSame = []<class T>(T x) { return x; };
/// Integers are rounded as they are.
template <double (*F)(double)>
constexpr auto kRounded = []<class T>(T x) {
  if constexpr (std::is_integral_v<T>) return x;
  return static_cast<T>(F(static_cast<double>(x)));
};
double sign_bit(double x) { return std::signbit(x); }
double floor_of(double x) { return std::floor(x); }
double ceil_of(double x) { return std::ceil(x); }
double trunc_of(double x) { return std::trunc(x); }
constexpr auto kFraction = []<class T>(T x) {
  return static_cast<T>(x - static_cast<T>(std::trunc(static_cast<double>(x))));
};
double angle(double x) { return std::isnan(x) ? x : x < 0 ? M_PI : 0; }
double deg2rad(double x) { return x * M_PI / 180; }
double rad2deg(double x) { return x * 180 / M_PI; }
double exp_of(double x) { return std::exp(x); }
double exp2_of(double x) { return std::exp2(x); }
double expm1_of(double x) { return std::expm1(x); }
double log_of(double x) { return std::log(x); }
double log2_of(double x) { return std::log2(x); }
double log10_of(double x) { return std::log10(x); }
double log1p_of(double x) { return std::log1p(x); }
double sqrt_of(double x) { return std::sqrt(x); }
double rsqrt(double x) { return 1 / std::sqrt(x); }
double reciprocal(double x) { return 1 / x; }
double sin_of(double x) { return std::sin(x); }
double cos_of(double x) { return std::cos(x); }
double tan_of(double x) { return std::tan(x); }
double asin_of(double x) { return std::asin(x); }
double acos_of(double x) { return std::acos(x); }
double atan_of(double x) { return std::atan(x); }
double sinh_of(double x) { return std::sinh(x); }
double cosh_of(double x) { return std::cosh(x); }
double asinh_of(double x) { return std::asinh(x); }
double acosh_of(double x) { return std::acosh(x); }
double atanh_of(double x) { return std::atanh(x); }
double erf_of(double x) { return std::erf(x); }
double erfc_of(double x) { return std::erfc(x); }
double lgamma_of(double x) { return std::lgamma(x); }
double sinc(double x) { return x == 0 ? 1 : std::sin(M_PI * x) / (M_PI * x); }
double is_false(double x) { return x == 0; }
double is_nan(double x) { return std::isnan(x); }
double is_inf(double x) { return std::isinf(x); }
double is_finite(double x) { return std::isfinite(x); }
double always(double) { return 1; }
double is_plus_inf(double x) { return std::isinf(x) && x > 0; }
double is_minus_inf(double x) { return std::isinf(x) && x < 0; }

/// Of bools it is logical.
void bitwise_not(Execution& c) {
  if (c.input().dtype() == ir::DType::Bool) return truth<is_false>(c);
  c.give_over(map<std::int64_t>(c.input(), c.input().dtype(), [](std::int64_t x) { return ~x; }));
}

/// Halves go to the even neighbour.
void round(Execution& c) {
  double scale = c.has("decimals") ? std::pow(10, c.number("decimals")) : 1;
  c.give_over(map(c.input(), c.input().dtype(), [=](double x) { return std::nearbyint(x * scale) / scale; }));
}

void logit(Execution& c) {
  double eps = c.number("eps", -1);
  c.give_over(map_floating(c.input(), [=](double x) {
    double p = eps < 0 ? x : std::min(std::max(x, eps), 1 - eps);
    return std::log(p / (1 - p));
  }));
}

void nan_to_num(Execution& c) {
  bool wide = c.input().dtype() == ir::DType::Float64;
  double most = wide ? std::numeric_limits<double>::max() : static_cast<double>(std::numeric_limits<float>::max());
  double nan = c.number("nan", 0);
  double plus = c.number("posinf", most);
  double minus = c.number("neginf", -most);
  c.give_over(map(c.input(), c.input().dtype(), [=](double x) {
    if (std::isnan(x)) return nan;
    return std::isinf(x) ? (x > 0 ? plus : minus) : x;
  }));
}

constexpr Kernel kKernels[] = {
    {"torch.abs torch.Tensor.abs_ torch.absolute torch.Tensor.absolute_ onnx:Abs", typed<kAbsolute>},
    {"torch.neg torch.Tensor.neg_ onnx:Neg", typed<kNegative>},
    {"torch.positive torch.conj torch.resolve_conj torch.conj_physical torch.Tensor.conj_physical_ torch.real",
     typed<kSame>},
    {"torch.sign torch.Tensor.sign_ torch.sgn torch.Tensor.sgn_ onnx:Sign", typed<kSign>},
    {"torch.signbit", truth<sign_bit>},
    {"torch.floor torch.Tensor.floor_ onnx:Floor", typed<kRounded<floor_of>>},
    {"torch.ceil torch.Tensor.ceil_ onnx:Ceil", typed<kRounded<ceil_of>>},
    {"torch.trunc torch.Tensor.trunc_", typed<kRounded<trunc_of>>},
    {"torch.frac torch.Tensor.frac_", typed<kFraction>},
    {"torch.square torch.Tensor.square_", typed<kSquare>},
    {"torch.angle", floating<angle>},
    {"torch.deg2rad torch.Tensor.deg2rad_", floating<deg2rad>},
    {"torch.rad2deg torch.Tensor.rad2deg_", floating<rad2deg>},
    {"torch.exp torch.Tensor.exp_ onnx:Exp", floating<exp_of>},
    {"torch.exp2 torch.Tensor.exp2_", floating<exp2_of>},
    {"torch.expm1 torch.Tensor.expm1_", floating<expm1_of>},
    {"torch.log torch.Tensor.log_ onnx:Log", floating<log_of>},
    {"torch.log2 torch.Tensor.log2_", floating<log2_of>},
    {"torch.log10 torch.Tensor.log10_", floating<log10_of>},
    {"torch.log1p torch.Tensor.log1p_", floating<log1p_of>},
    {"torch.sqrt torch.Tensor.sqrt_ onnx:Sqrt", floating<sqrt_of>},
    {"torch.rsqrt torch.Tensor.rsqrt_", floating<rsqrt>},
    {"torch.reciprocal torch.Tensor.reciprocal_ onnx:Reciprocal", floating<reciprocal>},
    {"torch.sin torch.Tensor.sin_ onnx:Sin", floating<sin_of>},
    {"torch.cos torch.Tensor.cos_ onnx:Cos", floating<cos_of>},
    {"torch.tan torch.Tensor.tan_ onnx:Tan", floating<tan_of>},
    {"torch.asin torch.Tensor.asin_ onnx:Asin", floating<asin_of>},
    {"torch.acos torch.Tensor.acos_ onnx:Acos", floating<acos_of>},
    {"torch.atan torch.Tensor.atan_ onnx:Atan", floating<atan_of>},
    {"torch.sinh torch.Tensor.sinh_ onnx:Sinh", floating<sinh_of>},
    {"torch.cosh torch.Tensor.cosh_ onnx:Cosh", floating<cosh_of>},
    {"torch.asinh torch.Tensor.asinh_ onnx:Asinh", floating<asinh_of>},
    {"torch.acosh torch.Tensor.acosh_ onnx:Acosh", floating<acosh_of>},
    {"torch.atanh torch.Tensor.atanh_ onnx:Atanh", floating<atanh_of>},
    {"torch.erf torch.Tensor.erf_ onnx:Erf", floating<erf_of>},
    {"torch.erfc torch.Tensor.erfc_", floating<erfc_of>},
    {"torch.lgamma torch.Tensor.lgamma_", floating<lgamma_of>},
    {"torch.sinc torch.Tensor.sinc_", floating<sinc>},
    {"torch.bitwise_not torch.Tensor.bitwise_not_ onnx:BitwiseNot", bitwise_not},
    {"torch.logical_not torch.Tensor.logical_not_ onnx:Not", truth<is_false>},
    {"torch.isnan onnx:IsNaN", truth<is_nan>},
    {"torch.isinf", truth<is_inf>},
    {"torch.isfinite", truth<is_finite>},
    {"torch.isreal", truth<always>},
    {"torch.isposinf", truth<is_plus_inf>},
    {"torch.isneginf", truth<is_minus_inf>},
    {"torch.round torch.Tensor.round_ onnx:Round", round},
    {"torch.logit torch.Tensor.logit_", logit},
    {"torch.nan_to_num torch.Tensor.nan_to_num_", nan_to_num},
};

}  // namespace

std::span<const Kernel> pointwise_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
