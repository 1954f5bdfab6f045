// Normalisation per channel: BatchNorm over a batch, InstanceNorm over each sample, their lazy forms and functions.
// They share constructor and weights. Source: torch/nn/modules/batchnorm.py, instancenorm.py, torch/nn/functional.py,
// aten/src/ATen/native/Normalization.cpp.
#include <fmt/format.h>

#include "layer/demand.h"
#include "layer/registry.h"
#include "layer/saved.h"
#include "layer/window.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Shape;

void check(Call& c) { demand_at_least(c, "num_features", 0); }

std::vector<WeightSpec> weights(const Call& c) {
  auto channels = named("C", c.integer("num_features"));
  std::vector<WeightSpec> list;
  if (c.flag("affine")) {
    list.push_back({"weight", {channels}});
    list.push_back({"bias", {channels}});
  }
  if (c.flag("track_running_stats")) {
    list.push_back({"running_mean", {channels}, {}, true});
    list.push_back({"running_var", {channels}, {}, true});
    list.push_back({"num_batches_tracked", {}, {}, true, ir::DType::Int64});
  }
  return list;
}

/// Without weights and statistics of its own, a layer takes any number of channels.
void check_channels(Call& c, int axis) {
  if (!c.flag("affine") && !c.flag("track_running_stats")) return;
  demand_fixed(c, {Kind::ChannelMismatch, "num_features", "channels", c.integer("num_features"), c.shape()[axis]});
}

/// The sibling that takes such an input, for inputs of 2 to 5 dimensions.
bool check_rank(Call& c, std::string_view family, std::initializer_list<int> ranks) {
  diag::Diagnostic* error = rank_error(c, c.input(), ranks);
  if (error == nullptr) return true;
  int rank = c.shape().rank();
  if (rank >= 2 && rank <= 5) {
    error->notes.push_back(fmt::format("{}{}d takes inputs of {} dimensions", family, std::max(rank - 2, 1), rank));
  }
  return false;
}

/// Elements along the axes from `from` on.
Expr elements_from(const Shape& shape, int from) {
  Expr count = 1;
  for (int i = from; i < shape.rank(); ++i) count *= shape[i];
  return count;
}

void check_variance(Call& c, const Expr& elements, std::string_view over) {
  if (!c.proved(sym::eq(elements, 1))) return;
  auto& d = c.reject(Kind::SizeMismatch, {}, fmt::format("{} has only one value per channel {}", c.name(), over));
  d.label = "there is no variance of one value";
}

void infer_batch(Call& c) {
  bool fits = c.spatial() == 0   ? demand_rank_at_least(c, c.input(), 2)
              : c.spatial() == 1 ? check_rank(c, "BatchNorm", {2, 3})
                                 : check_rank(c, "BatchNorm", {c.spatial() + 2});
  if (!fits) return c.give(c.shape());
  demand_floating(c, c.input());
  check_channels(c, 1);
  bool measures = c.training() || !c.flag("track_running_stats");
  std::string_view why = c.training() ? "in training" : "and keeps no statistics";
  if (measures) check_variance(c, c.shape()[0] * elements_from(c.shape(), 2), why);
  c.give(c.shape());
}

void infer_instance(Call& c) {
  int n = c.spatial();
  if (!check_rank(c, "InstanceNorm", {n + 1, n + 2})) return c.give(c.shape());
  demand_floating(c, c.input());
  int axis = c.shape().rank() - n - 1;
  check_channels(c, axis);
  bool measures = c.training() || !c.flag("track_running_stats");
  if (measures) check_variance(c, elements_from(c.shape(), axis + 1), "and sample");
  c.give(c.shape());
}

// --- functions ---

/// Weights and statistics have one number per channel.
void check_vectors(Call& c, const Expr& channels) {
  for (std::string_view param : {"running_mean", "running_var", "weight", "bias"}) {
    const ir::Tensor* vector = c.tensor(param);
    if (vector == nullptr || !demand_rank(c, *vector, {1}, param)) continue;
    demand_fixed(c, {Kind::ChannelMismatch, param, "channels", (*vector->shape)[0], channels});
  }
}

bool check_statistics(Call& c) {
  for (std::string_view param : {"running_mean", "running_var"}) {
    if (!c.is_none(param)) continue;
    c.reject(Kind::ArgumentValue, param, fmt::format("{} without training needs {}", c.name(), param)).label =
        "expected a tensor";
    return false;
  }
  return true;
}

void infer_function(Call& c, std::string_view measuring, Expr (*elements)(const Shape&), std::string_view over) {
  const ir::Tensor& input = *c.tensor("input");
  if (demand_rank_at_least(c, input, 2)) {
    demand_floating(c, input);
    if (!c.flag(measuring)) check_statistics(c);
    check_vectors(c, (*input.shape)[1]);
    if (c.flag(measuring)) check_variance(c, elements(*input.shape), over);
  }
  c.give(*input.shape, input.dtype);
}

void infer_batch_function(Call& c) {
  auto elements = [](const Shape& shape) { return shape[0] * elements_from(shape, 2); };
  infer_function(c, "training", elements, "in training");
}

void infer_instance_function(Call& c) {
  infer_function(
      c, "use_input_stats", [](const Shape& shape) { return elements_from(shape, 2); }, "and sample");
}

// --- signatures ---

constexpr Takes kMomentum = Takes::Float | Takes::None;
constexpr Takes kVector = Takes::Tensor | Takes::None;
/// BatchNorm1d takes (N, C) as well as (N, C, L); a network more often begins with the former.
Shape typical_input(const Call& c) { return batch_of(c.integer("num_features"), c.spatial() == 1 ? 0 : c.spatial()); }

constexpr Param kFeatures = {"num_features", Takes::Int, "", "channels of the input"};
constexpr Param kEps = {"eps", Takes::Float, "1e-05", "added to the variance"};
constexpr Param kMomentumParam = {"momentum", kMomentum, "0.1", "weight of a new batch in the running statistics"};
constexpr Param kDevice = {"device", Takes::Any, "None", "where the weights live"};
constexpr Param kDType = {"dtype", Takes::Any, "None", "element type of the weights"};

constexpr Param kBatchParams[] = {
    kFeatures,
    kEps,
    kMomentumParam,
    {"affine", Takes::Bool, "True", "learn a scale and an offset per channel"},
    {"track_running_stats", Takes::Bool, "True", "keep mean and variance for evaluation"},
    kDevice,
    kDType,
};
constexpr Param kSyncParams[] = {
    kFeatures,
    kEps,
    kMomentumParam,
    {"affine", Takes::Bool, "True", "learn a scale and an offset per channel"},
    {"track_running_stats", Takes::Bool, "True", "keep mean and variance for evaluation"},
    {"process_group", Takes::Any, "None", "processes over which statistics are shared"},
    kDevice,
    kDType,
};
constexpr Param kInstanceParams[] = {
    kFeatures,
    kEps,
    kMomentumParam,
    {"affine", Takes::Bool, "False", "learn a scale and an offset per channel"},
    {"track_running_stats", Takes::Bool, "False", "keep mean and variance for evaluation"},
    kDevice,
    kDType,
};
/// Other defaults than those of the layers that they become.
constexpr Param kLazyInstanceParams[] = {
    kFeatures,
    kEps,
    kMomentumParam,
    {"affine", Takes::Bool, "True", "learn a scale and an offset per channel"},
    {"track_running_stats", Takes::Bool, "True", "keep mean and variance for evaluation"},
    kDevice,
    kDType,
};
constexpr Param kForward[] = {{"input", Takes::Tensor, "", "(N, C, …)"}};
constexpr Param kBatchFunction[] = {
    {"input", Takes::Tensor, "", "(N, C, …)"},
    {"running_mean", kVector, "", "(C)"},
    {"running_var", kVector, "", "(C)"},
    {"weight", kVector, "None", "(C)"},
    {"bias", kVector, "None", "(C)"},
    {"training", Takes::Bool, "False", "use mean and variance of the batch"},
    {"momentum", kMomentum, "0.1", "weight of the batch in the running statistics"},
    kEps,
};
constexpr Param kInstanceFunction[] = {
    {"input", Takes::Tensor, "", "(N, C, …)"},
    {"running_mean", kVector, "None", "(C)"},
    {"running_var", kVector, "None", "(C)"},
    {"weight", kVector, "None", "(C)"},
    {"bias", kVector, "None", "(C)"},
    {"use_input_stats", Takes::Bool, "True", "use mean and variance of each sample"},
    {"momentum", kMomentum, "0.1", "weight of the batch in the running statistics"},
    kEps,
};

constexpr std::string_view kBatch =
    "Subtracts each channel's mean over the batch and divides by its standard deviation.";
constexpr std::string_view kInstance =
    "Subtracts each channel's mean in each sample and divides by its standard deviation.";
constexpr std::string_view kRule = "(N, C, *) → (N, C, *)";

/// With the statistics of the batch, mean and inverse deviation of each channel, too.
Saved saved_batch(const Call& c) {
  bool measures = c.has("training") ? c.flag("training") : c.training() || !c.flag("track_running_stats");
  if (!measures || c.shape().rank() < 2) return saves_input(c);
  return {{{0}}, {}, {{2 * c.shape()[1], c.dtype()}}};
}

/// The same for each channel of each sample, whose weight and running statistics are repeated.
Saved saved_instance(const Call& c) {
  int channels = c.shape().rank() - c.spatial() - 1;
  Expr planes = channels == 1 ? c.shape()[0] * c.shape()[1] : c.shape()[0];
  bool measures = c.training() || !c.flag("track_running_stats");
  int numbers = (measures ? 2 : 0) + (c.flag("affine") ? 1 : 0) + (c.flag("track_running_stats") ? 2 : 0);
  return {{{0}}, {}, {{numbers * planes, c.dtype()}}};
}

constexpr Spec module(std::string_view names, int spatial, std::string_view summary, std::span<const Param> params,
                      void (*infer)(Call&), std::span<const Example> examples, std::span<const Rejected> rejected) {
  return {.names = names,
          .summary = summary,
          .rule = kRule,
          .spatial = spatial,
          .params = params,
          .call = kForward,
          .check = check,
          .weights = weights,
          .infer = infer,
          .saved = saved_batch,
          .placement = Placement::AsInputs,
          .typical_input = typical_input,
          .examples = examples,
          .rejected = rejected};
}

constexpr Spec lazy(std::string_view names, int spatial, std::span<const Param> params, Lazy becomes,
                    std::span<const Example> examples) {
  return {.names = names,
          .summary = "Normalisation that takes num_features from its first input.",
          .rule = "as the layer that it becomes",
          .spatial = spatial,
          .params = params.subspan(1),
          .call = kForward,
          .lazy = becomes,
          .examples = examples};
}

constexpr Spec function(std::string_view names, std::string_view summary, std::span<const Param> call,
                        void (*infer)(Call&)) {
  return {.names = names, .form = Form::Function, .summary = summary, .rule = kRule, .call = call, .infer = infer};
}

constexpr Example kBatch1d[] = {{"BatchNorm1d(100)", "N,100", "(N, 100)", "200", "0"},
                                {"BatchNorm1d(16)", "N,16,50", "(N, 16, 50)", "32", "0"}};
constexpr Example kBatch2d[] = {{"BatchNorm2d(64)", "N,64,8,8", "(N, 64, 8, 8)", "128", "0"},
                                {"BatchNorm2d(64, affine=False)", "N,64,8,8", "(N, 64, 8, 8)", "0", "0"}};
constexpr Example kBatch3d[] = {{"BatchNorm3d(4)", "N,4,2,3,5", "(N, 4, 2, 3, 5)", "8", "0"}};
constexpr Example kSync[] = {{"SyncBatchNorm(64)", "N,64,8,8", "(N, 64, 8, 8)", "128", "0"}};
constexpr Example kInstance1d[] = {{"InstanceNorm1d(16, affine=True)", "N,16,50", "(N, 16, 50)", "32", "0"}};
constexpr Example kInstance2d[] = {{"InstanceNorm2d(64)", "N,64,8,8", "(N, 64, 8, 8)", "0", "0"}};
constexpr Example kInstance3d[] = {{"InstanceNorm3d(4)", "4,2,3,5", "(4, 2, 3, 5)", "0", "0"}};
constexpr Rejected kNoBatch1d[] = {{"BatchNorm1d(100)", "N,64", Kind::ChannelMismatch},
                                   {"BatchNorm1d(64)", "N,64,8,8", Kind::RankMismatch}};
constexpr Rejected kNoBatch2d[] = {{"BatchNorm2d(32)", "N,64,8,8", Kind::ChannelMismatch},
                                   {"BatchNorm2d(64)", "N,64", Kind::RankMismatch}};
constexpr Rejected kNoBatch3d[] = {{"BatchNorm3d(4)", "N,4,3,5", Kind::RankMismatch}};
constexpr Rejected kNoSync[] = {{"SyncBatchNorm(32)", "N,64,8,8", Kind::ChannelMismatch}};
constexpr Rejected kNoInstance1d[] = {{"InstanceNorm1d(4, affine=True)", "N,16,50", Kind::ChannelMismatch}};
constexpr Rejected kNoInstance2d[] = {{"InstanceNorm2d(64)", "N,64,1,1", Kind::SizeMismatch}};
constexpr Rejected kNoInstance3d[] = {{"InstanceNorm3d(4)", "N,4,3", Kind::RankMismatch}};
constexpr Example kLazyBatch1d[] = {{"LazyBatchNorm1d()", "N,100", "(N, 100)", "200", "0"}};
constexpr Example kLazyBatch2d[] = {{"LazyBatchNorm2d()", "N,64,8,8", "(N, 64, 8, 8)", "128", "0"}};
constexpr Example kLazyBatch3d[] = {{"LazyBatchNorm3d()", "N,4,2,3,5", "(N, 4, 2, 3, 5)", "8", "0"}};
constexpr Example kLazyInstance1d[] = {{"LazyInstanceNorm1d()", "N,16,50", "(N, 16, 50)", "32", "0"}};
constexpr Example kLazyInstance2d[] = {{"LazyInstanceNorm2d(affine=False)", "N,64,8,8", "(N, 64, 8, 8)", "0", "0"}};
constexpr Example kLazyInstance3d[] = {{"LazyInstanceNorm3d()", "N,4,2,3,5", "(N, 4, 2, 3, 5)", "8", "0"}};

constexpr Lazy becoming(std::string_view name, int axis) { return {name, "num_features", axis}; }

constexpr Spec kSpecs[] = {
    module("torch.nn.BatchNorm1d", 1, kBatch, kBatchParams, infer_batch, kBatch1d, kNoBatch1d),
    module("torch.nn.BatchNorm2d", 2, kBatch, kBatchParams, infer_batch, kBatch2d, kNoBatch2d),
    module("torch.nn.BatchNorm3d", 3, kBatch, kBatchParams, infer_batch, kBatch3d, kNoBatch3d),
    module("torch.nn.SyncBatchNorm", 0, kBatch, kSyncParams, infer_batch, kSync, kNoSync),
    keeping(
        module("torch.nn.InstanceNorm1d", 1, kInstance, kInstanceParams, infer_instance, kInstance1d, kNoInstance1d),
        saved_instance),
    keeping(
        module("torch.nn.InstanceNorm2d", 2, kInstance, kInstanceParams, infer_instance, kInstance2d, kNoInstance2d),
        saved_instance),
    keeping(
        module("torch.nn.InstanceNorm3d", 3, kInstance, kInstanceParams, infer_instance, kInstance3d, kNoInstance3d),
        saved_instance),
    lazy("torch.nn.LazyBatchNorm1d", 1, kBatchParams, becoming("torch.nn.BatchNorm1d", 1), kLazyBatch1d),
    lazy("torch.nn.LazyBatchNorm2d", 2, kBatchParams, becoming("torch.nn.BatchNorm2d", 1), kLazyBatch2d),
    lazy("torch.nn.LazyBatchNorm3d", 3, kBatchParams, becoming("torch.nn.BatchNorm3d", 1), kLazyBatch3d),
    lazy("torch.nn.LazyInstanceNorm1d", 1, kLazyInstanceParams, becoming("torch.nn.InstanceNorm1d", kChannelAxis),
         kLazyInstance1d),
    lazy("torch.nn.LazyInstanceNorm2d", 2, kLazyInstanceParams, becoming("torch.nn.InstanceNorm2d", kChannelAxis),
         kLazyInstance2d),
    lazy("torch.nn.LazyInstanceNorm3d", 3, kLazyInstanceParams, becoming("torch.nn.InstanceNorm3d", kChannelAxis),
         kLazyInstance3d),
    keeping(function("torch.nn.functional.batch_norm", kBatch, kBatchFunction, infer_batch_function), saved_batch),
    function("torch.nn.functional.instance_norm", kInstance, kInstanceFunction, infer_instance_function),
};

}  // namespace

std::span<const Spec> batch_norm_specs() { return kSpecs; }

}  // namespace shapewise::layers
