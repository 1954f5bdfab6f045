// The parser: recursive descent over the tokens of one logical line at a time, and over the indentation of lines.
//
// On a syntax error it reports once, jumps to the end of the logical line, and lets every function on the stack return
// from there with whatever it has; the statement then becomes an ErrorStatement. Functions therefore need no checks of
// their own: at the end of a line no loop goes on. Mistakes whose meaning is plain (a missing colon) are reported and
// read as they were meant.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/arena.h"
#include "diag/diagnostic.h"
#include "python/ast.h"
#include "python/height.h"
#include "python/lexer.h"
#include "python/literal.h"

namespace shapewise::python {

/// A list under construction: the top of a stack that all lists of its type share, so that none allocates for itself.
template <class T>
class Gather {
 public:
  explicit Gather(std::vector<T>& stack) : stack_(stack), base_(stack.size()) {}
  ~Gather() { clear(); }
  Gather(const Gather&) = delete;
  Gather& operator=(const Gather&) = delete;

  void push(const T& element) { stack_.push_back(element); }
  int size() const { return static_cast<int>(stack_.size() - base_); }
  bool empty() const { return size() == 0; }
  T& operator[](int i) { return stack_[base_ + static_cast<std::size_t>(i)]; }
  T& back() { return stack_.back(); }
  void clear() { stack_.erase(stack_.begin() + static_cast<std::ptrdiff_t>(base_), stack_.end()); }
  /// In place; good until the next push.
  template <class Less>
  Span<T> sorted(Less less) {
    std::sort(stack_.begin() + static_cast<std::ptrdiff_t>(base_), stack_.end(), less);
    return {stack_.data() + base_, size()};
  }
  Span<T> finish(Arena& arena) const { return {arena.copy(stack_.data() + base_, size()), size()}; }

 private:
  std::vector<T>& stack_;
  std::size_t base_;
};

/// True for the tokens that an expression without a star may begin with.
bool begins_expression(TokenKind kind);

/// What CPython's messages call an expression: "function call", "literal", "None".
std::string_view describe(const Expr* expr);

class Parser {
 public:
  Parser(const source::SourceFile& file, Names& names, Arena& arena, diag::Sink& sink, int begin, Encoding encoding);

  Module* parse_module();

 private:
  // parser.cc: tokens, nodes, errors
  TokenKind kind() const { return current_->kind; }
  bool at(TokenKind kind) const { return current_->kind == kind; }
  /// The token `distance` behind the current one; the last one of the line if that is nearer.
  const Token& peek(int distance) const;
  bool at_line_end() const { return at(TokenKind::Newline) || at(TokenKind::End); }
  const Token& advance();
  bool accept(TokenKind kind);
  bool expect(TokenKind kind);
  Identifier expect_name();
  bool at_word(Name word) const { return at(TokenKind::Name) && current_->name == word; }
  void next_line();

  template <class T>
  Gather<T> gather() {
    return Gather<T>(std::get<std::vector<T>>(stacks_));
  }
  source::Range range(int begin, int end) const { return file_.range(begin, end); }
  /// To the end of the last token that was read.
  source::Range range_from(int begin) const { return file_.range(begin, std::max(begin, previous_end_)); }
  source::Range range_of(const Token& token) const { return file_.range(token.begin, token.end); }
  template <class T, class... Fields>
  T* make_expr(int begin, const Fields&... fields);
  template <class T, class... Fields>
  T* make_pattern(int begin, const Fields&... fields);
  template <class T, class... Fields>
  T* make_stmt(int begin, const Fields&... fields);
  std::uint16_t checked_height(int height, int begin);

  diag::Diagnostic* report(source::Range range, std::string message);
  diag::Diagnostic* fail(source::Range range, std::string message);
  diag::Diagnostic* fail_here();
  void fail_limit(source::Range range, std::string message);
  const Expr* error_expr(int begin);
  bool enter();
  void leave() { --depth_; }

  // parse_expr.cc
  const Expr* star_expressions();
  const Expr* star_expression();
  const Expr* star_named_expression();
  const Expr* named_expression();
  const Expr* named_argument();
  void misplaced_equal(const Expr* target);
  const Expr* expression();
  const Expr* lambda();
  const Expr* disjunction();
  const Expr* conjunction();
  const Expr* inversion();
  const Expr* comparison();
  const Expr* binary(int min_precedence);
  const Expr* unary();
  const Expr* power();
  const Expr* yield();
  const Expr* yield_or_star_expressions();
  const Expr* starred();
  bool at_comparison(CompareOp& op, int& tokens) const;
  const Expr* tuple_of(int begin, const Expr* (Parser::*element)());

  // parse_atom.cc
  const Expr* primary();
  const Expr* atom();
  const Expr* name();
  const Expr* number();
  const Expr* parenthesized();
  const Expr* list();
  const Expr* brace();
  const Expr* dict(const Token& open, DictItem first);
  DictItem dict_item();
  DictItem dict_value(const Expr* key);
  bool at_comprehension() const;
  ComprehensionClauses comprehension_clauses();
  const Expr* finish_comprehension(int begin, const Expr* element, TokenKind closing);
  void close(TokenKind closing, const Token& opening);
  bool next_element(TokenKind closing, const Expr* element);
  bool forgotten_comma(const Expr* element);

  // parse_call.cc
  const Expr* call(int begin, const Expr* function);
  struct ArgumentOrder {
    bool keyword_seen = false;
    bool double_star_seen = false;
  };
  Span<Argument> arguments();
  Argument argument(int open, bool is_first);
  const Expr* keyword_value(const Identifier& keyword);
  const Expr* generator_argument(int open, bool is_first, const Expr* element);
  void bad_keyword(const Expr* value);
  void check_argument_order(const Argument& argument, ArgumentOrder& order);
  const Expr* subscript(int begin, const Expr* value);
  const Expr* subscript_element();

  // parse_string.cc
  struct StringPieces;
  const Expr* strings();
  void add_string(StringPieces& pieces);
  void add_fstring(StringPieces& pieces);
  void add_text(StringPieces& pieces, int begin, int end, StringForm form);
  void flush_text(StringPieces& pieces);
  std::string_view joined(Gather<std::string_view>& texts);
  void add_replacement_field(StringPieces& pieces, StringForm form);
  void add_source(StringPieces& pieces, int begin, int end);
  char conversion();
  const FStringExpr* format_specification(StringForm form);

  // parse_target.cc
  const Expr* targets();
  const Expr* target();
  void check_assignable(const Expr* target, bool is_statement);
  void check_deletable(const Expr* target);

  // parse_parameters.cc
  struct ParameterState;
  Parameters parameters(TokenKind closing);
  bool forgotten_parameter_comma();
  bool parameter_marker(ParameterState& state, Gather<Parameter>& list);
  Parameter parameter(bool is_lambda);
  void check_parameter(ParameterState& state, const Parameter& parameter);
  void check_distinct(Parameters list);
  TypeParameters type_parameters();
  TypeParameter type_parameter();

  // parse_simple.cc
  void simple_statements(Gather<const Stmt*>& list);
  const Stmt* error_statement(int begin, Stmts body = {});
  const Stmt* simple_statement();
  const Stmt* expression_statement();
  const Stmt* assignment(int begin, const Expr* first);
  const Stmt* annotated_assignment(int begin, const Expr* target);
  const Stmt* augmented_assignment(int begin, const Expr* target, BinaryOp op);
  const Stmt* legacy_statement(int begin, const NameExpr* name);
  const Stmt* loop_statement();
  const Stmt* delete_statement();
  const Stmt* raise_statement();
  const Stmt* assert_statement();
  const Stmt* return_statement();
  const Stmt* type_alias();
  template <class T>
  const Stmt* scope_statement();
  template <class T>
  const Stmt* word_statement();

  // parse_import.cc
  const Stmt* import_statement();
  const Stmt* import_from_statement();
  Span<Identifier> dotted_name();
  Alias import_alias(bool dotted);
  Span<Alias> import_list();

  // parse_block.cc
  /// What is around a statement, as far as it decides which statements may stand there.
  struct Scope {
    bool function = false;
    bool loop = false;
    bool module = false;
  };
  /// One clause of a statement: what fails in it fails the statement, but not the clauses behind it.
  class ClauseScope {
   public:
    explicit ClauseScope(Parser& parser);
    ~ClauseScope();

   private:
    Parser& parser_;
    bool failed_;
  };
  void block_statements(Gather<const Stmt*>& list);
  void indented_block(Gather<const Stmt*>& list);
  void statement(Gather<const Stmt*>& list);
  const Stmt* compound_statement();
  bool header_end();
  Stmts suite(const char* what, int header);
  Stmts suite_in(Scope scope, const char* what, int header);
  bool at_clause(TokenKind kind) const;
  Stmts else_clause();
  const Stmt* stray_clause();

  // parse_compound.cc
  const Stmt* if_statement();
  const Stmt* while_statement();
  const Stmt* for_statement(int begin, bool is_async);
  const Stmt* with_statement(int begin, bool is_async);
  void with_items(Gather<WithItem>& items);
  WithItem with_item();
  bool at_parenthesized_items() const;
  const Stmt* try_statement();
  ExceptHandler except_clause(bool is_star);

  // parse_definition.cc
  const Stmt* decorated();
  const Stmt* async_statement(Exprs decorators);
  const Stmt* function(int begin, bool is_async, Exprs decorators);
  const Stmt* class_definition(Exprs decorators);
  Exprs name_target(const Identifier& name);

  // parse_match.cc
  bool at_match() const;
  const Stmt* match_statement();
  MatchCase match_case();
  const Pattern* error_pattern();
  const Pattern* patterns();
  const Pattern* maybe_star_pattern();
  const Pattern* as_pattern();
  const Pattern* or_pattern();
  const Pattern* closed_pattern();
  const Pattern* name_pattern();
  const Pattern* class_pattern(int begin, const Expr* type);
  const Pattern* group_pattern();
  const Pattern* sequence_pattern(const Token& open, TokenKind closing, const Pattern* first);
  const Pattern* mapping_pattern();
  MappingPatternItem mapping_item();
  const Expr* dotted_value();
  const Expr* literal();
  const Expr* signed_number();

  const source::SourceFile& file_;
  Arena& arena_;
  diag::Sink& sink_;
  Lexer lexer_;
  Encoding encoding_;

  const Token* current_ = nullptr;
  const Token* last_ = nullptr;  // the token that ends the line
  Token end_;                    // the line behind the end of the file
  int previous_end_ = 0;         // of the last token that was read
  int depth_ = 0;                // of recursion through expressions
  bool failed_ = false;          // in this statement
  bool reported_ = false;        // something about this logical line
  bool broken_ = false;          // the tokens of this line are not what its author meant
  bool given_up_ = false;        // on the whole file
  int reports_ = 0;
  Scope scope_{.module = true};
  std::vector<Indentation> indentations_;
  const Expr* last_parenthesized_ = nullptr;  // the last expression that stood alone in parentheses
  Exprs error_targets_;
  Stmts error_body_;

  struct SoftKeywords {
    Name match, case_, type, underscore, print, exec;
  } words_;

  std::tuple<std::vector<std::string_view>, std::vector<const Expr*>, std::vector<const Stmt*>,
             std::vector<const Pattern*>, std::vector<Argument>, std::vector<Parameter>, std::vector<TypeParameter>,
             std::vector<DictItem>, std::vector<ComprehensionClause>, std::vector<CompareOp>, std::vector<Identifier>,
             std::vector<Alias>, std::vector<IfBranch>, std::vector<WithItem>, std::vector<ExceptHandler>,
             std::vector<MatchCase>, std::vector<MappingPatternItem>, std::vector<ClassPatternArgument>>
      stacks_;
};

template <class T, class... Fields>
T* Parser::make_expr(int begin, const Fields&... fields) {
  std::uint16_t height = checked_height(std::max({0, height_of(fields)...}) + 1, begin);
  return arena_.make<T>(Expr{{T::kKind, height, range_from(begin)}}, fields...);
}

template <class T, class... Fields>
T* Parser::make_pattern(int begin, const Fields&... fields) {
  std::uint16_t height = checked_height(std::max({0, height_of(fields)...}) + 1, begin);
  return arena_.make<T>(Pattern{{T::kKind, height, range_from(begin)}}, fields...);
}

template <class T, class... Fields>
T* Parser::make_stmt(int begin, const Fields&... fields) {
  return arena_.make<T>(Stmt{{T::kKind, 1, range_from(begin)}}, fields...);
}

}  // namespace shapewise::python
