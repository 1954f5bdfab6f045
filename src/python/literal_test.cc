// The values of numbers and strings, and the encodings of files.
#include "python/literal.h"

#include <gtest/gtest.h>

#include "python/testing.h"

namespace shapewise::python {
namespace {

TEST(Literal, Integers) {
  EXPECT_EQ(expression("[0, 00, 1_000, 0xFf_0, 0o17, 0B101]"),
            "(List [(Int 0) (Int 0) (Int 1000) (Int 4080) (Int 15) (Int 5)])");
  EXPECT_EQ(expression("170141183460469231731687303715884105727"), "(Int 170141183460469231731687303715884105727)");
  // One more does not fit and keeps its digits.
  EXPECT_EQ(expression("0x8000_0000_0000_0000_0000_0000_0000_0000"), "(Int 0x80000000000000000000000000000000)");
  Parsed parsed("170141183460469231731687303715884105728");
  EXPECT_FALSE(cast<IntExpr>(cast<ExprStatement>(parsed.module->body[0]).value).fits);
}

TEST(Literal, OtherNumbers) {
  EXPECT_EQ(expression("[1., .5, 1e-5, 1_0.2_5E+3, 0777.5, 1e400]"),
            "(List [(Float 1) (Float 0.5) (Float 1e-05) (Float 10250) (Float 777.5) (Float inf)])");
  EXPECT_EQ(expression("[3j, 1.5J, 0777j]"), "(List [(Imaginary 3) (Imaginary 1.5) (Imaginary 777)])");
  EXPECT_EQ(expression("1if x else 2"), "(IfExp (Name x) (Int 1) (Int 2))");
  EXPECT_EQ(expression("0xfor x"), "(BoolOp or [(Int 15) (Name x)])");
  EXPECT_EQ(expression("1..real"), "(Attribute (Float 1) real)");
}

TEST(Literal, Escapes) {
  EXPECT_EQ(expression(R"('\a\b\f\n\r\t\v\\\'\"\101\x41\u00e9\U0001F600\z')"),
            R"((Str "\x07\x08\x0c\x0a\x0d\x09\x0b\\'\"AA\xc3\xa9\xf0\x9f\x98\x80\\z"))");
  EXPECT_EQ(expression("'a\\\nb\\\r\nc'"), "(Str \"abc\")");
  EXPECT_EQ(expression(R"('\ud800')"), R"((Str "\xed\xa0\x80"))");
  EXPECT_EQ(expression(R"('\N{DASH}')"), R"((Str "\\N{DASH}"))");
  EXPECT_EQ(expression(R"(r'\n\'')"), R"((Str "\\n\\'"))");
  EXPECT_EQ(expression(R"(b'\xff\u00e9\377')"), R"((Bytes "\xff\\u00e9\xff"))");
  EXPECT_EQ(expression("'''a\r\nb\rc'''"), R"((Str "a\x0ab\x0ac"))");
}

TEST(Literal, AdjacentOnesAreOne) {
  EXPECT_EQ(expression("('a' \"b\"\n r'\\c')"), R"((Str "ab\\c"))");
  EXPECT_EQ(expression("'a' f'b{c}' 'd' f'e'"),
            "(JoinedStr [(Str \"ab\") (FormattedValue (Name c) - -) (Str \"de\")])");
}

TEST(Literal, PlainTextIsAViewOfTheSource) {
  Parsed parsed("x = 'b c -> c b'\n");
  std::string_view value = cast<StringExpr>(cast<Assign>(parsed.module->body[0]).value).value;
  EXPECT_EQ(value, "b c -> c b");
  EXPECT_EQ(value.data(), parsed.file.text().data() + 5);
}

TEST(Literal, FStrings) {
  EXPECT_EQ(expression("f'{x!r:>{w}.{p}}'"),
            "(JoinedStr [(FormattedValue (Name x) r (JoinedStr [(Str \">\") (FormattedValue (Name w) - -) (Str \".\") "
            "(FormattedValue (Name p) - -)]))])");
  EXPECT_EQ(expression("f'{{{x}}}'"), "(JoinedStr [(Str \"{\") (FormattedValue (Name x) - -) (Str \"}\")])");
  EXPECT_EQ(expression("f'{x = }'"), "(JoinedStr [(Str \"x = \") (FormattedValue (Name x) r -)])");
  EXPECT_EQ(expression("f'{x=!s}{y=:3}'"),
            "(JoinedStr [(Str \"x=\") (FormattedValue (Name x) s -) (Str \"y=\") "
            "(FormattedValue (Name y) - (JoinedStr [(Str \"3\")]))])");
  EXPECT_EQ(expression("f'{a['b']}' f\"{f\"{1}\"}\""),
            "(JoinedStr [(FormattedValue (Subscript (Name a) (Str \"b\")) - -) "
            "(FormattedValue (JoinedStr [(FormattedValue (Int 1) - -)]) - -)])");
  EXPECT_EQ(expression("f'''{\n  a  # why\n  !r}'''"), "(JoinedStr [(FormattedValue (Name a) r -)])");
  EXPECT_EQ(expression("f'{a != b}{ {1: 2}[1] }{(lambda x: x)}'"),
            "(JoinedStr [(FormattedValue (Compare (Name a) [!=] [(Name b)]) - -) "
            "(FormattedValue (Subscript (Dict [(Int 1) (Int 2)]) (Int 1)) - -) "
            "(FormattedValue (Lambda [(regular x - -)] (Name x)) - -)])");
  EXPECT_EQ(expression("rf'\\d{x}'"), "(JoinedStr [(Str \"\\\\d\") (FormattedValue (Name x) - -)])");
  EXPECT_EQ(expression("f''"), "(JoinedStr [])");
}

TEST(Literal, Encodings) {
  EXPECT_EQ(tree("# coding: latin-1\nx = '\xE9'\n"), "(Assign [(Name x)] (Str \"\\xc3\\xa9\"))\n");
  EXPECT_EQ(tree("#!/usr/bin/python\n# -*- coding: utf_8 -*-\nx = '\xC3\xA9'\n"),
            "(Assign [(Name x)] (Str \"\\xc3\\xa9\"))\n");
  EXPECT_EQ(messages("# coding: uft-8\n"), "1:11-16: unknown encoding: uft-8\n");
  EXPECT_EQ(messages("\xEF\xBB\xBF# coding: latin-1\n"), "1:12-19: encoding problem: latin-1 with BOM\n");
  EXPECT_EQ(messages("x = 1\n# coding: uft-8\n"), "");
}

TEST(Literal, Identifiers) {
  EXPECT_EQ(expression("\xCE\xB1\xCE\xB2"), "(Name \xCE\xB1\xCE\xB2)");
  EXPECT_EQ(expression("\xC2\xB5"), "(Name \xCE\xBC)");         // the micro sign is the letter mu
  EXPECT_EQ(expression("\xF0\x9D\x94\x98nit"), "(Name Unit)");  // a mathematical letter
  EXPECT_EQ(messages("\xE2\x82\xAC = 1\n"), "1:1-2: invalid character '\xE2\x82\xAC' (U+20AC)\n");
}

}  // namespace
}  // namespace shapewise::python
