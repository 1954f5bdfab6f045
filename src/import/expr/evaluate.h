// What an expression stands for: from its syntax tree to the value of an argument.
#pragma once

#include <string>
#include <vector>

#include "diag/diagnostic.h"
#include "import/expr/ast.h"
#include "ir/attr.h"
#include "ir/graph.h"
#include "layer/param.h"

namespace shapewise::import {

/// What a plain name means that is no value of Python's.
enum class Names {
  Symbols,  // a size that is not known as a number: Conv2d(3, C, 3)
  Words,    // a string without its quotes, as print(model) shows it: padding=same
};

class Evaluator {
 public:
  /// `values` are put in the place of symbols.
  Evaluator(Names names, const sym::Assignment& values, diag::Sink& sink, std::vector<ir::Gap>& gaps)
      : names_(names), values_(values), sink_(sink), gaps_(gaps) {}

  /// The value of a layer's argument for a parameter (null: for none of the layer's). If it is unknown, an error or a
  /// gap says why, unless the parameter takes anything and bears on nothing.
  ir::Attr argument(const Ast& ast, const layer::Param* param);

 private:
  ir::Attr value(const Ast& ast);
  ir::Attr integer(const Ast& ast);
  ir::Attr floating(const Ast& ast);
  ir::Attr name(const Ast& ast);
  ir::Attr sequence(const Ast& ast);
  ir::Attr call(const Ast& ast);
  ir::Attr unary(const Ast& ast);
  ir::Attr chain(const Ast& ast);
  ir::Attr power(const Ast& ast);
  ir::Attr binary(const ir::Attr& a, std::string_view op, const ir::Attr& b, source::Range range);
  ir::Attr repeated(const ir::AttrList& items, const sym::Expr& times, source::Range range);
  ir::Attr checked(sym::Expr result, source::Range range);
  ir::Attr wrong(diag::Kind kind, source::Range range, std::string message);

  Names names_;
  const sym::Assignment& values_;
  diag::Sink& sink_;
  std::vector<ir::Gap>& gaps_;
};

}  // namespace shapewise::import
