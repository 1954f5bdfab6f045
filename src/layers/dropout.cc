// The dropout family: shapes pass unchanged; what is checked are the probability and the number of dimensions.
// Source: torch/nn/modules/dropout.py, torch/nn/functional.py, aten/src/ATen/native/Dropout.cpp.
#include "layer/demand.h"
#include "layer/registry.h"
#include "layer/saved.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;

void check(Call& c) { demand_between(c, "p", 0, 1); }

/// Is anything dropped? A module drops when it is trained, a function when it is told to.
bool active(const Call& c) {
  for (std::string_view param : {"training", "train"}) {
    if (c.has(param)) return c.flag(param) && c.number("p") > 0;
  }
  return c.training() && c.number("p") > 0;
}

/// What drops nothing returns its very input.
sym::Truth passes_on(const Call& c) { return active(c) ? sym::Truth::No : sym::Truth::Yes; }

void infer(Call& c) {
  if (c.spec().form == Form::Function) check(c);
  if (active(c)) demand_floating(c, c.input());
  c.give(c.shape());
}

void infer_1d(Call& c) {
  demand_rank(c, {2, 3});
  infer(c);
}

/// Whole channels are dropped, so there must be some; any other number of dimensions only makes PyTorch warn.
void infer_channels(Call& c) {
  if (active(c) && c.shape().rank() < c.spec().spatial) {
    auto& d = c.reject(Kind::RankMismatch, {}, "there are no channels to drop");
    d.label = "the input is " + ir::to_text(c.input());
  }
  infer(c);
}

constexpr Param kProbability = {"p", Takes::Float, "0.5", "probability that an element (or a channel) is dropped"};
constexpr Param kInplace = {"inplace", Takes::Bool, "False", "overwrite the input with the output"};
constexpr Param kInput = {"input", Takes::Tensor, "", "of any shape"};
constexpr Param kParams[] = {kProbability, kInplace};
constexpr Param kForward[] = {kInput};
constexpr Param kOn[] = {kInput, kProbability, {"training", Takes::Bool, "True", "drop"}, kInplace};
constexpr Param kOff[] = {kInput, kProbability, {"training", Takes::Bool, "False", "drop"}, kInplace};
constexpr Param kTorch[] = {kInput,
                            {"p", Takes::Float, "", "probability that an element (or a channel) is dropped"},
                            {"train", Takes::Bool, "", "drop"}};

constexpr std::string_view kRule = "(*) → (*), of any shape";
constexpr Example kDropout[] = {{"Dropout(0.2)", "N,64", "(N, 64)", "0", "0"}};
constexpr Example kDropout1d[] = {{"Dropout1d(0.2)", "N,64,9", "(N, 64, 9)", "0", "0"}};
constexpr Example kDropout2d[] = {{"Dropout2d()", "N,64,8,8", "(N, 64, 8, 8)", "0", "0"}};
constexpr Example kDropout3d[] = {{"Dropout3d()", "N,64,4,8,8", "(N, 64, 4, 8, 8)", "0", "0"}};
constexpr Example kAlpha[] = {{"AlphaDropout()", "N,64", "(N, 64)", "0", "0"}};
constexpr Example kFeature[] = {{"FeatureAlphaDropout()", "N,64,4,8,8", "(N, 64, 4, 8, 8)", "0", "0"}};
constexpr Rejected kNoDropout[] = {{"Dropout(1.5)", "N,64", Kind::ArgumentValue}};
constexpr Rejected kNoDropout1d[] = {{"Dropout1d(0.2)", "N,64,8,8", Kind::RankMismatch},
                                     {"Dropout1d(-0.1)", "N,64,8", Kind::ArgumentValue}};
constexpr Rejected kNoDropout2d[] = {{"Dropout2d(20)", "N,64,8,8", Kind::ArgumentValue}};
constexpr Rejected kNoDropout3d[] = {{"Dropout3d(2)", "N,64,4,8,8", Kind::ArgumentValue}};
constexpr Rejected kNoAlpha[] = {{"AlphaDropout(1.1)", "N,64", Kind::ArgumentValue}};
constexpr Rejected kNoFeature[] = {{"FeatureAlphaDropout(-1)", "N,64", Kind::ArgumentValue}};

constexpr std::string_view kElements = "Drops elements at random.";
constexpr std::string_view kChannels = "Drops whole channels at random.";
constexpr std::string_view kSaturated = "Sets elements at random to SELU's negative limit, keeping mean and variance.";
constexpr std::string_view kSaturatedChannels = "Sets whole channels at random to SELU's negative limit.";

/// By what each element, or each channel of a sample, is multiplied; one number, where all are dropped.
Saved saved(const Call& c) {
  if (!active(c) || c.number("p") == 1) return {};
  sym::Expr factors = c.shape().elements();
  bool samples = c.shape().rank() > (c.name().ends_with("1d") ? 2 : 1);
  if (c.spatial() > 0) factors = samples ? c.shape()[0] * c.shape()[1] : c.shape()[0];
  return {{}, {}, {{factors, c.dtype()}}};
}

// `least` is the number of dimensions without which there are no channels.
constexpr Spec module(std::string_view names, std::string_view summary, void (*rule)(Call&), int least,
                      std::span<const Example> examples, std::span<const Rejected> rejected) {
  return {.names = names,
          .summary = summary,
          .rule = kRule,
          .spatial = least,
          .params = kParams,
          .call = kForward,
          .check = check,
          .infer = rule,
          .saved = saved,
          .placement = Placement::Same,
          .shares = passes_on,
          .examples = examples,
          .rejected = rejected};
}

constexpr Spec function(std::string_view names, std::string_view summary, void (*rule)(Call&), int least,
                        std::span<const Param> call) {
  return {.names = names,
          .form = Form::Function,
          .summary = summary,
          .rule = kRule,
          .spatial = least,
          .call = call,
          .infer = rule,
          .saved = saved,
          .placement = Placement::Same,
          .shares = passes_on};
}

constexpr Spec kSpecs[] = {
    module("torch.nn.Dropout", kElements, infer, 0, kDropout, kNoDropout),
    module("torch.nn.Dropout1d", kChannels, infer_1d, 2, kDropout1d, kNoDropout1d),
    module("torch.nn.Dropout2d", kChannels, infer_channels, 2, kDropout2d, kNoDropout2d),
    module("torch.nn.Dropout3d", kChannels, infer_channels, 1, kDropout3d, kNoDropout3d),
    module("torch.nn.AlphaDropout", kSaturated, infer, 0, kAlpha, kNoAlpha),
    module("torch.nn.FeatureAlphaDropout", kSaturatedChannels, infer_channels, 2, kFeature, kNoFeature),
    function("torch.nn.functional.dropout", kElements, infer, 0, kOn),
    function("torch.nn.functional.dropout1d", kChannels, infer_1d, 2, kOn),
    function("torch.nn.functional.dropout2d", kChannels, infer_channels, 2, kOn),
    function("torch.nn.functional.dropout3d", kChannels, infer_channels, 1, kOn),
    function("torch.nn.functional.alpha_dropout", kSaturated, infer, 0, kOff),
    function("torch.nn.functional.feature_alpha_dropout", kSaturatedChannels, infer_channels, 2, kOff),
    function("torch.dropout torch.dropout_", kElements, infer, 0, kTorch),
    function("torch.feature_dropout torch.feature_dropout_", kChannels, infer_channels, 2, kTorch),
    function("torch.alpha_dropout torch.alpha_dropout_", kSaturated, infer, 0, kTorch),
    function("torch.feature_alpha_dropout torch.feature_alpha_dropout_", kSaturatedChannels, infer_channels, 2, kTorch),
};

}  // namespace

std::span<const Spec> dropout_specs() { return kSpecs; }

}  // namespace shapewise::layers
