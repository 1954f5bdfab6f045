// Source: torch/nn/modules/module.py (Module.__repr__, _addindent) and container.py (ModuleList.__repr__ since
// torch 2.1, ParameterList.extra_repr).
#include "import/repr/scan.h"

#include <algorithm>

namespace shapewise::import {
namespace {

char at(std::string_view text, int i) {
  return i >= 0 && i < static_cast<int>(text.size()) ? text[static_cast<std::size_t>(i)] : '\0';
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_line_end(char c) { return c == '\n' || c == '\r'; }

/// Keys are attribute names or keys of a dict; so long ones are none.
constexpr int kLongestKey = 200;

}  // namespace

int end_of_line(std::string_view text, int place) {
  while (place < static_cast<int>(text.size()) && !is_line_end(at(text, place))) ++place;
  return place;
}

bool child_at(std::string_view text, int place, ChildMark& mark) {
  if (at(text, place) != '(') return false;
  int close = place + 1;
  while (close - place < kLongestKey && at(text, close) != '\0' && !is_line_end(at(text, close)) &&
         at(text, close) != ')' && at(text, close) != '(') {
    ++close;
  }
  if (at(text, close) != ')' || at(text, close + 1) != ':' || at(text, close + 2) != ' ') return false;
  mark.key = text.substr(static_cast<std::size_t>(place + 1), static_cast<std::size_t>(close - place - 1));
  mark.repeat = 1;
  mark.value = close + 3;
  while (at(text, mark.value) == ' ') ++mark.value;
  int digits = mark.value;
  int count = 0;
  for (; is_digit(at(text, digits)) && digits - mark.value < 9; ++digits) count = count * 10 + (at(text, digits) - '0');
  if (digits > mark.value && text.substr(static_cast<std::size_t>(digits)).starts_with(" x ")) {
    mark.repeat = count;
    mark.value = digits + 3;
  }
  return true;
}

int type_end(std::string_view text, int place) {
  for (int end = place; end < static_cast<int>(text.size()) && !is_line_end(at(text, end)); ++end) {
    char c = at(text, end);
    if (c == '(') return end > place ? end : -1;
    if (c == ')' || c == ',' || c == ' ' || c == ':') return -1;
  }
  return -1;
}

int end_of_extra(std::string_view text, int place) {
  int depth = 0;
  ChildMark mark;
  for (; place < static_cast<int>(text.size()); ++place) {
    char c = at(text, place);
    if (c == '(' && depth == 0 && child_at(text, place, mark)) return place;
    if (c == '(') ++depth;
    if (c == ')' && depth-- == 0) return place;
  }
  return place;
}

}  // namespace shapewise::import
