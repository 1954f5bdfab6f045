// Evaluation of expressions.
#include <fmt/format.h>

#include "absint/format.h"
#include "absint/integer.h"
#include "absint/interpreter.h"
#include "absint/suggest.h"
#include "base/check.h"
#include "python/parse.h"

namespace shapewise::absint {

using python::cast;
using python::ExprKind;

Value Interpreter::eval(const python::Expr* expr, Scope& scope) {
  if (!settled_.empty()) {
    if (Value* settled = find_settled(expr)) return std::exchange(*settled, Value());
  }
  return eval_here(expr, scope);
}

/// The value of a part of an expression with yields that was evaluated before, or null.
Value* Interpreter::find_settled(const python::Expr* expr) {
  for (auto& [settled, value] : settled_) {
    if (settled == expr && !value.failed()) return &value;
  }
  return nullptr;
}

Value Interpreter::eval_here(const python::Expr* expr, Scope& scope) {
  switch (expr->kind) {
    case ExprKind::None: return Value::none();
    case ExprKind::Bool: return Value::boolean(cast<python::BoolExpr>(expr).value);
    case ExprKind::Ellipsis: return Value::ellipsis();
    case ExprKind::Int: return integer_literal(*this, cast<python::IntExpr>(expr));
    case ExprKind::Float: return Value::floating(cast<python::FloatExpr>(expr).value);
    case ExprKind::Imaginary: return unknown("complex numbers are not modelled", expr->range);
    case ExprKind::String: return str(std::string(cast<python::StringExpr>(expr).value));
    case ExprKind::Bytes: {
      auto* bytes = heap_.make<Bytes>();
      bytes->bytes = cast<python::BytesExpr>(expr).value;
      return bytes;
    }
    case ExprKind::FString: return eval_fstring(cast<python::FStringExpr>(expr), scope);
    case ExprKind::Name: return eval_name(cast<python::NameExpr>(expr), scope);
    case ExprKind::Attribute: {
      const auto& node = cast<python::Attribute>(expr);
      Value object = eval(node.value, scope);
      return object.failed() ? object : get_attribute(object, private_name(node.attribute.name, scope), node.range);
    }
    case ExprKind::Subscript: return eval_subscript(cast<python::Subscript>(expr), scope);
    case ExprKind::Slice: return eval_slice(cast<python::Slice>(expr), scope);
    case ExprKind::Call: return eval_call(cast<python::Call>(expr), scope);
    case ExprKind::Unary: {
      const auto& node = cast<python::Unary>(expr);
      Value operand = eval(node.operand, scope);
      return operand.failed() ? operand : unary(node.op, operand, node.range);
    }
    case ExprKind::Binary: {
      const auto& node = cast<python::Binary>(expr);
      Value left = eval(node.left, scope);
      if (left.failed()) return left;
      Value right = eval(node.right, scope);
      return right.failed() ? right : binary(node.op, left, right, node.range);
    }
    case ExprKind::Boolean: return eval_boolean(cast<python::Boolean>(expr), scope);
    case ExprKind::Compare: return eval_compare(cast<python::Compare>(expr), scope);
    case ExprKind::Conditional: {
      const auto& node = cast<python::Conditional>(expr);
      Value test = eval(node.test, scope);
      if (test.failed()) return test;
      Value decided = truth(test, node.test->range);
      if (decided.failed()) return decided;
      return eval(decided.as_bool() ? node.body : node.otherwise, scope);
    }
    case ExprKind::Lambda: {
      const auto& node = cast<python::Lambda>(expr);
      Value made = make_function(node.parameters, scope);
      if (auto* function = as<Function>(made)) {
        function->name = intern("<lambda>");
        function->qualified = "<lambda>";
        function->expr = node.body;
        function->range = node.range;
      }
      return made;
    }
    case ExprKind::Named: {
      const auto& node = cast<python::Named>(expr);
      Value value = eval(node.value, scope);
      if (value.failed() || !bind_walrus(node.target->name, value, scope)) return {};
      return value;
    }
    case ExprKind::Starred: return raise_error("SyntaxError", expr->range, "can't use starred expression here");
    case ExprKind::Tuple:
    case ExprKind::List:
    case ExprKind::Set: return eval_display(*expr, scope);
    case ExprKind::Dict: return eval_dict(cast<python::Dict>(expr), scope);
    case ExprKind::ListComprehension:
    case ExprKind::SetComprehension:
    case ExprKind::DictComprehension:
    case ExprKind::Generator: return eval_comprehension(*expr, scope);
    case ExprKind::Await: return eval(cast<python::Await>(expr).value, scope);
    case ExprKind::Yield:
    case ExprKind::YieldFrom: return unknown("a yield in this place is not modelled", expr->range);
    case ExprKind::FormattedValue:
    case ExprKind::Error: break;
  }
  return unknown("this expression could not be read", expr->range);
}

Value Interpreter::eval_name(const python::NameExpr& expr, Scope& scope) {
  if (Value* found = find_name(expr.name, scope, expr.range)) return *found;
  if (raising()) return {};
  Module* module = scope.module;
  if (Value* found = module->names.find(expr.name)) return *found;
  for (auto star = module->star_imports.rbegin(); star != module->star_imports.rend(); ++star) {
    Value found = library_attribute(**star, expr.name);
    if (!found.failed() || raising() || stopped_) return found;
  }
  Value found = library_attribute(module->library ? *module : *builtins_module_, expr.name);
  if (found.failed() && module->library) found = library_attribute(*builtins_module_, expr.name);
  if (!found.failed() || raising() || stopped_) return found;
  if (!module->missing.failed()) return module->missing;
  raise_error("NameError", expr.range, fmt::format("name '{}' is not defined", expr.name.text()));
  suggest(expr.range, expr.name.text(), visible_names(scope));
  suggest_self(expr.range, scope, expr.name.text());
  return {};
}

/// A variable of the scope or of those around it, or null: then it is a global or a builtin, or, if an exception has
/// been raised, a local one that has no value.
Value* Interpreter::find_name(python::Name name, Scope& scope, source::Range range) {
  for (const auto& [redirected, global] : scope.redirected) {
    if (redirected == name && global) return scope.module->names.find(name);
  }
  for (Scope* at = &scope; at != nullptr; at = at->parent) {
    // The names of a class body are not seen by what has a scope of its own in it.
    if (at->class_body && at != &scope) continue;
    if (Value* found = at->names.find(name)) return found;
    if (at->info == nullptr || !at->info->binds(name)) continue;
    if (at == &scope) {
      raise_error(
          "UnboundLocalError", range,
          fmt::format("cannot access local variable '{}' where it is not associated with a value", name.text()));
    } else {
      raise_error(
          "NameError", range,
          fmt::format("cannot access free variable '{}' where it is not associated with a value in enclosing scope",
                      name.text()));
    }
    return nullptr;
  }
  return nullptr;
}

Value Interpreter::eval_call(const python::Call& expr, Scope& scope) {
  if (!step(expr.range)) return {};
  // super() without arguments needs to know where it stands.
  if (auto* name = python::as<python::NameExpr>(expr.function);
      name != nullptr && expr.arguments.empty() && name->name == known_.super) {
    return make_super(scope, expr.range);
  }
  Value callee = eval(expr.function, scope);
  if (callee.failed()) return callee;
  Arguments arguments;
  arguments.site = expr.range;
  arguments.items.reserve(static_cast<std::size_t>(expr.arguments.size()) + 1);
  if (!eval_arguments(expr.arguments, scope, arguments)) return {};
  calling_scope_ = &scope;
  return call(callee, std::move(arguments));
}

Value Interpreter::eval_text(const std::string& text, Scope& scope, source::Range range) {
  std::size_t begin = std::min(text.find_first_not_of(" \t\n"), text.size());
  const source::SourceFile& file = sources_.add("<string>", text.substr(begin));
  diag::Sink mistakes;
  const python::Module& tree = texts_.parse(file, mistakes);
  auto* statement = tree.body.size() == 1 ? python::as<python::ExprStatement>(tree.body.front()) : nullptr;
  if (statement == nullptr || mistakes.errors() > 0) return raise_error("SyntaxError", range, "invalid syntax");
  return eval(statement->value, scope);
}

bool Interpreter::exec_text(const std::string& text, Scope& scope, source::Range range) {
  const source::SourceFile& file = sources_.add("<string>", text);
  diag::Sink mistakes;
  const python::Module& tree = texts_.parse(file, mistakes);
  if (mistakes.errors() > 0) return !raise_error("SyntaxError", range, "invalid syntax").failed();
  return exec(tree.body, scope) != Flow::Fail;
}

bool Interpreter::eval_arguments(python::Span<python::Argument> written, Scope& scope, Arguments& arguments) {
  for (const python::Argument& argument : written) {
    Value value = eval(argument.value, scope);
    if (value.failed()) return false;
    switch (argument.kind) {
      case python::ArgumentKind::Positional: arguments.items.push_back({{}, value, argument.value->range, {}}); break;
      case python::ArgumentKind::Keyword:
        arguments.items.push_back({argument.keyword.name, value, argument.value->range, argument.keyword.range});
        break;
      case python::ArgumentKind::Star: {
        if (auto* missing = as<Unknown>(value)) {
          arguments.open = missing;
          break;
        }
        std::vector<Value> items;
        if (!collect(value, items, argument.range)) return false;
        for (Value item : items) arguments.items.push_back({{}, item, argument.value->range, {}});
        break;
      }
      case python::ArgumentKind::DoubleStar:
        if (!spread_keywords(value, argument, arguments)) return false;
        break;
    }
  }
  return true;
}

bool Interpreter::spread_keywords(Value value, const python::Argument& argument, Arguments& arguments) {
  if (auto* missing = as<Unknown>(value)) return arguments.open = missing, true;
  Dict* dict = as_dict(value);
  if (dict == nullptr) {
    raise_error("TypeError", argument.range,
                fmt::format("argument after ** must be a mapping, not {}", type_name(value)));
    return false;
  }
  for (const Dict::Entry& entry : dict->entries) {
    if (!entry.live) continue;
    auto* key = as<Str>(entry.key);
    if (key == nullptr) {
      raise_error("TypeError", argument.range, "keywords must be strings");
      return false;
    }
    arguments.items.push_back({intern(key->text), entry.value, argument.value->range, argument.range});
  }
  return true;
}

/// The value of a test that decides whether the program refuses to go on: if its sizes are open, it does not.
Value Interpreter::eval_meant(const python::Expr* test, Scope& scope, bool answer) {
  bool compares = python::as<python::Compare>(test) != nullptr || python::as<python::Boolean>(test) != nullptr;
  if (compares) meant_ = answer;
  return eval(test, scope);
}

Value Interpreter::eval_boolean(const python::Boolean& expr, Scope& scope) {
  bool stop_at = expr.op == python::BooleanOp::Or;
  std::optional<bool> meant = std::exchange(meant_, std::nullopt);
  bool each_meant = meant && *meant != stop_at;
  Value value;
  for (int i = 0; i < expr.values.size(); ++i) {
    value = each_meant ? eval_meant(expr.values[i], scope, *meant) : eval(expr.values[i], scope);
    if (value.failed() || i + 1 == expr.values.size()) return value;
    // `unknown or x`, `unknown and x`: what comes out is not known either.
    Value decided = truth(value, expr.values[i]->range);
    if (decided.failed()) return decided;
    if (decided.as_bool() == stop_at) return value;
  }
  return value;
}

Value Interpreter::eval_compare(const python::Compare& expr, Scope& scope) {
  std::optional<bool> meant = std::exchange(meant_, std::nullopt);
  Value left = eval(expr.left, scope);
  if (left.failed()) return left;
  for (int i = 0; i < expr.ops.size(); ++i) {
    Value right = eval(expr.operands[i], scope);
    if (right.failed()) return right;
    source::Range range{expr.range.file, i == 0 ? expr.left->range.begin : expr.operands[i - 1]->range.begin,
                        expr.operands[i]->range.end};
    meant_answer_ = meant;
    Value result = compare(expr.ops[i], left, right, range);
    meant_answer_.reset();
    if (result.failed() || i + 1 == expr.ops.size()) return result;
    Value decided = truth(result, range);
    if (decided.failed() || !decided.as_bool()) return decided.failed() ? decided : result;
    left = right;
  }
  return Value::boolean(true);
}

Value Interpreter::eval_fstring(const python::FStringExpr& expr, Scope& scope) {
  std::string text;
  for (const python::Expr* part : expr.parts) {
    if (auto* literal = python::as<python::StringExpr>(part)) {
      text += literal->value;
      continue;
    }
    const auto& field = cast<python::FormattedValue>(part);
    Value value = eval(field.value, scope);
    if (value.failed()) return value;
    std::string spec;
    if (field.format != nullptr) {
      Value formatted = eval_fstring(*field.format, scope);
      if (formatted.failed()) return formatted;
      if (as<Unknown>(formatted) != nullptr) return formatted;
      spec = as<Str>(formatted)->text;
    }
    if (as<Unknown>(value) != nullptr) return value;
    if (field.conversion == 'r') value = str(repr(value));
    if (field.conversion == 'a') value = str(escaped(repr(value)));
    if (field.conversion == 's') value = str(to_str(value));
    Value formatted = format_value(*this, value, spec, field.range);
    if (formatted.failed()) return formatted;
    text += as<Str>(formatted)->text;
  }
  return str(std::move(text));
}

bool Interpreter::eval_elements(python::Exprs elements, Scope& scope, std::vector<Value>& items) {
  items.reserve(static_cast<std::size_t>(elements.size()));
  for (const python::Expr* element : elements) {
    auto* starred = python::as<python::Starred>(element);
    Value value = eval(starred != nullptr ? starred->value : element, scope);
    if (value.failed()) return false;
    if (starred == nullptr) {
      items.push_back(value);
    } else if (!collect(value, items, element->range)) {
      return false;
    }
  }
  return true;
}

Value Interpreter::eval_display(const python::Expr& expr, Scope& scope) {
  std::vector<Value> items;
  if (expr.kind == ExprKind::Tuple) {
    if (!eval_elements(cast<python::Tuple>(&expr).elements, scope, items)) return {};
    return tuple(std::move(items));
  }
  if (expr.kind == ExprKind::List) {
    if (!eval_elements(cast<python::List>(&expr).elements, scope, items)) return {};
    return list(std::move(items));
  }
  if (!eval_elements(cast<python::Set>(&expr).elements, scope, items)) return {};
  auto* set = heap_.make<Set>();
  for (Value item : items) {
    if (!dict_set(set->items, item, Value::none(), expr.range)) return {};
  }
  return set;
}

Value Interpreter::eval_dict(const python::Dict& expr, Scope& scope) {
  Dict* made = dict();
  for (const python::DictItem& item : expr.items) {
    if (item.key == nullptr) {
      Value other = eval(item.value, scope);
      if (other.failed()) return other;
      if (as<Unknown>(other) != nullptr) return other;
      if (!dict_update(*made, other, item.value->range)) return {};
      continue;
    }
    Value key = eval(item.key, scope);
    if (key.failed()) return key;
    Value value = eval(item.value, scope);
    if (value.failed() || !dict_set(*made, key, value, item.key->range)) return {};
  }
  return made;
}

Value Interpreter::eval_slice(const python::Slice& expr, Scope& scope) {
  auto* slice = heap_.make<Slice>();
  auto part = [&](const python::Expr* e) { return e == nullptr ? Value::none() : eval(e, scope); };
  slice->start = part(expr.lower);
  if (slice->start.failed()) return {};
  slice->stop = part(expr.upper);
  if (slice->stop.failed()) return {};
  slice->step = part(expr.step);
  if (slice->step.failed()) return {};
  return slice;
}

Value Interpreter::eval_subscript(const python::Subscript& expr, Scope& scope) {
  Value object = eval(expr.value, scope);
  if (object.failed()) return object;
  Value index = eval(expr.index, scope);
  return index.failed() ? index : get_item(object, index, expr.range);
}

}  // namespace shapewise::absint
