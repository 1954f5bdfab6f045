// JSON as all documents of shapewise write it: indented, small lists on one line, exact integers of any size, any bytes
// as valid UTF-8.
#pragma once

#include <optional>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <string>
#include <string_view>

#include "sym/expr.h"

namespace shapewise::report {

class JsonWriter {
 public:
  JsonWriter() { writer_.SetIndent(' ', 2); }

  void key(std::string_view name);
  /// What is not UTF-8 becomes U+FFFD, control characters are escaped.
  void string(std::string_view value);
  void text(std::string_view name, std::string_view value);
  void number(std::string_view name, int value);
  void flag(std::string_view name, bool value);
  /// A measured number; null if it is not finite.
  void decimal(double value);
  void decimal(std::string_view name, double value);
  /// An integer, a string with an expression that Python evaluates, or null. Integers are written as raw digits: they
  /// may have 128 bits, which no JSON library's numbers hold.
  void expression(const sym::Expr& e);
  void expression(std::string_view name, const sym::Expr& e);
  void expression(std::string_view name, const std::optional<sym::Expr>& e);

  template <class Items, class Write>
  void array(std::string_view name, const Items& items, Write write_item) {
    key(name);
    list(items, write_item);
  }
  template <class Items, class Write>
  void list(const Items& items, Write write_item) {
    writer_.StartArray();
    for (const auto& item : items) write_item(item);
    writer_.EndArray();
  }
  template <class Write>
  void object(Write write_members) {
    writer_.StartObject();
    write_members();
    writer_.EndObject();
  }
  template <class Write>
  void object(std::string_view name, Write write_members) {
    key(name);
    object(write_members);
  }
  /// Lists within are written without line breaks.
  template <class Write>
  void one_line(Write write_all) {
    bool outermost = !one_line_;
    one_line_ = true;
    writer_.SetFormatOptions(rapidjson::kFormatSingleLineArray);
    write_all();
    if (!outermost) return;
    one_line_ = false;
    writer_.SetFormatOptions(rapidjson::kFormatDefault);
  }
  /// All of it, ending with a newline.
  std::string document() const { return std::string(buffer_.GetString(), buffer_.GetSize()) + "\n"; }

 private:
  bool one_line_ = false;
  rapidjson::StringBuffer buffer_;

 protected:
  rapidjson::PrettyWriter<rapidjson::StringBuffer> writer_{buffer_};
};

}  // namespace shapewise::report
