// Mistakes: what is said about them and where, how they are mended, and what of the file is still read.
#include <gtest/gtest.h>

#include "python/testing.h"

namespace shapewise::python {
namespace {

TEST(Errors, AreReportedInCPythonsWords) {
  struct {
    const char* text;
    const char* messages;
  } cases[] = {
      {"x = \n", "1:5-5: invalid syntax\n"},
      {"x = 1 2\n", "1:7-8: invalid syntax\n"},
      {"x = class\n", "1:5-10: invalid syntax\n"},
      {"if x = 3: pass\n", "1:4-9: invalid syntax. Maybe you meant '==' or ':=' instead of '='?\n"},
      {"if x.y = 3: pass\n", "1:4-7: cannot assign to attribute here. Maybe you meant '==' instead of '='?\n"},
      {"f() = 1\n", "1:1-4: cannot assign to function call here. Maybe you meant '==' instead of '='?\n"},
      {"(a, f()) = 1\n", "1:5-8: cannot assign to function call\n"},
      {"None = 1\n", "1:1-5: cannot assign to None\n"},
      {"f() += 1\n", "1:1-4: 'function call' is an illegal expression for augmented assignment\n"},
      {"a, b: int\n", "1:1-5: only single target (not tuple) can be annotated\n"},
      {"del f()\n", "1:5-8: cannot delete function call\n"},
      {"for f() in x: pass\n", "1:5-8: cannot assign to function call\n"},
      {"f(a=1, b)\n", "1:8-9: positional argument follows keyword argument\n"},
      {"f(**a, b)\n", "1:8-9: positional argument follows keyword argument unpacking\n"},
      {"f(**a, *b)\n", "1:8-10: iterable argument unpacking follows keyword argument unpacking\n"},
      {"f(x.y=1)\n", "1:3-7: expression cannot contain assignment, perhaps you meant \"==\"?\n"},
      {"f(True=1)\n", "1:3-8: cannot assign to True\n"},
      {"f(a, b for b in c)\n", "1:6-18: Generator expression must be parenthesized\n"},
      {"f(stride=)\n", "1:3-10: expected argument value expression\n"},
      {"(a b)\n", "1:2-5: invalid syntax. Perhaps you forgot a comma?\n"},
      {"{1: , 2: 3}\n", "1:3-4: expression expected after dictionary key and ':'\n"},
      {"{1: 2, 3}\n", "1:8-9: ':' expected after dictionary key\n"},
      {"[a, b for a in c]\n", "1:7-10: invalid syntax\n"},
      {"[a for a in c, d]\n", "1:2-15: did you forget parentheses around the comprehension target?\n"},
      {"x = (*a)\n", "1:6-8: cannot use starred expression here\n"},
      {"x = a if b\n", "1:5-11: expected 'else' after 'if' expression\n"},
      {"def f(a=1, b): pass\n", "1:12-13: parameter without a default follows parameter with a default\n"},
      {"def f(*): pass\n", "1:7-8: named arguments must follow bare *\n"},
      {"def f(a, a): pass\n", "1:10-11: duplicate argument 'a' in function definition\n"},
      {"def f(**k, a): pass\n", "1:12-13: arguments cannot follow var-keyword argument\n"},
      {"def f: pass\n", "1:6-7: expected '('\n"},
      {"try: pass\nx = 1\n", "2:1-2: expected 'except' or 'finally' block\n"},
      {"try: pass\nexcept A, B: pass\n", "2:8-12: multiple exception types must be parenthesized\n"},
      {"from a import b,\n", "1:16-17: trailing comma not allowed without surrounding parentheses\n"},
      {"x = 0777\n",
       "1:5-6: leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers\n"},
      {"x = 12abc\n", "1:5-7: invalid decimal literal\n"},
      {"x = 0b12\n", "1:8-9: invalid digit '2' in binary literal\n"},
      {"x = 'abc\n", "1:5-9: unterminated string literal (detected at line 1)\n"},
      {"x = '''abc\n\n", "1:5-8: unterminated triple-quoted string literal (detected at line 3)\n"},
      {"x = f'{a'\n", "1:9-10: f-string: expecting '}'\n"},
      {"x = f'a}'\n", "1:8-9: f-string: single '}' is not allowed\n"},
      {"x = f'{}'\n", "1:8-9: f-string: valid expression required before '}'\n"},
      {"x = f'{a!x}'\n", "1:10-11: f-string: invalid conversion character 'x': expected 's', 'r', or 'a'\n"},
      {"x = f'{a b}'\n", "1:10-11: f-string: expecting '=', or '!', or ':', or '}'\n"},
      {"x = '\\x1'\n", "1:6-9: truncated \\xXX escape\n"},
      {"x = b'\xC3\xA9'\n", "1:7-8: bytes can only contain ASCII literal characters\n"},
      {"x = 'a' b'b'\n", "1:5-13: cannot mix bytes and nonbytes literals\n"},
      {"x = a \\ b\n", "1:7-8: unexpected character after line continuation character\n"},
      {"x = \xE2\x80\x9C"
       "a\xE2\x80\x9D\n",
       "1:5-6: invalid character '\xE2\x80\x9C' (U+201C)\n"},
      {"x\xC2\xA0= 1\n", "1:2-3: invalid non-printable character U+00A0\n"},
      {"x = a ? b : c\n", "1:7-8: invalid syntax\n"},
      {"return 1\n", "1:1-9: 'return' outside function\n"},
      {"break\n", "1:1-6: 'break' outside loop\n"},
      {"class A:\n  yield\n", "2:3-8: 'yield' outside function\n"},
      {"x = *a\n", "1:5-7: can't use starred expression here\n"},
  };
  for (const auto& c : cases) EXPECT_EQ(messages(c.text), c.messages) << c.text;
}

TEST(Errors, OfIndentation) {
  EXPECT_EQ(messages("x = 1\n  y = 2\n"), "2:3-4: unexpected indent\n");
  EXPECT_EQ(messages("def f():\nx = 1\n"), "2:1-2: expected an indented block after function definition on line 1\n");
  EXPECT_EQ(messages("if a:\n    x\n  y\n"), "3:3-4: unindent does not match any outer indentation level\n");
  EXPECT_EQ(messages("if a:\n        x\n\ty\n"), "3:2-3: inconsistent use of tabs and spaces in indentation\n");
  EXPECT_EQ(messages("while a:\n"), "2:1-1: expected an indented block after 'while' statement on line 1\n");
}

TEST(Errors, LinesBehindBadIndentationAreRead) {
  EXPECT_EQ(Parsed("def f():\n    a\n      b\n    c\nd\n").tree(),
            "(FunctionDef [] f [] [] - [(Expr (Name a)) (Expr (Name b)) (Expr (Name c))])\n(Expr (Name d))\n");
  EXPECT_EQ(Parsed("if a:\n    x\n  y\n  z\nd\n").tree(),
            "(If (Name a) [(Expr (Name x)) (Expr (Name y)) (Expr (Name z))] [])\n(Expr (Name d))\n");
}

TEST(Errors, AMissingColonIsReadAsThere) {
  EXPECT_EQ(tree("class A\n    def f(self)\n        pass\n"),
            "1:8-8: expected ':'\n2:16-16: expected ':'\n"
            "(ClassDef [] A [] [] [(FunctionDef [] f [] [(regular self - -)] - [(Pass)])])\n");
  EXPECT_EQ(fixed("class A\n    def f(self)  # why\n        pass\n"),
            "class A:\n    def f(self):  # why\n        pass\n");
}

TEST(Errors, AMissingCommaIsReadAsThere) {
  EXPECT_EQ(tree("s = nn.Sequential(\n    nn.Linear(4, 5)\n    nn.ReLU(),\n)\n"),
            "2:5-7: invalid syntax. Perhaps you forgot a comma?\n"
            "(Assign [(Name s)] (Call (Attribute (Name nn) Sequential) "
            "[(Call (Attribute (Name nn) Linear) [(Int 4) (Int 5)]) (Call (Attribute (Name nn) ReLU) [])]))\n");
  EXPECT_EQ(fixed("f(3, 16 3)\n"), "f(3, 16, 3)\n");
  EXPECT_EQ(fixed("def f(self x): pass\n"), "def f(self, x): pass\n");
  // It may as well be the "=" that is missing.
  EXPECT_EQ(Parsed("x = f(3, stride 2)\n").tree(), "(Error [(Name x)] [])\n");
}

TEST(Errors, PrintOfPython2) {
  EXPECT_EQ(tree("print 'a', b\n"),
            "1:1-13: Missing parentheses in call to 'print'. Did you mean print(...)?\n"
            "(Expr (Call (Name print) [(Tuple [(Str \"a\") (Name b)])]))\n");
  EXPECT_EQ(fixed("print 'a', b\n"), "print('a', b)\n");
}

TEST(Errors, AStatementThatFailsKeepsItsTargets) {
  EXPECT_EQ(Parsed("a = b.c = nn.Conv2d(3 +)\nd\n").tree(),
            "(Error [(Name a) (Attribute (Name b) c)] [])\n(Expr (Name d))\n");
  EXPECT_EQ(Parsed("def f(a, 1): return x\n").tree(), "(Error [(Name f)] [])\n");
}

TEST(Errors, AHeaderThatFailsKeepsItsBlock) {
  EXPECT_EQ(tree("if x y:\n    a = 1\nelse:\n    b = 2\n"),
            "1:6-7: expected ':'\n(Error [] [(Assign [(Name a)] (Int 1))])\n");
  EXPECT_EQ(tree("else:\n    a = 1\nb\n"),
            "1:1-5: invalid syntax\n(Error [] [(Assign [(Name a)] (Int 1))])\n(Expr (Name b))\n");
}

TEST(Errors, OneMistakeIsReportedOnce) {
  EXPECT_EQ(messages("x = f(a, 1 +, b c, [d e], (\n))\n"), "1:13-14: invalid syntax\n");
  EXPECT_EQ(messages("x = 'a + f(b\ny = 1\n"), "1:5-13: unterminated string literal (detected at line 1)\n");
}

TEST(Errors, EachStatementMayHaveItsOwn) {
  EXPECT_EQ(messages("x = 1 +\ny = 2\nz = 3 *\n"), "1:8-8: invalid syntax\n3:8-8: invalid syntax\n");
}

TEST(Errors, TooManyEndTheReading) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "x = +\n";
  Parsed parsed(text);
  ASSERT_EQ(parsed.sink.errors(), 100);
  EXPECT_EQ(parsed.sink.all().back().kind, diag::Kind::Limit);
}

TEST(Errors, PointAtWhereABracketWasOpened) {
  Parsed parsed("x = [\n  1,\n)\n");
  ASSERT_EQ(parsed.sink.errors(), 1);
  const diag::Diagnostic& error = parsed.sink.all()[0];
  EXPECT_EQ(error.message, "closing parenthesis ')' does not match opening parenthesis '[' on line 1");
  ASSERT_EQ(error.labels.size(), 1U);
  EXPECT_EQ(parsed.file.slice(error.labels[0].range), "[");
}

}  // namespace
}  // namespace shapewise::python
