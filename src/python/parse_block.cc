// Blocks: statements by their indentation, and the suites behind the headers of compound statements.
#include <fmt/format.h>

#include "python/parser.h"

namespace shapewise::python {

Parser::ClauseScope::ClauseScope(Parser& parser) : parser_(parser), failed_(parser.failed_) {
  parser.failed_ = parser.broken_;
}

Parser::ClauseScope::~ClauseScope() { parser_.failed_ = parser_.failed_ || failed_; }

void Parser::block_statements(Gather<const Stmt*>& list) {
  while (!at(TokenKind::End)) {
    int column = lexer_.indentation().column;
    int expected = indentations_.back().column;
    if (column < expected) {
      if (column <= indentations_[indentations_.size() - 2].column) return;
      report(range_of(*current_), "unindent does not match any outer indentation level");
      indentations_.back() = lexer_.indentation();
    } else if (column > expected) {
      report(range_of(*current_), "unexpected indent");
      indented_block(list);
      continue;
    } else if (lexer_.indentation().narrow_column != indentations_.back().narrow_column) {
      report(range_of(*current_), "inconsistent use of tabs and spaces in indentation");
      indentations_.back() = lexer_.indentation();
    }
    statement(list);
  }
}

// The lines from the current one on that are indented as it is.
void Parser::indented_block(Gather<const Stmt*>& list) {
  if (static_cast<int>(indentations_.size()) > kMaxIndentation) {
    fail_limit(range_of(*current_), "too many levels of indentation");
    given_up_ = true;
    return next_line();
  }
  if (lexer_.indentation().narrow_column <= indentations_.back().narrow_column) {
    report(range_of(*current_), "inconsistent use of tabs and spaces in indentation");
  }
  indentations_.push_back(lexer_.indentation());
  block_statements(list);
  indentations_.pop_back();
}

void Parser::statement(Gather<const Stmt*>& list) {
  int begin = current_->begin;
  failed_ = broken_;
  error_targets_ = {};
  error_body_ = {};
  const Stmt* result = compound_statement();
  if (result == nullptr) return simple_statements(list);
  if (failed_) result = error_statement(begin, error_body_);
  list.push(result);
}

// Null if a simple statement begins here.
const Stmt* Parser::compound_statement() {
  switch (kind()) {
    case TokenKind::If: return if_statement();
    case TokenKind::For: return for_statement(current_->begin, false);
    case TokenKind::While: return while_statement();
    case TokenKind::With: return with_statement(current_->begin, false);
    case TokenKind::Try: return try_statement();
    case TokenKind::Def: return function(current_->begin, false, {});
    case TokenKind::Class: return class_definition({});
    case TokenKind::At: return decorated();
    case TokenKind::Async: return async_statement({});
    case TokenKind::Elif:
    case TokenKind::Else:
    case TokenKind::Except:
    case TokenKind::Finally: return stray_clause();
    case TokenKind::Name: return at_match() ? match_statement() : nullptr;
    default: return nullptr;
  }
}

// Reads the colon that ends a header. False if the header is not to be understood.
bool Parser::header_end() {
  if (failed_) return false;
  if (accept(TokenKind::Colon)) return true;
  if (!at_line_end()) {
    fail(range_of(*current_), "expected ':'");
    return false;
  }
  source::Range place = range(previous_end_, previous_end_);
  if (diag::Diagnostic* error = report(place, "expected ':'")) error->fixes.push_back({"insert ':'", {{place, ":"}}});
  return true;
}

// The rest of the header and the block behind it, on the same line or indented below. `what` names the header that
// begins at the offset `header`. The body of a header that failed is kept for the ErrorStatement.
Stmts Parser::suite(const char* what, int header) {
  Stmts error_body = error_body_;  // of an earlier clause
  bool ok = header_end();
  Gather list = gather<const Stmt*>();
  if (ok && !at_line_end()) {
    simple_statements(list);
  } else {
    next_line();
    if (!at(TokenKind::End) && lexer_.indentation().column > indentations_.back().column) {
      indented_block(list);
    } else if (ok) {
      report(range_of(*current_),
             fmt::format("expected an indented block after {} on line {}", what, file_.position(header).line));
      ok = false;
    }
  }
  Stmts body = list.finish(arena_);
  failed_ = !ok;
  error_body_ = failed_ && error_body.empty() ? body : error_body;
  return body;
}

Stmts Parser::suite_in(Scope scope, const char* what, int header) {
  std::swap(scope_, scope);
  Stmts body = suite(what, header);
  std::swap(scope_, scope);
  return body;
}

bool Parser::at_clause(TokenKind kind) const {
  return at(kind) && lexer_.indentation().column == indentations_.back().column;
}

Stmts Parser::else_clause() {
  if (!at_clause(TokenKind::Else)) return {};
  ClauseScope scope(*this);
  int begin = advance().begin;
  return suite("'else' statement", begin);
}

// A clause without the statement that it continues.
const Stmt* Parser::stray_clause() {
  int begin = current_->begin;
  const char* owner = at(TokenKind::Elif) ? "'if'" : at(TokenKind::Else) ? "'if', 'for', 'while' or 'try'" : "'try'";
  TokenKind found = kind();
  if (diag::Diagnostic* error = fail(range_of(*current_), "invalid syntax")) {
    error->label = fmt::format("'{}' without {} in front of it", spelling(found), owner);
  }
  Stmts body = suite("", begin);
  return make_stmt<ErrorStatement>(begin, Exprs(), body);
}

}  // namespace shapewise::python
