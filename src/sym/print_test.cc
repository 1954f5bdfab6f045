// How expressions are spelled: the examples are the specification.
#include <gtest/gtest.h>

#include "sym/expr.h"
#include "sym/shape.h"

namespace shapewise::sym {
namespace {

struct Example {
  const char* input;
  const char* unicode;
  const char* ascii;
  const char* python;
};

TEST(Print, SpellsEachStyle) {
  const Example examples[] = {
      {"5", "5", "5", "5"},
      {"-3", "−3", "-3", "-3"},
      {"3*H**2", "3·H²", "3*H^2", "3*H**2"},
      {"H^12", "H¹²", "H^12", "H**12"},
      {"(H-3)//4", "⌊(H−3)/4⌋", "floor((H-3)/4)", "(H - 3)//4"},
      {"H//2", "⌊H/2⌋", "floor(H/2)", "H//2"},
      {"3*H//4", "⌊3·H/4⌋", "floor(3*H/4)", "3*H//4"},
      {"H//(2*N)", "⌊H/(2·N)⌋", "floor(H/(2*N))", "H//(2*N)"},
      {"H//(W+1)", "⌊H/(W+1)⌋", "floor(H/(W+1))", "H//(W + 1)"},
      {"(H//2)**2", "⌊H/2⌋²", "floor(H/2)^2", "(H//2)**2"},
      {"3*(H//2) + 1", "3·⌊H/2⌋ + 1", "3*floor(H/2) + 1", "3*(H//2) + 1"},
      {"-(H//2)", "−⌊H/2⌋", "-floor(H/2)", "-(H//2)"},
      {"1 - H//2", "1 − ⌊H/2⌋", "1 - floor(H/2)", "1 - H//2"},
      {"H % 4", "H % 4", "H % 4", "H % 4"},
      {"N*((H+1) % 4)", "N·((H + 1) % 4)", "N*((H + 1) % 4)", "N*((H + 1) % 4)"},
      {"(-H) % 4", "(−H) % 4", "(-H) % 4", "(-H) % 4"},
      {"(T+1) % (N+1)", "(T + 1) % (N + 1)", "(T + 1) % (N + 1)", "(T + 1) % (N + 1)"},
      {"min(H, W)", "min(H, W)", "min(H, W)", "min(H, W)"},
      {"max(H-3, 0)*W", "W·max(H − 3, 0)", "W*max(H - 3, 0)", "W*max(H - 3, 0)"},
  };
  for (const Example& example : examples) {
    auto e = parse_expr(example.input);
    ASSERT_TRUE(e) << example.input;
    EXPECT_EQ(to_text(*e, Style::Unicode), example.unicode);
    EXPECT_EQ(to_text(*e, Style::Ascii), example.ascii);
    EXPECT_EQ(to_text(*e, Style::Python), example.python);
  }
}

TEST(Print, ChoosesTheFormThatPeopleWrite) {
  const char* const examples[][2] = {
      {"((H-1)//2 - 1)//2", "⌊(H−3)/4⌋"},      // the shift goes into a window
      {"(H-2)//2 + 1", "⌊H/2⌋"},               //
      {"(H-2)//2 - 1", "⌊H/2⌋ − 2"},           //
      {"-(-H//2)", "⌊(H+1)/2⌋"},               // Python's way to round up
      {"3 - H", "3 − H"},                      // no leading minus where it can be avoided
      {"-H - W - 1", "−H − W − 1"},            //
      {"W + H + 4*N + 1", "4·N + H + W + 1"},  // axes in their order, the constant last
      {"H*W - W", "(H − 1)·W"},                // products of one part per axis
      {"W - H*W", "(1 − H)·W"},                //
      {"4*(H-2)*(W-2)", "4·(H − 2)·(W − 2)"},  //
      {"(H-W)*N*-1", "N·(W − H)"},             //
      {"3*H^2 + 2*H", "3·H² + 2·H"},           // but not of one symbol
      {"H^2 + 2*H + 1", "(H + 1)²"},           // save for powers
      {"-N*(2*W - 3)^3", "N·(3 − 2·W)³"},      //
      {"-N*(2*W + 3)^3", "−N·(2·W + 3)³"},     //
      {"((H+1)//2 - 1)^2", "⌊(H−1)/2⌋²"},      //
      {"16*N*((H-3)//2+1)*((W-3)//2+1)", "16·N·⌊(H−1)/2⌋·⌊(W−1)/2⌋"},
      {"C_in*k", "C_in·k"},
  };
  for (const auto& [input, text] : examples) {
    auto e = parse_expr(input);
    ASSERT_TRUE(e) << input;
    EXPECT_EQ(to_text(*e), text) << input;
  }
}

TEST(Print, ShapesAreTuples) {
  EXPECT_EQ(to_text(Shape{Expr::symbol("N"), 3, 64, 64}), "(N, 3, 64, 64)");
  EXPECT_EQ(to_text(Shape{Expr::symbol("N")}), "(N,)");
  EXPECT_EQ(to_text(Shape{}), "()");
  EXPECT_EQ(to_text(Shape{Expr::unknown(), 3}), "(?, 3)");
}

}  // namespace
}  // namespace shapewise::sym
