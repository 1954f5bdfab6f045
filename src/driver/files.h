// Where source files come from: the program reads the disk, the language server its open editors, a browser its memory.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace shapewise::driver {

class Files {
 public:
  virtual ~Files() = default;
  /// True if `path` names a readable file below the given roots. Anything else, a directory too, is false.
  virtual bool contains(std::string_view path) = 0;
  /// The bytes of a file. The error is a sentence for the user: "net.py: no such file". A file is read as a
  /// whole or not at all.
  virtual Result<std::string> read(std::string_view path) = 0;
  /// The full name of a path, which is the same however it is written.
  virtual std::string absolute(std::string_view path) { return std::string(path); }
};

}  // namespace shapewise::driver
