// The values of a document.
#include "report/json_writer.h"

#include <cmath>

#include "analysis/cost.h"
#include "diag/text.h"

namespace shapewise::report {

void JsonWriter::key(std::string_view name) { writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())); }

void JsonWriter::string(std::string_view value) {
  std::string valid;
  for (std::size_t at = 0; at < value.size();) {
    diag::Decoded next = diag::decode(value, at);
    diag::append(valid, next.code);
    at += static_cast<std::size_t>(next.bytes);
  }
  writer_.String(valid.data(), static_cast<rapidjson::SizeType>(valid.size()));
}

void JsonWriter::text(std::string_view name, std::string_view value) {
  key(name);
  string(value);
}

void JsonWriter::number(std::string_view name, int value) {
  key(name);
  writer_.Int(value);
}

void JsonWriter::flag(std::string_view name, bool value) {
  key(name);
  writer_.Bool(value);
}

void JsonWriter::decimal(double value) {
  if (std::isfinite(value)) {
    writer_.Double(value);
  } else {
    writer_.Null();
  }
}

void JsonWriter::decimal(std::string_view name, double value) {
  key(name);
  decimal(value);
}

void JsonWriter::expression(const sym::Expr& e) {
  if (!analysis::is_exact(e)) {
    writer_.Null();
  } else if (auto value = e.constant()) {
    std::string digits = to_string(*value);
    writer_.RawValue(digits.data(), digits.size(), rapidjson::kNumberType);
  } else {
    string(sym::to_text(e, sym::Style::Python));
  }
}

void JsonWriter::expression(std::string_view name, const sym::Expr& e) {
  key(name);
  expression(e);
}

void JsonWriter::expression(std::string_view name, const std::optional<sym::Expr>& e) {
  key(name);
  e ? expression(*e) : static_cast<void>(writer_.Null());
}

}  // namespace shapewise::report
