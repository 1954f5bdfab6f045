// Finding the encoding. Single-byte encodings other than Latin-1, and those of East Asia, are read as Latin-1: every
// byte above 127 is then some letter, which is all that matters outside of the text of strings.
#include "python/encoding.h"

#include <algorithm>
#include <fmt/format.h>

#include "python/characters.h"
#include "python/unicode.h"

namespace shapewise::python {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

struct Coding {
  std::string name;  // lower case, "-" for "_"; empty if there is none
  int begin = 0;
  int end = 0;
};

bool is_coding_character(char c) { return char_class(c) == CharClass::Letter || is_digit(c) || c == '-' || c == '.'; }

// In a comment, by PEP 263's expression: coding[=:][ \t]*([-\w.]+)
Coding coding_in(std::string_view line, int offset) {
  for (std::size_t at = line.find("coding"); at != std::string_view::npos; at = line.find("coding", at + 1)) {
    std::size_t i = at + 6;
    if (i >= line.size() || (line[i] != '=' && line[i] != ':')) continue;
    ++i;
    while (i < line.size() && (line[i] == ' ' || line[i] == '\t')) ++i;
    Coding coding;
    coding.begin = offset + static_cast<int>(i);
    for (; i < line.size() && is_coding_character(line[i]); ++i) {
      char c = line[i];
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
      coding.name += c == '_' ? '-' : c;
    }
    coding.end = offset + static_cast<int>(i);
    if (!coding.name.empty()) return coding;
  }
  return {};
}

// The coding line is the first or the second, and nothing but comments and white space may stand before it.
Coding find_coding(const source::SourceFile& file, int begin) {
  for (int line = 1; line <= std::min(2, file.line_count()); ++line) {
    int offset = std::max(begin, file.line_start(line));
    std::string_view text = file.line(line);
    text.remove_prefix(
        static_cast<std::size_t>(std::min(offset - file.line_start(line), static_cast<int>(text.size()))));
    std::size_t first = text.find_first_not_of(" \t\f");
    if (first == std::string_view::npos) continue;
    if (text[first] != '#') return {};
    Coding coding = coding_in(text, offset);
    if (!coding.name.empty()) return coding;
  }
  return {};
}

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(), [&](std::string_view p) { return text.starts_with(p); });
}

// The spellings that CPython's tokenizer takes for UTF-8 by itself; it asks its codecs about all others.
bool is_utf8(std::string_view name) { return name == "utf-8" || name.starts_with("utf-8-"); }

bool is_utf8_codec(std::string_view name) {
  return is_utf8(name) || name == "utf8" || name == "u8" || name == "utf" || name == "cp65001";
}

// A family of names that Python's codecs know.
bool is_known(std::string_view name) {
  return starts_with_any(name, {"latin",
                                "iso-8859",
                                "iso8859",
                                "iso-ir-",
                                "l1",
                                "cp",
                                "windows-",
                                "ascii",
                                "us-ascii",
                                "koi8",
                                "mac",
                                "euc",
                                "gb",
                                "big5",
                                "shift",
                                "sjis",
                                "ms-kanji",
                                "hz",
                                "johab",
                                "iso-2022",
                                "iso2022",
                                "utf-16",
                                "utf-32",
                                "utf-7",
                                "ptcp",
                                "kz",
                                "tis",
                                "hp",
                                "raw-unicode-escape",
                                "unicode-escape"});
}

}  // namespace

SourceEncoding find_encoding(const source::SourceFile& file, diag::Sink& sink) {
  SourceEncoding result;
  bool has_mark = file.text().starts_with(kByteOrderMark);
  if (has_mark) result.begin = static_cast<int>(kByteOrderMark.size());
  Coding coding = find_coding(file, result.begin);
  bool utf8 = coding.name.empty() || is_utf8_codec(coding.name);
  source::Range place = file.range(coding.begin, coding.end);
  if (!utf8 && !is_known(coding.name)) {
    sink.error(diag::Kind::InvalidEncoding, place, fmt::format("unknown encoding: {}", file.slice(place)));
    utf8 = true;
  } else if (has_mark && !coding.name.empty() && !is_utf8(coding.name)) {
    sink.error(diag::Kind::InvalidEncoding, place, fmt::format("encoding problem: {} with BOM", file.slice(place)));
    utf8 = true;
  }
  if (!utf8) {
    if (!is_ascii(file.text())) result.encoding = Encoding::Latin1;
    return result;
  }
  int invalid = find_invalid_utf8(file.text());
  if (invalid >= 0) {
    auto byte = static_cast<std::uint8_t>(file.text()[static_cast<std::size_t>(invalid)]);
    sink.error(diag::Kind::InvalidEncoding, file.range(invalid, invalid + 1),
               fmt::format("'utf-8' codec cannot decode byte 0x{:02x}", byte));
    result.encoding = Encoding::Latin1;
  }
  return result;
}

}  // namespace shapewise::python
