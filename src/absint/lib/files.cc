// open() and what asks whether files are there: the project's own files can be read, as configurations are. Nothing is
// ever written.
#include <fmt/format.h>

#include "absint/library.h"

namespace shapewise::absint {
namespace {

/// The path of a str, or of an object with __fspath__.
std::optional<std::string> path_of(Interpreter& interpreter, Value value, source::Range range) {
  if (as<Instance>(value) != nullptr && as<Str>(held(value)) == nullptr)
    value = interpreter.call_method(value, "__fspath__", {}, range);
  auto* text = as<Str>(held(value));
  return text != nullptr ? std::optional(text->text) : std::nullopt;
}

/// open(file, mode='r', …): a stream of what is in the file. What the project does not have is not known.
Value open_file(Interpreter& interpreter, Arguments& arguments, const Native&) {
  if (as<Unknown>(arguments.at(0)) != nullptr) return arguments.at(0);
  auto path = path_of(interpreter, arguments.at(0), arguments.site);
  if (interpreter.raising() || interpreter.stopped()) return {};
  std::string mode = "r";
  if (auto* text = as<Str>(arguments.at(1))) mode = text->text;
  for (const Argument& argument : arguments.items) {
    auto* text = as<Str>(argument.value);
    if (text != nullptr && argument.name.valid() && argument.name.text() == "mode") mode = text->text;
  }
  if (!path) return interpreter.unknown("which file is opened is not known", arguments.site);
  if (mode.find('r') == std::string::npos) return interpreter.unknown("no file is written", arguments.site);
  auto bytes = interpreter.texts().read(*path);
  if (!bytes) return interpreter.unknown(fmt::format("{} is not among the project's files", *path), arguments.site);
  if (bytes->find('\0') != std::string::npos)
    return interpreter.unknown(fmt::format("{} is no text", *path), arguments.site);
  if (!interpreter.check_length(static_cast<std::int64_t>(bytes->size()), arguments.site)) return {};
  auto* io = as<Module>(interpreter.import_module("io", arguments.site));
  Value stream = interpreter.get_attribute(io, interpreter.intern("StringIO"), arguments.site);
  return interpreter.call(stream, {interpreter.str(std::move(*bytes))}, arguments.site);
}

Value file_exists(Interpreter& interpreter, Arguments& arguments, const Native&) {
  if (as<Unknown>(arguments.at(0)) != nullptr) return arguments.at(0);
  auto path = path_of(interpreter, arguments.at(0), arguments.site);
  if (interpreter.raising() || interpreter.stopped()) return {};
  return Value::boolean(path && interpreter.texts().contains(*path));
}

constexpr LibraryFunction kFunctions[] = {
    {"builtins.open", open_file},
    {"builtins._file_exists", file_exists},
};

}  // namespace

Library files_library() { return {kFunctions, {}, {}}; }

}  // namespace shapewise::absint
