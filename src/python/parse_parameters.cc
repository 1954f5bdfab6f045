// Parameters of functions and lambdas, and type parameters (PEP 695).
#include <fmt/format.h>

#include "python/parser.h"

namespace shapewise::python {

/// What has been seen of a parameter list.
struct Parser::ParameterState {
  bool slash = false;
  bool star = false;           // a bare `*` or `*args`
  bool bare_star = false;      // with nothing behind it yet
  bool default_value = false;  // of a parameter before the star
  bool double_star = false;
};

// Up to the closing token, which is left: ")" of a function, ":" of a lambda.
Parameters Parser::parameters(TokenKind closing) {
  Gather list = gather<Parameter>();
  ParameterState state;
  bool is_lambda = closing == TokenKind::Colon;
  source::Range star;
  while (!at(closing) && !at_line_end()) {
    if (state.double_star) fail(range_of(*current_), "arguments cannot follow var-keyword argument");
    if (at(TokenKind::Star)) star = range_of(*current_);
    if (!parameter_marker(state, list)) {
      Parameter next = parameter(is_lambda);
      check_parameter(state, next);
      if (next.kind == ParameterKind::Regular && state.star) next.kind = ParameterKind::KeywordOnly;
      list.push(next);
    }
    if (accept(TokenKind::Comma) || at(closing)) continue;
    if (!forgotten_parameter_comma()) break;
  }
  if (state.bare_star && !failed_) fail(star, "named arguments must follow bare *");
  Parameters result = list.finish(arena_);
  check_distinct(result);
  return result;
}

void Parser::check_distinct(Parameters list) {
  if (list.size() < 2 || failed_) return;
  Gather names = gather<Identifier>();
  for (const Parameter& parameter : list) names.push(parameter.name);
  Span<Identifier> sorted = names.sorted([](const Identifier& a, const Identifier& b) {
    return std::pair(a.name.entry(), a.range.begin) < std::pair(b.name.entry(), b.range.begin);
  });
  for (int i = 1; i < sorted.size(); ++i) {
    if (sorted[i].name != sorted[i - 1].name) continue;
    report(sorted[i].range, fmt::format("duplicate argument '{}' in function definition", sorted[i].text()));
  }
}

// `def f(x y)`: a parameter is one name, so that only a comma can be missing.
bool Parser::forgotten_parameter_comma() {
  if (failed_) return false;
  bool begins_parameter = at(TokenKind::Name) || at(TokenKind::Star) || at(TokenKind::DoubleStar);
  if (!begins_parameter) {
    fail_here();
    return false;
  }
  diag::Diagnostic* error = report(range_of(*current_), "invalid syntax. Perhaps you forgot a comma?");
  if (error != nullptr) error->fixes.push_back({"insert ','", {{range(previous_end_, previous_end_), ","}}});
  return true;
}

// `/` and a bare `*`, which are no parameters but tell how those around them are passed.
bool Parser::parameter_marker(ParameterState& state, Gather<Parameter>& list) {
  source::Range place = range_of(*current_);
  if (at(TokenKind::Slash)) {
    if (list.empty() && !state.star) fail(place, "at least one argument must precede /");
    if (state.slash) fail(place, "/ may appear only once");
    if (state.star) fail(place, "/ must be ahead of *");
    for (int i = 0; i < list.size(); ++i) list[i].kind = ParameterKind::PositionalOnly;
    state.slash = true;
    accept(TokenKind::Slash);
    return true;
  }
  if (at(TokenKind::Star) &&
      (peek(1).kind == TokenKind::Comma || peek(1).kind == TokenKind::RightParen || peek(1).kind == TokenKind::Colon)) {
    if (state.star) fail(place, "* argument may appear only once");
    state.star = true;
    state.bare_star = true;
    accept(TokenKind::Star);
    return true;
  }
  return false;
}

Parameter Parser::parameter(bool is_lambda) {
  Parameter result;
  int begin = current_->begin;
  if (accept(TokenKind::Star)) {
    result.kind = ParameterKind::Star;
  } else if (accept(TokenKind::DoubleStar)) {
    result.kind = ParameterKind::DoubleStar;
  }
  result.name = expect_name();
  if (!is_lambda && accept(TokenKind::Colon)) {
    // `*args: *Ts` (PEP 646)
    bool star = result.kind == ParameterKind::Star;
    result.annotation = star ? star_expression() : expression();
  }
  if (at(TokenKind::Equal)) {
    source::Range equal = range_of(advance());
    if (result.kind == ParameterKind::Star) fail(equal, "var-positional argument cannot have default value");
    if (result.kind == ParameterKind::DoubleStar) fail(equal, "var-keyword argument cannot have default value");
    if (at(TokenKind::Comma) || at(TokenKind::RightParen)) fail(equal, "expected default value expression");
    result.default_value = expression();
  }
  result.range = range_from(begin);
  return result;
}

void Parser::check_parameter(ParameterState& state, const Parameter& parameter) {
  switch (parameter.kind) {
    case ParameterKind::Star:
      if (state.star) fail(parameter.range, "* argument may appear only once");
      state.star = true;
      break;
    case ParameterKind::DoubleStar:
      if (state.bare_star) fail(parameter.range, "named arguments must follow bare *");
      state.double_star = true;
      break;
    default:
      if (parameter.default_value != nullptr) {
        state.default_value = state.default_value || !state.star;
      } else if (state.default_value && !state.star) {
        fail(parameter.range, "parameter without a default follows parameter with a default");
      }
      state.bare_star = false;
  }
}

// `[T, *Ts, **P]` behind the name of a function, a class or a type alias; empty if there are none.
TypeParameters Parser::type_parameters() {
  if (!at(TokenKind::LeftBracket)) return {};
  const Token& open = advance();
  Gather list = gather<TypeParameter>();
  do {
    list.push(type_parameter());
  } while (accept(TokenKind::Comma) && !at(TokenKind::RightBracket));
  close(TokenKind::RightBracket, open);
  return list.finish(arena_);
}

TypeParameter Parser::type_parameter() {
  TypeParameter result;
  int begin = current_->begin;
  if (accept(TokenKind::Star)) {
    result.kind = TypeParameterKind::TypeVarTuple;
  } else if (accept(TokenKind::DoubleStar)) {
    result.kind = TypeParameterKind::ParamSpec;
  }
  result.name = expect_name();
  if (result.kind == TypeParameterKind::TypeVar && accept(TokenKind::Colon)) result.bound = expression();
  result.range = range_from(begin);
  return result;
}

}  // namespace shapewise::python
