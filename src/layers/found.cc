// Results whose size hangs on the values of their input: nonzero, masked_select, unique, bincount; and counting into
// bins. Source: https://pytorch.org/docs/stable/generated/torch.nonzero.html, torch.unique.html, torch.bincount.html.
#include <fmt/format.h>

#include "layer/axes.h"
#include "layer/broadcast.h"
#include "layer/demand.h"
#include "layer/promote.h"
#include "layer/receptive.h"
#include "layer/row.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Shape;

void nonzero(Call& c) {
  int rank = c.shape().rank();
  if (!c.has("as_tuple") || !c.flag("as_tuple")) return c.give(Shape{Expr::unknown(), rank}, ir::DType::Int64);
  Expr count = Expr::unknown();
  std::string layout = "(";
  for (int i = 0; i < std::max(rank, 1); ++i) {
    c.give(Shape{count}, ir::DType::Int64);
    layout += i > 0 ? ",t" : "t";
  }
  c.set_layout(layout + ")");
}

bool demand_mask_of(Call& c, const ir::Tensor& mask) {
  return mask.dtype == ir::DType::UInt8 || demand_bools(c, mask, "mask");
}

void masked_select(Call& c) {
  const ir::Tensor& mask = *c.tensor("mask");
  demand_mask_of(c, mask);
  broadcast(c, {c.shape(), *mask.shape});
  c.give(Shape{Expr::unknown()});
}

void masked_scatter(Call& c) {
  const ir::Tensor& mask = *c.tensor("mask");
  const ir::Tensor& source = *c.tensor("source");
  demand_mask_of(c, mask);
  if (source.dtype != c.input().dtype && !source.dtype_assumed && !c.input().dtype_assumed)
    c.reject(Kind::DtypeMismatch, "source", "masked_scatter takes tensors of one element type");
  auto out = broadcast(c, {c.shape(), *mask.shape});
  return out ? c.give(std::move(*out)) : c.give_nothing("the mask does not fit");
}

/// unique, with places and counts where they are asked for.
void unique(Call& c) {
  Expr count = Expr::unknown();
  Shape values{count};
  Shape places = c.shape();
  if (!c.is_none("dim")) {
    auto dim = axis_of(c, "dim", c.shape().rank());
    if (!dim) return c.give_nothing("the dimension is not known");
    values = c.shape();
    values[*dim] = count;
    places = Shape{c.shape()[*dim]};
  }
  std::string layout = "t";
  c.give(std::move(values));
  if (c.flag("return_inverse")) c.give(std::move(places), ir::DType::Int64), layout += ",t";
  if (c.flag("return_counts")) c.give(Shape{count}, ir::DType::Int64), layout += ",t";
  c.set_layout(layout == "t" ? layout : fmt::format("({})", layout));
}

void bincount(Call& c) {
  demand_integral(c, c.input(), "input");
  if (c.shape().rank() != 1) c.reject(Kind::RankMismatch, "input", "bincount takes a vector");
  const ir::Tensor* weights = c.tensor("weights");
  bool single = weights != nullptr && weights->dtype == ir::DType::Float32;
  c.give(Shape{Expr::unknown()}, weights == nullptr ? ir::DType::Int64
                                 : single           ? ir::DType::Float32
                                                    : ir::DType::Float64);
}

void histogram(Call& c) { c.give(Shape{c.integer("bins")}); }

ir::DType place_type(const Call& c) { return c.flag("out_int32") ? ir::DType::Int32 : ir::DType::Int64; }

void bucketize(Call& c) {
  if (c.tensor("boundaries")->shape->rank() != 1)
    c.reject(Kind::RankMismatch, "boundaries", "bucketize takes a vector of boundaries");
  const ir::Tensor* values = c.tensor("input");
  c.give(values != nullptr ? *values->shape : Shape{}, place_type(c));
}

/// A vector is searched for everything, rows each for their own.
void searchsorted(Call& c) {
  const Shape& sorted = *c.tensor("sorted_sequence")->shape;
  const ir::Tensor* values = c.tensor("input");
  Shape wanted = values != nullptr ? *values->shape : Shape{};
  if (sorted.rank() != 1) {
    bool fits = sorted.rank() == wanted.rank() && sorted.rank() > 0;
    for (int i = 0; fits && i + 1 < sorted.rank(); ++i) fits = c.holds(sym::eq(sorted[i], wanted[i]));
    if (!fits) {
      c.reject(Kind::ShapeMismatch, "sorted_sequence",
               "searchsorted takes a vector, or as many rows as there are rows of values")
          .label = fmt::format("{} for {}", sym::to_text(sorted), sym::to_text(wanted));
    }
  }
  c.give(std::move(wanted), place_type(c));
}

void contained(Call& c) {
  const ir::Tensor* elements = c.tensor("elements");
  c.give(elements != nullptr ? *elements->shape : Shape{}, ir::DType::Bool);
}

/// So many draws from each row of weights.
void draws(Call& c) {
  demand_floating(c, c.input(), "input");
  if (!demand_rank(c, c.input(), {1, 2})) return c.give_nothing("it is no list of weights");
  Shape out = c.shape();
  Expr count = c.integer("num_samples");
  if (!c.flag("replacement") && c.refuted(sym::ge(out[-1], count))) {
    c.reject(
        Kind::SizeMismatch, "num_samples",
        fmt::format("multinomial can't draw {} of {} without replacement", sym::to_text(count), sym::to_text(out[-1])));
  }
  demand_at_least(c, "num_samples", 1);
  out[-1] = count;
  c.give(std::move(out), ir::DType::Int64);
}

constexpr Param kInput = {"input", Takes::Tensor, "", "the tensor"};
constexpr Param kMask = {"mask", Takes::Tensor, "", "which elements"};
constexpr Param kDim = {"dim", Takes::Int | Takes::None, "None", "along which dimension; None: flattened"};
constexpr Param kInverse = {"return_inverse", Takes::Bool, "False", "give their places, too"};
constexpr Param kCounts = {"return_counts", Takes::Bool, "False", "give their numbers, too"};
constexpr Param kNonzero[] = {
    kInput, {"as_tuple", Takes::Bool, "False", "a vector for each dimension", How::KeywordOnly}, kOut};
constexpr Param kPlaces[] = {kInput};
constexpr Param kSelect[] = {kInput, kMask, kOut};
constexpr Param kScatter[] = {kInput, kMask, {"source", Takes::Tensor, "", "what is put there"}};
constexpr Param kUnique[] = {kInput, {"sorted", Takes::Bool, "True", "in order"}, kInverse, kCounts, kDim};
constexpr Param kConsecutive[] = {kInput, kInverse, kCounts, kDim};
constexpr Param kBincount[] = {kInput,
                               {"weights", Takes::Tensor | Takes::None, "None", "what each one counts"},
                               {"minlength", Takes::Int, "0", "how many there are at least"}};
constexpr Param kHistogram[] = {kInput,
                                {"bins", Takes::Int, "100", "how many"},
                                {"min", Takes::Float, "0", "where they begin"},
                                {"max", Takes::Float, "0", "where they end"},
                                kOut};
constexpr Param kInt32 = {"out_int32", Takes::Flag, "False", "places as int32", How::KeywordOnly};
constexpr Param kRight = {"right", Takes::Flag, "False", "behind equal ones", How::KeywordOnly};
constexpr Param kBucketize[] = {{"input", Takes::Tensor | Takes::Float, "", "the values"},
                                {"boundaries", Takes::Tensor, "", "a vector in order"},
                                kInt32,
                                kRight,
                                kOut};
constexpr Param kSearch[] = {{"sorted_sequence", Takes::Tensor, "", "what is searched"},
                             {"input", Takes::Tensor | Takes::Float, "", "the values"},
                             kInt32,
                             kRight,
                             {"side", Takes::Str | Takes::None, "None", "'left' or 'right'", How::KeywordOnly},
                             {"sorter", Takes::Tensor | Takes::None, "None", "the order", How::KeywordOnly},
                             kOut};
constexpr Param kContained[] = {{"elements", Takes::Tensor | Takes::Float, "", "what is looked for"},
                                {"test_elements", Takes::Tensor | Takes::Float, "", "in what"},
                                {"assume_unique", Takes::Flag, "False", "no element twice", How::KeywordOnly},
                                {"invert", Takes::Flag, "False", "what is not there", How::KeywordOnly}};
constexpr Param kDraws[] = {kInput,
                            {"num_samples", Takes::Int, "", "how many"},
                            {"replacement", Takes::Flag, "False", "the same one again"},
                            {"generator", Takes::Any, "None", "the source of randomness", How::KeywordOnly},
                            kOut};

constexpr Spec op(std::string_view names, std::string_view summary, std::span<const Param> call, void (*infer)(Call&),
                  std::string_view rule = "how many there are hangs on the values") {
  Spec spec = function_row(names, summary, rule, call, infer);
  spec.receptive = opaque_receptive;
  return spec;
}

constexpr Spec kSpecs[] = {
    op("torch.nonzero torch.Tensor.nonzero", "The places of what is not zero.", kNonzero, nonzero),
    op("torch.argwhere torch.Tensor.argwhere", "The places of what is not zero.", kPlaces, nonzero),
    op("torch.masked_select torch.Tensor.masked_select", "The elements where a mask is true.", kSelect, masked_select),
    op("torch.masked_scatter torch.Tensor.masked_scatter torch.Tensor.masked_scatter_",
       "With elements replaced where a mask is true.", kScatter, masked_scatter, "(*) → (*)"),
    op("torch.unique torch.Tensor.unique", "Each value once.", kUnique, unique),
    op("torch.unique_consecutive torch.Tensor.unique_consecutive", "Without equal neighbours.", kConsecutive, unique),
    op("torch.bincount torch.Tensor.bincount", "How often each number occurs.", kBincount, bincount),
    op("torch.histc torch.Tensor.histc", "How many fall into each bin.", kHistogram, histogram, "(*) → (bins)"),
    op("torch.bucketize", "The bucket of each value.", kBucketize, bucketize, "(*) → (*)"),
    op("torch.searchsorted", "The place of each value in a sequence.", kSearch, searchsorted, "(*) → (*)"),
    op("torch.isin", "Which elements are among others.", kContained, contained, "(*) → (*)"),
    op("torch.multinomial torch.Tensor.multinomial", "Places drawn by weight.", kDraws, draws,
       "(*, N) → (*, num_samples)"),
};

}  // namespace

std::span<const Spec> found_specs() { return kSpecs; }

}  // namespace shapewise::layers
