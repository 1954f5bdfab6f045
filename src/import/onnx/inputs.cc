// Sizes that the file leaves open become symbols: equal names are equal sizes, and what has no name gets one.
#include "import/onnx/inputs.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "import/onnx/contents.h"
#include "layer/axes.h"
#include "layer/operator.h"

namespace shapewise::import::onnx {
namespace {

class InputReader {
 public:
  InputReader(const Graph& graph, const Reading& reading) : reading_(reading) {
    for (const ValueInfo& input : graph.inputs) {
      for (const Dim& dim : input.type.dims) used_.insert(symbol_name(dim.param));
    }
  }

  ir::Tensor read(const ValueInfo& input) {
    auto dtype = layer::onnx_dtype(input.type.element);
    if (input.type.kind != Type::Kind::Tensor || !dtype) return ir::Tensor::unknown("it is no tensor of a known type");
    if (!input.type.has_shape) return ir::Tensor::unknown("the file does not state its shape", *dtype);
    int rank = static_cast<int>(input.type.dims.size());
    sym::Shape shape;
    for (int i = 0; i < rank; ++i) shape.dims.push_back(size(input.type.dims[static_cast<std::size_t>(i)], rank, i));
    return ir::Tensor::of(std::move(shape), *dtype);
  }

 private:
  /// Some exporters write −1 for a size that they leave open.
  sym::Expr size(const Dim& dim, int rank, int axis) {
    if (dim.value >= 0) return dim.value;
    std::string name = symbol_name(dim.param);
    if (name.empty()) name = fresh(axis == 0 && rank > 1 ? "N" : layer::axis_name(rank, axis));
    return sym::substitute(sym::Expr::symbol(std::move(name)), reading_.values);
  }

  std::string fresh(std::string name) {
    std::string made = name;
    for (int i = 2; !used_.insert(made).second; ++i) made = fmt::format("{}_{}", name, i);
    return made;
  }

  const Reading& reading_;
  std::set<std::string> used_;
};

/// The one that is given by that name, or else by its place.
const InputSpec* find_given(const Inputs& inputs, std::string_view name, std::size_t place) {
  for (const InputSpec& spec : inputs.given) {
    if (spec.name == name) return &spec;
  }
  if (place < inputs.given.size() && inputs.given[place].name.empty()) return &inputs.given[place];
  return nullptr;
}

void refuse(const InputSpec& spec, const std::vector<const ValueInfo*>& inputs, diag::Sink& sink) {
  std::string what = spec.name.empty() ? fmt::format("the model takes {} inputs", inputs.size())
                                       : fmt::format("the model has no input '{}'", spec.name);
  auto& d = sink.error(diag::Kind::InputSpec, spec.range, std::move(what));
  std::string names;
  for (const ValueInfo* input : inputs) names += (names.empty() ? "" : ", ") + plain(input->name);
  d.notes.push_back(fmt::format("its inputs are: {}", names));
}

}  // namespace

void add_inputs(const Graph& graph, const Listing& listing, const Reading& reading,
                std::unordered_map<std::string_view, ir::ValueId>& values) {
  InputReader reader(graph, reading);
  std::vector<const ValueInfo*> inputs;
  std::set<const InputSpec*> used;
  for (const ValueInfo& input : graph.inputs) {
    if (values.contains(input.name)) continue;
    ir::Tensor tensor = reader.read(input);
    const InputSpec* given = find_given(reading.inputs, plain(input.name), inputs.size());
    if (given != nullptr) {
      tensor = ir::Tensor::of(given->shape, given->dtype.value_or(tensor.dtype));
      used.insert(given);
    }
    bool missing = !tensor.shape && input.type.kind == Type::Kind::Tensor && !reading.inputs.rejected;
    if (missing) {
      Span span = listing.inputs.at(&input);
      auto& d = reading.sink().error(diag::Kind::InputSpec, reading.file.range(span.begin, span.end),
                                     fmt::format("the shape of the input {} is not known", plain(input.name)));
      d.notes.push_back(fmt::format("give it with --input, for example --input {}=N,3,224,224", plain(input.name)));
    }
    values[input.name] = reading.builder.add_input(plain(input.name), std::move(tensor));
    inputs.push_back(&input);
  }
  for (const InputSpec& spec : reading.inputs.given) {
    if (!used.contains(&spec)) refuse(spec, inputs, reading.sink());
  }
}

}  // namespace shapewise::import::onnx
