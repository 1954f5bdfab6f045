// The story of a shape, told from the graph.
#include "layer/origin.h"

#include <fmt/format.h>

#include "layer/builder.h"
#include "layer/registry.h"

namespace shapewise::layer {
namespace {

using diag::Diagnostic;
using diag::Kind;

bool is_about_shapes(Kind kind) {
  switch (kind) {
    case Kind::ChannelMismatch:
    case Kind::FeatureMismatch:
    case Kind::RankMismatch:
    case Kind::ShapeMismatch:
    case Kind::SizeMismatch:
    case Kind::GroupMismatch:
    case Kind::EmptyOutput:
    case Kind::PaddingTooLarge: return true;
    default: return false;
  }
}

bool contains(source::Range outer, source::Range inner) {
  return outer.valid() && outer.file == inner.file && outer.begin <= inner.begin && inner.end <= outer.end;
}

/// Labels of one place would hide each other.
bool is_marked(const Diagnostic& d, source::Range range) {
  if (d.range == range) return true;
  for (const diag::Label& label : d.labels) {
    if (label.range == range) return true;
  }
  return false;
}

/// An element by element layer, which passes the shape on.
bool keeps_shape(const ir::Graph& graph, const ir::Node& node, ir::ValueId output) {
  return spec(node.op).receptive == nullptr && graph[node.inputs.front()].tensor.shape == graph[output].tensor.shape;
}

/// A layer that works on each channel apart, such as pooling. `axis` counts from the end.
bool keeps_channels(const ir::Graph& graph, const ir::Node& node, ir::ValueId output, int axis) {
  const auto& in = graph[node.inputs.front()].tensor.shape;
  const auto& out = graph[output].tensor.shape;
  bool comparable = in && out && in->rank() == out->rank() && axis <= in->rank();
  return comparable && spec(node.op).macs == nullptr && (*in)[-axis] == (*out)[-axis];
}

/// The call that made a value what it is, behind those that only passed on what `channel_axis` (from the end; 0: the
/// whole shape) says. Invalid for inputs of the network.
ir::NodeId maker_of(const ir::Graph& graph, ir::ValueId value, int channel_axis) {
  for (;;) {
    ir::NodeId id = graph[value].producer;
    if (!id.valid() || graph[id].inputs.empty()) return id;
    const ir::Node& node = graph[id];
    bool passed_on =
        channel_axis > 0 ? keeps_channels(graph, node, value, channel_axis) : keeps_shape(graph, node, value);
    if (!passed_on) return id;
    value = node.inputs.front();
  }
}

/// Where the maker is to be seen: at its call, or where it was constructed if that is inside of the same call.
source::Range place_of(const ir::Graph& graph, const ir::Node& maker, source::Range call) {
  bool apart = maker.source.valid() && !contains(maker.source, call) && !contains(call, maker.source);
  if (apart) return maker.source;
  return maker.module.valid() ? graph[maker.module].defined : source::Range();
}

/// "Flatten gives 400 = 4·10·10 features from (N, 4, 10, 10)".
void tell_features(const ir::Graph& graph, ir::NodeId maker, const sym::Expr& size, Diagnostic& d) {
  const Spec& layer = spec(graph[maker].op);
  if (layer.sizes == nullptr || graph[maker].failed || !is_inferred(graph, maker)) return;
  for (const SizeRule& rule : layer.sizes(call_of(graph, maker))) {
    std::string worked = rule.formula.substituted();
    std::string value = sym::to_text(size);
    if (rule.formula.value() != size || worked == value) continue;
    d.notes.push_back(fmt::format("{} gives {} = {} from {}", layer.name(), value, worked,
                                  ir::to_text(graph[graph[maker].inputs.front()].tensor)));
    return;
  }
}

/// True if a label tells the shape of the input.
bool tell_maker(const ir::Graph& graph, const ir::Node& node, ir::ValueId input, Diagnostic& d) {
  const ir::Tensor& tensor = graph[input].tensor;
  int spatial = spec(node.op).spatial;
  bool channels = d.kind == Kind::ChannelMismatch && tensor.shape && tensor.shape->rank() > spatial;
  ir::NodeId maker = maker_of(graph, input, channels ? spatial + 1 : 0);
  if (!maker.valid() || !tensor.shape) return false;
  if (d.kind == Kind::FeatureMismatch && tensor.shape->rank() > 0) tell_features(graph, maker, (*tensor.shape)[-1], d);
  source::Range place = place_of(graph, graph[maker], node.source);
  if (!place.valid() || is_marked(d, place) || contains(place, d.range)) return false;
  if (channels) {
    d.labels.push_back({place, fmt::format("this gives {} channels", sym::to_text((*tensor.shape)[-spatial - 1]))});
    return false;
  }
  d.labels.push_back({place, fmt::format("this gives {}", ir::to_text(tensor))});
  return true;
}

void explain(const ir::Graph& graph, const ir::Node& node, Diagnostic& d) {
  if (!is_about_shapes(d.kind) || node.inputs.empty()) return;
  std::string shapes;
  for (ir::ValueId input : node.inputs) {
    shapes += fmt::format("{}{}", shapes.empty() ? "" : " and ", ir::to_text(graph[input].tensor));
  }
  bool told = false;
  if (node.source.valid() && !contains(node.source, d.range) && !is_marked(d, node.source)) {
    d.labels.push_back({node.source, fmt::format("called here with {}", shapes)});
    told = true;
  }
  constexpr std::size_t kShown = 2;
  std::size_t shown = std::min(node.inputs.size(), kShown);
  for (std::size_t i = 0; i < shown; ++i) told = tell_maker(graph, node, node.inputs[i], d) || told;
  if (!told) d.notes.push_back(fmt::format("the input of {} is {}", spec(node.op).name(), shapes));
}

}  // namespace

void explain_shapes(const ir::Graph& graph, const ir::Node& node, std::span<Diagnostic> found) {
  for (Diagnostic& d : found) explain(graph, node, d);
}

}  // namespace shapewise::layer
