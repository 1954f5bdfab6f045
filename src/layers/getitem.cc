// Indexing of tensors, for reading and for writing: x[i], x[a:b] = y, x[None], x[..., i], x[mask], x[rows, columns].
// Source: https://pytorch.org/docs/stable/tensor_view.html and numpy's rules of advanced indexing.
#include <fmt/format.h>

#include "layer/broadcast.h"
#include "layer/demand.h"
#include "layer/index.h"
#include "layer/promote.h"
#include "layer/row.h"
#include "layer/saved.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using sym::Shape;

void get(Call& c) {
  auto chosen = chosen_by(c, "index");
  if (!chosen) return;
  ir::Tensor out = tensor_of(std::move(chosen->shape), type_of(c.input()));
  out.memory = std::move(chosen->memory);
  c.give(std::move(out));
}

/// What is written is stretched to what is chosen; leading sizes of 1 are left out.
void demand_writable(Call& c, const Shape& chosen, std::string_view param) {
  const ir::Tensor* value = c.tensor(param);
  if (value == nullptr) return;
  Shape shape = *value->shape;
  while (shape.rank() > chosen.rank() && shape[0].is_constant(1)) shape.dims.erase(shape.dims.begin());
  demand_stretches(c, shape, chosen, param);
}

void set(Call& c) {
  auto chosen = chosen_by(c, "index");
  ir::Tensor self = c.input();
  if (chosen) demand_writable(c, chosen->shape, "value");
  c.set_outputs({std::move(self)});
}

void put(Call& c) {
  auto chosen = chosen_by(c, "indices");
  ir::Tensor self = c.input();
  const ir::Tensor& values = *c.tensor("values");
  if (chosen) demand_stretches(c, *values.shape, chosen->shape, "values");
  if (values.dtype != self.dtype && !values.dtype_assumed && !self.dtype_assumed) {
    c.reject(diag::Kind::DtypeMismatch, "values", "index_put takes values of the tensor's own element type").label =
        fmt::format("expected {}, not {}", ir::name(self.dtype), ir::name(values.dtype));
  }
  c.set_outputs({std::move(self)});
}

constexpr Param kInput = {"input", Takes::Tensor, "", "the tensor"};
constexpr Param kIndex = {"index", Takes::List, "",
                          "one item for each dimension: an int, a slice, None, Ellipsis, a list or a tensor"};
constexpr Param kGet[] = {kInput, kIndex};
constexpr Param kSet[] = {kInput, kIndex, {"value", Takes::Any, "", "what is written there"}};
constexpr Param kPut[] = {kInput,
                          {"indices", Takes::List, "", "a tensor for each dimension"},
                          {"values", Takes::Tensor, "", "what is written there"},
                          {"accumulate", Takes::Bool, "False", "add to what is there"}};

/// Slices keep nothing; places that tensors name are kept with the tensors.
Saved saved(const Call& c) {
  Saved kept;
  for (int i = 1; i < c.input_count(); ++i) kept.inputs.push_back({i});
  return kept;
}

constexpr Spec op(std::string_view names, std::string_view summary, std::span<const Param> call, void (*infer)(Call&),
                  bool view = false) {
  Spec spec = function_row(
      names, summary,
      "an int takes a dimension away, None adds one, a slice shortens it, a mask or index tensor gathers", call, infer);
  spec.view = view;
  return spec;
}

constexpr Spec kSpecs[] = {
    keeping(op("torch.Tensor.__getitem__", "Indexing: chosen elements along each dimension.", kGet, get), saved),
    op("torch.Tensor.__setitem__", "Chosen elements overwritten.", kSet, set, true),
    op("torch.index_put torch.Tensor.index_put", "With chosen elements replaced.", kPut, put),
    op("torch.index_put_ torch.Tensor.index_put_", "Chosen elements replaced.", kPut, put, true),
};

}  // namespace

std::span<const Spec> getitem_specs() { return kSpecs; }

}  // namespace shapewise::layers
