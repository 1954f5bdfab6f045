// Flatten and Unflatten, with torch.flatten, torch.unflatten and the methods of Tensor.
// Source: https://pytorch.org/docs/stable/generated/torch.flatten.html, torch.nn.Unflatten.html and
// aten/src/ATen/native/TensorShape.cpp.
#include <fmt/format.h>

#include "layer/axes.h"
#include "layer/demand.h"
#include "layer/memory.h"
#include "layer/promote.h"
#include "layer/saved.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Formula;
using sym::Shape;

void give(Call& c, Shape shape) {
  ir::Tensor out = tensor_of(std::move(shape), type_of(c.input()));
  out.memory = reshaped(c, *out.shape);
  c.give(std::move(out));
}

void flatten(Call& c) {
  const Shape& in = c.shape();
  auto start = axis_of(c, "start_dim", in.rank());
  auto end = axis_of(c, "end_dim", in.rank());
  if (!start || !end) return c.give_nothing("which dimensions are flattened is not known");
  if (*start > *end) {
    auto& d = c.reject(Kind::ArgumentValue, c.given("start_dim") ? "start_dim" : "end_dim",
                       fmt::format("start_dim of {} comes after its end_dim: {} and {} of {}", c.name(), *start, *end,
                                   sym::to_text(in)));
    d.label = fmt::format("dimension {} is after {}", *start, *end);
    return c.give_nothing("which dimensions are flattened is not known");
  }
  if (in.rank() == 0) return give(c, Shape{1});
  Shape out;
  out.dims.assign(in.dims.begin(), in.dims.begin() + *start);
  out.dims.push_back(Shape(std::vector<Expr>(in.dims.begin() + *start, in.dims.begin() + *end + 1)).elements());
  out.dims.insert(out.dims.end(), in.dims.begin() + *end + 1, in.dims.end());
  give(c, std::move(out));
}

/// The dimension of an argument of a call that was inferred; counted from the end if negative.
int place(const Call& c, std::string_view param) {
  int dim = static_cast<int>(*c.integer(param).constant());
  return dim < 0 ? dim + c.shape().rank() : dim;
}

/// The product of the flattened sizes.
std::vector<SizeRule> flattened_size(const Call& c) {
  const Shape& in = c.shape();
  std::vector<Formula> factors;
  if (in.rank() == 0) return {};
  for (int i = place(c, "start_dim"); i <= place(c, "end_dim"); ++i)
    factors.push_back(named(axis_name(in.rank(), i), in[i]));
  if (factors.size() < 2) return {};
  return {{"F", sym::product(factors)}};
}

Receptive lost(const Call& c) {
  bool same = c.shape().rank() == c.output().shape->rank();
  return {same ? Receptive::Kind::Pointwise : Receptive::Kind::Opaque, {}};
}

/// The sizes with −1 replaced by what is left of `whole`. Empty if they are rejected.
std::optional<std::vector<Expr>> unflattened(Call& c, std::string_view param, const Expr& whole) {
  std::vector<Expr> sizes = c.int_list(param);
  std::optional<std::size_t> open;
  Expr product = 1;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (c.refuted(sym::ge(sizes[i], -1)) || (sizes[i].is_constant(-1) && open)) {
      auto& d = c.reject(Kind::ArgumentValue, param,
                         fmt::format("{} can't divide a dimension into {}", c.name(), ir::to_text(c.arg(param))));
      d.label = "expected sizes of at least 0, with −1 for at most one";
      return std::nullopt;
    }
    if (sizes[i].is_constant(-1)) {
      open = i;
    } else {
      product *= sizes[i];
    }
  }
  bool fits = open ? !product.is_constant(0) && c.holds(sym::divisible(whole, product), "the sizes must come out even")
                   : c.holds(sym::eq(whole, product), "the sizes must multiply to the dimension");
  if (fits) {
    if (open) sizes[*open] = sym::floor_div(whole, product);
    return sizes;
  }
  auto& d = c.reject(Kind::SizeMismatch, param,
                     fmt::format("{} can't divide a dimension of {} into {}", c.name(), sym::to_text(whole),
                                 ir::to_text(c.arg(param))));
  d.label = fmt::format("{} is {} {}", sym::to_text(product), open ? "no divisor of" : "not", sym::to_text(whole));
  return std::nullopt;
}

void unflatten(Call& c) {
  std::string_view param = c.has("sizes") ? "sizes" : "unflattened_size";
  const Shape& in = c.shape();
  if (!demand_rank_at_least(c, c.input(), 1)) return c.give_nothing("the input has no dimension");
  auto dim = axis_of(c, "dim", in.rank());
  if (!dim || !c.known(param)) return c.give_nothing("the sizes are not known");
  std::size_t count = c.int_list(param).size();
  if (count == 0) {
    auto& d = c.reject(Kind::ArgumentValue, param, fmt::format("{} needs at least one size", c.name()));
    d.label = "expected sizes";
    return c.give_nothing("the sizes are not valid");
  }
  auto sizes = unflattened(c, param, in[*dim]);
  if (!sizes) sizes = std::vector<Expr>(count, Expr::unknown());
  Shape out;
  out.dims.assign(in.dims.begin(), in.dims.begin() + *dim);
  out.dims.insert(out.dims.end(), sizes->begin(), sizes->end());
  out.dims.insert(out.dims.end(), in.dims.begin() + *dim + 1, in.dims.end());
  give(c, std::move(out));
}

constexpr Param kFlatten[] = {
    {"start_dim", Takes::Int, "1", "first dimension to flatten"},
    {"end_dim", Takes::Int, "-1", "last dimension to flatten"},
};
constexpr Param kForward[] = {{"input", Takes::Tensor, "", "(*)"}};
constexpr Param kFlattenFunction[] = {
    {"input", Takes::Tensor, "", "(*)"},
    {"start_dim", Takes::Int, "0", "first dimension to flatten"},
    {"end_dim", Takes::Int, "-1", "last dimension to flatten"},
};
constexpr Param kUnflatten[] = {
    {"dim", Takes::Int, "", "dimension to divide"},
    {"unflattened_size", Takes::Ints, "", "sizes it is divided into; one may be -1"},
};
constexpr Param kUnflattenFunction[] = {
    {"input", Takes::Tensor, "", "(*)"},
    {"dim", Takes::Int, "", "dimension to divide"},
    {"sizes", Takes::Ints, "", "sizes it is divided into; one may be -1"},
};

constexpr std::string_view kFlattenRule = "(*, S_i, …, S_j, *) → (*, S_i·…·S_j, *)";
constexpr std::string_view kUnflattenRule = "(*, S, *) → (*, U_1, …, U_n, *) with U_1·…·U_n = S";

constexpr Example kFlattenExamples[] = {
    {"Flatten()", "N,4,12,12", "(N, 576)", "0", "0"},
    {"Flatten(0, 2)", "8,3,H,5", "(24*H, 5)", "0", "0"},
};
constexpr Rejected kFlattenRejected[] = {
    {"Flatten()", "576", Kind::ArgumentValue},
    {"Flatten(2, 1)", "N,3,4,5", Kind::ArgumentValue},
};
constexpr Example kUnflattenExamples[] = {
    {"Unflatten(1, (2, 5, 5))", "N,50", "(N, 2, 5, 5)", "0", "0"},
    {"Unflatten(-1, (8, -1))", "N,T,64", "(N, T, 8, 8)", "0", "0"},
};
constexpr Rejected kUnflattenRejected[] = {
    {"Unflatten(1, (2, 5, 6))", "N,50", Kind::SizeMismatch},
    {"Unflatten(1, 50)", "N,50", Kind::ArgumentType},
};

constexpr Spec kSpecs[] = {
    {.names = "torch.nn.Flatten",
     .summary = "Joins neighbouring dimensions to one.",
     .rule = kFlattenRule,
     .params = kFlatten,
     .call = kForward,
     .infer = flatten,
     .sizes = flattened_size,
     .receptive = lost,
     .saved = saves_nothing,
     .shares = is_shown,
     .view = true,
     .examples = kFlattenExamples,
     .rejected = kFlattenRejected},
    {.names = "torch.flatten torch.Tensor.flatten",
     .form = Form::Function,
     .summary = "Joins neighbouring dimensions to one.",
     .rule = kFlattenRule,
     .call = kFlattenFunction,
     .infer = flatten,
     .sizes = flattened_size,
     .receptive = lost,
     .saved = saves_nothing,
     .shares = is_shown,
     .view = true},
    {.names = "torch.nn.Unflatten",
     .summary = "Divides a dimension into several.",
     .rule = kUnflattenRule,
     .params = kUnflatten,
     .call = kForward,
     .infer = unflatten,
     .receptive = lost,
     .saved = saves_nothing,
     .view = true,
     .examples = kUnflattenExamples,
     .rejected = kUnflattenRejected},
    {.names = "torch.unflatten torch.Tensor.unflatten",
     .form = Form::Function,
     .summary = "Divides a dimension into several.",
     .rule = kUnflattenRule,
     .call = kUnflattenFunction,
     .infer = unflatten,
     .receptive = lost,
     .saved = saves_nothing,
     .view = true},
};

}  // namespace

std::span<const Spec> flatten_specs() { return kSpecs; }

}  // namespace shapewise::layers
