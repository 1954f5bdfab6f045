// The lexer's string literals: plain ones are one token each; f-strings are taken apart into text and the tokens of
// their replacement fields (PEP 701), which may hold any expression, quotes of the same kind included.
#include <fmt/format.h>

#include "python/characters.h"
#include "python/lexer.h"

namespace shapewise::python {

namespace {

bool is_one_of(char c, const char* letters) {
  for (; *letters != 0; ++letters) {
    if ((c | 0x20) == *letters) return true;
  }
  return false;
}

}  // namespace

// At a name that ends at a quote and has at most two letters.
bool Lexer::is_string_start(int begin) const {
  char first = at(begin);
  char second = at(begin + 1);
  if (char_class(second) == CharClass::Quote) return is_one_of(first, "rbuf");
  return (is_one_of(first, "r") && is_one_of(second, "bf")) || (is_one_of(first, "bf") && is_one_of(second, "r"));
}

// True if the literal that opened with the given quotes ends at `offset`.
bool Lexer::at_closing_quotes(int offset, const Quotes& quotes) const {
  if (at(offset) != quotes.mark) return false;
  return !quotes.triple || (at(offset + 1) == quotes.mark && at(offset + 2) == quotes.mark);
}

// The offset behind a backslash and what it escapes.
int Lexer::skip_escape(int offset) const {
  if (offset + 1 >= size_) return size_;
  return is_line_break(at(offset + 1)) ? skip_line_break(offset + 1) : offset + 2;
}

bool Lexer::lex_string(int begin) {
  int offset = begin;
  bool is_fstring = false;
  bool raw = false;
  for (; char_class(at(offset)) != CharClass::Quote; ++offset) {
    is_fstring = is_fstring || is_one_of(at(offset), "f");
    raw = raw || is_one_of(at(offset), "r");
  }
  Quotes quotes{at(offset), at(offset + 1) == at(offset) && at(offset + 2) == at(offset)};
  position_ = offset + quotes.size();
  if (is_fstring) return lex_fstring(begin, quotes, raw);
  for (offset = position_;;) {
    char c = at(offset);
    if (c == quotes.mark && at_closing_quotes(offset, quotes)) break;
    if (c == '\\') {
      offset = skip_escape(offset);
    } else if ((!quotes.triple && is_line_break(c)) || offset >= size_) {
      return unterminated(begin, quotes, offset, "string");
    } else {
      ++offset;
    }
  }
  position_ = offset + quotes.size();
  push(TokenKind::String, begin, position_);
  return true;
}

// Notes that a literal never ends. One in single quotes ends its line; behind triple quotes nothing can be read.
bool Lexer::unterminated(int begin, const Quotes& quotes, int end, const char* what) {
  if (fstring_depth_ > 0 && quotes == fstring_quotes_) {
    // Most likely these are the closing quotes of the f-string around it.
    note(false, begin, begin + quotes.size(), "f-string: expecting '}'");
  } else {
    int quote = begin;
    while (char_class(at(quote)) != CharClass::Quote) ++quote;
    note(false, begin, quotes.triple ? quote + 3 : end,
         fmt::format("unterminated {}{} literal (detected at line {})", quotes.triple ? "triple-quoted " : "", what,
                     file_.position(quotes.triple ? size_ : begin).line));
  }
  push(TokenKind::Invalid, begin, end);
  abandon_line(quotes.triple ? size_ : end);
  return false;
}

bool Lexer::lex_fstring(int begin, const Quotes& quotes, bool raw) {
  push(TokenKind::FStringStart, begin, position_);
  Quotes outer = fstring_quotes_;
  fstring_quotes_ = quotes;
  ++fstring_depth_;
  bool ended = false;
  while (!ended) {
    scan_fstring_text(quotes, raw, false);
    if (at_closing_quotes(position_, quotes)) {
      push(TokenKind::FStringEnd, position_, position_ + quotes.size());
      position_ += quotes.size();
      break;
    }
    if (at(position_) == '{') {
      ended = !lex_replacement_field(quotes, raw);
    } else if (at(position_) == '}') {
      note(false, position_, position_ + 1, "f-string: single '}' is not allowed");
      push(TokenKind::Invalid, position_, position_ + 1);
      ++position_;
    } else {
      --fstring_depth_;  // so that the message is about this literal
      fstring_quotes_ = outer;
      return unterminated(begin, quotes, position_, "f-string");
    }
  }
  --fstring_depth_;
  fstring_quotes_ = outer;
  return !ended;
}

// Text up to a brace that is not doubled, to the closing quotes, or to where the literal is cut off. In a format
// specification braces are never doubled.
void Lexer::scan_fstring_text(const Quotes& quotes, bool raw, bool in_format) {
  int begin = position_;
  int offset = begin;
  for (;;) {
    char c = at(offset);
    if (c == quotes.mark && at_closing_quotes(offset, quotes)) break;
    if (offset >= size_ || (!quotes.triple && is_line_break(c))) break;
    if (c == '{' || c == '}') {
      if (in_format || at(offset + 1) != c) break;
      offset += 2;
    } else if (c == '\\') {
      char escaped = at(offset + 1);
      if (escaped == '{' || escaped == '}') {
        ++offset;  // the backslash stands for itself
      } else if (escaped == 'N' && !raw && at(offset + 2) == '{') {
        offset += 3;
        while (is_name_byte(at(offset)) || at(offset) == ' ' || at(offset) == '-') ++offset;
        if (at(offset) == '}') ++offset;
      } else {
        offset = skip_escape(offset);
      }
    } else {
      ++offset;
    }
  }
  position_ = offset;
  if (offset > begin) push(TokenKind::FStringMiddle, begin, offset);
}

// `{` expression `=`? `!conversion`? `:format`? `}`. False if the line ended in it.
bool Lexer::lex_replacement_field(const Quotes& quotes, bool raw) {
  int begin = position_;
  open_bracket(TokenKind::LeftBrace);
  std::size_t depth = brackets_.size();
  while (!line_ended_) {
    char c = at(position_);
    CharClass kind = char_class(c);
    bool outermost = brackets_.size() == depth;
    if (kind == CharClass::Space) {
      ++position_;
    } else if (kind == CharClass::LineBreak) {
      position_ = skip_line_break(position_);
    } else if (kind == CharClass::Hash) {
      lex_comment();
    } else if (kind == CharClass::End && position_ >= size_) {
      note(false, begin, begin + 1, "f-string: expecting '}'");
      abandon_line(size_);
    } else if (outermost && c == '}') {
      close_bracket(TokenKind::RightBrace);
      return true;
    } else if (outermost && c == '!' && at(position_ + 1) != '=') {
      push(TokenKind::Exclamation, position_, position_ + 1);
      ++position_;
    } else if (outermost && c == ':') {
      push(TokenKind::Colon, position_, position_ + 1);
      ++position_;
      return lex_format(quotes, raw, begin);
    } else {
      lex_token();
    }
  }
  return false;
}

// The format specification: text and replacement fields up to the brace that closes the field around it.
bool Lexer::lex_format(const Quotes& quotes, bool raw, int field_begin) {
  for (;;) {
    scan_fstring_text(quotes, raw, true);
    if (at(position_) == '}') {
      close_bracket(TokenKind::RightBrace);
      return true;
    }
    if (at(position_) != '{') {
      note(false, field_begin, field_begin + 1, "f-string: expecting '}'");
      abandon_line(quotes.triple ? size_ : position_);
      return false;
    }
    if (!lex_replacement_field(quotes, raw)) return false;
  }
}

}  // namespace shapewise::python
