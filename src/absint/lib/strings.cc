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

/// The text with each code point changed by `change`, which is told whether a letter stands before it.
template <class Change>
std::string map_letters(std::string_view text, Change change) {
  std::string made;
  bool inside = false;
  for (const std::string& character : code_points(text)) {
    std::uint32_t code = decode(character);
    made += encode(change(code, inside));
    inside = lower(code) != code || upper(code) != code;
  }
  return made;
}

std::uint32_t to_upper_point(std::uint32_t c, bool) { return upper(c); }
std::uint32_t to_lower_point(std::uint32_t c, bool) { return lower(c); }
std::uint32_t swap_case(std::uint32_t c, bool) { return lower(c) != c ? lower(c) : upper(c); }
std::uint32_t title_case(std::uint32_t c, bool inside) { return inside ? lower(c) : upper(c); }

template <std::uint32_t (*Change)(std::uint32_t, bool)>
Value change_case(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  std::string text = map_letters(call.text(), Change);
  for (std::size_t at = 0; native.name.ends_with("casefold") && (at = text.find("\u00df", at)) != std::string::npos;)
    text.replace(at, 2, "ss");
  return call.give(std::move(text));
}

Value capitalize(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  bool first = true;
  std::string text = map_letters(
      call.text(), [&](std::uint32_t c, bool) { return std::exchange(first, false) ? upper(c) : lower(c); });
  return call.give(std::move(text));
}

template <bool (*Test)(char)>
Value all_are(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  return call.give(!call.text().empty() && std::all_of(call.text().begin(), call.text().end(), Test));
}

bool is_alnum(char c) { return is_alpha(c) || is_digit(c); }
bool is_printable(char c) { return static_cast<unsigned char>(c) >= 32 && c != 127; }

/// islower() and isupper(): some letters, and none of the other case.
template <bool Upper>
Value has_case(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  bool any = false;
  for (const std::string& character : code_points(call.text())) {
    std::uint32_t code = decode(character);
    if ((Upper ? lower(code) : upper(code)) != code) any = true;
    if ((Upper ? upper(code) : lower(code)) != code) return call.give(false);
  }
  return call.give(any);
}

Value is_title(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  std::string title = map_letters(call.text(), title_case);
  return call.give(title == call.text() && title != map_letters(call.text(), to_lower_point));
}

Value is_identifier(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  const std::string& text = call.text();
  bool starts = !text.empty() && !is_digit(text[0]);
  return call.give(starts && std::all_of(text.begin(), text.end(), [](char c) { return is_alnum(c) || c == '_'; }));
}

Value is_ascii(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  const std::string& text = call.text();
  return call.give(std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 128; }));
}

Value all_printable(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  return call.give(std::all_of(call.text().begin(), call.text().end(), is_printable));
}

/// The bytes of the code points from `start` to `stop`, which count from the end if negative; empty if start is behind
/// the end.
std::optional<std::pair<std::size_t, std::size_t>> byte_range(std::string_view text, std::int64_t start,
                                                              std::int64_t stop) {
  std::vector<std::string> characters = code_points(text);
  auto length = static_cast<std::int64_t>(characters.size());
  if (start > length) return std::nullopt;
  auto place = [&](std::int64_t index) {
    index = std::clamp<std::int64_t>(index < 0 ? index + length : index, 0, length);
    std::size_t bytes = 0;
    for (std::int64_t i = 0; i < index; ++i) bytes += characters[static_cast<std::size_t>(i)].size();
    return bytes;
  };
  std::size_t begin = place(start);
  return std::pair(begin, std::max(place(stop), begin));
}

Value has_affix(Interpreter& interpreter, Arguments& arguments, const Native& native, bool at_start) {
  StringCall call(interpreter, arguments, native);
  Value affix = call.reader().required("prefix");
  std::int64_t start = call.number("start", 0);
  std::int64_t stop = call.number("end", INT64_MAX);
  if (!call.reader().done()) return {};
  if (as<Unknown>(affix) != nullptr) return affix;
  std::vector<Value> several = as<Tuple>(affix) != nullptr ? as<Tuple>(affix)->items : std::vector<Value>{affix};
  auto part = byte_range(call.text(), start, stop);
  if (!part) return Value::boolean(false);
  std::string_view within = std::string_view(call.text()).substr(part->first, part->second - part->first);
  for (Value one : several) {
    auto* text = as<Str>(held(one));
    if (text == nullptr) {
      return interpreter.raise_error("TypeError", arguments.site,
                                     fmt::format("{} first arg must be str or a tuple of str, not {}",
                                                 at_start ? "startswith" : "endswith", interpreter.type_name(one)));
    }
    if (at_start ? within.starts_with(text->text) : within.ends_with(text->text)) {
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
  auto drops = [&](const std::string& c) {
    return characters ? characters->find(c) != std::string::npos : c.size() == 1 && is_space(c[0]);
  };
  std::vector<std::string> all = code_points(call.text());
  std::size_t begin = 0;
  std::size_t end = all.size();
  while (Left && begin < end && drops(all[begin])) ++begin;
  while (Right && begin < end && drops(all[end - 1])) --end;
  std::string text;
  for (std::size_t i = begin; i < end; ++i) text += all[i];
  return call.give(std::move(text));
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

std::vector<std::string> split_spaces_from_right(std::string_view text, std::int64_t limit) {
  std::vector<std::string> parts;
  while (true) {
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    if (text.empty()) break;
    std::size_t begin = text.size();
    bool last = limit >= 0 && static_cast<std::int64_t>(parts.size()) == limit;
    while (begin > 0 && (last || !is_space(text[begin - 1]))) --begin;
    while (last && is_space(text[begin])) ++begin;
    parts.emplace_back(text.substr(begin));
    text = last ? std::string_view() : text.substr(0, begin);
  }
  std::reverse(parts.begin(), parts.end());
  return parts;
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
  if (separator) return string_list(interpreter, split_at(call.text(), *separator, limit, FromRight));
  return string_list(interpreter,
                     FromRight ? split_spaces_from_right(call.text(), limit) : split_spaces(call.text(), limit));
}

Value split_lines(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  Value keep = interpreter.truth(call.reader().optional("keepends", Value::boolean(false)), arguments.site);
  if (!call.reader().done() || keep.failed()) return {};
  std::vector<std::string> lines;
  for (std::string_view text = call.text(); !text.empty();) {
    std::size_t end = std::min(text.find_first_of("\n\r\v\f"), text.size());
    std::size_t ending = end == text.size() ? 0 : text.substr(end).starts_with("\r\n") ? 2 : 1;
    lines.emplace_back(text.substr(0, keep.as_bool() ? end + ending : end));
    text.remove_prefix(end + ending);
  }
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
    auto* part = as<Str>(held(items[i]));
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
  if (from.empty()) {
    // Between all code points, and at both ends.
    std::string spread = limit == 0 ? "" : to;
    std::int64_t left = limit < 0 ? INT64_MAX : limit - 1;
    for (const std::string& character : code_points(text)) {
      spread += character;
      if (left-- > 0) spread += to;
    }
    return call.give(std::move(spread));
  }
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
  std::int64_t stop = call.number("end", INT64_MAX);
  if (!call.reader().done()) return {};
  auto within = byte_range(call.text(), start, stop);
  std::size_t at = std::string::npos;
  if (within) {
    std::string_view text = std::string_view(call.text()).substr(0, within->second);
    at = FromRight ? text.rfind(part) : text.find(part, within->first);
    if (at < within->first) at = std::string::npos;
  }
  if (at == std::string::npos) {
    return Raises ? interpreter.raise_error("ValueError", arguments.site, "substring not found") : Value::integer(-1);
  }
  return Value::integer(static_cast<std::int64_t>(code_points(std::string_view(call.text()).substr(0, at)).size()));
}

Value count(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  std::string part = call.string("sub").value_or("");
  std::int64_t start = call.number("start", 0);
  std::int64_t stop = call.number("end", INT64_MAX);
  if (!call.reader().done()) return {};
  auto within = byte_range(call.text(), start, stop);
  if (!within) return Value::integer(0);
  std::string_view text = std::string_view(call.text()).substr(within->first, within->second - within->first);
  if (part.empty()) return Value::integer(static_cast<std::int64_t>(code_points(text).size()) + 1);
  std::int64_t times = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++times;
  return Value::integer(times);
}

Value expand_tabs(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  std::int64_t size = std::clamp<std::int64_t>(call.number("tabsize", 8), 0, 1000);
  std::string text;
  std::int64_t column = 0;
  for (const std::string& character : code_points(call.text())) {
    if (character == "\t") {
      std::int64_t spaces = size > 0 ? size - column % size : 0;
      text.append(static_cast<std::size_t>(spaces), ' ');
      column += spaces;
    } else {
      text += character;
      column = character == "\n" || character == "\r" ? 0 : column + 1;
    }
  }
  return call.give(std::move(text));
}

/// str.maketrans: a dict from numbers of code points to what replaces them.
Value make_translation(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Reader reader(interpreter, arguments, native);
  reader.required("cls");
  Value from = reader.required("x");
  auto* to = as<Str>(reader.optional("y"));
  auto* removed = as<Str>(reader.optional("z"));
  if (!reader.done()) return {};
  Dict* table = interpreter.dict();
  auto add = [&](const std::string& character, Value value) {
    return interpreter.dict_set(*table, Value::integer(decode(character)), value, reader.range());
  };
  Dict* given = interpreter.as_dict(from);
  for (std::size_t i = 0; given != nullptr && i < given->entries.size(); ++i) {
    const Dict::Entry& entry = given->entries[i];
    auto* key = as<Str>(entry.key);
    bool done = !entry.live || (key != nullptr ? add(key->text, entry.value)
                                               : interpreter.dict_set(*table, entry.key, entry.value, reader.range()));
    if (!done) return {};
  }
  if (auto* text = as<Str>(from); text != nullptr && to != nullptr) {
    std::vector<std::string> source = code_points(text->text);
    std::vector<std::string> target = code_points(to->text);
    if (source.size() != target.size()) {
      return interpreter.raise_error("ValueError", reader.range(),
                                     "the first two maketrans arguments must have equal length");
    }
    for (std::size_t i = 0; i < source.size(); ++i) add(source[i], Value::integer(decode(target[i])));
  }
  if (removed != nullptr) {
    for (const std::string& character : code_points(removed->text)) add(character, Value::none());
  }
  return table;
}

Value translate(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  Dict* table = interpreter.as_dict(call.reader().required("table"));
  if (!call.reader().done() || table == nullptr) return {};
  std::string text;
  for (const std::string& character : code_points(call.text())) {
    Value* found = interpreter.dict_find(*table, Value::integer(decode(character)));
    if (found == nullptr) {
      text += character;
    } else if (auto* replacement = as<Str>(*found)) {
      text += replacement->text;
    } else if (found->is_int()) {
      text += encode(static_cast<std::uint32_t>(found->as_int()));
    }
  }
  return call.give(std::move(text));
}

/// Pads to a width: '<', '>' or '^'.
template <char Align>
Value justify(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  std::int64_t width = call.number("width", 0);
  std::string fill = call.string("fillchar").value_or(" ");
  if (!call.reader().done() || !interpreter.check_length(width, arguments.site)) return {};
  // Of an odd number of spaces, center() puts one more on the left where the width is odd.
  auto length = static_cast<std::int64_t>(code_points(call.text()).size());
  std::int64_t missing = std::max<std::int64_t>(width - length, 0);
  std::int64_t left = Align == '>' ? missing : Align == '<' ? 0 : missing / 2 + (missing & width & 1);
  std::string text;
  for (std::int64_t i = 0; i < left; ++i) text += fill;
  text += call.text();
  for (std::int64_t i = left; i < missing; ++i) text += fill;
  return interpreter.str(std::move(text));
}

Value zero_fill(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  StringCall call(interpreter, arguments, native);
  std::int64_t width = call.number("width", 0);
  if (!call.reader().done() || !interpreter.check_length(width, arguments.site)) return {};
  auto length = static_cast<std::int64_t>(code_points(call.text()).size());
  std::string text = call.text();
  std::size_t sign = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  text.insert(sign, static_cast<std::size_t>(std::max<std::int64_t>(width - length, 0)), '0');
  return interpreter.str(std::move(text));
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
    char conversion = 0;
    if (name.size() >= 2 && name[name.size() - 2] == '!') {
      conversion = name.back();
      name.remove_suffix(2);
    }
    Value value = lookup(name);
    if (value.failed()) return false;
    std::string spec;
    if (colon < text.size() && !run(text.substr(colon + 1), spec, depth + 1)) return false;
    if (as<Unknown>(value) == nullptr && conversion != 0) {
      std::string plain = conversion == 's' ? interpreter_.to_str(value) : interpreter_.repr(value);
      value = interpreter_.str(conversion == 'a' ? escaped(plain) : plain);
    }
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
  auto* self = as<Str>(held(arguments.at(0)));
  if (self == nullptr) return {};
  if (arguments.open != nullptr) return arguments.open;
  Formatter formatter(interpreter, arguments);
  std::string out;
  if (!formatter.run(self->text, out)) return formatter.unknown;
  return interpreter.str(std::move(out));
}

/// format_map(mapping): its items as keywords.
Value format_map(Interpreter& interpreter, Arguments& arguments, const Native& native) {
  Dict* mapping = interpreter.as_dict(arguments.at(1));
  if (mapping == nullptr) return interpreter.unknown("a mapping that is no dict", arguments.site);
  Arguments spread;
  spread.site = arguments.site;
  spread.prepend(arguments.at(0));
  for (const Dict::Entry& entry : mapping->entries) {
    auto* key = as<Str>(entry.key);
    if (entry.live && key != nullptr)
      spread.items.push_back({interpreter.intern(key->text), entry.value, arguments.site, {}});
  }
  return format(interpreter, spread, native);
}

constexpr LibraryFunction kFunctions[] = {
    {"builtins.str.lower", change_case<to_lower_point>},
    {"builtins.str.upper", change_case<to_upper_point>},
    {"builtins.str.casefold", change_case<to_lower_point>},
    {"builtins.str.swapcase", change_case<swap_case>},
    {"builtins.str.capitalize", capitalize},
    {"builtins.str.title", change_case<title_case>},
    {"builtins.str.isdigit", all_are<is_digit>},
    {"builtins.str.isdecimal", all_are<is_digit>},
    {"builtins.str.isnumeric", all_are<is_digit>},
    {"builtins.str.isalpha", all_are<is_alpha>},
    {"builtins.str.isalnum", all_are<is_alnum>},
    {"builtins.str.isidentifier", is_identifier},
    {"builtins.str.isspace", all_are<is_space>},
    {"builtins.str.islower", has_case<false>},
    {"builtins.str.isupper", has_case<true>},
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
    {"builtins.str.zfill", zero_fill},
    {"builtins.str.istitle", is_title},
    {"builtins.str.isascii", is_ascii},
    {"builtins.str.isprintable", all_printable},
    {"builtins.str.expandtabs", expand_tabs},
    {"builtins.str.maketrans", make_translation, false, true},
    {"builtins.str.translate", translate},
    {"builtins.str.format_map", format_map},
    {"builtins.str.format", format},
};

}  // namespace

Library strings_library() { return {kFunctions, {}, {}}; }

}  // namespace shapewise::absint
