// Broadcasting of symbolic shapes.
#include "layer/broadcast.h"

#include <algorithm>
#include <fmt/format.h>

namespace shapewise::layer {
namespace {

using sym::Expr;
using sym::Shape;

constexpr std::string_view kReason = "broadcasting";

bool is_one(const Call& call, const Expr& e) { return e.is_constant(1) || call.proved(sym::eq(e, 1)); }
bool is_unknown(const Expr& e) { return e.has_unknown() || e.is_invalid(); }

/// One of the sizes must be 1, as they can't be equal.
std::optional<Expr> stretched(Call& call, const Expr& a, const Expr& b) {
  bool a_may = !call.refuted(sym::eq(a, 1));
  bool b_may = !call.refuted(sym::eq(b, 1));
  if (!a_may && !b_may) return std::nullopt;
  if (a_may && b_may) return Expr::unknown();
  const Expr& one = a_may ? a : b;
  if (!call.holds(sym::eq(one, 1), kReason)) return std::nullopt;
  return a_may ? b : a;
}

}  // namespace

std::optional<Expr> broadcast_size(Call& call, const Expr& a, const Expr& b) {
  if (a == b || is_one(call, b)) return a;
  if (is_one(call, a)) return b;
  if (is_unknown(a) || is_unknown(b)) {
    const Expr& other = is_unknown(a) ? b : a;
    // Whatever the unknown size is, a fitting one leaves a size of 2 and more as it is.
    return !is_unknown(other) && call.proved(sym::ge(other, 2)) ? other : Expr::unknown();
  }
  if (call.refuted(sym::eq(a, b))) return stretched(call, a, b);
  if (!call.holds(sym::eq(a, b), kReason)) return std::nullopt;
  return a.is_constant() ? a : b;
}

std::optional<Shape> broadcast(Call& call, const std::vector<Shape>& shapes) {
  Shape out;
  for (std::size_t s = 0; s < shapes.size(); ++s) {
    Shape wide = shapes[s].rank() > out.rank() ? shapes[s] : out;
    const Shape& narrow = shapes[s].rank() > out.rank() ? out : shapes[s];
    for (int i = 1; i <= narrow.rank(); ++i) {
      auto size = broadcast_size(call, wide[-i], narrow[-i]);
      if (!size) {
        auto& d = call.reject(
            diag::Kind::ShapeMismatch, {},
            fmt::format("{} cannot broadcast {} and {}", call.name(), sym::to_text(out), sym::to_text(shapes[s])));
        d.label =
            fmt::format("sizes {} and {} differ, and neither is 1", sym::to_text(out[-i]), sym::to_text(shapes[s][-i]));
        d.notes.push_back(
            fmt::format("shapes are compared from their last dimensions on; these are number {} from the end", i));
        return std::nullopt;
      }
      wide[-i] = *size;
    }
    out = std::move(wide);
  }
  return out;
}

std::optional<Shape> broadcast_batches(Call& call, const Shape& a, const Shape& b) {
  auto batch = [](const Shape& shape) {
    return shape.rank() > 2 ? Shape(std::vector<sym::Expr>(shape.dims.begin(), shape.dims.end() - 2)) : Shape();
  };
  return broadcast(call, {batch(a), batch(b)});
}

bool demand_stretches(Call& call, const Shape& from, const Shape& to, std::string_view param) {
  bool fits = from.rank() <= to.rank();
  for (int i = 1; fits && i <= from.rank(); ++i) {
    if (from[-i] == to[-i] || is_one(call, from[-i])) continue;
    fits = call.holds(sym::eq(from[-i], to[-i]), kReason);
  }
  if (fits) return true;
  auto& d = call.reject(diag::Kind::ShapeMismatch, param,
                        fmt::format("{} cannot broadcast {} to {}", call.name(), sym::to_text(from), sym::to_text(to)));
  d.label = fmt::format("{} does not become {}", sym::to_text(from), sym::to_text(to));
  return false;
}

bool demand_same(Call& call, const Shape& a, const Shape& b, std::string_view param) {
  bool same = a.rank() == b.rank();
  for (int i = 0; same && i < a.rank(); ++i) same = call.holds(sym::eq(a[i], b[i]), "equal shapes");
  if (same) return true;
  auto& d = call.reject(
      diag::Kind::ShapeMismatch, param,
      fmt::format("{} takes tensors of the same shape, not {} and {}", call.name(), sym::to_text(a), sym::to_text(b)));
  d.label = fmt::format("{} is not {}", sym::to_text(b), sym::to_text(a));
  return false;
}

}  // namespace shapewise::layer
