// Functions of one tensor, element by element: roots, logarithms, angles, signs, tests.
// Source: https://pytorch.org/docs/stable/torch.html#pointwise-ops, https://pytorch.org/docs/stable/special.html.
#include <fmt/format.h>

#include "layer/demand.h"
#include "layer/in_place.h"
#include "layer/promote.h"
#include "layer/row.h"
#include "layer/saved.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;

/// What becomes of the element type.
enum class Gives {
  Same,
  Floating,  // integers and bools become float32
  Real,      // complex numbers become their parts
  Bool,
};

constexpr unsigned kNoBools = 1;
constexpr unsigned kNoComplex = 2;

template <Gives G, unsigned Refused = 0>
void unary(Call& c) {
  if constexpr ((Refused & kNoBools) != 0) demand_numbers(c, c.input(), "input");
  if constexpr ((Refused & kNoComplex) != 0) demand_real(c, c.input(), "input");
  ElementType type = type_of(c.input());
  if constexpr (G == Gives::Floating) type = type.floating();
  if constexpr (G == Gives::Real) type = type.real();
  if constexpr (G == Gives::Bool) type = {ir::DType::Bool, false};
  c.give(tensor_of(c.shape(), type));
}

void angle(Call& c) { c.give(tensor_of(c.shape(), type_of(c.input()).floating().real())); }

/// A bool times itself is counted as an integer.
void square(Call& c) {
  ElementType type = type_of(c.input());
  if (type.dtype == ir::DType::Bool) type.dtype = ir::DType::Int64;
  c.give(tensor_of(c.shape(), type));
}

void imaginary(Call& c) {
  if (!ir::is_complex(c.input().dtype) && !c.input().dtype_assumed) {
    c.reject(Kind::DtypeMismatch, "input", "only complex numbers have an imaginary part").label =
        fmt::format("{}", ir::name(c.input().dtype));
  }
  unary<Gives::Real>(c);
}

void inverted(Call& c) {
  demand_integral(c, c.input(), "input");
  unary<Gives::Same>(c);
}

/// mantissa and exponent.
void frexp(Call& c) {
  demand_floating(c, c.input(), "input");
  c.give(tensor_of(c.shape(), type_of(c.input())));
  c.give(c.shape(), ir::DType::Int32);
  c.set_layout("(mantissa:t,exponent:t)");
}

void parts(Call& c) {
  if (!ir::is_complex(c.input().dtype) && !c.input().dtype_assumed)
    c.reject(Kind::DtypeMismatch, "input", "view_as_real takes complex numbers");
  sym::Shape out = c.shape();
  out.dims.emplace_back(2);
  c.give(tensor_of(std::move(out), type_of(c.input()).real()));
}

void whole(Call& c) {
  ElementType type = type_of(c.input());
  if (!demand_rank_at_least(c, c.input(), 1)) return c.give_nothing("it has no last dimension");
  if (!type.assumed && !ir::is_floating(type.dtype))
    c.reject(Kind::DtypeMismatch, "input", "view_as_complex takes floating-point numbers");
  sym::Shape out = c.shape();
  if (!c.holds(sym::eq(out[-1], 2), "real and imaginary parts")) {
    c.reject(Kind::SizeMismatch, "input", "view_as_complex takes pairs in the last dimension").label =
        fmt::format("expected a last size of 2, not {}", sym::to_text(out[-1]));
  }
  out.dims.pop_back();
  ir::DType complex = type.dtype == ir::DType::Float64 ? ir::DType::Complex128 : ir::DType::Complex64;
  c.give(tensor_of(std::move(out), {complex, type.assumed}));
}

constexpr Param kInput = {"input", Takes::Tensor, "", "the tensor"};
constexpr Param kOne[] = {kInput, kOut};
constexpr Param kSelf[] = {kInput};
constexpr Param kRound[] = {kInput, {"decimals", Takes::Int, "0", "how many digits are kept", How::KeywordOnly}, kOut};
constexpr Param kLogit[] = {kInput, {"eps", Takes::Float | Takes::None, "None", "keeps it from 0 and 1"}, kOut};
constexpr Param kNumbers[] = {kInput,
                              {"nan", Takes::Float | Takes::None, "None", "in the place of nan"},
                              {"posinf", Takes::Float | Takes::None, "None", "in the place of ∞"},
                              {"neginf", Takes::Float | Takes::None, "None", "in the place of −∞"},
                              kOut};
constexpr Param kOrder = {"n", Takes::Int, "", "which derivative"};
constexpr Param kPolygamma[] = {kOrder, kInput, kOut};
constexpr Param kPolygammaMethod[] = {kInput, kOrder};
constexpr Param kMultivariate[] = {kInput, {"p", Takes::Int, "", "the number of dimensions"}, kOut};

constexpr Spec function(std::string_view names, std::string_view summary, std::span<const Param> call,
                        void (*infer)(Call&)) {
  Spec spec = function_row(names, summary, "(*) → (*)", call, infer);
  spec.placement = Placement::Elementwise;
  return spec;
}
constexpr Spec one(std::string_view names, std::string_view summary, void (*infer)(Call&)) {
  return function(names, summary, kOne, infer);
}
constexpr Spec overwriting(std::string_view names, std::string_view summary, void (*infer)(Call&),
                           std::span<const Param> call = kSelf) {
  Spec spec = function(names, summary, call, infer);
  spec.view = true;
  return spec;
}

/// Shows parts of complex numbers, which have neighbours of their own, or is made of several functions.
constexpr Spec unplaced(Spec spec) {
  spec.placement = Placement::Unknown;
  return spec;
}

constexpr Spec kSpecs[] = {
    keeping(one("torch.abs torch.Tensor.abs torch.Tensor.__abs__", "The magnitude.", unary<Gives::Real>), saves_input),
    overwriting("torch.Tensor.abs_ torch.abs_", "The magnitude.", in_place<unary<Gives::Real, kNoComplex>>),
    keeping(one("torch.absolute torch.Tensor.absolute", "The magnitude.", unary<Gives::Real>), saves_input),
    overwriting("torch.Tensor.absolute_", "The magnitude.", in_place<unary<Gives::Real>>),
    keeping(one("torch.neg torch.Tensor.neg torch.negative torch.Tensor.negative", "The negative.",
                unary<Gives::Same, kNoBools>),
            saves_nothing),
    keeping(overwriting("torch.Tensor.neg_ torch.neg_ torch.Tensor.negative_ torch.negative_", "The negative.",
                        in_place<unary<Gives::Same, kNoBools>>),
            saves_nothing),
    keeping(one("torch.positive torch.Tensor.positive", "The same numbers.", unary<Gives::Same, kNoBools>),
            saves_nothing),
    keeping(one("torch.sign torch.Tensor.sign", "The sign.", unary<Gives::Same, kNoComplex>), saves_nothing),
    overwriting("torch.Tensor.sign_", "The sign.", in_place<unary<Gives::Same, kNoComplex>>),
    one("torch.sgn torch.Tensor.sgn", "The sign, or the direction of a complex number.", unary<Gives::Same>),
    overwriting("torch.Tensor.sgn_", "The sign, or the direction of a complex number.", in_place<unary<Gives::Same>>),
    one("torch.signbit torch.Tensor.signbit", "Where the sign is negative.", unary<Gives::Bool, kNoComplex>),
    keeping(one("torch.floor torch.Tensor.floor", "Rounded down.", unary<Gives::Same, kNoComplex>), saves_nothing),
    overwriting("torch.Tensor.floor_ torch.floor_", "Rounded down.", in_place<unary<Gives::Same, kNoComplex>>),
    keeping(one("torch.ceil torch.Tensor.ceil", "Rounded up.", unary<Gives::Same, kNoComplex>), saves_nothing),
    overwriting("torch.Tensor.ceil_ torch.ceil_", "Rounded up.", in_place<unary<Gives::Same, kNoComplex>>),
    keeping(one("torch.trunc torch.Tensor.trunc torch.fix torch.Tensor.fix", "Rounded towards zero.",
                unary<Gives::Same, kNoComplex>),
            saves_nothing),
    overwriting("torch.Tensor.trunc_ torch.trunc_ torch.Tensor.fix_ torch.fix_", "Rounded towards zero.",
                in_place<unary<Gives::Same, kNoComplex>>),
    keeping(one("torch.frac torch.Tensor.frac", "The fractional part.", unary<Gives::Same, kNoComplex>), saves_nothing),
    overwriting("torch.Tensor.frac_ torch.frac_", "The fractional part.", in_place<unary<Gives::Same, kNoComplex>>),
    keeping(one("torch.square torch.Tensor.square", "The square.", square), saves_input),
    overwriting("torch.Tensor.square_ torch.square_", "The square.", in_place<square>),
    one("torch.conj torch.Tensor.conj", "The complex conjugate.", unary<Gives::Same>),
    one("torch.resolve_conj torch.Tensor.resolve_conj torch.resolve_neg torch.Tensor.resolve_neg",
        "With its values worked out.", unary<Gives::Same>),
    one("torch.conj_physical torch.Tensor.conj_physical", "The complex conjugate.", unary<Gives::Same>),
    overwriting("torch.Tensor.conj_physical_ torch.conj_physical_", "The complex conjugate.",
                in_place<unary<Gives::Same>>),
    unplaced(one("torch.real torch.Tensor.real", "The real part.", unary<Gives::Real>)),
    unplaced(one("torch.imag torch.Tensor.imag", "The imaginary part.", imaginary)),
    unplaced(one("torch.angle torch.Tensor.angle", "The angle of a complex number.", angle)),
    keeping(one("torch.deg2rad torch.Tensor.deg2rad", "From degrees to radians.", unary<Gives::Floating, kNoComplex>),
            saves_nothing),
    overwriting("torch.Tensor.deg2rad_ torch.deg2rad_", "From degrees to radians.",
                in_place<unary<Gives::Floating, kNoComplex>>),
    keeping(one("torch.rad2deg torch.Tensor.rad2deg", "From radians to degrees.", unary<Gives::Floating, kNoComplex>),
            saves_nothing),
    overwriting("torch.Tensor.rad2deg_ torch.rad2deg_", "From radians to degrees.",
                in_place<unary<Gives::Floating, kNoComplex>>),
    keeping(one("torch.exp torch.Tensor.exp", "The exponential.", unary<Gives::Floating>), saves_output),
    overwriting("torch.Tensor.exp_ torch.exp_", "The exponential.", in_place<unary<Gives::Floating>>),
    keeping(one("torch.exp2 torch.Tensor.exp2 torch.special.exp2", "Two to the power.", unary<Gives::Floating>),
            saves_output),
    overwriting("torch.Tensor.exp2_ torch.exp2_", "Two to the power.", in_place<unary<Gives::Floating>>),
    keeping(
        one("torch.expm1 torch.Tensor.expm1 torch.special.expm1", "The exponential less one.", unary<Gives::Floating>),
        saves_output),
    overwriting("torch.Tensor.expm1_ torch.expm1_", "The exponential less one.", in_place<unary<Gives::Floating>>),
    keeping(one("torch.log torch.Tensor.log", "The natural logarithm.", unary<Gives::Floating>), saves_input),
    overwriting("torch.Tensor.log_ torch.log_", "The natural logarithm.", in_place<unary<Gives::Floating>>),
    keeping(one("torch.log2 torch.Tensor.log2", "The logarithm to base 2.", unary<Gives::Floating>), saves_input),
    overwriting("torch.Tensor.log2_ torch.log2_", "The logarithm to base 2.", in_place<unary<Gives::Floating>>),
    keeping(one("torch.log10 torch.Tensor.log10", "The logarithm to base 10.", unary<Gives::Floating>), saves_input),
    overwriting("torch.Tensor.log10_ torch.log10_", "The logarithm to base 10.", in_place<unary<Gives::Floating>>),
    keeping(
        one("torch.log1p torch.Tensor.log1p torch.special.log1p", "The logarithm of one more.", unary<Gives::Floating>),
        saves_input),
    overwriting("torch.Tensor.log1p_ torch.log1p_", "The logarithm of one more.", in_place<unary<Gives::Floating>>),
    keeping(one("torch.sqrt torch.Tensor.sqrt", "The square root.", unary<Gives::Floating>), saves_output),
    overwriting("torch.Tensor.sqrt_ torch.sqrt_", "The square root.", in_place<unary<Gives::Floating>>),
    keeping(one("torch.rsqrt torch.Tensor.rsqrt", "The reciprocal of the square root.", unary<Gives::Floating>),
            saves_output),
    overwriting("torch.Tensor.rsqrt_ torch.rsqrt_", "The reciprocal of the square root.",
                in_place<unary<Gives::Floating>>),
    keeping(one("torch.reciprocal torch.Tensor.reciprocal", "The reciprocal.", unary<Gives::Floating>), saves_output),
    overwriting("torch.Tensor.reciprocal_ torch.reciprocal_", "The reciprocal.", in_place<unary<Gives::Floating>>),
    keeping(one("torch.sin torch.Tensor.sin", "The sine.", unary<Gives::Floating>), saves_input),
    overwriting("torch.Tensor.sin_ torch.sin_", "The sine.", in_place<unary<Gives::Floating>>),
    keeping(one("torch.cos torch.Tensor.cos", "The cosine.", unary<Gives::Floating>), saves_input),
    overwriting("torch.Tensor.cos_ torch.cos_", "The cosine.", in_place<unary<Gives::Floating>>),
    keeping(one("torch.tan torch.Tensor.tan", "The tangent.", unary<Gives::Floating>), saves_output),
    overwriting("torch.Tensor.tan_ torch.tan_", "The tangent.", in_place<unary<Gives::Floating>>),
    keeping(
        one("torch.asin torch.Tensor.asin torch.arcsin torch.Tensor.arcsin", "The arc sine.", unary<Gives::Floating>),
        saves_input),
    overwriting("torch.Tensor.asin_ torch.asin_ torch.Tensor.arcsin_ torch.arcsin_", "The arc sine.",
                in_place<unary<Gives::Floating>>),
    keeping(
        one("torch.acos torch.Tensor.acos torch.arccos torch.Tensor.arccos", "The arc cosine.", unary<Gives::Floating>),
        saves_input),
    overwriting("torch.Tensor.acos_ torch.acos_ torch.Tensor.arccos_ torch.arccos_", "The arc cosine.",
                in_place<unary<Gives::Floating>>),
    keeping(one("torch.atan torch.Tensor.atan torch.arctan torch.Tensor.arctan", "The arc tangent.",
                unary<Gives::Floating>),
            saves_input),
    overwriting("torch.Tensor.atan_ torch.atan_ torch.Tensor.arctan_ torch.arctan_", "The arc tangent.",
                in_place<unary<Gives::Floating>>),
    keeping(one("torch.sinh torch.Tensor.sinh", "The hyperbolic sine.", unary<Gives::Floating>), saves_input),
    overwriting("torch.Tensor.sinh_ torch.sinh_", "The hyperbolic sine.", in_place<unary<Gives::Floating>>),
    keeping(one("torch.cosh torch.Tensor.cosh", "The hyperbolic cosine.", unary<Gives::Floating>), saves_input),
    overwriting("torch.Tensor.cosh_ torch.cosh_", "The hyperbolic cosine.", in_place<unary<Gives::Floating>>),
    keeping(one("torch.asinh torch.Tensor.asinh torch.arcsinh torch.Tensor.arcsinh", "The inverse hyperbolic sine.",
                unary<Gives::Floating>),
            saves_input),
    overwriting("torch.Tensor.asinh_ torch.asinh_ torch.Tensor.arcsinh_ torch.arcsinh_", "The inverse hyperbolic sine.",
                in_place<unary<Gives::Floating>>),
    keeping(one("torch.acosh torch.Tensor.acosh torch.arccosh torch.Tensor.arccosh", "The inverse hyperbolic cosine.",
                unary<Gives::Floating>),
            saves_input),
    overwriting("torch.Tensor.acosh_ torch.acosh_ torch.Tensor.arccosh_ torch.arccosh_",
                "The inverse hyperbolic cosine.", in_place<unary<Gives::Floating>>),
    keeping(one("torch.atanh torch.Tensor.atanh torch.arctanh torch.Tensor.arctanh", "The inverse hyperbolic tangent.",
                unary<Gives::Floating>),
            saves_input),
    overwriting("torch.Tensor.atanh_ torch.atanh_ torch.Tensor.arctanh_ torch.arctanh_",
                "The inverse hyperbolic tangent.", in_place<unary<Gives::Floating>>),
    keeping(one("torch.erf torch.Tensor.erf torch.special.erf", "The error function.", unary<Gives::Floating>),
            saves_input),
    overwriting("torch.Tensor.erf_ torch.erf_", "The error function.", in_place<unary<Gives::Floating>>),
    keeping(
        one("torch.erfc torch.Tensor.erfc torch.special.erfc", "One less the error function.", unary<Gives::Floating>),
        saves_input),
    overwriting("torch.Tensor.erfc_ torch.erfc_", "One less the error function.", in_place<unary<Gives::Floating>>),
    one("torch.erfinv torch.Tensor.erfinv torch.special.erfinv", "The inverse of the error function.",
        unary<Gives::Floating>),
    overwriting("torch.Tensor.erfinv_", "The inverse of the error function.", in_place<unary<Gives::Floating>>),
    one("torch.lgamma torch.Tensor.lgamma torch.special.gammaln", "The logarithm of the gamma function.",
        unary<Gives::Floating>),
    overwriting("torch.Tensor.lgamma_", "The logarithm of the gamma function.", in_place<unary<Gives::Floating>>),
    one("torch.digamma torch.Tensor.digamma torch.special.digamma torch.special.psi",
        "The logarithmic derivative of the gamma function.", unary<Gives::Floating>),
    overwriting("torch.Tensor.digamma_", "The logarithmic derivative of the gamma function.",
                in_place<unary<Gives::Floating>>),
    one("torch.sinc torch.Tensor.sinc torch.special.sinc", "sin(πx)/πx.", unary<Gives::Floating>),
    overwriting("torch.Tensor.sinc_ torch.sinc_", "sin(πx)/πx.", in_place<unary<Gives::Floating>>),
    one("torch.i0 torch.Tensor.i0 torch.special.i0", "The modified Bessel function of order 0.",
        unary<Gives::Floating>),
    overwriting("torch.Tensor.i0_ torch.i0_", "The modified Bessel function of order 0.",
                in_place<unary<Gives::Floating>>),
    one("torch.special.i0e torch.special.i1 torch.special.i1e torch.special.ndtr torch.special.ndtri "
        "torch.special.log_ndtr torch.special.entr torch.special.erfcx torch.special.bessel_j0 torch.special.bessel_j1 "
        "torch.special.bessel_y0 torch.special.bessel_y1 torch.special.modified_bessel_i0 "
        "torch.special.modified_bessel_i1 torch.special.modified_bessel_k0 torch.special.modified_bessel_k1 "
        "torch.special.scaled_modified_bessel_k0 torch.special.scaled_modified_bessel_k1 "
        "torch.special.spherical_bessel_j0 torch.special.airy_ai",
        "A special function.", unary<Gives::Floating>),
    one("torch.bitwise_not torch.Tensor.bitwise_not torch.Tensor.__invert__", "Inverted, bit by bit.", inverted),
    overwriting("torch.Tensor.bitwise_not_", "Inverted, bit by bit.", in_place<inverted>),
    keeping(one("torch.logical_not torch.Tensor.logical_not", "Where it is false.", unary<Gives::Bool>), saves_nothing),
    overwriting("torch.Tensor.logical_not_", "Where it is false.", in_place<unary<Gives::Bool>>),
    keeping(one("torch.isnan torch.Tensor.isnan", "Where it is no number.", unary<Gives::Bool>), saves_nothing),
    keeping(one("torch.isinf torch.Tensor.isinf", "Where it is infinite.", unary<Gives::Bool>), saves_nothing),
    keeping(one("torch.isfinite torch.Tensor.isfinite", "Where it is finite.", unary<Gives::Bool>), saves_nothing),
    one("torch.isreal torch.Tensor.isreal", "Where it is real.", unary<Gives::Bool>),
    one("torch.isposinf torch.Tensor.isposinf", "Where it is +∞.", unary<Gives::Bool, kNoComplex>),
    one("torch.isneginf torch.Tensor.isneginf", "Where it is −∞.", unary<Gives::Bool, kNoComplex>),
    function("torch.round torch.Tensor.round torch.special.round", "Rounded.", kRound, unary<Gives::Same, kNoComplex>),
    overwriting("torch.Tensor.round_ torch.round_", "Rounded.", in_place<unary<Gives::Same, kNoComplex>>, kRound),
    function("torch.logit torch.Tensor.logit torch.special.logit", "The logarithm of the odds.", kLogit,
             unary<Gives::Floating>),
    overwriting("torch.Tensor.logit_ torch.logit_", "The logarithm of the odds.", in_place<unary<Gives::Floating>>,
                kLogit),
    function("torch.nan_to_num torch.Tensor.nan_to_num", "With numbers in the place of nan.", kNumbers,
             unary<Gives::Same>),
    overwriting("torch.Tensor.nan_to_num_ torch.nan_to_num_", "With numbers in the place of nan.",
                in_place<unary<Gives::Same>>, kNumbers),
    function("torch.polygamma torch.special.polygamma", "A derivative of the digamma function.", kPolygamma,
             unary<Gives::Floating>),
    function("torch.Tensor.polygamma", "A derivative of the digamma function.", kPolygammaMethod,
             unary<Gives::Floating>),
    overwriting("torch.Tensor.polygamma_", "A derivative of the digamma function.", in_place<unary<Gives::Floating>>,
                kPolygammaMethod),
    function("torch.mvlgamma torch.Tensor.mvlgamma torch.special.multigammaln", "The multivariate gamma function.",
             kMultivariate, unary<Gives::Floating>),
    function("torch.frexp torch.Tensor.frexp", "Mantissa and exponent.", kSelf, frexp),
    unplaced(function("torch.view_as_real", "Real and imaginary parts as a last dimension.", kSelf, parts)),
    unplaced(function("torch.view_as_complex", "The last dimension as real and imaginary parts.", kSelf, whole)),
};

}  // namespace

std::span<const Spec> pointwise_specs() { return kSpecs; }

}  // namespace shapewise::layers
