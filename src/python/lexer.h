// The lexer: reads one logical line at a time into a buffer of tokens, so that the parser may look ahead freely and a
// mistake stays within its line. The parser keeps the indentation; the lexer only measures it.
//
// What is lexically wrong is noted as the line's problem, and where the meaning is plain the tokens are mended: an
// unmatched closing bracket is dropped, a bracket that is never closed is closed where the statement ends by its
// indentation (brackets.cc). Correct text is never touched by any of this.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diag/diagnostic.h"
#include "python/token.h"
#include "source/source.h"

namespace shapewise::python {

/// How the bytes of a file above 127 are to be read.
enum class Encoding { Utf8, Latin1 };

/// Columns before the first token of a line, counted with tabs of eight and with tabs of one, as CPython does to find
/// lines whose indentation depends on the width of a tab.
struct Indentation {
  int column = 0;
  int narrow_column = 0;
};

struct LexicalProblem {
  diag::Diagnostic diagnostic;
  bool mended = false;  // the tokens are what the author must have meant
};

class Lexer {
 public:
  /// Bytes from `begin` on are read; what stands before (a byte order mark) is not. The text has no NUL byte but the
  /// one behind its end.
  Lexer(const source::SourceFile& file, Names& names, int begin, Encoding encoding);

  /// Reads the next logical line. Its last token is Newline; at the end of the file it is the single token End.
  void read_line();

  const std::vector<Token>& tokens() const { return tokens_; }
  Indentation indentation() const { return indentation_; }
  /// The first thing that is wrong with the line.
  const std::optional<LexicalProblem>& problem() const { return problem_; }
  const std::vector<source::Range>& comments() const { return comments_; }

 private:
  struct OpenBracket {
    TokenKind kind = TokenKind::LeftParen;
    int token = 0;  // index in tokens_
  };

  char at(int offset) const { return text_[offset]; }
  std::string_view slice(int begin, int end) const { return {text_ + begin, static_cast<std::size_t>(end - begin)}; }
  void push(TokenKind kind, int begin, int end) { tokens_.push_back({kind, begin, end, {}}); }
  int token_count() const { return static_cast<int>(tokens_.size()); }
  const Token& token(int index) const { return tokens_[static_cast<std::size_t>(index)]; }
  diag::Diagnostic* note(bool mended, int begin, int end, std::string message);

  // lexer.cc
  bool find_line();
  bool is_notebook_command() const;
  bool lex_token();
  bool lex_other(char c);
  void lex_comment();
  void lex_name();
  void lex_unicode_name(int begin);
  Name intern(int begin, int end, std::uint64_t hash);
  void lex_operator(char c);
  bool lex_continuation();
  void lex_invalid();
  void end_line();
  int end_of_physical_line(int offset) const;
  int skip_line_break(int offset) const;
  void abandon_line(int offset);

  // lex_number.cc
  void lex_number();
  int scan_digits(int offset, int base);
  bool scan_radix(int begin);
  void scan_decimal(int begin);
  void check_number_end(int begin, const char* literal);
  void bad_number(int begin, int end, std::string message);

  // lex_string.cc
  struct Quotes {
    char mark = 0;
    bool triple = false;
    int size() const { return triple ? 3 : 1; }
    friend bool operator==(const Quotes&, const Quotes&) = default;
  };
  bool is_string_start(int begin) const;
  bool at_closing_quotes(int offset, const Quotes& quotes) const;
  int skip_escape(int offset) const;
  bool lex_string(int begin);
  bool unterminated(int begin, const Quotes& quotes, int end, const char* what);
  bool lex_fstring(int begin, const Quotes& quotes, bool raw);
  void scan_fstring_text(const Quotes& quotes, bool raw, bool in_format);
  bool lex_replacement_field(const Quotes& quotes, bool raw);
  bool lex_format(const Quotes& quotes, bool raw, int field_begin);

  // brackets.cc
  void open_bracket(TokenKind kind);
  void close_bracket(TokenKind kind);
  void close_mismatched(TokenKind kind);
  void close_forgotten_bracket();
  struct Cut;
  Cut find_cut() const;
  int physical_indentation(int offset) const;
  bool begins_physical_line(int index) const;
  int column(int offset) const;
  void cut_at(const Cut& cut);

  const source::SourceFile& file_;
  Names& names_;
  const char* text_;
  int size_;
  int position_;
  Encoding encoding_;

  Indentation indentation_;
  std::vector<Token> tokens_;
  std::vector<OpenBracket> brackets_;
  std::optional<LexicalProblem> problem_;
  bool line_ended_ = false;
  int fstring_depth_ = 0;
  Quotes fstring_quotes_;  // of the innermost f-string
  int bracket_repairs_ = 0;
  std::vector<source::Range> comments_;
  std::array<Name, 512> recent_{};  // by hash: most names of a file occur again soon
};

}  // namespace shapewise::python
