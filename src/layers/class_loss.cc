// Losses of classifications: the input scores classes, the target names them.
// Source: torch/nn/modules/loss.py, torch/nn/functional.py, aten/src/ATen/native/LossNLL.cpp, LossMulti*.cpp,
// LossCTC.cpp.
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
using sym::Expr;
using sym::Shape;

/// Where the classes are: the second dimension, or the only one.
int class_axis(const Shape& shape) { return shape.rank() == 1 ? 0 : 1; }

Shape without_classes(const Shape& shape) {
  Shape rest = shape;
  if (rest.rank() > 0) rest.dims.erase(rest.dims.begin() + class_axis(shape));
  return rest;
}

void check_class_weight(Call& c, const Shape& input) {
  const ir::Tensor* weight = c.has("weight") ? c.tensor("weight") : nullptr;
  if (weight != nullptr) demand_shape(c, *weight, {input[class_axis(input)]}, "weight");
}

/// A target of class indices has the shape of the input without its classes. Of a single sample PyTorch takes as many
/// targets as there are classes, too, and looks at the first.
void check_class_indices(Call& c, const ir::Tensor& input, const ir::Tensor& target) {
  demand_int64(c, target, "target");
  bool vectors = input.shape->rank() == 1 && target.shape->rank() == 1;
  if (vectors && c.proved(sym::eq((*input.shape)[0], (*target.shape)[0]))) return check_class_weight(c, *input.shape);
  if (demand_shape(c, target, without_classes(*input.shape), "target")) check_class_weight(c, *input.shape);
}

void infer_nll(Call& c) {
  const ir::Tensor& input = tensor_at(c, 0);
  demand_floating(c, input, "input");
  if (demand_rank_at_least(c, input, 1, "input")) check_class_indices(c, input, tensor_at(c, 1));
  give_loss(c, without_classes(*input.shape), type_of(input));
}

/// A target with as many dimensions as the input can only be probabilities of the classes.
bool check_probabilities(Call& c, const Shape& input, const ir::Tensor& target) {
  for (int i = 0; i < input.rank(); ++i) {
    if (c.holds(sym::eq(input[i], (*target.shape)[i]), "the shape of target")) continue;
    auto& d = c.reject(Kind::ShapeMismatch, "target",
                       fmt::format("the target of {} is {}, which fits neither classes nor probabilities", c.name(),
                                   ir::to_text(target)));
    d.label = fmt::format("expected {} classes, or {} probabilities", sym::to_text(without_classes(input)),
                          sym::to_text(input));
    return false;
  }
  if (c.proved(sym::ge(c.integer("ignore_index"), 0))) {
    auto& d = c.reject(Kind::ArgumentValue, "ignore_index", "ignore_index is not for a target of probabilities");
    d.label = "leave it out, or pass classes as the target";
  }
  return demand_floating(c, target, "target");
}

void infer_cross_entropy(Call& c) {
  const ir::Tensor& input = tensor_at(c, 0);
  const ir::Tensor& target = tensor_at(c, 1);
  demand_between(c, "label_smoothing", 0, 1);
  demand_floating(c, input, "input");
  if (demand_rank_at_least(c, input, 1, "input")) {
    if (input.shape->rank() != target.shape->rank()) {
      check_class_indices(c, input, target);
    } else if (check_probabilities(c, *input.shape, target)) {
      check_class_weight(c, *input.shape);
    }
  }
  give_loss(c, without_classes(*input.shape), type_of(input));
}

/// (N, C) or (C), with one class for each sample; a target (1) for (C) is taken, too.
void infer_multi_margin(Call& c) {
  const ir::Tensor& input = tensor_at(c, 0);
  const ir::Tensor& target = tensor_at(c, 1);
  if (c.refuted(sym::eq(c.integer("p"), 1)) && c.refuted(sym::eq(c.integer("p"), 2))) {
    c.reject(Kind::ArgumentValue, "p", "p of the loss is 1 or 2").label = "expected 1 or 2";
  }
  Shape each;
  if (demand_rank(c, input, {0, 1, 2}, "input")) {
    demand_int64(c, target, "target");
    bool batched = input.shape->rank() == 2;
    each = batched ? Shape{(*input.shape)[0]} : target.shape->rank() == 1 ? Shape{1} : Shape();
    demand_shape(c, target, each, "target");
    const ir::Tensor* weight = c.has("weight") ? c.tensor("weight") : nullptr;
    if (weight != nullptr) demand_rank(c, *weight, {1}, "weight");
  }
  give_loss(c, std::move(each), type_of(input));
}

/// Each sample names several classes, in a row as long as the input's.
void infer_multilabel_margin(Call& c) {
  const ir::Tensor& input = tensor_at(c, 0);
  const ir::Tensor& target = tensor_at(c, 1);
  Shape each;
  if (demand_rank(c, input, {0, 1, 2}, "input")) {
    demand_int64(c, target, "target");
    demand_shape(c, target, *input.shape, "target");
    if (input.shape->rank() == 2) each = {(*input.shape)[0]};
  }
  give_loss(c, std::move(each), type_of(input));
}

/// The mean over the classes, which are the last dimension here.
void infer_multilabel_soft_margin(Call& c) {
  const ir::Tensor& input = tensor_at(c, 0);
  const ir::Tensor& target = tensor_at(c, 1);
  auto shape = broadcast(c, {*input.shape, *target.shape});
  if (!shape || !demand_rank_at_least(c, input, 1, "input")) return c.give(Shape(), input.dtype);
  if (const ir::Tensor* weight = c.has("weight") ? c.tensor("weight") : nullptr) {
    shape = broadcast(c, {*shape, *weight->shape});
    if (!shape) return c.give(Shape(), input.dtype);
  }
  // The axis of the input's classes, even where the target has more axes than the input.
  shape->dims.erase(shape->dims.begin() + input.shape->rank() - 1);
  give_loss(c, *shape, type_of(input));
}

/// Tensors of lengths, or tuples of ints: one per sample, so that a batch of one may have a plain number.
void check_lengths(Call& c, std::string_view param, const Expr& batch) {
  const ir::Tensor* lengths = c.tensor(param);
  if (lengths == nullptr || lengths->shape->rank() > 1) return;
  bool number = lengths->shape->rank() == 0 && !c.refuted(sym::eq(batch, 1));
  if (!number) demand_shape(c, *lengths, {batch}, param);
}

void infer_ctc(Call& c) {
  const ir::Tensor& log_probs = *c.tensor("log_probs");
  const ir::Tensor& targets = *c.tensor("targets");
  if (!demand_rank(c, log_probs, {2, 3}, "log_probs")) return c.give(Shape(), log_probs.dtype);
  const Shape& shape = *log_probs.shape;
  bool batched = shape.rank() == 3;
  if (c.refuted(sym::ge(c.integer("blank"), 0)) || c.refuted(sym::ge(shape[-1] - 1, c.integer("blank")))) {
    c.reject(Kind::ArgumentValue, "blank", fmt::format("blank is no class of {}", sym::to_text(shape[-1]))).label =
        fmt::format("expected 0 to {}", sym::to_text(shape[-1] - 1));
  }
  if (batched) {
    if (demand_rank(c, targets, {1, 2}, "targets") && targets.shape->rank() == 2) {
      demand_shape(c, targets, {shape[1], (*targets.shape)[1]}, "targets");
    }
    check_lengths(c, "input_lengths", shape[1]);
    check_lengths(c, "target_lengths", shape[1]);
  }
  give_loss(c, batched ? Shape{shape[1]} : Shape(), type_of(log_probs));
}

// --- signatures ---

constexpr Param kInput = {"input", Takes::Tensor, "", "(N, C, …) or (C): scores of the classes"};
constexpr Param kTarget = {"target", Takes::Tensor, "", "(N, …) or (): classes"};
constexpr Param kTargets = {"target", Takes::Tensor, "", "(N, C) or (C)"};
constexpr Param kWeight = {"weight", Takes::Any, "None", "weight of each class"};
constexpr Param kWeightTensor = {"weight", Takes::Tensor | Takes::None, "None", "weight of each class"};
constexpr Param kIgnore = {"ignore_index", Takes::Int, "-100", "a class that does not count"};
constexpr Param kSmoothing = {"label_smoothing", Takes::Float, "0.0",
                              "share of the target that is spread over all classes"};
constexpr Param kP = {"p", Takes::Int, "1", "1 or 2: exponent"};
constexpr Param kMargin = {"margin", Takes::Float, "1.0", "wanted difference"};
constexpr Param kBlank = {"blank", Takes::Int, "0", "the class that stands for no label"};
constexpr Param kInfinity = {"zero_infinity", Takes::Bool, "False", "count infinite losses as 0"};

constexpr Param kPair[] = {kInput, kTarget};
constexpr Param kMultilabelPair[] = {kInput, kTargets};
constexpr Param kCrossParams[] = {kWeight, kSizeAverage, kIgnore, kReduce, kReduction, kSmoothing};
constexpr Param kCrossCall[] = {kInput, kTarget, kWeightTensor, kSizeAverage, kIgnore, kReduce, kReduction, kSmoothing};
constexpr Param kMultiMarginParams[] = {kP, kMargin, kWeight, kSizeAverage, kReduce, kReduction};
constexpr Param kMultiMarginCall[] = {kInput, kTarget, kP, kMargin, kWeightTensor, kSizeAverage, kReduce, kReduction};
constexpr Param kMultilabelParams[] = {kSizeAverage, kReduce, kReduction};
constexpr Param kMultilabelCall[] = {kInput, kTargets, kSizeAverage, kReduce, kReduction};
constexpr Param kSoftParams[] = {kWeight, kSizeAverage, kReduce, kReduction};
constexpr Param kSoftCall[] = {kInput, kTargets, kWeightTensor, kSizeAverage, kReduce, kReduction};
constexpr Takes kLengths = Takes::Tensor | Takes::Ints;
constexpr Param kCtcParams[] = {kBlank, kReduction, kInfinity};
constexpr Param kCtcCall[] = {
    {"log_probs", Takes::Tensor, "", "(T, N, C) or (T, C): log-probabilities of the classes"},
    {"targets", Takes::Tensor, "", "(N, S), (S) or all targets in a row"},
    {"input_lengths", kLengths, "", "(N) or ()"},
    {"target_lengths", kLengths, "", "(N) or ()"},
    kBlank,
    kReduction,
    kInfinity,
};

// --- the table ---

using Signature = std::span<const Param>;

struct Loss {
  std::string_view module;
  std::string_view function;
  std::string_view summary;
  std::string_view rule;
  Signature params;  // of the constructor
  Signature forward;
  Signature call;  // of the function
  void (*infer)(Call&);
  Example example;
  Rejected rejected;
};

constexpr Signature kCross = kCrossParams;
constexpr std::string_view kClasses = "(N, C, *), (N, *) → (), or (N, *) with reduction='none'";
constexpr std::string_view kRows = "(N, C), (N, C) → (), or (N) with reduction='none'";

constexpr Loss kLosses[] = {
    {"torch.nn.CrossEntropyLoss",
     "torch.nn.functional.cross_entropy",
     "Cross entropy of the softmax of scores.",
     kClasses,
     kCross,
     kPair,
     kCrossCall,
     infer_cross_entropy,
     {"CrossEntropyLoss()", "N,10; N", "()", "0", "0"},
     {"CrossEntropyLoss()", "N,10,8,8; N,8,7", Kind::ShapeMismatch}},
    {"torch.nn.NLLLoss torch.nn.NLLLoss2d",
     "torch.nn.functional.nll_loss",
     "The negative log-probability of the right class.",
     kClasses,
     kCross.first(5),
     kPair,
     std::span(kCrossCall).first(7),
     infer_nll,
     {"NLLLoss(reduction='none')", "N,10,8,8; N,8,8", "(N, 8, 8)", "0", "0"},
     {"NLLLoss()", "N,10; N,1", Kind::RankMismatch}},
    {"torch.nn.MultiMarginLoss",
     "torch.nn.functional.multi_margin_loss",
     "How little the right class scores above the others.",
     "(N, C), (N) → (), or (N) with reduction='none'",
     kMultiMarginParams,
     kPair,
     kMultiMarginCall,
     infer_multi_margin,
     {"MultiMarginLoss()", "N,10; N", "()", "0", "0"},
     {"MultiMarginLoss(p=3)", "N,10; N", Kind::ArgumentValue}},
    {"torch.nn.MultiLabelMarginLoss",
     "torch.nn.functional.multilabel_margin_loss",
     "How little the right classes score above the others.",
     kRows,
     kMultilabelParams,
     kMultilabelPair,
     kMultilabelCall,
     infer_multilabel_margin,
     {"MultiLabelMarginLoss(reduction='none')", "N,10; N,10", "(N,)", "0", "0"},
     {"MultiLabelMarginLoss()", "N,10; N,9", Kind::ShapeMismatch}},
    {"torch.nn.MultiLabelSoftMarginLoss",
     "torch.nn.functional.multilabel_soft_margin_loss",
     "Cross entropy of each class of its own.",
     kRows,
     kSoftParams,
     kMultilabelPair,
     kSoftCall,
     infer_multilabel_soft_margin,
     {"MultiLabelSoftMarginLoss()", "N,10; N,10", "()", "0", "0"},
     {"MultiLabelSoftMarginLoss()", "N,10; N,9", Kind::ShapeMismatch}},
    {"torch.nn.CTCLoss",
     "torch.nn.functional.ctc_loss",
     "The likelihood of a sequence of labels in a longer sequence.",
     "(T, N, C), (N, S), (N), (N) → (), or (N) with reduction='none'",
     kCtcParams,
     std::span(kCtcCall).first(4),
     kCtcCall,
     infer_ctc,
     {"CTCLoss()", "50,N,20; N,30; N; N", "()", "0", "0"},
     {"CTCLoss(blank=20)", "50,N,20; N,30; N; N", Kind::ArgumentValue}},
};

constexpr std::array<Spec, 2 * std::size(kLosses)> make_specs() {
  std::array<Spec, 2 * std::size(kLosses)> specs;
  for (std::size_t i = 0; i < std::size(kLosses); ++i) {
    const Loss& loss = kLosses[i];
    Spec& module = specs[2 * i];
    module.names = loss.module;
    module.summary = loss.summary;
    module.rule = loss.rule;
    module.params = loss.params;
    module.call = loss.forward;
    module.infer = loss.infer;
    module.examples = {&loss.example, 1};
    module.rejected = {&loss.rejected, 1};
    Spec& function = specs[2 * i + 1];
    function.names = loss.function;
    function.form = Form::Function;
    function.summary = loss.summary;
    function.rule = loss.rule;
    function.call = loss.call;
    function.infer = loss.infer;
  }
  return specs;
}

constexpr auto kSpecs = make_specs();

}  // namespace

std::span<const Spec> class_loss_specs() { return kSpecs; }

}  // namespace shapewise::layers
