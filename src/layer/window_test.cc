// Window arithmetic against windows that are placed one by one, and the wording of its formulas.
#include "layer/window.h"

#include <gtest/gtest.h>

#include "layer/bind.h"
#include "layer/registry.h"

namespace shapewise::layer {
namespace {

Window window(sym::Expr in, int k, int s, int p, int d) {
  return {named("H", std::move(in)), named("k", k), named("s", s), named("p", p), named("d", d)};
}

Int size(int in, int k, int s, int p, int d, bool ceil_mode) {
  return *window_size(window(in, k, s, p, d), ceil_mode).value().constant();
}

/// Counts windows as PyTorch's documentation describes them: full ones, and with ceil_mode also those that reach beyond
/// the padded input as long as they start inside of the input or the padding before it.
int placed(int in, int k, int s, int p, int d, bool ceil_mode) {
  int extent = d * (k - 1) + 1;
  int count = 0;
  for (int start = -p;; start += s) {
    bool full = start + extent <= in + p;
    bool begun = start + extent - s < in + p && start < in;
    if (!full && !(ceil_mode && begun)) return count;
    ++count;
  }
}

TEST(WindowSize, IsTheNumberOfWindowsThatFit) {
  for (int in = 1; in <= 12; ++in) {
    for (int k = 1; k <= 5; ++k) {
      for (int s = 1; s <= 4; ++s) {
        for (int d = 1; d <= 3; ++d) {
          for (int p = 0; p <= k / 2; ++p) {
            bool fits = in + 2 * p >= d * (k - 1) + 1;
            SCOPED_TRACE(testing::Message() << "in " << in << " k " << k << " s " << s << " p " << p << " d " << d);
            if (!fits) continue;
            EXPECT_EQ(size(in, k, s, p, d, false), placed(in, k, s, p, d, false));
            EXPECT_EQ(size(in, k, s, p, d, true), placed(in, k, s, p, d, true));
          }
        }
      }
    }
  }
}

TEST(WindowSize, KeepsTheLastWindowInside) {
  // torch.nn.functional.max_pool2d(torch.zeros(1, 1, 5, 5), 1, 3, ceil_mode=True) is 2 by 2, not 3 by 3.
  EXPECT_EQ(size(5, 1, 3, 0, 1, true), 2);
  EXPECT_EQ(size(4, 2, 3, 1, 1, true), 2);
}

TEST(WindowSize, ExplainsItselfAsTheTextbookDoes) {
  Window plain = window(64, 3, 1, 1, 1);
  EXPECT_EQ(window_size(plain, false).symbolic(), "⌊(H − k + 2·p)/s⌋ + 1");
  EXPECT_EQ(window_size(plain, false).substituted(), "⌊(64 − 3 + 2·1)/1⌋ + 1");
  Window dilated = window(64, 3, 2, 1, 2);
  EXPECT_EQ(window_size(dilated, false).symbolic(), "⌊(H − d·(k − 1) − 1 + 2·p)/s⌋ + 1");
  // Where the last window can't start outside, the rule for it is left out.
  EXPECT_EQ(window_size(window(64, 3, 2, 0, 1), true).symbolic(), "⌈(H − k + 2·p)/s⌉ + 1");
  EXPECT_EQ(window_size(window(64, 2, 2, 1, 1), true).symbolic(), "min(⌈(H − k + 2·p)/s⌉ + 1, ⌊(H + p − 1)/s⌋ + 1)");
}

TEST(WindowSize, IsAFormulaOfASymbolicSize) {
  sym::Expr h = sym::Expr::symbol("H");
  EXPECT_EQ(window_size(window(h, 3, 1, 1, 1), false).value(), h);
  EXPECT_EQ(window_size(window(h, 2, 2, 0, 1), false).value(), sym::floor_div(h, 2));
}

/// Sees as far as the largest of the windows ⌊i·in/out⌋ … ⌈(i+1)·in/out⌉.
TEST(DividedAxis, IsTheLargestOfTheWindows) {
  for (int in = 1; in <= 20; ++in) {
    for (int out = 1; out <= 20; ++out) {
      int largest = 0;
      for (int i = 0; i < out; ++i) largest = std::max(largest, ((i + 1) * in + out - 1) / out - i * in / out);
      ReceptiveAxis axis = divided_axis(in, out);
      EXPECT_TRUE(axis.extent.is_constant(largest)) << in << " to " << out << ": " << sym::to_text(axis.extent);
      EXPECT_EQ(axis.stride * out, axis.upscale * in);
    }
  }
}

TEST(ReceptiveOf, TakesExtentStrideAndPadding) {
  Receptive field = receptive_of({window(9, 3, 2, 1, 2)});
  ASSERT_EQ(field.axes.size(), 1u);
  EXPECT_TRUE(field.axes[0].extent.is_constant(5));
  EXPECT_TRUE(field.axes[0].stride.is_constant(2));
  EXPECT_TRUE(field.axes[0].padding.is_constant(1));
}

TEST(WithLast, ReplacesTheLastSizes) {
  sym::Shape shape = with_last({2, 3, 8, 8}, {4, 5});
  EXPECT_EQ(sym::to_text(shape), "(2, 3, 4, 5)");
  shape = with_last_unknown(shape, 2);
  EXPECT_TRUE(shape[1].is_constant(3));
  EXPECT_TRUE(shape[2].has_unknown() && shape[3].has_unknown());
}

/// A layer with windows, called without a graph.
class Windows : public testing::Test {
 protected:
  Bound bound(std::vector<Given> given) {
    return bind(spec_.name(), spec_.params, spec_.spatial, std::move(given), {}, sink_);
  }
  Call call(const Bound& args, sym::Shape input) {
    return Call(spec_, args.args, kNoArgs, {ir::Tensor::of(std::move(input))}, {&sink_, &facts_, &assumptions_, false},
                {});
  }

  const Spec& spec_ = spec(*find_layer("MaxPool2d"));
  const ir::Args kNoArgs;
  diag::Sink sink_;
  sym::Facts facts_;
  std::vector<ir::Assumption> assumptions_;
};

Given argument(std::string name, ir::Attr value) { return {std::move(name), {}, std::move(value)}; }

TEST_F(Windows, HaveOneNameForEqualSizes) {
  Bound args = bound({argument("kernel_size", {sym::Expr(2), {}})});
  std::vector<Window> list = windows(call(args, {1, 3, 8, 9}));
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].kernel.symbolic(), "k");
  EXPECT_EQ(list[1].in.symbolic(), "W");
  EXPECT_TRUE(list[1].stride.value().is_constant(2)) << "the stride is the kernel if there is none";
}

TEST_F(Windows, HaveTheAxisInTheirNamesIfTheyDiffer) {
  Bound args = bound({argument("kernel_size", {ir::AttrList{{sym::Expr(2), {}}, {sym::Expr(3), {}}}, {}})});
  std::vector<Window> list = windows(call(args, {1, 3, 8, 9}));
  EXPECT_EQ(list[0].kernel.symbolic(), "k_h");
  EXPECT_EQ(list[1].kernel.symbolic(), "k_w");
}

TEST_F(Windows, MustFit) {
  Bound args = bound({argument("kernel_size", {sym::Expr(5), {}})});
  Call c = call(args, {1, 3, 4, 9});
  EXPECT_FALSE(demand_fit(c, windows(c), "kernel_size"));
  ASSERT_EQ(sink_.errors(), 1);
  EXPECT_EQ(sink_.all()[0].kind, diag::Kind::EmptyOutput);
  EXPECT_EQ(sink_.all()[0].message, "the 5×5 window of MaxPool2d does not fit into its input of 4×9");
}

TEST_F(Windows, MayReachBeyondWithCeilMode) {
  Bound args = bound({argument("kernel_size", {sym::Expr(5), {}})});
  Call c = call(args, {1, 3, 4, 9});
  EXPECT_TRUE(demand_fit(c, windows(c), "kernel_size", true));
}

TEST_F(Windows, AssumeThatASymbolicSizeSuffices) {
  Bound args = bound({argument("kernel_size", {sym::Expr(5), {}})});
  Call c = call(args, {1, 3, sym::Expr::symbol("H"), 9});
  EXPECT_TRUE(demand_fit(c, windows(c), "kernel_size"));
  ASSERT_EQ(assumptions_.size(), 1u);
  EXPECT_EQ(sym::to_text(assumptions_[0].relation), "H ≥ 5");
}

}  // namespace
}  // namespace shapewise::layer
