// UTF-8, and which characters may stand in an identifier (Python reference 2.3; Unicode annex 31, XID properties).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace shapewise::python {

struct CodePoint {
  std::int32_t value = -1;  // −1 if the bytes are not valid UTF-8
  int size = 1;             // bytes read; 1 if invalid
};

/// The code point at text[offset]; overlong forms, surrogates and values above U+10FFFF are invalid.
CodePoint decode_utf8(std::string_view text, int offset);

/// Appends the UTF-8 of a code point; surrogates get three bytes like their neighbours.
void append_utf8(std::string& text, std::int32_t code_point);

/// The offset of the first byte that is not valid UTF-8, or −1.
int find_invalid_utf8(std::string_view text);

bool is_identifier_start(std::int32_t code_point);
bool is_identifier_continue(std::int32_t code_point);

/// The identifier as Python compares it (normal form NFKC). Characters whose form needs more than a look-up of single
/// characters are kept as they are.
std::string normalized_identifier(std::string_view text);

}  // namespace shapewise::python
