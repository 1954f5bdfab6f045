// Strings as Python sees them: sequences of code points.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shapewise::absint {

/// The code points of UTF-8 text, each as its bytes. A byte that starts none stands for itself.
std::vector<std::string> code_points(std::string_view text);
std::string encode(std::uint32_t code_point);

}  // namespace shapewise::absint
