// json.loads: RapidJSON reads the text and the values are made as it goes. json.dumps is Python, in the prelude.
#include <fmt/format.h>
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include "absint/integer.h"
#include "absint/library.h"

namespace shapewise::absint {
namespace {

constexpr std::size_t kMostNested = 500;

/// Builds the value of the text from RapidJSON's events.
class Builder {
 public:
  Builder(Interpreter& interpreter, source::Range range) : interpreter_(interpreter), range_(range) {}

  Value result;

  bool Null() { return add(Value::none()); }
  bool Bool(bool value) { return add(Value::boolean(value)); }
  bool Int(int value) { return add(Value::integer(value)); }
  bool Uint(unsigned value) { return add(Value::integer(value)); }
  bool Int64(std::int64_t value) { return add(Value::integer(value)); }
  bool Uint64(std::uint64_t value) { return add(interpreter_.integer(static_cast<shapewise::Int>(value))); }
  bool Double(double value) { return add(Value::floating(value)); }
  bool RawNumber(const char*, rapidjson::SizeType, bool) { return false; }
  bool String(const char* text, rapidjson::SizeType length, bool) {
    return add(interpreter_.str(std::string(text, length)));
  }
  bool StartObject() { return open(interpreter_.dict()); }
  bool Key(const char* text, rapidjson::SizeType length, bool) {
    keys_.push_back(interpreter_.str(std::string(text, length)));
    return true;
  }
  bool EndObject(rapidjson::SizeType) { return close(); }
  bool StartArray() { return open(interpreter_.list({})); }
  bool EndArray(rapidjson::SizeType) { return close(); }

 private:
  bool add(Value value) {
    if (open_.empty()) {
      result = value;
    } else if (auto* list = as<List>(open_.back())) {
      list->items.push_back(value);
    } else {
      bool set = interpreter_.dict_set(*as<Dict>(open_.back()), keys_.back(), value, range_);
      keys_.pop_back();
      return set;
    }
    return interpreter_.step(range_);
  }

  bool open(Value container) {
    if (open_.size() >= kMostNested) {
      interpreter_.stop(range_, fmt::format("the text in JSON is nested more than {} deep", kMostNested));
      return false;
    }
    bool added = add(container);
    open_.push_back(container);
    return added;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  Interpreter& interpreter_;
  source::Range range_;
  std::vector<Value> open_;  // containers that have not ended
  std::vector<Value> keys_;  // of their entries that wait for a value
};

/// The value of the text; None if it is none, which the prelude makes an exception of, in a tuple otherwise.
Value parse_json(Interpreter& interpreter, Arguments& arguments, const Native&) {
  Value source = arguments.at(0);
  std::string text;
  if (auto* found = as<Str>(source)) text = found->text;
  if (auto* found = as<Bytes>(source)) text = found->bytes;
  rapidjson::StringStream stream(text.c_str());
  rapidjson::Reader reader;
  Builder builder(interpreter, interpreter.own_place(arguments.site));
  bool read =
      !reader
           .Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag | rapidjson::kParseNanAndInfFlag>(
               stream, builder)
           .IsError();
  if (interpreter.stopped()) return {};
  return read ? interpreter.tuple({builder.result}) : Value::none();
}

constexpr LibraryFunction kFunctions[] = {{"builtins._parse_json", parse_json}};

}  // namespace

Library json_library() { return {kFunctions, {}, {}}; }

}  // namespace shapewise::absint
