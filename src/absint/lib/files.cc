// open() and what asks whether files are there: the project's own files can be read, as configurations are. Nothing is
// ever written.
#include <fmt/format.h>

#include "absint/library.h"
#include "python/unicode.h"

namespace shapewise::absint {
namespace {

/// The path of a str, or of an object with __fspath__.
std::optional<std::string> path_of(Interpreter& interpreter, Value value, source::Range range) {
  if (as<Instance>(value) != nullptr && as<Str>(held(value)) == nullptr)
    value = interpreter.call_method(value, "__fspath__", {}, range);
  auto* text = as<Str>(held(value));
  return text != nullptr ? std::optional(text->text) : std::nullopt;
}

/// The text with lines that end as Python's do, unless the program says how they are to end.
std::string with_plain_lines(std::string_view text) {
  std::string made;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool pair = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (!pair) made += text[i] == '\r' ? '\n' : text[i];
  }
  return made;
}

/// open(file, mode='r', …): a stream of what is in the file. What the project does not have is not known.
Value open_file(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  Value file = reader.required("file");
  auto* text = as<Str>(held(reader.optional("mode")));
  std::string mode = text != nullptr ? text->text : "r";
  for (std::string_view name : {"buffering", "encoding", "errors"}) reader.optional(name);
  Value newline = reader.optional("newline");
  for (std::string_view name : {"closefd", "opener"}) reader.optional(name);
  if (!reader.done() || as<Unknown>(file) != nullptr) return file;
  auto path = path_of(interpreter, file, arguments.site);
  if (interpreter.raising() || interpreter.stopped()) return {};
  auto unknown = [&](std::string why) { return interpreter.unknown(std::move(why), arguments.site); };
  if (!path) return unknown("which file is opened is not known");
  if (mode.find('r') == std::string::npos) return unknown("no file is written");
  auto bytes = interpreter.texts().read(*path);
  if (bytes == nullptr) return unknown(fmt::format("{} is not among the project's files", *path));
  if (!interpreter.check_length(static_cast<std::int64_t>(bytes->size()), arguments.site)) return {};
  bool binary = mode.find('b') != std::string::npos;
  if (!binary && python::find_invalid_utf8(*bytes) >= 0) return unknown(fmt::format("{} is no text in UTF-8", *path));
  Value content;
  if (binary) {
    auto* made = interpreter.heap().make<Bytes>();
    made->bytes = *bytes;
    content = made;
  } else {
    content = interpreter.str(newline.is_none() ? with_plain_lines(*bytes) : *bytes);
  }
  auto* io = as<Module>(interpreter.import_module("io", arguments.site));
  Value stream = interpreter.get_attribute(io, interpreter.intern(binary ? "BytesIO" : "StringIO"), arguments.site);
  return interpreter.call(stream, {content}, arguments.site);
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
