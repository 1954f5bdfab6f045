// Widths, what is safe to print, cropping and breaking.
#include "diag/text.h"

#include <gtest/gtest.h>

namespace shapewise::diag {
namespace {

TEST(Text, DecodesUtf8AndNothingElse) {
  EXPECT_EQ(decode("a", 0).code, U'a');
  EXPECT_EQ(decode("é", 0).code, U'é');
  EXPECT_EQ(decode("→", 0).bytes, 3);
  EXPECT_EQ(decode("😀", 0).code, U'😀');
  // Overlong, surrogate, beyond the last code point, cut short, continuation alone.
  for (std::string_view bad : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x86", "\x80", "\xFF"}) {
    EXPECT_EQ(decode(bad, 0).code, char32_t{0xFFFD});
    EXPECT_EQ(decode(bad, 0).bytes, 1);
  }
}

TEST(Text, AppendUndoesDecode) {
  for (char32_t code :
       {U'a', U'é', U'→', U'😀', char32_t{0x7FF}, char32_t{0x800}, char32_t{0xFFFF}, char32_t{0x10FFFF}}) {
    std::string text;
    append(text, code);
    EXPECT_EQ(decode(text, 0).code, code);
    EXPECT_EQ(decode(text, 0).bytes, static_cast<int>(text.size()));
  }
}

TEST(Text, CountsColumns) {
  EXPECT_EQ(display_width("abc"), 3);
  EXPECT_EQ(display_width("名前"), 4);
  EXPECT_EQ(display_width("e\u0301"), 1);
  EXPECT_EQ(display_width("⌊⌋·−→"), 5);
}

TEST(Text, CropsToColumns) {
  EXPECT_EQ(crop("abcdef", 6, false), "abcdef");
  EXPECT_EQ(crop("abcdef", 5, false), "abcd…");
  EXPECT_EQ(crop("abcdef", 5, true), "ab...");
  EXPECT_EQ(crop("abcdef", 2, true), "..");
  EXPECT_EQ(crop("名前名前", 6, false), "名前…");
  EXPECT_EQ(crop("名前名前", 5, false), "名前…");
  EXPECT_EQ(suffix_of_width("名前", 3), "前");
  EXPECT_EQ(suffix_of_width("ae\u0301b", 1), "b");
}

TEST(Text, PrintsNothingThatActs) {
  EXPECT_EQ(printable("a\tb"), "a b");
  EXPECT_EQ(printable("\x1b[0m\n\x7f\u009b"), "\uFFFD[0m\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(printable("\u202Ex\u2066"), "\uFFFDx\uFFFD");
}

TEST(Text, BreaksAtBlanksOnly) {
  EXPECT_EQ(wrap("one two three", 8, 0), "one two\nthree");
  EXPECT_EQ(wrap("one two  three", 10, 4), "one\n    two\n    three");
  EXPECT_EQ(wrap("incomprehensible", 5, 0), "incomprehensible");
  EXPECT_EQ(wrap("one two three", 0, 2), "one two three");
}

TEST(Text, IsPaintedOnlyWhenAsked) {
  EXPECT_EQ(Paint{false}(Ink::Error, "x"), "x");
  EXPECT_EQ(Paint{true}(Ink::Error, "x"), "\x1b[1;31mx\x1b[0m");
  EXPECT_EQ(Paint{true}(Ink::Plain, "x"), "x");
}

}  // namespace
}  // namespace shapewise::diag
