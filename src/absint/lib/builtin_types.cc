// The builtin types and exceptions, and how values of them are made: int("3"), list(x), ValueError("…").
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>

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
  Value plain =
      interpreter.find_in_class(interpreter.type_of(value), interpreter.known().int_).failed() ? held(value) : value;
  if (is_number(plain)) return round_number(interpreter, plain, Rounding::Truncate, reader.range());
  if (auto* text = as<Str>(plain)) {
    std::int64_t radix = interpreter.as_index(base).value_or(10);
    if (radix < 0 || radix == 1 || radix > 36)
      return interpreter.raise_error("ValueError", reader.range(), "int() base must be >= 2 and <= 36, or 0");
    Value parsed = parse_integer(interpreter, text->text, static_cast<int>(interpreter.as_index(base).value_or(10)));
    if (!parsed.failed()) return parsed;
    return interpreter.raise_error(
        "ValueError", reader.range(),
        fmt::format("invalid literal for int() with base {}: {}", radix, interpreter.repr(value)));
  }
  if (as<Tensor>(value) != nullptr) {
    Value item = interpreter.call_method(value, "item", {}, reader.range());
    return is_number(item) ? round_number(interpreter, item, Rounding::Truncate, reader.range()) : item;
  }
  for (python::Name method : {interpreter.known().int_, interpreter.known().index}) {
    Value result = interpreter.call_special(value, method, {}, reader.range());
    if (!result.failed() || interpreter.raising() || interpreter.stopped()) return result;
  }
  return interpreter.raise_error("TypeError", reader.range(),
                                 "int() argument must be a string, a bytes-like object or a real number, not '" +
                                     interpreter.type_name(value) + "'");
}

/// As float() reads it: spaces around, underscores between digits, inf and nan; no hexadecimal digits.
std::optional<double> parse_float(std::string_view text) {
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool between = i > 0 && i + 1 < text.size() && std::isdigit(static_cast<unsigned char>(text[i - 1])) != 0 &&
                   std::isdigit(static_cast<unsigned char>(text[i + 1])) != 0;
    if (text[i] == '_' && between) continue;
    digits += text[i];
  }
  std::size_t begin = std::min(digits.find_first_not_of(" \t\n\r\f\v"), digits.size());
  digits = digits.substr(begin, digits.find_last_not_of(" \t\n\r\f\v") + 1 - begin);
  if (digits.empty() || digits.find_first_of("xX(") != std::string::npos) return std::nullopt;
  char* end = nullptr;
  double parsed = std::strtod(digits.c_str(), &end);
  return *end == '\0' ? std::optional(parsed) : std::nullopt;
}

Value construct_float(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  reader.required("cls");
  Value value = reader.optional("x", Value::floating(0));
  if (!reader.done()) return {};
  if (as<Unknown>(value) != nullptr || as<SymFloat>(value) != nullptr) return value;
  if (interpreter.find_in_class(interpreter.type_of(value), interpreter.known().float_).failed()) value = held(value);
  if (auto number = as_double(value)) return Value::floating(*number);
  if (as<SymInt>(value) != nullptr) {
    return interpreter.binary(python::BinaryOp::Divide, value, Value::integer(1), reader.range());
  }
  if (auto* text = as<Str>(value)) {
    if (auto parsed = parse_float(text->text)) return Value::floating(*parsed);
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
  Value encoding = reader.optional("encoding");
  reader.optional("errors");
  if (!reader.done()) return {};
  if (value.failed()) return interpreter.str("");
  if (auto* bytes = as<Bytes>(value); bytes != nullptr && !encoding.is_none()) return interpreter.str(bytes->bytes);
  if (as<Unknown>(value) != nullptr) return value;
  std::string text = interpreter.to_str(value);
  return interpreter.raising() || interpreter.stopped() ? Value() : interpreter.str(std::move(text));
}

/// bytes(3), bytes([1, 2]), bytes("text", "utf-8").
Value construct_bytes(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  reader.required("cls");
  Value source = reader.optional("source", Value());
  reader.optional("encoding");
  reader.optional("errors");
  if (!reader.done()) return {};
  auto* made = interpreter.heap().make<Bytes>();
  if (source.failed()) return made;
  if (as<Unknown>(source) != nullptr) return source;
  if (auto* text = as<Str>(source)) {
    made->bytes = text->text;
  } else if (auto* bytes = as<Bytes>(source)) {
    made->bytes = bytes->bytes;
  } else if (auto count = interpreter.as_index(source)) {
    if (!interpreter.check_length(*count, reader.range())) return {};
    made->bytes.assign(static_cast<std::size_t>(std::max<std::int64_t>(*count, 0)), '\0');
  } else {
    std::vector<Value> items;
    if (!interpreter.collect(source, items, reader.range())) return {};
    for (Value item : items) made->bytes += static_cast<char>(interpreter.as_index(item).value_or(0));
  }
  return made;
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

/// types.MethodType(function, object)
Value construct_method(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  reader.required("cls");
  auto* made = interpreter.heap().make<BoundMethod>();
  made->function = reader.required("function");
  made->self = reader.required("object");
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
  if (bases.failed()) {
    if (!reader.done()) return {};
    if (as<Unknown>(first) != nullptr) return first;
    return interpreter.type_of(first);
  }
  Arguments keywords = arguments;
  std::erase_if(keywords.items, [](const Argument& argument) { return !argument.name.valid(); });
  // As type(name, bases, namespace) the most derived metaclass of the bases makes the class.
  return interpreter.make_class_of(arguments.at(0), first, bases, names, keywords, reader.range());
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

/// type.__new__(metaclass, name, bases, namespace, **keywords)
Value type_new(Interpreter& interpreter, Arguments& arguments, const Native&) {
  Arguments keywords = arguments;
  std::erase_if(keywords.items, [](const Argument& argument) { return !argument.name.valid(); });
  if (arguments.positional() == 2) return interpreter.type_of(arguments.at(1));
  return interpreter.new_class(arguments.at(0), arguments.at(1), arguments.at(2), arguments.at(3), keywords,
                               arguments.site);
}

Value type_call(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* type = as<Class>(arguments.at(0));
  if (type == nullptr) return interpreter.raise_error("TypeError", arguments.site, "type.__call__ needs a class");
  arguments.items.erase(arguments.items.begin());
  return interpreter.construct(type, std::move(arguments));
}

Value type_setattr(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* type = as<Class>(arguments.at(0));
  auto* name = as<Str>(arguments.at(1));
  if (type != nullptr && name != nullptr) type->attributes.set(interpreter.intern(name->text), arguments.at(2));
  return Value::none();
}

Value type_mro(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* type = as<Class>(arguments.at(0));
  return type != nullptr ? interpreter.list({type->mro.begin(), type->mro.end()}) : Value::none();
}

Value object_delattr(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* self = as<Instance>(arguments.at(0));
  auto* name = as<Str>(arguments.at(1));
  if (self == nullptr || name == nullptr) return Value::none();
  bool deleted = interpreter.delete_instance_attribute(*self, interpreter.intern(name->text), arguments.site);
  return deleted ? Value::none() : Value();
}

/// The value that a native of a builtin type makes for a subclass: int.__new__(cls, x), tuple.__new__(cls, items).
Value builtin_new(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* type = as<Class>(arguments.at(0));
  if (type == nullptr) return interpreter.raise_error("TypeError", arguments.site, "__new__ needs a class");
  Arguments rest = arguments;
  rest.items.erase(rest.items.begin());
  if (type->builtin) return interpreter.construct(type, std::move(rest));
  return interpreter.payload_instance(type, std::move(rest));
}

Value exception_with_traceback(Interpreter&, Arguments& arguments, const Native&) { return arguments.at(0); }

Value exception_add_note(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* self = as<Instance>(arguments.at(0));
  if (self == nullptr) return Value::none();
  python::Name notes = interpreter.intern("__notes__");
  Value* kept = self->attributes.find(notes);
  if (kept == nullptr) {
    self->attributes.set(notes, interpreter.list({arguments.at(1)}));
  } else if (auto* list = as<List>(*kept)) {
    list->items.push_back(arguments.at(1));
  }
  return Value::none();
}

/// The value of a StopIteration and the code of a SystemExit are their first argument.
Value exception_value(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* self = as<Instance>(arguments.at(0));
  Value* args = self != nullptr ? self->attributes.find(interpreter.known().args) : nullptr;
  auto* items = args != nullptr ? as<Tuple>(*args) : nullptr;
  return items != nullptr && !items->items.empty() ? items->items.front() : Value::none();
}

/// ImportError keeps the keywords `name` and `path`.
Value import_error_init(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  auto* self = as<Instance>(arguments.at(0));
  for (std::string_view name : {"name", "path", "msg"}) {
    Value value = name == "msg" ? arguments.at(1) : Value::none();
    for (const Argument& argument : arguments.items) {
      if (argument.name.valid() && argument.name.text() == name) value = argument.value;
    }
    if (self != nullptr) self->attributes.set(interpreter.intern(name), value.failed() ? Value::none() : value);
  }
  return exception_init(interpreter, arguments, native);
}

Value none_value(Interpreter&) { return Value::none(); }
Value false_value(Interpreter&) { return Value::boolean(false); }

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
  python::Name wanted = interpreter.intern(name->text);
  auto* instance = as<Instance>(arguments.at(0));
  if (instance == nullptr) return interpreter.get_attribute(arguments.at(0), wanted, arguments.site);
  Value found = interpreter.plain_attribute(*instance, wanted, arguments.site);
  if (!found.failed() || interpreter.raising() || interpreter.stopped()) return found;
  return interpreter.raise_error(
      "AttributeError", arguments.site,
      fmt::format("'{}' object has no attribute '{}'", instance->type->name.text(), name->text));
}

constexpr LibraryFunction kFunctions[] = {
    {"builtins.object.__getattribute__", object_getattribute},
    {"builtins.dict.__init__", dict_init},
    {"builtins.list.__init__", list_init},
    {"builtins.BaseException.__init__", exception_init},
    {"builtins.object.__new__", object_new},
    {"builtins.object.__setattr__", object_setattr},
    {"builtins.object.__delattr__", object_delattr},
    {"builtins.object.__init_subclass__", no_init, false, true},
    {"builtins.type.__new__", type_new},
    {"builtins.type.__init__", no_init},
    {"builtins.type.__call__", type_call},
    {"builtins.type.__setattr__", type_setattr},
    {"builtins.type.mro", type_mro},
    {"builtins.int.__new__", builtin_new},
    {"builtins.float.__new__", builtin_new},
    {"builtins.str.__new__", builtin_new},
    {"builtins.bytes.__new__", builtin_new},
    {"builtins.tuple.__new__", builtin_new},
    {"builtins.frozenset.__new__", builtin_new},
    {"builtins.BaseException.with_traceback", exception_with_traceback},
    {"builtins.BaseException.add_note", exception_add_note},
    {"builtins.ImportError.__init__", import_error_init},
    {"builtins.StopIteration.value", exception_value, true},
    {"builtins.SystemExit.code", exception_value, true},
    {"builtins.OSError.errno", exception_value, true},
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
    {"builtins.bytes", "builtins.object", construct_bytes},
    {"builtins.bytearray", "builtins.bytes"},
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
    {"builtins.method", "builtins.object", construct_method},
    {"builtins.module", "builtins.object"},
    {"builtins.iterator", "builtins.object"},
    {"builtins.super", "builtins.object", construct_super},
    {"builtins.BaseException", "builtins.object"},
    {"builtins.Exception", "builtins.BaseException"},
    {"builtins.GeneratorExit", "builtins.BaseException"},
    {"builtins.BaseExceptionGroup", "builtins.BaseException"},
    {"builtins.ExceptionGroup", "builtins.Exception"},
    {"builtins.FloatingPointError", "builtins.ArithmeticError"},
    {"builtins.BufferError", "builtins.Exception"},
    {"builtins.EOFError", "builtins.Exception"},
    {"builtins.MemoryError", "builtins.Exception"},
    {"builtins.ReferenceError", "builtins.Exception"},
    {"builtins.SystemError", "builtins.Exception"},
    {"builtins.StopAsyncIteration", "builtins.Exception"},
    {"builtins.UnicodeError", "builtins.ValueError"},
    {"builtins.UnicodeEncodeError", "builtins.UnicodeError"},
    {"builtins.FileExistsError", "builtins.OSError"},
    {"builtins.PermissionError", "builtins.OSError"},
    {"builtins.NotADirectoryError", "builtins.OSError"},
    {"builtins.IsADirectoryError", "builtins.OSError"},
    {"builtins.ConnectionError", "builtins.OSError"},
    {"builtins.TimeoutError", "builtins.OSError"},
    {"builtins.IndentationError", "builtins.SyntaxError"},
    {"builtins.PendingDeprecationWarning", "builtins.Warning"},
    {"builtins.SyntaxWarning", "builtins.Warning"},
    {"builtins.ImportWarning", "builtins.Warning"},
    {"builtins.UnicodeWarning", "builtins.Warning"},
    {"builtins.ResourceWarning", "builtins.Warning"},
    {"builtins.BytesWarning", "builtins.Warning"},
    {"builtins.dict_keys", "builtins.object"},
    {"builtins.dict_values", "builtins.object"},
    {"builtins.dict_items", "builtins.object"},
    {"builtins.generator", "builtins.iterator"},
    {"builtins.list_iterator", "builtins.iterator"},
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
    {"builtins.UnicodeDecodeError", "builtins.UnicodeError"},
    {"builtins.Warning", "builtins.Exception"},
    {"builtins.UserWarning", "builtins.Warning"},
    {"builtins.DeprecationWarning", "builtins.Warning"},
    {"builtins.FutureWarning", "builtins.Warning"},
    {"builtins.RuntimeWarning", "builtins.Warning"},
};

constexpr LibraryValue kValues[] = {
    {"builtins.BaseException.__cause__", none_value},
    {"builtins.BaseException.__context__", none_value},
    {"builtins.BaseException.__traceback__", none_value},
    {"builtins.BaseException.__suppress_context__", false_value},
    {"builtins.IOError", [](Interpreter& interpreter) { return Value(interpreter.builtin("builtins.OSError")); }},
    {"builtins.EnvironmentError",
     [](Interpreter& interpreter) { return Value(interpreter.builtin("builtins.OSError")); }},
};

}  // namespace

Library builtin_types_library() { return {kFunctions, kClasses, kValues}; }

}  // namespace shapewise::absint
