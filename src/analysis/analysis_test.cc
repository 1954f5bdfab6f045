// Counts, costs and fields of graphs that are built by hand.
#include <gtest/gtest.h>

#include "analysis/totals.h"
#include "layer/builder.h"
#include "layer/registry.h"

namespace shapewise::analysis {
namespace {

/// A network of convolutions over one input.
class Network {
 public:
  explicit Network(sym::Shape input) : builder_(graph, sink) {
    root_ = builder_.add_module("", "Net", {}, {});
    value = builder_.add_input("x", ir::Tensor::of(std::move(input)));
  }

  ir::ModuleId conv(Int in, Int out, Int kernel, Int stride = 1, Int padding = 0, Int dilation = 1) {
    std::vector<layer::Given> given;
    for (Int argument : {in, out, kernel, stride, padding, dilation})
      given.push_back({"", {}, {sym::Expr(argument), {}}});
    return builder_.construct(*layer::find_layer("Conv2d"), std::move(given), "conv", root_, {});
  }
  ir::ValueId call(ir::ModuleId module, ir::ValueId input) {
    std::vector<layer::Given> given{{"", {}, {ir::TensorRef{0}, {}}}};
    return builder_.call(module, std::move(given), {input}, root_, {}).values.front();
  }

  ir::Graph graph;
  diag::Sink sink;
  ir::ValueId value;

 private:
  layer::Builder builder_;
  ir::ModuleId root_;
};

const sym::Expr kN = sym::Expr::symbol("N");

std::string field_text(const Field& field) {
  std::string text;
  for (const FieldAxis& axis : field.axes) {
    text +=
        sym::to_text(axis.size.ceil()) + "/" + sym::to_text(axis.jump.num) + ":" + sym::to_text(axis.jump.den) + " ";
  }
  return text;
}

TEST(Counts, CountASharedModuleOnceAndItsCostsTwice) {
  Network net({kN, 8, 10, 10});
  ir::ModuleId conv = net.conv(8, 8, 3, 1, 1);
  net.call(conv, net.call(conv, net.value));
  Tables tables = analyse(net.graph);
  EXPECT_EQ(tables.totals.weights.parameters, 8 * 8 * 9 + 8);
  EXPECT_EQ(tables.totals.weights.bytes, 4 * (8 * 8 * 9 + 8));
  EXPECT_EQ(tables.totals.macs.value, 2 * 8 * 8 * 9 * 100 * kN);
  EXPECT_EQ(tables.totals.memory.value, 2 * 4 * 800 * kN);
  EXPECT_EQ(tables.totals.dense.value, 800 * 800 + 800);
  EXPECT_TRUE(tables.totals.macs.exact);
}

TEST(Counts, CountATiedWeightForTheFirstThatHasIt) {
  Network net({kN, 8, 10, 10});
  ir::ModuleId first = net.conv(8, 8, 3);
  ir::ModuleId second = net.conv(8, 8, 3);
  net.graph[second].weights[0].weight = net.graph[first].weights[0].weight;
  net.graph.weights[static_cast<std::size_t>(net.graph[first].weights[1].weight.index)].trainable = false;
  CountTable counts = count_weights(net.graph);
  EXPECT_EQ(counts.own[1].parameters, 576 + 8);
  EXPECT_EQ(counts.own[1].trainable, 576);
  EXPECT_EQ(counts.own[2].parameters, 8);
  EXPECT_EQ(counts.total.parameters, 576 + 16);
}

TEST(Costs, AreNotKnownAfterAnError) {
  Network net({kN, 3, 10, 10});
  net.call(net.conv(8, 8, 3), net.value);
  Tables tables = analyse(net.graph);
  EXPECT_FALSE(tables.costs[0].macs.has_value());
  EXPECT_FALSE(tables.totals.macs.exact);
  EXPECT_EQ(tables.totals.weights.parameters, 584);
}

TEST(Costs, OfAGraphWithAGapAreLowerBounds) {
  Network net({kN, 8, 10, 10});
  net.call(net.conv(8, 8, 1), net.value);
  net.graph.gaps.push_back({"something is not modelled", {}});
  Tables tables = analyse(net.graph);
  EXPECT_EQ(tables.totals.macs.value, 6400 * kN);
  EXPECT_FALSE(tables.totals.macs.exact);
  EXPECT_TRUE(tables.totals.weights_exact);
}

TEST(ReceptiveField, GrowsWithWindowStrideAndDilation) {
  Network net({kN, 3, 64, 64});
  ir::ValueId a = net.call(net.conv(3, 3, 3, 1, 1), net.value);
  ir::ValueId b = net.call(net.conv(3, 3, 3, 2), a);
  ir::ValueId c = net.call(net.conv(3, 3, 3, 2, 0, 2), b);
  std::vector<Field> fields = receptive_fields(net.graph);
  EXPECT_EQ(field_text(fields[static_cast<std::size_t>(a.index)]), "3/1:1 3/1:1 ");
  EXPECT_EQ(field_text(fields[static_cast<std::size_t>(b.index)]), "5/2:1 5/2:1 ");
  EXPECT_EQ(field_text(fields[static_cast<std::size_t>(c.index)]), "13/4:1 13/4:1 ");
  EXPECT_EQ(fields[static_cast<std::size_t>(c.index)].axes[0].start, (Ratio{5, 1}));
}

TEST(ReceptiveField, OfARejectedCallIsNotKnown) {
  Network net({kN, 3, 10, 10});
  ir::ValueId out = net.call(net.conv(8, 8, 3), net.value);
  EXPECT_EQ(receptive_fields(net.graph)[static_cast<std::size_t>(out.index)].kind, Field::Kind::Opaque);
}

TEST(Ratio, IsExactAndInLowestTerms) {
  EXPECT_EQ(make_ratio(2, 4) + make_ratio(1, 4), (Ratio{3, 4}));
  EXPECT_EQ(make_ratio(2, 3) * make_ratio(3, 2), (Ratio{1, 1}));
  EXPECT_EQ(max(make_ratio(1, 2), make_ratio(2, 3)), (Ratio{2, 3}));
  EXPECT_EQ(min(make_ratio(1, 2), make_ratio(2, 3)), (Ratio{1, 2}));
  EXPECT_EQ(make_ratio(7, 2).ceil(), 4);
  sym::Expr k = sym::Expr::symbol("k");
  EXPECT_EQ(make_ratio(k, k), (Ratio{1, 1}));
}

}  // namespace
}  // namespace shapewise::analysis
