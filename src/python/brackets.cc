// The lexer's brackets: matching them, and mending a line whose brackets do not match.
//
// A bracket that is never closed makes the rest of the file one logical line. Its author meant it to end where the next
// statement begins, which the indentation tells: inside brackets a line is indented more than the line that opened
// them.
#include <algorithm>
#include <fmt/format.h>

#include "python/characters.h"
#include "python/lexer.h"
#include "python/node.h"

namespace shapewise::python {

namespace {

// Each repair reads to the end of the file, so a file that needs many is given up.
constexpr int kMaxRepairs = 20;

bool is_opening(TokenKind kind) {
  return kind == TokenKind::LeftParen || kind == TokenKind::LeftBracket || kind == TokenKind::LeftBrace;
}

bool is_closing(TokenKind kind) {
  return kind == TokenKind::RightParen || kind == TokenKind::RightBracket || kind == TokenKind::RightBrace;
}

TokenKind partner(TokenKind opening) {
  switch (opening) {
    case TokenKind::LeftParen: return TokenKind::RightParen;
    case TokenKind::LeftBracket: return TokenKind::RightBracket;
    default: return TokenKind::RightBrace;
  }
}

// Keywords that occur in no expression.
bool begins_statement_only(TokenKind kind) {
  using enum TokenKind;
  switch (kind) {
    case Assert:
    case Break:
    case Class:
    case Continue:
    case Def:
    case Del:
    case Elif:
    case Except:
    case Finally:
    case Global:
    case Import:
    case Nonlocal:
    case Pass:
    case Raise:
    case Return:
    case Try:
    case While:
    case With: return true;
    default: return false;
  }
}

bool begins_block(TokenKind kind) {
  using enum TokenKind;
  switch (kind) {
    case Async:
    case Class:
    case Def:
    case Elif:
    case Except:
    case For:
    case If:
    case While:
    case With: return true;
    default: return false;
  }
}

}  // namespace

void Lexer::open_bracket(TokenKind kind) {
  brackets_.push_back({kind, token_count()});
  push(kind, position_, position_ + 1);
  ++position_;
  if (static_cast<int>(brackets_.size()) <= kMaxBrackets) return;
  diag::Diagnostic* problem = note(false, position_ - 1, position_, "too many nested parentheses");
  if (problem != nullptr) problem->kind = diag::Kind::Limit;
  abandon_line(position_);
}

void Lexer::close_bracket(TokenKind kind) {
  int begin = position_;
  if (!brackets_.empty() && partner(brackets_.back().kind) == kind) {
    brackets_.pop_back();
    push(kind, begin, begin + 1);
    ++position_;
    return;
  }
  if (brackets_.empty()) {
    diag::Diagnostic* problem = note(true, begin, begin + 1, fmt::format("unmatched '{}'", spelling(kind)));
    if (problem != nullptr) {
      problem->fixes.push_back({fmt::format("remove '{}'", spelling(kind)), {{file_.range(begin, begin + 1), ""}}});
    }
    ++position_;
    return;
  }
  close_mismatched(kind);
}

// `(]`. If the bracket closes an outer one, those inside it were forgotten; otherwise it is the wrong one.
void Lexer::close_mismatched(TokenKind kind) {
  int begin = position_;
  const OpenBracket open = brackets_.back();
  bool in_fstring = fstring_depth_ > 0;
  const Token opener = token(open.token);
  diag::Diagnostic* problem = note(!in_fstring, begin, begin + 1, "");
  if (problem != nullptr) {
    int line = file_.position(opener.begin).line;
    problem->message =
        fmt::format("closing parenthesis '{}' does not match opening parenthesis '{}'{}", spelling(kind),
                    spelling(open.kind), line == file_.position(begin).line ? "" : fmt::format(" on line {}", line));
    problem->labels.push_back({file_.range(opener.begin, opener.end), "opened here"});
  }
  if (in_fstring) return abandon_line(begin);

  bool closes_outer =
      std::any_of(brackets_.begin(), brackets_.end(), [&](const OpenBracket& b) { return partner(b.kind) == kind; });
  std::string missing;
  while (closes_outer && partner(brackets_.back().kind) != kind) {
    TokenKind expected = partner(brackets_.back().kind);
    missing += spelling(expected);
    push(expected, begin, begin);
    brackets_.pop_back();
  }
  TokenKind expected = partner(brackets_.back().kind);
  brackets_.pop_back();
  push(expected, begin, begin + 1);
  ++position_;
  if (problem == nullptr) return;
  if (closes_outer) {
    problem->fixes.push_back({fmt::format("insert '{}'", missing), {{file_.range(begin, begin), missing}}});
  } else {
    problem->fixes.push_back({fmt::format("replace '{}' with '{}'", spelling(kind), spelling(expected)),
                              {{file_.range(begin, begin + 1), std::string(spelling(expected))}}});
  }
}

/// Where a logical line with a forgotten bracket is to be cut.
struct Lexer::Cut {
  int token = 0;          // the first one behind the cut
  std::vector<int> open;  // the tokens that open the brackets around the cut, outermost first
  std::size_t kept = 0;   // how many of these stay open; with none, the statement ends

  bool ends_statement() const { return kept == 0; }
};

bool Lexer::begins_physical_line(int index) const {
  int offset = token(index).begin;
  while (offset > 0 && char_class(at(offset - 1)) == CharClass::Space) --offset;
  return offset == 0 || is_line_break(at(offset - 1));
}

// Counted as Indentation::column is.
int Lexer::column(int offset) const {
  int begin = offset;
  while (begin > 0 && !is_line_break(at(begin - 1))) --begin;
  int column = 0;
  for (int i = begin; i < offset; ++i) column = at(i) == '\t' ? (column / 8 + 1) * 8 : column + 1;
  return column;
}

// The column of the first character of a physical line that is not white space.
int Lexer::physical_indentation(int offset) const {
  while (offset > 0 && !is_line_break(at(offset - 1))) --offset;
  while (char_class(at(offset)) == CharClass::Space) ++offset;
  return column(offset);
}

Lexer::Cut Lexer::find_cut() const {
  Cut cut;
  int fstrings = 0;  // their lines may stand anywhere
  for (int i = 0; i < token_count(); ++i) {
    const Token& next = token(i);
    if (!cut.open.empty() && fstrings == 0 && !is_closing(next.kind) && begins_physical_line(i)) {
      int indentation = column(next.begin);
      bool header_ended = token(i - 1).kind == TokenKind::Colon && begins_block(token(0).kind);
      cut.token = i;
      if (indentation <= indentation_.column || header_ended || begins_statement_only(next.kind)) return cut;
      cut.kept = cut.open.size();
      while (cut.kept > 0 && indentation <= physical_indentation(token(cut.open[cut.kept - 1]).begin)) --cut.kept;
      if (cut.kept < cut.open.size()) return cut;
      cut.kept = 0;
    }
    if (next.kind == TokenKind::FStringStart) ++fstrings;
    if (next.kind == TokenKind::FStringEnd) --fstrings;
    if (is_opening(next.kind)) cut.open.push_back(i);
    if (is_closing(next.kind)) cut.open.pop_back();
  }
  cut.token = token_count();
  return cut;
}

// At the end of the file, with brackets open.
void Lexer::close_forgotten_bracket() {
  if (++bracket_repairs_ > kMaxRepairs) {
    const Token& opener = token(brackets_.back().token);
    note(false, opener.begin, opener.end, fmt::format("'{}' was never closed", spelling(opener.kind)));
    return end_line();
  }
  cut_at(find_cut());
}

void Lexer::cut_at(const Cut& cut) {
  const Token opener = token(cut.open.back());
  int end = token(cut.token - 1).end;
  Token behind;  // a comma or colon that belongs behind the bracket
  TokenKind last = token(cut.token - 1).kind;
  bool keep_last =
      cut.ends_statement() ? last == TokenKind::Colon && begins_block(token(0).kind) : last == TokenKind::Comma;
  if (keep_last) {
    behind = token(cut.token - 1);
    end = token(cut.token - 2).end;
  }
  int next = cut.token < token_count() ? token(cut.token).begin : size_;
  tokens_.resize(static_cast<std::size_t>(cut.token - (keep_last ? 1 : 0)));

  std::string missing;
  for (std::size_t i = cut.open.size(); i > cut.kept; --i) {
    TokenKind closing = partner(token(cut.open[i - 1]).kind);
    missing += spelling(closing);
    push(closing, end, end);
  }
  if (keep_last) tokens_.push_back(behind);
  brackets_.clear();
  for (std::size_t i = 0; i < cut.kept; ++i) brackets_.push_back({token(cut.open[i]).kind, cut.open[i]});

  diag::Diagnostic* problem =
      note(true, opener.begin, opener.end, fmt::format("'{}' was never closed", spelling(opener.kind)));
  if (problem != nullptr) {
    problem->fixes.push_back({fmt::format("insert '{}'", missing), {{file_.range(end, end), missing}}});
  }
  position_ = next;
  if (cut.ends_statement()) {
    push(TokenKind::Newline, end, end);
    line_ended_ = true;
    while (position_ > 0 && position_ < size_ && !is_line_break(at(position_ - 1))) --position_;
  }
  while (!comments_.empty() && comments_.back().begin >= position_) comments_.pop_back();
}

}  // namespace shapewise::python
