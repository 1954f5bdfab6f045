// Assignment and deletion: to names, attributes, elements, and by unpacking.
#include <fmt/format.h>

#include "absint/interpreter.h"
#include "absint/torch_call.h"

namespace shapewise::absint {

using python::ExprKind;

bool Interpreter::assign(const python::Expr* target, Value value, Scope& scope) {
  switch (target->kind) {
    case ExprKind::Name: return bind_name(python::cast<python::NameExpr>(target).name, value, scope);
    case ExprKind::Attribute: {
      const auto& node = python::cast<python::Attribute>(target);
      Value object = eval(node.value, scope);
      return !object.failed() && set_attribute(object, private_name(node.attribute.name, scope), value, node.range);
    }
    case ExprKind::Subscript: {
      const auto& node = python::cast<python::Subscript>(target);
      Value object = eval(node.value, scope);
      if (object.failed()) return false;
      Value index = eval(node.index, scope);
      return !index.failed() && set_item(object, index, value, node.range);
    }
    case ExprKind::Tuple: return unpack(python::cast<python::Tuple>(target).elements, value, scope, target->range);
    case ExprKind::List: return unpack(python::cast<python::List>(target).elements, value, scope, target->range);
    case ExprKind::Starred: return assign(python::cast<python::Starred>(target).value, value, scope);
    default: return !raise_error("SyntaxError", target->range, "cannot assign to this expression").failed();
  }
}

namespace {

/// The value, if it is not known; for a tensor of unknown shape that it is not. Failed for all others.
Value unknown_part(Interpreter& interpreter, Value value, source::Range range) {
  if (as<Unknown>(value) != nullptr) return value;
  auto* tensor = as<Tensor>(value);
  if (tensor == nullptr || interpreter.tensor_of(*tensor).shape) return {};
  return interpreter.unknown(interpreter.tensor_of(*tensor).why_unknown, range);
}

}  // namespace

bool Interpreter::unpack(python::Exprs targets, Value value, Scope& scope, source::Range range) {
  if (auto* tensor = as<Tensor>(value); tensor != nullptr && !has_known_rows(*this, *tensor))
    value = unknown("a tensor of an open number of rows is unpacked", range);
  if (as<Unknown>(value) != nullptr) {
    for (const python::Expr* target : targets) {
      if (!assign(target, value, scope)) return false;
    }
    return true;
  }
  std::vector<Value> items;
  if (!collect(value, items, range)) return false;
  int count = static_cast<int>(items.size());
  int star = -1;
  for (int i = 0; i < targets.size(); ++i) {
    if (python::is<python::Starred>(targets[i])) star = i;
  }
  int least = targets.size() - (star >= 0 ? 1 : 0);
  if (count < least || (star < 0 && count > least)) {
    // What is not known gives one item, whatever it holds.
    for (Value item : items) {
      if (Value missing = unknown_part(*this, item, range); !missing.failed())
        return unpack(targets, missing, scope, range);
    }
    std::string message = count < least ? fmt::format("not enough values to unpack (expected {}{}, got {})",
                                                      star >= 0 ? "at least " : "", least, count)
                                        : fmt::format("too many values to unpack (expected {}, got {})", least, count);
    return !raise_error("ValueError", range, std::move(message)).failed();
  }
  int extra = count - least;
  for (int i = 0, at = 0; i < targets.size(); ++i) {
    Value item;
    if (i == star) {
      auto begin = items.begin() + at;
      item = list({begin, begin + extra});
      at += extra;
    } else {
      item = items[static_cast<std::size_t>(at++)];
    }
    if (!assign(targets[i], item, scope)) return false;
  }
  return true;
}

bool Interpreter::bind_name(python::Name name, Value value, Scope& scope) {
  if (scope.class_body) name = private_name(name, scope);
  for (const auto& [redirected, global] : scope.redirected) {
    if (redirected != name) continue;
    if (global) {
      scope.module->names.set(name, value);
      return true;
    }
    for (Scope* at = scope.parent; at != nullptr; at = at->parent) {
      if (Value* found = at->class_body ? nullptr : at->names.find(name)) {
        *found = value;
        return true;
      }
    }
  }
  (&scope == &scope.module->scope ? scope.module->names : scope.names).set(name, value);
  return true;
}

/// A walrus in a comprehension binds in the scope around it.
bool Interpreter::bind_walrus(python::Name name, Value value, Scope& scope) {
  Scope* at = &scope;
  while (at->comprehension) at = at->parent;
  return bind_name(name, value, *at);
}

bool Interpreter::remove(const python::Expr* target, Scope& scope) {
  switch (target->kind) {
    case ExprKind::Name: {
      python::Name name = python::cast<python::NameExpr>(target).name;
      Namespace& names = &scope == &scope.module->scope ? scope.module->names : scope.names;
      if (names.erase(name) || scope.module->names.erase(name)) return true;
      return !raise_error("NameError", target->range, fmt::format("name '{}' is not defined", name.text())).failed();
    }
    case ExprKind::Attribute: {
      const auto& node = python::cast<python::Attribute>(target);
      Value object = eval(node.value, scope);
      return !object.failed() && delete_attribute(object, private_name(node.attribute.name, scope), node.range);
    }
    case ExprKind::Subscript: {
      const auto& node = python::cast<python::Subscript>(target);
      Value object = eval(node.value, scope);
      if (object.failed()) return false;
      Value index = eval(node.index, scope);
      return !index.failed() && delete_item(object, index, node.range);
    }
    case ExprKind::Tuple:
      for (const python::Expr* element : python::cast<python::Tuple>(target).elements) {
        if (!remove(element, scope)) return false;
      }
      return true;
    default: return !raise_error("SyntaxError", target->range, "cannot delete this expression").failed();
  }
}

}  // namespace shapewise::absint
