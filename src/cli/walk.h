// The files that `shapewise check` looks at.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace shapewise::cli {

/// The files among the paths, and the Python files below the folders among them, sorted. Left out are what git ignores,
/// what the patterns in `exclude` name (from `exclude_base` on), virtual environments, and folders of builds and
/// caches.
Result<std::vector<std::string>> files_below(const std::vector<std::string>& paths,
                                             const std::vector<std::string>& exclude, const std::string& exclude_base);

}  // namespace shapewise::cli
