// The shared rules and their messages.
#include "layer/demand.h"

#include <algorithm>
#include <fmt/format.h>

namespace shapewise::layer {
namespace {

/// "2, 3 or 4".
std::string alternatives(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += i + 1 == items.size() ? " or " : ", ";
    text += items[i];
  }
  return text;
}

std::string subject(std::string_view param) { return param.empty() ? "its input" : fmt::format("its {}", param); }

bool demand_dtype(Call& call, const ir::Tensor& tensor, std::string_view param, bool fits, std::string_view expected) {
  if (fits || tensor.dtype_assumed) return true;
  auto& d = call.reject(
      diag::Kind::DtypeMismatch, param,
      fmt::format("{} takes {}, but {} is {}", call.name(), expected, subject(param), ir::name(tensor.dtype)));
  d.label = fmt::format("expected {}", expected);
  return false;
}

}  // namespace

diag::Diagnostic* rank_error(Call& call, const ir::Tensor& tensor, std::initializer_list<int> ranks,
                             std::string_view param) {
  if (!tensor.shape || std::find(ranks.begin(), ranks.end(), tensor.shape->rank()) != ranks.end()) return nullptr;
  std::vector<std::string> texts;
  for (int rank : ranks) texts.push_back(std::to_string(rank));
  std::string shape = sym::to_text(*tensor.shape);
  auto& d =
      call.reject(diag::Kind::RankMismatch, param,
                  fmt::format("{} takes {} of {} dimension{}, but gets {}: {}", call.name(),
                              param.empty() ? "an input" : fmt::format("a tensor for {}", param), alternatives(texts),
                              texts.size() == 1 && *ranks.begin() == 1 ? "" : "s", tensor.shape->rank(), shape));
  d.label = fmt::format("{} is {}", subject(param), shape);
  return &d;
}

bool demand_rank(Call& call, const ir::Tensor& tensor, std::initializer_list<int> ranks, std::string_view param) {
  return rank_error(call, tensor, ranks, param) == nullptr;
}

bool demand_rank(Call& call, std::initializer_list<int> ranks) { return demand_rank(call, call.input(), ranks); }

bool demand_shape(Call& call, const ir::Tensor& tensor, const sym::Shape& expected, std::string_view param) {
  if (!tensor.shape) return true;
  const sym::Shape& found = *tensor.shape;
  bool fits = found.rank() == expected.rank();
  for (int i = 0; fits && i < found.rank(); ++i)
    fits = call.holds(sym::eq(found[i], expected[i]), fmt::format("the shape of {}", param));
  if (fits) return true;
  diag::Kind kind = found.rank() == expected.rank() ? diag::Kind::ShapeMismatch : diag::Kind::RankMismatch;
  auto& d = call.reject(
      kind, param,
      fmt::format("{} of {} must be {}, but is {}", param, call.name(), sym::to_text(expected), sym::to_text(found)));
  d.label = fmt::format("expected {}", sym::to_text(expected));
  return false;
}

bool demand_spatial(Call& call) { return demand_rank(call, {call.spatial() + 1, call.spatial() + 2}); }

bool demand_elements(Call& call, int from) {
  const sym::Shape& shape = call.shape();
  for (int i = from; i < shape.rank(); ++i) {
    if (!shape[i].is_constant(0)) continue;
    auto& d = call.reject(diag::Kind::EmptyOutput, {},
                          fmt::format("{} takes no input without elements: {}", call.name(), sym::to_text(shape)));
    d.label = fmt::format("the size of dimension {} is 0", i);
    return false;
  }
  return true;
}

bool demand_rank_at_least(Call& call, const ir::Tensor& tensor, int least, std::string_view param) {
  if (!tensor.shape || tensor.shape->rank() >= least) return true;
  std::string shape = sym::to_text(*tensor.shape);
  auto& d = call.reject(diag::Kind::RankMismatch, param,
                        fmt::format("{} takes {} of at least {} dimension{}, but gets {}: {}", call.name(),
                                    param.empty() ? "an input" : fmt::format("a tensor for {}", param), least,
                                    least == 1 ? "" : "s", tensor.shape->rank(), shape));
  d.label = fmt::format("{} is {}", subject(param), shape);
  return false;
}

diag::Diagnostic* fixed_error(Call& call, const Fixed& fixed) {
  if (call.holds(sym::eq(fixed.found, fixed.expected), fmt::format("the number of {}", fixed.quantity))) return nullptr;
  std::string expected = sym::to_text(fixed.expected);
  std::string found = sym::to_text(fixed.found);
  auto& d =
      call.reject(fixed.kind, fixed.param,
                  fmt::format("{} expects {} {}, but its input has {}", call.name(), expected, fixed.quantity, found));
  d.label = fmt::format("expects {}", expected);
  if (fixed.tensor != nullptr) d.notes.push_back(fmt::format("that input is {}", ir::to_text(*fixed.tensor)));
  if (fixed.fixable && !fixed.param.empty() && call.given(fixed.param) && fixed.found.is_constant() &&
      call.arg(fixed.param).is<sym::Expr>()) {
    d.fixes.push_back({fmt::format("set {} to {}", fixed.param, found), {{call.where(fixed.param), found}}});
  }
  return &d;
}

bool demand_fixed(Call& call, const Fixed& fixed) { return fixed_error(call, fixed) == nullptr; }

bool demand_at_least(Call& call, std::string_view param, Int least) {
  for (const sym::Expr& value : call.int_list(param)) {
    if (!call.refuted(sym::ge(value, least))) continue;
    auto& d = call.reject(
        diag::Kind::ArgumentValue, param,
        fmt::format("{} of {} must be at least {}, not {}", param, call.name(), to_string(least), sym::to_text(value)));
    d.label = fmt::format("expected at least {}", to_string(least));
    return false;
  }
  return true;
}

bool demand_between(Call& call, std::string_view param, double least, double most) {
  double value = call.number(param);
  if (!(value < least) && !(value > most)) return true;  // also if it is not known
  auto& d =
      call.reject(diag::Kind::ArgumentValue, param,
                  fmt::format("{} of {} must be between {} and {}, not {}", param, call.name(), least, most, value));
  d.label = fmt::format("expected {} to {}", least, most);
  return false;
}

bool demand_choice(Call& call, std::string_view param, std::initializer_list<std::string_view> choices) {
  auto* value = call.arg(param).as<std::string>();
  if (value == nullptr || std::find(choices.begin(), choices.end(), *value) != choices.end()) return true;
  std::vector<std::string> texts;
  for (std::string_view choice : choices) texts.push_back(fmt::format("'{}'", choice));
  auto& d = call.reject(diag::Kind::ArgumentValue, param,
                        fmt::format("there is no {} '{}' of {}", param, *value, call.name()));
  d.label = fmt::format("expected {}", alternatives(texts));
  return false;
}

namespace {

/// The divisors of a number that are next to another number, the nearer first; none if they are far.
std::vector<Int> divisors_beside(Int number, Int parts) {
  constexpr Int kFar = 4096;
  std::vector<Int> found;
  for (Int distance = 1; distance <= kFar && found.size() < 2; ++distance) {
    if (parts > distance && number % (parts - distance) == 0) found.push_back(parts - distance);
    if (number >= parts + distance && number % (parts + distance) == 0) found.push_back(parts + distance);
  }
  if (found.size() > 2) found.resize(2);
  return found;
}

}  // namespace

bool demand_divisible(Call& call, diag::Kind kind, std::string_view param, std::string_view by) {
  sym::Expr value = call.integer(param);
  sym::Expr divisor = call.integer(by);
  if (call.holds(sym::divisible(value, divisor))) return true;
  auto& d = call.reject(kind, param, fmt::format("{} of {} must be divisible by {}", param, call.name(), by));
  d.label = fmt::format("{} is not divisible by {}", sym::to_text(value), sym::to_text(divisor));
  auto whole = value.constant();
  auto parts = divisor.constant();
  if (!whole || !parts || *whole < 1 || *parts < 1 || !call.given(by) || !call.arg(by).is<sym::Expr>()) return false;
  for (Int other : divisors_beside(*whole, *parts)) {
    std::string number = to_string(other);
    d.fixes.push_back({fmt::format("set {} to {}", by, number), {{call.where(by), number}}});
  }
  return false;
}

bool demand_floating(Call& call, const ir::Tensor& tensor, std::string_view param) {
  bool fits = ir::is_floating(tensor.dtype) || ir::is_complex(tensor.dtype);
  return demand_dtype(call, tensor, param, fits, "floating-point numbers");
}

bool demand_numbers(Call& call, const ir::Tensor& tensor, std::string_view param) {
  return demand_dtype(call, tensor, param, tensor.dtype != ir::DType::Bool, "numbers");
}

bool demand_real(Call& call, const ir::Tensor& tensor, std::string_view param) {
  return demand_dtype(call, tensor, param, !ir::is_complex(tensor.dtype), "real numbers");
}

bool demand_mask(Call& call, const ir::Tensor& tensor, std::string_view param) {
  bool fits = ir::is_floating(tensor.dtype) || tensor.dtype == ir::DType::Bool;
  return demand_dtype(call, tensor, param, fits, "bools or floating-point numbers");
}

bool demand_bools(Call& call, const ir::Tensor& tensor, std::string_view param) {
  return demand_dtype(call, tensor, param, tensor.dtype == ir::DType::Bool, "bools");
}

bool demand_integral(Call& call, const ir::Tensor& tensor, std::string_view param) {
  bool fits = ir::is_integral(tensor.dtype) || tensor.dtype == ir::DType::Bool;
  return demand_dtype(call, tensor, param, fits, "integers or bools");
}

bool demand_int64(Call& call, const ir::Tensor& tensor, std::string_view param) {
  return demand_dtype(call, tensor, param, tensor.dtype == ir::DType::Int64, "int64 indices");
}

bool demand_indices(Call& call, const ir::Tensor& tensor, std::string_view param) {
  bool fits = tensor.dtype == ir::DType::Int64 || tensor.dtype == ir::DType::Int32;
  return demand_dtype(call, tensor, param, fits, "int64 or int32 indices");
}

}  // namespace shapewise::layer
