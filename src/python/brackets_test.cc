// Forgotten, wrong and superfluous brackets.
#include <gtest/gtest.h>

#include "python/testing.h"

namespace shapewise::python {
namespace {

TEST(Brackets, AForgottenOneEndsBeforeTheNextStatement) {
  EXPECT_EQ(tree("class Net(nn.Module):\n"
                 "    def __init__(self):\n"
                 "        self.a = nn.Conv2d(3, 16, 3\n"
                 "        self.b = nn.ReLU()\n"
                 "\n"
                 "    def forward(self, x):\n"
                 "        return x\n"),
            "3:27-28: '(' was never closed\n"
            "(ClassDef [] Net [] [(Attribute (Name nn) Module)] ["
            "(FunctionDef [] __init__ [] [(regular self - -)] - ["
            "(Assign [(Attribute (Name self) a)] (Call (Attribute (Name nn) Conv2d) [(Int 3) (Int 16) (Int 3)])) "
            "(Assign [(Attribute (Name self) b)] (Call (Attribute (Name nn) ReLU) []))]) "
            "(FunctionDef [] forward [] [(regular self - -) (regular x - -)] - [(Return (Name x))])])\n");
}

TEST(Brackets, AForgottenInnerOneEndsBeforeTheNextElement) {
  EXPECT_EQ(fixed("s = nn.Sequential(\n"
                  "    nn.Conv2d(3, 64, (3,\n"
                  "    nn.ReLU(),\n"
                  "    nn.Linear(4, 5),\n"
                  ")\n"
                  "t = 1\n"),
            "s = nn.Sequential(\n"
            "    nn.Conv2d(3, 64, (3)),\n"
            "    nn.ReLU(),\n"
            "    nn.Linear(4, 5),\n"
            ")\n"
            "t = 1\n");
  EXPECT_EQ(tree("s = f(\n    g(1,\n    h(),\n)\nt = 1\n"),
            "2:6-7: '(' was never closed\n"
            "(Assign [(Name s)] (Call (Name f) [(Call (Name g) [(Int 1)]) (Call (Name h) [])]))\n"
            "(Assign [(Name t)] (Int 1))\n");
}

TEST(Brackets, OfAHeaderCloseBeforeItsColon) {
  EXPECT_EQ(fixed("def f(self, x:\n    return x\n"), "def f(self, x):\n    return x\n");
  EXPECT_EQ(fixed("class A(nn.Module:\n    x = 1\n"), "class A(nn.Module):\n    x = 1\n");
  EXPECT_EQ(fixed("if f(x:\n    x = g(x)\n    return x\n"), "if f(x):\n    x = g(x)\n    return x\n");
  EXPECT_EQ(tree("if f(x:\n    x = g(x)\ny\n"),
            "1:5-6: '(' was never closed\n"
            "(If (Call (Name f) [(Name x)]) [(Assign [(Name x)] (Call (Name g) [(Name x)]))] [])\n(Expr (Name y))\n");
}

TEST(Brackets, AtTheEndOfTheFile) {
  EXPECT_EQ(tree("x = f([1,\n  2"),
            "1:7-8: '[' was never closed\n(Assign [(Name x)] (Call (Name f) [(List [(Int 1) (Int 2)])]))\n");
  EXPECT_EQ(fixed("x = f([1,\n  2  # two\n"), "x = f([1,\n  2])  # two\n");
}

TEST(Brackets, ManyAreEachReported) {
  EXPECT_EQ(messages("a = f(1\nb = g(2\nc = h(3)\nd = [4\n"),
            "1:6-7: '(' was never closed\n2:6-7: '(' was never closed\n4:5-6: '[' was never closed\n");
}

TEST(Brackets, SuperfluousOnesAreDropped) {
  EXPECT_EQ(tree("x = f(1))\ny\n"),
            "1:9-10: unmatched ')'\n(Assign [(Name x)] (Call (Name f) [(Int 1)]))\n(Expr (Name y))\n");
  EXPECT_EQ(fixed("x = f(1))\n"), "x = f(1)\n");
}

TEST(Brackets, WrongOnesAreReplaced) {
  EXPECT_EQ(tree("x = f(1]\ny\n"),
            "1:8-9: closing parenthesis ']' does not match opening parenthesis '('\n"
            "(Assign [(Name x)] (Call (Name f) [(Int 1)]))\n(Expr (Name y))\n");
  EXPECT_EQ(fixed("x = f([1, 2)\n"), "x = f([1, 2])\n");
  EXPECT_EQ(fixed("x = f(1]\n"), "x = f(1)\n");
}

TEST(Brackets, CorrectTextMayBeLaidOutInAnyWay) {
  EXPECT_EQ(tree("x = f(\n1,\nlambda: 2,\n*[\ni for i\nin c], **{\n'''\ndef g(\n''': f'''\n{a}\n'''\n})\n"),
            "(Assign [(Name x)] (Call (Name f) [(Int 1) (Lambda [] (Int 2)) (Starred (ListComp (Name i) "
            "[(comprehension (Name i) (Name c) [] 0)])) (keyword - (Dict [(Str \"\\x0adef g(\\x0a\") "
            "(JoinedStr [(Str \"\\x0a\") (FormattedValue (Name a) - -) (Str \"\\x0a\")])]))]))\n");
}

TEST(Brackets, LinesOfAnFStringAreNoStatements) {
  EXPECT_EQ(messages("x = f(g(f'''\n{a}\n'''), 1\ny = 2\n"), "1:6-7: '(' was never closed\n");
}

}  // namespace
}  // namespace shapewise::python
