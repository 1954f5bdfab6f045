// AdaptiveLogSoftmaxWithLoss: a softmax over many classes in which rare classes form clusters with smaller projections.
// Source: torch/nn/modules/adaptive.py.
#include <cmath>
#include <fmt/format.h>

#include "layer/demand.h"
#include "layer/registry.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Formula;

/// The cutoffs rise from at least 1 to less than n_classes.
void check(Call& c) {
  if (!demand_at_least(c, "in_features", 0) || c.arg("cutoffs").is<ir::Unknown>()) return;
  std::vector<Expr> cutoffs = c.int_list("cutoffs");
  if (cutoffs.empty()) {
    c.reject(Kind::ArgumentValue, "cutoffs", "there must be at least one cutoff").label = "expected a list of ints";
    return;
  }
  Expr least = 1;
  for (const Expr& cutoff : cutoffs) {
    if (c.refuted(sym::ge(cutoff, least)) || c.refuted(sym::ge(c.integer("n_classes") - 1, cutoff))) {
      auto& d = c.reject(Kind::ArgumentValue, "cutoffs", "cutoffs must rise, from at least 1 to less than n_classes");
      d.label = fmt::format("{} is out of order", sym::to_text(cutoff));
      return;
    }
    least = cutoff + 1;
  }
}

/// ⌊in_features / div_value^power⌋: how many features a cluster keeps.
Expr kept_features(const Call& c, int power) {
  Expr in = c.integer("in_features");
  double divisor = std::pow(c.number("div_value"), power);
  bool whole = divisor >= 1 && divisor < 1e15 && divisor == std::floor(divisor);
  if (whole) return sym::floor_div(in, Expr(static_cast<std::int64_t>(divisor)));
  auto features = in.constant();
  if (!features || !(divisor > 0)) return Expr::unknown();
  return Expr(static_cast<std::int64_t>(std::floor(static_cast<double>(*features) / divisor)));
}

std::vector<WeightSpec> weights(const Call& c) {
  std::vector<Expr> ends = c.int_list("cutoffs");
  if (ends.empty()) return {};
  auto clusters = static_cast<int>(ends.size());
  ends.push_back(c.integer("n_classes"));
  Formula in = named("in_features", c.integer("in_features"));
  Formula head = named("head", ends[0] + clusters);
  std::vector<WeightSpec> list{{"head.weight", {head, in}}};
  if (c.flag("head_bias")) list.push_back({"head.bias", {head}});
  for (int i = 0; i < clusters; ++i) {
    auto at = static_cast<std::size_t>(i);
    Formula kept = named(fmt::format("h_{}", i), kept_features(c, i + 1));
    list.push_back({fmt::format("tail.{}.0.weight", i), {kept, in}});
    list.push_back(
        {fmt::format("tail.{}.1.weight", i), {named(fmt::format("c_{}", i), ends[at + 1] - ends[at]), kept}});
  }
  return list;
}

/// The log-probability of each target, and the mean loss.
void infer(Call& c) {
  const ir::Tensor& input = *c.tensor("input_");
  const ir::Tensor& target = *c.tensor("target_");
  c.set_layout("(t,t)");
  demand_floating(c, input, "input_");
  bool fits = demand_rank(c, target, {0, 1}, "target_") && demand_rank(c, input, {target.shape->rank() + 1}, "input_");
  if (fits) {
    demand_fixed(c, {Kind::FeatureMismatch, "in_features", "features", c.integer("in_features"), (*input.shape)[-1]});
    if (target.shape->rank() == 1 && !c.holds(sym::eq((*input.shape)[0], (*target.shape)[0]), "equal batches")) {
      auto& d = c.reject(Kind::ShapeMismatch, "target_",
                         fmt::format("there are {} inputs, but {} targets", sym::to_text((*input.shape)[0]),
                                     sym::to_text((*target.shape)[0])));
      d.label = fmt::format("expected {}", sym::to_text((*input.shape)[0]));
    }
  }
  c.give(fits ? *target.shape : sym::Shape(), input.dtype);
  c.give(sym::Shape(), input.dtype);
}

/// Which clusters are computed depends on the targets; only the head's share is certain.
Formula macs(const Call& c) {
  Formula head = named("in_features", c.integer("in_features"));
  std::vector<Expr> cutoffs = c.int_list("cutoffs");
  head = head * named("head", cutoffs.front() + static_cast<int>(cutoffs.size()));
  if (c.shape().rank() == 2) head = named("N", c.shape()[0]) * head;
  return head + named("tail", Expr::unknown("tail"));
}

constexpr Param kParams[] = {
    {"in_features", Takes::Int, "", "features of the input"},
    {"n_classes", Takes::Int, "", "number of classes"},
    {"cutoffs", Takes::Ints, "", "the first class of each cluster"},
    {"div_value", Takes::Float, "4.0", "each cluster has so many times fewer features"},
    {"head_bias", Takes::Bool, "False", "add a learned number to the head's outputs"},
    {"device", Takes::Any, "None", "where the weights live"},
    {"dtype", Takes::Any, "None", "element type of the weights"},
};
constexpr Param kForward[] = {{"input_", Takes::Tensor, "", "(N, in_features) or (in_features)"},
                              {"target_", Takes::Tensor, "", "(N) or ()"}};
constexpr Example kExamples[] = {
    {"AdaptiveLogSoftmaxWithLoss(64, 1000, cutoffs=[100, 500])", "32,64; 32", "(32,); ()", "16208", ""}};
constexpr Rejected kRejected[] = {
    {"AdaptiveLogSoftmaxWithLoss(64, 1000, cutoffs=[500, 100])", "32,64; 32", Kind::ArgumentValue},
    {"AdaptiveLogSoftmaxWithLoss(64, 1000, cutoffs=[100])", "32,60; 32", Kind::FeatureMismatch}};

constexpr Spec kSpecs[] = {
    {.names = "torch.nn.AdaptiveLogSoftmaxWithLoss",
     .summary = "Log-softmax over many classes, the rare ones in clusters, and its loss.",
     .rule = "(N, in_features), (N) → (N), ()",
     .params = kParams,
     .call = kForward,
     .check = check,
     .weights = weights,
     .infer = infer,
     .macs = macs,
     .examples = kExamples,
     .rejected = kRejected},
};

}  // namespace

std::span<const Spec> adaptive_softmax_specs() { return kSpecs; }

}  // namespace shapewise::layers
