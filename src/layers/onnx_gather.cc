// ONNX operators that pick elements by index, put them somewhere, or look for them.
// Source: https://onnx.ai/onnx/operators/ (Gather, ScatterND, TopK, NonZero …).
#include <fmt/format.h>

#include "layer/axes.h"
#include "layer/elements.h"
#include "layer/operator.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using ir::DType;
using sym::Expr;
using sym::Shape;

const Shape& indices_of(const Call& c) { return *c.tensor("indices")->shape; }

/// What stands where an index points to: contents of a Gather along the first axis of a vector or matrix.
Elements gathered(const Call& c, const Shape& out) {
  const ir::Tensor& indices = *c.tensor("indices");
  auto sizes = small_sizes(c.shape());
  auto index_sizes = small_sizes(*indices.shape);
  if (!indices.elements || !sizes || !index_sizes || sizes->empty()) return {};
  std::size_t depth = index_sizes->size();
  return rearranged(c.input(), out, [&](const std::vector<int>& place) {
    std::vector<int> at(place.begin(), place.begin() + static_cast<std::ptrdiff_t>(depth));
    std::vector<int> from(place.begin() + static_cast<std::ptrdiff_t>(depth), place.end());
    auto index = integer_of((*indices.elements)[static_cast<std::size_t>(flat_index(at, *index_sizes))]).constant();
    int size = sizes->front();
    if (!index || *index < -size || *index >= size) return -1;
    from.insert(from.begin(), static_cast<int>(*index < 0 ? *index + size : *index));
    return flat_index(from, *sizes);
  });
}

void gather(Call& c) {
  auto axis = demand_axis(c, "axis", c.shape().rank());
  if (!axis) return;
  const std::vector<Expr>& dims = c.shape().dims;
  Shape out(std::vector<Expr>(dims.begin(), dims.begin() + *axis));
  out.dims.insert(out.dims.end(), indices_of(c).dims.begin(), indices_of(c).dims.end());
  out.dims.insert(out.dims.end(), dims.begin() + *axis + 1, dims.end());
  Elements elements = *axis == 0 ? gathered(c, out) : Elements();
  c.give(with_elements(ir::Tensor::of(std::move(out), c.dtype()), std::move(elements)));
}

void gather_elements(Call& c) { c.give(indices_of(c)); }

void gather_nd(Call& c) {
  Int depth = indices_of(c).rank() > 0 ? indices_of(c)[-1].constant().value_or(-1) : -1;
  Int batch = c.integer("batch_dims").constant().value_or(0);
  if (depth < 0 || batch < 0 || depth + batch > c.shape().rank()) {
    return c.give_nothing("how deep it picks is not known");
  }
  Shape out(std::vector<Expr>(indices_of(c).dims.begin(), indices_of(c).dims.end() - 1));
  out.dims.insert(out.dims.end(), c.shape().dims.begin() + static_cast<std::ptrdiff_t>(depth + batch),
                  c.shape().dims.end());
  c.give(std::move(out));
}

void same(Call& c) { c.give(c.shape()); }

void one_hot(Call& c) {
  Shape out = *c.tensor("indices")->shape;
  auto axis = c.integer("axis").constant();
  int rank = out.rank() + 1;
  if (!axis || *axis < -rank || *axis >= rank) return c.give_nothing("its axis is not known");
  Expr depth = c.int_list("depth").front();
  out.dims.insert(out.dims.begin() + static_cast<std::ptrdiff_t>(*axis < 0 ? *axis + rank : *axis), depth);
  c.give(std::move(out), c.tensor("values")->dtype);
}

void non_zero(Call& c) {
  Elements found;
  auto sizes = small_sizes(c.shape());
  Expr count = Expr::unknown();
  if (c.input().elements && sizes && sizes->size() == 1) {
    bool known = true;
    for (std::size_t i = 0; i < c.input().elements->size(); ++i) {
      Expr element = integer_of((*c.input().elements)[i]);
      known = known && (element.is_constant() || std::holds_alternative<double>((*c.input().elements)[i]));
      if (!element.is_constant(0)) found.emplace_back(Expr(static_cast<std::int64_t>(i)));
    }
    if (known) count = Expr(static_cast<std::int64_t>(found.size()));
  }
  c.give(with_elements(ir::Tensor::of({c.shape().rank(), count}, DType::Int64), std::move(found)));
}

/// How many elements are kept hangs on what they are.
void compress(Call& c) {
  Expr kept = Expr::unknown();
  if (const ir::Tensor& condition = *c.tensor("condition"); condition.elements) {
    kept = 0;
    for (const Element& element : *condition.elements) kept += integer_of(element);
  }
  if (c.is_none("axis")) return c.give({kept});
  auto axis = demand_axis(c, "axis", c.shape().rank());
  if (!axis) return;
  Shape out = c.shape();
  out[*axis] = kept;
  c.give(std::move(out));
}

void unique(Call& c) {
  Expr count = Expr::unknown();
  Expr all = c.shape().elements();
  Shape out{count};
  if (!c.is_none("axis")) {
    auto axis = demand_axis(c, "axis", c.shape().rank());
    if (!axis) return;
    all = c.shape()[*axis];
    out = c.shape();
    out[*axis] = count;
  }
  c.give(std::move(out));
  c.give({count}, DType::Int64);
  c.give({all}, DType::Int64);
  c.give({count}, DType::Int64);
}

void top_k(Call& c) {
  auto axis = demand_axis(c, "axis", c.shape().rank());
  if (!axis) return;
  Shape out = c.shape();
  out[*axis] = c.int_list(c.is_none("k") ? "K" : "k").front();
  if (c.refuted(sym::ge(c.shape()[*axis], out[*axis]))) {
    c.reject(Kind::SizeMismatch, {},
             fmt::format("TopK takes {} of {} elements", sym::to_text(out[*axis]), sym::to_text(c.shape()[*axis])))
        .label = fmt::format("at most {}", sym::to_text(c.shape()[*axis]));
  }
  c.give(out);
  c.give(std::move(out), DType::Int64);
}

void arg(Call& c) {
  auto axis = demand_axis(c, "axis", c.shape().rank());
  if (axis) c.give(without_axes(c.shape(), {*axis}, c.flag("keepdims")), DType::Int64);
}

void non_max_suppression(Call& c) { c.give({Expr::unknown(), 3}, DType::Int64); }

constexpr Param kData = tensor_in("data", "the tensor");
constexpr Param kIndices = tensor_in("indices", "which elements");
constexpr Param kAxis = int_attr("axis", "0", "along which they are counted");
constexpr Param kGather[] = {kData, kIndices, kAxis};
constexpr Param kGatherNd[] = {kData, kIndices, int_attr("batch_dims", "0", "dimensions that both share")};
constexpr Param kScatter[] = {kData, kIndices, tensor_in("updates", "what is put in"), kAxis,
                              text_attr("reduction", "'none'", "how it is put in")};
constexpr Param kTensorScatter[] = {kData, tensor_in("updates", "what is put in"), kIndices, kAxis};
constexpr Param kOneHot[] = {kIndices, values_in("depth", "how many classes there are"),
                             tensor_in("values", "what stands for off and on"),
                             int_attr("axis", "-1", "where the classes stand")};
constexpr Param kNonZero[] = {kData};
constexpr Param kCompress[] = {kData, tensor_in("condition", "which elements to keep"),
                               int_attr("axis", "None", "along which; none: of all elements")};
constexpr Param kUnique[] = {kData, int_attr("axis", "None", "along which; none: of all elements"),
                             flag_attr("sorted", "True", "in order")};
constexpr Param kTopK[] = {kData,
                           values_in("K", "how many"),
                           int_attr("axis", "-1", "along which"),
                           int_attr("k", "None", "how many, in old versions"),
                           flag_attr("largest", "True", "which ones"),
                           flag_attr("sorted", "True", "in order")};
constexpr Param kArg[] = {kData, kAxis, flag_attr("keepdims", "True", "leave a dimension of size 1"),
                          flag_attr("select_last_index", "False", "of several, the last")};
constexpr Param kSuppression[] = {tensor_in("boxes", "(batches, boxes, 4)"),
                                  tensor_in("scores", "(batches, classes, boxes)"),
                                  {"max_output_boxes_per_class", Takes::Any, "None", "how many at most"},
                                  {"iou_threshold", Takes::Any, "None", "which overlap is too much"},
                                  {"score_threshold", Takes::Any, "None", "which score is too low"},
                                  flag_attr("center_point_box", "False", "how boxes are given")};

constexpr Spec row(std::string_view names, std::string_view summary, std::string_view rule, std::span<const Param> call,
                   void (*infer)(Call&)) {
  Spec spec = operator_row(names, summary, rule, call, infer);
  spec.receptive = global_receptive;
  return spec;
}

constexpr Spec kSpecs[] = {
    row("onnx:Gather", "Slices by index.", "(*, a, *), (i) → (*, i, *)", kGather, gather),
    row("onnx:GatherElements", "Elements by index.", "(*), (i) → (i)", kGather, gather_elements),
    row("onnx:GatherND", "Slices by indices of several dimensions.", "(*), (i, k) → (i, *)", kGatherNd, gather_nd),
    row("onnx:Scatter onnx:ScatterElements", "With elements put in by index.", "(*) → (*)", kScatter, same),
    row("onnx:ScatterND", "With elements put in by index.", "(*) → (*)", kScatter, same),
    row("onnx:TensorScatter", "With slices put in by index.", "(*) → (*)", kTensorScatter, same),
    row("onnx:OneHot", "Classes as vectors with a single one.", "(*) → (*, depth)", kOneHot, one_hot),
    row("onnx:NonZero", "Where elements are not zero.", "(*) → (rank, count)", kNonZero, non_zero),
    row("onnx:Compress", "Slices that are chosen.", "(*) → (*)", kCompress, compress),
    row("onnx:Unique", "Each element once.", "(*) → (count)", kUnique, unique),
    row("onnx:TopK", "The largest elements and where they stand.", "(*, d) → (*, k), (*, k)", kTopK, top_k),
    row("onnx:ArgMax", "Where the largest or smallest element stands.", "(*, d, *) → (*, 1, *)", kArg, arg),
    row("onnx:ArgMin", "Where the largest or smallest element stands.", "(*, d, *) → (*, 1, *)", kArg, arg),
    row("onnx:NonMaxSuppression", "Boxes that do not overlap.", "(N, boxes, 4), (N, C, boxes) → (count, 3)",
        kSuppression, non_max_suppression),
};

}  // namespace

std::span<const Spec> onnx_gather_specs() { return kSpecs; }

}  // namespace shapewise::layers
