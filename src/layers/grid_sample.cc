// torch.nn.functional.grid_sample and affine_grid, of which spatial transformers are made.
// Source: https://pytorch.org/docs/stable/generated/torch.nn.functional.grid_sample.html, torch/nn/functional.py and
// aten/src/ATen/native/GridSamplerUtils.h.
#include <fmt/format.h>

#include "layer/demand.h"
#include "layer/receptive.h"
#include "layer/window.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Shape;

/// The grid has a place for each output element: (N, H_out, W_out, 2), (N, D_out, H_out, W_out, 3).
bool check_grid(Call& c, const Shape& grid) {
  const Shape& in = c.shape();
  bool same_batch = grid.rank() == in.rank() && c.holds(sym::eq(grid[0], in[0]), "input and grid have the same batch");
  if (same_batch && c.holds(sym::eq(grid[-1], in.rank() - 2), "one coordinate per spatial dimension")) return true;
  auto& d = c.reject(
      Kind::ShapeMismatch, "grid",
      fmt::format("{} needs a grid of {} dimensions with {} coordinates for each output element and the batch of "
                  "its input {}, not {}",
                  c.name(), in.rank(), in.rank() - 2, sym::to_text(in), sym::to_text(grid)));
  d.label = fmt::format("expected ({}, …, {})", sym::to_text(in[0]), in.rank() - 2);
  return false;
}

bool check_modes(Call& c) {
  if (!demand_choice(c, "mode", {"bilinear", "nearest", "bicubic"})) return false;
  if (!demand_choice(c, "padding_mode", {"zeros", "border", "reflection"})) return false;
  if (c.text("mode") != "bicubic" || c.shape().rank() == 4) return true;
  auto& d = c.reject(Kind::RankMismatch, "mode",
                     fmt::format("the mode 'bicubic' of {} takes an input of 4 dimensions, but gets {}", c.name(),
                                 sym::to_text(c.shape())));
  d.label = "expected 'bilinear' or 'nearest'";
  return false;
}

void sample(Call& c) {
  const ir::Tensor* grid = c.tensor("grid");
  if (grid == nullptr || !demand_rank(c, {4, 5})) return c.give_nothing("the input has the wrong rank");
  int n = c.shape().rank() - 2;
  bool fine = check_grid(c, *grid->shape) && check_modes(c) && demand_elements(c, 2);
  if (!fine) return c.give(with_last_unknown(c.shape(), n));
  const std::vector<Expr>& places = grid->shape->dims;
  c.give(with_last(c.shape(), {places.begin() + 1, places.end() - 1}));
}

bool check_size(Call& c, const std::vector<Expr>& size) {
  if (size.size() != 4 && size.size() != 5) {
    auto& d =
        c.reject(Kind::ArgumentValue, "size", fmt::format("{} takes 4 or 5 sizes, not {}", c.name(), size.size()));
    d.label = "expected (N, C, H, W) or (N, C, D, H, W)";
    return false;
  }
  return demand_at_least(c, "size", 1);
}

/// (N, 2, 3) for images, (N, 3, 4) for volumes.
bool check_theta(Call& c, const std::vector<Expr>& size) {
  int n = static_cast<int>(size.size()) - 2;
  const Shape& theta = c.shape();
  bool fits = theta.rank() == 3 && c.holds(sym::eq(theta[1], n)) && c.holds(sym::eq(theta[2], n + 1)) &&
              c.holds(sym::eq(theta[0], size[0]), "theta has one matrix per sample");
  if (fits) return true;
  auto& d = c.reject(Kind::ShapeMismatch, "theta",
                     fmt::format("{} needs a batch of affine matrices ({}, {}, {}) for this size, not {}", c.name(),
                                 sym::to_text(size[0]), n, n + 1, sym::to_text(theta)));
  d.label = fmt::format("expected ({}, {}, {})", sym::to_text(size[0]), n, n + 1);
  return false;
}

void make_grid(Call& c) {
  if (!c.known("size")) return c.give_nothing("the size is not known");
  std::vector<Expr> size = c.int_list("size");
  if (!check_size(c, size)) return c.give_nothing("the size is not valid");
  check_theta(c, size);
  Shape out{std::vector<Expr>(size.begin() + 2, size.end())};
  out.dims.insert(out.dims.begin(), size[0]);
  out.dims.emplace_back(static_cast<int>(size.size()) - 2);
  c.give(std::move(out));
}

constexpr Param kSample[] = {
    {"input", Takes::Tensor, "", "(N, C, H, W) or (N, C, D, H, W)"},
    {"grid", Takes::Tensor, "",
     "where each output element is taken from: (N, H_out, W_out, 2) or (N, D_out, H_out, W_out, 3)"},
    {"mode", Takes::Str, "'bilinear'", "interpolation: 'bilinear', 'nearest' or 'bicubic'"},
    {"padding_mode", Takes::Str, "'zeros'", "what lies outside: 'zeros', 'border' or 'reflection'"},
    {"align_corners", Takes::Bool | Takes::None, "None",
     "−1 and 1 are the centres of the corner elements, not their outer edges"},
};
constexpr Param kGrid[] = {
    {"theta", Takes::Tensor, "", "affine matrices: (N, 2, 3) or (N, 3, 4)"},
    {"size", Takes::Ints, "", "shape of the image to be sampled"},
    {"align_corners", Takes::Bool | Takes::None, "None",
     "−1 and 1 are the centres of the corner elements, not their outer edges"},
};

constexpr Spec kSpecs[] = {
    {.names = "torch.nn.functional.grid_sample",
     .form = Form::Function,
     .summary = "Samples an image at the places that a grid names.",
     .rule = "(N, C, H, W), (N, H_out, W_out, 2) → (N, C, H_out, W_out)",
     .call = kSample,
     .infer = sample,
     .receptive = global_receptive},
    {.names = "torch.nn.functional.affine_grid",
     .form = Form::Function,
     .summary = "Makes the grid of an affine transformation, for grid_sample.",
     .rule = "(N, 2, 3) → (N, H, W, 2)",
     .call = kGrid,
     .infer = make_grid,
     .receptive = global_receptive},
};

}  // namespace

std::span<const Spec> grid_sample_specs() { return kSpecs; }

}  // namespace shapewise::layers
