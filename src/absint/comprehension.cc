// Comprehensions and generator expressions: the same loops, run to their end or on demand.
#include "absint/generator.h"

namespace shapewise::absint {

using python::cast;
using python::ExprKind;

bool ComprehensionLoops::passes(Interpreter& interpreter, const python::ComprehensionClause& clause) {
  for (const python::Expr* condition : clause.conditions) {
    Value test = interpreter.eval(condition, scope_);
    Value decided = test.failed() ? test : interpreter.truth(test, condition->range);
    failed = failed || decided.failed();
    if (failed || !decided.as_bool()) return false;
  }
  return true;
}

bool ComprehensionLoops::advance(Interpreter& interpreter) {
  while (!open_.empty()) {
    const python::ComprehensionClause& clause = clauses_[static_cast<int>(open_.size()) - 1];
    Value item;
    if (!open_.back()->next(interpreter, item)) {
      open_.pop_back();
      continue;
    }
    failed = item.failed() || !interpreter.step(clause.range) || !interpreter.assign(clause.target, item, scope_);
    bool passed = !failed && passes(interpreter, clause);
    if (failed) return false;
    if (!passed) continue;
    if (static_cast<int>(open_.size()) == clauses_.size()) return true;
    const python::ComprehensionClause& inner = clauses_[static_cast<int>(open_.size())];
    Value iterable = interpreter.eval(inner.iterable, scope_);
    Iterator* iterator = iterable.failed() ? nullptr : interpreter.iterate(iterable, inner.iterable->range);
    failed = iterator == nullptr;
    if (failed) return false;
    open_.push_back(iterator);
  }
  return false;
}

namespace {

struct GeneratorExpression : Generator {
  std::unique_ptr<ComprehensionLoops> loops;
  const python::Expr* element = nullptr;

  bool go_on(Interpreter& interpreter, Sent sent, Value& out) override {
    if (!sent.exception.failed()) {
      loops.reset();
      return out = interpreter.raise(sent.exception, {}), true;
    }
    if (loops == nullptr) return false;
    // While it computes an element it is not there to be asked for another one.
    auto taken = std::move(loops);
    if (!taken->advance(interpreter)) return out = Value(), taken->failed;
    out = interpreter.eval(element, taken->scope());
    if (!out.failed()) loops = std::move(taken);
    return true;
  }

  bool end(Interpreter&, source::Range) override {
    loops.reset();
    return true;
  }
};

struct Parts {
  const python::Expr* key = nullptr;  // of a dict
  const python::Expr* element = nullptr;
  python::ComprehensionClauses clauses;
};

Parts parts_of(const python::Expr& expr) {
  switch (expr.kind) {
    case ExprKind::DictComprehension: {
      const auto& node = cast<python::DictComprehension>(&expr);
      return {node.key, node.value, node.clauses};
    }
    case ExprKind::SetComprehension: {
      const auto& node = cast<python::SetComprehension>(&expr);
      return {nullptr, node.element, node.clauses};
    }
    case ExprKind::ListComprehension: {
      const auto& node = cast<python::ListComprehension>(&expr);
      return {nullptr, node.element, node.clauses};
    }
    default: {
      const auto& node = cast<python::Generator>(&expr);
      return {nullptr, node.element, node.clauses};
    }
  }
}

}  // namespace

Value Interpreter::eval_comprehension(const python::Expr& expr, Scope& outer) {
  Parts parts = parts_of(expr);
  // The first iterable belongs to the scope around; all else to a scope of its own.
  const python::Expr* iterated = parts.clauses.front().iterable;
  Value iterable = eval(iterated, outer);
  Iterator* first = iterable.failed() ? nullptr : iterate(iterable, iterated->range);
  if (first == nullptr) return {};
  Scope* scope = heap_.make_scope(&outer, outer.module);
  scope->comprehension = true;
  if (expr.kind == ExprKind::Generator) {
    auto* made = heap_.make<GeneratorExpression>();
    made->loops = std::make_unique<ComprehensionLoops>(parts.clauses, *scope, first);
    made->element = parts.element;
    return made;
  }
  List* list = expr.kind == ExprKind::ListComprehension ? heap_.make<List>() : nullptr;
  Set* set = expr.kind == ExprKind::SetComprehension ? heap_.make<Set>() : nullptr;
  Dict* made = set != nullptr ? &set->items : list == nullptr ? dict() : nullptr;
  ComprehensionLoops loops(parts.clauses, *scope, first);
  while (loops.advance(*this)) {
    Value key = parts.key != nullptr ? eval(parts.key, *scope) : Value();
    if (parts.key != nullptr && key.failed()) return {};
    Value value = eval(parts.element, *scope);
    if (value.failed()) return {};
    if (list != nullptr) {
      list->items.push_back(value);
      heap_.charge(static_cast<std::int64_t>(sizeof(Value)));
    } else if (!dict_set(*made, set != nullptr ? value : key, set != nullptr ? Value::none() : value, expr.range)) {
      return {};
    }
  }
  if (loops.failed || stopped_) return {};
  return list != nullptr ? Value(list) : set != nullptr ? Value(set) : Value(made);
}

}  // namespace shapewise::absint
