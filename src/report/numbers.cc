// Expressions are printed by sym; here their numbers are only grouped or scaled.
#include "report/numbers.h"

#include <fmt/format.h>
#include <optional>

namespace shapewise::report {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name(char c) { return is_digit(c) || c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/// A product: its number and, printed with the sign of multiplication in front, the rest.
struct Scalable {
  Int number = 1;
  std::string rest;
};

std::optional<Scalable> scalable(const sym::Expr& e, sym::Style style) {
  if (auto number = e.constant()) return *number < 0 ? std::nullopt : std::optional(Scalable{*number, ""});
  std::string text = sym::to_text(e, style);
  int depth = 0;
  for (char c : text) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (depth == 0 && c == ' ') return std::nullopt;  // only sums and remainders have spaces
  }
  std::string_view times = style == sym::Style::Unicode ? "·" : "*";
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  if (digits == 0) return Scalable{1, std::string(times) + text};
  auto number = parse_int(std::string_view(text).substr(0, digits));
  if (!number || !std::string_view(text).substr(digits).starts_with(times)) return std::nullopt;
  return Scalable{*number, text.substr(digits)};
}

/// number / unit to three digits, or exactly if it is a whole number.
std::string quotient(Int number, Int unit) {
  if (number % unit == 0) return to_string(number / unit);
  double value = static_cast<double>(number) / static_cast<double>(unit);
  return fmt::format("{:.{}f}", value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}

std::string minus(sym::Style style) { return style == sym::Style::Unicode ? "−" : "-"; }

std::string with_prefix(const sym::Expr& e, sym::Style style, Int step, const std::string_view (&prefixes)[7],
                        std::string_view unit) {
  if (sym::to_text(e, sym::Style::Ascii).starts_with('-')) {
    sym::Expr opposite = sym::Expr(0) - e;
    if (scalable(opposite, style)) return minus(style) + with_prefix(opposite, style, step, prefixes, unit);
  }
  std::string ending = unit.empty() ? "" : fmt::format(" {}", unit);
  auto product = scalable(e, style);
  if (!product) return fmt::format("({}){}", grouped(e, style), ending);
  Int factor = 1;
  std::size_t prefix = 0;
  while (prefix + 1 < std::size(prefixes) && product->number / step >= factor) {
    factor *= step;
    ++prefix;
  }
  std::string number = prefix == 0 ? to_string(product->number) : quotient(product->number, factor);
  std::string_view space = prefix == 0 && unit.empty() ? "" : " ";
  return fmt::format("{}{}{}{}{}", number, space, prefixes[prefix], unit, product->rest);
}

}  // namespace

std::string group_digits(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_name(text[at])) {
      result += text[at++];
      continue;
    }
    std::size_t end = at;
    bool number = true;
    for (; end < text.size() && is_name(text[end]); ++end) number = number && is_digit(text[end]);
    for (std::size_t i = at; i < end; ++i) {
      if (number && i > at && (end - i) % 3 == 0) result += ',';
      result += text[i];
    }
    at = end;
  }
  return result;
}

std::string grouped(const sym::Expr& e, sym::Style style) { return group_digits(sym::to_text(e, style)); }

std::string scaled(const sym::Expr& e, sym::Style style) {
  static constexpr std::string_view kPrefixes[7] = {"", "k", "M", "G", "T", "P", "E"};
  return with_prefix(e, style, 1000, kPrefixes, "");
}

std::string bytes_text(const sym::Expr& bytes, sym::Style style) {
  static constexpr std::string_view kPrefixes[7] = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
  return bytes.is_constant(0) ? "0" : with_prefix(bytes, style, 1024, kPrefixes, "B");
}

std::vector<sym::Expr> field_sizes(const analysis::Field& field, int rank) {
  std::vector<sym::Expr> sizes;
  if (field.kind != analysis::Field::Kind::Local) return sizes;
  for (const analysis::FieldAxis& axis : field.axes) sizes.push_back(axis.size.ceil());
  if (sizes.empty() && rank > 2) sizes.assign(static_cast<std::size_t>(rank - 2), 1);
  return sizes;
}

std::string field_text(const analysis::Field& field, int rank, sym::Style style) {
  if (field.kind == analysis::Field::Kind::Global) return "global";
  std::string text;
  for (const sym::Expr& size : field_sizes(field, rank)) {
    if (!text.empty()) text += style == sym::Style::Unicode ? "×" : "x";
    text += sym::to_text(size, style);
  }
  return text;
}

std::string ratio_text(const sym::Expr& a, const sym::Expr& b) {
  auto above = a.constant();
  auto below = b.constant();
  if (!above || !below || *below <= 0 || *above < 0) return "";
  double ratio = static_cast<double>(*above) / static_cast<double>(*below);
  if (ratio < 9.95) return fmt::format("{:.1f}", ratio);
  return to_string((*above + *below / 2) / *below, ",");
}

}  // namespace shapewise::report
