// Arithmetic on constants and symbols, by Python's rules: / gives a float, // and % round towards −∞.
#include "import/expr/evaluate.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <optional>

namespace shapewise::import {
namespace {

using ir::Attr;
using sym::Expr;

/// A repeated list stays small enough to be looked at.
constexpr Int kLongestList = 10'000;

/// Elements of a list and of the lists in it.
Int deep_size(const ir::AttrList& items) {
  Int size = static_cast<Int>(items.size());
  for (const Attr& item : items) {
    if (auto* inner = item.as<ir::AttrList>()) size += deep_size(*inner);
  }
  return size;
}

/// Digits without underscores, in base 10, 16, 8 or 2.
std::optional<Int> parse_integer(std::string_view text) {
  int base = 10;
  if (text.size() > 2 && text[0] == '0') {
    char mark = static_cast<char>(text[1] | 0x20);
    base = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 10;
    if (base != 10) text.remove_prefix(2);
  }
  Int value = 0;
  for (char c : text) {
    if (c == '_') continue;
    int digit = c >= '0' && c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    auto shifted = checked_mul(value, base);
    auto next = shifted ? checked_add(*shifted, digit) : std::nullopt;
    if (!next) return std::nullopt;
    value = *next;
  }
  return value;
}

bool has_only_digits(std::string_view text) {
  if (text.size() < 2 || text[0] != '0') return true;
  char mark = static_cast<char>(text[1] | 0x20);
  std::string_view digits = mark == 'x'   ? "0123456789abcdefABCDEF_"
                            : mark == 'o' ? "01234567_"
                            : mark == 'b' ? "01_"
                                          : "";
  if (!digits.empty()) return text.size() > 2 && text.substr(2).find_first_not_of(digits) == std::string_view::npos;
  return text.find_first_not_of("0_") == std::string_view::npos;  // Python: 012 is no number, 000 is
}

/// What is unknown of a value, or null.
const Attr* find_unknown(const Attr& value) {
  if (value.is<ir::Unknown>()) return &value;
  auto* items = value.as<ir::AttrList>();
  if (items == nullptr) return nullptr;
  for (const Attr& item : *items) {
    if (const Attr* unknown = find_unknown(item)) return unknown;
  }
  return nullptr;
}

std::optional<double> as_double(const Attr& a) {
  if (auto* d = a.as<double>()) return *d;
  if (auto* b = a.as<bool>()) return *b ? 1.0 : 0.0;
  if (auto* e = a.as<Expr>()) {
    if (auto v = e->constant()) return static_cast<double>(*v);
  }
  return std::nullopt;
}

std::optional<Expr> as_expr(const Attr& a) {
  if (auto* e = a.as<Expr>()) return *e;
  if (auto* b = a.as<bool>()) return Expr(*b ? 1 : 0);
  return std::nullopt;
}

double apply(double a, std::string_view op, double b) {
  if (op == "+") return a + b;
  if (op == "-") return a - b;
  if (op == "*") return a * b;
  if (op == "/") return a / b;
  double quotient = std::floor(a / b);
  return op == "//" ? quotient : a - b * quotient;
}

/// base to a power ≥ 0 in at most 7 steps of squaring before it overflows; empty on overflow.
std::optional<Int> checked_pow(Int base, Int exponent) {
  if (base == 0 || base == 1) return exponent == 0 ? 1 : base;
  if (base == -1) return exponent % 2 == 0 ? 1 : -1;
  if (exponent > 127) return std::nullopt;
  Int result = 1;
  for (Int i = 0; i < exponent; ++i) {
    auto next = checked_mul(result, base);
    if (!next) return std::nullopt;
    result = *next;
  }
  return result;
}

}  // namespace

Attr Evaluator::wrong(diag::Kind kind, source::Range range, std::string message) {
  sink_.error(kind, range, message);
  return {ir::Unknown{std::move(message)}, range};
}

Attr Evaluator::argument(const Ast& ast, const layer::Param* param) {
  bool bears = param != nullptr && !has(param->takes, layer::Takes::Any);
  if (bears && ast.kind == Ast::Kind::Dict && !has(param->takes, layer::Takes::Bool))
    return wrong(diag::Kind::ArgumentType, ast.range, fmt::format("{} cannot be a dict", param->name));
  int before = sink_.errors();
  Attr made = value(ast);
  const Attr* unknown = bears && sink_.errors() == before ? find_unknown(made) : nullptr;
  if (unknown != nullptr) gaps_.push_back({unknown->as<ir::Unknown>()->why, unknown->range});
  return made;
}

Attr Evaluator::value(const Ast& ast) {
  switch (ast.kind) {
    case Ast::Kind::Int: return integer(ast);
    case Ast::Kind::Float: return floating(ast);
    case Ast::Kind::String: return {ast.text, ast.range};
    case Ast::Kind::Name: return name(ast);
    case Ast::Kind::Tuple:
    case Ast::Kind::List: return sequence(ast);
    case Ast::Kind::Call: return call(ast);
    case Ast::Kind::Unary: return unary(ast);
    case Ast::Kind::Chain: return chain(ast);
    case Ast::Kind::Power: return power(ast);
    case Ast::Kind::Dict: return {ir::Unknown{"a dict has no size"}, ast.range};
    case Ast::Kind::Star: break;
  }
  return wrong(diag::Kind::Syntax, ast.range, "a starred expression cannot stand here");
}

Attr Evaluator::integer(const Ast& ast) {
  if (!has_only_digits(ast.text)) {
    return wrong(diag::Kind::Syntax, ast.range,
                 fmt::format("'{}' is not a number", std::string_view(ast.text).substr(0, 40)));
  }
  auto value = parse_integer(ast.text);
  if (!value || !fits_int64(*value))
    return wrong(diag::Kind::Overflow, ast.range, "the number does not fit into 64 bits");
  return {Expr(*value), ast.range};
}

Attr Evaluator::floating(const Ast& ast) {
  std::string digits;
  for (char c : ast.text) {
    if (c != '_') digits += c;
  }
  double value = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  // Python reads 1e999 as inf and 1e-999 as 0.
  if (error == std::errc::result_out_of_range) value = digits.find("e-") == std::string::npos ? HUGE_VAL : 0;
  return {value, ast.range};
}

Attr Evaluator::name(const Ast& ast) {
  const std::string& text = ast.text;
  if (text == "None") return {ir::None{}, ast.range};
  if (text == "True" || text == "False") return {text == "True", ast.range};
  std::string_view last = std::string_view(text).substr(text.rfind('.') + 1);
  bool dotted = last.size() != text.size();
  bool of_torch = text.starts_with("torch.") || text.starts_with("nn.") || text.starts_with("F.");
  if (last == "inf" || last == "nan" || last == "NaN") {
    return {last == "inf" ? HUGE_VAL : std::numeric_limits<double>::quiet_NaN(), ast.range};
  }
  if (of_torch) {
    if (auto dtype = ir::find_dtype(text)) return {*dtype, ast.range};
    return {ir::Unknown{fmt::format("{} has no value here", text)}, ast.range};
  }
  if (names_ == Names::Words) return {text, ast.range};
  if (dotted) return {ir::Unknown{fmt::format("the value of {} is not known", text)}, ast.range};
  for (auto [wrong_case, right] : {std::pair{"true", "True"}, {"false", "False"}, {"none", "None"}, {"null", "None"}}) {
    if (text != wrong_case) continue;
    auto& d = sink_.error(diag::Kind::Syntax, ast.range, fmt::format("'{}' is not a value of Python's", text));
    d.label = fmt::format("did you mean {}?", right);
    d.fixes.push_back({fmt::format("write {}", right), {{ast.range, right}}});
    return {ir::Unknown{"it has no value"}, ast.range};
  }
  auto given = values_.find(text);
  return {given != values_.end() ? given->second : Expr::symbol(text), ast.range};
}

Attr Evaluator::sequence(const Ast& ast) {
  ir::AttrList items;
  items.reserve(ast.items.size());
  for (const Ast& item : ast.items) {
    if (item.kind != Ast::Kind::Star) {
      items.push_back(value(item));
      continue;
    }
    Attr inner = value(item.items.front());
    auto* list = inner.as<ir::AttrList>();
    if (list == nullptr) return {ir::Unknown{"a starred value is not known"}, ast.range};
    items.insert(items.end(), list->begin(), list->end());
  }
  return {std::move(items), ast.range};
}

Attr Evaluator::call(const Ast& ast) {
  bool one = ast.args.size() == 1 && ast.args.front().name.empty();
  if (one && (ast.text == "int" || ast.text == "float" || ast.text == "tuple" || ast.text == "list")) {
    Attr inner = value(ast.args.front().value);
    auto* word = inner.as<std::string>();
    if (ast.text == "float" && word != nullptr) {
      if (*word == "inf" || *word == "-inf") return {*word == "inf" ? HUGE_VAL : -HUGE_VAL, ast.range};
      if (*word == "nan") return {std::numeric_limits<double>::quiet_NaN(), ast.range};
    }
    auto number = as_double(inner);
    if (ast.text == "int" && inner.is<Expr>()) return {inner.value, ast.range};
    if (ast.text == "int" && number && std::abs(*number) < 9e15) {
      return {Expr(static_cast<std::int64_t>(*number)), ast.range};
    }
    if (ast.text == "float" && number) return {*number, ast.range};
    if (inner.is<ir::AttrList>() && (ast.text == "tuple" || ast.text == "list")) return {inner.value, ast.range};
  }
  return {ir::Unknown{fmt::format("the value of {}(…) is not known", ast.text)}, ast.range};
}

Attr Evaluator::unary(const Ast& ast) {
  Attr operand = value(ast.items.front());
  operand.range = ast.range;
  if (operand.is<ir::Unknown>()) return operand;
  bool minus = ast.text == "-";
  if (auto* d = operand.as<double>()) return {minus ? -*d : *d, ast.range};
  if (auto e = as_expr(operand)) return {minus ? -*e : *e, ast.range};
  return wrong(diag::Kind::ArgumentType, ast.range, fmt::format("{} cannot have a sign", ir::describe(operand)));
}

Attr Evaluator::chain(const Ast& ast) {
  auto is_word = [](const Ast& item) { return item.kind == Ast::Kind::Name; };
  if (names_ == Names::Words && std::all_of(ast.items.begin(), ast.items.end(), is_word)) {
    std::string text = ast.items.front().text;  // mode=nearest-exact
    for (std::size_t i = 0; i < ast.ops.size(); ++i) text += fmt::format("{}{}", ast.ops[i], ast.items[i + 1].text);
    return {std::move(text), ast.range};
  }
  Attr result = value(ast.items.front());
  for (std::size_t i = 0; i < ast.ops.size(); ++i) {
    source::Range range = ast.range;
    range.end = ast.items[i + 1].range.end;
    result = binary(result, ast.ops[i], value(ast.items[i + 1]), range);
  }
  return result;
}

Attr Evaluator::repeated(const ir::AttrList& items, const Expr& times, source::Range range) {
  auto count = times.constant();
  if (!count) return {ir::Unknown{"the length of a list is not known"}, range};
  ir::AttrList list;
  if (items.empty()) return {std::move(list), range};
  if (*count * deep_size(items) > kLongestList) {
    return wrong(diag::Kind::Limit, range, fmt::format("the list has more than {} elements", to_string(kLongestList)));
  }
  for (Int i = 0; i < *count; ++i) list.insert(list.end(), items.begin(), items.end());
  return {std::move(list), range};
}

Attr Evaluator::checked(Expr result, source::Range range) {
  if (result.is_invalid()) return wrong(diag::Kind::Overflow, range, result.invalid_reason());
  auto constant = result.constant();
  if (constant && !fits_int64(*constant))
    return wrong(diag::Kind::Overflow, range, "the number does not fit into 64 bits");
  return {std::move(result), range};
}

Attr Evaluator::binary(const Attr& a, std::string_view op, const Attr& b, source::Range range) {
  if (a.is<ir::Unknown>() || b.is<ir::Unknown>()) return {ir::Unknown{"an operand is not known"}, range};
  auto* list_a = a.as<ir::AttrList>();
  auto* list_b = b.as<ir::AttrList>();
  if (op == "+" && list_a != nullptr && list_b != nullptr) {
    ir::AttrList both = *list_a;
    both.insert(both.end(), list_b->begin(), list_b->end());
    return {std::move(both), range};
  }
  if (op == "*" && list_a != nullptr && b.is<Expr>()) return repeated(*list_a, *b.as<Expr>(), range);
  if (op == "*" && list_b != nullptr && a.is<Expr>()) return repeated(*list_b, *a.as<Expr>(), range);
  bool floating = a.is<double>() || b.is<double>() || op == "/";
  auto x = as_double(a), y = as_double(b);
  auto m = as_expr(a), n = as_expr(b);
  bool divides = op == "/" || op == "//" || op == "%";
  if (divides && ((y && *y == 0) || (n && n->is_constant(0)))) {
    return wrong(diag::Kind::ArgumentValue, range, "division by zero");
  }
  if (floating && x && y) return {apply(*x, op, *y), range};
  if (floating && (x || m) && (y || n))
    return {ir::Unknown{"a float that depends on a symbolic size is not known"}, range};
  if (!m || !n) {
    return wrong(diag::Kind::ArgumentType, range,
                 fmt::format("there is no {} of {} and {}", op, ir::describe(a), ir::describe(b)));
  }
  if (op == "+") return checked(*m + *n, range);
  if (op == "-") return checked(*m - *n, range);
  if (op == "*") return checked(*m * *n, range);
  return checked(op == "//" ? sym::floor_div(*m, *n) : sym::mod(*m, *n), range);
}

Attr Evaluator::power(const Ast& ast) {
  Attr base = value(ast.items[0]);
  Attr exponent = value(ast.items[1]);
  if (base.is<ir::Unknown>() || exponent.is<ir::Unknown>()) return {ir::Unknown{"an operand is not known"}, ast.range};
  auto m = as_expr(base), n = as_expr(exponent);
  auto power = n ? n->constant() : std::nullopt;
  if (m && power && *power >= 0) {
    constexpr int kLargestSymbolic = 16;
    if (auto constant = m->constant()) {
      auto result = checked_pow(*constant, *power);
      return result ? checked(*result, ast.range)
                    : wrong(diag::Kind::Overflow, ast.range, "the number does not fit into 64 bits");
    }
    if (*power <= kLargestSymbolic) return checked(sym::pow(*m, static_cast<int>(*power)), ast.range);
    return {ir::Unknown{"the power of a symbolic size is too large"}, ast.range};
  }
  auto x = as_double(base), y = as_double(exponent);
  if (x && y) return {std::pow(*x, *y), ast.range};
  if (m && n) return {ir::Unknown{"a power with a symbolic exponent is not known"}, ast.range};
  return wrong(diag::Kind::ArgumentType, ast.range,
               fmt::format("there is no power of {} and {}", ir::describe(base), ir::describe(exponent)));
}

}  // namespace shapewise::import
