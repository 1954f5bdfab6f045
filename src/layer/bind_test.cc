// Binding by Python's rules, and what is said when arguments do not fit.
#include "layer/bind.h"

#include <cmath>
#include <gtest/gtest.h>

namespace shapewise::layer {
namespace {

constexpr Param kParams[] = {
    {"in_channels", Takes::Int, "", "channels of the input"},
    {"kernel_size", kSizes, "", "size of the window"},
    {"stride", kSizes | Takes::OneTuple, "1", "step of the window"},
    {"padding", kSizes | Takes::Str, "0", "elements added"},
    {"bias", Takes::Bool, "True", "add a number"},
    {"eps", Takes::Float, "1e-05", "a small number"},
    {"dtype", Takes::DType | Takes::None, "None", "element type", How::KeywordOnly},
};

ir::Attr integer(Int value) { return {sym::Expr(value), {}}; }
ir::Attr list(std::vector<ir::Attr> items) { return {ir::AttrList(std::move(items)), {}}; }
ir::Attr text(std::string value) { return {std::move(value), {}}; }

Given positional(ir::Attr value) { return {"", {}, std::move(value)}; }
Given keyword(std::string name, ir::Attr value) { return {std::move(name), {}, std::move(value)}; }

class Bind : public testing::Test {
 protected:
  /// Binds to two spatial dimensions.
  Bound bind(std::vector<Given> given, std::span<const Param> params = kParams) {
    return layer::bind("Layer", params, 2, std::move(given), {}, sink_);
  }
  std::string value(const Bound& bound, std::string_view param) {
    return ir::to_text(ir::find(bound.args, param)->value);
  }
  diag::Kind kind() const { return sink_.all().at(0).kind; }
  const diag::Diagnostic& error() const { return sink_.all().at(0); }

  diag::Sink sink_;
};

TEST_F(Bind, FillsPositionsKeywordsAndDefaults) {
  Bound bound = bind({positional(integer(3)), keyword("padding", integer(1)), keyword("kernel_size", integer(5))});
  EXPECT_TRUE(bound.ok);
  EXPECT_EQ(value(bound, "in_channels"), "3");
  EXPECT_EQ(value(bound, "kernel_size"), "5");
  EXPECT_EQ(value(bound, "stride"), "1");
  EXPECT_EQ(value(bound, "padding"), "1");
  EXPECT_EQ(value(bound, "bias"), "True");
  EXPECT_EQ(value(bound, "dtype"), "None");
  EXPECT_TRUE(ir::find(bound.args, "padding")->given);
  EXPECT_FALSE(ir::find(bound.args, "stride")->given);
}

TEST_F(Bind, TakesEveryKindThatTheParameterTakes) {
  Bound bound =
      bind({positional(integer(3)), positional(list({integer(3), integer(5)})), positional(list({integer(2)})),
            positional(text("same")), positional({ir::None{}, {}}), positional(integer(1))});
  EXPECT_TRUE(bound.ok);
  EXPECT_EQ(value(bound, "kernel_size"), "(3, 5)");
  EXPECT_EQ(value(bound, "stride"), "(2,)");
  EXPECT_EQ(value(bound, "padding"), "'same'");
  EXPECT_EQ(value(bound, "bias"), "False") << "None is false";
}

TEST_F(Bind, LeavesUnknownValuesAlone) {
  Bound bound = bind({positional({ir::Unknown{"read from a file"}, {}}), positional(integer(3))});
  EXPECT_TRUE(bound.ok);
  EXPECT_TRUE(ir::find(bound.args, "in_channels")->value.is<ir::Unknown>());
}

TEST_F(Bind, ReportsWhatIsMissing) {
  Bound bound = bind({positional(integer(3))});
  EXPECT_FALSE(bound.ok);
  EXPECT_EQ(kind(), diag::Kind::MissingArgument);
  EXPECT_EQ(error().message, "Layer needs the argument 'kernel_size'");
  EXPECT_TRUE(ir::find(bound.args, "kernel_size")->value.is<ir::Unknown>());
  EXPECT_EQ(value(bound, "stride"), "1") << "the others are still there";
}

TEST_F(Bind, SuggestsTheNameThatWasMeant) {
  EXPECT_FALSE(bind({positional(integer(3)), positional(integer(3)), keyword("strides", integer(1))}).ok);
  EXPECT_EQ(kind(), diag::Kind::UnknownArgument);
  EXPECT_EQ(error().label, "did you mean stride?");
}

TEST_F(Bind, ReportsArgumentsGivenTwice) {
  EXPECT_FALSE(bind({positional(integer(3)), positional(integer(3)), keyword("in_channels", integer(4))}).ok);
  EXPECT_EQ(kind(), diag::Kind::RepeatedArgument);
}

TEST_F(Bind, ReportsTooManyOnceAndNoKeywordOnlyOnesByPosition) {
  std::vector<Given> given;
  for (int i = 1; i <= 9; ++i) given.push_back(positional(integer(1)));
  EXPECT_FALSE(bind(std::move(given)).ok);
  ASSERT_EQ(sink_.errors(), 1);
  EXPECT_EQ(kind(), diag::Kind::TooManyArguments);
  EXPECT_EQ(error().message, "Layer takes at most 6 positional arguments");
}

TEST_F(Bind, ReportsWrongTypesAndLengths) {
  for (ir::Attr wrong : {text("3"), ir::Attr{1.5, {}}, list({integer(1), integer(2), integer(3)}), list({integer(1)}),
                         list({integer(1), text("2")}), ir::Attr{ir::None{}, {}}}) {
    sink_ = {};
    SCOPED_TRACE(ir::to_text(wrong));
    Bound bound = bind({positional(integer(3)), positional(wrong)});
    EXPECT_FALSE(bound.ok);
    EXPECT_EQ(kind(), diag::Kind::ArgumentType);
    EXPECT_EQ(error().label, "expected an int or a tuple of 2 ints");
    EXPECT_TRUE(ir::find(bound.args, "kernel_size")->value.is<ir::Unknown>());
  }
}

TEST_F(Bind, CollectsVariadicArguments) {
  constexpr Param kVariadic[] = {
      {"sizes", Takes::Any, "", "all sizes", How::Variadic},
      {"options", Takes::Any, "", "the rest", How::Keywords},
  };
  Bound several = bind({positional(integer(3)), positional(integer(4)), keyword("anything", integer(1))}, kVariadic);
  EXPECT_TRUE(several.ok);
  EXPECT_EQ(value(several, "sizes"), "(3, 4)");
  Bound one = bind({positional(list({integer(5), integer(6)}))}, kVariadic);
  EXPECT_EQ(value(one, "sizes"), "(5, 6)") << "a single list stands for all";
  EXPECT_EQ(value(bind({}, kVariadic), "sizes"), "()");
}

TEST(ParseDefault, ReadsWhatSignaturesSay) {
  EXPECT_TRUE(parse_default("None").is<ir::None>());
  EXPECT_EQ(ir::to_text(parse_default("True")), "True");
  EXPECT_EQ(ir::to_text(parse_default("-1")), "-1");
  EXPECT_EQ(ir::to_text(parse_default("'zeros'")), "'zeros'");
  EXPECT_EQ(ir::to_text(parse_default("(1, 1)")), "(1, 1)");
  EXPECT_EQ(*parse_default("1e-05").as<double>(), 1e-05);
}

}  // namespace
}  // namespace shapewise::layer
