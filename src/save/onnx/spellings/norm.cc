// Normalisations, in evaluation mode. What ONNX has no operator for is composed.
#include "save/onnx/spelling.h"

namespace shapewise::save::spellings {
namespace {

/// A weight, or so many equal numbers where the layer has none.
std::string weight_or(Translation& t, std::string_view name, double otherwise, const sym::Expr& count) {
  std::string weight = t.weight_or_tensor(name);
  return !weight.empty() ? weight : t.number(otherwise, t.dtype(), numbers(t, {count}, "the number of channels"));
}

double eps_of(const Translation& t) { return t.call().is_none("eps") ? 1e-5 : t.call().number("eps"); }

void write_batch_norm(Translation& t) {
  const layer::Call& c = t.call();
  bool measures =
      c.has("training") ? c.flag("training") : c.has("track_running_stats") && !c.flag("track_running_stats");
  if (measures) return t.refuse("it takes the statistics of the batch");
  const sym::Expr& channels = c.shape()[1];
  std::string scale = weight_or(t, "weight", 1, channels);
  std::string bias = weight_or(t, "bias", 0, channels);
  t.give(t.add("BatchNormalization",
               {t.input(), scale, bias, t.weight_or_tensor("running_mean"), t.weight_or_tensor("running_var")},
               {{"epsilon", eps_of(t)}}));
}

void write_instance_norm(Translation& t) {
  const layer::Call& c = t.call();
  bool stored = c.has("track_running_stats") && c.flag("track_running_stats");
  if (stored || (c.has("use_input_stats") && !c.flag("use_input_stats")))
    return t.refuse("it takes statistics that are stored");
  if (c.spec().form == layer::Form::Module && c.shape().rank() != c.spatial() + 2)
    return t.refuse("its input has no batch");
  const sym::Expr& channels = c.shape()[1];
  std::string scale = weight_or(t, "weight", 1, channels);
  t.give(
      t.add("InstanceNormalization", {t.input(), scale, weight_or(t, "bias", 0, channels)}, {{"epsilon", eps_of(t)}}));
}

/// (x − mean)/√(variance + eps) along the axes.
std::string normalized(Translation& t, const std::string& x, const Ints& axes) {
  std::string centred = t.add("Sub", {x, t.add("ReduceMean", {x}, {{"axes", axes}})});
  std::string variance = t.add("ReduceMean", {t.add("Mul", {centred, centred})}, {{"axes", axes}});
  std::string deviation = t.add("Sqrt", {t.add("Add", {variance, t.number(eps_of(t), t.dtype())})});
  return t.add("Div", {centred, deviation});
}

std::string affine(Translation& t, std::string x) {
  if (std::string weight = t.weight_or_tensor("weight"); !weight.empty()) x = t.add("Mul", {x, weight});
  if (std::string bias = t.weight_or_tensor("bias"); !bias.empty()) x = t.add("Add", {x, bias});
  return x;
}

Ints last_axes(Translation& t) {
  Ints axes;
  auto count = static_cast<std::int64_t>(t.call().int_list("normalized_shape").size());
  for (std::int64_t i = -count; i < 0; ++i) axes.push_back(i);
  return axes;
}

void write_layer_norm(Translation& t) {
  Ints axes = last_axes(t);
  std::string weight = t.weight_or_tensor("weight");
  if (t.opset() < 17 || weight.empty()) return t.give(affine(t, normalized(t, t.input(), axes)));
  std::vector<std::string> inputs{t.input(), weight};
  if (std::string bias = t.weight_or_tensor("bias"); !bias.empty()) inputs.push_back(bias);
  t.give(t.add("LayerNormalization", inputs, {{"axis", axes.front()}, {"epsilon", eps_of(t)}}));
}

void write_rms_norm(Translation& t) {
  const layer::Call& c = t.call();
  if (c.is_none("eps")) return t.refuse("its eps hangs on the element type");
  std::string mean = t.add("ReduceMean", {t.add("Mul", {t.input(), t.input()})}, {{"axes", last_axes(t)}});
  std::string root = t.add("Sqrt", {t.add("Add", {mean, t.number(eps_of(t), t.dtype())})});
  t.give(affine(t, t.add("Div", {t.input(), root})));
}

/// Each group becomes a channel of its own, which is normalised and taken apart again.
void write_group_norm(Translation& t) {
  const layer::Call& c = t.call();
  const sym::Shape& shape = c.shape();
  auto groups = c.integer("num_groups").constant();
  if (!groups) return t.refuse("num_groups is not a number");
  auto count = static_cast<std::int64_t>(*groups);
  std::string grouped = t.add("Reshape", {t.input(), t.ints({0, count, -1})});
  std::string normal =
      t.add("InstanceNormalization", {grouped, t.number(1, t.dtype(), {count}), t.number(0, t.dtype(), {count})},
            {{"epsilon", eps_of(t)}});
  std::string x = t.add("Reshape", {normal, t.add("Shape", {t.input()})});
  Ints tail(static_cast<std::size_t>(shape.rank() - 1), 1);
  tail.front() = -1;
  for (auto [name, op] : {std::pair{"weight", "Mul"}, std::pair{"bias", "Add"}}) {
    std::string weight = t.weight_or_tensor(name);
    if (!weight.empty()) x = t.add(op, {x, t.add("Reshape", {weight, t.ints(tail)})});
  }
  t.give(std::move(x));
}

void write_local_response(Translation& t) {
  const layer::Call& c = t.call();
  t.give(t.add("LRN", {t.input()},
               {{"alpha", c.number("alpha")},
                {"beta", c.number("beta")},
                {"bias", c.number("k")},
                {"size", numbers(t, {c.integer("size")}, "size").front()}}));
}

/// x/max(‖x‖, eps).
void write_normalize(Translation& t) {
  const layer::Call& c = t.call();
  if (c.number("p") != 2) return t.refuse("only the Euclidean norm is written");
  Ints axes{axis(t, "dim", c.shape().rank())};
  std::string norm = t.add("ReduceL2", {t.input()}, {{"axes", axes}});
  t.give(t.add("Div", {t.input(), t.add("Max", {norm, t.number(c.number("eps"), t.dtype())})}));
}

constexpr Spelling kSpellings[] = {
    {"torch.nn.BatchNorm1d torch.nn.BatchNorm2d torch.nn.BatchNorm3d torch.nn.SyncBatchNorm "
     "torch.nn.functional.batch_norm",
     write_batch_norm},
    {"torch.nn.InstanceNorm1d torch.nn.InstanceNorm2d torch.nn.InstanceNorm3d torch.nn.functional.instance_norm",
     write_instance_norm},
    {"torch.nn.LayerNorm torch.nn.functional.layer_norm torch.layer_norm", write_layer_norm},
    {"torch.nn.RMSNorm torch.nn.functional.rms_norm", write_rms_norm},
    {"torch.nn.GroupNorm torch.nn.functional.group_norm torch.group_norm", write_group_norm},
    {"torch.nn.LocalResponseNorm torch.nn.functional.local_response_norm", write_local_response},
    {"torch.nn.functional.normalize", write_normalize},
};

}  // namespace

std::span<const Spelling> norm_spellings() { return kSpellings; }

}  // namespace shapewise::save::spellings
