// Along each axis, an output and an input are joined if one of the window's taps lies on the input and not on padding;
// axes are independent, so the pairs multiply.
#include "analysis/connections.h"

#include <algorithm>

#include "analysis/cost.h"
#include "layer/builder.h"
#include "layer/registry.h"

namespace shapewise::analysis {
namespace {

using sym::Expr;

using layer::Convolution;

/// Where windows are placed along an axis, and what their taps meet. Of a transposed convolution input and output
/// change places.
const Expr& placed(const Convolution& conv, const Convolution::Axis& axis) {
  return conv.transposed ? axis.in : axis.out;
}
const Expr& met(const Convolution& conv, const Convolution::Axis& axis) { return conv.transposed ? axis.out : axis.in; }

std::optional<Convolution> convolution_of(const layer::Call& call) {
  const layer::Spec& spec = call.spec();
  bool is = spec.convolution != nullptr && spec.dense != nullptr && spec.macs != nullptr;
  return is ? std::optional(spec.convolution(call)) : std::nullopt;
}

/// Pairs of a window's place and an element that one of its taps meets.
std::optional<Expr> joined(const Convolution& conv, const Convolution::Axis& axis) {
  if (axis.before.is_constant(0) && axis.after.is_constant(0)) return placed(conv, axis) * axis.kernel;
  auto in = met(conv, axis).constant();
  auto out = placed(conv, axis).constant();
  auto k = axis.kernel.constant();
  auto s = axis.stride.constant();
  auto p = axis.before.constant();
  auto d = axis.dilation.constant();
  constexpr Int kMost = 50'000'000;
  if (!in || !out || !k || !s || !p || !d || *out * *k > kMost) return std::nullopt;
  Int pairs = 0;
  for (Int o = 0; o < *out; ++o) {
    for (Int t = 0; t < *k; ++t) {
      Int at = o * *s + t * *d - *p;
      if (at >= 0 && at < *in) ++pairs;
    }
  }
  return Expr(pairs);
}

/// Numbers instead of expressions, for the matrix.
struct Small {
  std::vector<int> in;  // channels, then sizes
  std::vector<int> out;
  std::vector<int> kernel, stride, padding, dilation;
  int groups = 1;
  bool transposed = false;

  int weights() const {
    int count = transposed ? in[0] * (out[0] / groups) : out[0] * (in[0] / groups);
    for (int k : kernel) count *= k;
    return count;
  }
};

std::optional<Small> small_of(const Convolution& conv) {
  bool fits = true;
  auto number = [&](const Expr& e) {
    auto value = e.constant();
    fits = fits && value && *value >= 0 && *value <= 4096;
    return fits ? static_cast<int>(*value) : 0;
  };
  Small small;
  small.transposed = conv.transposed;
  small.groups = number(conv.groups);
  small.in.push_back(number(conv.in_channels));
  small.out.push_back(number(conv.out_channels));
  for (const Convolution::Axis& axis : conv.axes) {
    small.in.push_back(number(axis.in));
    small.out.push_back(number(axis.out));
    small.kernel.push_back(number(axis.kernel));
    small.stride.push_back(number(axis.stride));
    small.padding.push_back(number(axis.before));
    small.dilation.push_back(number(axis.dilation));
  }
  return fits ? std::optional(small) : std::nullopt;
}

int elements(const std::vector<int>& shape) {
  int count = 1;
  for (int size : shape) count *= size;
  return count;
}

std::vector<int> place_of(int index, const std::vector<int>& shape) {
  std::vector<int> place(shape.size());
  for (std::size_t i = shape.size(); i-- > 0; index /= shape[i]) place[i] = index % shape[i];
  return place;
}

int index_of(const std::vector<int>& place, const std::vector<int>& shape) {
  int index = 0;
  for (std::size_t i = 0; i < shape.size(); ++i) index = index * shape[i] + place[i];
  return index;
}

/// The number of the weight that joins an output and an input; 0 if none does. By asking for each pair which tap of the
/// window it would be.
int weight_between(const Small& c, const std::vector<int>& output, const std::vector<int>& input) {
  int in_group = c.in[0] / c.groups;
  int out_group = c.out[0] / c.groups;
  if (input[0] / in_group != output[0] / out_group) return 0;
  int weight = c.transposed ? input[0] * out_group + output[0] % out_group : output[0] * in_group + input[0] % in_group;
  for (std::size_t a = 0; a < c.kernel.size(); ++a) {
    int window = c.transposed ? input[a + 1] : output[a + 1];
    int element = c.transposed ? output[a + 1] : input[a + 1];
    int offset = element - window * c.stride[a] + c.padding[a];
    if (offset < 0 || offset % c.dilation[a] != 0 || offset / c.dilation[a] >= c.kernel[a]) return 0;
    weight = weight * c.kernel[a] + offset / c.dilation[a];
  }
  return weight + 1;
}

/// The convolution by its definition: every window is moved over the padded map, tap by tap. Weights are their numbers.
std::vector<Int> convolve(const Small& c, const std::vector<int>& x) {
  std::vector<Int> y(static_cast<std::size_t>(elements(c.out)));
  const std::vector<int>& moved = c.transposed ? c.in : c.out;  // where windows are placed
  const std::vector<int>& met = c.transposed ? c.out : c.in;    // what their taps meet
  int taps = elements(c.kernel);
  int met_group = met[0] / c.groups;
  for (int w = 0; w < elements(moved); ++w) {
    std::vector<int> window = place_of(w, moved);
    int group = window[0] / (moved[0] / c.groups);
    for (int k = 0; k < met_group * taps; ++k) {
      std::vector<int> tap = place_of(k % taps, c.kernel);
      std::vector<int> element = {group * met_group + k / taps};
      bool inside = true;
      for (std::size_t a = 0; a < tap.size(); ++a) {
        element.push_back(window[a + 1] * c.stride[a] + tap[a] * c.dilation[a] - c.padding[a]);
        inside = inside && element.back() >= 0 && element.back() < met[a + 1];
      }
      if (!inside) continue;
      Int weight = Int(window[0]) * met_group * taps + k + 1;
      int e = index_of(element, met);
      auto from = static_cast<std::size_t>(c.transposed ? w : e);
      auto to = static_cast<std::size_t>(c.transposed ? e : w);
      y[to] += weight * x[from];
    }
  }
  return y;
}

/// Sizes or a place with the channels where the framework has them, and back.
std::vector<int> laid_out(std::vector<int> channels_first, const Convolution& conv) {
  if (conv.channels_last) std::rotate(channels_first.begin(), channels_first.begin() + 1, channels_first.end());
  return channels_first;
}
std::vector<int> channels_first(std::vector<int> laid_out, const Convolution& conv) {
  if (conv.channels_last) std::rotate(laid_out.begin(), laid_out.end() - 1, laid_out.end());
  return laid_out;
}

bool agrees(const Small& c, const Convolution& conv, const Matrix& matrix) {
  std::vector<int> x(static_cast<std::size_t>(elements(c.in)));
  for (int i = 0; i < elements(c.in); ++i) {
    auto at = static_cast<std::size_t>(index_of(channels_first(place_of(i, matrix.input_shape), conv), c.in));
    x[at] = 1;
    std::vector<Int> y = convolve(c, x);
    x[at] = 0;
    for (int o = 0; o < elements(c.out); ++o) {
      int output = index_of(channels_first(place_of(o, matrix.output_shape), conv), c.out);
      Int found = matrix.rows[static_cast<std::size_t>(o)][static_cast<std::size_t>(i)];
      if (y[static_cast<std::size_t>(output)] != found) return false;
    }
  }
  return true;
}

}  // namespace

std::optional<Connections> connections_of(const ir::Graph& graph, ir::NodeId id) {
  if (graph[id].failed || !layer::is_inferred(graph, id)) return std::nullopt;
  layer::Call call = layer::call_of(graph, id);
  std::optional<Convolution> conv = convolution_of(call);
  if (!conv) return std::nullopt;
  Connections result;
  result.dense = call.spec().dense(call);
  result.macs = call.spec().macs(call);
  Expr pairs = conv->in_channels * sym::floor_div(conv->out_channels, conv->groups);
  result.inputs = conv->in_channels;
  result.outputs = conv->out_channels;
  result.weights = pairs;
  bool known = conv->zeros;
  for (const Convolution::Axis& axis : conv->axes) {
    result.inputs *= axis.in;
    result.outputs *= axis.out;
    result.weights *= axis.kernel;
    std::optional<Expr> along = joined(*conv, axis);
    known = known && along;
    if (known) pairs *= *along;
  }
  if (conv->bias) result.bias = conv->out_channels;
  if (known && is_exact(pairs)) result.joined = pairs;
  if (!is_exact(result.inputs) || !is_exact(result.outputs) || !is_exact(result.dense.value())) return std::nullopt;
  return result;
}

std::optional<Expr> dense_by_side(const ir::Graph& graph, ir::NodeId id) {
  const ir::Node& node = graph[id];
  if (node.failed || !layer::is_inferred(graph, id)) return std::nullopt;
  std::optional<Convolution> conv = convolution_of(layer::call_of(graph, id));
  if (!conv) return std::nullopt;
  std::vector<ir::Tensor> inputs;
  for (ir::ValueId input : node.inputs) inputs.push_back(graph[input].tensor);
  sym::Shape& square = *inputs.front().shape;
  int first = conv->channels_last ? 1 : square.rank() - static_cast<int>(conv->axes.size());
  for (int i = 0; i < static_cast<int>(conv->axes.size()); ++i) square[first + i] = Expr::symbol("n");
  const ir::Args none;
  diag::Sink sink;
  sym::Facts facts;
  const layer::Spec& spec = layer::spec(node.op);
  layer::Call call(spec, node.module.valid() ? graph[node.module].args : none, node.args, std::move(inputs),
                   {&sink, &facts, nullptr}, node.source);
  spec.infer(call);
  return call.failed() || !call.output().shape ? std::nullopt : std::optional(spec.dense(call).value());
}

std::optional<Matrix> matrix_of(const ir::Graph& graph, ir::NodeId id, int most) {
  if (graph[id].failed || !layer::is_inferred(graph, id)) return std::nullopt;
  std::optional<Convolution> conv = convolution_of(layer::call_of(graph, id));
  if (!conv || !conv->zeros) return std::nullopt;
  std::optional<Small> small = small_of(*conv);
  if (!small) return std::nullopt;
  Int inputs = 1;
  Int outputs = 1;
  for (int size : small->in) inputs *= size;
  for (int size : small->out) outputs *= size;
  if (inputs * outputs > most || inputs * outputs == 0) return std::nullopt;
  Matrix matrix{laid_out(small->out, *conv), laid_out(small->in, *conv), {}, small->weights(), false};
  for (int o = 0; o < elements(small->out); ++o) {
    std::vector<int>& row = matrix.rows.emplace_back();
    std::vector<int> output = channels_first(place_of(o, matrix.output_shape), *conv);
    for (int i = 0; i < elements(small->in); ++i) {
      row.push_back(weight_between(*small, output, channels_first(place_of(i, matrix.input_shape), *conv)));
    }
  }
  matrix.proved = agrees(*small, *conv, matrix);
  return matrix;
}

}  // namespace shapewise::analysis
