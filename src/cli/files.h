// The disk, as the program reads it: the network given on the command line, and what it refers to.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "driver/files.h"
#include "driver/format.h"

namespace shapewise::cli {

/// The bytes of a file, or of standard input for "-". Reads no more than `limit` + 1 bytes, so that a file that is too
/// large costs nothing but a diagnostic.
Result<std::string> read_file(const std::string& path, int limit);

/// The folder of a path: "a/b" of "a/b/c.py", "." of "c.py".
std::string folder_of(const std::string& path);
bool is_file(const std::string& path);
bool is_folder(const std::string& path);

/// A file in memory, without a copy of it: only what is looked at is read from the disk.
class MappedFile {
 public:
  static Result<MappedFile> open(const std::string& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();
  std::string_view bytes() const { return bytes_; }

 private:
  explicit MappedFile(std::string_view bytes) : bytes_(bytes) {}
  std::string_view bytes_;
};

/// What a network's file holds: a text, or bytes if the format is binary.
struct Contents {
  std::string text;
  std::optional<MappedFile> mapped;  // the file of a binary format, unless it comes from standard input
  std::string_view bytes() const { return mapped ? mapped->bytes() : std::string_view(); }
};
/// `format`: Detect if only the path tells. Of a text no more than `limit` + 1 bytes are read.
Result<Contents> read_contents(const std::string& path, driver::Format format, int limit);

/// Files of the project that the network's own file is part of, and below the given roots. The project is the folder
/// that holds the file's package, or the one above it that is marked as a project or holds what the file imports. Links
/// that lead out do not count.
class DiskFiles : public driver::Files {
 public:
  DiskFiles(const std::string& main_file, const std::vector<std::string>& roots, int limit);
  bool contains(std::string_view path) override;
  Result<std::string> read(std::string_view path) override;
  std::string absolute(std::string_view path) override;

 private:
  std::vector<std::string> roots_;  // canonical, with a slash at the end; none: nothing can be read
  int limit_;
};

}  // namespace shapewise::cli
