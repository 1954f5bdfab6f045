// What follows from what: answers under facts, contradictions, and simplification.
#include "sym/facts.h"

#include <gtest/gtest.h>

namespace shapewise::sym {
namespace {

Relation relation(const char* text) {
  auto parsed = parse_relation(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(eq(0, 1));
}

Facts given(std::initializer_list<const char*> relations) {
  Facts facts;
  for (const char* text : relations) EXPECT_EQ(facts.assume(relation(text)), Truth::Yes) << text;
  return facts;
}

std::string simplified(const Facts& facts, const char* text) { return to_text(facts.simplify(*parse_expr(text))); }

TEST(Facts, ParseAndPrintRelations) {
  EXPECT_EQ(relation("H % 32 == 0"), divisible(Expr::symbol("H"), 32));
  EXPECT_EQ(relation("(H + 1) % 4 == 0"), divisible(Expr::symbol("H") + 1, 4));
  EXPECT_EQ(relation("H > 4"), ge(Expr::symbol("H"), 5));
  EXPECT_EQ(relation("H <= W"), ge(Expr::symbol("W"), Expr::symbol("H")));
  EXPECT_EQ(relation("C != 3"), ne(Expr::symbol("C"), 3));
  EXPECT_EQ(relation("H + W % 4 == 0").op, Relation::Op::Eq);
  EXPECT_EQ(to_text(relation("(H + 1) % 32 == 0")), "(H + 1) % 32 == 0");
  EXPECT_EQ(to_text(relation("H >= 32")), "H ≥ 32");
  EXPECT_EQ(to_text(relation("H != 3"), Style::Python), "H != 3");
  for (const char* text : {"", "H", "H ==", "== 3", "H = 3", "H == 3 == 3", "H % == 0", "H & 1 == 0"}) {
    EXPECT_FALSE(parse_relation(text)) << text;
  }
}

TEST(Facts, SolvedForASize) {
  EXPECT_EQ(to_text(solved(relation("H//8 >= 2"))), "H ≥ 16");
  EXPECT_EQ(to_text(solved(relation("(H + 1)//8 >= 2"))), "H ≥ 15");
  EXPECT_EQ(to_text(solved(relation("((H - 1)//2 - 3)//4 + 1 >= 3"))), "H ≥ 23");
  EXPECT_EQ(to_text(solved(relation("2*(H//8) >= 4"))), "2·⌊H/8⌋ ≥ 4");
  EXPECT_EQ(to_text(solved(relation("H >= W"))), "H ≥ W");
  EXPECT_EQ(to_text(solved(relation("H//8 == 2"))), "⌊H/8⌋ == 2");
  EXPECT_EQ(to_text(solved(relation("64*N*(H//4) % 24 == 0"))), "N·⌊H/4⌋ % 3 == 0");
  EXPECT_EQ(to_text(solved(relation("(6*N + 3) % 24 == 0"))), "(2·N + 1) % 8 == 0");
  EXPECT_EQ(to_text(solved(relation("15*N % 16 == 0"))), "N % 16 == 0");
  EXPECT_EQ(to_text(solved(relation("(N + 1) % 4 == 0"))), "(N + 1) % 4 == 0");
}

TEST(Facts, RedundantIfTheOthersSayMore) {
  Facts facts = given({"H >= 2", "H//2 >= 2", "W >= 2", "H//4 >= 2"});
  EXPECT_TRUE(facts.redundant(relation("H >= 2")));
  EXPECT_TRUE(facts.redundant(relation("H//2 >= 2")));
  EXPECT_FALSE(facts.redundant(relation("H//4 >= 2")));
  EXPECT_FALSE(facts.redundant(relation("W >= 2")));
}

TEST(Facts, NothingIsKnownButThatSizesArePositive) {
  Facts facts;
  EXPECT_EQ(facts.prove(relation("H >= 1")), Truth::Yes);
  EXPECT_EQ(facts.prove(relation("H >= 2")), Truth::Unknown);
  EXPECT_EQ(facts.prove(relation("H == 0")), Truth::No);
  EXPECT_EQ(facts.prove(relation("H == W")), Truth::Unknown);
  EXPECT_EQ(facts.prove(relation("H*W >= W")), Truth::Yes);
  EXPECT_EQ(facts.prove(relation("H % 32 == 0")), Truth::Unknown);
  EXPECT_EQ(facts.prove(relation("(4*H) % 2 == 0")), Truth::Yes);
  EXPECT_EQ(facts.prove(eq(Expr::unknown(), 0)), Truth::Unknown);
  EXPECT_EQ(facts.prove(eq(Expr::invalid("?"), 0)), Truth::Unknown);
}

TEST(Facts, Divisibility) {
  Facts facts = given({"X % 8 == 0", "H % 2 == 0"});
  EXPECT_EQ(simplified(facts, "8*(X//8)"), "X");
  EXPECT_EQ(simplified(facts, "((H-2)//2+1)*2"), "H");
  EXPECT_EQ(simplified(facts, "X//4"), "⌊X/4⌋");
  EXPECT_EQ(facts.prove(relation("X % 4 == 0")), Truth::Yes);
  EXPECT_EQ(facts.prove(relation("(X + 2) % 4 == 0")), Truth::No);
  EXPECT_EQ(facts.prove(relation("X % 16 == 0")), Truth::Unknown);
  EXPECT_EQ(facts.prove(relation("X >= 8")), Truth::Yes);
}

TEST(Facts, CongruencesAreJoined) {
  Facts facts = given({"(H + 1) % 4 == 0", "H % 3 == 0"});  // H = 3, 15, 27, …
  EXPECT_EQ(facts.prove(relation("(H + 9) % 12 == 0")), Truth::Yes);
  EXPECT_EQ(facts.lower_bound(Expr::symbol("H")), 3);
  EXPECT_EQ(facts.assume(relation("H % 2 == 0")), Truth::No);
  EXPECT_EQ(facts.assume(relation("(5*H) % 25 == 0")), Truth::Yes);  // H = 15, 75, …
  EXPECT_EQ(facts.lower_bound(Expr::symbol("H")), 15);
}

TEST(Facts, BoundsAndContradictions) {
  Facts facts = given({"H >= 32", "H <= 64"});
  EXPECT_EQ(facts.prove(relation("H > 31")), Truth::Yes);
  EXPECT_EQ(facts.prove(relation("H == 65")), Truth::No);
  EXPECT_EQ(facts.upper_bound(*parse_expr("(H - 3)//4")), 15);
  EXPECT_EQ(facts.assume(relation("H < 32")), Truth::No);
  EXPECT_EQ(facts.assume(relation("2*H == 65")), Truth::No);
  EXPECT_EQ(facts.relations().size(), 2u);
  EXPECT_EQ(simplified(facts, "max(H, 30)"), "H");
}

TEST(Facts, EqualitiesReplaceSymbols) {
  Facts facts = given({"C == 3", "W == H"});
  EXPECT_EQ(simplified(facts, "C*H*W"), "3·H²");
  EXPECT_EQ(facts.prove(relation("C*W == 3*H")), Truth::Yes);
  EXPECT_EQ(facts.assume(relation("C == 4")), Truth::No);
  EXPECT_EQ(facts.assume(relation("W == H + 1")), Truth::No);
}

TEST(Facts, AnEquationOfARemainderIsADivisibility) {
  Facts facts = given({"32*(H//32) == H", "(W % 4) + 0 == 1", "(N % 2) * 3 != 0"});
  EXPECT_EQ(facts.prove(relation("H % 16 == 0")), Truth::Yes);
  EXPECT_EQ(facts.prove(relation("(W + 3) % 4 == 0")), Truth::Yes);
  EXPECT_EQ(facts.prove(relation("(N + 1) % 2 == 0")), Truth::Yes);
  EXPECT_EQ(facts.assume(relation("N % 2 == 0")), Truth::No);
}

TEST(Facts, AFactAboutAWindowIsAFactAboutItsInput) {
  Facts facts = given({"(H-3)//4 >= 7", "W//2 == 16"});
  EXPECT_EQ(facts.lower_bound(Expr::symbol("H")), 31);
  EXPECT_EQ(facts.lower_bound(Expr::symbol("W")), 32);
  EXPECT_EQ(facts.upper_bound(Expr::symbol("W")), 33);
}

TEST(Facts, SymbolicDivisors) {
  Facts facts = given({"X % N == 0"});
  EXPECT_EQ(simplified(facts, "N*(X//N)"), "X");
  EXPECT_EQ(simplified(facts, "N*(X//N)*C + 1"), "C·X + 1");
  EXPECT_EQ(simplified(facts, "X//N"), "⌊X/N⌋");
  EXPECT_EQ(simplified(facts, "X % N"), "0");
  EXPECT_EQ(facts.assume(relation("N % X == 0")), Truth::Yes);
  EXPECT_EQ(facts.prove(relation("X % (2*N) == 0")), Truth::Unknown);
}

TEST(Facts, ExtremaAreDecidedByFacts) {
  Facts facts = given({"H >= W", "W >= K"});
  EXPECT_EQ(simplified(facts, "max(H, K)"), "H");
  EXPECT_EQ(simplified(facts, "min(H, W, K) + 1"), "K + 1");
  EXPECT_EQ(simplified(facts, "max(H//2, K//2)"), "⌊H/2⌋");
}

struct Question {
  const char* text;
  Truth answer;
};

void expect_answers(const Facts& facts, std::initializer_list<Question> questions) {
  for (const Question& question : questions) {
    EXPECT_EQ(static_cast<int>(facts.prove(relation(question.text))), static_cast<int>(question.answer))
        << question.text;
  }
}

TEST(Prove, KeepsDistancesFromBoundsApart) {
  Facts facts;
  Expr k = Expr::symbol("k");
  Expr p = Expr::symbol("p");
  facts.assume(ge(floor_div(k, 2), p - 1));
  facts.assume(ge(5, k));
  // Not for k = 3 and p = 2.
  EXPECT_EQ(facts.prove(ge(floor_div(p + 3, k) + 1, ceil_div(2 * p + 3, k))), Truth::Unknown);
}

TEST(Prove, ByIntervalsAndRelaxation) {
  expect_answers(Facts(), {
                              {"2*(H//2) <= H", Truth::Yes},
                              {"2*(H//2) >= H - 1", Truth::Yes},
                              {"2*(H//2) >= H", Truth::Unknown},
                              {"N*(H//N) <= H", Truth::Yes},
                              {"N*(H//N) > H - N", Truth::Yes},
                              {"H % N >= N", Truth::No},
                              {"(H+1)//2 >= H//2", Truth::Yes},
                              {"max(H, W) >= W", Truth::Yes},
                              {"min(H, W) > H", Truth::No},
                              {"N*H*W - N*H >= 0", Truth::Yes},
                              {"(H-1)*(W-1) >= 0", Truth::Yes},
                              {"(H-2)*(W-2) >= 0", Truth::Unknown},
                          });
}

TEST(Prove, ByResidues) {
  expect_answers(Facts(), {
                              {"2*H + 1 == 0", Truth::No},
                              {"2*H + 1 == 2*W", Truth::No},
                              {"6*H + 3 == 9*W + 1", Truth::No},
                              {"H//2 + (H+1)//2 == H", Truth::Yes},
                              {"H - H//2 == (H+1)//2", Truth::Yes},
                              {"3*H//4 == H - (H+3)//4", Truth::Yes},
                              {"H//3 + (H+1)//3 + (H+2)//3 == H", Truth::Yes},
                              {"(H*(H+1)) % 2 == 0", Truth::Yes},
                              {"(H*H + 1) % 4 == 0", Truth::No},
                              {"(H*H + 1) % 3 == 0", Truth::No},
                              {"H % 32 == 0", Truth::Unknown},
                              {"max(H, W) + min(H, W) == H + W", Truth::Yes},
                          });
}

TEST(Prove, FromFacts) {
  Facts facts = given({"H >= W", "W >= K + 2", "C != D", "(H + W) % 8 == 0"});
  expect_answers(facts, {
                            {"H >= K", Truth::Yes},
                            {"K >= H", Truth::No},
                            {"K == H", Truth::No},
                            {"N*H >= N*K + 2*N", Truth::Yes},
                            {"H//2 >= K//2", Truth::Yes},
                            {"D == C", Truth::No},
                            {"D - C != 0", Truth::Yes},
                            {"(H + W) % 4 == 0", Truth::Yes},
                            {"(2*H + 2*W + 3) % 4 == 0", Truth::No},
                            {"H % 8 == 0", Truth::Unknown},
                        });
}

TEST(Prove, UnknownsAndInvalidsStayUndecided) {
  Expr u = Expr::unknown();
  Facts facts;
  EXPECT_EQ(facts.prove(eq(u, u)), Truth::Unknown);
  EXPECT_EQ(facts.prove(ge(u, -1)), Truth::Unknown);
  EXPECT_EQ(facts.prove(divisible(u * 2, 2)), Truth::Unknown);
  EXPECT_EQ(facts.prove(divisible(4, 0)), Truth::Unknown);
  EXPECT_EQ(facts.assume(ge(u, 3)), Truth::Yes);
  EXPECT_EQ(facts.prove(ge(u, 2)), Truth::Unknown);
  EXPECT_EQ(facts.simplify(u), u);
  EXPECT_FALSE(facts.lower_bound(u));
}

}  // namespace
}  // namespace shapewise::sym
