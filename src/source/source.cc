// The line index: offsets to lines by binary search, columns by counting code points of one line.
#include "source/source.h"

#include <algorithm>

namespace shapewise::source {

SourceFile::SourceFile(FileId id, std::string path, std::string text)
    : id_(id), path_(std::move(path)), text_(std::move(text)) {
  line_starts_.push_back(0);
  if (text_.find('\r') == std::string::npos) {
    // Most files: one search for each line.
    for (std::size_t at = 0; (at = text_.find('\n', at)) != std::string::npos;) {
      line_starts_.push_back(static_cast<int>(++at));
    }
    return;
  }
  for (std::size_t i = 0; i < text_.size(); ++i) {
    // \r\n counts once, and a lone \r ends a line as it does for Python.
    bool ends = text_[i] == '\n' || (text_[i] == '\r' && (i + 1 == text_.size() || text_[i + 1] != '\n'));
    if (ends) line_starts_.push_back(static_cast<int>(i) + 1);
  }
}

int SourceFile::line_of(int offset) const {
  auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), std::max(offset, 0));
  return static_cast<int>(after - line_starts_.begin());
}

Position SourceFile::position(int offset) const {
  offset = std::clamp(offset, 0, static_cast<int>(text_.size()));
  int line = line_of(offset);
  int column = 1;
  for (int i = line_start(line); i < offset; ++i) {
    bool continuation = (static_cast<unsigned char>(text_[static_cast<std::size_t>(i)]) & 0xC0) == 0x80;
    if (!continuation) ++column;
  }
  return {line, column};
}

std::string_view SourceFile::line(int line) const {
  int begin = line_start(line);
  int end = line < line_count() ? line_start(line + 1) : static_cast<int>(text_.size());
  std::string_view text = this->text().substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

std::string_view SourceFile::slice(Range range) const {
  return text().substr(static_cast<std::size_t>(range.begin), static_cast<std::size_t>(range.end - range.begin));
}

const SourceFile& SourceMap::add(std::string path, std::string text) {
  return *files_.emplace_back(std::make_shared<const SourceFile>(FileId{size()}, std::move(path), std::move(text)));
}

}  // namespace shapewise::source
