// The tree of a YAML text, as libyaml reads it; what its scalars mean is Python, in the prelude. A node is a tuple:
// ('scalar', tag, text, plain), ('list', tag, nodes) or ('map', tag, nodes), in which keys and values take turns.
#include <fmt/format.h>
#include <map>
#include <yaml.h>

#include "absint/library.h"

namespace shapewise::absint {
namespace {

constexpr std::size_t kMostNested = 500;

class Composer {
 public:
  Composer(Interpreter& interpreter, source::Range range) : interpreter_(interpreter), range_(range) {}

  /// The documents of the text; Failed if it is none, or after a stop.
  Value read(const std::string& text) {
    yaml_parser_t parser;
    if (yaml_parser_initialize(&parser) == 0) return {};
    yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    bool going = true;
    bool valid = true;
    while (going && valid) {
      yaml_event_t event;
      valid = yaml_parser_parse(&parser, &event) != 0;
      if (!valid) break;
      going = event.type != YAML_STREAM_END_EVENT;
      valid = take(event) && interpreter_.step(range_);
      yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return valid ? interpreter_.list(std::move(documents_)) : Value();
  }

 private:
  static std::string text_of(const yaml_char_t* text) {
    return text != nullptr ? std::string(reinterpret_cast<const char*>(text)) : std::string();
  }

  bool take(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_SCALAR_EVENT: return add_scalar(event);
      case YAML_SEQUENCE_START_EVENT:
        return open("list", text_of(event.data.sequence_start.tag), text_of(event.data.sequence_start.anchor));
      case YAML_MAPPING_START_EVENT:
        return open("map", text_of(event.data.mapping_start.tag), text_of(event.data.mapping_start.anchor));
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT: open_.pop_back(); return true;
      case YAML_ALIAS_EVENT: {
        auto found = anchors_.find(text_of(event.data.alias.anchor));
        return found != anchors_.end() && add(found->second);
      }
      default: return true;
    }
  }

  bool add_scalar(const yaml_event_t& event) {
    const auto& scalar = event.data.scalar;
    std::string text(reinterpret_cast<const char*>(scalar.value), scalar.length);
    bool plain = scalar.plain_implicit != 0;
    return name(text_of(scalar.anchor),
                interpreter_.tuple({interpreter_.str("scalar"), interpreter_.str(text_of(scalar.tag)),
                                    interpreter_.str(std::move(text)), Value::boolean(plain)}));
  }

  bool open(std::string_view kind, std::string tag, const std::string& anchor) {
    Value items = interpreter_.list({});
    Value node = interpreter_.tuple({interpreter_.str(std::string(kind)), interpreter_.str(std::move(tag)), items});
    if (!name(anchor, node)) return false;
    if (open_.size() >= kMostNested) {
      interpreter_.stop(range_, fmt::format("the text in YAML is nested more than {} deep", kMostNested));
      return false;
    }
    open_.push_back(as<List>(items));
    return true;
  }

  /// Adds a node, to which an alias may refer from here on.
  bool name(const std::string& anchor, Value node) {
    if (!anchor.empty()) anchors_[anchor] = node;
    return add(node);
  }

  bool add(Value node) {
    (open_.empty() ? documents_ : open_.back()->items).push_back(node);
    return true;
  }

  Interpreter& interpreter_;
  source::Range range_;
  std::vector<Value> documents_;
  std::vector<List*> open_;  // lists and maps that have not ended
  std::map<std::string, Value> anchors_;
};

/// A list of the documents' nodes; None if the text is no YAML, which the prelude makes an exception of.
Value parse_yaml(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* text = as<Str>(held(arguments.at(0)));
  if (text == nullptr) return Value::none();
  Value read = Composer(interpreter, interpreter.own_place(arguments.site)).read(text->text);
  if (interpreter.stopped()) return {};
  return read.failed() ? Value::none() : read;
}

constexpr LibraryFunction kFunctions[] = {{"builtins._parse_yaml", parse_yaml}};

}  // namespace

Library yaml_library() { return {kFunctions, {}, {}}; }

}  // namespace shapewise::absint
