// Parsing a file: what can be said about its bytes first, then the parser.
#include "python/parse.h"

#include <fmt/format.h>

#include "python/encoding.h"
#include "python/parser.h"

namespace shapewise::python {

namespace {

// Reports what makes the text no source text at all.
bool is_readable(const source::SourceFile& file, diag::Sink& sink) {
  auto size = static_cast<std::int64_t>(file.text().size());
  if (size > kMaxFileSize) {
    sink.error(diag::Kind::Limit, file.range(0, 0),
               fmt::format("the file has {} bytes; at most {} are read", size, kMaxFileSize));
    return false;
  }
  std::size_t null = file.text().find('\0');
  if (null == std::string_view::npos) return true;
  int offset = static_cast<int>(null);
  sink.error(diag::Kind::InvalidEncoding, file.range(offset, offset + 1), "source code cannot contain null bytes");
  return false;
}

}  // namespace

const Module& parse(const source::SourceFile& file, Names& names, Arena& arena, diag::Sink& sink) {
  int errors = sink.errors();
  Module* module = nullptr;
  if (is_readable(file, sink)) {
    SourceEncoding encoding = find_encoding(file, sink);
    module = Parser(file, names, arena, sink, encoding.begin, encoding.encoding).parse_module();
  } else {
    module = arena.make<Module>();
    module->file = &file;
  }
  module->has_errors = sink.errors() > errors;
  return *module;
}

}  // namespace shapewise::python
