// Printing of values as Python prints them, with fmt doing the number formatting.
#include "absint/format.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "absint/integer.h"
#include "absint/numbers.h"
#include "absint/torch_module.h"
#include "absint/unicode.h"

namespace shapewise::absint {
namespace {

/// A format specification: [[fill]align][sign][#][0][width][grouping][.precision][type].
struct Spec {
  std::string fill = " ";
  char align = 0;
  char sign = '-';
  bool alternate = false;
  int width = 0;
  char grouping = 0;
  int precision = -1;
  char type = 0;
};

bool is_align(std::string_view c) { return c == "<" || c == ">" || c == "^" || c == "="; }

bool read_number(std::string_view& text, int& number) {
  bool any = false;
  number = 0;
  while (!text.empty() && text[0] >= '0' && text[0] <= '9') {
    number = number * 10 + (text[0] - '0');
    text.remove_prefix(1);
    any = true;
    if (number > 100'000) return false;
  }
  return any;
}

std::optional<Spec> parse_spec(std::string_view text) {
  Spec spec;
  std::vector<std::string> head = code_points(text.substr(0, 8));
  if (head.size() > 1 && is_align(head[1])) {
    spec.fill = head[0];
    spec.align = head[1][0];
    text.remove_prefix(head[0].size() + 1);
  } else if (!head.empty() && is_align(head[0])) {
    spec.align = head[0][0];
    text.remove_prefix(1);
  }
  auto eat = [&](std::string_view any) {
    if (text.empty() || any.find(text[0]) == std::string_view::npos) return '\0';
    char c = text[0];
    text.remove_prefix(1);
    return c;
  };
  if (char sign = eat("+- ")) spec.sign = sign;
  spec.alternate = eat("#") != 0;
  if (eat("0") != 0 && spec.align == 0) {
    spec.fill = "0";
    spec.align = '=';
  }
  if (!text.empty() && text[0] >= '0' && text[0] <= '9' && !read_number(text, spec.width)) return std::nullopt;
  spec.grouping = eat(",_");
  if (eat(".") != 0 && !read_number(text, spec.precision)) return std::nullopt;
  spec.type = eat("bcdeEfFgGnosxX%");
  if (!text.empty()) return std::nullopt;
  return spec;
}

std::string pad(const Spec& spec, std::string body, char natural) {
  int width = static_cast<int>(code_points(body).size());
  int missing = spec.width - width;
  if (missing <= 0) return body;
  auto fill = [&](int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += spec.fill;
    return text;
  };
  char align = spec.align != 0 ? spec.align : natural;
  if (align == '<') return body + fill(missing);
  if (align == '^') return fill(missing / 2) + body + fill(missing - missing / 2);
  if (align == '=') {
    std::size_t sign = !body.empty() && (body[0] == '-' || body[0] == '+' || body[0] == ' ') ? 1 : 0;
    return body.substr(0, sign) + fill(missing) + body.substr(sign);
  }
  return fill(missing) + body;
}

std::string group(std::string digits, char separator) {
  std::size_t end = digits.find_first_of(".e");
  if (end == std::string::npos) end = digits.size();
  std::size_t begin = !digits.empty() && (digits[0] == '-' || digits[0] == '+') ? 1 : 0;
  for (std::size_t at = end; at > begin + 3;) {
    at -= 3;
    digits.insert(at, 1, separator);
  }
  return digits;
}

std::string with_sign(const Spec& spec, std::string text) {
  if (spec.sign != '-' && !text.starts_with('-')) text.insert(0, 1, spec.sign);
  return text;
}

/// As 'g', but with a digit behind the point, and the exponent one digit earlier.
std::string general_text(double value, int precision) {
  std::string text = fmt::format("{:.{}g}", value, precision == 0 ? 1 : precision);
  if (text.find_first_of("ein") != std::string::npos) return text;
  std::size_t digits = 0;
  for (char c : text) digits += c >= '0' && c <= '9' ? 1 : 0;
  bool whole = text.find('.') == std::string::npos;
  if (whole && static_cast<int>(digits) >= std::max(precision, 1))
    return fmt::format("{:.{}e}", value, std::max(precision, 1) - 1);
  return whole ? text + ".0" : text;
}

std::string format_float(const Spec& spec, double value) {
  int precision = spec.precision >= 0 ? spec.precision : 6;
  std::string text;
  switch (spec.type) {
    case 'e': text = fmt::format("{:.{}e}", value, precision); break;
    case 'E': text = fmt::format("{:.{}E}", value, precision); break;
    case 'f':
    case 'F': text = fmt::format("{:.{}f}", value, precision); break;
    case '%': text = fmt::format("{:.{}f}%", value * 100, precision); break;
    case 'g':
    case 'n': text = fmt::format("{:.{}g}", value, precision); break;
    case 'G': text = fmt::format("{:.{}G}", value, precision); break;
    default: text = spec.precision >= 0 ? general_text(value, precision) : float_text(value);
  }
  if (spec.grouping != 0) text = group(std::move(text), spec.grouping);
  return pad(spec, with_sign(spec, std::move(text)), '>');
}

std::string format_integer(const Spec& spec, Value value) {
  int base = spec.type == 'b' ? 2 : spec.type == 'o' ? 8 : spec.type == 'x' || spec.type == 'X' ? 16 : 10;
  std::string text = integer_text(value, base);
  if (spec.type == 'X') {
    for (char& c : text) c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  if (spec.grouping != 0) text = group(std::move(text), spec.grouping);
  if (spec.alternate && base != 10) text.insert(text.starts_with('-') ? 1 : 0, {'0', spec.type});
  return pad(spec, with_sign(spec, std::move(text)), '>');
}

/// Text of nested values is bounded in depth: a list may contain itself.
class Printer {
 public:
  explicit Printer(Interpreter& interpreter) : interpreter_(interpreter) {}

  std::string repr(Value value) {
    if (depth_ > 50 || size_ > 1'000'000) return "...";
    ++depth_;
    std::string text = value.is_object() ? object(value) : plain(value);
    --depth_;
    size_ += text.size();
    return text;
  }

  std::string plain(Instance& instance) {
    if (!instance.payload.failed()) return repr(instance.payload);
    if (Value* args = instance.attributes.find(interpreter_.known().args)) {
      bool exception = interpreter_.is_instance(&instance, interpreter_.builtin("builtins.BaseException"));
      auto* tuple = as<Tuple>(*args);
      if (exception && tuple != nullptr) return fmt::format("{}({})", instance.type->name.text(), join(tuple->items));
    }
    return fmt::format("<{} object>", instance.type->qualified);
  }

 private:
  static std::string plain(Value value) {
    switch (value.tag()) {
      case Tag::None: return "None";
      case Tag::Bool: return value.as_bool() ? "True" : "False";
      case Tag::Int: return std::to_string(value.as_int());
      case Tag::Float: return float_text(value.as_float());
      case Tag::Ellipsis: return "Ellipsis";
      default: return "NotImplemented";
    }
  }

  std::string join(const std::vector<Value>& items) {
    std::string text;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) text += ", ";
      text += repr(items[i]);
      if (size_ > 1'000'000) break;
    }
    return text;
  }

  std::string entries(const Dict& dict, bool values) {
    std::string text;
    for (const Dict::Entry& entry : dict.entries) {
      if (!entry.live) continue;
      if (!text.empty()) text += ", ";
      text += repr(entry.key);
      if (values) text += ": " + repr(entry.value);
    }
    return text;
  }

  /// A container within itself is printed as three dots.
  template <class Print>
  std::string nested(Value value, const char* within, Print print) {
    if (std::find(open_.begin(), open_.end(), value.object()) != open_.end()) return within;
    open_.push_back(value.object());
    std::string text = print();
    open_.pop_back();
    return text;
  }

  std::string object(Value value) {
    switch (value.object()->kind) {
      case ObjectKind::Str: return quoted(as<Str>(value)->text);
      case ObjectKind::Bytes: return "b" + quoted_bytes(as<Bytes>(value)->bytes);
      case ObjectKind::DictView: {
        auto* view = as<DictView>(value);
        std::string text = view->part == DictView::Part::Keys ? entries(*view->dict, false) : "";
        for (const Dict::Entry& entry : view->dict->entries) {
          if (!entry.live || view->part == DictView::Part::Keys) continue;
          if (!text.empty()) text += ", ";
          text += view->part == DictView::Part::Values ? repr(entry.value)
                                                       : fmt::format("({}, {})", repr(entry.key), repr(entry.value));
        }
        return fmt::format("{}([{}])", interpreter_.type_name(value), text);
      }
      case ObjectKind::Slice: {
        auto* slice = as<Slice>(value);
        return fmt::format("slice({}, {}, {})", repr(slice->start), repr(slice->stop), repr(slice->step));
      }
      case ObjectKind::Native: {
        const std::string& name = as<Native>(value)->name;
        return fmt::format("<built-in function {}>", name.substr(name.rfind('.') + 1));
      }
      case ObjectKind::BigInt: return integer_text(value);
      case ObjectKind::SymInt: return sym::to_text(as<SymInt>(value)->expr, sym::Style::Python);
      case ObjectKind::SymFloat:
        return fmt::format("({})/({})", sym::to_text(as<SymFloat>(value)->num, sym::Style::Python),
                           sym::to_text(as<SymFloat>(value)->den, sym::Style::Python));
      case ObjectKind::List: return nested(value, "[...]", [&] { return "[" + join(as<List>(value)->items) + "]"; });
      case ObjectKind::Tuple: {
        auto* tuple = as<Tuple>(value);
        if (tuple->size_type) return "torch.Size([" + join(tuple->items) + "])";
        return "(" + join(tuple->items) + (tuple->items.size() == 1 ? ",)" : ")");
      }
      case ObjectKind::Dict: return nested(value, "{...}", [&] { return "{" + entries(*as<Dict>(value), true) + "}"; });
      case ObjectKind::Set: {
        auto* set = as<Set>(value);
        std::string name = set->frozen ? "frozenset" : "set";
        if (set->items.size == 0) return name + "()";
        std::string text = "{" + entries(set->items, false) + "}";
        return set->frozen ? "frozenset(" + text + ")" : text;
      }
      case ObjectKind::Range: {
        auto* r = as<Range>(value);
        return r->step == 1 ? fmt::format("range({}, {})", r->start, r->stop)
                            : fmt::format("range({}, {}, {})", r->start, r->stop, r->step);
      }
      case ObjectKind::Module: return fmt::format("<module '{}'>", as<Module>(value)->name);
      case ObjectKind::Function: return fmt::format("<function {}>", as<Function>(value)->qualified);
      case ObjectKind::Class: {
        auto* type = as<Class>(value);
        Class* meta = interpreter_.metaclass_of(*type);
        if (!interpreter_.find_in_class(meta, interpreter_.known().repr).failed()) {
          Value text = interpreter_.call_special(value, interpreter_.known().repr, {}, {});
          if (auto* made = as<Str>(text)) return made->text;
        }
        std::string_view name = type->qualified;
        if (name.starts_with("builtins.")) name.remove_prefix(9);
        return fmt::format("<class '{}'>", name);
      }
      case ObjectKind::DType: return fmt::format("torch.{}", ir::name(as<DTypeObject>(value)->dtype));
      case ObjectKind::Tensor:
        return fmt::format("tensor of shape {}", ir::to_text(interpreter_.tensor_of(*as<Tensor>(value))));
      case ObjectKind::Unknown: return "<unknown>";
      case ObjectKind::Instance: return instance(*as<Instance>(value));
      default: return fmt::format("<{}>", interpreter_.type_name(value));
    }
  }

  std::string instance(Instance& instance) {
    Value method = interpreter_.find_in_class(instance.type, interpreter_.known().repr);
    if (!method.failed()) {
      Value text = interpreter_.call_special(&instance, interpreter_.known().repr, {}, {});
      if (auto* made = as<Str>(text)) return made->text;
    }
    return plain(instance);
  }

  Interpreter& interpreter_;
  std::vector<Object*> open_;
  int depth_ = 0;
  std::size_t size_ = 0;
};

}  // namespace

std::string float_text(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  double magnitude = std::abs(value);
  std::string text =
      magnitude != 0 && (magnitude >= 1e16 || magnitude < 1e-4) ? fmt::format("{:e}", value) : fmt::format("{}", value);
  if (text.find('e') != std::string::npos) {
    // The shortest digits that read back as the same number.
    for (int precision = 0; precision < 18; ++precision) {
      text = fmt::format("{:.{}e}", value, precision);
      if (std::strtod(text.c_str(), nullptr) == value) break;
    }
    return text;
  }
  return text.find('.') == std::string::npos ? text + ".0" : text;
}

std::string quoted_bytes(std::string_view bytes) {
  char quote = bytes.find('\'') != std::string_view::npos && bytes.find('"') == std::string_view::npos ? '"' : '\'';
  std::string out(1, quote);
  for (char c : bytes) {
    if (c == quote || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n' || c == '\t' || c == '\r') {
      out += c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\r";
    } else if (c >= 32 && c < 127) {
      out += c;
    } else {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
  }
  return out + quote;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const std::string& character : code_points(text)) {
    std::uint32_t code = decode(character);
    if (code < 0x80) {
      out += character;
    } else {
      out += code < 0x100     ? fmt::format("\\x{:02x}", code)
             : code < 0x10000 ? fmt::format("\\u{:04x}", code)
                              : fmt::format("\\U{:08x}", code);
    }
  }
  return out;
}

std::string quoted(std::string_view text) {
  bool has_single = text.find('\'') != std::string_view::npos;
  char quote = has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
  std::string out(1, quote);
  for (char c : text) {
    if (c == quote || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else if (static_cast<unsigned char>(c) < 32 || c == 127) {
      out += fmt::format("\\x{:02x}", c);
    } else {
      out += c;
    }
  }
  return out + quote;
}

std::string Interpreter::plain_repr(Instance& instance) { return Printer(*this).plain(instance); }

std::string Interpreter::repr(Value value) { return Printer(*this).repr(value); }

std::string Interpreter::to_str(Value value) {
  if (auto* text = as<Str>(value)) return text->text;
  if (auto* instance = as<Instance>(value)) {
    Value method = find_in_class(instance->type, known_.str);
    if (!method.failed()) {
      Value text = call_special(value, known_.str, {}, {});
      if (auto* made = as<Str>(text)) return made->text;
      return {};
    }
    Value* args = instance->attributes.find(known_.args);
    if (args != nullptr && as<Tuple>(*args) != nullptr && is_instance(value, builtin("builtins.BaseException"))) {
      const std::vector<Value>& items = as<Tuple>(*args)->items;
      if (items.empty()) return {};
      // The key may be a string, whose quotes tell where it ends.
      bool key = items.size() == 1 && is_instance(value, builtin("builtins.KeyError"));
      return items.size() == 1 && !key ? to_str(items[0]) : repr(items.size() == 1 ? items[0] : *args);
    }
    if (as<Str>(instance->payload) != nullptr) return as<Str>(instance->payload)->text;
  }
  return repr(value);
}

Value format_value(Interpreter& interpreter, Value value, std::string_view text, source::Range range) {
  if (as<Unknown>(value) != nullptr) return value;
  auto* instance = as<Instance>(value);
  bool own_format =
      instance != nullptr && !interpreter.find_in_class(instance->type, interpreter.known().format).failed();
  if (text.empty() && !own_format) {
    std::string plain = interpreter.to_str(value);
    return interpreter.raising() || interpreter.stopped() ? Value() : interpreter.str(std::move(plain));
  }
  if (own_format)
    return interpreter.call_special(value, interpreter.known().format, {interpreter.str(std::string(text))}, range);
  value = held(value);
  auto spec = parse_spec(text);
  if (!spec) return interpreter.raise_error("ValueError", range, fmt::format("Invalid format specifier '{}'", text));
  bool real = spec->type != 0 && std::string_view("eEfFgG%").find(spec->type) != std::string_view::npos;
  if (is_integer(value)) {
    if (real) return interpreter.str(format_float(*spec, integer_to_double(value)));
    if (spec->type == 'c')
      return interpreter.str(
          pad(*spec, encode(static_cast<std::uint32_t>(interpreter.as_index(value).value_or(0))), '<'));
    return interpreter.str(format_integer(*spec, value));
  }
  if (value.is_float()) return interpreter.str(format_float(*spec, value.as_float()));
  if (spec->type != 0 && spec->type != 's') {
    return interpreter.raise_error(
        "ValueError", range,
        fmt::format("Unknown format code '{}' for object of type '{}'", spec->type, interpreter.type_name(value)));
  }
  std::string body = interpreter.to_str(value);
  if (spec->precision >= 0) {
    std::vector<std::string> characters = code_points(body);
    body.clear();
    for (int i = 0; i < spec->precision && i < static_cast<int>(characters.size()); ++i)
      body += characters[static_cast<std::size_t>(i)];
  }
  return interpreter.str(pad(*spec, std::move(body), '<'));
}

Value percent_format(Interpreter& interpreter, std::string_view format, Value values, source::Range range) {
  std::vector<Value> items = as<Tuple>(values) != nullptr ? as<Tuple>(values)->items : std::vector<Value>{values};
  Dict* mapping = interpreter.as_dict(values);
  std::string out;
  std::size_t next = 0;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%' || ++i >= format.size()) {
      out += format[std::min(i, format.size() - 1)];
      continue;
    }
    if (format[i] == '%') {
      out += '%';
      continue;
    }
    Value item;
    if (format[i] == '(' && mapping != nullptr) {
      std::size_t close = format.find(')', i);
      if (close == std::string_view::npos) return interpreter.raise_error("ValueError", range, "incomplete format key");
      item = interpreter.get_item(values, interpreter.str(std::string(format.substr(i + 1, close - i - 1))), range);
      if (item.failed()) return item;
      i = close + 1;
    }
    std::size_t begin = i;
    while (i < format.size() && std::string_view("#0- +.123456789*").find(format[i]) != std::string_view::npos) ++i;
    if (i >= format.size()) return interpreter.raise_error("ValueError", range, "incomplete format");
    std::string spec(format.substr(begin, i - begin));
    for (std::size_t star = 0; (star = spec.find('*')) != std::string::npos;) {
      if (next >= items.size())
        return interpreter.raise_error("TypeError", range, "not enough arguments for format string");
      spec.replace(star, 1, std::to_string(interpreter.as_index(items[next++]).value_or(0)));
    }
    while (i < format.size() && (format[i] == 'l' || format[i] == 'h')) ++i;
    if (i >= format.size()) return interpreter.raise_error("ValueError", range, "incomplete format");
    char type = format[i];
    if (item.failed()) {
      if (next >= items.size())
        return interpreter.raise_error("TypeError", range, "not enough arguments for format string");
      item = items[next++];
    }
    if (as<Unknown>(item) != nullptr) return item;
    bool left = spec.find('-') != std::string::npos;
    std::erase(spec, '-');
    if (type == 'c' && as<Str>(item) != nullptr) type = 's';
    bool text = type == 's' || type == 'r' || type == 'a';
    if (text) item = interpreter.str(type == 's' ? interpreter.to_str(item) : interpreter.repr(item));
    if (type == 'd' || type == 'i' || type == 'u') {
      item = round_number(interpreter, item, Rounding::Truncate, range);
      type = 'd';
    }
    if (item.tag() == Tag::NotImplemented)
      return interpreter.raise_error("TypeError", range, "%d format: a number is required");
    if (item.failed()) return item;
    std::string align = left ? "<" : text && !spec.empty() && spec[0] != '.' ? ">" : "";
    Value made = format_value(interpreter, item, text ? align + spec : align + spec + type, range);
    if (made.failed() || as<Unknown>(made) != nullptr) return made;
    out += as<Str>(made)->text;
  }
  if (mapping == nullptr && next < items.size()) {
    return interpreter.raise_error("TypeError", range, "not all arguments converted during string formatting");
  }
  return interpreter.str(std::move(out));
}

}  // namespace shapewise::absint
