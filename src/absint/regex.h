// Regular expressions as Python's module re understands them, behind one wall: PCRE2.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shapewise::absint {

class Regex {
 public:
  struct Options {
    bool ignore_case = false;
    bool multiline = false;
    bool dot_all = false;
    bool verbose = false;
  };
  enum class Anchor { None, Start, Whole };  // re.search, re.match, re.fullmatch

  /// A pattern in Python's syntax; on failure empty, with what is wrong in `error`.
  static std::unique_ptr<Regex> compile(std::string_view pattern, Options options, std::string& error);
  ~Regex();

  int groups() const;
  /// Names of groups and their numbers.
  std::vector<std::pair<std::string, int>> names() const;
  /// The bytes of the whole match and of each group, -1 for groups that took no part. Empty if there is no match, or if
  /// it takes too many steps to tell (then `gave_up`).
  std::optional<std::vector<std::pair<int, int>>> match(std::string_view text, int start, Anchor anchor,
                                                        bool not_empty_at_start, bool& gave_up) const;

 private:
  struct Code;
  explicit Regex(std::unique_ptr<Code> code);
  std::unique_ptr<Code> code_;
};

}  // namespace shapewise::absint
