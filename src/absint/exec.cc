// Execution of statements.
#include <algorithm>
#include <fmt/format.h>

#include "absint/interpreter.h"
#include "absint/torch_call.h"
#include "base/check.h"

namespace shapewise::absint {

using python::cast;
using python::StmtKind;

Flow Interpreter::exec(python::Stmts statements, Scope& scope) {
  for (const python::Stmt* statement : statements) {
    Flow flow = exec_one(*statement, scope);
    if (flow != Flow::Next) return flow;
  }
  return Flow::Next;
}

namespace {

/// With the classes around it: "Outer.Inner.method".
std::string qualified_name(const Scope& scope, std::string_view name) {
  std::string qualified(name);
  for (const Scope* at = &scope; at != nullptr && at->class_body; at = at->parent) {
    qualified.insert(0, fmt::format("{}.", at->class_name.text()));
  }
  return qualified;
}

Flow flow_of(bool ok) { return ok ? Flow::Next : Flow::Fail; }
Flow flow_of(Value value) { return value.failed() ? Flow::Fail : Flow::Next; }

}  // namespace

Flow Interpreter::exec_one(const python::Stmt& statement, Scope& scope) {
  if (!step(statement.range)) return Flow::Fail;
  switch (statement.kind) {
    case StmtKind::Error: return exec_error(cast<python::ErrorStatement>(&statement), scope);
    case StmtKind::Expr: return flow_of(eval(cast<python::ExprStatement>(&statement).value, scope));
    case StmtKind::Assign: {
      const auto& node = cast<python::Assign>(&statement);
      Value value = eval(node.value, scope);
      if (value.failed()) return Flow::Fail;
      note_result(node.range, value);
      for (const python::Expr* target : node.targets) {
        if (!assign(target, value, scope)) return Flow::Fail;
      }
      return Flow::Next;
    }
    case StmtKind::AugmentedAssign: return exec_augmented(cast<python::AugmentedAssign>(&statement), scope);
    case StmtKind::AnnotatedAssign: return exec_annotated(cast<python::AnnotatedAssign>(&statement), scope);
    case StmtKind::TypeAlias: {
      const auto& node = cast<python::TypeAlias>(&statement);
      return flow_of(bind_name(node.name.name, eval_alias(node, scope), scope));
    }
    case StmtKind::Return: {
      const auto& node = cast<python::Return>(&statement);
      returned_ = node.value != nullptr ? eval(node.value, scope) : Value::none();
      note_result(node.range, returned_);
      return returned_.failed() ? Flow::Fail : Flow::Return;
    }
    case StmtKind::Delete:
      for (const python::Expr* target : cast<python::Delete>(&statement).targets) {
        if (!remove(target, scope)) return Flow::Fail;
      }
      return Flow::Next;
    case StmtKind::Raise: return exec_raise(cast<python::Raise>(&statement), scope);
    case StmtKind::Assert: return exec_assert(cast<python::Assert>(&statement), scope);
    case StmtKind::Pass: return Flow::Next;
    case StmtKind::Break: return Flow::Break;
    case StmtKind::Continue: return Flow::Continue;
    case StmtKind::Global:
      for (const python::Identifier& name : cast<python::Global>(&statement).names)
        scope.redirected.emplace_back(name.name, true);
      return Flow::Next;
    case StmtKind::Nonlocal:
      for (const python::Identifier& name : cast<python::Nonlocal>(&statement).names) {
        scope.redirected.emplace_back(name.name, false);
      }
      return Flow::Next;
    case StmtKind::Import: return exec_import(cast<python::Import>(&statement), scope);
    case StmtKind::ImportFrom: return exec_import_from(cast<python::ImportFrom>(&statement), scope);
    case StmtKind::If: return exec_if(cast<python::If>(&statement), scope);
    case StmtKind::While: return exec_while(cast<python::While>(&statement), scope);
    case StmtKind::For: return exec_for(cast<python::For>(&statement), scope);
    case StmtKind::With: return exec_with(cast<python::With>(&statement), scope);
    case StmtKind::Try: return exec_try(cast<python::Try>(&statement), scope);
    case StmtKind::Match: return exec_match(cast<python::Match>(&statement), scope);
    case StmtKind::Function: return exec_function(cast<python::Function>(&statement), scope);
    case StmtKind::Class: return exec_class(cast<python::Class>(&statement), scope);
  }
  return Flow::Next;
}

/// The value of a type alias is what it stands for; its own parameters have none.
Value Interpreter::eval_alias(const python::TypeAlias& node, Scope& scope) {
  Value value = node.type_parameters.empty() ? eval(node.value, scope) : Value();
  if (!value.failed() || stopped_) return value;
  take_exception();
  return unknown("a type alias that is not evaluated", node.range);
}

Flow Interpreter::exec_error(const python::ErrorStatement& statement, Scope& scope) {
  Value value = unknown("this statement could not be read", statement.range);
  for (const python::Expr* target : statement.targets) {
    if (!assign(target, value, scope)) return Flow::Fail;
  }
  return Flow::Next;
}

Flow Interpreter::exec_augmented(const python::AugmentedAssign& node, Scope& scope) {
  Value before;
  Value object;
  Value index;
  // The target's parts are evaluated once.
  if (auto* attribute = python::as<python::Attribute>(node.target)) {
    object = eval(attribute->value, scope);
    before = object.failed() ? object
                             : get_attribute(object, private_name(attribute->attribute.name, scope), attribute->range);
  } else if (auto* subscript = python::as<python::Subscript>(node.target)) {
    object = eval(subscript->value, scope);
    index = object.failed() ? object : eval(subscript->index, scope);
    before = index.failed() ? index : get_item(object, index, subscript->range);
  } else {
    before = eval(node.target, scope);
  }
  if (before.failed()) return Flow::Fail;
  Value operand = eval(node.value, scope);
  if (operand.failed()) return Flow::Fail;
  Value after = in_place(node.op, before, operand, node.range);
  if (after.failed()) return Flow::Fail;
  note_result(node.range, after);
  if (auto* attribute = python::as<python::Attribute>(node.target)) {
    return flow_of(set_attribute(object, private_name(attribute->attribute.name, scope), after, attribute->range));
  }
  if (auto* subscript = python::as<python::Subscript>(node.target)) {
    return flow_of(set_item(object, index, after, subscript->range));
  }
  return flow_of(assign(node.target, after, scope));
}

Flow Interpreter::exec_annotated(const python::AnnotatedAssign& node, Scope& scope) {
  // In a class body the annotated names matter to dataclasses; annotations themselves are never evaluated.
  if (auto* name = python::as<python::NameExpr>(node.target); name != nullptr && scope.class_body) {
    scope.annotated.emplace_back(name->name, node.annotation);
  }
  if (node.value == nullptr) return Flow::Next;
  Value value = eval(node.value, scope);
  note_result(node.range, value);
  return value.failed() ? Flow::Fail : flow_of(assign(node.target, value, scope));
}

/// Of a tuple its tensors. What is no part of the network, such as script code, is forgotten with its calls.
void Interpreter::note_result(source::Range statement, Value value) {
  std::vector<ir::StatementResult>& results = builder_.graph().results;
  if (auto* tuple = as<Tuple>(value)) {
    for (Value item : tuple->items) {
      if (auto* tensor = as<Tensor>(item)) results.push_back({statement, tensor->value});
    }
  } else if (auto* tensor = as<Tensor>(value)) {
    results.push_back({statement, tensor->value});
  }
}

Flow Interpreter::exec_if(const python::If& node, Scope& scope) {
  for (const python::IfBranch& branch : node.branches) {
    bool refuses = python::as<python::Raise>(branch.body[branch.body.size() - 1]) != nullptr;
    Value test = refuses ? eval_meant(branch.test, scope, false) : eval(branch.test, scope);
    if (test.failed()) return Flow::Fail;
    Value decided = truth(test, branch.test->range);
    if (decided.failed()) return Flow::Fail;
    if (decided.as_bool()) return exec(branch.body, scope);
  }
  return exec(node.else_body, scope);
}

Flow Interpreter::exec_while(const python::While& node, Scope& scope) {
  while (true) {
    if (!step(node.range)) return Flow::Fail;
    Value test = eval(node.test, scope);
    Value decided = test.failed() ? test : truth(test, node.test->range);
    if (decided.failed()) return Flow::Fail;
    if (!decided.as_bool()) return exec(node.else_body, scope);
    Flow flow = exec(node.body, scope);
    if (flow == Flow::Break) return Flow::Next;
    if (flow == Flow::Return || flow == Flow::Fail) return flow;
  }
}

Flow Interpreter::exec_for(const python::For& node, Scope& scope) {
  Value iterable = eval(node.iterable, scope);
  if (iterable.failed()) return Flow::Fail;
  if (auto* missing = as<Unknown>(iterable)) return skip_unknown_loop(node, *missing, scope);
  Iterator* iterator = iterate(iterable, node.iterable->range);
  if (iterator == nullptr) return Flow::Fail;
  Value item;
  while (iterator->next(*this, item)) {
    if (item.failed() || !step(node.range) || !assign(node.target, item, scope)) return Flow::Fail;
    Flow flow = exec(node.body, scope);
    if (flow == Flow::Break) return Flow::Next;
    if (flow == Flow::Return || flow == Flow::Fail) return flow;
  }
  return exec(node.else_body, scope);
}

/// How often the body runs is not known, and neither is what it leaves behind.
Flow Interpreter::skip_unknown_loop(const python::For& node, Unknown& missing, Scope& scope) {
  speculate(missing, node.iterable->range);
  if (!assign(node.target, &missing, scope)) return Flow::Fail;
  Flow flow = exec(node.body, scope);
  return flow == Flow::Break || flow == Flow::Continue ? Flow::Next : flow;
}

Flow Interpreter::exec_with(const python::With& node, Scope& scope, int item) {
  if (item == node.items.size()) return exec(node.body, scope);
  const python::WithItem& entry = node.items[item];
  Value manager = eval(entry.context, scope);
  Value entered = manager.failed() ? manager : enter_context(manager, entry.context->range);
  if (entered.failed()) return Flow::Fail;
  bool bound = entry.target == nullptr || assign(entry.target, entered, scope);
  return leave_context(manager, bound ? exec_with(node, scope, item + 1) : Flow::Fail, node.range);
}

Value Interpreter::enter_context(Value manager, source::Range range) {
  if (as<Unknown>(manager) != nullptr) return manager;
  Value entered = call_special(manager, known_.enter, {}, range);
  if (!entered.failed() || raising() || stopped_) return entered;
  return raise_error("TypeError", range,
                     fmt::format("'{}' object does not support the context manager protocol", type_name(manager)));
}

/// Calls __exit__, which may swallow an exception.
Flow Interpreter::leave_context(Value manager, Flow flow, source::Range range) {
  if (stopped_ || as<Unknown>(manager) != nullptr) return flow;
  Raised raised = take_raised();
  Value exception = raised.exception.failed() ? Value::none() : raised.exception;
  Value kept = returned_;
  Value type = exception.is_none() ? exception : Value(type_of(exception));
  Value result = call_special(manager, known_.exit, {type, exception, Value::none()}, range);
  returned_ = kept;
  if (result.failed()) return Flow::Fail;
  if (exception.is_none()) return flow;
  Value swallowed = truth(result, range);
  if (!swallowed.failed() && swallowed.as_bool() && as<Unknown>(result) == nullptr) return Flow::Next;
  raise_again(std::move(raised));
  return Flow::Fail;
}

namespace {

/// Whether a handler's type, as it is written, takes an ImportError.
bool takes_import_errors(const python::Expr* type) {
  if (type == nullptr) return true;
  if (auto* several = python::as<python::Tuple>(type)) {
    return std::any_of(several->elements.begin(), several->elements.end(), takes_import_errors);
  }
  auto* name = python::as<python::NameExpr>(type);
  if (name == nullptr) return false;
  std::string_view text = name->name.text();
  return text == "ImportError" || text == "ModuleNotFoundError" || text == "Exception" || text == "BaseException";
}

bool guards_imports(const python::Try& node) {
  return std::any_of(node.handlers.begin(), node.handlers.end(),
                     [](const python::ExceptHandler& handler) { return takes_import_errors(handler.type); });
}

}  // namespace

Flow Interpreter::exec_try(const python::Try& node, Scope& scope) {
  int guards = guards_imports(node) ? 1 : 0;
  import_guards_ += guards;
  Flow flow = exec(node.body, scope);
  import_guards_ -= guards;
  if (flow == Flow::Fail && raising()) {
    if (const python::ExceptHandler* handler = choose_handler(node, scope)) {
      flow = exec(handler->body, scope);
      end_handler(*handler, scope);
    }
  } else if (flow == Flow::Next) {
    flow = exec(node.else_body, scope);
  }
  if (node.finally_body.empty() || stopped_) return flow;
  Raised raised = take_raised();
  Value kept = returned_;
  Flow last = exec(node.finally_body, scope);
  if (last != Flow::Next) return last;
  returned_ = kept;
  raise_again(std::move(raised));
  return flow;
}

/// The handler for the exception being raised, which then is handled until end_handler; null if it stays raised.
const python::ExceptHandler* Interpreter::choose_handler(const python::Try& node, Scope& scope) {
  Raised raised = take_raised();
  for (const python::ExceptHandler& handler : node.handlers) {
    if (handler.type != nullptr) {
      Value type = eval(handler.type, scope);
      if (type.failed()) return nullptr;
      if (!exception_matches(raised.exception, type)) continue;
    }
    if (handler.name.valid() && !bind_name(handler.name.name, raised.exception, scope)) return nullptr;
    handling_.push_back(raised.exception);
    return &handler;
  }
  raise_again(std::move(raised));
  return nullptr;
}

void Interpreter::end_handler(const python::ExceptHandler& handler, Scope& scope) {
  handling_.pop_back();
  if (!handler.name.valid()) return;
  Namespace& names = &scope == &scope.module->scope ? scope.module->names : scope.names;
  names.erase(handler.name.name);
}

Flow Interpreter::exec_raise(const python::Raise& node, Scope& scope) {
  if (node.exception == nullptr) {
    if (handling_.empty()) raise_error("RuntimeError", node.range, "No active exception to reraise");
    if (!raising()) raise(handling_.back(), node.range);
    return Flow::Fail;
  }
  Value exception = eval(node.exception, scope);
  if (exception.failed()) return Flow::Fail;
  if (as<Class>(exception) != nullptr) exception = call(exception, {}, node.exception->range);
  if (exception.failed()) return Flow::Fail;
  if (as<Unknown>(exception) == nullptr && !is_instance(exception, builtin("builtins.BaseException"))) {
    raise_error("TypeError", node.range, "exceptions must derive from BaseException");
    return Flow::Fail;
  }
  auto* instance = as<Instance>(exception);
  if (node.cause != nullptr) {
    Value cause = eval(node.cause, scope);
    if (cause.failed()) return Flow::Fail;
    if (as<Class>(cause) != nullptr) cause = call(cause, {}, node.cause->range);
    if (instance != nullptr) {
      instance->attributes.set(known_.cause, cause);
      instance->attributes.set(known_.suppress_context, Value::boolean(true));
    }
  }
  raise(exception, node.range);
  return Flow::Fail;
}

Flow Interpreter::exec_assert(const python::Assert& node, Scope& scope) {
  auto* unary = python::as<python::Unary>(node.test);
  bool negated = unary != nullptr && unary->op == python::UnaryOp::Not;
  Value test = eval_meant(negated ? unary->operand : node.test, scope, !negated);
  if (test.failed()) return Flow::Fail;
  // What can't be decided is taken to hold: that is what the author says.
  auto* tensor = as<Tensor>(test);
  if (as<Unknown>(test) != nullptr || (tensor != nullptr && has_open_truth(*this, *tensor))) return Flow::Next;
  Value decided = truth(test, node.test->range);
  if (decided.failed()) return Flow::Fail;
  if (decided.as_bool() != negated) return Flow::Next;
  Arguments arguments;
  arguments.site = node.range;
  if (node.message != nullptr) {
    Value message = eval(node.message, scope);
    if (message.failed()) return Flow::Fail;
    arguments.items.push_back({{}, message, node.message->range, {}});
  }
  Value exception = call(builtin("builtins.AssertionError"), std::move(arguments));
  if (!exception.failed()) raise(exception, node.range);
  if (auto* compared = python::as<python::Compare>(node.test); compared != nullptr && compared->operands.size() == 1)
    explain_comparison(*compared, scope);
  return Flow::Fail;
}

/// Says what the sides of a failed comparison are.
void Interpreter::explain_comparison(const python::Compare& test, Scope& scope) {
  Value exception = take_exception();
  Value left = eval(test.left, scope);
  Value right = left.failed() ? left : eval(test.operands[0], scope);
  std::string label;
  if (!left.failed() && !right.failed())
    label = fmt::format("does not hold: the left side is {}, the right side {}", repr(left), repr(right));
  raise(exception, test.range);
  if (!label.empty()) explain_raised(std::move(label));
}

Value Interpreter::decorate(python::Exprs decorators, Value value, Scope& scope) {
  std::vector<Value> evaluated;
  for (const python::Expr* decorator : decorators) {
    Value made = eval(decorator, scope);
    if (made.failed()) return made;
    evaluated.push_back(made);
  }
  for (int i = decorators.size(); i-- > 0;) {
    Value decorator = evaluated[static_cast<std::size_t>(i)];
    // A decorator from a module that could not be resolved is most often one that keeps what it decorates.
    if (as<Unknown>(decorator) != nullptr) continue;
    value = call(decorator, {value}, decorators[i]->range);
    if (value.failed()) return value;
  }
  return value;
}

Flow Interpreter::exec_function(const python::Function& node, Scope& scope) {
  // Annotations are not evaluated here, but their names have to be there.
  bool evaluated = !scope.module->text_annotations && !scope.module->library && node.type_parameters.empty();
  for (const python::NameExpr* name : evaluated ? annotation_names(node) : std::vector<const python::NameExpr*>()) {
    if (eval_name(*name, scope).failed()) return Flow::Fail;
  }
  Value made = make_function(node.parameters, scope);
  if (made.failed()) return Flow::Fail;
  auto* function = as<Function>(made);
  function->name = node.name.name;
  function->qualified = qualified_name(scope, node.name.text());
  function->body = node.body;
  function->range = node.name.range;
  function->is_async = node.is_async;
  function->returns = node.returns;
  if (auto* text = python::docstring(node.body)) function->attributes.set(known_.doc, str(std::string(text->value)));
  Value decorated = decorate(node.decorators, made, scope);
  return decorated.failed() ? Flow::Fail : flow_of(bind_name(node.name.name, decorated, scope));
}

Flow Interpreter::exec_class(const python::Class& node, Scope& scope) {
  std::vector<Value> bases;
  Arguments keywords;
  keywords.site = node.name.range;
  Arguments all;
  if (!eval_arguments(node.arguments, scope, all)) return Flow::Fail;
  for (Argument& argument : all.items) {
    if (argument.name.valid()) {
      keywords.items.push_back(argument);
    } else {
      bases.push_back(argument.value);
    }
  }
  Scope* body = heap_.make_scope(&scope, scope.module);
  body->class_body = true;
  body->class_name = node.name.name;
  body->cell = heap_.make<ClassCell>();
  body->cell->name = node.name.name;
  body->names.set(known_.module, str(scope.module->name));
  body->names.set(known_.qualname, str(qualified_name(scope, node.name.text())));
  if (auto* text = python::docstring(node.body)) body->names.set(known_.doc, str(std::string(text->value)));
  Value metaclass = derived_metaclass(bases, keywords);
  if (metaclass.failed() || !prepare_class(metaclass, bases, keywords, *body)) return Flow::Fail;
  if (exec(node.body, *body) == Flow::Fail) return Flow::Fail;
  Value type;
  if (auto* meta = as<Class>(metaclass); meta != nullptr && meta != builtin("builtins.type")) {
    Arguments arguments = keywords;
    std::erase_if(arguments.items, [&](const Argument& argument) { return argument.name == known_.metaclass; });
    Dict* names = namespace_dict(body->names);
    for (Value value : {Value(names), tuple(bases), str(std::string(node.name.text()))}) arguments.prepend(value);
    class_bodies_.push_back(body);
    type = call(meta, std::move(arguments));
    class_bodies_.pop_back();
  } else {
    type = make_class(node.name.name, std::move(bases), *body, keywords, node.name.range);
  }
  if (type.failed()) return Flow::Fail;
  Value decorated = decorate(node.decorators, type, scope);
  return decorated.failed() ? Flow::Fail : flow_of(bind_name(node.name.name, decorated, scope));
}

/// What a metaclass's __prepare__ puts into the body before it runs.
bool Interpreter::prepare_class(Value metaclass, const std::vector<Value>& bases, const Arguments& keywords,
                                Scope& body) {
  auto* meta = as<Class>(metaclass);
  Value prepare = meta != nullptr ? find_in_class(meta, known_.prepare) : Value();
  if (prepare.failed()) return true;
  Arguments arguments = keywords;
  std::erase_if(arguments.items, [&](const Argument& argument) { return argument.name == known_.metaclass; });
  for (Value value : {tuple(bases), str(std::string(body.class_name.text()))}) arguments.prepend(value);
  Value made = call(bind(prepare, meta, meta, keywords.site), std::move(arguments));
  if (made.failed()) return false;
  Dict* prepared = as_dict(made);
  for (std::size_t i = 0; prepared != nullptr && i < prepared->entries.size(); ++i) {
    const Dict::Entry& entry = prepared->entries[i];
    if (entry.live && as<Str>(entry.key) != nullptr) body.names.set(intern(as<Str>(entry.key)->text), entry.value);
  }
  return true;
}

}  // namespace shapewise::absint
