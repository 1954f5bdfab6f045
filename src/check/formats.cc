// The table of formats, and what they share.
#include "check/formats.h"

#include <algorithm>

namespace shapewise::check {

std::optional<Format> find_format(std::string_view name) {
  auto found = std::find(std::begin(kFormatNames), std::end(kFormatNames), name);
  if (found == std::end(kFormatNames)) return std::nullopt;
  return static_cast<Format>(found - std::begin(kFormatNames));
}

std::string render(Format format, std::span<const FileResult> results, std::string_view version) {
  switch (format) {
    case Format::Text: return text(results, {}, false);
    case Format::Json: return json(results);
    case Format::GitHub: return github(results);
    case Format::Sarif: return sarif(results, version);
    case Format::JUnit: return junit(results);
    case Format::GitLab: return gitlab(results);
  }
  return {};
}

Place place_of(const source::SourceMap& sources, source::Range range) {
  if (!range.valid() || range.file.index >= sources.size()) return {};
  const source::SourceFile& file = sources[range.file];
  source::Position begin = file.position(range.begin);
  source::Position end = file.position(range.end);
  return {file.path(), begin.line, begin.column, end.line, end.column};
}

}  // namespace shapewise::check
