// One pass in execution order: the fields of a call's inputs are joined, then the layer's own step is applied.
#include "analysis/receptive.h"

#include "layer/builder.h"
#include "layer/registry.h"
#include "layer/window.h"

namespace shapewise::analysis {
namespace {

using Kind = Field::Kind;

const Field kOpaque{Kind::Opaque, {}};

Ratio half(const Ratio& ratio) { return make_ratio(ratio.num, 2 * ratio.den); }
Ratio less(const Ratio& a, const Ratio& b) { return a + Ratio{-1, 1} * b; }
Ratio last_of(const FieldAxis& axis) { return axis.start + half(less(axis.size, {1, 1})); }

/// From the first to the last element that one of both sees. Where the places depend on open sizes, the wider one.
FieldAxis join(const FieldAxis& a, const FieldAxis& b) {
  // Branches that meet have the same jump, but for rounding.
  const FieldAxis& wider = max(a.size, b.size) == a.size ? a : b;
  Ratio first = min(first_of(a), first_of(b));
  Ratio last = max(last_of(a), last_of(b));
  if (!first.num.is_constant() || !last.num.is_constant()) return {wider.size, wider.jump, min(a.start, b.start)};
  return {less(last, first) + Ratio{1, 1}, wider.jump, half(first + last)};
}

Field join(const Field& a, const Field& b) {
  if (a.kind == Kind::None) return b;
  if (b.kind == Kind::None) return a;
  if (a.kind == Kind::Global || b.kind == Kind::Global) return {Kind::Global, {}};
  if (a.kind == Kind::Opaque || b.kind == Kind::Opaque) return kOpaque;
  if (a.axes.empty()) return b;
  if (b.axes.empty()) return a;
  if (a.axes.size() != b.axes.size()) return kOpaque;
  Field joined{Kind::Local, {}};
  for (std::size_t i = 0; i < a.axes.size(); ++i) joined.axes.push_back(join(a.axes[i], b.axes[i]));
  return joined;
}

/// The field behind a window: r' = r + (e − 1)·j, j' = j·s/u, c' = c + ((e − 1)/2 − p)·j.
FieldAxis step(const FieldAxis& axis, const layer::ReceptiveAxis& window) {
  sym::Expr steps = window.extent - 1;
  FieldAxis next;
  next.size = axis.size + Ratio{steps, 1} * axis.jump;
  next.jump = axis.jump * make_ratio(window.stride, window.upscale);
  next.start = axis.start + make_ratio(steps - 2 * window.padding, 2) * axis.jump;
  return next;
}

Field step(const Field& field, const layer::Receptive& layer) {
  using Step = layer::Receptive::Kind;
  if (field.kind == Kind::None || layer.kind == Step::Pointwise) return field;
  if (layer.kind == Step::Global) return {Kind::Global, {}};
  if (field.kind == Kind::Global) return field;
  if (layer.kind == Step::Opaque || field.kind == Kind::Opaque) return kOpaque;
  Field next{Kind::Local, field.axes};
  if (next.axes.empty()) next.axes.resize(layer.axes.size());
  if (next.axes.size() != layer.axes.size()) return kOpaque;
  for (std::size_t i = 0; i < next.axes.size(); ++i) {
    next.axes[i] = step(next.axes[i], layer.axes[i]);
    if (!next.axes[i].size.is_exact() || !next.axes[i].jump.is_exact()) return kOpaque;
  }
  return next;
}

Field field_of_inputs(const ir::Node& node, const std::vector<Field>& fields) {
  Field field;
  for (ir::ValueId input : node.inputs) field = join(field, fields[static_cast<std::size_t>(input.index)]);
  return field;
}

}  // namespace

Ratio first_of(const FieldAxis& axis) { return less(axis.start, half(less(axis.size, {1, 1}))); }

std::vector<Field> receptive_fields(const ir::Graph& graph) {
  std::vector<Field> fields(graph.values.size());
  auto field_of = [&](ir::ValueId id) -> Field& { return fields[static_cast<std::size_t>(id.index)]; };
  for (ir::ValueId input : graph.inputs) field_of(input).kind = Kind::Local;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    ir::NodeId id{static_cast<std::int32_t>(i)};
    const ir::Node& node = graph[id];
    Field field = field_of_inputs(node, fields);
    if (node.failed || !layer::is_inferred(graph, id)) {
      if (field.kind != Kind::None) field = kOpaque;
    } else if (const layer::Spec& spec = layer::spec(node.op); spec.receptive != nullptr) {
      field = step(field, spec.receptive(layer::call_of(graph, id)));
    }
    for (ir::ValueId output : node.outputs) field_of(output) = field;
  }
  return fields;
}

std::vector<FieldRule> field_rules(const ir::Graph& graph, ir::NodeId id, const std::vector<Field>& fields) {
  const ir::Node& node = graph[id];
  Field field = field_of_inputs(node, fields);
  bool windowed = layer::spec(node.op).receptive != nullptr && field.kind == Kind::Local;
  if (!windowed || node.failed || !layer::is_inferred(graph, id)) return {};
  layer::Receptive window = layer::spec(node.op).receptive(layer::call_of(graph, id));
  if (field.axes.empty()) field.axes.resize(window.axes.size());
  if (window.kind != layer::Receptive::Kind::Window || field.axes.size() != window.axes.size()) return {};
  std::vector<FieldRule> rules;
  std::vector<std::string> names = layer::axis_names(static_cast<int>(window.axes.size()));
  for (std::size_t i = 0; i < window.axes.size(); ++i) {
    const FieldAxis& before = field.axes[i];
    const layer::ReceptiveAxis& axis = window.axes[i];
    Ratio first = first_of(before);
    bool whole = axis.upscale.is_constant(1) && before.size.den.is_constant(1) && before.jump.den.is_constant(1);
    if (!whole || !first.den.is_constant(1) || !first.is_exact() || !step(before, axis).size.is_exact()) return {};
    sym::Formula j = layer::named("j", before.jump.num);
    rules.push_back({names[i], layer::named("r", before.size.num) + (layer::named("e", axis.extent) - 1) * j,
                     j * layer::named("s", axis.stride),
                     layer::named("a", first.num) - layer::named("p", axis.padding) * j});
  }
  return rules;
}

}  // namespace shapewise::analysis
