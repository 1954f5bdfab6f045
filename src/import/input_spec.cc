// A size is an integer, a name, or arithmetic on them. Sizes are separated by commas; without any comma, by x or ×, or
// by blanks.
#include "import/input_spec.h"

#include <algorithm>
#include <fmt/format.h>

#include "import/expr/lexer.h"

namespace shapewise::import {
namespace {

using source::Range;

constexpr std::string_view kBlanks = " \t\r\n\f\v";
constexpr int kMaxRank = 64;  // as in PyTorch
constexpr std::size_t kMostItems = 1000;
constexpr int kMostNested = 8;

class InputReader {
 public:
  InputReader(const source::SourceFile& file, const sym::Assignment& values, diag::Sink& sink, int depth = 0)
      : file_(file), values_(values), sink_(sink), depth_(depth) {}

  std::optional<InputSpec> read(Range range) {
    InputSpec spec;
    spec.range = trimmed(range);
    Range rest = spec.range;
    if (!take_name(rest, spec.name)) return std::nullopt;
    if (is_value(text(rest))) {
      spec.kind = InputSpec::Kind::Value;
      spec.expression = text(rest);
      return spec;
    }
    if (auto kind = container(text(rest))) return read_items(rest, *kind, std::move(spec));
    if (!take_dtype(rest, spec) || !take_brackets(rest)) return std::nullopt;
    if (rest.begin == rest.end && !bracketed_)
      return error(rest, "there is no shape", "expected sizes, such as N,3,64,64");
    for (Range part : split(rest)) {
      auto size = read_size(part);
      if (!size) return std::nullopt;
      spec.shape.dims.push_back(std::move(*size));
    }
    if (spec.shape.rank() > kMaxRank)
      return error(rest, fmt::format("a tensor has at most {} dimensions", kMaxRank), {});
    return spec;
  }

 private:
  std::string_view text(Range range) const { return file_.slice(range); }

  Range trimmed(Range range) const {
    std::string_view all = text(range);
    std::size_t begin = all.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return file_.range(range.begin, range.begin);
    std::size_t end = all.find_last_not_of(kBlanks) + 1;
    return file_.range(range.begin + static_cast<int>(begin), range.begin + static_cast<int>(end));
  }

  std::nullopt_t error(Range range, std::string message, std::string label, diag::Kind kind = diag::Kind::InputSpec) {
    auto& d = sink_.error(kind, range, std::move(message));
    d.label = std::move(label);
    d.notes.emplace_back("an input is written as N,3,64,64 or Nx3x64x64 or (N, 3, 64, 64), with a name as x=N,3,64,64");
    return std::nullopt;
  }

  /// "x=" before the shape, or "x:".
  bool take_name(Range& rest, std::string& name) {
    std::string_view all = text(rest);
    std::size_t length = 0;
    while (length < all.size() && is_name_part(all[length])) ++length;
    std::size_t mark = all.find_first_not_of(kBlanks, length);
    if (length == 0 || !is_name_start(all[0]) || mark == std::string_view::npos) return true;
    // "N:int64" is a size with an element type, "x: (N, 3)" a name with a shape.
    bool colon = all[mark] == ':' &&
                 !ir::find_dtype(text(trimmed(file_.range(rest.begin + static_cast<int>(mark) + 1, rest.end))));
    if (all[mark] != '=' && !colon) return true;
    name = all.substr(0, length);
    rest.begin += static_cast<int>(mark) + 1;
    rest = trimmed(rest);
    return true;
  }

  /// True, None, a string, a fraction, or a call such as tensor([9, 7]).
  static bool is_value(std::string_view all) {
    for (std::string_view word : {"True", "False", "None"}) {
      if (all == word) return true;
    }
    if (all.empty()) return false;
    if (all.front() == '\'' || all.front() == '"') return true;
    bool digits = all.find_first_not_of("-+.0123456789e") == std::string_view::npos;
    if (digits && all.find('.') != std::string_view::npos) return true;
    std::size_t open = all.find('(');
    if (open == 0 || open == std::string_view::npos || !encloses(all.substr(open))) return false;
    std::string_view called = all.substr(0, open);
    bool dotted = std::all_of(called.begin(), called.end(), [](char c) { return is_name_part(c) || c == '.'; });
    constexpr std::string_view kOfShapes[] = {"torch.Size", "Size", "shape", "min", "max", "floor", "ceil"};
    return dotted && std::find(std::begin(kOfShapes), std::end(kOfShapes), called) == std::end(kOfShapes);
  }

  /// What kind of container a text is: a list, tuple or dict of inputs that stand in brackets or are values.
  std::optional<InputSpec::Kind> container(std::string_view all) const {
    if (all.size() < 2 || !encloses(all)) return std::nullopt;
    if (all.front() == '{' && all.back() == '}') return InputSpec::Kind::Dict;
    bool list = all.front() == '[' && all.back() == ']';
    if (!list && (all.front() != '(' || all.back() != ')')) return std::nullopt;
    std::vector<std::string_view> items = top_level(all.substr(1, all.size() - 2));
    bool inputs = !items.empty() && std::all_of(items.begin(), items.end(), is_enclosed_input);
    // torch.Size([1, 3]) and ([1, 3]) are shapes.
    if (!inputs || (!list && items.size() < 2)) return std::nullopt;
    return list ? InputSpec::Kind::List : InputSpec::Kind::Tuple;
  }

  static bool is_enclosed_input(std::string_view item) {
    if (item.empty()) return false;
    if (item.front() == '(' || item.front() == '[' || item.front() == '{') {
      std::size_t end = item.find_last_of(")]}");
      bool typed = end != std::string_view::npos && (end + 1 == item.size() || item[end + 1] == ':');
      return typed && encloses(item.substr(0, end + 1)) && item.find(',') != std::string_view::npos;
    }
    return is_value(item);
  }

  /// The parts between the commas that stand in no brackets; none behind the last comma.
  static std::vector<std::string_view> top_level(std::string_view all) {
    std::vector<std::string_view> parts;
    int depth = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= all.size(); ++i) {
      bool end = i == all.size();
      if (!end && std::string_view("([{").find(all[i]) != std::string_view::npos) ++depth;
      if (!end && std::string_view(")]}").find(all[i]) != std::string_view::npos) --depth;
      if (!end && (all[i] != ',' || depth > 0)) continue;
      std::string_view part = all.substr(begin, i - begin);
      while (!part.empty() && kBlanks.find(part.front()) != std::string_view::npos) part.remove_prefix(1);
      while (!part.empty() && kBlanks.find(part.back()) != std::string_view::npos) part.remove_suffix(1);
      if (!part.empty() || !end) parts.push_back(part);
      begin = i + 1;
    }
    return parts;
  }

  std::optional<InputSpec> read_items(Range rest, InputSpec::Kind kind, InputSpec spec) {
    spec.kind = kind;
    std::string_view all = text(rest);
    for (std::string_view item : top_level(all.substr(1, all.size() - 2))) {
      int begin = rest.begin + static_cast<int>(item.data() - all.data());
      Range place = file_.range(begin, begin + static_cast<int>(item.size()));
      std::string key;
      if (kind == InputSpec::Kind::Dict && !take_key(place, key)) return std::nullopt;
      if (spec.items.size() >= kMostItems) return error(place, "there are too many inputs", {});
      if (depth_ == kMostNested) return error(place, "inputs are nested too deeply", {});
      auto read = InputReader(file_, values_, sink_, depth_ + 1).read(place);
      if (!read) return std::nullopt;
      if (kind == InputSpec::Kind::Dict) read->name = key;
      spec.items.push_back(std::move(*read));
    }
    return spec;
  }

  /// "'image':" before what is in a dict.
  bool take_key(Range& place, std::string& key) {
    std::string_view item = text(place);
    std::size_t colon = item.find(':');
    Range word = trimmed(file_.range(place.begin, place.begin + static_cast<int>(std::min(colon, item.size()))));
    key = text(word);
    bool quoted = key.size() >= 2 && (key.front() == '\'' || key.front() == '"') && key.back() == key.front();
    if (quoted) key = key.substr(1, key.size() - 2);
    if (colon == std::string_view::npos || key.empty()) {
      error(place, "a key is missing", "expected a key and an input, such as 'image': (N, 3, 64, 64)");
      return false;
    }
    place = trimmed(file_.range(place.begin + static_cast<int>(colon) + 1, place.end));
    return true;
  }

  /// ":int64" after the shape.
  bool take_dtype(Range& rest, InputSpec& spec) {
    std::string_view all = text(rest);
    std::size_t colon = all.rfind(':');
    if (colon == std::string_view::npos) return true;
    Range word = trimmed(file_.range(rest.begin + static_cast<int>(colon) + 1, rest.end));
    spec.dtype = ir::find_dtype(text(word));
    if (!spec.dtype) {
      error(word, fmt::format("there is no element type '{}'", text(word).substr(0, 40)),
            "expected float32, int64 or the like");
      return false;
    }
    rest = trimmed(file_.range(rest.begin, rest.begin + static_cast<int>(colon)));
    return true;
  }

  bool take_brackets(Range& rest) {
    for (std::string_view word : {"torch.Size", "Size", "shape"}) {
      if (text(rest).starts_with(word))
        rest = trimmed(file_.range(rest.begin + static_cast<int>(word.size()), rest.end));
    }
    // torch.Size([1, 3]) has two pairs.
    for (int pair = 0; pair < 2; ++pair) {
      std::string_view all = text(rest);
      if (all.empty() || (all.front() != '(' && all.front() != '[')) return true;
      if (!encloses(all)) return true;
      if (all.size() < 2 || all.back() != (all.front() == '(' ? ')' : ']')) {
        error(file_.range(rest.begin, rest.begin + 1), fmt::format("'{}' is not closed", all.front()), "opened here");
        return false;
      }
      bracketed_ = true;
      rest = trimmed(file_.range(rest.begin + 1, rest.end - 1));
    }
    return true;
  }

  /// True if the bracket at the front closes at the end or never, not in between: (H+1)*2, 3 begins with a size.
  static bool encloses(std::string_view all) {
    int depth = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i] == '(' || all[i] == '[' || all[i] == '{') ++depth;
      if (all[i] == ')' || all[i] == ']' || all[i] == '}') --depth;
      if (depth == 0) return i + 1 == all.size();
    }
    return true;
  }

  /// The places of the sizes.
  std::vector<Range> split(Range rest) const {
    std::string_view all = text(rest);
    std::vector<Range> parts;
    if (all.empty()) return parts;
    bool commas = all.find(',') != std::string_view::npos;
    int begin = rest.begin;
    int depth = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i] == '(') ++depth;
      if (all[i] == ')') --depth;
      std::size_t width = depth > 0 ? 0 : separator(all, i, commas);
      if (width == 0) continue;
      int here = rest.begin + static_cast<int>(i);
      parts.push_back(trimmed(file_.range(begin, here)));
      i += width - 1;
      begin = here + static_cast<int>(width);
    }
    Range last = trimmed(file_.range(begin, rest.end));
    if (last.begin != last.end || parts.empty() || !commas) parts.push_back(last);  // a comma may end a tuple
    return parts;
  }

  /// Bytes of the separator at a place; 0: none is there.
  static std::size_t separator(std::string_view all, std::size_t i, bool commas) {
    if (commas) return all[i] == ',' ? 1 : 0;
    if (all.substr(i).starts_with("×")) return std::string_view("×").size();
    if (all[i] == 'x' || all[i] == 'X') return 1;
    if (kBlanks.find(all[i]) == std::string_view::npos) return 0;
    // Blanks separate sizes, but not "3 x 64" once more.
    std::size_t next = std::min(all.find_first_not_of(kBlanks, i), all.size());
    bool beside =
        std::string_view("xX+-*/%").find(all[next]) != std::string_view::npos || all.substr(next).starts_with("×");
    std::string_view before = all.substr(0, i);
    bool after = before.ends_with("×") || std::string_view("xX+-*/%").find(before.back()) != std::string_view::npos;
    return beside || after ? 0 : next - i;
  }

  std::optional<sym::Expr> read_size(Range range) {
    std::string_view size = text(range);
    std::string shown(size.substr(0, 40));
    if (size.empty()) return error(range, "a size is missing", "expected an integer or a name");
    if (size == "?")
      return error(range, "sizes of inputs are not solved for",
                   "write a name, or ask shapewise envelope which sizes work");
    if (size == "None" || size == "-1") {
      return error(range, fmt::format("'{}' is no size: an unknown size needs a name", size), "write N, for example");
    }
    if (size == "nan" || size == "NaN" || size == "inf")
      return error(range, fmt::format("{} is no size", size), "expected an integer");
    auto value = sym::parse_expr(size);
    if (!value) {
      bool digits = size.find_first_not_of("0123456789") == std::string_view::npos;
      if (digits) return error(range, "the size does not fit into 64 bits", "too large", diag::Kind::Overflow);
      return error(range, fmt::format("'{}' is no size", shown), "expected an integer or a name");
    }
    *value = sym::substitute(*value, values_);
    if (value->is_invalid()) return error(range, value->invalid_reason(), "has no value", diag::Kind::Overflow);
    if (auto constant = value->constant()) {
      if (*constant < 0)
        return error(range, fmt::format("a size cannot be negative, and this is {}", to_string(*constant)),
                     "at least 0");
      if (!fits_int64(*constant)) {
        return error(range, "the size does not fit into 64 bits", "too large", diag::Kind::Overflow);
      }
    }
    return value;
  }

  const source::SourceFile& file_;
  const sym::Assignment& values_;
  diag::Sink& sink_;
  const int depth_;  // of the container around it
  bool bracketed_ = false;
};

}  // namespace

std::optional<InputSpec> parse_input(const source::SourceFile& file, source::Range range, const sym::Assignment& values,
                                     diag::Sink& sink) {
  return InputReader(file, values, sink).read(range);
}

std::vector<InputSpec> parse_inputs(const source::SourceFile& file, source::Range range, const sym::Assignment& values,
                                    diag::Sink& sink, bool& ok) {
  std::vector<InputSpec> specs;
  std::string_view all = file.slice(range);
  ok = true;
  int begin = range.begin;
  for (std::size_t i = 0; i <= all.size(); ++i) {
    if (i < all.size() && all[i] != ';') continue;
    int here = range.begin + static_cast<int>(i);
    auto spec = parse_input(file, file.range(begin, here), values, sink);
    ok = ok && spec.has_value();
    if (spec) specs.push_back(std::move(*spec));
    begin = here + 1;
  }
  return specs;
}

}  // namespace shapewise::import
