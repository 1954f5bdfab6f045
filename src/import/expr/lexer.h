// Tokens of the expressions that layers are written in: Python's, and the arrows, bullets and quotes that come along
// when a list is copied out of a document. Tokens are made on demand, so that a large file costs no more memory than
// its text.
#pragma once

#include <string>
#include <string_view>

#include "source/source.h"

namespace shapewise::import {

struct Token {
  enum class Kind {
    End,      // of the text
    Newline,  // only outside of all brackets
    Name,     // a dotted name without spaces: nn.Conv2d
    Int,
    Float,
    String,  // with its quotes
    Op,      // operators, brackets, separators
    Bad,     // a character that begins nothing, or a string without an end
  };
  Kind kind = Kind::End;
  std::string_view text;
  source::Range range;

  bool is(std::string_view op) const { return kind == Kind::Op && text == op; }
};

class Lexer {
 public:
  /// Reads file.text() from byte `begin` up to `end`.
  Lexer(const source::SourceFile& file, int begin, int end);

  /// The token at the current place; it stays there until `next`.
  const Token& peek() const { return token_; }
  Token next();
  /// Where the text between the last token taken and the current one begins.
  int last_end() const { return last_end_; }

 private:
  void scan();
  void skip_blanks();
  bool skip_comment();
  void scan_number();
  void scan_name();
  bool scan_string();
  void scan_operator();
  void finish(Token::Kind kind, int end);
  char at(int offset) const { return offset < end_ ? text_[static_cast<std::size_t>(offset)] : '\0'; }
  bool starts(std::string_view what) const;

  const source::SourceFile& file_;
  std::string_view text_;
  int place_;
  int end_;
  int depth_ = 0;
  int last_end_;
  Token token_;
};

/// The operator that a typographic look-alike stands for: "-" for −, "*" for ×, "->" for →; the token's own text
/// otherwise.
std::string_view canonical_op(std::string_view text);

/// What a string token stands for, its quotes and escapes resolved.
std::string unquote(std::string_view token);

bool is_name_start(char c);
bool is_name_part(char c);

}  // namespace shapewise::import
