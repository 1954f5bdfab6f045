// The dumper behind dump.h: one overload for each kind of thing that a field of a node may hold.
#pragma once

#include <string>

#include "python/dump.h"

namespace shapewise::python {

const char* symbol(BinaryOp op);

class Dumper {
 public:
  explicit Dumper(DumpOptions options) : options_(options) {}

  std::string take() { return std::move(out_); }

  void write(const Expr* expr);
  void write(const Stmt* statement);
  void write(const Pattern* pattern);

 private:
  // `(name@range field field)`
  template <class... Fields>
  void node(const char* name, source::Range range, const Fields&... fields) {
    open(name, range);
    (field(fields), ...);
    out_ += ')';
  }

  template <class T>
  void field(const T& value) {
    out_ += ' ';
    write(value);
  }

  template <class T>
  void write(const Span<T>& list) {
    out_ += '[';
    bool first = true;
    for (const T& element : list) {
      if (!first) out_ += ' ';
      first = false;
      write(element);
    }
    out_ += ']';
  }

  void open(const char* name, source::Range range);
  void write(bool value) { out_ += value ? '1' : '0'; }
  void write(int value);
  void write(const char* symbol) { out_ += symbol; }
  void write(const Identifier& identifier);
  void write(const Argument& argument);
  void write(const Parameter& parameter);
  void write(const DictItem& item);
  void write(const ComprehensionClause& clause);
  void write(CompareOp op);
  void write(const Alias& alias);
  void write(const WithItem& item);
  void write(const ExceptHandler& handler);
  void write(const MatchCase& match_case);
  void write(const MappingPatternItem& item);
  void write(const ClassPatternArgument& argument);
  void write(const TypeParameter& parameter);

  void quoted(const char* name, source::Range range, std::string_view text);
  void write_fstring(const FStringExpr& fstring);
  bool write_literal(const Expr* expr);
  bool write_operation(const Expr* expr);
  void write_dotted(Span<Identifier> path);
  void write_if(const If& statement);
  bool write_simple(const Stmt* statement);

  DumpOptions options_;
  std::string out_;
};

}  // namespace shapewise::python
