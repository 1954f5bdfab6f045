// What diagnostics look like, as whole pictures.
#include "diag/emitter.h"

#include <gtest/gtest.h>

namespace shapewise::diag {
namespace {

/// A file in which ranges are found by their text.
struct Fixture {
  explicit Fixture(std::string text) : file(sources.add("net.py", std::move(text))) {}

  source::Range at(std::string_view piece, std::size_t occurrence = 0) const {
    std::size_t begin = file.text().find(piece);
    for (; occurrence > 0; --occurrence) begin = file.text().find(piece, begin + 1);
    return file.range(static_cast<int>(begin), static_cast<int>(begin + piece.size()));
  }
  std::string draw(const Diagnostic& d, EmitOptions options = {.ascii = true}) const {
    return emit(d, sources, options);
  }

  source::SourceMap sources;
  const source::SourceFile& file;
};

Diagnostic mismatch(source::Range range, std::string label = "expected 3") {
  Diagnostic d;
  d.kind = Kind::ChannelMismatch;
  d.message = "Conv2d expects 16 input channels, but its input has 3";
  d.range = range;
  d.label = std::move(label);
  return d;
}

TEST(Emitter, PointsAtTheArgument) {
  Fixture f("import torch\n\nconv = Conv2d(16, 32, 3)\n");
  EXPECT_EQ(f.draw(mismatch(f.at("16"))),
            R"(error[channel-mismatch]: Conv2d expects 16 input channels, but its input has 3
 --> net.py:3:15
  |
3 | conv = Conv2d(16, 32, 3)
  |               ^^ expected 3
)");
}

TEST(Emitter, ShowsNotesAndTheFixAsADifference) {
  Fixture f("conv = Conv2d(16, 32, 3)\n");
  Diagnostic d = mismatch(f.at("16"));
  d.notes = {"the input of the layer is (N, 3, 64, 64)"};
  d.cause = "the image is grey";
  d.fixes = {{"set in_channels to 3", {{f.at("16"), "3"}}, true}, {"set it to 4", {{f.at("16"), "4"}}}};
  EXPECT_EQ(f.draw(d), R"(error[channel-mismatch]: Conv2d expects 16 input channels, but its input has 3
 --> net.py:1:15
  |
1 | conv = Conv2d(16, 32, 3)
  |               ^^ expected 3
  |
  = note: the input of the layer is (N, 3, 64, 64)
  = likely cause: the image is grey
  = help: set in_channels to 3
1 - conv = Conv2d(16, 32, 3)
1 + conv = Conv2d(3, 32, 3)
  = perhaps: set it to 4
1 - conv = Conv2d(16, 32, 3)
1 + conv = Conv2d(4, 32, 3)
)");
}

TEST(Emitter, HangsSeveralLabelsOfALineBelowEachOther) {
  Fixture f("conv = Conv2d(6, 16, groups=4)\n");
  Diagnostic d = mismatch(f.at("4"), "by 4");
  d.labels = {{f.at("6"), "not divisible"}, {f.at("16"), "this is"}};
  EXPECT_EQ(f.draw(d), R"(error[channel-mismatch]: Conv2d expects 16 input channels, but its input has 3
 --> net.py:1:29
  |
1 | conv = Conv2d(6, 16, groups=4)
  |               -  --         ^ by 4
  |               |  |
  |               |  this is
  |               not divisible
)");
}

TEST(Emitter, ShowsOtherLinesWithAGapBetween) {
  Fixture f("a = 1\nconv = Conv2d(16, 32, 3)\nb\nc\nd\nx = conv(x)\n\ny\n");
  Diagnostic d = mismatch(f.at("16"));
  d.labels = {{f.at("conv(x)"), "called here with (N, 3, 64, 64)"}, {f.at("y"), "and here"}};
  EXPECT_EQ(f.draw(d), R"(error[channel-mismatch]: Conv2d expects 16 input channels, but its input has 3
 --> net.py:2:15
  |
2 | conv = Conv2d(16, 32, 3)
  |               ^^ expected 3
...
6 | x = conv(x)
  |     ------- called here with (N, 3, 64, 64)
7 |
8 | y
  | - and here
)");
}

TEST(Emitter, BracketsARangeOfSeveralLines) {
  Fixture f("x = conv(\n    a,\n    b)\n");
  std::string call = "conv(\n    a,\n    b)";
  EXPECT_EQ(f.draw(mismatch(f.at(call), "called here")),
            R"(error[channel-mismatch]: Conv2d expects 16 input channels, but its input has 3
 --> net.py:1:5
  |
1 |   x = conv(
  |  _____^
2 | |     a,
3 | |     b)
  | |______^ called here
)");
  EXPECT_EQ(f.draw(mismatch(f.at(call), "called here"), {}),
            R"(error[channel-mismatch]: Conv2d expects 16 input channels, but its input has 3
 --> net.py:1:5
  │
1 │   x = conv(
  │ ╭─────^
2 │ │     a,
3 │ │     b)
  │ ╰──────^ called here
)");
}

TEST(Emitter, ShowsOnlyTheEndsOfALongRange) {
  Fixture f("x = conv(\n1,\n2,\n3,\n4,\n5,\n6,\n7,\n8,\n9)\n");
  std::string call(f.file.text().substr(4, 32));
  EXPECT_EQ(f.draw(mismatch(f.at(call), "called here")),
            R"(error[channel-mismatch]: Conv2d expects 16 input channels, but its input has 3
  --> net.py:1:5
   |
 1 |   x = conv(
   |  _____^
...  |
10 | | 9)
   | |__^ called here
)");
}

TEST(Emitter, NamesTheOtherFiles) {
  Fixture f("conv(x)\n");
  const source::SourceFile& other = f.sources.add("layers.py", "\n\nConv2d(16, 32, 3)\n");
  Diagnostic d = mismatch(f.at("conv(x)"), "called here");
  d.labels = {{other.range(9, 11), "made for 16"}};
  EXPECT_EQ(f.draw(d), R"(error[channel-mismatch]: Conv2d expects 16 input channels, but its input has 3
 --> net.py:1:1
  |
1 | conv(x)
  | ^^^^^^^ called here
 ::: layers.py:3:8
  |
3 | Conv2d(16, 32, 3)
  |        -- made for 16
)");
}

TEST(Emitter, PutsTheCaretUnderWideCharactersAndTabs) {
  Fixture f("\t名前 = Conv2d(16)\n");
  EXPECT_EQ(f.draw(mismatch(f.at("16"))),
            "error[channel-mismatch]: Conv2d expects 16 input channels, but its input has 3\n"
            " --> net.py:1:14\n"
            "  |\n"
            "1 |     名前 = Conv2d(16)\n"
            "  |                   ^^ expected 3\n");
}

TEST(Emitter, CropsLongLinesAroundTheCaret) {
  Fixture f(std::string(3000, 'a') + " Conv2d(16, 32) " + std::string(3000, 'b') + "\n");
  std::string text = f.draw(mismatch(f.at("16")), {.ascii = true, .width = 60});
  EXPECT_EQ(text,
            "error[channel-mismatch]: Conv2d expects 16 input channels, but its input has 3\n"
            " --> net.py:1:3009\n"
            "  |\n"
            "1 | ...aaaaa Conv2d(16, 32) bbbbbbbbbbbbbbbbbbbbbbbbbbbbb...\n"
            "  |                 ^^ expected 3\n");
}

TEST(Emitter, NeverPassesOnWhatATerminalWouldActOn) {
  Fixture f("x = '\x1b[31m\xE2\x80\xAE\xFF' + 16\n");
  Diagnostic d = mismatch(f.at("16"));
  d.message = "evil \x1b]0;title\x07";
  std::string text = f.draw(d);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\x07'), std::string::npos);
  EXPECT_EQ(text.find("\xE2\x80\xAE"), std::string::npos);
  EXPECT_EQ(text.find('\xFF'), std::string::npos);
  EXPECT_NE(text.find("1 | x = '\uFFFD[31m\uFFFD\uFFFD' + 16\n  |                 ^^"), std::string::npos) << text;
}

TEST(Emitter, MarksTheEndOfTheFile) {
  Fixture f("conv(");
  Diagnostic d = mismatch(f.file.range(5, 5), "never closed");
  EXPECT_EQ(f.draw(d), R"(error[channel-mismatch]: Conv2d expects 16 input channels, but its input has 3
 --> net.py:1:6
  |
1 | conv(
  |      ^ never closed
)");
}

TEST(Emitter, StandsAloneWithoutAPlace) {
  Fixture f("");
  EXPECT_EQ(f.draw(mismatch({})), "error[channel-mismatch]: Conv2d expects 16 input channels, but its input has 3\n");
}

TEST(Emitter, ColoursTheHeaderAndTheCaret) {
  Fixture f("Conv2d(16)\n");
  std::string text = f.draw(mismatch(f.at("16")), {.color = true});
  EXPECT_NE(text.find("\x1b[1;31merror[channel-mismatch]\x1b[0m"), std::string::npos);
  EXPECT_NE(text.find("\x1b[1;31m^^ expected 3\x1b[0m"), std::string::npos) << text;
}

TEST(Emitter, CountsAndBoundsMany) {
  Fixture f("Conv2d(16)\n");
  std::vector<Diagnostic> all(7, mismatch(f.at("16")));
  all.back().severity = Severity::Warning;
  std::string text = emit(all, f.sources, {.ascii = true, .limit = 2});
  EXPECT_NE(text.find("... and 5 more\n\n6 errors, 1 warning\n"), std::string::npos) << text;
  EXPECT_EQ(emit(std::span<const Diagnostic>(), f.sources), "");
}

}  // namespace
}  // namespace shapewise::diag
