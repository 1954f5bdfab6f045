// Comments that state shapes, and comments that do not.
#include "rules/shape_comment.h"

#include <gtest/gtest.h>

namespace shapewise::rules {
namespace {

std::string claim_of(std::string comment) {
  source::SourceMap sources;
  int size = static_cast<int>(comment.size());
  const source::SourceFile& file = sources.add("net.py", std::move(comment));
  auto claim = read_shape_claim(file, file.range(0, size));
  if (!claim) return "none";
  return sym::to_text(claim->shape, sym::Style::Python) + (claim->firm ? "" : " perhaps");
}

TEST(ShapeComment, ReadsWhatPeopleWrite) {
  EXPECT_EQ(claim_of("# (N, 16, 64, 64)"), "(N, 16, 64, 64)");
  EXPECT_EQ(claim_of("# [B, C, H/2, W/2]"), "(B, C, H//2, W//2)");
  EXPECT_EQ(claim_of("# -> N x 16 x 64 x 64"), "(N, 16, 64, 64)");
  EXPECT_EQ(claim_of("# Nx3x8x8 after the stem"), "none");
  EXPECT_EQ(claim_of("# 1x3x8x8"), "(1, 3, 8, 8)");
  EXPECT_EQ(claim_of("# torch.Size([2, 3, 8, 8])"), "(2, 3, 8, 8)");
  EXPECT_EQ(claim_of("# x: (batch, seq_len, 512) of the encoder"), "(batch, seq_len, 512)");
  EXPECT_EQ(claim_of("# shape = (N, 10)"), "(N, 10)");
  EXPECT_EQ(claim_of("# N x 1000 (num_classes)"), "(N, 1000)");
}

TEST(ShapeComment, LeavesOtherCommentsAlone) {
  for (const char* comment : {"# relu", "# (see above)", "# [0, 1]", "# [-1, 1]", "# (N,)", "# 3x", "# x", "#",
                              "# the max x of y", "# (0.485, 0.456, 0.406)", "# fixes the bug (1, 2"}) {
    EXPECT_EQ(claim_of(comment), "none") << comment;
  }
  EXPECT_EQ(claim_of("# (optional, slow)"), "(optional, slow) perhaps");
  EXPECT_EQ(claim_of("# (3, 3)"), "(3, 3) perhaps");
}

bool contradicted(std::string comment, const sym::Shape& truth, sym::Assignment known = {}) {
  source::SourceMap sources;
  int size = static_cast<int>(comment.size());
  const source::SourceFile& file = sources.add("net.py", std::move(comment));
  return contradicts(*read_shape_claim(file, file.range(0, size)), truth, known);
}

TEST(ShapeComment, ComparesNumbersAndRank) {
  sym::Expr n = sym::Expr::symbol("N");
  sym::Expr h = sym::Expr::symbol("H");
  EXPECT_FALSE(contradicted("# (B, 16, 64, 64)", {n, 16, 64, 64}));
  EXPECT_TRUE(contradicted("# (B, 16, 64, 64)", {n, 8, 64, 64}));
  EXPECT_FALSE(contradicted("# (16, 64, 64)", {n, 16, 64, 64}));
  EXPECT_TRUE(contradicted("# (B, C)", {n, 16, 64, 64}));
  EXPECT_FALSE(contradicted("# (B, C, H, H)", {n, 16, 32, 32}));
  EXPECT_FALSE(contradicted("# N x 16 x 28 x 28", {n, 16, h, h}));
  EXPECT_TRUE(contradicted("# N x 16 x 28 x 28", {n, 16, sym::floor_div(h, 2), sym::floor_div(h, 2)}, {{"H", 64}}));
}

}  // namespace
}  // namespace shapewise::rules
