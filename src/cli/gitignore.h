// Which files git ignores (gitignore(5)): patterns of the .gitignore files on the way from the repository's root, the
// last that matches decides.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace shapewise::cli {

/// The patterns of one file, relative to the folder that it lies in.
class Patterns {
 public:
  explicit Patterns(std::string_view text);

  enum class Verdict { None, Ignored, Kept };
  /// `path` is relative to the folder, with slashes and without one at its start or end.
  Verdict judge(std::string_view path, bool folder) const;

 private:
  struct Pattern {
    std::string glob;
    bool negated = false;       // "!": keeps what an earlier one ignores
    bool folders_only = false;  // "/" at its end
    bool anchored = false;      // has a slash elsewhere: counts from the folder on
  };
  std::vector<Pattern> patterns_;
};

}  // namespace shapewise::cli
