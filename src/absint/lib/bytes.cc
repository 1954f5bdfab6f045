// Methods of bytes. Those that bytes shares with str are those of str, applied to its bytes.
#include <algorithm>
#include <fmt/format.h>

#include "absint/library.h"

namespace shapewise::absint {
namespace {

Value make_bytes(Interpreter& interpreter, std::string bytes) {
  auto* made = interpreter.heap().make<Bytes>();
  made->bytes = std::move(bytes);
  return made;
}

/// Bytes for strings and strings for bytes, also within lists and tuples.
Value converted(Interpreter& interpreter, Value value, bool to_text) {
  if (auto* bytes = as<Bytes>(value); bytes != nullptr && to_text) return interpreter.str(bytes->bytes);
  if (auto* text = as<Str>(value); text != nullptr && !to_text) return make_bytes(interpreter, text->text);
  const auto* items = interpreter.elements(value);
  if (items == nullptr) return value;
  std::vector<Value> made;
  for (Value item : *items) made.push_back(converted(interpreter, item, to_text));
  return as<Tuple>(value) != nullptr ? interpreter.tuple(std::move(made)) : interpreter.list(std::move(made));
}

Value as_text(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  for (Argument& argument : arguments.items) argument.value = converted(interpreter, argument.value, true);
  std::string method = native.name.substr(native.name.rfind('.') + 1);
  Value function = interpreter.library_value("builtins.str." + method);
  Value result = interpreter.call(function, std::move(arguments));
  return result.failed() ? result : converted(interpreter, result, false);
}

Value decode(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* bytes = as<Bytes>(arguments.at(0));
  return bytes != nullptr ? interpreter.str(bytes->bytes) : Value::none();
}

Value hex(Interpreter& interpreter, Arguments& arguments, const Native&) {
  std::string text;
  for (char c : as<Bytes>(arguments.at(0))->bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return interpreter.str(std::move(text));
}

Value from_hex(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* text = as<Str>(arguments.at(1));
  std::string digits = text != nullptr ? text->text : "";
  std::erase(digits, ' ');
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    bytes += static_cast<char>(std::strtol(digits.substr(i, 2).c_str(), nullptr, 16));
  return make_bytes(interpreter, std::move(bytes));
}

Value encode(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* text = as<Str>(held(arguments.at(0)));
  return text != nullptr ? make_bytes(interpreter, text->text) : Value::none();
}

constexpr LibraryFunction kFunctions[] = {
    {"builtins.str.encode", encode},
    {"builtins.bytes.decode", decode},
    {"builtins.bytes.hex", hex},
    {"builtins.bytes.fromhex", from_hex, false, true},
    {"builtins.bytes.upper", as_text},
    {"builtins.bytes.lower", as_text},
    {"builtins.bytes.split", as_text},
    {"builtins.bytes.rsplit", as_text},
    {"builtins.bytes.strip", as_text},
    {"builtins.bytes.lstrip", as_text},
    {"builtins.bytes.rstrip", as_text},
    {"builtins.bytes.startswith", as_text},
    {"builtins.bytes.endswith", as_text},
    {"builtins.bytes.replace", as_text},
    {"builtins.bytes.find", as_text},
    {"builtins.bytes.rfind", as_text},
    {"builtins.bytes.index", as_text},
    {"builtins.bytes.count", as_text},
    {"builtins.bytes.join", as_text},
    {"builtins.bytes.isdigit", as_text},
    {"builtins.bytes.isalpha", as_text},
    {"builtins.bytes.partition", as_text},
    {"builtins.bytes.splitlines", as_text},
    {"builtins.bytes.removeprefix", as_text},
    {"builtins.bytes.removesuffix", as_text},
};

}  // namespace

Library bytes_library() { return {kFunctions, {}, {}}; }

}  // namespace shapewise::absint
