// Every layer of the registry documents itself, and its examples are run: what a layer claims of itself is checked
// here, so that a new layer needs no test but its own file.
#include "layer/registry.h"

#include <gtest/gtest.h>

#include "analysis/cost.h"
#include "analysis/counts.h"
#include "analysis/receptive.h"
#include "import/expr/parser.h"
#include "import/input_spec.h"
#include "import/list/compose.h"
#include "layer/builder.h"

namespace shapewise::layer {
namespace {

/// A layer constructed from its expression and called once.
struct Trial {
  source::SourceMap sources;
  diag::Sink sink;
  ir::Graph graph;

  void run(std::string_view expr, std::string_view inputs) {
    Builder builder(graph, sink);
    ir::ModuleId root = builder.add_module("", "", {}, {});
    const source::SourceFile& text = sources.add("expr", std::string(expr));
    import::Parser parser(text, 0, static_cast<int>(expr.size()), 20, sink);
    auto ast = parser.expression();
    ASSERT_TRUE(ast.has_value());
    const sym::Assignment values;
    import::Outline made = import::Composer(values, 100, builder).module(*ast, true);
    ASSERT_TRUE(made.op.valid()) << "there is no such layer";
    ir::ModuleId module = builder.construct(made.op, made.args, "layer", root, made.range);
    call(builder, module, sources.add("input", std::string(inputs)));
  }

  std::vector<std::string> errors() const {
    std::vector<std::string> texts;
    for (const diag::Diagnostic& d : sink.all()) texts.push_back(std::string(diag::name(d.kind)) + ": " + d.message);
    return texts;
  }

 private:
  void call(Builder& builder, ir::ModuleId module, const source::SourceFile& text) {
    bool read = true;
    auto specs = import::parse_inputs(text, text.range(0, static_cast<int>(text.text().size())), {}, sink, read);
    ASSERT_TRUE(read);
    std::vector<ir::ValueId> ids;
    std::vector<Given> given;
    for (const import::InputSpec& spec : specs) {
      ir::Tensor tensor = ir::Tensor::of(spec.shape, spec.dtype.value_or(ir::DType::Float32));
      tensor.dtype_assumed = !spec.dtype.has_value();
      given.push_back({"", {}, {ir::TensorRef{static_cast<int>(ids.size())}, {}}});
      ids.push_back(builder.add_input("x", std::move(tensor)));
    }
    builder.call(module, std::move(given), std::move(ids), {0}, {});
  }
};

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts(1);
  for (char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

/// "(N, 16)" as a shape.
sym::Shape shape_of(std::string text) {
  std::erase_if(text, [](char c) { return c == '(' || c == ')' || c == ' '; });
  sym::Shape shape;
  for (const std::string& size : split(text, ',')) {
    if (!size.empty()) shape.dims.push_back(sym::parse_expr(size).value_or(sym::Expr::unknown()));
  }
  return shape;
}

std::vector<sym::Shape> outputs_of(const ir::Graph& graph) {
  std::vector<sym::Shape> shapes;
  for (ir::ValueId id : graph.nodes.back().outputs) shapes.push_back(graph[id].tensor.shape.value_or(sym::Shape()));
  return shapes;
}

std::string text_of(const std::vector<sym::Shape>& shapes) {
  std::string text;
  for (const sym::Shape& shape : shapes) text += sym::to_text(shape, sym::Style::Python) + ";";
  return text;
}

/// How a size comes about is told by the formula that computes it.
void check_rules(const Spec& spec, const ir::Graph& graph) {
  if (spec.sizes == nullptr) return;
  for (const SizeRule& rule : spec.sizes(call_of(graph, {0}))) {
    bool found = false;
    for (const sym::Shape& shape : outputs_of(graph)) {
      found = found || std::find(shape.dims.begin(), shape.dims.end(), rule.formula.value()) != shape.dims.end();
    }
    EXPECT_TRUE(found) << rule.axis << " = " << rule.formula.symbolic() << " = " << rule.formula.substituted()
                       << " is no size of the output";
  }
}

void check_example(const Spec& spec, const Example& example) {
  SCOPED_TRACE(std::string(example.expr) + " on " + std::string(example.input));
  Trial trial;
  trial.run(example.expr, example.input);
  EXPECT_EQ(trial.errors(), std::vector<std::string>());
  ASSERT_EQ(trial.graph.nodes.size(), 1u);
  EXPECT_TRUE(trial.graph.gaps.empty());
  std::vector<sym::Shape> expected;
  for (const std::string& output : split(example.output, ';')) expected.push_back(shape_of(output));
  EXPECT_EQ(text_of(outputs_of(trial.graph)), text_of(expected));
  EXPECT_EQ(analysis::count_weights(trial.graph).total.parameters, sym::parse_expr(example.parameters));
  auto macs = analysis::count_costs(trial.graph).front().macs;
  std::string counted = macs ? sym::to_text(macs->value(), sym::Style::Python) : "?";
  EXPECT_EQ(sym::parse_expr(counted), sym::parse_expr(example.macs)) << counted;
  EXPECT_EQ(analysis::receptive_fields(trial.graph).size(), trial.graph.values.size());
  if (spec.lazy.becomes.empty()) check_rules(spec, trial.graph);
}

void check_rejected(const Rejected& rejected) {
  SCOPED_TRACE(std::string(rejected.expr) + " on " + std::string(rejected.input));
  Trial trial;
  trial.run(rejected.expr, rejected.input);
  ASSERT_EQ(trial.sink.errors(), 1) << testing::PrintToString(trial.errors());
  const diag::Diagnostic& d = trial.sink.all().front();
  EXPECT_EQ(diag::name(d.kind), diag::name(rejected.kind)) << d.message;
  EXPECT_FALSE(d.label.empty()) << "nothing says what was expected: " << d.message;
}

void check_documented(std::span<const Param> params) {
  for (const Param& param : params) EXPECT_FALSE(param.doc.empty()) << param.name << " is not documented";
}

class EveryLayer : public testing::TestWithParam<const Spec*> {};

TEST_P(EveryLayer, DocumentsItself) {
  const Spec& spec = *GetParam();
  EXPECT_FALSE(spec.summary.empty());
  EXPECT_FALSE(spec.rule.empty());
  check_documented(spec.params);
  check_documented(spec.call);
}

TEST_P(EveryLayer, DoesWhatItsExamplesSay) {
  const Spec& spec = *GetParam();
  if (spec.form == Form::Module) {
    EXPECT_FALSE(spec.examples.empty());
  }
  for (const Example& example : spec.examples) check_example(spec, example);
}

TEST_P(EveryLayer, RejectsWhatItSaysItRejects) {
  const Spec& spec = *GetParam();
  // A lazy layer is checked by the layer that it becomes.
  if (spec.form == Form::Module && spec.lazy.becomes.empty()) {
    EXPECT_FALSE(spec.rejected.empty());
  }
  for (const Rejected& rejected : spec.rejected) check_rejected(rejected);
}

/// A value for a parameter that must be given; tensors go to `inputs`.
ir::Attr some_argument(const Param& param, const ir::Tensor& tensor, Builder& builder,
                       std::vector<ir::ValueId>& inputs) {
  if (has(param.takes, Takes::Int)) return {sym::Expr(1), {}};
  if (has(param.takes, Takes::Ints) || has(param.takes, Takes::Tuple)) return {ir::AttrList{{sym::Expr(1), {}}}, {}};
  if (has(param.takes, Takes::Str)) return {std::string("mean"), {}};
  inputs.push_back(builder.add_input("x", tensor));
  ir::Attr reference{ir::TensorRef{static_cast<int>(inputs.size()) - 1}, {}};
  return has(param.takes, Takes::Tensors) ? ir::Attr{ir::AttrList{reference, reference}, {}} : reference;
}

constexpr std::string_view kShapes[] = {"()", "(1)", "(3)", "(0)", "(N)", "(2, 3)", "(2, 0, 3)", "(2, 3, 4, 5, 6)"};

/// Whatever tensors a layer gets, it answers or says what is wrong.
TEST_P(EveryLayer, TakesOrRefusesTensorsOfAnyShape) {
  const Spec& spec = *GetParam();
  for (std::string_view shape : kShapes) {
    SCOPED_TRACE(std::string(shape));
    for (const Example& example : spec.form == Form::Module ? spec.examples : std::span<const Example>()) {
      std::string inputs(shape);
      for (std::size_t i = 1; i < split(example.input, ';').size(); ++i) inputs += ";" + std::string(shape);
      Trial trial;
      trial.run(example.expr, inputs);
    }
    if (spec.form != Form::Function) continue;
    ir::Graph graph;
    diag::Sink sink;
    Builder builder(graph, sink);
    ir::ModuleId root = builder.add_module("", "", {}, {});
    std::vector<ir::ValueId> inputs;
    std::vector<Given> given;
    for (const Param& param : spec.call) {
      if (!param.required()) continue;
      given.push_back({std::string(param.name),
                       {},
                       some_argument(param, ir::Tensor::of(shape_of(std::string(shape))), builder, inputs)});
    }
    Returned returned = builder.call(op_of(spec), std::move(given), std::move(inputs), root, {});
    EXPECT_TRUE(!returned.values.empty() || sink.errors() > 0 || returned.layout != "t") << "it gives nothing";
  }
}

INSTANTIATE_TEST_SUITE_P(Registry, EveryLayer, testing::ValuesIn(registry().begin(), registry().end()),
                         [](const auto& layer) {
                           std::string name(layer.param->qualified());
                           std::replace_if(
                               name.begin(), name.end(), [](char c) { return c == '.' || c == ':'; }, '_');
                           return name;
                         });

TEST(Registry, FindsLayersAsPeopleWriteThem) {
  for (std::string_view written : {"Conv2d", "nn.Conv2d", "torch.nn.Conv2d", "Conv2D"}) {
    auto op = find_layer(written);
    ASSERT_TRUE(op.has_value()) << written;
    EXPECT_EQ(spec(*op).qualified(), "torch.nn.Conv2d");
    EXPECT_EQ(op_of(spec(*op)), *op);
  }
  EXPECT_FALSE(find_layer("conv2d").has_value()) << "functions are no layers";
  EXPECT_TRUE(find_qualified("torch.nn.functional.conv2d").has_value());
}

TEST(Registry, SuggestsWhatWasMeant) {
  auto similar = similar_layers("nn.MaxPol2d");
  ASSERT_FALSE(similar.empty());
  EXPECT_EQ(similar.front(), "MaxPool2d");
}

TEST(Registry, LazyLayersBecomeLayersThatTakeTheirArguments) {
  for (const Spec* lazy : registry()) {
    if (lazy->lazy.becomes.empty()) continue;
    auto op = find_qualified(lazy->lazy.becomes);
    ASSERT_TRUE(op.has_value()) << lazy->name();
    std::vector<std::string_view> names;
    for (const Param& param : spec(*op).params) names.push_back(param.name);
    EXPECT_EQ(std::count(names.begin(), names.end(), lazy->lazy.param), 1) << lazy->name();
    for (const Param& param : lazy->params)
      EXPECT_EQ(std::count(names.begin(), names.end(), param.name), 1) << param.name;
  }
}

}  // namespace
}  // namespace shapewise::layer
