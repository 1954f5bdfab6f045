// Detection looks at the extension, then at the beginnings of lines; no text is parsed twice.
#include "driver/format.h"

#include <algorithm>
#include <array>

namespace shapewise::driver {
namespace {

struct Named {
  Format format;
  std::string_view name;
};
constexpr Named kNames[] = {{Format::Detect, "auto"},   {Format::List, "list"}, {Format::Printed, "repr"},
                            {Format::Python, "python"}, {Format::Onnx, "onnx"}, {Format::Keras, "keras"}};

/// Lines that are looked at; source code shows what it is before that.
constexpr int kLines = 2000;

bool is_python_line(std::string_view line) {
  constexpr std::array<std::string_view, 6> kStarts = {"import ", "from ", "class ", "def ", "async def ", "@"};
  bool starts = std::any_of(kStarts.begin(), kStarts.end(), [&](std::string_view s) { return line.starts_with(s); });
  if (line.starts_with("from ")) return line.find(" import ") != std::string_view::npos;
  if (line.starts_with("class ") || line.starts_with("def ") || line.starts_with("async def ")) {
    return line.find(':') != std::string_view::npos || line.find('(') != std::string_view::npos;
  }
  return starts && line.find_first_of("(`,") == std::string_view::npos;
}

/// "(conv1): Conv2d(" or "(0-11): 12 x Block(": a child of a printed module.
bool is_printed_child(std::string_view line) {
  std::size_t begin = line.find_first_not_of(" \t");
  if (begin == std::string_view::npos || line[begin] != '(') return false;
  std::size_t close = line.find("): ", begin);
  if (close == std::string_view::npos) return false;
  std::string_view key = line.substr(begin + 1, close - begin - 1);
  std::string_view value = line.substr(close + 3);
  bool plain = key.find_first_of("()=, ") == std::string_view::npos && !key.empty();
  return plain && (value.find('(') != std::string_view::npos || value == "None");
}

}  // namespace

bool is_binary(Format format) { return format == Format::Onnx || format == Format::Keras; }

std::string_view name(Format format) {
  for (const Named& named : kNames) {
    if (named.format == format) return named.name;
  }
  return {};
}

std::optional<Format> find_format(std::string_view name) {
  for (const Named& named : kNames) {
    if (named.name == name) return named.format;
  }
  return std::nullopt;
}

Format detect(std::string_view path, std::string_view text) {
  if (path.ends_with(".py") || path.ends_with(".pyi")) return Format::Python;
  if (path.ends_with(".onnx")) return Format::Onnx;
  if (path.ends_with(".keras") || path.ends_with(".json")) return Format::Keras;
  for (int line = 0; line < kLines && !text.empty(); ++line) {
    std::size_t end = text.find_first_of("\r\n");
    std::string_view here = text.substr(0, end);
    if (is_python_line(here)) return Format::Python;
    if (is_printed_child(here)) return Format::Printed;
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return Format::List;
}

}  // namespace shapewise::driver
