// Which modules a program asks for: tells how far up its project reaches.
#pragma once

#include <string>
#include <vector>

namespace shapewise::driver {

/// The first names of the modules that a Python text imports absolutely, wherever in it, but for those that the library
/// has; in their order, and as often as they are imported.
std::vector<std::string> imported_modules(const std::string& text);

}  // namespace shapewise::driver
