// Losses that compare an input with a target element by element.
// Source: torch/nn/modules/loss.py, torch/nn/functional.py.
#include <array>
#include <fmt/format.h>

#include "layer/broadcast.h"
#include "layer/demand.h"
#include "layer/reduction.h"
#include "layer/registry.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Shape;

/// Losses of broadcast shapes.
void infer_broadcast(Call& c) {
  const ir::Tensor& input = tensor_at(c, 0);
  const ir::Tensor& target = tensor_at(c, 1);
  auto shape = broadcast(c, {*input.shape, *target.shape});
  if (shape) {
    give_loss(c, *shape, common_type(input, target), c.has("log_target"));
  } else {
    c.give(Shape(), input.dtype);
  }
}

/// The target only chooses, so the loss has the input's element type.
void infer_hinge(Call& c) {
  const ir::Tensor& input = tensor_at(c, 0);
  auto shape = broadcast(c, {*input.shape, *tensor_at(c, 1).shape});
  if (!shape) return c.give(Shape(), input.dtype);
  Promotion type;
  type.add(input);
  give_loss(c, *shape, type.result());
}

/// PyTorch warns if these losses broadcast: (N, 1) against (N) makes N·N differences.
void warn_of_broadcast(Call& c) {
  const Shape& a = *tensor_at(c, 0).shape;
  const Shape& b = *tensor_at(c, 1).shape;
  bool differ = a.rank() != b.rank();
  for (int i = 0; !differ && i < a.rank(); ++i) differ = c.refuted(sym::eq(a[i], b[i]));
  if (!differ || c.failed()) return;
  auto& d = c.warn(Kind::ShapeMismatch, c.spec().call[1].name,
                   fmt::format("{} broadcasts its target {} against its input {}, which is hardly what is meant",
                               c.name(), sym::to_text(b), sym::to_text(a)));
  d.label = fmt::format("expected {}", sym::to_text(a));
}

void infer_difference(Call& c) {
  infer_broadcast(c);
  warn_of_broadcast(c);
}

void infer_floating_difference(Call& c) {
  if (common_type(tensor_at(c, 0), tensor_at(c, 1)).dtype != tensor_at(c, 0).dtype) {
    demand_floating(c, tensor_at(c, 1), c.spec().call[1].name);
  } else {
    demand_floating(c, tensor_at(c, 0), c.spec().call[0].name);
  }
  infer_difference(c);
}

void infer_smooth_l1(Call& c) {
  if (c.number("beta") < 0)
    c.reject(Kind::ArgumentValue, "beta", "beta must not be negative").label = "expected at least 0";
  infer_floating_difference(c);
}

void infer_huber(Call& c) {
  if (c.number("delta") <= 0)
    c.reject(Kind::ArgumentValue, "delta", "delta must be positive").label = "expected more than 0";
  infer_floating_difference(c);
}

/// PyTorch multiplies the negated input by the target in place, so that only the target may broadcast.
void infer_soft_margin(Call& c) {
  const ir::Tensor& input = tensor_at(c, 0);
  const ir::Tensor& target = tensor_at(c, 1);
  demand_stretches(c, *target.shape, *input.shape, "target");
  give_loss(c, *input.shape, type_of(input));
}

/// A tensor of weights that is passed to the function; a module's are not seen.
void check_weight(Call& c, std::string_view param, const Shape& shape) {
  const ir::Tensor* weight = c.has(param) ? c.tensor(param) : nullptr;
  if (weight != nullptr) demand_stretches(c, *weight->shape, shape, param);
}

void infer_same(Call& c) {
  const ir::Tensor& input = tensor_at(c, 0);
  const ir::Tensor& target = tensor_at(c, 1);
  demand_floating(c, input, c.spec().call[0].name);
  demand_floating(c, target, c.spec().call[1].name);
  if (demand_shape(c, target, *input.shape, c.spec().call[1].name)) {
    check_weight(c, "weight", *input.shape);
    check_weight(c, "pos_weight", *input.shape);
  }
  give_loss(c, *input.shape, type_of(input));
}

/// The variance has the shape of the input, or lacks its last size, or has 1 there.
void infer_gaussian(Call& c) {
  const ir::Tensor& input = tensor_at(c, 0);
  const ir::Tensor& var = *c.tensor("var");
  const Shape& shape = *input.shape;
  Shape reduced = shape;
  if (reduced.rank() > 0) reduced.dims.pop_back();
  bool one = var.shape->rank() == shape.rank() && shape.rank() > 0 && (*var.shape)[-1].is_constant(1);
  if (one) reduced.dims.emplace_back(1);
  bool lacks = one || var.shape->rank() + 1 == shape.rank();
  demand_shape(c, var, lacks ? reduced : shape, "var");
  infer_broadcast(c);
}

void infer_ranking(Call& c) {
  const ir::Tensor& input = *c.tensor("input1");
  const ir::Tensor& other = *c.tensor("input2");
  const ir::Tensor& target = *c.tensor("target");
  int rank = input.shape->rank();
  bool ranked = demand_rank(c, other, {rank}, "input2") && demand_rank(c, target, {rank}, "target");
  auto shape = ranked ? broadcast(c, {*input.shape, *other.shape, *target.shape}) : std::nullopt;
  if (!shape) return c.give(Shape(), input.dtype);
  give_loss(c, *shape, common_type(input, other));
}

// --- signatures ---

constexpr Param kInput = {"input", Takes::Tensor, "", "of any shape"};
constexpr Param kTarget = {"target", Takes::Tensor, "", "of the shape of the input"};
constexpr Param kWeight = {"weight", Takes::Any, "None", "weight of each element"};
constexpr Param kWeightTensor = {"weight", Takes::Tensor | Takes::None, "None", "weight of each element"};
constexpr Param kPosWeight = {"pos_weight", Takes::Any, "None", "weight of positive examples"};
constexpr Param kPosWeightTensor = {"pos_weight", Takes::Tensor | Takes::None, "None", "weight of positive examples"};
constexpr Param kBeta = {"beta", Takes::Float, "1.0", "where the loss changes from squares to absolute values"};
constexpr Param kDelta = {"delta", Takes::Float, "1.0", "where the loss changes from squares to absolute values"};
constexpr Param kLogTarget = {"log_target", Takes::Bool, "False", "the target holds logarithms"};
constexpr Param kLogInput = {"log_input", Takes::Bool, "True", "the input holds logarithms"};
constexpr Param kFull = {"full", Takes::Bool, "False", "add the constant term"};
constexpr Param kPoissonEps = {"eps", Takes::Float, "1e-08", "added before the logarithm"};
constexpr Param kGaussianEps = {"eps", Takes::Float, "1e-06", "smallest variance"};
constexpr Param kMarginZero = {"margin", Takes::Float, "0.0", "wanted difference"};
constexpr Param kMarginOne = {"margin", Takes::Float, "1.0", "wanted distance"};
constexpr Param kVar = {"var", Takes::Tensor, "", "variances, of the shape of the input"};
constexpr Param kInput1 = {"input1", Takes::Tensor, "", "of any shape"};
constexpr Param kInput2 = {"input2", Takes::Tensor, "", "of the shape of input1"};

constexpr Param kPair[] = {kInput, kTarget};
constexpr Param kPoissonPair[] = {{"log_input", Takes::Tensor, "", "of any shape"}, kTarget};
constexpr Param kGaussianCall[] = {kInput, kTarget, kVar};
constexpr Param kRankingCall[] = {kInput1, kInput2, kTarget};

constexpr Param kReductionParams[] = {kSizeAverage, kReduce, kReduction};
constexpr Param kSmoothParams[] = {kSizeAverage, kReduce, kReduction, kBeta};
constexpr Param kHuberParams[] = {kReduction, kDelta};
constexpr Param kKlParams[] = {kSizeAverage, kReduce, kReduction, kLogTarget};
constexpr Param kBceParams[] = {kWeight, kSizeAverage, kReduce, kReduction};
constexpr Param kLogitsParams[] = {kWeight, kSizeAverage, kReduce, kReduction, kPosWeight};
constexpr Param kPoissonParams[] = {kLogInput, kFull, kSizeAverage, kPoissonEps, kReduce, kReduction};
constexpr Param kGaussianParams[] = {{"full", Takes::Bool, "False", "add the constant term", How::KeywordOnly},
                                     {"eps", Takes::Float, "1e-06", "smallest variance", How::KeywordOnly},
                                     {"reduction", Takes::Str, "'mean'", "'none', 'mean' or 'sum'", How::KeywordOnly}};
constexpr Param kHingeParams[] = {kMarginOne, kSizeAverage, kReduce, kReduction};
constexpr Param kRankingParams[] = {kMarginZero, kSizeAverage, kReduce, kReduction};

constexpr Param kPairCall[] = {kInput, kTarget, kSizeAverage, kReduce, kReduction};
constexpr Param kSmoothCall[] = {kInput, kTarget, kSizeAverage, kReduce, kReduction, kBeta};
constexpr Param kHuberCall[] = {kInput, kTarget, kReduction, kDelta};
constexpr Param kKlCall[] = {kInput, kTarget, kSizeAverage, kReduce, kReduction, kLogTarget};
constexpr Param kBceCall[] = {kInput, kTarget, kWeightTensor, kSizeAverage, kReduce, kReduction};
constexpr Param kLogitsCall[] = {kInput, kTarget, kWeightTensor, kSizeAverage, kReduce, kReduction, kPosWeightTensor};
constexpr Param kPoissonCall[] = {kInput, kTarget, kLogInput, kFull, kSizeAverage, kPoissonEps, kReduce, kReduction};
constexpr Param kGaussianFunction[] = {kInput, kTarget, kVar, kFull, kGaussianEps, kReduction};
constexpr Param kHingeCall[] = {kInput, kTarget, kMarginOne, kSizeAverage, kReduce, kReduction};
constexpr Param kRankingFunction[] = {kInput1, kInput2, kTarget, kMarginZero, kSizeAverage, kReduce, kReduction};

// --- the table ---

using Signature = std::span<const Param>;

struct Loss {
  std::string_view module;
  std::string_view function;
  std::string_view summary;
  Signature params;  // of the constructor
  Signature forward;
  Signature call;  // of the function
  void (*infer)(Call&);
  Example example;
  Rejected rejected;
};

constexpr Example pair(std::string_view expr) { return {expr, "N,10; N,10", "()", "0", "0"}; }
constexpr Rejected unlike(std::string_view expr) { return {expr, "N,10; N,5", Kind::ShapeMismatch}; }

constexpr Loss kLosses[] = {
    {"torch.nn.L1Loss", "torch.nn.functional.l1_loss", "Absolute differences.", kReductionParams, kPair, kPairCall,
     infer_difference, pair("L1Loss()"), unlike("L1Loss()")},
    {"torch.nn.MSELoss",
     "torch.nn.functional.mse_loss",
     "Squares of differences.",
     kReductionParams,
     kPair,
     kPairCall,
     infer_floating_difference,
     {"MSELoss(reduction='none')", "N,10; N,10", "(N, 10)", "0", "0"},
     unlike("MSELoss()")},
    {"torch.nn.SmoothL1Loss",
     "torch.nn.functional.smooth_l1_loss",
     "Squares of small differences, absolute large ones.",
     kSmoothParams,
     kPair,
     kSmoothCall,
     infer_smooth_l1,
     pair("SmoothL1Loss()"),
     {"SmoothL1Loss(beta=-1.0)", "N,10; N,10", Kind::ArgumentValue}},
    {"torch.nn.HuberLoss",
     "torch.nn.functional.huber_loss",
     "Squares of small differences, absolute large ones.",
     kHuberParams,
     kPair,
     kHuberCall,
     infer_huber,
     pair("HuberLoss()"),
     {"HuberLoss(delta=0.0)", "N,10; N,10", Kind::ArgumentValue}},
    {"torch.nn.BCELoss",
     "torch.nn.functional.binary_cross_entropy",
     "Cross entropy of probabilities, each of its own.",
     kBceParams,
     kPair,
     kBceCall,
     infer_same,
     pair("BCELoss()"),
     {"BCELoss()", "N,1; N", Kind::RankMismatch}},
    {"torch.nn.BCEWithLogitsLoss", "torch.nn.functional.binary_cross_entropy_with_logits",
     "Cross entropy of the sigmoids of the inputs.", kLogitsParams, kPair, kLogitsCall, infer_same,
     pair("BCEWithLogitsLoss()"), unlike("BCEWithLogitsLoss()")},
    {"torch.nn.KLDivLoss", "torch.nn.functional.kl_div", "Kullback–Leibler divergence.", kKlParams, kPair, kKlCall,
     infer_broadcast, pair("KLDivLoss(reduction='batchmean')"), unlike("KLDivLoss()")},
    {"torch.nn.PoissonNLLLoss", "torch.nn.functional.poisson_nll_loss", "Likelihood of Poisson-distributed targets.",
     kPoissonParams, kPoissonPair, kPoissonCall, infer_broadcast, pair("PoissonNLLLoss()"), unlike("PoissonNLLLoss()")},
    {"torch.nn.GaussianNLLLoss",
     "torch.nn.functional.gaussian_nll_loss",
     "Likelihood of normally distributed targets.",
     kGaussianParams,
     kGaussianCall,
     kGaussianFunction,
     infer_gaussian,
     {"GaussianNLLLoss()", "N,10; N,10; N,1", "()", "0", "0"},
     {"GaussianNLLLoss()", "N,10; N,10; N,5", Kind::ShapeMismatch}},
    {"torch.nn.SoftMarginLoss", "torch.nn.functional.soft_margin_loss", "Logistic loss of targets 1 and −1.",
     kReductionParams, kPair, kPairCall, infer_soft_margin, pair("SoftMarginLoss()"), unlike("SoftMarginLoss()")},
    {"torch.nn.HingeEmbeddingLoss", "torch.nn.functional.hinge_embedding_loss",
     "Distances that targets 1 and −1 judge.", kHingeParams, kPair, kHingeCall, infer_hinge,
     pair("HingeEmbeddingLoss()"), unlike("HingeEmbeddingLoss()")},
    {"torch.nn.MarginRankingLoss",
     "torch.nn.functional.margin_ranking_loss",
     "Whether the first input ranks above the second.",
     kRankingParams,
     kRankingCall,
     kRankingFunction,
     infer_ranking,
     {"MarginRankingLoss()", "N; N; N", "()", "0", "0"},
     {"MarginRankingLoss()", "N,10; N,10; 10", Kind::RankMismatch}},
};

constexpr std::array<Spec, 2 * std::size(kLosses)> make_specs() {
  std::array<Spec, 2 * std::size(kLosses)> specs;
  for (std::size_t i = 0; i < std::size(kLosses); ++i) {
    const Loss& loss = kLosses[i];
    Spec& module = specs[2 * i];
    module.names = loss.module;
    module.summary = loss.summary;
    module.rule = "(*), (*) → (), or (*) with reduction='none'";
    module.params = loss.params;
    module.call = loss.forward;
    module.infer = loss.infer;
    module.examples = {&loss.example, 1};
    module.rejected = {&loss.rejected, 1};
    Spec& function = specs[2 * i + 1];
    function.names = loss.function;
    function.form = Form::Function;
    function.summary = loss.summary;
    function.rule = module.rule;
    function.call = loss.call;
    function.infer = loss.infer;
  }
  return specs;
}

constexpr auto kSpecs = make_specs();

}  // namespace

std::span<const Spec> elementwise_loss_specs() { return kSpecs; }

}  // namespace shapewise::layers
