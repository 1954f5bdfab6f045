// Views: the same numbers in the same place under other sizes or in another order of dimensions.
#include <algorithm>

#include "exec/dropping.h"
#include "onednn/families.h"
#include "onednn/lowerer.h"

namespace shapewise::onednn {
namespace {

/// The elements in their order under the sizes that the plan has for the result.
bool other_sizes(Lowerer& l) {
  exec::Sizes sizes = l.output_sizes();
  bool typed = l.call().dtype("shape", ir::DType::Float32) == ir::DType::Float32;
  if (!l.floats() || !typed || sizes.empty() || exec::product(sizes) != l.call().input().elements()) return false;
  Held held = l.plain_source();
  held.desc = plain(sizes);
  l.give(held);
  return true;
}

bool same(Lowerer& l) {
  if (!l.floats()) return false;
  l.give(l.source());
  return true;
}

bool dropout(Lowerer& l) { return !exec::drops(l.call()) && same(l); }

bool give_permuted(Lowerer& l, const std::vector<int>& order) {
  Held held = l.strided_source();
  exec::Sizes dims = dims_of(held.desc);
  exec::Sizes strides = strides_of(held.desc);
  exec::Sizes new_dims;
  exec::Sizes new_strides;
  for (int axis : order) {
    new_dims.push_back(dims[static_cast<std::size_t>(axis)]);
    new_strides.push_back(strides[static_cast<std::size_t>(axis)]);
  }
  held.desc = strided(new_dims, new_strides);
  l.give(held);
  return true;
}

bool permute(Lowerer& l) {
  if (!l.floats()) return false;
  std::vector<int> order = l.call().axes("dims", l.call().input().rank());
  std::vector<int> sorted = order;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (sorted[i] != static_cast<int>(i)) return false;
  }
  return static_cast<int>(order.size()) == l.call().input().rank() && give_permuted(l, order);
}

bool transpose(Lowerer& l) {
  if (!l.floats()) return false;
  int rank = l.call().input().rank();
  std::vector<int> order;
  for (int i = 0; i < rank; ++i) order.push_back(i);
  int a = l.call().axis("dim0", rank);
  int b = l.call().axis("dim1", rank);
  std::swap(order[static_cast<std::size_t>(a)], order[static_cast<std::size_t>(b)]);
  return !l.call().failed() && give_permuted(l, order);
}

constexpr Lowering kLowerings[] = {
    {"torch.nn.Flatten torch.flatten torch.nn.Unflatten torch.unflatten torch.Tensor.view torch.Tensor.reshape "
     "torch.reshape torch.squeeze torch.unsqueeze",
     Role::View, other_sizes},
    {"torch.nn.Identity", Role::View, same},
    {"torch.nn.Dropout torch.nn.functional.dropout torch.dropout torch.nn.Dropout1d torch.nn.Dropout2d "
     "torch.nn.Dropout3d torch.nn.functional.dropout1d torch.nn.functional.dropout2d torch.nn.functional.dropout3d",
     Role::View, dropout},
    {"torch.Tensor.permute torch.permute", Role::View, permute},
    {"torch.transpose", Role::View, transpose},
};

}  // namespace

std::span<const Lowering> reshape_lowerings() { return kLowerings; }

}  // namespace shapewise::onednn
