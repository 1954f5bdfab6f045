// Layers of Keras that merge several tensors.
// Source: https://keras.io/api/layers/merging_layers.
#include <algorithm>
#include <fmt/format.h>

#include "layer/axes.h"
#include "layer/broadcast.h"
#include "layer/keras.h"
#include "layer/receptive.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Formula;
using sym::Shape;

/// Samples meet samples: a tensor of fewer dimensions is repeated behind its first one.
std::vector<Shape> by_sample(const Call& c) {
  int rank = 0;
  std::vector<Shape> shapes;
  for (int i = 0; i < c.input_count(); ++i) {
    shapes.push_back(*c.input(i).shape);
    rank = std::max(rank, shapes.back().rank());
  }
  for (Shape& shape : shapes) {
    if (shape.rank() == 0) continue;
    shape.dims.insert(shape.dims.begin() + 1, static_cast<std::size_t>(rank - shape.rank()), Expr(1));
  }
  return shapes;
}

void combine(Call& c) {
  auto out = broadcast(c, by_sample(c));
  if (!out) return c.give_nothing("its inputs do not fit");
  c.give(std::move(*out));
}

void concatenate(Call& c) {
  auto axis = axis_of(c, "axis", c.shape().rank());
  if (!axis) return c.give_nothing("its axis is not known");
  Shape out = c.shape();
  for (int i = 1; i < c.input_count(); ++i) {
    const Shape& other = *c.input(i).shape;
    bool fits = other.rank() == out.rank();
    for (int d = 0; fits && d < out.rank(); ++d) {
      fits =
          d == *axis || c.holds(sym::eq(out[d], other[d]), "Concatenate joins tensors that agree in all other sizes");
    }
    if (!fits) {
      c.reject(Kind::ShapeMismatch, {},
               fmt::format("Concatenate cannot join {} and {} along axis {}", sym::to_text(c.shape()),
                           sym::to_text(other), *axis))
          .label = "all other sizes must agree";
      return c.give_nothing("its inputs do not fit");
    }
    out[*axis] = out[*axis] + other[*axis];
  }
  c.give(std::move(out));
}

/// The axes that are summed over, one of each tensor.
std::optional<std::vector<int>> summed(const Call& c) {
  std::vector<Expr> given = c.int_list("axes");
  if (c.input_count() != 2) return std::nullopt;
  if (given.size() == 1) given.push_back(given.front());
  std::vector<int> axes;
  for (std::size_t i = 0; i < 2 && i < given.size(); ++i) {
    int rank = c.input(static_cast<int>(i)).shape->rank();
    auto axis = given[i].constant();
    if (!axis || *axis < -rank || *axis >= rank) return std::nullopt;
    axes.push_back(static_cast<int>(*axis < 0 ? *axis + rank : *axis));
  }
  return axes;
}

void dot(Call& c) {
  auto axes = summed(c);
  if (!axes) return c.give_nothing("its axes are not known");
  Shape a = *c.input(0).shape;
  Shape b = *c.input(1).shape;
  if (!c.holds(sym::eq(a[(*axes)[0]], b[(*axes)[1]]), "Dot sums over axes of the same size")) {
    c.reject(Kind::ShapeMismatch, "axes",
             fmt::format("Dot cannot multiply {} and {}", sym::to_text(a), sym::to_text(b)))
        .label = fmt::format("sizes {} and {} differ", sym::to_text(a[(*axes)[0]]), sym::to_text(b[(*axes)[1]]));
  }
  a.dims.erase(a.dims.begin() + (*axes)[0]);
  b.dims.erase(b.dims.begin() + (*axes)[1]);
  a.dims.insert(a.dims.end(), b.dims.begin() + 1, b.dims.end());
  if (a.rank() == 1) a.dims.emplace_back(1);
  c.give(std::move(a));
}

Formula dot_macs(const Call& c) {
  auto axes = summed(c);
  if (!axes) return named("?", Expr::unknown());
  std::vector<Formula> factors;
  const Shape& out = *c.output().shape;
  for (int i = 0; i < out.rank(); ++i) factors.push_back(named(i == 0 ? "N" : fmt::format("d_{}", i), out[i]));
  factors.push_back(named("K", (*c.input(0).shape)[(*axes)[0]]));
  return sym::product(factors);
}

constexpr Param kAxis[] = {config("axis", Takes::Int, "-1", "along which tensors are joined")};
constexpr Param kAxes[] = {config("axes", Takes::Int | Takes::Ints, "", "over which products are summed"),
                           config("normalize", Takes::Bool, "False", "to unit length before")};
constexpr std::span<const Param> kNone{};

constexpr Spec row(std::string_view names, std::string_view summary, std::string_view rule,
                   std::span<const Param> params, void (*infer)(Call&)) {
  Spec spec = keras_row(names, summary, rule, params, infer);
  spec.call = kKerasInputs;
  return spec;
}
constexpr Spec dot_row() {
  Spec spec = row("keras:Dot", "Sums of products along an axis.", "(N, *, K), (N, *, K) → (N, *)", kAxes, dot);
  spec.macs = dot_macs;
  spec.receptive = global_receptive;
  return spec;
}

constexpr Spec kSpecs[] = {
    row("keras:Add", "Element by element.", "the shapes are broadcast together", kNone, combine),
    row("keras:Subtract", "Element by element.", "the shapes are broadcast together", kNone, combine),
    row("keras:Multiply", "Element by element.", "the shapes are broadcast together", kNone, combine),
    row("keras:Average", "Element by element.", "the shapes are broadcast together", kNone, combine),
    row("keras:Maximum", "Element by element.", "the shapes are broadcast together", kNone, combine),
    row("keras:Minimum", "Element by element.", "the shapes are broadcast together", kNone, combine),
    row("keras:Concatenate", "Joined along an axis.", "(*, a), (*, b) → (*, a + b)", kAxis, concatenate),
    dot_row(),
};

}  // namespace

std::span<const Spec> keras_merge_specs() { return kSpecs; }

}  // namespace shapewise::layers
