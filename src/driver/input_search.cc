// The probe tells which layer meets each input first; the assumptions of a run with open sizes tell which sizes fit.
#include "driver/input_search.h"

#include <algorithm>
#include <fmt/format.h>

#include "layer/builder.h"
#include "layer/registry.h"

namespace shapewise::driver {
namespace {

using sym::Expr;

constexpr Int kLargestSide = 1024;  // of the sizes that are tried

bool takes(const ir::Node& node, const std::vector<bool>& derived) {
  return std::any_of(node.inputs.begin(), node.inputs.end(),
                     [&](ir::ValueId id) { return derived[static_cast<std::size_t>(id.index)]; });
}

/// The element type of an input: that of the first layer with one of its own that takes it, or what keeps its type.
ir::DType type_of_input(const ir::Graph& graph, ir::ValueId input) {
  std::vector<bool> same(graph.values.size());
  same[static_cast<std::size_t>(input.index)] = true;
  for (const ir::Node& node : graph.nodes) {
    if (!takes(node, same)) continue;
    const layer::Spec& spec = layer::spec(node.op);
    if (spec.typical_input != nullptr || spec.input_dtype != ir::DType::Float32) return spec.input_dtype;
    for (ir::ValueId output : node.outputs)
      same[static_cast<std::size_t>(output.index)] = graph[output].tensor.dtype == graph[input].tensor.dtype;
  }
  return ir::DType::Float32;
}

/// Whether what a call gives has sizes of those values among its inputs, and not only where something is: comparisons
/// and masks say nothing of what their tensor is.
bool keeps_sizes(const ir::Graph& graph, const ir::Node& node, const std::vector<bool>& derived) {
  const layer::Spec& spec = layer::spec(node.op);
  const ir::Arg* mask = ir::find(node.args, "mask");
  auto* ref = mask != nullptr ? mask->value.as<ir::TensorRef>() : nullptr;
  std::vector<ir::Tensor> numbers;
  bool other = false;
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    bool masks = ref != nullptr && ref->input == static_cast<int>(i);
    other = other || (!masks && derived[static_cast<std::size_t>(node.inputs[i].index)]);
    numbers.push_back(ir::Tensor::of(sym::Shape(), graph[node.inputs[i]].tensor.dtype));
  }
  if (!other || node.failed || spec.placement != layer::Placement::Elementwise) return other;
  diag::Sink unheard;
  sym::Facts facts;
  layer::Call call(spec, node.args, node.args, std::move(numbers), {&unheard, &facts}, {});
  spec.infer(call);
  return call.output_count() == 0 || call.output().dtype != ir::DType::Bool;
}

/// Whether what is derived is what a layer says that it takes: the state of a recurrent layer is something else.
bool takes_first(const ir::Node& node, const std::vector<bool>& derived) {
  return !node.inputs.empty() && derived[static_cast<std::size_t>(node.inputs.front().index)];
}

/// Whether a call multiplies what is made of several inputs: what comes out tells nothing of one of them (of a matrix
/// of neighbours, for example).
bool multiplies_inputs(const ir::Graph& graph, const ir::Node& node) {
  constexpr std::string_view kProducts[] = {"einsum", "matmul", "mm", "bmm"};
  auto unknown = std::count_if(node.inputs.begin(), node.inputs.end(),
                               [&](ir::ValueId id) { return !graph[id].tensor.shape.has_value(); });
  std::string_view name = layer::spec(node.op).name();
  return unknown > 1 && std::find(std::begin(kProducts), std::end(kProducts), name) != std::end(kProducts);
}

/// What the first layer that meets the input, or what activations and the like make of it, takes.
std::optional<import::InputSpec> first_layer(const ir::Graph& graph, ir::ValueId input, bool any_layer) {
  std::vector<bool> derived(graph.values.size());
  derived[static_cast<std::size_t>(input.index)] = true;
  const ir::Args none;
  for (const ir::Node& node : graph.nodes) {
    bool meets = takes(node, derived);
    if (!meets && !any_layer) continue;
    const layer::Spec& spec = layer::spec(node.op);
    if (spec.typical_input != nullptr && (!meets || takes_first(node, derived))) {
      // Of a function the weights that it is passed tell.
      std::vector<ir::Tensor> passed;
      for (ir::ValueId id : node.inputs) passed.push_back(graph[id].tensor);
      bool module = node.module.valid();
      layer::Call call(spec, module ? graph[node.module].args : node.args, module ? none : node.args, std::move(passed),
                       {}, {});
      sym::Shape typical = spec.typical_input(call);
      if (typical.rank() > 0) return import::InputSpec{{}, std::move(typical), type_of_input(graph, input), {}};
    }
    bool passes = meets && keeps_sizes(graph, node, derived) && (any_layer || !multiplies_inputs(graph, node));
    for (ir::ValueId output : node.outputs) derived[static_cast<std::size_t>(output.index)] = passes;
  }
  return std::nullopt;
}

/// Whether no tensor is made of an input.
bool is_unused(const ir::Graph& graph, ir::ValueId input) {
  return std::none_of(graph.nodes.begin(), graph.nodes.end(), [&](const ir::Node& node) {
    return std::find(node.inputs.begin(), node.inputs.end(), input) != node.inputs.end();
  });
}

/// The sizes of the inputs that are not a batch: symbols behind the first dimension.
std::vector<std::string> open_sizes(const std::vector<import::InputSpec>& inputs) {
  std::vector<std::string> names;
  for (const import::InputSpec& input : inputs) {
    for (int i = 1; i < input.shape.rank(); ++i) {
      auto name = input.shape[i].symbol_name();
      if (name && std::find(names.begin(), names.end(), *name) == names.end()) names.push_back(*name);
    }
  }
  return names;
}

bool mentions(const Expr& e, const std::vector<std::string>& names) {
  std::vector<std::string> found = sym::symbols(e);
  return std::any_of(found.begin(), found.end(), [&](const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  });
}

bool fits(const ir::Graph& graph, const sym::Assignment& sizes) {
  return std::all_of(graph.assumptions.begin(), graph.assumptions.end(),
                     [&](const ir::Assumption& assumption) { return sym::may_hold(assumption.relation, sizes); });
}

std::string channels_name(std::size_t input) { return input == 0 ? "C" : fmt::format("C_{}", input); }

int powers_of_two(Int value) {
  int count = 0;
  while (value % 2 == 0 && value > 0) {
    value /= 2;
    ++count;
  }
  return count;
}

}  // namespace

std::vector<import::InputSpec> first_inputs(const ir::Graph& probed, const std::vector<std::string>& names) {
  std::vector<import::InputSpec> inputs;
  for (std::size_t i = 0; i < names.size() && i < probed.inputs.size(); ++i) {
    auto found = first_layer(probed, probed.inputs[i], false);
    if (!found && names.size() == 1) found = first_layer(probed, probed.inputs[i], true);
    if (!found && is_unused(probed, probed.inputs[i]))
      found = import::InputSpec{{}, {}, {}, {}, import::InputSpec::Kind::Value, {}, "None"};
    if (!found) return {};
    found->name = names[i];
    inputs.push_back(std::move(*found));
  }
  bool any = std::any_of(inputs.begin(), inputs.end(),
                         [](const import::InputSpec& one) { return one.kind == import::InputSpec::Kind::Tensor; });
  return any ? inputs : std::vector<import::InputSpec>();
}

std::vector<import::InputSpec> with_rank(std::vector<import::InputSpec> inputs, Rank rank) {
  for (import::InputSpec& input : inputs) {
    if (input.kind != import::InputSpec::Kind::Tensor) continue;
    std::vector<Expr>& dims = input.shape.dims;
    if (dims.size() < 2) return {};
    switch (rank) {
      case Rank::NoChannel:
        if (dims.size() < 3 || !dims[1].is_constant(1)) return {};
        dims.erase(dims.begin() + 1);
        break;
      case Rank::Lower:
        if (dims.size() < 4) return {};
        dims.erase(dims.begin() + 2);
        if (dims.size() == 3) dims.back() = Expr::symbol("L");
        break;
      case Rank::Higher:
        if (dims.size() > 4) return {};
        dims.insert(dims.begin() + 1, Expr::symbol(dims.size() == 4 ? "T" : "L"));
        break;
    }
  }
  return inputs;
}

std::vector<import::InputSpec> with_open_channels(std::vector<import::InputSpec> inputs) {
  bool any = false;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    std::vector<Expr>& dims = inputs[i].shape.dims;
    if (dims.size() < 3 || !dims[1].constant()) continue;
    dims[1] = Expr::symbol(channels_name(i));
    any = true;
  }
  return any ? inputs : std::vector<import::InputSpec>();
}

bool solve_channels(const ir::Graph& run, std::vector<import::InputSpec>& inputs) {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    std::vector<Expr>& dims = inputs[i].shape.dims;
    std::string name = channels_name(i);
    if (dims.size() < 3 || dims[1].symbol_name() != name) continue;
    Int channels = 1;
    while (channels <= kLargestSide && !fits(run, {{name, Expr(channels)}})) ++channels;
    if (channels > kLargestSide) return false;
    dims[1] = Expr(channels);
  }
  return true;
}

std::optional<ir::Assumption> solve_inputs(const ir::Graph& run, std::vector<import::InputSpec>& inputs) {
  std::vector<std::string> open = open_sizes(inputs);
  bool tied = std::any_of(run.assumptions.begin(), run.assumptions.end(), [&](const ir::Assumption& assumption) {
    return assumption.relation.op == sym::Relation::Op::Eq &&
           mentions(assumption.relation.a - assumption.relation.b, open);
  });
  if (!tied) return std::nullopt;
  // Images are square unless something says otherwise.
  std::vector<Int> solutions;
  for (Int side = 1; side <= kLargestSide; ++side) {
    sym::Assignment sizes;
    for (const std::string& name : open) sizes.emplace(name, Expr(side));
    if (fits(run, sizes)) solutions.push_back(side);
  }
  // Sizes without end are better told by the assumptions themselves.
  constexpr Int kEnd = kLargestSide - kLargestSide / 8;
  if (solutions.empty() || solutions.back() > kEnd) return std::nullopt;
  // Of several that fit, the one that halves most often is what such networks are made for.
  Int chosen = *std::max_element(solutions.begin(), solutions.end(),
                                 [](Int a, Int b) { return powers_of_two(a) < powers_of_two(b); });
  sym::Assignment sizes;
  for (const std::string& name : open) sizes.emplace(name, Expr(chosen));
  for (import::InputSpec& input : inputs) {
    for (Expr& dim : input.shape.dims) dim = sym::substitute(dim, sizes);
  }
  std::string all = solutions.size() == 1
                        ? std::string("the only size that fits the layers behind")
                        : fmt::format("of the {} sizes from {} to {} that fit the layers behind", solutions.size(),
                                      to_string(solutions.front()), to_string(solutions.back()));
  return ir::Assumption{sym::eq(Expr::symbol(open.front()), chosen), std::move(all), {}};
}

}  // namespace shapewise::driver
