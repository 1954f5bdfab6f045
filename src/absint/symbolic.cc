// An open question is answered as the program has to be meant, else by a typical input: one that a person would run the
// model on.
#include "absint/symbolic.h"

#include "absint/integer.h"

namespace shapewise::absint {
namespace {

using python::CompareOp;
using sym::Expr;
using sym::Relation;
using sym::Truth;

/// a op b and its negation as relations; for integers a < b is b ≥ a + 1.
Relation relation(CompareOp op, const Expr& a, const Expr& b) {
  switch (op) {
    case CompareOp::Equal: return sym::eq(a, b);
    case CompareOp::NotEqual: return sym::ne(a, b);
    case CompareOp::Less: return sym::ge(b, a + 1);
    case CompareOp::LessEqual: return sym::ge(b, a);
    case CompareOp::Greater: return sym::ge(a, b + 1);
    default: return sym::ge(a, b);
  }
}

CompareOp negation(CompareOp op) {
  switch (op) {
    case CompareOp::Equal: return CompareOp::NotEqual;
    case CompareOp::NotEqual: return CompareOp::Equal;
    case CompareOp::Less: return CompareOp::GreaterEqual;
    case CompareOp::LessEqual: return CompareOp::Greater;
    case CompareOp::Greater: return CompareOp::LessEqual;
    default: return CompareOp::Less;
  }
}

/// The size that a symbol has in the typical input.
Int typical(std::string_view symbol) {
  if (symbol == "N" || symbol == "B") return 2;
  if (symbol == "C") return 3;
  if (symbol == "T" || symbol == "L" || symbol == "S") return 64;
  if (symbol == "D") return 16;
  return 224;
}

bool typically(CompareOp op, const Expr& a, const Expr& b) {
  sym::Assignment sizes;
  for (const std::string& name : sym::symbols(a - b)) sizes.emplace(name, Expr(typical(name)));
  auto difference = sym::substitute(a - b, sizes).constant();
  Int d = difference.value_or(0);
  switch (op) {
    case CompareOp::Equal: return d == 0;
    case CompareOp::NotEqual: return d != 0;
    case CompareOp::Less: return d < 0;
    case CompareOp::LessEqual: return d <= 0;
    case CompareOp::Greater: return d > 0;
    default: return d >= 0;
  }
}

}  // namespace

Value decide(Interpreter& interpreter, CompareOp op, const Expr& a, const Expr& b, source::Range range) {
  ir::Graph& graph = interpreter.builder().graph();
  Relation wanted = relation(op, a, b);
  switch (graph.facts.prove(wanted)) {
    case Truth::Yes: return Value::boolean(true);
    case Truth::No: return Value::boolean(false);
    case Truth::Unknown: break;
  }
  if (a.has_unknown() || b.has_unknown() || a.is_invalid() || b.is_invalid()) {
    return interpreter.unknown("it compares a size that is not known", range);
  }
  bool answer = interpreter.meant_answer().value_or(typically(op, a, b));
  Relation assumed = answer ? wanted : relation(negation(op), a, b);
  if (graph.facts.assume(assumed) == Truth::No) {
    answer = !answer;
    assumed = answer ? wanted : relation(negation(op), a, b);
    graph.facts.assume(assumed);
  }
  graph.assumptions.push_back({assumed, "the way that the program goes here", range});
  return Value::boolean(answer);
}

}  // namespace shapewise::absint
