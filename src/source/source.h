// Source text and places in it. Every diagnostic, layer and value points into a SourceFile by a Range, so the text is
// kept for as long as the analysis lives and string_views into it stay valid.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"

namespace shapewise::source {

using FileId = Id<struct FileTag>;

/// Half-open byte range [begin, end) in one file. Default-constructed: no place.
struct Range {
  FileId file;
  std::int32_t begin = 0;
  std::int32_t end = 0;

  bool valid() const { return file.valid(); }
  friend bool operator==(const Range&, const Range&) = default;
};

/// 1-based, as editors and compilers print it; the column counts Unicode code points.
struct Position {
  int line = 1;
  int column = 1;
  friend bool operator==(const Position&, const Position&) = default;
};

class SourceFile {
 public:
  SourceFile(FileId id, std::string path, std::string text);
  SourceFile(const SourceFile&) = delete;
  SourceFile& operator=(const SourceFile&) = delete;

  FileId id() const { return id_; }
  const std::string& path() const { return path_; }
  std::string_view text() const { return text_; }
  /// 1-based line of a byte offset in [0, text().size()]; offsets outside are clamped.
  int line_of(int offset) const;
  int line_count() const { return static_cast<int>(line_starts_.size()); }

  /// Position of a byte offset in [0, text().size()]; offsets outside are clamped.
  Position position(int offset) const;
  /// Byte offset at which a 1-based line starts.
  int line_start(int line) const { return line_starts_[static_cast<std::size_t>(line - 1)]; }
  /// The 1-based line without its end-of-line characters.
  std::string_view line(int line) const;
  std::string_view slice(Range range) const;
  Range range(int begin, int end) const { return {id_, begin, end}; }

 private:
  FileId id_;
  std::string path_;
  std::string text_;
  std::vector<int> line_starts_;
};

/// The files of one analysis. References stay valid as files are added; copies share the files.
class SourceMap {
 public:
  const SourceFile& add(std::string path, std::string text);
  const SourceFile& operator[](FileId id) const { return *files_[static_cast<std::size_t>(id.index)]; }
  int size() const { return static_cast<int>(files_.size()); }

 private:
  std::vector<std::shared_ptr<const SourceFile>> files_;
};

}  // namespace shapewise::source
