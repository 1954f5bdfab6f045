// Along each axis, an output and an input are joined if one of the window's taps lies on the input and not on padding;
// axes are independent, so the pairs multiply.
#include "analysis/connections.h"

#include "analysis/cost.h"
#include "layer/builder.h"
#include "layer/registry.h"
#include "layer/window.h"

namespace shapewise::analysis {
namespace {

using sym::Expr;

/// A window along one axis as it meets the padded input. Of a transposed convolution input and output change places.
struct Axis {
  Expr in;
  Expr out;
  Expr kernel;
  Expr stride;
  Expr padding;
  Expr dilation;
};

/// Sizes of a convolution, in either direction, whose weight a module owns.
struct Convolution {
  Expr in_channels;
  Expr out_channels;
  Expr groups;
  bool transposed = false;
  bool zeros = true;  // padded with zeros
  std::vector<Axis> axes;
};

std::optional<Convolution> convolution_of(const layer::Call& call) {
  bool transposed = call.name().starts_with("ConvTranspose");
  bool plain = call.spec().form == layer::Form::Module && (transposed || call.name().starts_with("Conv"));
  if (!plain || call.spec().dense == nullptr || !call.has("kernel_size")) return std::nullopt;
  Convolution conv;
  conv.in_channels = call.integer("in_channels");
  conv.out_channels = call.integer("out_channels");
  conv.groups = call.integer("groups");
  conv.transposed = transposed;
  conv.zeros = call.text("padding_mode") == "zeros";
  const sym::Shape& out = *call.output().shape;
  int place = out.rank() - call.spatial();
  for (const layer::Window& w : layer::windows(call)) {
    Axis axis{w.in.value(), out[place++], w.kernel.value(), w.stride.value(), w.padding.value(), w.dilation.value()};
    if (call.text("padding") == "same") axis.padding = sym::floor_div(axis.dilation * (axis.kernel - 1), 2);
    if (transposed) std::swap(axis.in, axis.out);
    conv.axes.push_back(std::move(axis));
  }
  return conv;
}

/// Pairs of a window's place and an element that one of its taps meets.
std::optional<Expr> joined(const Axis& axis) {
  if (axis.padding.is_constant(0)) return axis.out * axis.kernel;
  auto in = axis.in.constant();
  auto out = axis.out.constant();
  auto k = axis.kernel.constant();
  auto s = axis.stride.constant();
  auto p = axis.padding.constant();
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
  for (const Axis& axis : conv.axes) {
    small.in.push_back(number(conv.transposed ? axis.out : axis.in));
    small.out.push_back(number(conv.transposed ? axis.in : axis.out));
    small.kernel.push_back(number(axis.kernel));
    small.stride.push_back(number(axis.stride));
    small.padding.push_back(number(axis.padding));
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

bool agrees(const Small& c, const Matrix& matrix) {
  std::vector<int> x(static_cast<std::size_t>(elements(c.in)));
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = 1;
    std::vector<Int> y = convolve(c, x);
    x[i] = 0;
    for (std::size_t o = 0; o < y.size(); ++o) {
      if (y[o] != matrix.rows[o][i]) return false;
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
  for (const Axis& axis : conv->axes) {
    result.inputs *= conv->transposed ? axis.out : axis.in;
    result.outputs *= conv->transposed ? axis.in : axis.out;
    result.weights *= axis.kernel;
    std::optional<Expr> along = joined(axis);
    known = known && along;
    if (known) pairs *= *along;
  }
  if (call.flag("bias")) result.bias = conv->out_channels;
  if (known && is_exact(pairs)) result.joined = pairs;
  if (!is_exact(result.inputs) || !is_exact(result.outputs) || !is_exact(result.dense.value())) return std::nullopt;
  return result;
}

std::optional<Expr> dense_by_side(const ir::Graph& graph, ir::NodeId id) {
  const ir::Node& node = graph[id];
  if (!node.module.valid() || node.failed || !layer::is_inferred(graph, id)) return std::nullopt;
  const ir::Module& module = graph[node.module];
  ir::Graph square;
  diag::Sink sink;
  layer::Builder builder(square, sink);
  ir::ModuleId root = builder.add_module("", "Sequential", {}, module.defined);
  std::vector<layer::Given> given;
  for (const ir::Arg& arg : module.args) {
    if (arg.given) given.push_back({std::string(arg.name), {}, arg.value});
  }
  sym::Shape shape = *graph[node.inputs[0]].tensor.shape;
  int spatial = layer::spec(node.op).spatial;
  for (int i = 0; i < spatial; ++i) shape[shape.rank() - 1 - i] = Expr::symbol("n");
  ir::ValueId input = builder.add_input("x", ir::Tensor::of(std::move(shape)));
  ir::ModuleId layer = builder.construct(node.op, std::move(given), "layer", root, module.defined);
  builder.call(layer, {{"input", {}, {ir::TensorRef{0}, module.defined}}}, {input}, root, module.defined);
  if (sink.errors() > 0 || square.nodes.empty() || !layer::is_inferred(square, {0})) return std::nullopt;
  layer::Call call = layer::call_of(square, {0});
  return call.spec().dense == nullptr ? std::nullopt : std::optional(call.spec().dense(call).value());
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
  Matrix matrix{small->out, small->in, {}, small->weights(), false};
  for (int o = 0; o < elements(small->out); ++o) {
    std::vector<int>& row = matrix.rows.emplace_back();
    for (int i = 0; i < elements(small->in); ++i) {
      row.push_back(weight_between(*small, place_of(o, small->out), place_of(i, small->in)));
    }
  }
  matrix.proved = agrees(*small, matrix);
  return matrix;
}

}  // namespace shapewise::analysis
