// The sure fixes: those that are the only one offered for an error, and that make it go away without making another.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "check/check.h"

namespace shapewise::check {

struct Fixed {
  std::string text;                 // of the file, mended
  std::vector<std::string> titles;  // of the fixes applied
};

/// `check` is check_file for another text of the same file.
Fixed apply_sure_fixes(const FileResult& result, const std::function<FileResult(std::string)>& check);

/// The difference of two texts in the unified format, as `diff -u` and git write it; empty if there is none.
std::string unified_diff(std::string_view path, std::string_view before, std::string_view after);

}  // namespace shapewise::check
