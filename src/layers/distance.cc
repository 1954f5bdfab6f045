// Distances and similarities of vectors, and the losses of embeddings that are made of them.
// Source: torch/nn/modules/distance.py, loss.py, torch/nn/functional.py, aten/src/ATen/native/Distance.cpp, Loss.cpp.
#include <fmt/format.h>

#include "layer/axes.h"
#include "layer/broadcast.h"
#include "layer/demand.h"
#include "layer/reduction.h"
#include "layer/registry.h"
#include "layer/row.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Formula;
using sym::Shape;

/// The common shape of tensors, or nothing after an error.
std::optional<Shape> common_shape(Call& c, std::initializer_list<const ir::Tensor*> tensors) {
  std::vector<Shape> shapes;
  for (const ir::Tensor* tensor : tensors) shapes.push_back(*tensor->shape);
  return broadcast(c, shapes);
}

void infer_cosine(Call& c) {
  const ir::Tensor& x1 = *c.tensor("x1");
  const ir::Tensor& x2 = *c.tensor("x2");
  demand_floating(c, ir::is_floating(x1.dtype) ? x1 : x2, "x1");
  auto shape = common_shape(c, {&x1, &x2});
  auto axis = shape ? axis_of(c, "dim", shape->rank()) : std::nullopt;
  if (!axis) return c.give_nothing("the dimension is not known");
  c.give(tensor_of(without_axes(*shape, {*axis}, false), common_type(x1, x2)));
}

void infer_pairwise(Call& c) {
  const ir::Tensor& x1 = *c.tensor("x1");
  const ir::Tensor& x2 = *c.tensor("x2");
  auto shape = common_shape(c, {&x1, &x2});
  if (!shape) return c.give_nothing("the shapes do not fit");
  Shape out = shape->rank() == 0 ? *shape : without_axes(*shape, {shape->rank() - 1}, c.flag("keepdim"));
  c.give(tensor_of(std::move(out), common_type(x1, x2).floating()));
}

/// The distance of each row of x1 to each row of x2, batch by batch.
void infer_cdist(Call& c) {
  const ir::Tensor& x1 = *c.tensor("x1");
  const ir::Tensor& x2 = *c.tensor("x2");
  if (c.number("p") < 0) c.reject(Kind::ArgumentValue, "p", "p must not be negative").label = "expected at least 0";
  demand_floating(c, x1, "x1");
  demand_floating(c, x2, "x2");
  if (!demand_rank_at_least(c, x1, 2, "x1") || !demand_rank_at_least(c, x2, 2, "x2")) {
    return c.give_nothing("the inputs have too few dimensions");
  }
  const Shape& a = *x1.shape;
  const Shape& b = *x2.shape;
  if (!c.holds(sym::eq(a[-1], b[-1]), "vectors of one length")) {
    auto& d = c.reject(Kind::ShapeMismatch, "x2",
                       fmt::format("cdist compares vectors of one length, not of {} and {}", sym::to_text(a[-1]),
                                   sym::to_text(b[-1])));
    d.label = fmt::format("expected {}", sym::to_text(a[-1]));
  }
  auto out = broadcast(c, {Shape(std::vector<Expr>(a.dims.begin(), a.dims.end() - 2)),
                           Shape(std::vector<Expr>(b.dims.begin(), b.dims.end() - 2))});
  if (!out) return c.give_nothing("the batches do not fit");
  out->dims.push_back(a[-2]);
  out->dims.push_back(b[-2]);
  c.give(tensor_of(std::move(*out), common_type(x1, x2)));
}

/// The distances of all pairs of rows: n·(n − 1)/2.
void infer_pdist(Call& c) {
  if (!demand_rank(c, {2})) return c.give_nothing("the input has the wrong rank");
  demand_floating(c, c.input());
  Expr n = c.shape()[0];
  c.give({sym::floor_div(n * (n - 1), 2)});
}

// --- losses of embeddings ---

/// One target for each pair of rows, or one for a pair of vectors. The products of input1 and input2 are summed along
/// the last dimension of input1, and so are the squares of each; PyTorch looks at no rank but that of input1.
void infer_cosine_loss(Call& c) {
  const ir::Tensor& input1 = *c.tensor("input1");
  const ir::Tensor& input2 = *c.tensor("input2");
  const ir::Tensor& target = *c.tensor("target");
  std::optional<Shape> each;
  if (demand_rank(c, target, {0, 1}, "target")) {
    int axis = target.shape->rank();
    // A single number stands for a whole vector.
    bool number = axis == 0 && input2.shape->rank() == 0;
    if (demand_rank(c, input1, {axis + 1}, "input1") && (number || demand_rank_at_least(c, input2, axis + 1, "input2")))
      each = common_shape(c, {&input1, &input2});
    if (each) {
      auto sum = [&](const Shape& shape) { return shape.rank() == 0 ? shape : without_axes(shape, {axis}, false); };
      each = broadcast(c, {sum(*each), sum(*input1.shape), sum(*input2.shape), *target.shape});
    }
  }
  give_loss(c, each.value_or(Shape()), type_of(input1));
}

/// Three batches of vectors; the distances are along the last dimension.
void infer_triplet(Call& c) {
  const ir::Tensor& anchor = *c.tensor("anchor");
  const ir::Tensor& positive = *c.tensor("positive");
  const ir::Tensor& negative = *c.tensor("negative");
  int rank = anchor.shape->rank();
  bool ranked = demand_rank(c, positive, {rank}, "positive") && demand_rank(c, negative, {rank}, "negative");
  auto each = ranked ? common_shape(c, {&anchor, &positive, &negative}) : std::nullopt;
  if (!each) return c.give(Shape(), anchor.dtype);
  if (each->rank() > 0) each->dims.pop_back();
  give_loss(c, std::move(*each), type_of(anchor).floating());
}

/// With a distance of the user's own, only the scalar that mean and sum give is known.
void infer_triplet_with_distance(Call& c) {
  if (c.is_none("distance_function")) return infer_triplet(c);
  bool scalar = c.text("reduction") == "mean" || c.text("reduction") == "sum";
  const ir::Tensor& anchor = *c.tensor("anchor");
  scalar ? give_loss(c, Shape(), type_of(anchor)) : c.give_nothing("the distance is the user's own");
}

// --- signatures ---

constexpr Param kX1 = {"x1", Takes::Tensor, "", "vectors, in a tensor of any shape"};
constexpr Param kX2 = {"x2", Takes::Tensor, "", "vectors, in a tensor that broadcasts with x1"};
constexpr Param kDim = {"dim", Takes::Int, "1", "the dimension along which the vectors lie"};
constexpr Param kEps = {"eps", Takes::Float, "1e-08", "smallest divisor"};
constexpr Param kP = {"p", Takes::Float, "2.0", "which norm"};
constexpr Param kAdded = {"eps", Takes::Float, "1e-06", "added to the difference"};
constexpr Param kKeepdim = {"keepdim", Takes::Bool, "False", "keep the last dimension, with size 1"};
constexpr Param kMargin = {"margin", Takes::Float, "1.0", "wanted difference of the distances"};
constexpr Param kNoMargin = {"margin", Takes::Float, "0.0", "similarity that is still good"};
constexpr Param kSwap = {"swap", Takes::Bool, "False", "compare the positive with the negative, too"};
constexpr Param kInput1 = {"input1", Takes::Tensor, "", "(N, D) or (D)"};
constexpr Param kInput2 = {"input2", Takes::Tensor, "", "(N, D) or (D)"};
constexpr Param kTarget = {"target", Takes::Tensor, "", "(N) or (): 1 or −1"};
constexpr Param kAnchor = {"anchor", Takes::Tensor, "", "(N, D) or (D)"};
constexpr Param kPositive = {"positive", Takes::Tensor, "", "(N, D) or (D): what should be near"};
constexpr Param kNegative = {"negative", Takes::Tensor, "", "(N, D) or (D): what should be far"};
constexpr Param kOwnDistance = {"distance_function", Takes::Any, "None", "another distance", How::KeywordOnly};
constexpr Param kOwnMargin = {"margin", Takes::Float, "1.0", "wanted difference of the distances", How::KeywordOnly};
constexpr Param kOwnSwap = {"swap", Takes::Bool, "False", "compare the positive with the negative, too",
                            How::KeywordOnly};
constexpr Param kOwnReduction = {"reduction", Takes::Str, "'mean'", "'none', 'mean' or 'sum'", How::KeywordOnly};

constexpr Param kVectors[] = {kX1, kX2};
constexpr Param kCosineParams[] = {kDim, kEps};
constexpr Param kCosineCall[] = {kX1, kX2, kDim, kEps};
constexpr Param kPairwiseParams[] = {kP, kAdded, kKeepdim};
constexpr Param kPairwiseCall[] = {kX1, kX2, kP, kAdded, kKeepdim};
constexpr Param kCdist[] = {
    kX1, kX2, kP, {"compute_mode", Takes::Str, "'use_mm_for_euclid_dist_if_necessary'", "how it is computed"}};
constexpr Param kPdist[] = {{"input", Takes::Tensor, "", "(N, D)"}, kP};
constexpr Param kCosineLossParams[] = {kNoMargin, kSizeAverage, kReduce, kReduction};
constexpr Param kCosineLossForward[] = {kInput1, kInput2, kTarget};
constexpr Param kCosineLossCall[] = {kInput1, kInput2, kTarget, kNoMargin, kSizeAverage, kReduce, kReduction};
constexpr Param kTripletParams[] = {kMargin, kP, kAdded, kSwap, kSizeAverage, kReduce, kReduction};
constexpr Param kTripletForward[] = {kAnchor, kPositive, kNegative};
constexpr Param kTripletCall[] = {kAnchor, kPositive, kNegative,    kMargin, kP,
                                  kAdded,  kSwap,     kSizeAverage, kReduce, kReduction};
constexpr Param kOwnParams[] = {kOwnDistance, kOwnMargin, kOwnSwap, kOwnReduction};
constexpr Param kOwnCall[] = {kAnchor, kPositive, kNegative, kOwnDistance, kOwnMargin, kOwnSwap, kOwnReduction};

constexpr Example kCosineExamples[] = {{"CosineSimilarity(dim=1)", "N,64; N,64", "(N,)", "0", "0"}};
constexpr Example kPairwiseExamples[] = {{"PairwiseDistance(keepdim=True)", "N,64; N,64", "(N, 1)", "0", "0"}};
constexpr Example kCosineLossExamples[] = {{"CosineEmbeddingLoss()", "N,64; N,64; N", "()", "0", "0"}};
constexpr Example kTripletExamples[] = {{"TripletMarginLoss(reduction='none')", "N,64; N,64; N,64", "(N,)", "0", "0"}};
constexpr Example kOwnExamples[] = {{"TripletMarginWithDistanceLoss()", "N,64; N,64; N,64", "()", "0", "0"}};
constexpr Rejected kCosineRejected[] = {{"CosineSimilarity(dim=2)", "N,64; N,64", Kind::ArgumentValue}};
constexpr Rejected kPairwiseRejected[] = {{"PairwiseDistance()", "N,64; N,32", Kind::ShapeMismatch}};
constexpr Rejected kCosineLossRejected[] = {{"CosineEmbeddingLoss()", "N,64; N,64; N,1", Kind::RankMismatch}};
constexpr Rejected kTripletRejected[] = {{"TripletMarginLoss()", "N,64; 64; N,64", Kind::RankMismatch}};
constexpr Rejected kOwnRejected[] = {{"TripletMarginWithDistanceLoss()", "N,64; N,32; N,64", Kind::ShapeMismatch}};

constexpr Spec module(std::string_view names, std::string_view summary, std::string_view rule,
                      std::span<const Param> params, std::span<const Param> call, void (*infer)(Call&),
                      std::span<const Example> examples, std::span<const Rejected> rejected) {
  return {.names = names,
          .summary = summary,
          .rule = rule,
          .params = params,
          .call = call,
          .infer = infer,
          .examples = examples,
          .rejected = rejected};
}

constexpr Spec function(std::string_view names, std::string_view summary, std::string_view rule,
                        std::span<const Param> call, void (*infer)(Call&)) {
  return function_row(names, summary, rule, call, infer);
}

constexpr std::string_view kCosine = "The cosine of the angle between vectors.";
constexpr std::string_view kPairwise = "The distance between vectors.";
constexpr std::string_view kCosineLoss = "Vectors should point the same way, or not, as targets say.";
constexpr std::string_view kTriplet = "The anchor should be nearer to the positive than to the negative.";
constexpr std::string_view kVectorRule = "(*₁, D, *₂), (*₁, D, *₂) → (*₁, *₂)";
constexpr std::string_view kLossRule = "(N, D), (N, D), (N) → (), or (N) with reduction='none'";

constexpr Spec kSpecs[] = {
    module("torch.nn.CosineSimilarity", kCosine, kVectorRule, kCosineParams, kVectors, infer_cosine, kCosineExamples,
           kCosineRejected),
    module("torch.nn.PairwiseDistance", kPairwise, "(N, D), (N, D) → (N)", kPairwiseParams, kVectors, infer_pairwise,
           kPairwiseExamples, kPairwiseRejected),
    module("torch.nn.CosineEmbeddingLoss", kCosineLoss, kLossRule, kCosineLossParams, kCosineLossForward,
           infer_cosine_loss, kCosineLossExamples, kCosineLossRejected),
    module("torch.nn.TripletMarginLoss", kTriplet, kLossRule, kTripletParams, kTripletForward, infer_triplet,
           kTripletExamples, kTripletRejected),
    module("torch.nn.TripletMarginWithDistanceLoss", kTriplet, kLossRule, kOwnParams, kTripletForward,
           infer_triplet_with_distance, kOwnExamples, kOwnRejected),
    function("torch.nn.functional.cosine_similarity torch.cosine_similarity", kCosine, kVectorRule, kCosineCall,
             infer_cosine),
    function("torch.nn.functional.pairwise_distance torch.pairwise_distance", kPairwise, "(N, D), (N, D) → (N)",
             kPairwiseCall, infer_pairwise),
    function("torch.cdist", "The distance between each vector of one batch and each of another.",
             "(*, P, D), (*, R, D) → (*, P, R)", kCdist, infer_cdist),
    function("torch.nn.functional.pdist torch.pdist", "The distances of all pairs of vectors.", "(N, D) → (N·(N−1)/2)",
             kPdist, infer_pdist),
    function("torch.nn.functional.cosine_embedding_loss", kCosineLoss, kLossRule, kCosineLossCall, infer_cosine_loss),
    function("torch.nn.functional.triplet_margin_loss", kTriplet, kLossRule, kTripletCall, infer_triplet),
    function("torch.nn.functional.triplet_margin_with_distance_loss", kTriplet, kLossRule, kOwnCall,
             infer_triplet_with_distance),
};

}  // namespace

std::span<const Spec> distance_specs() { return kSpecs; }

}  // namespace shapewise::layers
