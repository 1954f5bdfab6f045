// The builtin types and exceptions, and how values of them are made: int("3"), list(x), ValueError("…").
#include <cmath>
#include <cstdlib>

#include "absint/format.h"
#include "absint/integer.h"
#include "absint/library.h"
#include "absint/numbers.h"
#include "absint/unicode.h"

namespace shapewise::absint {
namespace {

Value construct_int(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  reader.required("cls");
  Value value = reader.optional("x", Value::integer(0));
  Value base = reader.optional("base", Value::integer(10));
  if (!reader.done()) return {};
  if (as<Unknown>(value) != nullptr) return value;
  if (is_number(value)) return round_number(interpreter, value, Rounding::Truncate, reader.range());
  if (auto* text = as<Str>(value)) {
    Value parsed = parse_integer(interpreter, text->text, static_cast<int>(interpreter.as_index(base).value_or(10)));
    if (!parsed.failed()) return parsed;
    return interpreter.raise_error("ValueError", reader.range(),
                                   "invalid literal for int(): " + interpreter.repr(value));
  }
  if (as<Tensor>(value) != nullptr) {
    Value item = interpreter.call_method(value, "item", {}, reader.range());
    return is_number(item) ? round_number(interpreter, item, Rounding::Truncate, reader.range()) : item;
  }
  for (python::Name method : {interpreter.known().int_, interpreter.known().index}) {
    Value result = interpreter.call_special(value, method, {}, reader.range());
    if (!result.failed() || interpreter.raising() || interpreter.stopped()) return result;
  }
  return interpreter.raise_error(
      "TypeError", reader.range(),
      "int() argument must be a string or a number, not '" + interpreter.type_name(value) + "'");
}

Value construct_float(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  reader.required("cls");
  Value value = reader.optional("x", Value::floating(0));
  if (!reader.done()) return {};
  if (as<Unknown>(value) != nullptr || as<SymFloat>(value) != nullptr) return value;
  if (auto number = as_double(value)) return Value::floating(*number);
  if (as<SymInt>(value) != nullptr) {
    return interpreter.binary(python::BinaryOp::Divide, value, Value::integer(1), reader.range());
  }
  if (auto* text = as<Str>(value)) {
    char* end = nullptr;
    double parsed = std::strtod(text->text.c_str(), &end);
    if (end != text->text.c_str() && *end == '\0') return Value::floating(parsed);
    return interpreter.raise_error("ValueError", reader.range(),
                                   "could not convert string to float: " + interpreter.repr(value));
  }
  if (as<Tensor>(value) != nullptr) return interpreter.call_method(value, "item", {}, reader.range());
  Value result = interpreter.call_special(value, interpreter.known().float_, {}, reader.range());
  if (!result.failed() || interpreter.raising() || interpreter.stopped()) return result;
  return interpreter.raise_error(
      "TypeError", reader.range(),
      "float() argument must be a string or a number, not '" + interpreter.type_name(value) + "'");
}

Value construct_bool(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  reader.required("cls");
  Value value = reader.optional("x", Value::boolean(false));
  if (!reader.done() || as<Unknown>(value) != nullptr) return as<Unknown>(value) != nullptr ? value : Value();
  return interpreter.truth(value, reader.range());
}

Value construct_str(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  reader.required("cls");
  Value value = reader.optional("object", Value());
  reader.optional("encoding");
  reader.optional("errors");
  if (!reader.done()) return {};
  if (value.failed()) return interpreter.str("");
  if (as<Unknown>(value) != nullptr) return value;
  std::string text = interpreter.to_str(value);
  return interpreter.raising() || interpreter.stopped() ? Value() : interpreter.str(std::move(text));
}

/// list(x), tuple(x): the elements, or none.
bool elements_of(Interpreter& interpreter, Reader& reader, std::vector<Value>& items, Value& unknown) {
  reader.required("cls");
  Value iterable = reader.optional("iterable", Value());
  if (!reader.done()) return false;
  if (as<Unknown>(iterable) != nullptr) unknown = iterable;
  return iterable.failed() || !unknown.failed() || interpreter.collect(iterable, items, reader.range());
}

Value construct_list(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  std::vector<Value> items;
  Value unknown;
  if (!elements_of(interpreter, reader, items, unknown)) return {};
  return unknown.failed() ? interpreter.list(std::move(items)) : unknown;
}

Value construct_tuple(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  std::vector<Value> items;
  Value unknown;
  if (!elements_of(interpreter, reader, items, unknown)) return {};
  return unknown.failed() ? interpreter.tuple(std::move(items)) : unknown;
}

Value construct_size(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Value made = construct_tuple(interpreter, arguments, native);
  if (auto* tuple = as<Tuple>(made)) tuple->size_type = true;
  return made;
}

Value make_set(Interpreter& interpreter, Arguments& arguments, const Native& native, bool frozen) {
  Reader reader(interpreter, arguments, native);
  std::vector<Value> items;
  Value unknown;
  if (!elements_of(interpreter, reader, items, unknown)) return {};
  if (!unknown.failed()) return unknown;
  auto* set = interpreter.heap().make<Set>();
  set->frozen = frozen;
  for (Value item : items) {
    if (!interpreter.dict_set(set->items, item, Value::none(), reader.range())) return {};
  }
  return set;
}

Value construct_set(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  return make_set(interpreter, arguments, native, false);
}

Value construct_frozenset(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  return make_set(interpreter, arguments, native, true);
}

/// Fills a dict from dict(other, key=value).
bool fill_dict(Interpreter& interpreter, Dict& dict, Arguments& arguments, Value& unknown) {
  int positional = 0;
  for (std::size_t i = 1; i < arguments.items.size(); ++i) {
    Argument& argument = arguments.items[i];
    if (argument.name.valid()) {
      Value key = interpreter.str(std::string(argument.name.text()));
      if (!interpreter.dict_set(dict, key, argument.value, argument.range)) return false;
    } else if (++positional > 1) {
      interpreter.raise_error("TypeError", argument.range, "dict expected at most 1 argument");
      return false;
    } else if (as<Unknown>(argument.value) != nullptr) {
      unknown = argument.value;
    } else if (!interpreter.dict_update(dict, argument.value, argument.range)) {
      return false;
    }
  }
  if (arguments.open != nullptr) unknown = arguments.open;
  return true;
}

Value construct_dict(Interpreter& interpreter, Arguments& arguments, const Native&) {
  Dict* dict = interpreter.dict();
  Value unknown;
  if (!fill_dict(interpreter, *dict, arguments, unknown)) return {};
  return unknown.failed() ? Value(dict) : unknown;
}

Value dict_init(Interpreter& interpreter, Arguments& arguments, const Native&) {
  Dict* dict = interpreter.as_dict(arguments.at(0));
  Value unknown;
  if (dict != nullptr && !fill_dict(interpreter, *dict, arguments, unknown)) return {};
  return Value::none();
}

Value list_init(Interpreter& interpreter, Arguments& arguments, const Native&) {
  List* list = interpreter.as_list(arguments.at(0));
  Value iterable = arguments.at(1);
  if (list == nullptr || iterable.failed()) return Value::none();
  list->items.clear();
  return interpreter.collect(iterable, list->items, arguments.site) ? Value::none() : Value();
}

Value construct_range(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  reader.required("cls");
  std::vector<Value> parts = reader.rest();
  if (!reader.done()) return {};
  if (parts.empty() || parts.size() > 3) {
    return interpreter.raise_error("TypeError", reader.range(), "range expected 1 to 3 arguments");
  }
  std::int64_t numbers[3] = {0, 0, 1};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (as<Unknown>(parts[i]) != nullptr) return parts[i];
    if (as<SymInt>(parts[i]) != nullptr) return interpreter.unknown("a range of a symbolic size", reader.range());
    auto index = interpreter.as_index(parts[i]);
    if (!index) {
      return interpreter.raise_error(
          "TypeError", reader.range(),
          "'" + interpreter.type_name(parts[i]) + "' object cannot be interpreted as an integer");
    }
    numbers[parts.size() == 1 ? 1 : i] = *index;
  }
  if (numbers[2] == 0) return interpreter.raise_error("ValueError", reader.range(), "range() arg 3 must not be zero");
  auto* range = interpreter.heap().make<Range>();
  range->start = numbers[0];
  range->stop = numbers[1];
  range->step = numbers[2];
  return range;
}

Value construct_slice(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  reader.required("cls");
  std::vector<Value> parts = reader.rest();
  if (!reader.done()) return {};
  auto* slice = interpreter.heap().make<Slice>();
  slice->start = parts.size() > 1 ? parts[0] : Value::none();
  slice->stop = parts.size() > 1 ? parts[1] : parts.empty() ? Value::none() : parts[0];
  slice->step = parts.size() > 2 ? parts[2] : Value::none();
  return slice;
}

Value construct_property(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  reader.required("cls");
  auto* property = interpreter.heap().make<Property>();
  property->get = reader.optional("fget");
  property->set = reader.optional("fset");
  property->del = reader.optional("fdel");
  reader.optional("doc");
  return reader.done() ? Value(property) : Value();
}

template <class T>
Value construct_wrapper(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  reader.required("cls");
  auto* made = interpreter.heap().make<T>();
  made->function = reader.required("function");
  return reader.done() ? Value(made) : Value();
}

/// property.setter and its kin give a property with one more function.
template <Value Property::*Member>
Value property_with(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  auto* property = as<Property>(reader.required("self"));
  Value function = reader.required("function");
  if (!reader.done()) return {};
  auto* made = interpreter.heap().make<Property>();
  made->get = property->get;
  made->set = property->set;
  made->del = property->del;
  made->*Member = function;
  return made;
}

/// super(Class, self); super() is made where it stands, by the evaluation of calls.
Value construct_super(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  reader.required("cls");
  Value type = reader.required("type");
  Value self = reader.optional("object");
  if (!reader.done()) return {};
  if (as<Unknown>(type) != nullptr) return type;
  auto* after = as<Class>(type);
  if (after == nullptr)
    return interpreter.raise_error("TypeError", reader.range(), "super() argument 1 must be a type");
  auto* made = interpreter.heap().make<Super>();
  made->after = after;
  made->self = self;
  return made;
}

/// type(x), or type(name, bases, namespace).
Value construct_type(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  reader.required("cls");
  Value first = reader.required("object");
  Value bases = reader.optional("bases", Value());
  Value names = reader.optional("dict", Value());
  if (!reader.done()) return {};
  if (bases.failed()) {
    if (as<Unknown>(first) != nullptr) return first;
    return interpreter.type_of(first);
  }
  auto* name = as<Str>(first);
  Dict* members = names.failed() ? nullptr : interpreter.as_dict(names);
  std::vector<Value> parents;
  if (name == nullptr || members == nullptr) {
    return interpreter.raise_error("TypeError", reader.range(), "type() takes a name, a tuple of bases and a dict");
  }
  if (!interpreter.collect(bases, parents, reader.range())) return {};
  Scope* body = interpreter.heap().make_scope(nullptr, interpreter.running_module());
  for (const Dict::Entry& entry : members->entries) {
    auto* key = as<Str>(entry.key);
    if (entry.live && key != nullptr) body->names.set(interpreter.intern(key->text), entry.value);
  }
  Arguments none;
  none.site = reader.range();
  return interpreter.make_class(interpreter.intern(name->text), std::move(parents), *body, none, reader.range());
}

Value exception_init(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* self = as<Instance>(arguments.at(0));
  std::vector<Value> args;
  for (const Argument& argument : arguments.items) {
    if (!argument.name.valid()) args.push_back(argument.value);
  }
  if (!args.empty()) args.erase(args.begin());
  if (self != nullptr) self->attributes.set(interpreter.known().args, interpreter.tuple(std::move(args)));
  return Value::none();
}

Value no_init(Interpreter&, Arguments&, const Native&) { return Value::none(); }

Value object_new(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* type = as<Class>(arguments.at(0));
  if (type == nullptr)
    return interpreter.raise_error("TypeError", arguments.site, "object.__new__(X): X is not a type");
  return interpreter.new_instance(type, arguments.site);
}

Value object_setattr(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* self = as<Instance>(arguments.at(0));
  auto* name = as<Str>(arguments.at(1));
  if (self == nullptr || name == nullptr) return Value::none();
  bool set = interpreter.set_instance_attribute(*self, interpreter.intern(name->text), arguments.at(2), arguments.site);
  return set ? Value::none() : Value();
}

Value object_getattribute(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* name = as<Str>(arguments.at(1));
  if (name == nullptr) return Value::none();
  return interpreter.get_attribute(arguments.at(0), interpreter.intern(name->text), arguments.site);
}

constexpr LibraryFunction kFunctions[] = {
    {"builtins.object.__getattribute__", object_getattribute},
    {"builtins.dict.__init__", dict_init},
    {"builtins.list.__init__", list_init},
    {"builtins.BaseException.__init__", exception_init},
    {"builtins.object.__new__", object_new},
    {"builtins.object.__setattr__", object_setattr},
    {"builtins.object.__init_subclass__", no_init, false, true},
    {"builtins.property.getter", property_with<&Property::get>},
    {"builtins.property.setter", property_with<&Property::set>},
    {"builtins.property.deleter", property_with<&Property::del>},
};

constexpr LibraryClass kClasses[] = {
    {"builtins.object", ""},
    {"builtins.type", "builtins.object", construct_type},
    {"builtins.NoneType", "builtins.object"},
    {"builtins.ellipsis", "builtins.object"},
    {"builtins.NotImplementedType", "builtins.object"},
    {"builtins.int", "builtins.object", construct_int},
    {"builtins.bool", "builtins.int", construct_bool},
    {"builtins.float", "builtins.object", construct_float},
    {"builtins.complex", "builtins.object"},
    {"builtins.str", "builtins.object", construct_str},
    {"builtins.bytes", "builtins.object"},
    {"builtins.list", "builtins.object", construct_list},
    {"builtins.tuple", "builtins.object", construct_tuple},
    {"torch.Size", "builtins.tuple", construct_size},
    {"builtins.dict", "builtins.object", construct_dict},
    {"builtins.set", "builtins.object", construct_set},
    {"builtins.frozenset", "builtins.object", construct_frozenset},
    {"builtins.range", "builtins.object", construct_range},
    {"builtins.slice", "builtins.object", construct_slice},
    {"builtins.property", "builtins.object", construct_property},
    {"builtins.staticmethod", "builtins.object", construct_wrapper<StaticMethod>},
    {"builtins.classmethod", "builtins.object", construct_wrapper<ClassMethod>},
    {"builtins.function", "builtins.object"},
    {"builtins.builtin_function_or_method", "builtins.object"},
    {"builtins.method", "builtins.object"},
    {"builtins.module", "builtins.object"},
    {"builtins.iterator", "builtins.object"},
    {"builtins.super", "builtins.object", construct_super},
    {"builtins.BaseException", "builtins.object"},
    {"builtins.Exception", "builtins.BaseException"},
    {"builtins.KeyboardInterrupt", "builtins.BaseException"},
    {"builtins.SystemExit", "builtins.BaseException"},
    {"builtins.ArithmeticError", "builtins.Exception"},
    {"builtins.ZeroDivisionError", "builtins.ArithmeticError"},
    {"builtins.OverflowError", "builtins.ArithmeticError"},
    {"builtins.AssertionError", "builtins.Exception"},
    {"builtins.AttributeError", "builtins.Exception"},
    {"builtins.ImportError", "builtins.Exception"},
    {"builtins.ModuleNotFoundError", "builtins.ImportError"},
    {"builtins.LookupError", "builtins.Exception"},
    {"builtins.IndexError", "builtins.LookupError"},
    {"builtins.KeyError", "builtins.LookupError"},
    {"builtins.NameError", "builtins.Exception"},
    {"builtins.UnboundLocalError", "builtins.NameError"},
    {"builtins.OSError", "builtins.Exception"},
    {"builtins.FileNotFoundError", "builtins.OSError"},
    {"builtins.RuntimeError", "builtins.Exception"},
    {"builtins.NotImplementedError", "builtins.RuntimeError"},
    {"builtins.RecursionError", "builtins.RuntimeError"},
    {"builtins.StopIteration", "builtins.Exception"},
    {"builtins.SyntaxError", "builtins.Exception"},
    {"builtins.TypeError", "builtins.Exception"},
    {"builtins.ValueError", "builtins.Exception"},
    {"builtins.UnicodeDecodeError", "builtins.ValueError"},
    {"builtins.Warning", "builtins.Exception"},
    {"builtins.UserWarning", "builtins.Warning"},
    {"builtins.DeprecationWarning", "builtins.Warning"},
    {"builtins.FutureWarning", "builtins.Warning"},
    {"builtins.RuntimeWarning", "builtins.Warning"},
};

}  // namespace

Library builtin_types_library() { return {kFunctions, kClasses, {}}; }

}  // namespace shapewise::absint
