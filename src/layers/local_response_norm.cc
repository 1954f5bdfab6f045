// Normalisation without weights: LocalResponseNorm and CrossMapLRN2d over neighbouring channels, F.normalize by a norm.
// Source: torch/nn/modules/normalization.py, torch/nn/functional.py.
#include "layer/axes.h"
#include "layer/demand.h"
#include "layer/promote.h"
#include "layer/registry.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;

void check(Call& c) { demand_at_least(c, "size", 1); }

void infer(Call& c) {
  if (c.spec().form == Form::Function) check(c);
  demand_rank_at_least(c, c.input(), 3);
  c.give(tensor_of(c.shape(), type_of(c.input()).floating()));
}

void infer_cross_map(Call& c) {
  demand_rank(c, {4});
  demand_at_least(c, "size", 1);
  c.give(c.shape());
}

void infer_normalize(Call& c) {
  demand_floating(c, c.input());
  if (!c.is_none("dim")) axes_of(c, "dim", c.shape().rank());
  c.give(c.shape());
}

constexpr Param kInput = {"input", Takes::Tensor, "", "(N, C, …)"};
constexpr Param kSize = {"size", Takes::Int, "", "neighbouring channels that count"};
constexpr Param kAlpha = {"alpha", Takes::Float, "0.0001", "factor"};
constexpr Param kBeta = {"beta", Takes::Float, "0.75", "exponent"};
constexpr Param kParams[] = {kSize, kAlpha, kBeta, {"k", Takes::Float, "1.0", "added"}};
constexpr Param kForward[] = {kInput};
constexpr Param kFunction[] = {kInput, kSize, kAlpha, kBeta, kParams[3]};
constexpr Param kNormalize[] = {
    {"input", Takes::Tensor, "", "of any shape"},
    {"p", Takes::Float, "2.0", "which norm"},
    {"dim", Takes::Int | Takes::Ints | Takes::None, "1", "the dimensions along which the norm is taken"},
    {"eps", Takes::Float, "1e-12", "smallest divisor"},
    {"out", Takes::Tensor | Takes::None, "None", "where the result goes"},
};

constexpr Example kExamples[] = {{"LocalResponseNorm(5)", "N,64,8,8", "(N, 64, 8, 8)", "0", "0"}};
constexpr Rejected kRejected[] = {{"LocalResponseNorm(5)", "N,64", Kind::RankMismatch},
                                  {"LocalResponseNorm(0)", "N,64,8,8", Kind::ArgumentValue}};
constexpr Example kCrossMap[] = {{"CrossMapLRN2d(5)", "N,64,8,8", "(N, 64, 8, 8)", "0", "0"}};
constexpr Rejected kNoCrossMap[] = {{"CrossMapLRN2d(5)", "N,64,8", Kind::RankMismatch},
                                    {"CrossMapLRN2d(0)", "N,64,8,8", Kind::ArgumentValue}};
constexpr std::string_view kSummary = "Divides each element by a power of the squares in neighbouring channels.";

constexpr Spec kSpecs[] = {
    {.names = "torch.nn.LocalResponseNorm",
     .summary = kSummary,
     .rule = "(N, C, *) → (N, C, *)",
     .params = kParams,
     .call = kForward,
     .check = check,
     .infer = infer,
     .examples = kExamples,
     .rejected = kRejected},
    {.names = "torch.nn.CrossMapLRN2d",
     .summary = kSummary,
     .rule = "(N, C, H, W) → (N, C, H, W)",
     .params = kParams,
     .call = kForward,
     .infer = infer_cross_map,
     .examples = kCrossMap,
     .rejected = kNoCrossMap},
    {.names = "torch.nn.functional.local_response_norm",
     .form = Form::Function,
     .summary = kSummary,
     .rule = "(N, C, *) → (N, C, *)",
     .call = kFunction,
     .infer = infer},
    {.names = "torch.nn.functional.normalize",
     .form = Form::Function,
     .summary = "Divides by the norm along dimensions.",
     .rule = "(*) → (*), of any shape",
     .call = kNormalize,
     .infer = infer_normalize},
};

}  // namespace

std::span<const Spec> local_response_norm_specs() { return kSpecs; }

}  // namespace shapewise::layers
