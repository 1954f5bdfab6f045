// A recursive-descent parser. Every function returns empty after the first error, which it has reported at its place.
#include "import/expr/parser.h"

#include <algorithm>
#include <fmt/format.h>

namespace shapewise::import {

using Kind = Token::Kind;

namespace {

/// Bounds what arithmetic may cost: no size is computed from so many others.
constexpr std::size_t kMaxOperators = 200;
/// Bounds the memory of one syntax tree.
constexpr int kMaxNodes = 1'000'000;

}  // namespace

std::string describe(const Token& token) {
  switch (token.kind) {
    case Kind::End: return "the end of the text";
    case Kind::Newline: return "the end of the line";
    case Kind::String: return "a string";
    default: break;
  }
  constexpr std::size_t kLongest = 40;
  if (token.text.size() > kLongest) return fmt::format("'{}…'", token.text.substr(0, 24));
  return fmt::format("'{}'", token.text);
}

diag::Diagnostic& Parser::error(diag::Kind kind, source::Range range, std::string message) {
  error_range_ = range;
  return sink_.error(kind, range, std::move(message));
}

diag::Diagnostic& Parser::unexpected(std::string_view what) {
  const Token& found = peek();
  if (found.kind == Kind::Bad && found.text.find_first_of("'\"") != std::string_view::npos) {
    auto& d = error(diag::Kind::Syntax, found.range, "the string has no end");
    d.label = "opened here";
    return d;
  }
  auto& d = error(diag::Kind::Syntax, found.range, fmt::format("expected {}, found {}", what, describe(found)));
  d.label = fmt::format("expected {}", what);
  for (std::string_view quote : {"‘", "’", "“", "”"}) {
    if (found.text != quote) continue;
    d.notes.emplace_back("a typographic quotation mark is no quote of Python's");
    d.fixes.push_back({"write '", {{found.range, "'"}}});
  }
  return d;
}

std::nullopt_t Parser::expected(std::string_view what) {
  unexpected(what);
  return std::nullopt;
}

std::nullopt_t Parser::too_deep() {
  auto& d =
      error(diag::Kind::Limit, peek().range, fmt::format("the expression is nested more than {} deep", max_depth_));
  d.label = "this is too deep";
  return std::nullopt;
}

std::nullopt_t Parser::too_long() {
  error(diag::Kind::Limit, peek().range, "the expression is too long").label = "no more than this is read";
  return std::nullopt;
}

std::optional<Ast> Parser::expression() { return sum(); }

std::optional<std::vector<Argument>> Parser::arguments() {
  std::vector<Argument> args;
  if (!arguments_until({}, {}, args)) return std::nullopt;
  return args;
}

std::optional<Ast> Parser::chain(Operand operand, std::initializer_list<std::string_view> operators) {
  std::optional<Ast> first = (this->*operand)();
  if (!first) return std::nullopt;
  Ast chain;
  chain.kind = Ast::Kind::Chain;
  chain.range = first->range;
  while (peek().kind == Kind::Op) {
    auto op = std::find(operators.begin(), operators.end(), peek().text);
    if (op == operators.end()) break;
    if (chain.ops.size() >= kMaxOperators) return too_long();
    next();
    std::optional<Ast> right = (this->*operand)();
    if (!right) return std::nullopt;
    if (chain.items.empty()) chain.items.push_back(std::move(*first));
    chain.range.end = right->range.end;
    chain.ops.push_back(*op);
    chain.items.push_back(std::move(*right));
  }
  if (chain.items.empty()) return first;
  return chain;
}

std::optional<Ast> Parser::sum() { return chain(&Parser::term, {"+", "-"}); }
std::optional<Ast> Parser::term() { return chain(&Parser::factor, {"*", "/", "//", "%"}); }

std::optional<Ast> Parser::factor() {
  if (!peek().is("-") && !peek().is("+")) return power();
  Nesting nesting(*this);
  if (depth_left_ < 0) return too_deep();
  Token sign = next();
  std::optional<Ast> operand = factor();
  if (!operand) return std::nullopt;
  Ast unary;
  unary.kind = Ast::Kind::Unary;
  unary.text = sign.text;
  unary.range = file_.range(sign.range.begin, operand->range.end);
  unary.items.push_back(std::move(*operand));
  return unary;
}

std::optional<Ast> Parser::power() {
  std::optional<Ast> base = atom();
  if (!base || !peek().is("**")) return base;
  Nesting nesting(*this);
  if (depth_left_ < 0) return too_deep();
  next();
  std::optional<Ast> exponent = factor();
  if (!exponent) return std::nullopt;
  Ast power;
  power.kind = Ast::Kind::Power;
  power.range = file_.range(base->range.begin, exponent->range.end);
  power.items.push_back(std::move(*base));
  power.items.push_back(std::move(*exponent));
  return power;
}

std::optional<Ast> Parser::atom() {
  if (++nodes_ > kMaxNodes) return too_long();
  const Token& token = peek();
  if (token.kind == Kind::Int || token.kind == Kind::Float) {
    Ast number;
    number.kind = token.kind == Kind::Int ? Ast::Kind::Int : Ast::Kind::Float;
    number.text = token.text;
    number.range = token.range;
    next();
    // 3x3 is how people write sizes, but no number.
    if (peek().kind == Kind::Name && peek().range.begin == number.range.end) return expected("an operator or a comma");
    return number;
  }
  if (token.kind == Kind::String) return strings();
  if (token.kind == Kind::Name) return name_or_call();
  if (token.is("(")) return parenthesized();
  if (token.is("[")) return list();
  if (token.is("{")) return dict();
  return expected("a value");
}

std::optional<Ast> Parser::strings() {
  Ast string;
  string.kind = Ast::Kind::String;
  string.range = peek().range;
  while (peek().kind == Kind::String) {
    string.range.end = peek().range.end;
    string.text += unquote(next().text);
  }
  return string;
}

std::optional<Ast> Parser::name_or_call() {
  Token token = next();
  Ast name;
  name.text = token.text;
  name.range = name.name_range = token.range;
  if (peek().is("[")) {
    error(diag::Kind::Syntax, peek().range, "a subscript cannot be evaluated here").label =
        "only literal values are read";
    return std::nullopt;
  }
  if (!peek().is("(")) return name;
  Nesting nesting(*this);
  if (depth_left_ < 0) return too_deep();
  source::Range open = next().range;
  name.kind = Ast::Kind::Call;
  if (!arguments_until(")", open, name.args)) return std::nullopt;
  name.range.end = lexer_.last_end();
  if (peek().is("(") || peek().is("[")) {
    error(diag::Kind::Syntax, peek().range, fmt::format("what {} makes cannot be called here", name.text)).label =
        "expected the next layer";
    return std::nullopt;
  }
  return name;
}

bool Parser::arguments_until(std::string_view close, source::Range open, std::vector<Argument>& args) {
  bool closed = false;
  if (!close.empty() && peek().is(close)) {
    next();
    return true;
  }
  if (close.empty() && peek().kind == Kind::End) return true;
  while (!closed) {
    std::optional<Argument> one = argument();
    if (!one) return false;
    args.push_back(std::move(*one));
    if (!separator(close, open, closed)) return false;
  }
  return true;
}

std::optional<Argument> Parser::argument() {
  Argument made;
  std::optional<Ast> value = element();
  if (!value) return std::nullopt;
  bool keyword = value->kind == Ast::Kind::Name && peek().is("=");
  if (keyword) {
    next();
    made.name = std::move(value->text);
    made.name_range = value->range;
    value = expression();
    if (!value) return std::nullopt;
  }
  made.value = std::move(*value);
  return made;
}

std::optional<Ast> Parser::element() {
  if (!peek().is("*") && !peek().is("**")) return expression();
  Token token = next();
  std::optional<Ast> operand = expression();
  if (!operand) return std::nullopt;
  Ast star;
  star.kind = Ast::Kind::Star;
  star.text = token.text;
  star.range = file_.range(token.range.begin, operand->range.end);
  star.items.push_back(std::move(*operand));
  return star;
}

bool Parser::separator(std::string_view close, source::Range open, bool& closed) {
  auto at_close = [&] { return close.empty() ? peek().kind == Kind::End : peek().is(close); };
  if (peek().is(",")) {
    next();
  } else if (!at_close()) {
    return close_missing(close, open);
  }
  closed = at_close();
  if (closed && !close.empty()) next();
  return true;
}

bool Parser::close_missing(std::string_view close, source::Range open) {
  if (close.empty()) return unexpected("',' or the end"), false;
  int from = lexer_.last_end();
  std::string_view between = file_.slice(file_.range(from, peek().range.begin));
  if (peek().kind == Kind::End || between.find_first_of("\r\n") != std::string_view::npos) {
    auto& d = error(diag::Kind::Syntax, open, fmt::format("'{}' is not closed", file_.slice(open)));
    d.label = "opened here";
    d.labels.push_back({file_.range(from, from), fmt::format("expected ',' or '{}'", close)});
    error_range_ = file_.range(from, from);
    return false;
  }
  unexpected(fmt::format("',' or '{}'", close)).labels.push_back({open, "opened here"});
  return false;
}

std::optional<Ast> Parser::parenthesized() {
  Nesting nesting(*this);
  if (depth_left_ < 0) return too_deep();
  source::Range open = next().range;
  Ast tuple;
  tuple.kind = Ast::Kind::Tuple;
  bool closed = peek().is(")");
  bool comma = closed;  // () is a tuple
  if (closed) next();
  while (!closed) {
    std::optional<Ast> item = element();
    if (!item) return std::nullopt;
    tuple.items.push_back(std::move(*item));
    comma = comma || peek().is(",");
    if (!separator(")", open, closed)) return std::nullopt;
  }
  tuple.range = file_.range(open.begin, lexer_.last_end());
  if (comma) return tuple;
  Ast inner = std::move(tuple.items.front());
  return inner;
}

std::optional<Ast> Parser::list() {
  Nesting nesting(*this);
  if (depth_left_ < 0) return too_deep();
  source::Range open = next().range;
  Ast list;
  list.kind = Ast::Kind::List;
  bool closed = peek().is("]");
  if (closed) next();
  while (!closed) {
    std::optional<Ast> item = element();
    if (!item) return std::nullopt;
    list.items.push_back(std::move(*item));
    if (!separator("]", open, closed)) return std::nullopt;
  }
  list.range = file_.range(open.begin, lexer_.last_end());
  return list;
}

std::optional<Ast> Parser::dict() {
  Nesting nesting(*this);
  if (depth_left_ < 0) return too_deep();
  source::Range open = next().range;
  Ast dict;
  dict.kind = Ast::Kind::Dict;
  bool closed = peek().is("}");
  if (closed) next();
  while (!closed) {
    std::optional<Ast> key = expression();
    if (!key) return std::nullopt;
    if (!peek().is(":")) return expected("':'");
    next();
    std::optional<Ast> value = expression();
    if (!value) return std::nullopt;
    dict.items.push_back(std::move(*key));
    dict.items.push_back(std::move(*value));
    if (!separator("}", open, closed)) return std::nullopt;
  }
  dict.range = file_.range(open.begin, lexer_.last_end());
  return dict;
}

}  // namespace shapewise::import
