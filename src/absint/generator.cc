// The body of a generator runs as coroutines, statement by statement; all that has no yield in it is left to the
// interpreter as it is. An expression with yields is settled first: the parts of it that are evaluated up to the last
// yield are evaluated here, and the interpreter finds their values when it evaluates the whole.
#include "absint/generator.h"

#include <fmt/format.h>
#include <optional>

#include "absint/function_info.h"
#include "absint/task.h"
#include "python/children.h"

namespace shapewise::absint {
namespace {

using python::cast;
using python::ExprKind;
using python::StmtKind;

}  // namespace

class GeneratorBody : public Generator {
 public:
  void start(Interpreter& interpreter, Function& function, Scope& scope) {
    interpreter_ = &interpreter;
    function_ = &function;
    scope_ = &scope;
  }

  bool go_on(Interpreter& interpreter, Sent sent, Value& out) override;
  bool end(Interpreter& interpreter, source::Range range) override;

 private:
  /// Stands still until the generator is resumed.
  struct Stand {
    Trampoline& trampoline;
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<>) const noexcept { trampoline.standing = true; }
    void await_resume() const noexcept {}
  };

  Task<Flow> body();
  Task<Flow> exec(python::Stmts statements);
  Task<Flow> exec_one(const python::Stmt* statement);
  Task<Flow> exec_simple(const python::Stmt* statement);
  Task<Flow> exec_if(const python::If& node);
  Task<Flow> exec_while(const python::While& node);
  Task<Flow> exec_for(const python::For& node);
  Task<Flow> exec_with(const python::With& node, int item);
  Task<Flow> exec_try(const python::Try& node);
  Task<Flow> exec_match(const python::Match& node);
  Task<Value> eval(const python::Expr* expr);
  Task<bool> settle(const python::Expr* expr);
  Task<Value> settle_boolean(const python::Boolean& node);
  Task<Value> yield(Value value);
  Task<Value> delegate(const python::YieldFrom& node);

  bool has_yield(const void* node, bool (*test)(const void*)) {
    auto [found, fresh] = has_yield_.try_emplace(node, false);
    if (fresh) found->second = test(node);
    return found->second;
  }
  bool stands(const python::Stmt* node) {
    return has_yield(node, [](const void* n) { return yields(static_cast<const python::Stmt*>(n)); });
  }
  bool stands(const python::Expr* node) {
    return has_yield(node, [](const void* n) { return yields(static_cast<const python::Expr*>(n)); });
  }
  Value truth(Value value, source::Range range) { return value.failed() ? value : interpreter_->truth(value, range); }

  Interpreter* interpreter_ = nullptr;
  Function* function_ = nullptr;
  Scope* scope_ = nullptr;
  Trampoline trampoline_;
  std::optional<Task<Flow>> task_;
  std::unordered_map<const void*, bool> has_yield_;
  Interpreter::Settled settled_;
  std::vector<Value> handling_;  // exceptions of its own except clauses that are open
  Value yielded_;
  Sent sent_;
  bool running_ = false;
  bool done_ = false;
};

bool GeneratorBody::go_on(Interpreter& interpreter, Sent sent, Value& out) {
  if (running_) return out = interpreter.raise_error("ValueError", {}, "generator already executing"), true;
  if (done_ || (!task_ && !sent.exception.failed())) {
    done_ = true;
    if (sent.exception.failed()) return false;
    return out = interpreter.raise(sent.exception, {}), true;
  }
  if (!interpreter.enter_call(*function_, function_->range)) return out = {}, true;
  if (!task_) {
    task_.emplace(body());
    task_->start(trampoline_);
  }
  sent_ = sent;
  running_ = true;
  std::size_t outer = interpreter.handling_.size();
  interpreter.handling_.insert(interpreter.handling_.end(), handling_.begin(), handling_.end());
  std::swap(interpreter.settled_, settled_);
  trampoline_.run();
  std::swap(interpreter.settled_, settled_);
  handling_.assign(interpreter.handling_.begin() + static_cast<std::ptrdiff_t>(outer), interpreter.handling_.end());
  interpreter.handling_.resize(outer);
  running_ = false;
  interpreter.leave_call();
  if (trampoline_.standing) return out = yielded_, true;
  done_ = true;
  if (task_->result() != Flow::Fail) {
    if (task_->result() == Flow::Return) returned = std::exchange(interpreter.returned_, Value());
    return false;
  }
  // A StopIteration that leaves a generator would look like its end.
  if (interpreter.take_stop_iteration()) {
    interpreter.raise_error("RuntimeError", function_->range, "generator raised StopIteration");
  }
  return out = {}, true;
}

bool GeneratorBody::end(Interpreter& interpreter, source::Range range) {
  if (done_ || !task_) return done_ = true;
  Value exit = interpreter.call(interpreter.builtin("builtins.GeneratorExit"), {}, range);
  Value out;
  if (exit.failed() || !resume(interpreter, {Value::none(), exit}, out)) return !exit.failed();
  if (!out.failed()) {
    interpreter.raise_error("RuntimeError", range, "generator ignored GeneratorExit");
    return false;
  }
  return interpreter.take_exception_of("GeneratorExit");
}

Task<Flow> GeneratorBody::body() {
  if (function_->expr == nullptr) co_return co_await exec(function_->body);
  Value value = co_await eval(function_->expr);
  interpreter_->returned_ = value;
  co_return value.failed() ? Flow::Fail : Flow::Return;
}

Task<Flow> GeneratorBody::exec(python::Stmts statements) {
  for (const python::Stmt* statement : statements) {
    Flow flow = Flow::Next;
    if (stands(statement)) {
      flow = co_await exec_one(statement);
    } else {
      flow = interpreter_->exec_one(*statement, *scope_);
    }
    if (flow != Flow::Next) co_return flow;
  }
  co_return Flow::Next;
}

Task<Flow> GeneratorBody::exec_one(const python::Stmt* statement) {
  if (!interpreter_->step(statement->range)) return exec_simple(nullptr);
  switch (statement->kind) {
    case StmtKind::If: return exec_if(cast<python::If>(statement));
    case StmtKind::While: return exec_while(cast<python::While>(statement));
    case StmtKind::For: return exec_for(cast<python::For>(statement));
    case StmtKind::With: return exec_with(cast<python::With>(statement), 0);
    case StmtKind::Try: return exec_try(cast<python::Try>(statement));
    case StmtKind::Match: return exec_match(cast<python::Match>(statement));
    default: return exec_simple(statement);
  }
}

/// A statement without a block; null fails.
Task<Flow> GeneratorBody::exec_simple(const python::Stmt* statement) {
  if (statement == nullptr) co_return Flow::Fail;
  std::vector<const python::Expr*> parts;
  struct Collect {
    std::vector<const python::Expr*>& into;
    void operator()(const python::Expr* expr) const { into.push_back(expr); }
    void operator()(const python::Stmt*) const {}
    void operator()(const python::Pattern*) const {}
  };
  python::for_each_child(statement, Collect{parts});
  for (const python::Expr* part : parts) {
    if (!stands(part)) continue;
    bool done = co_await settle(part);
    if (!done) co_return Flow::Fail;
  }
  co_return interpreter_->exec_one(*statement, *scope_);
}

Task<Flow> GeneratorBody::exec_if(const python::If& node) {
  for (const python::IfBranch& branch : node.branches) {
    Value test = co_await eval(branch.test);
    Value decided = truth(test, branch.test->range);
    if (decided.failed()) co_return Flow::Fail;
    if (decided.as_bool()) co_return co_await exec(branch.body);
  }
  co_return co_await exec(node.else_body);
}

Task<Flow> GeneratorBody::exec_while(const python::While& node) {
  while (interpreter_->step(node.range)) {
    Value test = co_await eval(node.test);
    Value decided = truth(test, node.test->range);
    if (decided.failed()) co_return Flow::Fail;
    if (!decided.as_bool()) co_return co_await exec(node.else_body);
    Flow flow = co_await exec(node.body);
    if (flow == Flow::Break) co_return Flow::Next;
    if (flow == Flow::Return || flow == Flow::Fail) co_return flow;
  }
  co_return Flow::Fail;
}

Task<Flow> GeneratorBody::exec_for(const python::For& node) {
  Value iterable = co_await eval(node.iterable);
  if (iterable.failed()) co_return Flow::Fail;
  if (auto* missing = as<Unknown>(iterable)) interpreter_->speculate(*missing, node.iterable->range);
  Iterator* iterator = interpreter_->iterate(iterable, node.iterable->range);
  if (iterator == nullptr) co_return Flow::Fail;
  Value item;
  while (iterator->next(*interpreter_, item)) {
    bool bound = !item.failed() && interpreter_->step(node.range) && interpreter_->assign(node.target, item, *scope_);
    if (!bound) co_return Flow::Fail;
    Flow flow = co_await exec(node.body);
    if (flow == Flow::Break) co_return Flow::Next;
    if (flow == Flow::Return || flow == Flow::Fail) co_return flow;
  }
  co_return co_await exec(node.else_body);
}

Task<Flow> GeneratorBody::exec_with(const python::With& node, int item) {
  if (item == node.items.size()) co_return co_await exec(node.body);
  const python::WithItem& entry = node.items[item];
  Value manager = co_await eval(entry.context);
  Value entered = manager.failed() ? manager : interpreter_->enter_context(manager, entry.context->range);
  if (entered.failed()) co_return Flow::Fail;
  bool bound = entry.target == nullptr || interpreter_->assign(entry.target, entered, *scope_);
  Flow flow = Flow::Fail;
  if (bound) flow = co_await exec_with(node, item + 1);
  co_return interpreter_->leave_context(manager, flow, node.range);
}

Task<Flow> GeneratorBody::exec_try(const python::Try& node) {
  Flow flow = co_await exec(node.body);
  if (flow == Flow::Fail && interpreter_->raising()) {
    const python::ExceptHandler* handler = interpreter_->choose_handler(node, *scope_);
    if (handler != nullptr) {
      flow = co_await exec(handler->body);
      interpreter_->end_handler(*handler, *scope_);
    }
  } else if (flow == Flow::Next) {
    flow = co_await exec(node.else_body);
  }
  if (node.finally_body.empty() || interpreter_->stopped()) co_return flow;
  Interpreter::Raised raised = interpreter_->take_raised();
  Value kept = interpreter_->returned_;
  Flow last = co_await exec(node.finally_body);
  if (last != Flow::Next) co_return last;
  interpreter_->returned_ = kept;
  interpreter_->raise_again(std::move(raised));
  co_return flow;
}

Task<Flow> GeneratorBody::exec_match(const python::Match& node) {
  Value subject = co_await eval(node.subject);
  if (subject.failed()) co_return Flow::Fail;
  const python::MatchCase* chosen = interpreter_->choose_case(node, subject, *scope_);
  if (chosen != nullptr) co_return co_await exec(chosen->body);
  co_return interpreter_->raising() || interpreter_->stopped() ? Flow::Fail : Flow::Next;
}

Task<Value> GeneratorBody::eval(const python::Expr* expr) {
  if (stands(expr)) {
    bool done = co_await settle(expr);
    if (!done) co_return Value();
  }
  co_return interpreter_->eval(expr, *scope_);
}

/// Evaluates what has to be before the last yield in the expression, and keeps it for the evaluation of the whole.
Task<bool> GeneratorBody::settle(const python::Expr* expr) {
  Value value;
  switch (expr->kind) {
    case ExprKind::Yield: {
      const python::Expr* operand = cast<python::Yield>(expr).value;
      value = Value::none();
      if (operand != nullptr) value = co_await eval(operand);
      if (!value.failed()) value = co_await yield(value);
      break;
    }
    case ExprKind::YieldFrom: value = co_await delegate(cast<python::YieldFrom>(expr)); break;
    case ExprKind::Conditional: {
      const auto& node = cast<python::Conditional>(expr);
      value = co_await eval(node.test);
      value = truth(value, node.test->range);
      if (!value.failed()) value = co_await eval(value.as_bool() ? node.body : node.otherwise);
      break;
    }
    case ExprKind::Named: {
      value = co_await eval(cast<python::Named>(expr).value);
      if (!value.failed()) interpreter_->settled_.emplace_back(cast<python::Named>(expr).value, value);
      co_return !value.failed();
    }
    case ExprKind::Boolean: value = co_await settle_boolean(cast<python::Boolean>(expr)); break;
    default: {
      std::vector<const python::Expr*> parts;
      struct Collect {
        std::vector<const python::Expr*>& into;
        void operator()(const python::Expr* part) const { into.push_back(part); }
        void operator()(const python::Stmt*) const {}
        void operator()(const python::Pattern*) const {}
      };
      python::for_each_child(expr, Collect{parts});
      while (!parts.empty() && !stands(parts.back())) parts.pop_back();
      for (const python::Expr* part : parts) {
        // A starred part has no value of its own, and neither has the text between the fields of an f-string.
        bool whole = part->kind != ExprKind::Starred && part->kind != ExprKind::FormattedValue;
        if (!whole) {
          bool done = true;
          if (stands(part)) done = co_await settle(part);
          if (!done) co_return false;
          continue;
        }
        Value evaluated = co_await eval(part);
        if (evaluated.failed()) co_return false;
        interpreter_->settled_.emplace_back(part, evaluated);
      }
      co_return true;
    }
  }
  if (!value.failed()) interpreter_->settled_.emplace_back(expr, value);
  co_return !value.failed();
}

Task<Value> GeneratorBody::settle_boolean(const python::Boolean& node) {
  bool stop_at = node.op == python::BooleanOp::Or;
  Value value;
  for (int i = 0; i < node.values.size(); ++i) {
    value = co_await eval(node.values[i]);
    if (value.failed() || i + 1 == node.values.size()) co_return value;
    Value decided = truth(value, node.values[i]->range);
    if (decided.failed()) co_return decided;
    if (decided.as_bool() == stop_at) co_return value;
  }
  co_return value;
}

Task<Value> GeneratorBody::yield(Value value) {
  yielded_ = value;
  co_await Stand{trampoline_};
  if (sent_.exception.failed()) co_return sent_.value;
  co_return interpreter_->raise(sent_.exception, function_->range);
}

/// yield from: hands on what is yielded and what is sent; its value is what the inner generator returns.
Task<Value> GeneratorBody::delegate(const python::YieldFrom& node) {
  Value iterable = co_await eval(node.value);
  if (iterable.failed()) co_return iterable;
  Iterator* inner = interpreter_->iterate(iterable, node.range);
  if (inner == nullptr) co_return Value();
  auto* generator = inner->type() == "builtins.generator" ? static_cast<Generator*>(inner) : nullptr;
  Sent sent;
  while (true) {
    Value item;
    bool more = generator != nullptr ? generator->resume(*interpreter_, sent, item) : inner->next(*interpreter_, item);
    if (!more) co_return generator != nullptr ? generator->returned : Value::none();
    if (item.failed()) co_return item;
    yielded_ = item;
    co_await Stand{trampoline_};
    sent = sent_;
    if (!sent.exception.failed() && generator == nullptr) co_return interpreter_->raise(sent.exception, node.range);
  }
}

Generator* make_generator(Interpreter& interpreter, Function& function, Scope& scope) {
  auto* made = interpreter.heap().make<GeneratorBody>();
  made->start(interpreter, function, scope);
  return made;
}

}  // namespace shapewise::absint
