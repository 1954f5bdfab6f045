// The checks, cheapest first; each is one pass over the bytes.
#include "driver/text.h"

#include <fmt/format.h>

namespace shapewise::driver {
namespace {

/// Length of the well-formed code point at the front of a text that is not empty; 0 if it is ill-formed.
std::size_t code_point_length(std::string_view text) {
  auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  unsigned first = byte(0);
  if (first < 0x80) return 1;
  std::size_t length = first >= 0xC2 && first <= 0xDF   ? 2
                       : first >= 0xE0 && first <= 0xEF ? 3
                       : first >= 0xF0 && first <= 0xF4 ? 4
                                                        : 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  bool surrogate = first == 0xED && byte(1) > 0x9F;
  bool beyond = first == 0xF4 && byte(1) > 0x8F;
  return overlong || surrogate || beyond ? 0 : length;
}

}  // namespace

int find_invalid_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t length = code_point_length(text.substr(at));
    if (length == 0) return static_cast<int>(at);
    at += length;
  }
  return -1;
}

bool check_text(const source::SourceFile& file, const import::Limits& limits, diag::Sink& sink) {
  std::string_view text = file.text();
  if (text.size() > static_cast<std::size_t>(limits.bytes)) {
    auto& d = sink.error(diag::Kind::Limit, file.range(0, 0),
                         fmt::format("the text has {} bytes, and at most {} are read", text.size(), limits.bytes));
    d.label = "too large";
    return false;
  }
  if (std::size_t zero = text.find('\0'); zero != std::string_view::npos) {
    auto& d = sink.error(diag::Kind::InvalidEncoding, {}, fmt::format("{} is a binary file, not text", file.path()));
    d.notes.push_back(fmt::format("there is a zero byte at offset {}", zero));
    return false;
  }
  if (int bad = find_invalid_utf8(text); bad >= 0) {
    source::Position place = file.position(bad);
    auto& d = sink.error(diag::Kind::InvalidEncoding, {}, fmt::format("{} is not text in UTF-8", file.path()));
    d.notes.push_back(fmt::format("the byte 0x{:02x} in line {} does not fit",
                                  static_cast<unsigned char>(text[static_cast<std::size_t>(bad)]), place.line));
    return false;
  }
  if (text.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos || text == "\ufeff") {
    auto& d = sink.error(diag::Kind::EmptyInput, {}, fmt::format("{} is empty", file.path()));
    d.notes.emplace_back("write one layer on a line: Conv2d(3, 16, kernel_size=3)");
    return false;
  }
  return true;
}

}  // namespace shapewise::driver
