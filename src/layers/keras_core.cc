// Core layers of Keras: Dense, Embedding, reshaping, and what passes its input on (activations, dropout, augmentation).
// Source: https://keras.io/api/layers/core_layers, https://keras.io/api/layers/reshaping_layers.
#include <fmt/format.h>

#include "layer/axes.h"
#include "layer/keras.h"
#include "layer/receptive.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using ir::DType;
using sym::Expr;
using sym::Formula;
using sym::Shape;

void same(Call& c) { c.give(c.input()); }

// --- Dense ---

Formula units(const Call& c) { return named("C_out", c.integer("units")); }
Formula features(const Call& c) { return named("C_in", c.shape()[-1]); }

void infer_dense(Call& c) {
  if (c.shape().rank() < 2) {
    c.reject(Kind::RankMismatch, {}, fmt::format("Dense takes 2 dimensions or more, not {}", sym::to_text(c.shape())))
        .label = "expected (N, features)";
    return c.give_nothing("the input has the wrong rank");
  }
  Shape out = c.shape();
  out[-1] = c.integer("units");
  c.give(std::move(out));
}

std::vector<WeightSpec> dense_weights(const Call& c) {
  std::vector<WeightSpec> list{{"kernel", {features(c), units(c)}}};
  if (c.flag("use_bias")) list.push_back({"bias", {units(c)}});
  return list;
}

Formula dense_macs(const Call& c) {
  std::vector<Formula> factors = leading_sizes(c.shape());
  factors.push_back(features(c));
  factors.push_back(units(c));
  return sym::product(factors);
}

Formula dense_dense(const Call& c) {
  return c.flag("use_bias") ? features(c) * units(c) + units(c) : features(c) * units(c);
}

// --- Embedding ---

void embed(Call& c) {
  Shape out = c.shape();
  out.dims.push_back(c.integer("output_dim"));
  c.give(std::move(out), DType::Float32);
}

std::vector<WeightSpec> embedding_weights(const Call& c) {
  return {{"embeddings", {named("words", c.integer("input_dim")), named("C_out", c.integer("output_dim"))}}};
}

// --- reshaping ---

void flatten(Call& c) {
  Shape rest(std::vector<Expr>(c.shape().dims.begin() + (c.shape().rank() > 0 ? 1 : 0), c.shape().dims.end()));
  c.give({c.shape().rank() > 0 ? c.shape()[0] : Expr(1), rest.elements()});
}

std::vector<SizeRule> flat_sizes(const Call& c) {
  std::vector<Formula> factors;
  for (int i = 1; i < c.shape().rank(); ++i) factors.push_back(named(axis_name(c.shape().rank(), i), c.shape()[i]));
  return {{"F", sym::product(factors)}};
}

void reshape(Call& c) {
  Shape out(c.int_list("target_shape"));
  Shape rest(std::vector<Expr>(c.shape().dims.begin() + 1, c.shape().dims.end()));
  Expr all = rest.elements();
  Expr others = 1;
  int hole = -1;
  for (int i = 0; i < out.rank(); ++i) {
    if (out[i].is_constant(-1)) {
      hole = i;
    } else {
      others *= out[i];
    }
  }
  bool fits = hole < 0 ? c.holds(sym::eq(all, others), "Reshape keeps all elements")
                       : c.holds(sym::divisible(all, others), "Reshape keeps all elements");
  if (!fits) {
    c.reject(Kind::SizeMismatch, "target_shape",
             fmt::format("Reshape cannot make {} of {} elements", sym::to_text(out), sym::to_text(all)))
        .label = fmt::format("{} elements", sym::to_text(others));
  }
  if (hole >= 0) out[hole] = fits ? sym::floor_div(all, others) : Expr::unknown();
  out.dims.insert(out.dims.begin(), c.shape()[0]);
  c.give(std::move(out));
}

/// Axes are counted from 1: the batch stays.
void permute(Call& c) {
  Shape out{c.shape()[0]};
  for (const Expr& axis : c.int_list("dims")) {
    auto at = axis.constant();
    if (!at || *at < 1 || *at >= c.shape().rank()) return c.give_nothing("its dims do not fit its input");
    out.dims.push_back(c.shape()[static_cast<int>(*at)]);
  }
  c.give(std::move(out));
}

void repeat(Call& c) {
  if (demand_dimensions(c, 2)) c.give({c.shape()[0], c.integer("n"), c.shape()[1]});
}

// --- activations with weights ---

std::vector<WeightSpec> prelu_weights(const Call& c) {
  std::vector<Formula> dims;
  for (int i = 1; i < c.shape().rank(); ++i) dims.push_back(named(axis_name(c.shape().rank(), i), c.shape()[i]));
  if (!c.is_none("shared_axes")) {
    for (const Expr& axis : c.int_list("shared_axes")) {
      auto at = axis.constant();
      if (at && *at >= 1 && *at <= static_cast<Int>(dims.size())) dims[static_cast<std::size_t>(*at - 1)] = 1;
    }
  }
  return {{"alpha", std::move(dims)}};
}

// --- images ---

void resize(Call& c) {
  int rank = c.shape().rank();
  if (rank < 3) return c.give_nothing("the input is no image");
  ImageAxes axes = image_axes(c, 4);
  Shape out = c.shape();
  int shift = rank - 4;
  out[axes.spatial[0] + shift] = c.integer("height");
  out[axes.spatial[1] + shift] = c.integer("width");
  c.give(std::move(out));
}

constexpr Param kDense[] = {config("units", Takes::Int, "", "outputs"), kUseBias, kActivation};
constexpr Param kEmbedding[] = {config("input_dim", Takes::Int, "", "words"),
                                config("output_dim", Takes::Int, "", "numbers for each word")};
constexpr Param kReshape[] = {
    config("target_shape", Takes::Int | Takes::Ints, "", "the new sizes without the batch; −1: what remains")};
constexpr Param kPermute[] = {config("dims", Takes::Int | Takes::Ints, "", "the axes in their new order, from 1")};
constexpr Param kRepeat[] = {config("n", Takes::Int, "", "copies")};
constexpr Param kPrelu[] = {
    config("shared_axes", Takes::Int | Takes::Ints | Takes::None, "None", "axes along which the slope is one")};
constexpr Param kResize[] = {config("height", Takes::Int, "", "of the output"),
                             config("width", Takes::Int, "", "of the output"), kDataFormat};
constexpr Param kFunction[] = {kActivation};
constexpr Param kRelu[] = {config("max_value", Takes::Any, "None", "the largest output"),
                           config("negative_slope", Takes::Float, "0.0", "below the threshold"),
                           config("threshold", Takes::Float, "0.0", "from which on elements pass")};
constexpr Param kLeaky[] = {config("negative_slope", Takes::Any, "None", "of the negative part"),
                            config("alpha", Takes::Any, "None", "the same, in old versions")};
constexpr Param kElu[] = {config("alpha", Takes::Float, "1.0", "of the negative part")};
constexpr Param kThreshold[] = {config("theta", Takes::Float, "1.0", "from which on elements pass")};
constexpr Param kRescaling[] = {config("scale", Takes::Any, "1.0", "factor"),
                                config("offset", Takes::Any, "0.0", "what is added")};
constexpr Param kClasses[] = {config("axis", Takes::Any, "-1", "along which")};
constexpr std::span<const Param> kNone{};

constexpr Spec with_weights(Spec spec, std::vector<WeightSpec> (*weights)(const Call&)) {
  spec.weights = weights;
  return spec;
}
constexpr Spec view(Spec spec) {
  spec.view = true;
  spec.receptive = opaque_receptive;
  return spec;
}
/// What does nothing outside of training.
sym::Truth passes_on(const Call& c) { return c.training() ? sym::Truth::No : sym::Truth::Yes; }

constexpr Spec dropping(Spec spec) {
  spec.shares = passes_on;
  return spec;
}
constexpr Spec passing(std::string_view names, std::string_view summary, std::span<const Param> params = kNone) {
  return keras_row(names, summary, "(*) → (*)", params, same);
}

void same_image(Call& c) {
  if (demand_image(c)) c.give(c.input());
}
constexpr Spec spatial_dropout(std::string_view names, int spatial) {
  Spec spec = keras_row(names, "Zeroes channels at random while training.", "(*) → (*)", kNone, same_image);
  spec.spatial = spatial;
  return spec;
}

constexpr Spec dense_row() {
  Spec spec = with_weights(keras_row("keras:Dense", "Every output is a weighted sum of all inputs.",
                                     "(N, *, C_in) → (N, *, C_out)", kDense, infer_dense),
                           dense_weights);
  spec.macs = dense_macs;
  spec.dense = dense_dense;
  spec.receptive = global_receptive;
  return spec;
}
constexpr Spec flatten_row() {
  Spec spec =
      view(keras_row("keras:Flatten", "All but the batch in one dimension.", "(N, *) → (N, F)", kNone, flatten));
  spec.sizes = flat_sizes;
  return spec;
}

constexpr Spec kSpecs[] = {
    dense_row(),
    with_weights(keras_row("keras:Embedding", "A vector for each word.", "(N, T) → (N, T, C_out)", kEmbedding, embed),
                 embedding_weights),
    flatten_row(),
    view(keras_row("keras:Reshape", "The same elements in another shape.", "(N, *) → (N, target_shape)", kReshape,
                   reshape)),
    view(keras_row("keras:Permute", "Axes in another order.", "(N, *) → (N, *)", kPermute, permute)),
    keras_row("keras:RepeatVector", "A vector several times.", "(N, C) → (N, n, C)", kRepeat, repeat),
    with_weights(keras_row("keras:PReLU", "ReLU with a learned slope of the negative part.", "(*) → (*)", kPrelu, same),
                 prelu_weights),
    passing("keras:Activation", "A function of each element.", kFunction),
    passing("keras:ReLU", "A function of each element.", kRelu),
    passing("keras:LeakyReLU", "A function of each element.", kLeaky),
    passing("keras:ELU", "A function of each element.", kElu),
    passing("keras:ThresholdedReLU", "A function of each element.", kThreshold),
    passing("keras:Softmax", "Numbers to probabilities.", kClasses),
    passing("keras:Identity", "The same."),
    passing("keras:Masking", "The same."),
    passing("keras:ActivityRegularization", "The same."),
    passing("keras:UnitNormalization", "The same."),
    dropping(passing("keras:Dropout keras:AlphaDropout", "Zeroes elements at random while training.")),
    dropping(spatial_dropout("keras:SpatialDropout1D", 1)),
    dropping(spatial_dropout("keras:SpatialDropout2D", 2)),
    dropping(spatial_dropout("keras:SpatialDropout3D", 3)),
    dropping(passing("keras:GaussianNoise keras:GaussianDropout", "Noise while training.")),
    passing("keras:Rescaling", "Other numbers.", kRescaling),
    passing("keras:RandomFlip keras:RandomRotation keras:RandomZoom keras:RandomTranslation "
            "keras:RandomContrast keras:RandomBrightness",
            "Images with other numbers."),
    keras_row("keras:Resizing keras:CenterCrop keras:RandomCrop", "Images of another size.",
              "(N, H, W, C) → (N, height, width, C)", kResize, resize),
};

}  // namespace

std::span<const Spec> keras_core_specs() { return kSpecs; }

}  // namespace shapewise::layers
