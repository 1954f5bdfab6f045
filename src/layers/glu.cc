// GLU: the first half of a dimension, gated by the second half.
// Source: torch/nn/modules/activation.py, aten/src/ATen/native/GatedLinearUnit.cpp.
#include <fmt/format.h>

#include "layer/axes.h"
#include "layer/demand.h"
#include "layer/registry.h"
#include "layer/saved.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Formula;

void infer(Call& c) {
  demand_floating(c, c.input());
  sym::Shape out = c.shape();
  if (out.rank() == 0) {
    c.reject(Kind::RankMismatch, {}, "GLU takes no scalar: it halves a dimension").label = "the input is ()";
    return c.give_nothing("a scalar can't be halved");
  }
  auto axis = axis_of(c, "dim", out.rank());
  if (!axis) return c.give(sym::Shape(std::vector<sym::Expr>(out.dims.size(), sym::Expr::unknown())));
  if (!c.holds(sym::divisible(out[*axis], 2), "the dimension that GLU halves")) {
    auto& d = c.reject(Kind::SizeMismatch, "dim",
                       fmt::format("GLU halves dimension {}, whose size {} is odd", *axis, sym::to_text(out[*axis])));
    d.label = fmt::format("dimension {} of {}", *axis, sym::to_text(out));
  }
  out[*axis] = sym::floor_div(out[*axis], 2);
  c.give(std::move(out));
}

std::vector<SizeRule> sizes(const Call& c) {
  auto dim = c.integer("dim").constant();
  if (!dim) return {};
  return {{"C", Formula::floor_div(named("C", c.shape()[static_cast<int>(*dim)]), 2)}};
}

constexpr Param kParams[] = {{"dim", Takes::Int, "-1", "the dimension that is halved"}};
constexpr Param kForward[] = {{"input", Takes::Tensor, "", "of any shape with an even size along dim"}};
constexpr Param kFunction[] = {kForward[0], kParams[0]};

constexpr Example kExamples[] = {{"GLU(dim=1)", "N,64,50", "(N, 32, 50)", "0", "0"}};
constexpr Rejected kRejected[] = {{"GLU(1)", "N,63,50", Kind::SizeMismatch}, {"GLU(3)", "N,64", Kind::ArgumentValue}};
constexpr std::string_view kSummary = "The first half of a dimension times the sigmoid of the second half.";
constexpr std::string_view kRule = "(*₁, C, *₂) → (*₁, C/2, *₂)";

constexpr Spec kSpecs[] = {
    {.names = "torch.nn.GLU",
     .summary = kSummary,
     .rule = kRule,
     .params = kParams,
     .call = kForward,
     .infer = infer,
     .sizes = sizes,
     .saved = saves_input,
     .examples = kExamples,
     .rejected = kRejected},
    {.names = "torch.nn.functional.glu",
     .form = Form::Function,
     .summary = kSummary,
     .rule = kRule,
     .call = kFunction,
     .infer = infer,
     .sizes = sizes,
     .saved = saves_input},
};

}  // namespace

std::span<const Spec> glu_specs() { return kSpecs; }

}  // namespace shapewise::layers
