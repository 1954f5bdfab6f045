// An input whose contents are known goes in by value where the parameter takes values. That is how one Spec serves
// versions of an operator that have the same thing as an attribute and as an input.
#include "import/onnx/operators.h"

#include <algorithm>
#include <fmt/format.h>

#include "import/onnx/contents.h"
#include "layer/operator.h"

namespace shapewise::import::onnx {
namespace {

using layer::Takes;

bool takes_values(Takes takes) { return has(takes, Takes::Ints) || has(takes, Takes::List); }

ir::Attr item(const ir::Element& element) {
  if (auto* number = std::get_if<double>(&element)) return {*number, {}};
  return {std::get<sym::Expr>(element), {}};
}

bool is_known(const ir::Element& element) {
  auto* integer = std::get_if<sym::Expr>(&element);
  return integer == nullptr || !integer->has_unknown();
}

/// The contents of a tensor as an argument, if all of them are known.
std::optional<ir::Attr> by_value(const ir::Tensor& tensor) {
  if (!tensor.elements || !std::all_of(tensor.elements->begin(), tensor.elements->end(), is_known)) return std::nullopt;
  if (tensor.shape->rank() == 0) return item(tensor.elements->front());
  ir::AttrList items;
  for (const ir::Element& element : *tensor.elements) items.push_back(item(element));
  return ir::Attr{std::move(items), {}};
}

bool is_input(const layer::Param& param) {
  return param.how == layer::How::Normal || param.how == layer::How::Variadic;
}

}  // namespace

source::Range Operators::range(Span span) const { return reading_.file.range(span.begin, span.end); }

source::Range Operators::range(const Node& node) const {
  auto found = listing_.nodes.find(&node);
  return found == listing_.nodes.end() ? reading_.file.range(0, 0) : range(found->second.all);
}

const Attribute& Operators::resolve(const Attribute& attribute, const Environment& environment) const {
  auto found = environment.attributes.find(attribute.reference);
  return attribute.reference.empty() || found == environment.attributes.end() ? attribute : *found->second;
}

void Operators::add_inputs(const Node& node, const layer::Spec& spec, const std::vector<ir::ValueId>& inputs,
                           Arguments& out) {
  std::size_t at = 0;
  auto place = listing_.nodes.find(&node);
  for (std::size_t i = 0; i < inputs.size() && at < spec.call.size(); ++i) {
    const layer::Param& param = spec.call[at];
    if (!is_input(param)) break;
    bool variadic = param.how == layer::How::Variadic;
    if (!variadic) ++at;
    if (!inputs[i].valid()) continue;
    const ir::Tensor& tensor = reading_.builder.graph()[inputs[i]].tensor;
    layer::Given given{variadic ? std::string() : std::string(param.name), {}, {}};
    auto value = takes_values(param.takes) ? by_value(tensor) : std::nullopt;
    if (value) {
      given.value = std::move(*value);
    } else if (takes_values(param.takes) && !tensor.shape) {
      given.value.value = ir::Unknown{"its contents are not known"};
    } else {
      given.value.value = ir::TensorRef{static_cast<int>(out.inputs.size())};
      out.inputs.push_back(inputs[i]);
    }
    if (place != listing_.nodes.end()) given.value.range = range(place->second.inputs[i]);
    out.given.push_back(std::move(given));
  }
}

ir::Attr Operators::attribute_value(const Attribute& attribute, Arguments& out) {
  ir::AttrList items;
  switch (attribute.kind) {
    case Attribute::Float: return {static_cast<double>(attribute.f), {}};
    case Attribute::Int: return {sym::Expr(attribute.i), {}};
    case Attribute::String: return {std::string(attribute.s), {}};
    case Attribute::Ints:
      for (std::int64_t number : attribute.ints) items.push_back({sym::Expr(number), {}});
      return {std::move(items), {}};
    case Attribute::Floats:
      for (float number : attribute.floats) items.push_back({static_cast<double>(number), {}});
      return {std::move(items), {}};
    case Attribute::Strings:
      for (std::string_view text : attribute.strings) items.push_back({std::string(text), {}});
      return {std::move(items), {}};
    case Attribute::TensorKind:
      if (!attribute.t) break;
      out.inputs.push_back(reading_.builder.add_value(tensor_of(*attribute.t)));
      return {ir::TensorRef{static_cast<int>(out.inputs.size()) - 1}, {}};
    default: break;
  }
  return {ir::Unknown{"it is of a kind that is not read"}, {}};
}

/// False, with a gap, if the operator has an attribute that its Spec does not know.
bool Operators::add_attributes(const Node& node, const layer::Spec& spec, const Environment& environment,
                               Arguments& out) {
  auto place = listing_.nodes.find(&node);
  for (std::size_t i = 0; i < node.attributes.size(); ++i) {
    const Attribute& attribute = resolve(node.attributes[i], environment);
    if (!node.attributes[i].reference.empty() && &attribute == &node.attributes[i])
      continue;  // not given to the function
    std::string_view name = node.attributes[i].name;
    bool known = std::any_of(spec.call.begin(), spec.call.end(), [&](const layer::Param& p) { return p.name == name; });
    if (!known) {
      reading_.gaps().push_back(
          {fmt::format("{} with the attribute {} is not modelled", spec.name(), plain(name)), range(node)});
      return false;
    }
    layer::Given given{std::string(name), {}, attribute_value(attribute, out)};
    if (place != listing_.nodes.end()) given.value.range = range(place->second.attributes[i]);
    out.given.push_back(std::move(given));
  }
  // Some operators have as many outputs as the node names, and some mean something else in old versions.
  for (const layer::Param& param : spec.call) {
    if (param.name == "outputs")
      out.given.push_back({"outputs", {}, {sym::Expr(static_cast<Int>(node.outputs.size())), {}}});
    if (param.name == layer::kModelOpset) out.given.push_back({std::string(param.name), {}, {sym::Expr(opset_), {}}});
  }
  return true;
}

/// A stored tensor of floating-point or quantised numbers is a parameter, or a buffer if the operator says so. Scalars
/// are constants.
void Operators::add_weights(const layer::Spec& spec, const Arguments& arguments, ir::ModuleId module) {
  for (const layer::Given& given : arguments.given) {
    auto* ref = given.value.as<ir::TensorRef>();
    if (ref == nullptr) continue;
    ir::ValueId id = arguments.inputs[static_cast<std::size_t>(ref->input)];
    auto stored = initializers_.find(id);
    if (stored == initializers_.end()) continue;
    const ir::Tensor& tensor = reading_.builder.graph()[id].tensor;
    bool learned = ir::is_floating(tensor.dtype) || ir::bytes(tensor.dtype) == 1;
    if (!tensor.shape || tensor.shape->rank() == 0 || !learned || tensor.dtype == ir::DType::Bool) continue;
    std::string name = plain(stored->second->name);
    auto known = weights_.find(id);
    if (known != weights_.end()) {
      reading_.builder.graph()[module].weights.push_back({std::move(name), known->second});
      continue;
    }
    ir::Weight weight;
    for (const sym::Expr& size : tensor.shape->dims) weight.dims.emplace_back(*size.constant());
    weight.dtype = tensor.dtype;
    for (const layer::Param& param : spec.call) {
      if (param.name == given.name) weight.buffer = has(param.takes, Takes::Buffer);
    }
    weight.trainable = !weight.buffer;
    weights_[id] = reading_.builder.add_weight(module, std::move(name), std::move(weight));
    reading_.builder.graph()[id].weight = weights_[id];
  }
}

std::vector<ir::ValueId> Operators::call(const Node& node, ir::OpId op, const std::vector<ir::ValueId>& inputs,
                                         const Environment& environment, const Place& place) {
  const layer::Spec& spec = layer::spec(op);
  Arguments arguments;
  add_inputs(node, spec, inputs, arguments);
  if (!add_attributes(node, spec, environment, arguments)) return {};
  source::Range here = range(node);
  ir::ModuleId module = reading_.builder.add_module(place.full(), plain(node.op), place.module, here);
  reading_.builder.graph()[module].op = op;
  add_weights(spec, arguments, module);
  layer::Returned returned =
      reading_.builder.call(module, std::move(arguments.given), std::move(arguments.inputs), place.module, here);
  drop_unnamed(node, returned.values);
  return std::move(returned.values);
}

/// Outputs at the end that the node does not name are not made, and take no memory. They are the newest values.
void Operators::drop_unnamed(const Node& node, std::vector<ir::ValueId>& outputs) {
  if (outputs.size() <= node.outputs.size() || node.outputs.empty()) return;
  ir::Graph& graph = reading_.builder.graph();
  graph.values.resize(graph.values.size() - (outputs.size() - node.outputs.size()));
  outputs.resize(node.outputs.size());
  graph.nodes.back().outputs = outputs;
}

}  // namespace shapewise::import::onnx
