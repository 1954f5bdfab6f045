// What git knows of a project: revisions, the files that differ between two of them, and their content.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace shapewise::cli {

struct Revisions {
  std::string before;
  std::string after;  // empty: the files as they are now
};

/// "main..HEAD"; "main.." is from main to the files as they are now. Empty if there are no two dots.
std::optional<Revisions> split_revisions(const std::string& text);

/// Python files that differ, from the repository's root on; with `paths`, only those among or below them.
Result<std::vector<std::string>> changed_files(const Revisions& revisions, const std::vector<std::string>& paths);

/// The folder of the repository.
Result<std::string> repository_root();

/// All files of a revision in a temporary folder, which goes when this does.
class Checkout {
 public:
  static Result<Checkout> make(const std::string& revision);
  Checkout(Checkout&& other) noexcept : folder_(std::move(other.folder_)) { other.folder_.clear(); }
  Checkout(const Checkout&) = delete;
  Checkout& operator=(const Checkout&) = delete;
  Checkout& operator=(Checkout&&) = delete;
  ~Checkout();
  const std::string& folder() const { return folder_; }

 private:
  explicit Checkout(std::string folder) : folder_(std::move(folder)) {}
  std::string folder_;
};

}  // namespace shapewise::cli
