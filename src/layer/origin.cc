// The story of a shape, told from the graph.
#include "layer/origin.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

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

/// Where the maker is to be seen: where its arguments are written, which is where a layer was constructed.
source::Range place_of(const ir::Graph& graph, const ir::Node& maker, source::Range call) {
  if (maker.module.valid() && graph[maker.module].defined.valid()) return graph[maker.module].defined;
  bool apart = maker.source.valid() && !contains(maker.source, call) && !contains(call, maker.source);
  return apart ? maker.source : source::Range();
}

/// "×"-joined sizes behind the channels: "10×10".
std::string sizes_text(const sym::Shape& shape) {
  std::string text;
  for (int i = 2; i < shape.rank(); ++i) text += fmt::format("{}{}", i > 2 ? "×" : "", sym::to_text(shape[i]));
  return text;
}

/// The side of a square with so many elements, or none.
std::optional<Int> square_root(Int area) {
  for (Int side = 1; side <= 4096 && side * side <= area; ++side) {
    if (side * side == area) return side;
  }
  return std::nullopt;
}

/// What a layer behind a flattened image was made for: "576 = 16·6·6 would come from 6×6". Empty if its number does not
/// fit the channels.
std::string made_for(const sym::Shape& image, const sym::Expr& expected) {
  if (image.rank() != 4) return {};
  auto channels = image[1].constant();
  auto wanted = expected.constant();
  if (!channels || !wanted || *channels <= 0 || *wanted <= 0) return {};
  if (*wanted % *channels != 0) return fmt::format("no image of {} channels has {} values", *channels, *wanted);
  auto side = square_root(*wanted / *channels);
  if (!side) return {};
  return fmt::format("{} = {}·{}·{} would come from sizes of {}×{}, not {}", *wanted, *channels, *side, *side, *side,
                     *side, sizes_text(image));
}

/// "Flatten gives 400 = 4·10·10 features from (N, 4, 10, 10)".
void tell_features(const ir::Graph& graph, ir::NodeId maker, const sym::Expr& size, const sym::Expr* expected,
                   Diagnostic& d) {
  const Spec& layer = spec(graph[maker].op);
  if (graph[maker].failed || graph[maker].inputs.empty() || !is_inferred(graph, maker)) return;
  if (!graph[graph[maker].inputs.front()].tensor.shape) return;
  const sym::Shape& in = *graph[graph[maker].inputs.front()].tensor.shape;
  std::string worked;
  if (layer.sizes != nullptr) {
    for (const SizeRule& rule : layer.sizes(call_of(graph, maker))) {
      if (rule.formula.value() == size && worked.empty()) worked = rule.formula.substituted();
    }
  } else if (in.rank() > 2) {
    sym::Expr product = 1;
    for (int i = 1; i < in.rank(); ++i) {
      product *= in[i];
      worked += fmt::format("{}{}", i > 1 ? "·" : "", sym::to_text(in[i]));
    }
    if (product != size) return;
  }
  if (worked.empty() || worked == sym::to_text(size)) return;
  d.notes.push_back(fmt::format("{} gives {} = {} from {}", layer.name(), sym::to_text(size), worked,
                                ir::to_text(graph[graph[maker].inputs.front()].tensor)));
  std::string other = expected != nullptr ? made_for(in, *expected) : std::string();
  if (!other.empty()) d.notes.push_back(std::move(other));
}

/// The layers that made the sizes what they are, the last ones first: "MaxPool2d makes 5×5 of 10×10".
void tell_sizes(const ir::Graph& graph, const ir::Node& node, ir::ValueId value, Diagnostic& d) {
  constexpr int kShown = 3;
  for (int shown = 0; shown < kShown;) {
    ir::NodeId id = graph[value].producer;
    if (!id.valid() || graph[id].inputs.empty()) return;
    const ir::Node& maker = graph[id];
    const auto& in = graph[maker.inputs.front()].tensor.shape;
    const auto& out = graph[value].tensor.shape;
    bool images = in && out && in->rank() > 2 && in->rank() == out->rank();
    std::string before = images ? sizes_text(*in) : std::string();
    std::string after = images ? sizes_text(*out) : std::string();
    value = maker.inputs.front();
    if (before == after) continue;
    source::Range place = place_of(graph, maker, node.source);
    if (!place.valid() || is_marked(d, place) || contains(place, d.range)) continue;
    d.labels.push_back({place, fmt::format("{} makes {} of {}", spec(maker.op).name(), after, before)});
    ++shown;
  }
}

/// True if a label tells the shape of the input.
bool tell_maker(const ir::Graph& graph, const ir::Node& node, ir::ValueId input, const sym::Expr* expected,
                Diagnostic& d) {
  const ir::Tensor& tensor = graph[input].tensor;
  int spatial = spec(node.op).spatial;
  bool channels = d.kind == Kind::ChannelMismatch && tensor.shape && tensor.shape->rank() > spatial;
  ir::NodeId maker = maker_of(graph, input, channels ? spatial + 1 : 0);
  if (!maker.valid() || !tensor.shape) return false;
  if (d.kind == Kind::FeatureMismatch && tensor.shape->rank() > 0)
    tell_features(graph, maker, (*tensor.shape)[-1], expected, d);
  source::Range place = place_of(graph, graph[maker], node.source);
  bool told = place.valid() && !is_marked(d, place) && !contains(place, d.range);
  if (told && channels) {
    d.labels.push_back({place, fmt::format("this gives {} channels", sym::to_text((*tensor.shape)[-spatial - 1]))});
  } else if (told) {
    d.labels.push_back({place, fmt::format("this gives {}", ir::to_text(tensor))});
  }
  if (!channels) tell_sizes(graph, node, input, d);
  return told && !channels;
}

/// A layer that is constructed in one place and called in another fails where it is called, as in PyTorch; the argument
/// at fault is marked beside it. True if the error moved.
bool move_to_call(const ir::Graph& graph, const ir::Node& node, Diagnostic& d) {
  if (!node.source.valid() || contains(node.source, d.range)) return false;
  // Arguments that stand in the library's own text show nothing to the reader.
  source::Range made = node.module.valid() ? graph[node.module].defined : source::Range();
  source::Range place = contains(made, d.range) ? d.range : made;
  if (place.valid() && !contains(place, node.source)) d.labels.insert(d.labels.begin(), {place, std::move(d.label)});
  d.range = node.source;
  return true;
}

const ir::Arg* argument_at(const ir::Args& args, source::Range range) {
  auto at = [&](const ir::Arg& arg) { return arg.given && arg.value.range == range; };
  auto found = std::find_if(args.begin(), args.end(), at);
  return range.valid() && found != args.end() ? &*found : nullptr;
}

std::string shapes_of(const ir::Graph& graph, const ir::Node& node) {
  std::string shapes;
  for (ir::ValueId input : node.inputs) {
    shapes += fmt::format("{}{}", shapes.empty() ? "" : " and ", ir::to_text(graph[input].tensor));
  }
  return shapes;
}

/// The call that put the elements into another order than that of the dimensions.
void tell_order(const ir::Graph& graph, const ir::Node& node, Diagnostic& d) {
  ir::ValueId value = node.inputs.front();
  for (ir::NodeId id = graph[value].producer; id.valid() && !graph[id].inputs.empty(); id = graph[value].producer) {
    const ir::Node& maker = graph[id];
    const ir::Tensor& before = graph[maker.inputs.front()].tensor;
    const ir::Tensor& after = graph[value].tensor;
    value = maker.inputs.front();
    if (!before.memory.contiguous || !before.shape || !after.shape) continue;
    source::Range place = place_of(graph, maker, {});
    if (!place.valid() || is_marked(d, place)) return;
    bool all = before.shape->elements() == after.shape->elements();
    std::string_view what = all ? "changes the order of the dimensions, but moves no elements"
                                : "gives a part of its input, or repeats it, without a copy";
    d.labels.push_back({place, fmt::format("{} {}", spec(maker.op).name(), what)});
    return;
  }
}

void explain(const ir::Graph& graph, const ir::Node& node, Diagnostic& d) {
  const ir::Arg* guilty = node.module.valid() ? argument_at(graph[node.module].args, d.range) : nullptr;
  const sym::Expr* expected = guilty != nullptr ? guilty->value.as<sym::Expr>() : nullptr;
  bool told = move_to_call(graph, node, d);
  if (told) d.label = fmt::format("called with {}", shapes_of(graph, node));
  if (node.inputs.empty()) return;
  if (d.kind == Kind::NotContiguous) return tell_order(graph, node, d);
  if (!is_about_shapes(d.kind)) return;
  constexpr std::size_t kShown = 2;
  std::size_t shown = std::min(node.inputs.size(), kShown);
  for (std::size_t i = 0; i < shown; ++i) told = tell_maker(graph, node, node.inputs[i], expected, d) || told;
  if (!told) d.notes.push_back(fmt::format("the input of {} is {}", spec(node.op).name(), shapes_of(graph, node)));
}

}  // namespace

void explain_shapes(const ir::Graph& graph, const ir::Node& node, std::span<Diagnostic> found) {
  for (Diagnostic& d : found) explain(graph, node, d);
}

}  // namespace shapewise::layer
