// Minimum and maximum: flat, sorted, without arguments that another one always beats.
#include <algorithm>

#include "sym/bounds.h"
#include "sym/node.h"

namespace shapewise::sym {
namespace {

constexpr std::size_t kMaxArguments = 64;

/// True if a is the winner against b for all values of the symbols.
bool beats(Atom::Kind kind, const Expr& a, const Expr& b) {
  return is_nonnegative(kind == Atom::Kind::Max ? a - b : b - a);
}

Expr extremum(Atom::Kind kind, const Expr& a, const Expr& b) {
  if (a.is_invalid()) return a;
  if (b.is_invalid()) return b;
  Atom result;
  result.kind = kind;
  for (const Expr* side : {&a, &b}) {
    AtomPtr inner = single_atom(*side);
    bool nested = inner && inner->kind == kind;
    for (const Expr& candidate : nested ? inner->args : std::vector<Expr>{*side}) {
      auto beaten = [&](const Expr& other) { return beats(kind, other, candidate); };
      if (std::any_of(result.args.begin(), result.args.end(), beaten)) continue;
      std::erase_if(result.args, [&](const Expr& other) { return beats(kind, candidate, other); });
      // Unknowns are never decided, but x and x are one argument.
      if (std::find(result.args.begin(), result.args.end(), candidate) == result.args.end())
        result.args.push_back(candidate);
    }
  }
  if (result.args.size() == 1) return result.args.front();
  if (result.args.size() > kMaxArguments) return too_large();
  std::sort(result.args.begin(), result.args.end());
  return from_atom(std::move(result));
}

}  // namespace

Expr min(const Expr& a, const Expr& b) {
  auto x = a.constant();
  auto y = b.constant();
  return x && y ? Expr(std::min(*x, *y)) : extremum(Atom::Kind::Min, a, b);
}

Expr max(const Expr& a, const Expr& b) {
  auto x = a.constant();
  auto y = b.constant();
  return x && y ? Expr(std::max(*x, *y)) : extremum(Atom::Kind::Max, a, b);
}

}  // namespace shapewise::sym
