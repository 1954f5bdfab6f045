// The elements in another order or several times: flip, roll, rot90, repeat, tile, repeat_interleave.
// Source: https://pytorch.org/docs/stable/torch.html#indexing-slicing-joining-mutating-ops,
// aten/src/ATen/native/TensorTransformations.cpp.
#include <algorithm>
#include <fmt/format.h>

#include "layer/axes.h"
#include "layer/demand.h"
#include "layer/promote.h"
#include "layer/receptive.h"
#include "layer/row.h"
#include "layer/saved.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Shape;

void flip(Call& c) {
  if (!c.given("dims")) c.reject(Kind::MissingArgument, {}, "flip needs the argument 'dims'");
  axes_of(c, "dims", c.shape().rank());
  c.give(c.shape());
}

/// fliplr and flipud need the dimension that they turn around.
template <int Rank>
void flip_at(Call& c) {
  demand_rank_at_least(c, c.input(), Rank);
  c.give(c.shape());
}

/// As many shifts as dimensions; without dimensions one, of the flattened tensor.
void roll(Call& c) {
  c.give(c.shape());
  std::size_t shifts = c.int_list("shifts").size();
  if (!c.known("shifts") || !c.known("dims")) return;
  bool flat = c.is_none("dims") || (c.arg("dims").is<ir::AttrList>() && c.arg("dims").as<ir::AttrList>()->empty());
  if (!flat) {
    for (const Expr& value : c.int_list("dims")) {
      auto dim = value.constant();
      Int room = std::max(c.shape().rank(), 1);
      if (!dim || (*dim >= -room && *dim < room)) continue;
      c.reject(Kind::ArgumentValue, "dims",
               fmt::format("roll names dimension {} of a tensor of {}", to_string(*dim), sym::to_text(c.shape())))
          .label = fmt::format("expected {} to {}", to_string(-room), to_string(room - 1));
      return;
    }
  }
  std::size_t dims = flat ? 1 : c.int_list("dims").size();
  if (shifts != dims && !(flat && shifts == 1)) {
    c.reject(Kind::ArgumentValue, "shifts", fmt::format("roll gets {} shifts for {} dimensions", shifts, dims)).label =
        "expected one for each dimension";
  }
}

void rotate(Call& c) {
  if (!demand_rank_at_least(c, c.input(), 2)) return c.give(c.shape());
  auto dims = axes_of(c, "dims", c.shape().rank());
  if (!dims) return c.give_nothing("the plane is not known");
  if (dims->size() != 2) {
    c.reject(Kind::ArgumentValue, "dims", "rot90 turns in the plane of two dimensions");
    return c.give(c.shape());
  }
  auto times = c.integer("k").constant();
  if (!times) return c.give_nothing("how often it is turned is not known");
  Shape out = c.shape();
  if (*times % 2 != 0) std::swap(out[(*dims)[0]], out[(*dims)[1]]);
  c.give(std::move(out));
}

/// Tensor.repeat and torch.tile: sizes times repeats, aligned at the last dimension.
void multiply(Call& c, std::string_view param, bool may_be_short) {
  if (!c.known(param)) return c.give_nothing("the repeats are not known");
  std::vector<Expr> times = c.int_list(param);
  Shape out = c.shape();
  int offset = out.rank() - static_cast<int>(times.size());
  if (offset > 0 && !may_be_short) {
    c.reject(Kind::RankMismatch, param,
             fmt::format("repeat needs a number for each of {} dimensions, not {}", out.rank(), times.size()))
        .label = fmt::format("the tensor is {}", sym::to_text(c.shape()));
    return c.give_nothing("it is repeated too few times");
  }
  for (; offset < 0; ++offset) out.dims.insert(out.dims.begin(), 1);
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (c.refuted(sym::ge(times[i], 0))) {
      c.reject(Kind::ArgumentValue, param, "a dimension can't be repeated a negative number of times").label =
          "expected at least 0";
      return c.give_nothing("its repeats are not valid");
    }
    out[offset + static_cast<int>(i)] *= times[i];
  }
  c.give(std::move(out));
}

void repeat(Call& c) { multiply(c, "repeats", false); }
void tile(Call& c) { multiply(c, "dims", true); }

/// How long n elements become: each one repeated, or as often as a tensor of repeats says.
Expr repeated(Call& c, const Expr& n) {
  if (c.arg("repeats").is<Expr>()) {
    demand_at_least(c, "repeats", 0);
    return n * c.integer("repeats");
  }
  if (c.given("output_size") && !c.is_none("output_size")) return c.integer("output_size");
  if (const ir::Tensor* repeats = c.tensor("repeats")) {
    demand_indices(c, *repeats, "repeats");
    bool fits = repeats->shape->rank() == 0 ||
                (repeats->shape->rank() == 1 &&
                 ((*repeats->shape)[0].is_constant(1) || c.holds(sym::eq((*repeats->shape)[0], n))));
    if (!fits) {
      c.reject(Kind::ShapeMismatch, "repeats", "repeat_interleave needs one number of repeats for each element").label =
          fmt::format("expected {}, not {}", sym::to_text(n), sym::to_text(*repeats->shape));
    }
  }
  return Expr::unknown();
}

void repeat_each(Call& c) {
  const ir::Attr& repeats = c.arg("repeats");
  if (repeats.is<ir::None>()) return c.give(Shape{Expr::unknown()}, ir::DType::Int64);
  if (c.is_none("dim")) return c.give(Shape{repeated(c, c.shape().elements())});
  auto dim = axis_of(c, "dim", c.shape().rank());
  if (!dim) return c.give_nothing("the dimension is not known");
  Shape out = c.shape();
  if (out.rank() == 0) out = Shape{1};
  out[*dim] = repeated(c, out[*dim]);
  c.give(std::move(out));
}

constexpr Param kInput = {"input", Takes::Tensor, "", "the tensor"};
constexpr Param kFlip[] = {kInput, {"dims", Takes::Ints, "", "the dimensions that are turned around", How::Variadic}};
constexpr Param kFlipDims[] = {kInput, {"dims", Takes::Ints, "", "the dimensions that are turned around"}};
constexpr Param kSelf[] = {kInput};
constexpr Param kRoll[] = {kInput,
                           {"shifts", Takes::Int | Takes::Ints, "", "by how much"},
                           {"dims", Takes::Int | Takes::Ints | Takes::None, "None", "along which dimensions"}};
constexpr Param kRotate[] = {kInput, {"k", Takes::Int, "1", "how often"}, {"dims", Takes::Ints, "(0, 1)", "the plane"}};
constexpr Param kRepeat[] = {kInput, {"repeats", Takes::Ints, "", "how often along each dimension", How::Variadic}};
constexpr Param kTile[] = {kInput, {"dims", Takes::Ints, "", "how often along each dimension", How::Variadic}};
constexpr Param kRepeatEach[] = {
    kInput,
    {"repeats", Takes::Int | Takes::Tensor | Takes::None, "None", "how often each element"},
    {"dim", Takes::Int | Takes::None, "None", "along which dimension; None: flattened"},
    {"output_size", Takes::Int | Takes::None, "None", "their sum", How::KeywordOnly}};

constexpr Spec op(std::string_view names, std::string_view summary, std::span<const Param> call, void (*infer)(Call&),
                  std::string_view rule = "(*) → (*)") {
  Spec spec = function_row(names, summary, rule, call, infer);
  spec.receptive = opaque_receptive;
  spec.saved = saves_nothing;
  return spec;
}

constexpr Spec kSpecs[] = {
    op("torch.flip", "In the reverse order.", kFlipDims, flip),
    op("torch.Tensor.flip", "In the reverse order.", kFlip, flip),
    op("torch.fliplr torch.Tensor.fliplr", "Columns in the reverse order.", kSelf, flip_at<2>),
    op("torch.flipud torch.Tensor.flipud", "Rows in the reverse order.", kSelf, flip_at<1>),
    op("torch.roll torch.Tensor.roll", "Shifted around.", kRoll, roll),
    op("torch.rot90 torch.Tensor.rot90", "Turned by 90°.", kRotate, rotate),
    op("torch.Tensor.repeat", "Repeated along its dimensions.", kRepeat, repeat, "sizes times repeats"),
    op("torch.tile torch.Tensor.tile", "Repeated along its dimensions.", kTile, tile, "sizes times repeats"),
    op("torch.repeat_interleave torch.Tensor.repeat_interleave", "Each element repeated.", kRepeatEach, repeat_each,
       "a size times repeats"),
};

}  // namespace

std::span<const Spec> rearrange_specs() { return kSpecs; }

}  // namespace shapewise::layers
