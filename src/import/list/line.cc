// Scanning of one line by hand. No rule here knows a layer.
#include "import/list/line.h"

#include <algorithm>
#include <array>

#include "import/expr/lexer.h"

namespace shapewise::import {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v'; }

/// A place in a line.
struct Cursor {
  std::string_view text;
  int at;
  int end;

  char peek(int ahead = 0) const { return at + ahead < end ? text[static_cast<std::size_t>(at + ahead)] : '\0'; }
  std::string_view rest() const {
    return text.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(end - at));
  }
  bool skip(std::string_view what) {
    bool there = rest().starts_with(what);
    if (there) at += static_cast<int>(what.size());
    return there;
  }
  void blanks() {
    while (at < end && (is_blank(peek()) || skip_wide())) at += is_blank(peek()) ? 1 : 0;
  }
  bool skip_wide() { return skip("\u00a0") || skip("\u200b") || skip("\ufeff") || skip("\u3000"); }
  std::string_view word() {
    int begin = at;
    while (is_name_part(peek())) ++at;
    return text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin));
  }
};

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return (x | 0x20) == (y | 0x20); });
}

/// "7.", "7)", "(7)", "[7]" or "7:" and what separates it from the layer; also "Layer 7:" and "Step 7.". -1: none.
int take_number(Cursor& cursor) {
  Cursor trial = cursor;
  for (std::string_view word : {"layer", "step", "block"}) {
    Cursor with_word = trial;
    if (!equal_ignoring_case(with_word.word(), word)) continue;
    with_word.blanks();
    if (is_digit(with_word.peek()) || with_word.peek() == '#') trial = with_word;
  }
  trial.skip("#");
  char close = trial.skip("(") ? ')' : trial.skip("[") ? ']' : '\0';
  if (!is_digit(trial.peek())) return -1;
  int number = 0;
  int digits = 0;
  for (; is_digit(trial.peek()) && digits < 9; ++trial.at, ++digits) number = number * 10 + (trial.peek() - '0');
  bool ended =
      close != '\0' ? trial.peek() == close : std::string_view(".):").find(trial.peek()) != std::string_view::npos;
  if (!ended || trial.at >= trial.end) return -1;
  ++trial.at;
  if (close != '\0') trial.skip(":");
  if (is_digit(trial.peek())) return -1;  // 1.5
  cursor.at = trial.at;
  return number;
}

constexpr std::array<std::string_view, 9> kBullets = {"- ", "* ", "+ ", "• ", "– ", "— ", "◦ ", "‣ ", "▪ "};
constexpr std::array<std::string_view, 8> kLeading = {"->", "=>", "→", "⇒", "↓", "⬇", "|", ">"};

}  // namespace

ItemStart start_of_item(std::string_view text, int begin, int end) {
  Cursor cursor{text, begin, end};
  ItemStart item;
  bool found = true;
  while (found) {
    cursor.blanks();
    found = std::any_of(kLeading.begin(), kLeading.end(), [&](std::string_view mark) { return cursor.skip(mark); });
    if (found) continue;
    found = std::any_of(kBullets.begin(), kBullets.end(), [&](std::string_view bullet) { return cursor.skip(bullet); });
    item.bullet = item.bullet || found;
  }
  int before = cursor.at;
  item.number = take_number(cursor);
  item.bullet = item.bullet || cursor.at != before;
  cursor.blanks();
  while (cursor.skip("**")) cursor.blanks();
  int ticks = cursor.at;
  while (cursor.skip("`")) item.code = true;
  if (cursor.at - ticks > 2) cursor.at = ticks;  // a fence
  cursor.blanks();
  item.begin = cursor.at;
  return item;
}

std::string take_name(std::string_view text, int& begin, int end) {
  Cursor cursor{text, begin, end};
  char close = '\0';
  if (cursor.skip("(")) close = ')';
  char quote = cursor.peek() == '\'' || cursor.peek() == '"' ? cursor.peek() : '\0';
  if (quote != '\0') ++cursor.at;
  if (close == '\0' && quote == '\0') cursor.skip("self.");
  int name_begin = cursor.at;
  auto part = [&](char c) { return is_name_part(c) || ((close != '\0' || quote != '\0') && (c == '-' || c == '.')); };
  while (part(cursor.peek())) ++cursor.at;
  std::string name(text.substr(static_cast<std::size_t>(name_begin), static_cast<std::size_t>(cursor.at - name_begin)));
  if (name.empty() || (quote != '\0' && cursor.peek() != quote)) return {};
  if (quote != '\0') ++cursor.at;
  if (close != '\0' && !cursor.skip(")")) return {};
  cursor.blanks();
  bool assigned =
      (cursor.peek() == '=' && cursor.peek(1) != '=' && cursor.peek(1) != '>' && close == '\0') || cursor.peek() == ':';
  if (!assigned) return {};
  ++cursor.at;
  cursor.blanks();
  if (cursor.at >= end) return {};
  begin = cursor.at;
  return name;
}

int take_repeat(std::string_view text, int& begin, int end) {
  Cursor cursor{text, begin, end};
  int count = 0;
  for (int digits = 0; is_digit(cursor.peek()) && digits < 6; ++digits, ++cursor.at)
    count = count * 10 + (cursor.peek() - '0');
  if (cursor.at == begin) return 1;
  cursor.blanks();
  bool times = cursor.skip("×") || cursor.skip("*");
  if (!times && (cursor.peek() == 'x' || cursor.peek() == 'X') && !is_name_part(cursor.peek(1)))
    times = cursor.skip("x") || cursor.skip("X");
  cursor.blanks();
  if (!times || !is_name_start(cursor.peek())) return 1;
  begin = cursor.at;
  return count;
}

int input_of_line(std::string_view text, int begin, int end) {
  Cursor cursor{text, begin, end};
  std::string_view word = cursor.word();
  if (!equal_ignoring_case(word, "input") && !equal_ignoring_case(word, "inputs") &&
      !equal_ignoring_case(word, "input_shape") && !equal_ignoring_case(word, "input_size")) {
    return -1;
  }
  cursor.blanks();
  Cursor second = cursor;
  std::string_view of = second.word();
  if (equal_ignoring_case(of, "shape") || equal_ignoring_case(of, "size")) cursor = second;
  cursor.blanks();
  while (cursor.skip("*")) {
  }
  if (!cursor.skip(":") && !cursor.skip("=")) return cursor.peek() == '(' && word.size() == 5 ? cursor.at : -1;
  while (cursor.skip("*")) {
  }
  cursor.blanks();
  return cursor.at;
}

Part input_of_sentence(std::string_view text, int begin, int end) {
  bool input = false;
  bool shape = false;
  for (Cursor cursor{text, begin, end}; cursor.at < end; ++cursor.at) {
    std::string_view word = cursor.word();
    input = input || equal_ignoring_case(word, "input") || equal_ignoring_case(word, "inputs");
    shape = shape || equal_ignoring_case(word, "shape") || equal_ignoring_case(word, "size");
    if (!input || !shape || cursor.peek() != '(') continue;
    std::string_view rest = cursor.rest();
    std::string_view sizes = rest.substr(0, rest.find(')'));
    bool plain = sizes.size() < rest.size() && sizes.find_first_of("0123456789") != std::string_view::npos &&
                 sizes.find(',') != std::string_view::npos && std::all_of(sizes.begin() + 1, sizes.end(), [](char c) {
                   return is_name_part(c) || is_blank(c) || c == ',' || c == '*';
                 });
    if (plain) return {cursor.at, cursor.at + static_cast<int>(sizes.size()) + 1};
  }
  return {};
}

bool is_decoration(std::string_view line) {
  Cursor cursor{line, 0, static_cast<int>(line.size())};
  cursor.blanks();
  std::string_view rest = cursor.rest();
  while (!rest.empty() && is_blank(rest.back())) rest.remove_suffix(1);
  if (rest.starts_with("#") || rest.starts_with("//")) return true;
  if (rest.empty() || rest.starts_with("```") || rest.starts_with("~~~") || rest.starts_with("<!--")) return true;
  if (rest.find_first_not_of("-=*_~ \t|:+") == std::string_view::npos) return true;
  if (rest.size() > 1 && rest.front() == '$' && rest.back() == '$') return true;
  if (rest == "↓" || rest == "⬇" || rest == "|" || rest == "v" || rest == "V") return true;
  if (rest.back() != ':') return false;
  return rest.find_first_of("(=,`") == std::string_view::npos;
}

bool is_prose(std::string_view line) {
  int words = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    bool begins = is_name_start(line[i]) && (i == 0 || !is_name_part(line[i - 1]));
    if (!begins) continue;
    ++words;
    while (i + 1 < line.size() && is_name_part(line[i + 1])) ++i;
    if (i + 1 < line.size() && line[i + 1] == '(') return false;  // a call
  }
  return words > 1;
}

}  // namespace shapewise::import
