// The lexer: logical lines, names, operators. Numbers, strings and brackets have files of their own.
#include "python/lexer.h"

#include <algorithm>
#include <fmt/format.h>

#include "python/characters.h"
#include "python/unicode.h"
#include "python/unicode_tables.h"

namespace shapewise::python {

Lexer::Lexer(const source::SourceFile& file, Names& names, int begin, Encoding encoding)
    : file_(file),
      names_(names),
      text_(file.text().data()),
      size_(static_cast<int>(file.text().size())),
      position_(begin),
      encoding_(encoding) {
  tokens_.reserve(256);
}

void Lexer::read_line() {
  tokens_.clear();
  brackets_.clear();
  problem_.reset();
  line_ended_ = false;
  fstring_depth_ = 0;
  if (!find_line()) {
    push(TokenKind::End, size_, size_);
    return;
  }
  if (is_notebook_command()) {
    int begin = position_;
    position_ = end_of_physical_line(begin);
    push(TokenKind::Pass, begin, position_);
    end_line();
    return;
  }
  while (lex_token()) {
  }
}

// `!pip install x`, `%matplotlib inline`, `%%time`: what cells of notebooks say to IPython. It is no Python, and does
// nothing here.
bool Lexer::is_notebook_command() const {
  char next = at(position_ + 1);
  return at(position_) == '!' ? next != '='
                              : at(position_) == '%' && (next == '%' || char_class(next) == CharClass::Letter);
}

// Skips blank lines and comments and measures the indentation of the next line. False at the end of the file.
bool Lexer::find_line() {
  Indentation indentation;
  int continued_column = 0;  // indentation before a backslash counts for what follows it
  for (;;) {
    char c = at(position_);
    if (c == ' ') {
      ++indentation.column;
      ++indentation.narrow_column;
    } else if (c == '\t') {
      indentation.column = (indentation.column / 8 + 1) * 8;
      ++indentation.narrow_column;
    } else if (c == '\f') {
      indentation = {};
    } else if (c == '\\' && is_line_break(at(position_ + 1))) {
      if (continued_column == 0) continued_column = indentation.column;
      position_ = skip_line_break(position_ + 1);
      continue;
    } else if (c == '#') {
      lex_comment();
      continue;
    } else if (is_line_break(c)) {
      position_ = skip_line_break(position_);
      indentation = {};
      continued_column = 0;
      continue;
    } else {
      break;
    }
    ++position_;
  }
  if (continued_column > 0) indentation = {continued_column, continued_column};
  indentation_ = indentation;
  return position_ < size_;
}

// Reads one token, or several if it is an f-string. False when the logical line has ended.
bool Lexer::lex_token() {
  for (;;) {
    char c = at(position_);
    switch (char_class(c)) {
      case CharClass::Space: ++position_; continue;
      case CharClass::Letter: lex_name(); return !line_ended_;
      case CharClass::Digit: lex_number(); return !line_ended_;
      case CharClass::Quote: return lex_string(position_);
      case CharClass::Operator: lex_operator(c); return !line_ended_;
      case CharClass::LineBreak:
        if (brackets_.empty()) {
          end_line();
          return false;
        }
        position_ = skip_line_break(position_);
        continue;
      case CharClass::Hash: lex_comment(); continue;
      default: return lex_other(c);
    }
  }
}

bool Lexer::lex_other(char c) {
  switch (char_class(c)) {
    case CharClass::NotAscii: lex_unicode_name(position_); return !line_ended_;
    case CharClass::Backslash: return lex_continuation();
    case CharClass::End:
      if (!brackets_.empty() && fstring_depth_ == 0) {
        close_forgotten_bracket();
        return !line_ended_;
      }
      end_line();
      return false;
    default: lex_invalid(); return true;
  }
}

void Lexer::lex_comment() {
  int begin = position_;
  position_ = end_of_physical_line(begin);
  comments_.push_back(file_.range(begin, position_));
}

Name Lexer::intern(int begin, int end, std::uint64_t hash) {
  std::string_view text = slice(begin, end);
  Name& recent = recent_[(hash ^ (hash >> 20)) % recent_.size()];
  if (recent.valid() && recent.entry()->hash == hash && recent.text() == text) return recent;
  return recent = names_.intern(text, hash);
}

void Lexer::lex_name() {
  int begin = position_;
  int end = begin;
  std::uint64_t hash = Names::kHashStart;
  CharClass kind;
  do {
    hash = Names::hash_byte(hash, at(end));
    kind = char_class(at(++end));
  } while (kind == CharClass::Letter || kind == CharClass::Digit);
  if (kind == CharClass::NotAscii) return lex_unicode_name(begin);
  if (kind == CharClass::Quote && end - begin <= 2 && is_string_start(begin)) {
    lex_string(begin);
    return;
  }
  position_ = end;
  Name name = intern(begin, end, hash);
  tokens_.push_back({name.entry()->keyword, begin, end, name});
}

// A name with letters outside of ASCII, or a character that is no letter at all.
void Lexer::lex_unicode_name(int begin) {
  int end = begin;
  while (end < size_ && is_name_byte(at(end))) {
    CodePoint character{static_cast<std::uint8_t>(at(end)), 1};
    if (encoding_ == Encoding::Utf8) character = decode_utf8(file_.text(), end);
    bool fits = end == begin ? is_identifier_start(character.value) : is_identifier_continue(character.value);
    if (!fits) break;
    end += character.size;
  }
  position_ = end;
  if (end == begin) return lex_invalid();
  tokens_.push_back({TokenKind::Name, begin, end, names_.intern(normalized_identifier(slice(begin, end)))});
}

// `\` at the end of a physical line joins the next one to it.
bool Lexer::lex_continuation() {
  int begin = position_;
  if (is_line_break(at(begin + 1))) {
    position_ = skip_line_break(begin + 1);
    if (position_ < size_) return true;
    note(false, begin, begin + 1, "unexpected end of file after the line continuation character");
  } else if (begin + 1 == size_) {
    note(false, begin, begin + 1, "unexpected end of file after the line continuation character");
  } else {
    note(false, begin, begin + 1, "unexpected character after line continuation character");
  }
  abandon_line(begin);
  return false;
}

namespace {

bool is_invisible(std::int32_t character) {
  constexpr CharacterRange kInvisible[] = {{0, 0x20},        {0x7F, 0xA0},     {0xAD, 0xAD},     {0x2000, 0x200F},
                                           {0x2028, 0x202F}, {0x205F, 0x206F}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};
  return std::any_of(std::begin(kInvisible), std::end(kInvisible),
                     [&](const CharacterRange& range) { return range.first <= character && character <= range.last; });
}

std::string describe_character(std::int32_t character, std::string_view text) {
  if (is_invisible(character)) return fmt::format("invalid non-printable character U+{:04X}", character);
  if (character < 0x80) return "invalid syntax";
  return fmt::format("invalid character '{}' (U+{:04X})", text, character);
}

// What a look-alike from a word processor or a web page stands for, or "".
std::string_view ascii_look_alike(std::int32_t character) {
  switch (character) {
    case 0x2018:
    case 0x2019:
    case 0x00B4: return "'";
    case 0x201C:
    case 0x201D: return "\"";
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2212: return "-";
    case 0x00D7: return "*";
    case 0x00F7: return "/";
    case 0xFF08: return "(";
    case 0xFF09: return ")";
    case 0xFF0C: return ",";
    case 0xFF1A: return ":";
    case 0xFF1D: return "=";
    case 0x00A0:
    case 0x3000: return " ";
    default: return "";
  }
}

}  // namespace

void Lexer::lex_invalid() {
  int begin = position_;
  CodePoint character{static_cast<std::uint8_t>(at(begin)), 1};
  if (encoding_ == Encoding::Utf8) character = decode_utf8(file_.text(), begin);
  position_ += character.size;
  push(TokenKind::Invalid, begin, position_);
  diag::Diagnostic* problem =
      note(false, begin, position_, describe_character(character.value, slice(begin, position_)));
  std::string_view meant = ascii_look_alike(character.value);
  if (problem != nullptr && !meant.empty()) {
    problem->fixes.push_back(
        {fmt::format("replace it with '{}'", meant), {{file_.range(begin, position_), std::string(meant)}}});
  }
}

diag::Diagnostic* Lexer::note(bool mended, int begin, int end, std::string message) {
  if (problem_) {
    problem_->mended = problem_->mended && mended;
    return nullptr;
  }
  problem_.emplace();
  problem_->mended = mended;
  problem_->diagnostic.range = file_.range(begin, end);
  problem_->diagnostic.message = std::move(message);
  return &problem_->diagnostic;
}

void Lexer::end_line() {
  push(TokenKind::Newline, position_, position_);
  line_ended_ = true;
}

int Lexer::end_of_physical_line(int offset) const {
  while (offset < size_ && !is_line_break(at(offset))) ++offset;
  return offset;
}

int Lexer::skip_line_break(int offset) const {
  return at(offset) == '\r' && at(offset + 1) == '\n' ? offset + 2 : offset + 1;
}

// Ends the logical line with the physical line of `offset`. Lines that belonged to it by their indentation, or that
// only close its brackets, are skipped with it.
void Lexer::abandon_line(int offset) {
  position_ = end_of_physical_line(offset);
  int end = position_;
  bool in_brackets = !brackets_.empty();
  while (in_brackets && position_ < size_) {
    int next = skip_line_break(position_);
    int first = next;
    while (at(first) == ' ' || at(first) == '\t') ++first;
    char c = at(first);
    bool belongs = is_line_break(c) || c == ')' || c == ']' || c == '}' || column(first) > indentation_.column;
    if (!belongs || first >= size_) break;
    position_ = end_of_physical_line(first);
  }
  push(TokenKind::Newline, end, end);
  line_ended_ = true;
}

}  // namespace shapewise::python
