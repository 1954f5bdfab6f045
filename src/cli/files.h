// The disk, as the program reads it: the network given on the command line, and what it refers to.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "driver/files.h"

namespace shapewise::cli {

/// The bytes of a file, or of standard input for "-". Reads no more than `limit` + 1 bytes, so that a file that is too
/// large costs nothing but a diagnostic.
Result<std::string> read_file(const std::string& path, int limit);

/// Files below the directory of the network's own file. Links that lead out of it do not count.
class DiskFiles : public driver::Files {
 public:
  DiskFiles(const std::string& main_file, int limit);
  bool contains(std::string_view path) override;
  Result<std::string> read(std::string_view path) override;

 private:
  std::string root_;  // canonical, with a slash at its end; empty: nothing can be read
  int limit_;
};

}  // namespace shapewise::cli
