// Reads one expression: Python's literals, names, calls, and arithmetic, without comparisons, subscripts or lambdas.
#pragma once

#include <optional>
#include <vector>

#include "diag/diagnostic.h"
#include "import/expr/ast.h"
#include "import/expr/lexer.h"

namespace shapewise::import {

class Parser {
 public:
  /// Reads file.text() from byte `begin` up to `end`; nesting deeper than `depth` is an error (limit).
  Parser(const source::SourceFile& file, int begin, int end, int depth, diag::Sink& sink)
      : file_(file), lexer_(file, begin, end), depth_left_(depth), max_depth_(depth), sink_(sink) {}

  /// One expression, without a comma at its top level. Empty after an error, which has been reported.
  std::optional<Ast> expression();
  /// The arguments of a call up to the end of the text, as between its parentheses.
  std::optional<std::vector<Argument>> arguments();

  /// The token after what was read.
  const Token& peek() const { return lexer_.peek(); }
  Token next() { return lexer_.next(); }
  /// Where the last error was found.
  source::Range error_range() const { return error_range_; }

 private:
  /// Counts nesting for as long as it lives.
  class Nesting {
   public:
    explicit Nesting(Parser& parser) : parser_(parser) { --parser_.depth_left_; }
    ~Nesting() { ++parser_.depth_left_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

   private:
    Parser& parser_;
  };

  using Operand = std::optional<Ast> (Parser::*)();
  std::optional<Ast> chain(Operand operand, std::initializer_list<std::string_view> operators);
  std::optional<Ast> sum();
  std::optional<Ast> term();
  std::optional<Ast> factor();
  std::optional<Ast> power();
  std::optional<Ast> atom();
  std::optional<Ast> strings();
  std::optional<Ast> name_or_call();
  std::optional<Ast> parenthesized();
  std::optional<Ast> list();
  std::optional<Ast> dict();
  std::optional<Ast> element();
  bool arguments_until(std::string_view close, source::Range open, std::vector<Argument>& args);
  std::optional<Argument> argument();
  /// Takes the separator after an element: a comma or the closing bracket. `closed` tells which.
  bool separator(std::string_view close, source::Range open, bool& closed);
  bool close_missing(std::string_view close, source::Range open);
  std::nullopt_t too_deep();
  std::nullopt_t too_long();
  diag::Diagnostic& unexpected(std::string_view what);
  std::nullopt_t expected(std::string_view what);
  diag::Diagnostic& error(diag::Kind kind, source::Range range, std::string message);

  const source::SourceFile& file_;
  Lexer lexer_;
  int depth_left_;
  int max_depth_;
  int nodes_ = 0;
  diag::Sink& sink_;
  source::Range error_range_;
};

/// The token in words for messages: "'16'", "the end of the line".
std::string describe(const Token& token);

}  // namespace shapewise::import
