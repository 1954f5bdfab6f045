// The parser's ground: tokens, errors, and the module itself.
#include "python/parser.h"

#include <fmt/format.h>

namespace shapewise::python {

namespace {

constexpr int kMaxReports = 100;
constexpr int kMaxDepth = 1000;  // of recursion within one expression

}  // namespace

Parser::Parser(const source::SourceFile& file, Names& names, Arena& arena, diag::Sink& sink, int begin,
               Encoding encoding)
    : file_(file), arena_(arena), sink_(sink), lexer_(file, names, begin, encoding), encoding_(encoding) {
  words_ = {names.intern("match"), names.intern("case"),  names.intern("type"),
            names.intern("_"),     names.intern("print"), names.intern("exec")};
}

Module* Parser::parse_module() {
  next_line();
  Gather list = gather<const Stmt*>();
  indentations_.push_back({});
  block_statements(list);
  auto* module = arena_.make<Module>();
  module->file = &file_;
  module->body = list.finish(arena_);
  const std::vector<source::Range>& comments = lexer_.comments();
  int count = static_cast<int>(comments.size());
  module->comments = {arena_.copy(comments.data(), count), count};
  return module;
}

const Token& Parser::peek(int distance) const { return last_ - current_ < distance ? *last_ : current_[distance]; }

const Token& Parser::advance() {
  const Token& token = *current_;
  if (current_ != last_) {
    previous_end_ = token.end;
    ++current_;
  }
  return token;
}

bool Parser::accept(TokenKind kind) {
  if (!at(kind)) return false;
  advance();
  return true;
}

bool Parser::expect(TokenKind kind) {
  if (accept(kind)) return true;
  if (diag::Diagnostic* error = fail_here()) error->label = fmt::format("expected '{}'", spelling(kind));
  return false;
}

Identifier Parser::expect_name() {
  if (at(TokenKind::Name)) {
    const Token& token = advance();
    return {token.name, range_of(token)};
  }
  TokenKind found = kind();
  if (diag::Diagnostic* error = fail_here()) {
    error->label = is_keyword(found) ? fmt::format("'{}' is a keyword", spelling(found)) : "expected a name";
  }
  return {};
}

void Parser::next_line() {
  if (given_up_) {
    current_ = last_ = &end_;
    return;
  }
  lexer_.read_line();
  current_ = lexer_.tokens().data();
  last_ = current_ + (static_cast<std::ptrdiff_t>(lexer_.tokens().size()) - 1);
  reported_ = false;
  const std::optional<LexicalProblem>& problem = lexer_.problem();
  broken_ = problem && !problem->mended;
  if (!problem) return;
  if (diag::Diagnostic* error = report(problem->diagnostic.range, "")) *error = problem->diagnostic;
}

// Reports the first mistake of a logical line; null if there was one already.
diag::Diagnostic* Parser::report(source::Range range, std::string message) {
  if (reported_) return nullptr;
  reported_ = true;
  if (++reports_ == kMaxReports) {
    sink_.error(diag::Kind::Limit, range, "too many syntax errors; the rest of the file is not read");
    given_up_ = true;
    return nullptr;
  }
  return &sink_.error(diag::Kind::Syntax, range, std::move(message));
}

// Gives the statement up: reports, and goes to the end of the line so that every caller comes to its end.
diag::Diagnostic* Parser::fail(source::Range range, std::string message) {
  failed_ = true;
  current_ = last_;
  return report(range, std::move(message));
}

diag::Diagnostic* Parser::fail_here() {
  const Token& token = *current_;
  return fail(range_of(token), "invalid syntax");
}

void Parser::fail_limit(source::Range range, std::string message) {
  if (diag::Diagnostic* error = fail(range, std::move(message))) error->kind = diag::Kind::Limit;
}

const Expr* Parser::error_expr(int begin) { return make_expr<ErrorExpr>(begin); }

bool Parser::enter() {
  if (++depth_ < kMaxDepth) return true;
  fail_limit(range_of(*current_), "expression is nested too deeply");
  return false;
}

std::uint16_t Parser::checked_height(int height, int begin) {
  if (height > kMaxHeight) {
    fail_limit(range_from(begin), "expression is nested too deeply");
    height = kMaxHeight;
  }
  return static_cast<std::uint16_t>(height);
}

}  // namespace shapewise::python
