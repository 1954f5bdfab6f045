// Strings as Python sees them: sequences of code points.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shapewise::absint {

/// The code points of UTF-8 text, each as its bytes. A byte that starts none stands for itself.
std::vector<std::string> code_points(std::string_view text);
/// The number of one code point given as its bytes.
std::uint32_t decode(std::string_view character);
/// Letters in the other case, as far as one stands for one: those of the scripts of Europe.
std::uint32_t upper(std::uint32_t code_point);
std::uint32_t lower(std::uint32_t code_point);
std::string encode(std::uint32_t code_point);

}  // namespace shapewise::absint
