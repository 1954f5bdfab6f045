// Widths after Unicode's EastAsianWidth.txt (W and F) and the general categories Mn, Me and Cf, as ranges that cover
// whole blocks where only unassigned code points would differ.
#include "diag/text.h"

#include <algorithm>
#include <iterator>

namespace shapewise::diag {
namespace {

struct CodeRange {
  char32_t first;
  char32_t last;
};

constexpr CodeRange kWide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},   {0x23F0, 0x23F0},
    {0x23F3, 0x23F3},   {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267F, 0x267F},
    {0x2693, 0x2693},   {0x26A1, 0x26A1},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},
    {0x26CE, 0x26CE},   {0x26D4, 0x26D4},   {0x26EA, 0x26EA},   {0x26F2, 0x26F3},   {0x26F5, 0x26F5},
    {0x26FA, 0x26FA},   {0x26FD, 0x26FD},   {0x2705, 0x2705},   {0x270A, 0x270B},   {0x2728, 0x2728},
    {0x274C, 0x274C},   {0x274E, 0x274E},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
    {0x27B0, 0x27B0},   {0x27BF, 0x27BF},   {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2B55, 0x2B55},
    {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6},   {0x16FE0, 0x18AFF}, {0x1B000, 0x1B2FF}, {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF},
    {0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A}, {0x1F200, 0x1F320}, {0x1F32D, 0x1F335}, {0x1F337, 0x1F37C},
    {0x1F37E, 0x1F393}, {0x1F3A0, 0x1F3CA}, {0x1F3CF, 0x1F3D3}, {0x1F3E0, 0x1F3F0}, {0x1F3F4, 0x1F3F4},
    {0x1F3F8, 0x1F43E}, {0x1F440, 0x1F440}, {0x1F442, 0x1F4FC}, {0x1F4FF, 0x1F53D}, {0x1F54B, 0x1F54E},
    {0x1F550, 0x1F567}, {0x1F57A, 0x1F57A}, {0x1F595, 0x1F596}, {0x1F5A4, 0x1F5A4}, {0x1F5FB, 0x1F64F},
    {0x1F680, 0x1F6C5}, {0x1F6CC, 0x1F6CC}, {0x1F6D0, 0x1F6D2}, {0x1F6D5, 0x1F6DF}, {0x1F6EB, 0x1F6EC},
    {0x1F6F4, 0x1F6FC}, {0x1F7E0, 0x1F7EB}, {0x1F90C, 0x1F93A}, {0x1F93C, 0x1F945}, {0x1F947, 0x1F9FF},
    {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD},
};

constexpr CodeRange kZero[] = {
    {0x0300, 0x036F},   {0x0483, 0x0489},   {0x0591, 0x05BD}, {0x05BF, 0x05BF}, {0x05C1, 0x05C2}, {0x05C4, 0x05C5},
    {0x0610, 0x061A},   {0x064B, 0x065F},   {0x0670, 0x0670}, {0x06D6, 0x06DC}, {0x06DF, 0x06E4}, {0x0900, 0x0902},
    {0x093A, 0x093A},   {0x093C, 0x093C},   {0x0941, 0x0948}, {0x094D, 0x094D}, {0x0E31, 0x0E31}, {0x0E34, 0x0E3A},
    {0x0E47, 0x0E4E},   {0x1160, 0x11FF},   {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200D}, {0x2060, 0x2060},
    {0x20D0, 0x20F0},   {0x302A, 0x302D},   {0x3099, 0x309A}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF},
    {0x1D165, 0x1D169}, {0xE0100, 0xE01EF},
};

template <std::size_t size>
bool is_in(const CodeRange (&ranges)[size], char32_t code) {
  auto after = std::upper_bound(std::begin(ranges), std::end(ranges), code,
                                [](char32_t c, const CodeRange& range) { return c < range.first; });
  return after != std::begin(ranges) && code <= std::prev(after)->last;
}

bool is_control(char32_t code) { return code < 0x20 || (code >= 0x7F && code < 0xA0); }

/// Embeddings, overrides and isolates of direction, and separators that break a line.
bool is_deceptive(char32_t code) {
  return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) || code == 0x200E || code == 0x200F ||
         code == 0x061C || code == 0x2028 || code == 0x2029;
}

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

std::string_view escape(Ink ink) {
  switch (ink) {
    case Ink::Plain: return "";
    case Ink::Strong: return "\x1b[1m";
    case Ink::Faint: return "\x1b[2m";
    case Ink::Error: return "\x1b[1;31m";
    case Ink::Warning: return "\x1b[1;33m";
    case Ink::Note: return "\x1b[1;34m";
    case Ink::Help: return "\x1b[1;32m";
    case Ink::Place: return "\x1b[34m";
    case Ink::Type: return "\x1b[36m";
  }
  return "";
}

}  // namespace

Decoded decode(std::string_view text, std::size_t offset) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[offset + i]); };
  unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  int length = lead >= 0xF0 && lead < 0xF8 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead >= 0xF8 || offset + static_cast<std::size_t>(length) > text.size()) return {};
  char32_t code = lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < static_cast<std::size_t>(length); ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    code = (code << 6) | (byte(i) & 0x3Fu);
  }
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < kLeast[length] || code > 0x10FFFF || surrogate) return {};
  return {code, length};
}

void append(std::string& text, char32_t code) {
  auto add = [&](char32_t bits) { text += static_cast<char>(static_cast<unsigned char>(bits)); };
  if (code < 0x80) return add(code);
  if (code < 0x800) return add(0xC0 | (code >> 6)), add(0x80 | (code & 0x3F));
  if (code < 0x10000) {
    add(0xE0 | (code >> 12));
  } else {
    add(0xF0 | (code >> 18));
    add(0x80 | ((code >> 12) & 0x3F));
  }
  add(0x80 | ((code >> 6) & 0x3F));
  add(0x80 | (code & 0x3F));
}

int display_width(char32_t code) {
  if (code < 0x300) return 1;
  if (is_in(kZero, code)) return 0;
  return is_in(kWide, code) ? 2 : 1;
}

int display_width(std::string_view text) {
  int width = 0;
  for (std::size_t at = 0; at < text.size();) {
    Decoded next = decode(text, at);
    width += display_width(next.code);
    at += static_cast<std::size_t>(next.bytes);
  }
  return width;
}

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    Decoded next = decode(text, at);
    if (next.code == '\t') {
      result += ' ';
    } else if (is_control(next.code) || is_deceptive(next.code) || next.code == 0xFFFD) {
      result += kReplacement;
    } else {
      result += text.substr(at, static_cast<std::size_t>(next.bytes));
    }
    at += static_cast<std::size_t>(next.bytes);
  }
  return result;
}

std::string_view prefix_of_width(std::string_view text, int columns) {
  std::size_t at = 0;
  while (at < text.size()) {
    Decoded next = decode(text, at);
    columns -= display_width(next.code);
    if (columns < 0) break;
    at += static_cast<std::size_t>(next.bytes);
  }
  return text.substr(0, at);
}

std::string_view suffix_of_width(std::string_view text, int columns) {
  int surplus = display_width(text) - columns;
  std::size_t at = 0;
  while (at < text.size() && surplus > 0) {
    Decoded next = decode(text, at);
    surplus -= display_width(next.code);
    at += static_cast<std::size_t>(next.bytes);
  }
  // A mark that combines with a character that was cut off goes with it.
  while (at > 0 && at < text.size() && display_width(decode(text, at).code) == 0)
    at += static_cast<std::size_t>(decode(text, at).bytes);
  return text.substr(at);
}

std::string crop(std::string_view text, int columns, bool ascii) {
  if (display_width(text) <= columns) return std::string(text);
  std::string_view ellipsis = ascii ? "..." : "…";
  int room = columns - display_width(ellipsis);
  if (room < 0) return std::string(prefix_of_width(ellipsis, columns));
  return std::string(prefix_of_width(text, room)).append(ellipsis);
}

std::string wrap(std::string_view text, int width, int indent) {
  std::string result;
  int used = indent;
  while (!text.empty()) {
    std::size_t end = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    int columns = display_width(word);
    if (used > indent && width > 0 && used + 1 + columns > width) {
      result += "\n" + std::string(static_cast<std::size_t>(indent), ' ');
      used = indent;
    } else if (used > indent) {
      result += ' ';
      ++used;
    }
    result += word;
    used += columns;
  }
  return result;
}

std::string Paint::operator()(Ink ink, std::string_view text) const {
  if (!color || ink == Ink::Plain || text.empty()) return std::string(text);
  return std::string(escape(ink)).append(text).append("\x1b[0m");
}

}  // namespace shapewise::diag
