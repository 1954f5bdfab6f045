// Resolution of dimension arguments.
#include "layer/axes.h"

#include <algorithm>
#include <fmt/format.h>

namespace shapewise::layer {
namespace {

using sym::Expr;

/// Where an item of a list argument stands.
source::Range item_range(const Call& call, std::string_view param, std::size_t item) {
  auto* items = call.arg(param).as<ir::AttrList>();
  bool there = items != nullptr && item < items->size() && (*items)[item].range.valid();
  return there ? (*items)[item].range : call.where(param);
}

std::optional<int> resolve(Call& call, std::string_view param, std::size_t item, const Expr& value, int rank) {
  auto dim = value.constant();
  if (!dim) return std::nullopt;
  Int room = std::max(rank, 1);
  if (*dim >= -room && *dim < room) return static_cast<int>(*dim < 0 ? *dim + room : *dim);
  auto& d = call.reject(diag::Kind::ArgumentValue, param,
                        fmt::format("{} of {} is {}, but the tensor has {} dimension{}: {}", param, call.name(),
                                    to_string(*dim), rank, rank == 1 ? "" : "s", ir::to_text(call.input())));
  d.range = item_range(call, param, item);
  d.label = fmt::format("expected {} to {}", to_string(-room), to_string(room - 1));
  return std::nullopt;
}

}  // namespace

std::optional<int> axis_of(Call& call, std::string_view param, int rank) {
  return resolve(call, param, 0, call.integer(param), rank);
}

std::optional<std::vector<int>> axes_of(Call& call, std::string_view param, int rank) {
  std::vector<int> axes;
  std::vector<Expr> values = call.int_list(param);
  for (std::size_t i = 0; i < values.size(); ++i) {
    auto axis = resolve(call, param, i, values[i], rank);
    if (!axis) return std::nullopt;
    if (std::find(axes.begin(), axes.end(), *axis) != axes.end()) {
      auto& d = call.reject(diag::Kind::ArgumentValue, param,
                            fmt::format("{} of {} names dimension {} twice", param, call.name(), *axis));
      d.range = item_range(call, param, i);
      d.label = "already named";
      return std::nullopt;
    }
    axes.push_back(*axis);
  }
  return axes;
}

std::optional<int> demand_axis(Call& call, std::string_view param, int rank) {
  auto axis = axis_of(call, param, rank);
  if (!axis) call.give_nothing("its axis is not known");
  return axis;
}

std::vector<int> all_axes(int rank) {
  std::vector<int> axes;
  for (int i = 0; i < rank; ++i) axes.push_back(i);
  return axes;
}

std::string axis_name(int rank, int dim) {
  constexpr std::string_view kNames[] = {"L", "NF", "NCL", "NCHW", "NCDHW"};
  if (rank < 1 || rank > 5) return fmt::format("d_{}", dim);
  return std::string(1, kNames[rank - 1][static_cast<std::size_t>(dim)]);
}

std::vector<sym::Formula> leading_sizes(const sym::Shape& shape) {
  std::vector<sym::Formula> factors;
  for (int i = 0; i + 1 < shape.rank(); ++i) {
    factors.push_back(named(i == 0 ? "N" : fmt::format("d_{}", i), shape[i]));
  }
  return factors;
}

sym::Shape without_axes(const sym::Shape& shape, const std::vector<int>& axes, bool keep) {
  sym::Shape out;
  for (int i = 0; i < shape.rank(); ++i) {
    bool reduced = std::find(axes.begin(), axes.end(), i) != axes.end();
    if (!reduced) out.dims.push_back(shape[i]);
    if (reduced && keep) out.dims.emplace_back(1);
  }
  return out;
}

}  // namespace shapewise::layer
