// Correct programs: the trees of every kind of expression and statement.
#include "python/parse.h"

#include <gtest/gtest.h>

#include "python/testing.h"

namespace shapewise::python {
namespace {

TEST(Parse, AClassOfLayers) {
  EXPECT_EQ(tree("class Net(nn.Module):\n"
                 "    def __init__(self, width=64):\n"
                 "        self.conv = nn.Conv2d(3, width, kernel_size=3)\n"),
            "(ClassDef [] Net [] [(Attribute (Name nn) Module)] "
            "[(FunctionDef [] __init__ [] [(regular self - -) (regular width - (Int 64))] - "
            "[(Assign [(Attribute (Name self) conv)] (Call (Attribute (Name nn) Conv2d) "
            "[(Int 3) (Name width) (keyword kernel_size (Int 3))]))])])\n");
}

TEST(Parse, Precedence) {
  EXPECT_EQ(expression("a + b * c ** -d"),
            "(BinOp (Name a) + (BinOp (Name b) * (BinOp (Name c) ** (UnaryOp - (Name d)))))");
  EXPECT_EQ(expression("a - b - c"), "(BinOp (BinOp (Name a) - (Name b)) - (Name c))");
  EXPECT_EQ(expression("a ** b ** c"), "(BinOp (Name a) ** (BinOp (Name b) ** (Name c)))");
  EXPECT_EQ(expression("-a ** b"), "(UnaryOp - (BinOp (Name a) ** (Name b)))");
  EXPECT_EQ(expression("not a == b or c and d"),
            "(BoolOp or [(UnaryOp not (Compare (Name a) [==] [(Name b)])) (BoolOp and [(Name c) (Name d)])])");
  EXPECT_EQ(expression("a | b ^ c & d << e"),
            "(BinOp (Name a) | (BinOp (Name b) ^ (BinOp (Name c) & (BinOp (Name d) << (Name e)))))");
  EXPECT_EQ(expression("x if a else y if b else z"), "(IfExp (Name a) (Name x) (IfExp (Name b) (Name y) (Name z)))");
  EXPECT_EQ(expression("await a ** b"), "(BinOp (Await (Name a)) ** (Name b))");
}

TEST(Parse, ComparisonsAreChains) {
  EXPECT_EQ(expression("0 <= x < n is not None not in s"),
            "(Compare (Int 0) [<= < is-not not-in] [(Name x) (Name n) (None) (Name s)])");
}

TEST(Parse, Arguments) {
  EXPECT_EQ(expression("f(a, *b, c, k=1, *d, **e)"),
            "(Call (Name f) [(Name a) (Starred (Name b)) (Name c) (keyword k (Int 1)) (Starred (Name d)) "
            "(keyword - (Name e))])");
  EXPECT_EQ(expression("f(x for x in y)"),
            "(Call (Name f) [(GeneratorExp (Name x) [(comprehension (Name x) (Name y) [] 0)])])");
  EXPECT_EQ(expression("f(a := 1)(b)"), "(Call (Call (Name f) [(NamedExpr (Name a) (Int 1))]) [(Name b)])");
}

TEST(Parse, RangesAreExact) {
  Parsed parsed("y = conv(x, stride = (2,), *rest)\n");
  const Call& call = cast<Call>(cast<Assign>(parsed.module->body[0]).value);
  EXPECT_EQ(parsed.file.slice(call.range), "conv(x, stride = (2,), *rest)");
  EXPECT_EQ(parsed.file.slice(call.parentheses), "(x, stride = (2,), *rest)");
  EXPECT_EQ(parsed.file.slice(call.arguments[1].keyword.range), "stride");
  EXPECT_EQ(parsed.file.slice(call.arguments[1].range), "stride = (2,)");
  EXPECT_EQ(parsed.file.slice(call.arguments[1].value->range), "(2,)");
  EXPECT_EQ(parsed.file.slice(call.arguments[2].range), "*rest");
}

TEST(Parse, Subscripts) {
  EXPECT_EQ(expression("x[1:2, ..., ::-1, *i, None]"),
            "(Subscript (Name x) (Tuple [(Slice (Int 1) (Int 2) -) (Ellipsis) (Slice - - (UnaryOp - (Int 1))) "
            "(Starred (Name i)) (None)]))");
  EXPECT_EQ(expression("x[:]"), "(Subscript (Name x) (Slice - - -))");
  EXPECT_EQ(expression("x[1,]"), "(Subscript (Name x) (Tuple [(Int 1)]))");
  EXPECT_EQ(expression("x[*i]"), "(Subscript (Name x) (Tuple [(Starred (Name i))]))");
  EXPECT_EQ(expression("x[n := 1]"), "(Subscript (Name x) (NamedExpr (Name n) (Int 1)))");
}

TEST(Parse, DisplaysAndComprehensions) {
  EXPECT_EQ(expression("[*a, b]"), "(List [(Starred (Name a)) (Name b)])");
  EXPECT_EQ(expression("{1: a, **b}"), "(Dict [(Int 1) (Name a) - (Name b)])");
  EXPECT_EQ(expression("{a, b}"), "(Set [(Name a) (Name b)])");
  EXPECT_EQ(expression("()"), "(Tuple [])");
  EXPECT_EQ(expression("(a)"), "(Name a)");
  EXPECT_EQ(expression("[i for i in r if i if j async for j, k in i]"),
            "(ListComp (Name i) [(comprehension (Name i) (Name r) [(Name i) (Name j)] 0) "
            "(comprehension (Tuple [(Name j) (Name k)]) (Name i) [] 1)])");
  EXPECT_EQ(expression("{k: v for k, v in d}"),
            "(DictComp (Name k) (Name v) [(comprehension (Tuple [(Name k) (Name v)]) (Name d) [] 0)])");
  EXPECT_EQ(expression("{k for k in d}"), "(SetComp (Name k) [(comprehension (Name k) (Name d) [] 0)])");
}

TEST(Parse, Lambdas) {
  EXPECT_EQ(expression("lambda: 0"), "(Lambda [] (Int 0))");
  EXPECT_EQ(expression("lambda a, /, b=1, *c, d, **e: a"),
            "(Lambda [(positional a - -) (regular b - (Int 1)) (star c - -) (keyword d - -) (double-star e - -)] "
            "(Name a))");
  EXPECT_EQ(expression("lambda *, k: k"), "(Lambda [(keyword k - -)] (Name k))");
}

TEST(Parse, Assignments) {
  EXPECT_EQ(tree("a = b, *c = *d, e\n"),
            "(Assign [(Name a) (Tuple [(Name b) (Starred (Name c))])] (Tuple [(Starred (Name d)) (Name e)]))\n");
  EXPECT_EQ(tree("x: int = 1\n"), "(AnnAssign (Name x) (Name int) (Int 1) 1)\n");
  EXPECT_EQ(tree("(x): int\n"), "(AnnAssign (Name x) (Name int) - 0)\n");
  EXPECT_EQ(tree("x @= y\n"), "(AugAssign (Name x) @ (Name y))\n");
  EXPECT_EQ(tree("def f(): x //= yield\n"), "(FunctionDef [] f [] [] - [(AugAssign (Name x) // (Yield -))])\n");
}

TEST(Parse, SimpleStatements) {
  EXPECT_EQ(tree("pass; del a, b[0]; raise X from y; assert a, 'm'; global g, h\n"),
            "(Pass)\n(Delete [(Name a) (Subscript (Name b) (Int 0))])\n(Raise (Name X) (Name y))\n"
            "(Assert (Name a) (Str \"m\"))\n(Global [g h])\n");
  EXPECT_EQ(tree("def f(): nonlocal x; return *a, b\n"),
            "(FunctionDef [] f [] [] - [(Nonlocal [x]) (Return (Tuple [(Starred (Name a)) (Name b)]))])\n");
  EXPECT_EQ(tree("import a.b as c, d\nfrom ...e import (f as g, h,)\nfrom . import *\n"),
            "(Import [(alias a.b c) (alias d -)])\n(ImportFrom 3 e [(alias f g) (alias h -)])\n(ImportFrom 1  *)\n");
  EXPECT_EQ(tree("type A[T: int, *Ts, **P] = T\n"),
            "(TypeAlias A [(TypeVar T (Name int)) (TypeVarTuple Ts -) (ParamSpec P -)] (Name T))\n");
}

TEST(Parse, CompoundStatements) {
  EXPECT_EQ(tree("if a: pass\nelif b: pass\nelse: pass\n"),
            "(If (Name a) [(Pass)] [(If (Name b) [(Pass)] [(Pass)])])\n");
  EXPECT_EQ(tree("for x in *a, b:\n  break\nelse:\n  pass\n"),
            "(For (Name x) (Tuple [(Starred (Name a)) (Name b)]) [(Break)] [(Pass)])\n");
  EXPECT_EQ(tree("while x: continue\nelse: pass\n"), "(While (Name x) [(Continue)] [(Pass)])\n");
  EXPECT_EQ(tree("try:\n pass\nexcept (A, B) as e:\n pass\nexcept:\n pass\nelse:\n pass\nfinally:\n pass\n"),
            "(Try [(Pass)] [(ExceptHandler (Tuple [(Name A) (Name B)]) e [(Pass)]) (ExceptHandler - - [(Pass)])] "
            "[(Pass)] [(Pass)])\n");
  EXPECT_EQ(tree("try:\n pass\nexcept* A:\n pass\n"),
            "(TryStar [(Pass)] [(ExceptHandler (Name A) - [(Pass)])] [] [])\n");
  EXPECT_EQ(tree("@d.e(1)\nasync def f[T](a: int, *b: *T) -> None: pass\n"),
            "(AsyncFunctionDef [(Call (Attribute (Name d) e) [(Int 1)])] f [(TypeVar T -)] "
            "[(regular a (Name int) -) (star b (Starred (Name T)) -)] (None) [(Pass)])\n");
  EXPECT_EQ(tree("class A[T](B, metaclass=M, **k): pass\n"),
            "(ClassDef [] A [(TypeVar T -)] [(Name B) (keyword metaclass (Name M)) (keyword - (Name k))] [(Pass)])\n");
}

TEST(Parse, ItemsOfWith) {
  EXPECT_EQ(tree("with a as b, c: pass\n"), "(With [(withitem (Name a) (Name b)) (withitem (Name c) -)] [(Pass)])\n");
  EXPECT_EQ(tree("with (a as b, c,): pass\n"),
            "(With [(withitem (Name a) (Name b)) (withitem (Name c) -)] [(Pass)])\n");
  EXPECT_EQ(tree("with (a, b): pass\n"), "(With [(withitem (Name a) -) (withitem (Name b) -)] [(Pass)])\n");
  EXPECT_EQ(tree("with (a, b) as c: pass\n"), "(With [(withitem (Tuple [(Name a) (Name b)]) (Name c))] [(Pass)])\n");
  EXPECT_EQ(tree("with (a, *b): pass\n"), "(With [(withitem (Tuple [(Name a) (Starred (Name b))]) -)] [(Pass)])\n");
  EXPECT_EQ(tree("with (a).b, c: pass\n"),
            "(With [(withitem (Attribute (Name a) b) -) (withitem (Name c) -)] [(Pass)])\n");
}

TEST(Parse, Patterns) {
  EXPECT_EQ(
      tree("match x, y:\n"
           "  case [a, *_, b] | (c, *d): pass\n"
           "  case {'k': -1, n.m: _, **rest} if a: pass\n"
           "  case P(1 + 2j, k=None) as q: pass\n"
           "  case 'a' 'b', *r: pass\n"
           "  case (s): pass\n"),
      "(Match (Tuple [(Name x) (Name y)]) ["
      "(match_case (MatchOr [(MatchSequence [(MatchAs - a) (MatchStar -) (MatchAs - b)]) "
      "(MatchSequence [(MatchAs - c) (MatchStar d)])]) - [(Pass)]) "
      "(match_case (MatchMapping [(Str \"k\") (MatchValue (UnaryOp - (Int 1))) (Attribute (Name n) m) (MatchAs - -)]"
      " rest) (Name a) [(Pass)]) "
      "(match_case (MatchAs (MatchClass (Name P) [(MatchValue (BinOp (Int 1) + (Imaginary 2))) "
      "k=(MatchSingleton None)]) q) - [(Pass)]) "
      "(match_case (MatchSequence [(MatchValue (Str \"ab\")) (MatchStar r)]) - [(Pass)]) "
      "(match_case (MatchAs - s) - [(Pass)])])\n");
}

TEST(Parse, SoftKeywordsAreNames) {
  EXPECT_EQ(tree("match = case = type = _ = 1\n"),
            "(Assign [(Name match) (Name case) (Name type) (Name _)] (Int 1))\n");
  EXPECT_EQ(tree("match(x)\nmatch[x]\nmatch.x\ntype(x)\nprint\nexec(x)\nmatch: int\n"),
            "(Expr (Call (Name match) [(Name x)]))\n(Expr (Subscript (Name match) (Name x)))\n"
            "(Expr (Attribute (Name match) x))\n(Expr (Call (Name type) [(Name x)]))\n(Expr (Name print))\n"
            "(Expr (Call (Name exec) [(Name x)]))\n(AnnAssign (Name match) (Name int) - 1)\n");
  EXPECT_EQ(tree("match (x):\n  case 1: pass\n"), "(Match (Name x) [(match_case (MatchValue (Int 1)) - [(Pass)])])\n");
}

TEST(Parse, LinesAndWhiteSpace) {
  EXPECT_EQ(tree("x = 1 + \\\n  2"), "(Assign [(Name x)] (BinOp (Int 1) + (Int 2)))\n");
  EXPECT_EQ(tree("\xEF\xBB\xBFx\r\nif y:\r\n\tz\r\n\f\r\nw"),
            "(Expr (Name x))\n(If (Name y) [(Expr (Name z))] [])\n(Expr (Name w))\n");
  EXPECT_EQ(tree("f(\n# c\n\n  a,  # d\n)\r# e\rg"), "(Expr (Call (Name f) [(Name a)]))\n(Expr (Name g))\n");
  EXPECT_EQ(tree("if a:\n  b\n # odd\n  c\n"), "(If (Name a) [(Expr (Name b)) (Expr (Name c))] [])\n");
  EXPECT_EQ(tree(""), "");
  EXPECT_EQ(tree("   # only a comment"), "");
}

TEST(Parse, KeepsComments) {
  Parsed parsed("# a\nx = 1  # shape: [N]\ny = '# no'\n");
  ASSERT_EQ(parsed.module->comments.size(), 2);
  EXPECT_EQ(parsed.file.slice(parsed.module->comments[1]), "# shape: [N]");
  Span<source::Range> found = comments_in(*parsed.module, parsed.file.range(4, 24));
  ASSERT_EQ(found.size(), 1);
  EXPECT_EQ(found[0].begin, 11);
}

TEST(Parse, FindsDocstrings) {
  Parsed parsed("'doc'\nx = 1\n");
  ASSERT_NE(docstring(parsed.module->body), nullptr);
  EXPECT_EQ(docstring(parsed.module->body)->value, "doc");
  EXPECT_EQ(docstring(Parsed("x = 'doc'").module->body), nullptr);
}

}  // namespace
}  // namespace shapewise::python
