// Embedding, EmbeddingBag and one-hot vectors: indices become vectors.
// Source: torch/nn/modules/sparse.py, torch/nn/functional.py (embedding, embedding_bag),
// aten/src/ATen/native/Onehot.cpp.
#include <fmt/format.h>

#include "layer/broadcast.h"
#include "layer/demand.h"
#include "layer/promote.h"
#include "layer/registry.h"
#include "layer/saved.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Shape;

bool is_function(const Call& c) { return c.spec().form == Form::Function; }

/// padding_idx counts from the end if it is negative.
void check_padding_index(Call& c, const Expr& rows) {
  if (c.is_none("padding_idx")) return;
  Expr index = c.integer("padding_idx");
  if (!c.refuted(sym::ge(rows - 1, index)) && !c.refuted(sym::ge(index, -rows))) return;
  auto& d =
      c.reject(Kind::ArgumentValue, "padding_idx",
               fmt::format("padding_idx {} of {} is no row of {}", sym::to_text(index), c.name(), sym::to_text(rows)));
  d.label = fmt::format("expected −{} to {}", sym::to_text(rows), sym::to_text(rows - 1));
}

void check(Call& c) {
  if (!demand_at_least(c, "num_embeddings", 0) || !demand_at_least(c, "embedding_dim", 0)) return;
  check_padding_index(c, c.integer("num_embeddings"));
}

std::vector<WeightSpec> weights(const Call& c) {
  return {{"weight", {named("V", c.integer("num_embeddings")), named("E", c.integer("embedding_dim"))}}};
}

/// Rows, columns and element type of the table of vectors.
struct Table {
  Expr rows;
  Expr columns;
  ElementType type;
};

/// An index needs a row that it can name.
void check_rows(Call& c, const ir::Tensor& input, const Expr& rows) {
  if (!rows.is_constant(0) || !c.refuted(sym::eq(input.shape->elements(), 0))) return;
  c.reject(Kind::ArgumentValue, is_function(c) ? "weight" : "num_embeddings",
           fmt::format("{} has no row, but the {} indices of its input need one", c.name(), ir::to_text(input)))
      .label = "expected at least 1";
}

std::optional<Table> table_of(Call& c) {
  if (!is_function(c)) {
    return Table{c.integer("num_embeddings"), c.integer("embedding_dim"), dtype_argument(c, "dtype", {})};
  }
  const ir::Tensor& weight = *c.tensor("weight");
  if (!demand_rank(c, weight, {2}, "weight")) return std::nullopt;
  return Table{(*weight.shape)[0], (*weight.shape)[1], type_of(weight)};
}

void infer(Call& c) {
  const ir::Tensor& input = *c.tensor("input");
  auto table = table_of(c);
  if (!table) return c.give_nothing("the table of vectors has the wrong rank");
  if (is_function(c)) check_padding_index(c, table->rows);
  demand_indices(c, input, "input");
  check_rows(c, input, table->rows);
  Shape out = *input.shape;
  out.dims.push_back(table->columns);
  c.give(tensor_of(std::move(out), table->type));
}

// --- bags ---

void check_bag_mode(Call& c) {
  if (!demand_choice(c, "mode", {"sum", "mean", "max"}) || c.text("mode") != "max") return;
  for (std::string_view param : {"scale_grad_by_freq", "sparse"}) {
    if (c.flag(param)) {
      c.reject(Kind::ArgumentValue, param, fmt::format("mode='max' cannot be combined with {}", param)).label =
          "expected False";
    }
  }
}

void check_bag_weights(Call& c, const Shape& input) {
  const ir::Tensor* weights = c.tensor("per_sample_weights");
  if (weights == nullptr) return;
  if (!c.text("mode").empty() && c.text("mode") != "sum") {
    c.reject(Kind::ArgumentValue, "per_sample_weights",
             fmt::format("per_sample_weights need mode='sum', not '{}'", c.text("mode")))
        .label = "only for mode='sum'";
  }
  demand_same(c, input, *weights->shape, "per_sample_weights");
}

/// A row of a 2-D input is a bag; in a 1-D input, bags start at the offsets.
std::optional<Expr> bag_count(Call& c, const ir::Tensor& input) {
  const ir::Tensor* offsets = c.tensor("offsets");
  if (!demand_rank(c, input, {1, 2}, "input")) return std::nullopt;
  if (input.shape->rank() == 2) {
    if (offsets != nullptr) {
      c.reject(Kind::ArgumentValue, "offsets",
               "each row of an input of 2 dimensions is a bag; offsets are for 1 dimension")
          .label = "expected None";
    }
    return (*input.shape)[0];
  }
  if (offsets == nullptr) {
    if (c.arg("offsets").is<ir::Unknown>()) return Expr::unknown();
    auto& d = c.reject(Kind::MissingArgument, "offsets", "an input of 1 dimension needs offsets, where its bags start");
    d.label = fmt::format("the input is {}", ir::to_text(input));
    return std::nullopt;
  }
  demand_indices(c, *offsets, "offsets");
  if (!demand_rank(c, *offsets, {1}, "offsets")) return std::nullopt;
  Expr bags = (*offsets->shape)[0];
  if (!c.flag("include_last_offset")) return bags;
  if (!c.holds(sym::ge(bags, 1), "the last offset")) {
    c.reject(Kind::SizeMismatch, "offsets", "include_last_offset needs at least one offset").label = "empty";
    return std::nullopt;
  }
  return bags - 1;
}

void infer_bag(Call& c) {
  const ir::Tensor& input = *c.tensor("input");
  auto table = table_of(c);
  if (!table) return c.give_nothing("the table of vectors has the wrong rank");
  check_bag_mode(c);
  if (is_function(c)) check_padding_index(c, table->rows);
  demand_indices(c, input, "input");
  check_rows(c, input, table->rows);
  auto bags = bag_count(c, input);
  if (bags) check_bag_weights(c, *input.shape);
  c.give(tensor_of({bags.value_or(Expr::unknown()), table->columns}, table->type));
}

/// num_classes of −1 is one more than the largest index, which nobody knows.
void infer_one_hot(Call& c) {
  const ir::Tensor& tensor = *c.tensor("tensor");
  demand_int64(c, tensor, "tensor");
  Shape out = *tensor.shape;
  Expr classes = c.integer("num_classes");
  if (c.refuted(sym::ge(classes, 1)) && !classes.is_constant(-1)) {
    c.reject(Kind::ArgumentValue, "num_classes", fmt::format("there are no {} classes", sym::to_text(classes))).label =
        "expected at least 1, or −1";
    classes = Expr::unknown();
  }
  out.dims.push_back(classes.is_constant(-1) ? Expr::unknown("classes") : classes);
  c.give(std::move(out), ir::DType::Int64);
}

constexpr Takes kOptionalInt = Takes::Int | Takes::None;
constexpr Takes kOptionalFloat = Takes::Float | Takes::None;
constexpr Takes kOptionalTensor = Takes::Tensor | Takes::None;
/// A batch of sequences of indices.
Shape typical_input(const Call&) { return {Expr::symbol("N"), Expr::symbol("T")}; }

constexpr Param kRows = {"num_embeddings", Takes::Int, "", "rows of the table"};
constexpr Param kColumns = {"embedding_dim", Takes::Int, "", "size of each vector"};
constexpr Param kPadding = {"padding_idx", kOptionalInt, "None", "a row that is not trained"};
constexpr Param kMaxNorm = {"max_norm", kOptionalFloat, "None", "longer vectors are shortened to it"};
constexpr Param kNormType = {"norm_type", Takes::Float, "2.0", "which norm"};
constexpr Param kScale = {"scale_grad_by_freq", Takes::Bool, "False", "divide gradients by how often an index occurs"};
constexpr Param kSparse = {"sparse", Takes::Bool, "False", "make sparse gradients"};
constexpr Param kMode = {"mode", Takes::Str, "'mean'", "'sum', 'mean' or 'max'"};
constexpr Param kLast = {"include_last_offset", Takes::Bool, "False", "the last offset is the end of the last bag"};
constexpr Param kGiven = {"_weight", Takes::Any, "None", "initial table"};
constexpr Param kDevice = {"device", Takes::Any, "None", "where the weights live"};
constexpr Param kDType = {"dtype", Takes::Any, "None", "element type of the weights"};
constexpr Param kIndices = {"input", Takes::Tensor, "", "indices, of any shape"};
constexpr Param kWeight = {"weight", Takes::Tensor, "", "(V, E)"};
constexpr Param kOffsets = {"offsets", kOptionalTensor, "None", "where the bags of a 1-D input start"};
constexpr Param kSampleWeights = {"per_sample_weights", kOptionalTensor, "None", "of the shape of the input"};

constexpr Param kParams[] = {kRows,    kColumns,  kPadding,
                             kMaxNorm, kNormType, kScale,
                             kSparse,  kGiven,    {"_freeze", Takes::Bool, "False", "do not train the table"},
                             kDevice,  kDType};
constexpr Param kBagParams[] = {kRows,   kColumns, kMaxNorm, kNormType, kScale,  kMode,
                                kSparse, kGiven,   kLast,    kPadding,  kDevice, kDType};
constexpr Param kForward[] = {kIndices};
constexpr Param kBagForward[] = {
    {"input", Takes::Tensor, "", "indices: (N, L), or (L) with offsets"}, kOffsets, kSampleWeights};
constexpr Param kFunctional[] = {kIndices, kWeight, kPadding, kMaxNorm, kNormType, kScale, kSparse};
constexpr Param kBagFunctional[] = {kIndices, kWeight, kOffsets,       kMaxNorm, kNormType, kScale,
                                    kMode,    kSparse, kSampleWeights, kLast,    kPadding};
constexpr Param kOneHot[] = {{"tensor", Takes::Tensor, "", "indices, of any shape"},
                             {"num_classes", Takes::Int, "-1", "length of the vectors"}};

constexpr Example kExamples[] = {{"Embedding(1000, 64)", "N,12", "(N, 12, 64)", "64000", "0"}};
constexpr Rejected kRejected[] = {{"Embedding(10, 3, padding_idx=10)", "N,12", Kind::ArgumentValue}};
constexpr Example kBagExamples[] = {{"EmbeddingBag(1000, 64, mode='sum')", "N,12", "(N, 64)", "64000", "0"}};
constexpr Rejected kBagRejected[] = {{"EmbeddingBag(1000, 64)", "N,12,3", Kind::RankMismatch},
                                     {"EmbeddingBag(1000, 64)", "12", Kind::MissingArgument}};

constexpr std::string_view kSummary = "Replaces each index by a row of a learned table.";
constexpr std::string_view kBag =
    "Sums, averages or takes the maximum of the rows of a learned table that a bag of indices names.";

constexpr Spec kSpecs[] = {
    {.names = "torch.nn.Embedding",
     .summary = kSummary,
     .rule = "(*) → (*, E)",
     .params = kParams,
     .call = kForward,
     .check = check,
     .weights = weights,
     .infer = infer,
     .saved = saves_input,
     .placement = Placement::AsInputs,
     .typical_input = typical_input,
     .input_dtype = ir::DType::Int64,
     .examples = kExamples,
     .rejected = kRejected},
    {.names = "torch.nn.EmbeddingBag",
     .summary = kBag,
     .rule = "(N, L) → (N, E); (L) with B offsets → (B, E)",
     .params = kBagParams,
     .call = kBagForward,
     .check = check,
     .weights = weights,
     .infer = infer_bag,
     .typical_input = typical_input,
     .input_dtype = ir::DType::Int64,
     .examples = kBagExamples,
     .rejected = kBagRejected},
    {.names = "torch.nn.functional.embedding",
     .form = Form::Function,
     .summary = "Replaces each index by a row of a given table.",
     .rule = "(*), (V, E) → (*, E)",
     .call = kFunctional,
     .infer = infer,
     .saved = saves_input,
     .placement = Placement::AsInputs,
     .input_dtype = ir::DType::Int64},
    {.names = "torch.nn.functional.embedding_bag",
     .form = Form::Function,
     .summary = "Joins the rows of a given table that a bag of indices names.",
     .rule = "(N, L), (V, E) → (N, E)",
     .call = kBagFunctional,
     .infer = infer_bag,
     .input_dtype = ir::DType::Int64},
    {.names = "torch.nn.functional.one_hot",
     .form = Form::Function,
     .summary = "Replaces each index by a vector with a 1 in its place.",
     .rule = "(*) → (*, num_classes)",
     .call = kOneHot,
     .infer = infer_one_hot,
     .input_dtype = ir::DType::Int64},
};

}  // namespace

std::span<const Spec> embedding_specs() { return kSpecs; }

}  // namespace shapewise::layers
