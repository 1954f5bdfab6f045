// Recurrent layers of Keras whose products are convolutions: ConvLSTM1D–3D.
// Source: https://keras.io/api/layers/recurrent_layers/conv_lstm2d; keras/src/layers/rnn/conv_lstm.py.
#include "layer/keras.h"
#include "layer/receptive.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using sym::Expr;
using sym::Formula;
using sym::Shape;

constexpr int kGates = 4;

/// (N, C…) or (N, …, C): an image of the sequence.
Shape image(const Call& c) {
  Shape shape = c.shape();
  shape.dims.erase(shape.dims.begin() + 1);
  return shape;
}
ImageAxes axes(const Call& c) { return image_axes(c, c.spatial() + 2); }
std::vector<Frame> step_windows(const Call& c) { return keras_frames(c, sizes_at(image(c), axes(c).spatial)); }

Formula filters(const Call& c) { return named("F", c.integer("filters")); }
Formula channels(const Call& c) { return named("C", image(c)[axes(c).channel]); }

void infer(Call& c) {
  if (!demand_dimensions(c, c.spatial() + 3)) return;
  std::vector<Frame> list = step_windows(c);
  bool fits = demand_frames_fit(c, list);
  Shape state = image(c);
  state[axes(c).channel] = c.integer("filters");
  for (std::size_t i = 0; i < list.size(); ++i) {
    state[axes(c).spatial[i]] = fits ? frame_size(list[i], false).value() : Expr::unknown();
  }
  Shape all = state;
  all.dims.insert(all.dims.begin() + 1, c.shape()[1]);
  c.give(c.flag("return_sequences") ? all : state);
  if (!c.flag("return_state")) return;
  c.give(state);
  c.give(state);
  c.set_layout("(t,t,t)");
}

std::vector<Formula> kernel(const Call& c, const Formula& in) {
  std::vector<Formula> sizes;
  for (const Frame& frame : step_windows(c)) sizes.push_back(frame.window.kernel);
  sizes.push_back(in);
  sizes.push_back(Formula(kGates) * filters(c));
  return sizes;
}

std::vector<WeightSpec> weights(const Call& c) {
  std::vector<WeightSpec> list{{"kernel", kernel(c, channels(c))}, {"recurrent_kernel", kernel(c, filters(c))}};
  if (c.flag("use_bias")) list.push_back({"bias", {Formula(kGates) * filters(c)}});
  return list;
}

Formula macs(const Call& c) {
  std::vector<Formula> factors{named("N", c.shape()[0]), named("T", c.shape()[1]), Formula(kGates) * filters(c),
                               channels(c) + filters(c)};
  std::vector<std::string> names = spatial_names(c.spatial());
  std::vector<Frame> list = step_windows(c);
  for (const Frame& frame : list) factors.push_back(frame.window.kernel);
  for (std::size_t i = 0; i < list.size(); ++i) {
    factors.push_back(named(names[i] + "_out", frame_size(list[i], false).value()));
  }
  return sym::product(factors);
}

constexpr Param kParams[] = {
    config("filters", Takes::Int, "", "channels of the state"),
    config("kernel_size", kSizes | Takes::OneTuple, "", "size of the window"),
    config("strides", kSizes | Takes::OneTuple, "1", "step of the window over the input"),
    config("padding", Takes::Str, "'valid'", "of the input: 'valid' or 'same'"),
    kDataFormat,
    config("dilation_rate", kSizes | Takes::OneTuple, "1", "distance between elements"),
    kUseBias,
    config("return_sequences", Takes::Bool, "False", "return the output of every step"),
    config("return_state", Takes::Bool, "False", "return the last state, too"),
};

constexpr Spec row(std::string_view names, int spatial) {
  Spec spec = keras_row(names, "Recurrent network with gates and a cell, of convolutions.",
                        "(N, T, H, W, C) → (N, H_out, W_out, F), or (N, T, H_out, W_out, F) with return_sequences",
                        kParams, infer);
  spec.spatial = spatial;
  spec.weights = weights;
  spec.macs = macs;
  spec.receptive = global_receptive;
  return spec;
}

constexpr Spec kSpecs[] = {row("keras:ConvLSTM1D", 1), row("keras:ConvLSTM2D", 2), row("keras:ConvLSTM3D", 3)};

}  // namespace

std::span<const Spec> keras_conv_rnn_specs() { return kSpecs; }

}  // namespace shapewise::layers
