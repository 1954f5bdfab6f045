// PyTorch's own loops, with proofs for comparisons.
#include "layer/memory.h"

#include <algorithm>
#include <memory>

#include "layer/axes.h"
#include "layer/promote.h"

namespace shapewise::layer {
namespace {

using sym::Expr;
using sym::Facts;
using sym::Shape;
using sym::Truth;

/// The named sizes in shapes and strides, each once.
std::vector<std::string> open_sizes(std::initializer_list<const std::vector<Expr>*> lists) {
  std::vector<std::string> names;
  for (const std::vector<Expr>* list : lists) {
    for (const Expr& e : *list) {
      if (e.is_constant()) continue;
      for (std::string& name : sym::symbols(e)) names.push_back(std::move(name));
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

/// What is known if these sizes are larger than 1.
Facts larger(Facts facts, const std::vector<std::string>& names) {
  for (const std::string& name : names) facts.assume(sym::ge(Expr::symbol(name), 2));
  return facts;
}

/// Whether a view is possible where all open sizes are larger than 1.
class Attempt {
 public:
  /// `larger` is what is known there.
  Attempt(const Facts& facts, const Facts& larger, const Shape& shape, const Strides& strides, const Shape& to)
      : facts_(facts),
        larger_(larger),
        shape_(shape),
        strides_(strides),
        to_(to),
        made_(to.dims.size(), Expr(1)),
        at_(to.rank() - 1) {}

  View run() {
    Expr stride = strides_.back();
    Expr elements = 1;
    for (int i = shape_.rank() - 1; i >= 0; --i) {
      elements *= shape_[i];
      if (i > 0 && shape_[i - 1].is_constant(1)) continue;
      Truth joined = i > 0 ? equal(strides_[static_cast<std::size_t>(i) - 1], elements * stride) : Truth::No;
      if (joined == Truth::Unknown) return {};
      if (joined == Truth::Yes) continue;
      Truth taken = take(elements, stride);
      if (taken != Truth::Yes) return {taken, {}};
      if (i > 0) stride = strides_[static_cast<std::size_t>(i) - 1];
      elements = 1;
    }
    if (at_ >= 0) return {Truth::No, {}};
    return {Truth::Yes, made_};
  }

 private:
  /// Yes must hold for sizes of 1, too: what lies side by side does so for all of them.
  Truth equal(const Expr& a, const Expr& b) const {
    if (a == b) return Truth::Yes;
    if (a.is_constant() && b.is_constant()) return Truth::No;
    Truth truth = larger_.prove(sym::eq(a, b));
    return truth == Truth::Yes ? facts_.prove(sym::eq(a, b)) : truth;
  }

  Truth at_least(const Expr& a, const Expr& b) const {
    if (a == b) return Truth::Yes;
    if (a.is_constant() && b.is_constant()) return *a.constant() >= *b.constant() ? Truth::Yes : Truth::No;
    return larger_.prove(sym::ge(a, b));
  }

  /// The sizes of the view, from the last one on, that one piece of memory without holes takes. Yes if they make it up.
  Truth take(const Expr& elements, const Expr& stride) {
    Expr taken = 1;
    while (at_ >= 0) {
      bool one = to_[at_].is_constant(1);
      Truth full = at_least(taken, elements);
      if (full == Truth::Unknown && !one) return Truth::Unknown;
      if (full == Truth::Yes && !one) break;
      made_[static_cast<std::size_t>(at_)] = taken * stride;
      taken *= to_[at_--];
    }
    return equal(taken, elements);
  }

  const Facts& facts_;
  const Facts& larger_;
  const Shape& shape_;
  const Strides& strides_;
  const Shape& to_;
  Strides made_;
  int at_;
};

std::vector<Expr> substituted(std::vector<Expr> list, const sym::Assignment& values) {
  for (Expr& e : list) e = sym::substitute(e, values);
  return list;
}

/// A size of 1 has no neighbours, so where some sizes are 1 a view may be possible that is not in general. False if it
/// is refused whichever of them are.
bool possible_with_ones(const Facts& facts, const std::vector<std::string>& names, const Shape& shape,
                        const Strides& strides, const Shape& to) {
  constexpr std::size_t kMostNames = 5;
  if (names.size() > kMostNames) return true;
  for (unsigned chosen = 1; chosen < 1U << names.size(); ++chosen) {
    Facts here = facts;
    sym::Assignment ones;
    bool allowed = true;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if ((chosen >> i & 1U) == 0) continue;
      ones.emplace(names[i], 1);
      allowed = allowed && here.assume(sym::eq(Expr::symbol(names[i]), 1)) != Truth::No;
    }
    if (!allowed) continue;
    Shape from(substituted(shape.dims, ones));
    Shape into(substituted(to.dims, ones));
    Strides lie = substituted(strides, ones);
    Facts rest = larger(here, open_sizes({&from.dims, &into.dims, &lie}));
    if (Attempt(here, rest, from, lie, into).run().possible != Truth::No) return true;
  }
  return false;
}

/// Strides of operands that are stretched to a common shape: 0 where they are.
Strides stretched(const Shape& from, const Strides& strides, const Shape& to) {
  int extra = to.rank() - from.rank();
  Strides all(static_cast<std::size_t>(extra), Expr(0));
  for (int i = 0; i < from.rank(); ++i) {
    bool repeated = from[i].is_constant(1) && !to[i + extra].is_constant(1);
    all.push_back(repeated ? Expr(0) : strides[static_cast<std::size_t>(i)]);
  }
  return all;
}

/// The order in which an element by element function walks through its operands, and so lays out what it gives.
class Walk {
 public:
  Walk(const Facts& facts, const Shape& shape, std::vector<Strides> operands)
      : facts_(facts), shape_(shape), operands_(std::move(operands)) {}

  /// Strides without holes in that order; empty if it cannot be told.
  std::optional<Strides> run() {
    auto fastest_first = order();
    if (!fastest_first) return std::nullopt;
    Strides strides(shape_.dims.size(), Expr(1));
    Expr stride = 1;
    for (int dim : *fastest_first) {
      strides[static_cast<std::size_t>(dim)] = stride;
      stride *= shape_[dim];
    }
    return strides;
  }

 private:
  std::optional<std::vector<int>> order() {
    std::vector<int> order;
    for (int i = shape_.rank() - 1; i >= 0; --i) order.push_back(i);
    for (std::size_t i = 1; i < order.size(); ++i) {
      std::size_t moving = i;
      for (std::size_t before = i; before-- > 0;) {
        int comparison = compare(order[before], order[moving]);
        if (!sure_) return std::nullopt;
        if (comparison < 0) break;
        if (comparison == 0) continue;
        std::swap(order[before], order[moving]);
        moving = before;
      }
    }
    return order;
  }

  /// Above 0 if the first dimension is the slower one; 0 if nothing decides.
  int compare(int a, int b) {
    for (const Strides& strides : operands_) {
      const Expr& one = strides[static_cast<std::size_t>(a)];
      const Expr& other = strides[static_cast<std::size_t>(b)];
      if (one.is_constant(0) || other.is_constant(0)) continue;
      if (one == other) {
        if (is_larger(shape_[a], shape_[b])) return 1;
        continue;
      }
      return is_larger(one, other) ? 1 : -1;
    }
    return 0;
  }

  bool is_larger(const Expr& a, const Expr& b) {
    if (a == b) return false;
    Truth larger = facts_.prove(sym::ge(a, b + 1));
    sure_ = sure_ && larger != Truth::Unknown;
    return larger == Truth::Yes;
  }

  const Facts& facts_;
  const Shape& shape_;
  std::vector<Strides> operands_;
  bool sure_ = true;
};

std::optional<Strides> walked(const Call& call, const Shape& shape, std::vector<Strides> operands) {
  Facts facts = larger(*call.context().facts, open_sizes({&shape.dims}));
  return Walk(facts, shape, std::move(operands)).run();
}

/// A copy keeps the order of the dimensions, but no holes and no repetitions.
ir::Memory same(const Call& call) {
  const ir::Tensor& input = call.input();
  auto strides = strides_of(input);
  if (!strides || input.memory.contiguous) return input.memory;
  auto copied = walked(call, *input.shape, {*strides});
  for (std::size_t i = 0; copied && i < strides->size(); ++i) {
    if (!input.shape->dims[i].is_constant(1) && (*copied)[i] != (*strides)[i]) return {};
  }
  return copied ? input.memory : ir::Memory{};
}

ir::Memory element_by_element(const Call& call, const Shape& shape) {
  if (call.spec().view) return call.input().memory;  // it is the first input
  std::vector<Strides> operands;
  bool contiguous = true;
  for (int i = 0; i < call.input_count(); ++i) {
    const ir::Tensor& input = call.input(i);
    auto strides = strides_of(input);
    if (!strides || input.shape->rank() > shape.rank()) return {};
    contiguous = contiguous && input.memory.contiguous;
    operands.push_back(stretched(*input.shape, *strides, shape));
  }
  if (contiguous) return {.contiguous = true};
  // The function may be one that overwrites.
  if (call.input_count() == 1) return shape == *call.input().shape ? same(call) : ir::Memory{};
  // Where repetitions leave the order open, the distances that dimensions of one element keep can decide it.
  bool ones = std::any_of(shape.dims.begin(), shape.dims.end(), [](const Expr& size) { return size.is_constant(1); });
  if (ones) return {};
  auto strides = walked(call, shape, std::move(operands));
  return strides ? strided(shape, std::move(*strides)) : ir::Memory{};
}

bool are_contiguous(const Call& call) {
  for (int i = 0; i < call.input_count(); ++i) {
    if (!call.input(i).memory.contiguous) return false;
  }
  return true;
}

ir::Memory placed(const Call& call, const Shape& shape) {
  switch (call.spec().placement) {
    case Placement::Unknown: return {};
    case Placement::Contiguous: return {.contiguous = true};
    case Placement::AsInputs: return {.contiguous = are_contiguous(call)};
    case Placement::Same: return shape == *call.input().shape ? same(call) : ir::Memory{};
    case Placement::Elementwise: return element_by_element(call, shape);
  }
  return {};
}

}  // namespace

Strides row_major(const Shape& shape) {
  Strides strides(shape.dims.size(), Expr(1));
  for (std::size_t i = strides.size(); i-- > 1;) {
    const Expr& size = shape.dims[i];
    strides[i - 1] = size.is_constant(0) ? strides[i] : strides[i] * size;
  }
  return strides;
}

std::optional<Strides> strides_of(const ir::Tensor& tensor) {
  if (tensor.memory.strides != nullptr) return *tensor.memory.strides;
  if (!tensor.memory.contiguous || !tensor.shape) return std::nullopt;
  return row_major(*tensor.shape);
}

ir::Memory strided(const Shape& shape, Strides strides) {
  if (strides == row_major(shape)) return {.contiguous = true};
  return {.strides = std::make_shared<const Strides>(std::move(strides))};
}

ir::Memory reordered(const Call& call, const std::vector<int>& dims, const Shape& shape) {
  auto strides = strides_of(call.input());
  if (!strides) return {};
  Strides moved;
  for (int dim : dims) moved.push_back((*strides)[static_cast<std::size_t>(dim)]);
  return strided(shape, std::move(moved));
}

ir::Tensor one_along(const Call& call, int dim) {
  std::vector<int> kept = all_axes(call.shape().rank());
  kept.erase(kept.begin() + dim);
  ir::Tensor one = tensor_of(without_axes(call.shape(), {dim}, false), type_of(call.input()));
  one.memory = reordered(call, kept, *one.shape);
  return one;
}

View view_of(const Facts& facts, const Shape& shape, const Strides& strides, const Shape& to) {
  if (shape.rank() == 0 || shape.elements().is_constant(0)) return {Truth::Yes, row_major(to)};
  std::vector<std::string> names = open_sizes({&shape.dims, &strides, &to.dims});
  Facts general = larger(facts, names);
  View view = Attempt(facts, general, shape, strides, to).run();
  if (view.possible == Truth::No && possible_with_ones(facts, names, shape, strides, to)) return {};
  return view;
}

Viewed viewed(const Call& call, const Shape& shape) {
  const ir::Tensor& tensor = call.input();
  if (tensor.memory.contiguous) return {Truth::Yes, {.contiguous = true}};
  auto strides = strides_of(tensor);
  if (!strides) return {};
  View view = view_of(*call.context().facts, *tensor.shape, *strides, shape);
  return {view.possible, view.possible == Truth::Yes ? strided(shape, std::move(view.strides)) : ir::Memory{}};
}

ir::Memory reshaped(const Call& call, const Shape& shape) {
  Viewed view = viewed(call, shape);
  return view.possible == Truth::No ? ir::Memory{.contiguous = true} : view.memory;
}

ir::Memory in_order(const Call& call) {
  auto strides = strides_of(call.input());
  if (!strides || !call.is_none("memory_format")) return {};
  Strides ordered = row_major(call.shape());
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    if (!call.shape().dims[i].is_constant(1) && ordered[i] != (*strides)[i]) return {.contiguous = true};
  }
  return call.input().memory;
}

Truth is_shown(const Call& call) {
  const ir::Tensor& tensor = call.input();
  auto strides = strides_of(tensor);
  if (tensor.memory.contiguous) return Truth::Yes;
  if (!strides) return Truth::Unknown;
  const Shape& to = *call.output().shape;
  if (tensor.shape->rank() == 0 || tensor.shape->elements().is_constant(0)) return Truth::Yes;
  const Facts facts;  // a number of bytes is for sizes in general
  Facts general = larger(facts, open_sizes({&tensor.shape->dims, &*strides, &to.dims}));
  return Attempt(facts, general, *tensor.shape, *strides, to).run().possible;
}

Truth is_in_order(const Call& call) {
  if (!call.is_none("memory_format")) return Truth::Unknown;
  const ir::Tensor& tensor = call.input();
  if (tensor.memory.contiguous) return Truth::Yes;
  return tensor.memory.strides != nullptr ? Truth::No : Truth::Unknown;
}

void place_outputs(const Call& call, std::vector<ir::Tensor>& outputs) {
  if (call.has("memory_format") && !call.is_none("memory_format")) return;
  if (call.has("out") && !call.is_none("out")) return;
  for (ir::Tensor& output : outputs) {
    if (!output.shape || output.memory.contiguous || output.memory.strides != nullptr) continue;
    output.memory = placed(call, *output.shape);
  }
}

}  // namespace shapewise::layer
