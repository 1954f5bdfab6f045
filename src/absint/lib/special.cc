// The special methods that objects, numbers and containers answer to when they are asked by name: x.__add__(y),
// super().__eq__(other), object.__repr__(x). The operators themselves do not look here.
#include "absint/library.h"

namespace shapewise::absint {
namespace {

using python::BinaryOp;
using python::CompareOp;

template <BinaryOp Op>
Value binary(Interpreter& interpreter, Arguments& arguments, const Native&) {
  return interpreter.binary(Op, held(arguments.at(0)), arguments.at(1), arguments.site);
}

template <BinaryOp Op>
Value reflected(Interpreter& interpreter, Arguments& arguments, const Native&) {
  return interpreter.binary(Op, arguments.at(1), held(arguments.at(0)), arguments.site);
}

template <BinaryOp Op>
Value in_place(Interpreter& interpreter, Arguments& arguments, const Native&) {
  Value result = interpreter.in_place(Op, held(arguments.at(0)), arguments.at(1), arguments.site);
  return identical(result, held(arguments.at(0))) ? arguments.at(0) : result;
}

template <CompareOp Op>
Value compare(Interpreter& interpreter, Arguments& arguments, const Native&) {
  Value self = held(arguments.at(0));
  // Plain objects are equal to themselves only.
  if (as<Instance>(self) != nullptr) {
    bool same = identical(self, arguments.at(1));
    if (Op == CompareOp::Equal) return same ? Value::boolean(true) : Value::not_implemented();
    if (Op == CompareOp::NotEqual) return same ? Value::boolean(false) : Value::not_implemented();
    return Value::not_implemented();
  }
  return interpreter.compare(Op, self, held(arguments.at(1)), arguments.site);
}

template <python::UnaryOp Op>
Value unary(Interpreter& interpreter, Arguments& arguments, const Native&) {
  return interpreter.unary(Op, held(arguments.at(0)), arguments.site);
}

Value length(Interpreter& interpreter, Arguments& arguments, const Native&) {
  return interpreter.length(held(arguments.at(0)), arguments.site);
}

Value truth(Interpreter& interpreter, Arguments& arguments, const Native&) {
  return interpreter.truth(held(arguments.at(0)), arguments.site);
}

Value contains(Interpreter& interpreter, Arguments& arguments, const Native&) {
  return interpreter.contains(held(arguments.at(0)), arguments.at(1), arguments.site);
}

Value get_item(Interpreter& interpreter, Arguments& arguments, const Native&) {
  return interpreter.get_item(held(arguments.at(0)), arguments.at(1), arguments.site);
}

Value set_item(Interpreter& interpreter, Arguments& arguments, const Native&) {
  bool set = interpreter.set_item(held(arguments.at(0)), arguments.at(1), arguments.at(2), arguments.site);
  return set ? Value::none() : Value();
}

Value delete_item(Interpreter& interpreter, Arguments& arguments, const Native&) {
  return interpreter.delete_item(held(arguments.at(0)), arguments.at(1), arguments.site) ? Value::none() : Value();
}

Value iterate(Interpreter& interpreter, Arguments& arguments, const Native&) {
  Iterator* made = interpreter.iterate(held(arguments.at(0)), arguments.site);
  return made != nullptr ? Value(made) : Value();
}

Value text(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Value self = held(arguments.at(0));
  bool plain = native.name.ends_with("__str__");
  if (auto* instance = as<Instance>(self)) {
    // A class with its own __repr__ is printed by it.
    if (plain && !interpreter.find_in_class(instance->type, interpreter.known().repr).failed())
      return interpreter.call_special(self, interpreter.known().repr, {}, arguments.site);
    return interpreter.str(interpreter.plain_repr(*instance));
  }
  return interpreter.str(plain ? interpreter.to_str(self) : interpreter.repr(self));
}

Value hashed(Interpreter& interpreter, Arguments& arguments, const Native&) {
  Value self = held(arguments.at(0));
  if (as<Instance>(self) != nullptr) return Value::integer(reinterpret_cast<std::intptr_t>(self.object()) >> 4);
  return interpreter.call(interpreter.library_value("builtins.hash"), {self}, arguments.site);
}

Value call_builtin(Interpreter& interpreter, Arguments& arguments, std::string_view name) {
  Arguments passed;
  passed.site = arguments.site;
  for (const Argument& argument : arguments.items) passed.items.push_back(argument);
  if (!passed.items.empty()) passed.items.front().value = held(passed.items.front().value);
  return interpreter.call(interpreter.library_value(std::string(name)), std::move(passed));
}

Value absolute(Interpreter& interpreter, Arguments& arguments, const Native&) {
  return call_builtin(interpreter, arguments, "builtins.abs");
}

Value formatted(Interpreter& interpreter, Arguments& arguments, const Native&) {
  return call_builtin(interpreter, arguments, "builtins.format");
}

Value directory(Interpreter& interpreter, Arguments& arguments, const Native&) {
  return call_builtin(interpreter, arguments, "builtins.dir");
}

/// object.__init__ takes what is left of nothing; __init_subclass__ does nothing.
Value nothing(Interpreter&, Arguments&, const Native&) { return Value::none(); }

Value size(Interpreter&, Arguments&, const Native&) { return Value::integer(64); }

constexpr LibraryFunction kFunctions[] = {
    {"builtins._number.__add__", binary<BinaryOp::Add>},
    {"builtins._container.__add__", binary<BinaryOp::Add>},
    {"builtins._number.__sub__", binary<BinaryOp::Subtract>},
    {"builtins._container.__sub__", binary<BinaryOp::Subtract>},
    {"builtins._number.__mul__", binary<BinaryOp::Multiply>},
    {"builtins._container.__mul__", binary<BinaryOp::Multiply>},
    {"builtins._number.__truediv__", binary<BinaryOp::Divide>},
    {"builtins._number.__floordiv__", binary<BinaryOp::FloorDivide>},
    {"builtins._number.__mod__", binary<BinaryOp::Modulo>},
    {"builtins._container.__mod__", binary<BinaryOp::Modulo>},
    {"builtins._number.__pow__", binary<BinaryOp::Power>},
    {"builtins._number.__and__", binary<BinaryOp::BitAnd>},
    {"builtins._container.__and__", binary<BinaryOp::BitAnd>},
    {"builtins._number.__or__", binary<BinaryOp::BitOr>},
    {"builtins._container.__or__", binary<BinaryOp::BitOr>},
    {"builtins._number.__xor__", binary<BinaryOp::BitXor>},
    {"builtins._container.__xor__", binary<BinaryOp::BitXor>},
    {"builtins._number.__lshift__", binary<BinaryOp::LeftShift>},
    {"builtins._number.__rshift__", binary<BinaryOp::RightShift>},
    {"builtins._number.__radd__", reflected<BinaryOp::Add>},
    {"builtins._number.__rsub__", reflected<BinaryOp::Subtract>},
    {"builtins._number.__rmul__", reflected<BinaryOp::Multiply>},
    {"builtins._container.__rmul__", reflected<BinaryOp::Multiply>},
    {"builtins._number.__rtruediv__", reflected<BinaryOp::Divide>},
    {"builtins._number.__rfloordiv__", reflected<BinaryOp::FloorDivide>},
    {"builtins._number.__rmod__", reflected<BinaryOp::Modulo>},
    {"builtins._number.__rpow__", reflected<BinaryOp::Power>},
    {"builtins._container.__iadd__", in_place<BinaryOp::Add>},
    {"builtins._container.__imul__", in_place<BinaryOp::Multiply>},
    {"builtins._container.__ior__", in_place<BinaryOp::BitOr>},
    {"builtins._object.__eq__", compare<CompareOp::Equal>},
    {"builtins._object.__ne__", compare<CompareOp::NotEqual>},
    {"builtins._object.__lt__", compare<CompareOp::Less>},
    {"builtins._object.__le__", compare<CompareOp::LessEqual>},
    {"builtins._object.__gt__", compare<CompareOp::Greater>},
    {"builtins._object.__ge__", compare<CompareOp::GreaterEqual>},
    {"builtins._number.__neg__", unary<python::UnaryOp::Negative>},
    {"builtins._number.__pos__", unary<python::UnaryOp::Positive>},
    {"builtins._number.__invert__", unary<python::UnaryOp::Invert>},
    {"builtins._number.__abs__", absolute},
    {"builtins._container.__len__", length},
    {"builtins._number.__bool__", truth},
    {"builtins._container.__contains__", contains},
    {"builtins._container.__getitem__", get_item},
    {"builtins._container.__setitem__", set_item},
    {"builtins._container.__delitem__", delete_item},
    {"builtins._container.__iter__", iterate},
    {"builtins._object.__repr__", text},
    {"builtins._object.__str__", text},
    {"builtins._object.__hash__", hashed},
    {"builtins._object.__format__", formatted},
    {"builtins._object.__dir__", directory},
    {"builtins._object.__init__", nothing},
    {"builtins._object.__sizeof__", size},
};

}  // namespace

Library special_library() { return {kFunctions, {}, {}}; }

}  // namespace shapewise::absint
