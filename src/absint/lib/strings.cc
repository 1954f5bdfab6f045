// Methods of str.
#include <algorithm>
#include <fmt/format.h>

#include "absint/format.h"
#include "absint/library.h"
#include "absint/unicode.h"

namespace shapewise::absint {
namespace {

/// Arguments of a method of str: self, then what it takes.
class StringCall {
 public:
  StringCall(Interpreter& interpreter, Arguments& arguments, const Native& native)
      : interpreter_(interpreter), reader_(interpreter, arguments, native) {
    Value self = reader_.required("self");
    auto* found = as<Str>(self);
    if (auto* instance = as<Instance>(self)) found = as<Str>(instance->payload);
    if (found != nullptr) text_ = found->text;
  }

  const std::string& text() const { return text_; }
  Reader& reader() { return reader_; }
  Interpreter& interpreter() { return interpreter_; }

  /// A string argument; empty if it is left out or None.
  std::optional<std::string> string(std::string_view name) {
    auto* found = as<Str>(reader_.optional(name));
    return found != nullptr ? std::optional(found->text) : std::nullopt;
  }
  std::int64_t number(std::string_view name, std::int64_t fallback) {
    return interpreter_.as_index(reader_.optional(name)).value_or(fallback);
  }
  Value give(std::string made) { return reader_.done() ? interpreter_.str(std::move(made)) : Value(); }
  Value give(bool made) { return reader_.done() ? Value::boolean(made) : Value(); }

 private:
  Interpreter& interpreter_;
  Reader reader_;
  std::string text_;
};

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_alpha(char c) { return is_lower(c) || is_upper(c) || static_cast<unsigned char>(c) >= 0x80; }
char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }
char to_upper(char c) { return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; }

template <char (*Change)(char)>
Value change_case(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  std::string text = call.text();
  std::transform(text.begin(), text.end(), text.begin(), Change);
  return call.give(std::move(text));
}

/// capitalize() changes the first letter, title() the first of each word.
template <bool EachWord>
Value capitalize(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  std::string text = call.text();
  bool start = true;
  for (char& c : text) {
    c = start ? to_upper(c) : to_lower(c);
    start = EachWord && !is_alpha(c);
  }
  return call.give(std::move(text));
}

template <bool (*Test)(char)>
Value all_are(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  return call.give(!call.text().empty() && std::all_of(call.text().begin(), call.text().end(), Test));
}

bool is_alnum(char c) { return is_alpha(c) || is_digit(c); }
bool is_word(char c) { return is_alnum(c) || c == '_'; }
bool not_upper(char c) { return !is_upper(c); }
bool not_lower(char c) { return !is_lower(c); }

Value has_affix(Interpreter& interpreter, Arguments& arguments, const Native& native, bool at_start) {
  StringCall call(interpreter, arguments, native);
  Value affix = call.reader().required("prefix");
  if (!call.reader().done()) return {};
  if (as<Unknown>(affix) != nullptr) return affix;
  std::vector<Value> several = as<Tuple>(affix) != nullptr ? as<Tuple>(affix)->items : std::vector<Value>{affix};
  for (Value one : several) {
    auto* text = as<Str>(one);
    if (text != nullptr && (at_start ? call.text().starts_with(text->text) : call.text().ends_with(text->text))) {
      return Value::boolean(true);
    }
  }
  return Value::boolean(false);
}

Value starts_with(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  return has_affix(interpreter, arguments, native, true);
}

Value ends_with(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  return has_affix(interpreter, arguments, native, false);
}

Value remove_prefix(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  std::string prefix = call.string("prefix").value_or("");
  return call.give(call.text().starts_with(prefix) ? call.text().substr(prefix.size()) : call.text());
}

Value remove_suffix(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  std::string suffix = call.string("suffix").value_or("");
  return call.give(call.text().ends_with(suffix) ? call.text().substr(0, call.text().size() - suffix.size())
                                                 : call.text());
}

template <bool Left, bool Right>
Value strip(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  auto characters = call.string("chars");
  auto drops = [&](char c) { return characters ? characters->find(c) != std::string::npos : is_space(c); };
  std::string_view text = call.text();
  while (Left && !text.empty() && drops(text.front())) text.remove_prefix(1);
  while (Right && !text.empty() && drops(text.back())) text.remove_suffix(1);
  return call.give(std::string(text));
}

std::vector<std::string> split_spaces(std::string_view text, std::int64_t limit) {
  std::vector<std::string> parts;
  while (true) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    if (text.empty()) return parts;
    if (limit >= 0 && static_cast<std::int64_t>(parts.size()) == limit) {
      while (is_space(text.back())) text.remove_suffix(1);
      parts.emplace_back(text);
      return parts;
    }
    std::size_t end = 0;
    while (end < text.size() && !is_space(text[end])) ++end;
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

std::vector<std::string> split_at(std::string_view text, std::string_view separator, std::int64_t limit,
                                  bool from_right) {
  std::vector<std::string> parts;
  while (limit < 0 || static_cast<std::int64_t>(parts.size()) < limit) {
    std::size_t at = from_right ? text.rfind(separator) : text.find(separator);
    if (at == std::string_view::npos) break;
    parts.emplace_back(from_right ? text.substr(at + separator.size()) : text.substr(0, at));
    text = from_right ? text.substr(0, at) : text.substr(at + separator.size());
  }
  parts.emplace_back(text);
  if (from_right) std::reverse(parts.begin(), parts.end());
  return parts;
}

Value string_list(Interpreter& interpreter, std::vector<std::string> parts) {
  std::vector<Value> items;
  for (std::string& part : parts) items.push_back(interpreter.str(std::move(part)));
  return interpreter.list(std::move(items));
}

template <bool FromRight>
Value split(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  auto separator = call.string("sep");
  std::int64_t limit = call.number("maxsplit", -1);
  if (!call.reader().done()) return {};
  if (separator && separator->empty()) return interpreter.raise_error("ValueError", arguments.site, "empty separator");
  return string_list(
      interpreter, separator ? split_at(call.text(), *separator, limit, FromRight) : split_spaces(call.text(), limit));
}

Value split_lines(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  call.reader().optional("keepends");
  if (!call.reader().done()) return {};
  std::vector<std::string> lines = split_at(call.text(), "\n", -1, false);
  if (lines.back().empty()) lines.pop_back();
  return string_list(interpreter, std::move(lines));
}

template <bool FromRight>
Value partition(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  std::string separator = call.string("sep").value_or("");
  if (!call.reader().done()) return {};
  if (separator.empty()) return interpreter.raise_error("ValueError", arguments.site, "empty separator");
  const std::string& text = call.text();
  std::size_t at = FromRight ? text.rfind(separator) : text.find(separator);
  if (at == std::string::npos) {
    Value whole = interpreter.str(text);
    Value empty = interpreter.str("");
    return FromRight ? interpreter.tuple({empty, empty, whole}) : interpreter.tuple({whole, empty, empty});
  }
  return interpreter.tuple({interpreter.str(text.substr(0, at)), interpreter.str(separator),
                            interpreter.str(text.substr(at + separator.size()))});
}

Value join(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  Value iterable = call.reader().required("iterable");
  if (!call.reader().done()) return {};
  if (as<Unknown>(iterable) != nullptr) return iterable;
  std::vector<Value> items;
  if (!interpreter.collect(iterable, items, arguments.site)) return {};
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (as<Unknown>(items[i]) != nullptr) return items[i];
    auto* part = as<Str>(items[i]);
    if (part == nullptr) {
      return interpreter.raise_error(
          "TypeError", arguments.site,
          fmt::format("sequence item {}: expected str instance, {} found", i, interpreter.type_name(items[i])));
    }
    if (i > 0) text += call.text();
    text += part->text;
  }
  return interpreter.str(std::move(text));
}

Value replace(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  std::string from = call.string("old").value_or("");
  std::string to = call.string("new").value_or("");
  std::int64_t limit = call.number("count", -1);
  std::string text = call.text();
  if (from.empty()) return call.give(std::move(text));
  std::size_t at = 0;
  while (limit != 0 && (at = text.find(from, at)) != std::string::npos) {
    text.replace(at, from.size(), to);
    at += to.size();
    --limit;
    if (!interpreter.check_length(static_cast<std::int64_t>(text.size()), arguments.site)) return {};
  }
  return call.give(std::move(text));
}

/// find() and its kin; `raises` for index().
template <bool FromRight, bool Raises>
Value find(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  std::string part = call.string("sub").value_or("");
  std::int64_t start = call.number("start", 0);
  call.reader().rest();
  if (!call.reader().done()) return {};
  std::size_t from = static_cast<std::size_t>(std::max<std::int64_t>(start, 0));
  std::size_t at = FromRight ? call.text().rfind(part) : call.text().find(part, from);
  if (at == std::string::npos) {
    return Raises ? interpreter.raise_error("ValueError", arguments.site, "substring not found") : Value::integer(-1);
  }
  return Value::integer(static_cast<std::int64_t>(code_points(std::string_view(call.text()).substr(0, at)).size()));
}

Value count(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  std::string part = call.string("sub").value_or("");
  if (!call.reader().done() || part.empty()) return {};
  std::int64_t times = 0;
  for (std::size_t at = 0; (at = call.text().find(part, at)) != std::string::npos; at += part.size()) ++times;
  return Value::integer(times);
}

/// Pads to a width: '<', '>' or '^'.
template <char Align>
Value justify(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  std::int64_t width = call.number("width", 0);
  std::string fill = call.string("fillchar").value_or(native.name.ends_with("zfill") ? "0" : " ");
  if (!call.reader().done() || !interpreter.check_length(width, arguments.site)) return {};
  return format_value(interpreter, interpreter.str(call.text()), fmt::format("{}{}{}", fill, Align, width),
                      arguments.site);
}

/// "…".format(…): fields {name.attr[key]!r:spec}.
class Formatter {
 public:
  Formatter(Interpreter& interpreter, Arguments& arguments) : interpreter_(interpreter), arguments_(arguments) {}

  /// False after an exception, or if a value is not known (then in `unknown`).
  bool run(std::string_view format, std::string& out, int depth = 0) {
    for (std::size_t i = 0; i < format.size(); ++i) {
      char c = format[i];
      bool doubled = i + 1 < format.size() && format[i + 1] == c;
      if ((c == '{' || c == '}') && doubled) {
        out += c;
        ++i;
      } else if (c == '{') {
        std::size_t end = closing(format, i);
        if (end == std::string_view::npos || depth > 2) return fail("Single '{' encountered in format string");
        if (!field(format.substr(i + 1, end - i - 1), out, depth)) return false;
        i = end;
      } else if (c == '}') {
        return fail("Single '}' encountered in format string");
      } else {
        out += c;
      }
    }
    return true;
  }

  Value unknown;

 private:
  static std::size_t closing(std::string_view text, std::size_t open) {
    int depth = 0;
    for (std::size_t i = open; i < text.size(); ++i) {
      if (text[i] == '{') ++depth;
      if (text[i] == '}' && --depth == 0) return i;
    }
    return std::string_view::npos;
  }

  bool fail(std::string message) {
    return !interpreter_.raise_error("ValueError", arguments_.site, std::move(message)).failed();
  }

  Value lookup(std::string_view name) {
    std::size_t end = std::min(name.find_first_of(".["), name.size());
    std::string_view head = name.substr(0, end);
    Value value;
    bool digits = std::all_of(head.begin(), head.end(), is_digit);
    if (digits) {
      auto index = head.empty() ? std::optional<Int>(next_++) : parse_int(head);
      value = arguments_.at(static_cast<int>(index.value_or(0)) + 1);
      if (value.failed())
        return interpreter_.raise_error("IndexError", arguments_.site, "Replacement index out of range");
    } else {
      for (const Argument& argument : arguments_.items) {
        if (argument.name.valid() && argument.name.text() == head) value = argument.value;
      }
      if (value.failed()) return interpreter_.raise_error("KeyError", arguments_.site, quoted(head));
    }
    name.remove_prefix(end);
    while (!name.empty() && !value.failed()) {
      bool item = name.front() == '[';
      std::size_t stop = item ? name.find(']') : name.find_first_of(".[", 1);
      std::string part(name.substr(1, std::min(stop, name.size()) - 1));
      if (item) {
        auto number = parse_int(part);
        value = interpreter_.get_item(value, number ? interpreter_.integer(*number) : interpreter_.str(part),
                                      arguments_.site);
      } else {
        value = interpreter_.get_attribute(value, interpreter_.intern(part), arguments_.site);
      }
      name.remove_prefix(std::min(name.size(), item && stop != std::string_view::npos ? stop + 1 : stop));
    }
    return value;
  }

  bool field(std::string_view text, std::string& out, int depth) {
    std::size_t colon = std::min(text.find(':'), text.size());
    std::string_view name = text.substr(0, colon);
    std::string spec;
    if (colon < text.size() && !run(text.substr(colon + 1), spec, depth + 1)) return false;
    char conversion = 0;
    if (name.size() >= 2 && name[name.size() - 2] == '!') {
      conversion = name.back();
      name.remove_suffix(2);
    }
    Value value = lookup(name);
    if (value.failed()) return false;
    if (as<Unknown>(value) == nullptr && conversion == 'r') value = interpreter_.str(interpreter_.repr(value));
    Value made = format_value(interpreter_, value, spec, arguments_.site);
    if (as<Unknown>(made) != nullptr) unknown = made;
    if (as<Str>(made) == nullptr) return false;
    out += as<Str>(made)->text;
    return true;
  }

  Interpreter& interpreter_;
  Arguments& arguments_;
  int next_ = 0;
};

Value format(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* self = as<Str>(arguments.at(0));
  if (self == nullptr) return {};
  if (arguments.open != nullptr) return arguments.open;
  Formatter formatter(interpreter, arguments);
  std::string out;
  if (!formatter.run(self->text, out)) return formatter.unknown;
  return interpreter.str(std::move(out));
}

Value encode(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  call.reader().rest();
  if (!call.reader().done()) return {};
  auto* bytes = interpreter.heap().make<Bytes>();
  bytes->bytes = call.text();
  return bytes;
}

constexpr LibraryFunction kFunctions[] = {
    {"builtins.str.lower", change_case<to_lower>},
    {"builtins.str.upper", change_case<to_upper>},
    {"builtins.str.casefold", change_case<to_lower>},
    {"builtins.str.capitalize", capitalize<false>},
    {"builtins.str.title", capitalize<true>},
    {"builtins.str.isdigit", all_are<is_digit>},
    {"builtins.str.isdecimal", all_are<is_digit>},
    {"builtins.str.isnumeric", all_are<is_digit>},
    {"builtins.str.isalpha", all_are<is_alpha>},
    {"builtins.str.isalnum", all_are<is_alnum>},
    {"builtins.str.isidentifier", all_are<is_word>},
    {"builtins.str.isspace", all_are<is_space>},
    {"builtins.str.islower", all_are<not_upper>},
    {"builtins.str.isupper", all_are<not_lower>},
    {"builtins.str.startswith", starts_with},
    {"builtins.str.endswith", ends_with},
    {"builtins.str.removeprefix", remove_prefix},
    {"builtins.str.removesuffix", remove_suffix},
    {"builtins.str.strip", strip<true, true>},
    {"builtins.str.lstrip", strip<true, false>},
    {"builtins.str.rstrip", strip<false, true>},
    {"builtins.str.split", split<false>},
    {"builtins.str.rsplit", split<true>},
    {"builtins.str.splitlines", split_lines},
    {"builtins.str.partition", partition<false>},
    {"builtins.str.rpartition", partition<true>},
    {"builtins.str.join", join},
    {"builtins.str.replace", replace},
    {"builtins.str.find", find<false, false>},
    {"builtins.str.rfind", find<true, false>},
    {"builtins.str.index", find<false, true>},
    {"builtins.str.rindex", find<true, true>},
    {"builtins.str.count", count},
    {"builtins.str.ljust", justify<'<'>},
    {"builtins.str.rjust", justify<'>'>},
    {"builtins.str.center", justify<'^'>},
    {"builtins.str.zfill", justify<'>'>},
    {"builtins.str.format", format},
    {"builtins.str.encode", encode},
};

}  // namespace

Library strings_library() { return {kFunctions, {}, {}}; }

}  // namespace shapewise::absint
