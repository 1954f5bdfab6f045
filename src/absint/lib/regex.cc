// What the prelude of re needs: one match of a pattern in a text.
#include "absint/regex.h"

#include <algorithm>

#include "absint/library.h"
#include "absint/unicode.h"

namespace shapewise::absint {
namespace {

Regex::Options options_of(std::int64_t flags) {
  return {(flags & 2) != 0, (flags & 8) != 0, (flags & 16) != 0, (flags & 64) != 0};  // as re numbers them
}

/// Code points count in Python, bytes in the library.
class Places {
 public:
  explicit Places(std::string_view text) {
    int bytes = 0;
    for (const std::string& character : code_points(text)) {
      offsets_.push_back(bytes);
      bytes += static_cast<int>(character.size());
    }
    offsets_.push_back(bytes);
  }
  int byte(std::int64_t place) const {
    auto last = static_cast<std::int64_t>(offsets_.size()) - 1;
    return offsets_[static_cast<std::size_t>(std::clamp<std::int64_t>(place, 0, last))];
  }
  std::int64_t place(int byte) const {
    return std::lower_bound(offsets_.begin(), offsets_.end(), byte) - offsets_.begin();
  }

 private:
  std::vector<int> offsets_;
};

std::unique_ptr<Regex> compile(Interpreter& interpreter, Value pattern, Value flags, source::Range range) {
  auto* text = as<Str>(held(pattern));
  std::string error = "the pattern is no string";
  std::unique_ptr<Regex> made;
  if (text != nullptr) made = Regex::compile(text->text, options_of(interpreter.as_index(flags).value_or(0)), error);
  if (made == nullptr) interpreter.raise_error("ValueError", range, std::move(error));
  return made;
}

/// (pattern, flags) → (number of groups, {name: number})
Value describe(Interpreter& interpreter, Arguments& arguments, const Native&) {
  std::unique_ptr<Regex> regex = compile(interpreter, arguments.at(0), arguments.at(1), arguments.site);
  if (regex == nullptr) return {};
  Dict* names = interpreter.dict();
  for (const auto& [name, number] : regex->names()) {
    interpreter.dict_set(*names, interpreter.str(name), Value::integer(number), arguments.site);
  }
  return interpreter.tuple({Value::integer(regex->groups()), names});
}

/// (pattern, flags, text, start, anchor, not empty at start) → the spans of the match and of its groups, or None
Value match(Interpreter& interpreter, Arguments& arguments, const Native&) {
  Value subject = held(arguments.at(2));
  if (as<Unknown>(subject) != nullptr) return subject;
  auto* text = as<Str>(subject);
  if (text == nullptr)
    return interpreter.raise_error("TypeError", arguments.site, "expected string or bytes-like object");
  if (!interpreter.step(arguments.site)) return {};
  std::unique_ptr<Regex> regex = compile(interpreter, arguments.at(0), arguments.at(1), arguments.site);
  if (regex == nullptr) return {};
  Places places(text->text);
  auto anchor = static_cast<Regex::Anchor>(interpreter.as_index(arguments.at(4)).value_or(0));
  bool not_empty = interpreter.truth(arguments.at(5), arguments.site).as_bool();
  bool gave_up = false;
  auto found = regex->match(text->text, places.byte(interpreter.as_index(arguments.at(3)).value_or(0)), anchor,
                            not_empty, gave_up);
  if (gave_up) return interpreter.unknown("the match of this pattern takes too long", arguments.site);
  if (!found) return Value::none();
  std::vector<Value> spans;
  for (auto [begin, end] : *found) {
    bool part = begin >= 0;
    spans.push_back(interpreter.tuple(
        {Value::integer(part ? places.place(begin) : -1), Value::integer(part ? places.place(end) : -1)}));
  }
  return interpreter.list(std::move(spans));
}

constexpr LibraryFunction kFunctions[] = {
    {"builtins._regex_describe", describe},
    {"builtins._regex_match", match},
};

}  // namespace

Library regex_library() { return {kFunctions, {}, {}}; }

}  // namespace shapewise::absint
