// Parsing of the Markdown, by lines.
#include "golden_file.h"

#include <algorithm>
#include <array>

namespace shapewise::golden {
namespace {

constexpr std::array<std::string_view, 6> kInputs = {"list", "repr", "py", "text", "onnx", "keras"};
constexpr std::array<std::string_view, 12> kOutputs = {"diag",        "report",  "explain",  "json",
                                                       "conventions", "written", "markdown", "csv",
                                                       "latex",       "sheet",   "dot",      "mermaid"};
constexpr std::array<std::string_view, 10> kKeys = {"shape", "parameters", "macs",   "dense", "total",
                                                    "error", "warning",    "assume", "gap",   "quiet"};

template <std::size_t n>
bool contains(const std::array<std::string_view, n>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// Words as a shell splits them, with '…' and "…".
std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  bool inside = false;
  char quote = '\0';
  for (char c : text) {
    if (quote != '\0' ? c == quote : (c == '\'' || c == '"')) {
      quote = quote == '\0' ? c : '\0';
      if (!inside) words.emplace_back();
      inside = true;
    } else if (quote == '\0' && (c == ' ' || c == '\t')) {
      inside = false;
    } else {
      if (!inside) words.emplace_back();
      inside = true;
      words.back() += c;
    }
  }
  return words;
}

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return lines;
}

}  // namespace

std::vector<Case> parse_cases(std::string_view markdown) {
  std::vector<Case> cases;
  std::size_t at = 0;
  int line = 0;
  bool inside = false;
  Fence fence;
  while (at < markdown.size()) {
    std::size_t end = std::min(markdown.find('\n', at), markdown.size());
    std::string_view text = markdown.substr(at, end - at);
    std::size_t next = std::min(end + 1, markdown.size());
    ++line;
    if (text.starts_with("```") && !inside) {
      std::vector<std::string> words = split_words(text.substr(3));
      fence = {};
      if (!words.empty()) fence.language = words.front();
      if (words.size() > 1) fence.options.assign(words.begin() + 1, words.end());
      fence.line = line + 1;
      fence.body_begin = static_cast<int>(next);
      inside = true;
    } else if (text == "```" && inside) {
      inside = false;
      fence.body_end = static_cast<int>(at);
      fence.body =
          markdown.substr(static_cast<std::size_t>(fence.body_begin), at - static_cast<std::size_t>(fence.body_begin));
      if (contains(kInputs, fence.language)) cases.push_back({fence, {}});
      if (contains(kOutputs, fence.language) && !cases.empty()) cases.back().expected.push_back(fence);
    }
    at = next;
  }
  return cases;
}

std::vector<Assertion> parse_assertions(std::string_view language, std::string& body) {
  std::vector<Assertion> found;
  int line = 0;
  for (std::string_view text : split_lines(body)) {
    ++line;
    std::size_t from = 0;
    while ((from = text.find("# ", from)) != std::string_view::npos) {
      std::size_t begin = from + 2;
      std::size_t colon = text.find(": ", begin);
      if (colon == std::string_view::npos || !contains(kKeys, text.substr(begin, colon - begin))) {
        from = begin;
        continue;
      }
      std::size_t end = std::min(text.find(" # ", colon), text.size());
      std::string_view value = text.substr(colon + 2, end - colon - 2);
      while (value.ends_with(' ')) value.remove_suffix(1);
      found.push_back({std::string(text.substr(begin, colon - begin)), std::string(value), line});
      if (language == "repr") {
        auto place = body.begin() + (text.data() - body.data());
        std::fill(place + static_cast<std::ptrdiff_t>(from), place + static_cast<std::ptrdiff_t>(end), ' ');
      }
      from = end;
    }
  }
  return found;
}

std::string difference(std::string_view expected, std::string_view actual) {
  std::vector<std::string_view> a = split_lines(expected);
  std::vector<std::string_view> b = split_lines(actual);
  std::size_t head = 0;
  while (head < a.size() && head < b.size() && a[head] == b[head]) ++head;
  std::size_t tail = 0;
  while (tail < a.size() - head && tail < b.size() - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  constexpr std::size_t kAround = 3;
  std::string text;
  auto add = [&](char mark, std::string_view line) { text += std::string(1, mark) + " " + std::string(line) + "\n"; };
  for (std::size_t i = head - std::min(head, kAround); i < head; ++i) add(' ', a[i]);
  for (std::size_t i = head; i < a.size() - tail; ++i) add('-', a[i]);
  for (std::size_t i = head; i < b.size() - tail; ++i) add('+', b[i]);
  for (std::size_t i = a.size() - tail; i < std::min(a.size(), a.size() - tail + kAround); ++i) add(' ', a[i]);
  return text;
}

}  // namespace shapewise::golden
