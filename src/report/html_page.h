// The fixed parts of the HTML report: its style and its script.
#pragma once

#include <string_view>

namespace shapewise::report {

extern const std::string_view kPageStyle;
extern const std::string_view kPageScript;

}  // namespace shapewise::report
