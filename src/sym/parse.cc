// Reading of expressions and relations as they are printed, by recursive descent with bounded depth: the text may come
// from anyone.
#include <array>
#include <cctype>
#include <utility>

#include "sym/expr.h"
#include "sym/facts.h"
#include "sym/node.h"

namespace shapewise::sym {
namespace {

constexpr std::size_t kMaxLength = 1 << 16;
constexpr int kMaxNesting = 100;

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  /// sum := product (('+' | '-') product)*
  std::optional<Expr> sum() {
    auto total = product();
    while (total) {
      bool minus = false;
      if (!accept("+")) {
        minus = accept("-") || accept("−");
        if (!minus) return total;
      }
      auto next = product();
      if (!next) return std::nullopt;
      total = minus ? *total - *next : *total + *next;
    }
    return total;
  }

  bool at_end() {
    skip_spaces();
    return rest_.empty();
  }

  bool accept(std::string_view token) {
    skip_spaces();
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }

 private:
  void skip_spaces() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) rest_.remove_prefix(1);
  }

  /// product := unary (('*' | '·' | '//' | '%') unary)*
  std::optional<Expr> product() {
    auto total = unary();
    while (total) {
      skip_spaces();
      if (rest_.starts_with("**")) return total;
      Expr (*operation)(const Expr&, const Expr&) = nullptr;
      if (accept("*") || accept("·")) operation = [](const Expr& a, const Expr& b) { return a * b; };
      if (!operation && accept("//")) operation = floor_div;
      if (!operation && accept("%")) operation = mod;
      if (!operation) return total;
      auto next = unary();
      if (!next) return std::nullopt;
      total = operation(*total, *next);
    }
    return total;
  }

  /// unary := ('-' | '+')* power
  std::optional<Expr> unary() {
    bool negative = false;
    while (true) {
      if (accept("-") || accept("−")) {
        negative = !negative;
      } else if (!accept("+")) {
        break;
      }
    }
    auto value = power();
    if (value && negative) value = -*value;
    return value;
  }

  /// power := primary (('**' | '^') digits | superscripts)?
  std::optional<Expr> power() {
    auto base = primary();
    if (!base) return std::nullopt;
    std::string exponent;
    if (accept("**") || accept("^")) {
      skip_spaces();
      exponent = take(is_digit);
      if (exponent.empty()) return std::nullopt;
    } else {
      exponent = superscripts();
    }
    if (exponent.empty()) return base;
    auto value = parse_int(exponent);
    if (!value || *value > kMaxPower) return std::nullopt;
    return pow(*base, static_cast<int>(*value));
  }

  /// primary := digits | name | function | '(' sum ')' | '⌊' fraction '⌋' | '⌈' fraction '⌉'
  std::optional<Expr> primary() {
    skip_spaces();
    if (rest_.empty() || nesting_ >= kMaxNesting) return std::nullopt;
    ++nesting_;
    std::optional<Expr> value;
    if (is_digit(rest_.front())) {
      if (auto number = parse_int(take(is_digit))) value = *number;
    } else if (is_letter(rest_.front())) {
      std::string name = take([](char c) { return is_letter(c) || is_digit(c); });
      value = accept("(") ? function(name) : Expr::symbol(std::move(name));
    } else if (accept("(")) {
      value = close(sum(), ")");
    } else if (accept("⌊")) {
      value = close(fraction(floor_div), "⌋");
    } else if (accept("⌈")) {
      value = close(fraction(ceil_div), "⌉");
    }
    --nesting_;
    return value;
  }

  std::optional<Expr> function(std::string_view name) {
    if (name == "floor") return close(fraction(floor_div), ")");
    if (name == "ceil") return close(fraction(ceil_div), ")");
    if (name != "min" && name != "max") return std::nullopt;
    auto result = sum();
    while (result && accept(",")) {
      auto next = sum();
      if (!next) return std::nullopt;
      result = name == "min" ? min(*result, *next) : max(*result, *next);
    }
    return close(result, ")");
  }

  /// fraction := product '/' unary
  std::optional<Expr> fraction(Expr (*round)(const Expr&, const Expr&)) {
    auto numerator = product();
    if (!numerator || !accept("/")) return std::nullopt;
    auto divisor = unary();
    if (!divisor) return std::nullopt;
    return round(*numerator, *divisor);
  }

  std::optional<Expr> close(std::optional<Expr> value, std::string_view token) {
    if (value && !accept(token)) return std::nullopt;
    return value;
  }

  template <class Accepts>
  std::string take(Accepts accepts) {
    std::size_t length = 0;
    while (length < rest_.size() && accepts(rest_[length])) ++length;
    std::string taken(rest_.substr(0, length));
    rest_.remove_prefix(length);
    return taken;
  }

  std::string superscripts() {
    static constexpr std::array<std::string_view, 10> kDigits = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string digits;
    for (std::size_t i = 0; i < kDigits.size(); ++i) {
      if (!rest_.starts_with(kDigits[i])) continue;
      digits += static_cast<char>('0' + static_cast<int>(i));
      rest_.remove_prefix(kDigits[i].size());
      i = static_cast<std::size_t>(-1);
    }
    return digits;
  }

  std::string_view rest_;
  int nesting_ = 0;
};

/// `H % 32 == 0` is a divisibility, but the sum before == is one Expr, in which the remainder is no longer visible; so
/// the text is cut at the last % outside of parentheses and both sides are read by themselves.
std::optional<Relation> parse_divisibility(std::string_view text) {
  std::size_t equals = text.find("==");
  if (equals == std::string_view::npos || parse_expr(text.substr(equals + 2)) != Expr(0)) return std::nullopt;
  std::string_view left = text.substr(0, equals);
  std::size_t percent = left.rfind('%');
  if (percent == std::string_view::npos) return std::nullopt;
  auto a = parse_expr(left.substr(0, percent));
  auto b = parse_expr(left.substr(percent + 1));
  if (!a || !b) return std::nullopt;
  // a + b % c or a % b·c would have been cut wrongly.
  auto whole = parse_expr(left);
  if (!whole || *whole != mod(*a, *b)) return std::nullopt;
  return divisible(*a, *b);
}

}  // namespace

std::optional<Expr> parse_expr(std::string_view text) {
  if (text.size() > kMaxLength) return std::nullopt;
  Parser parser(text);
  auto value = parser.sum();
  if (!value || !parser.at_end() || value->is_invalid()) return std::nullopt;
  return value;
}

std::optional<Relation> parse_relation(std::string_view text) {
  if (text.size() > kMaxLength) return std::nullopt;
  if (auto divisibility = parse_divisibility(text)) return divisibility;
  Parser parser(text);
  auto a = parser.sum();
  if (!a) return std::nullopt;
  constexpr std::array<std::string_view, 9> kOperators = {"==", "!=", "≠", ">=", "≥", "<=", "≤", ">", "<"};
  for (std::string_view op : kOperators) {
    if (!parser.accept(op)) continue;
    auto b = parser.sum();
    if (!b || !parser.at_end() || a->is_invalid() || b->is_invalid()) return std::nullopt;
    if (op == "==") return eq(*a, *b);
    if (op == "!=" || op == "≠") return ne(*a, *b);
    if (op == ">=" || op == "≥") return ge(*a, *b);
    if (op == "<=" || op == "≤") return ge(*b, *a);
    if (op == ">") return ge(*a, *b + 1);
    return ge(*b, *a + 1);
  }
  return std::nullopt;
}

}  // namespace shapewise::sym
