// ONNX transforms of signals and texts.
// Source: https://onnx.ai/onnx/operators/onnx__DFT.html, onnx__STFT.html, onnx__TfIdfVectorizer.html.
#include <algorithm>

#include "layer/operator.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using ir::DType;
using sym::Expr;
using sym::Shape;

/// The last dimension is 1 (real) or 2 (complex); a one-sided transform has ⌊n/2⌋ + 1 frequencies.
void dft(Call& c) {
  auto axis = demand_axis(c, "axis", c.shape().rank());
  if (!axis) return;
  Shape out = c.shape();
  if (!c.is_none("dft_length")) out[*axis] = c.int_list("dft_length").front();
  if (c.flag("onesided") && !c.flag("inverse")) out[*axis] = sym::floor_div(out[*axis], 2) + 1;
  out[-1] = c.flag("inverse") && c.flag("onesided") ? 1 : 2;
  c.give(std::move(out));
}

void stft(Call& c) {
  const ir::Tensor* window = c.tensor("window");
  Expr length = !c.is_none("frame_length") ? c.int_list("frame_length").front()
                : window != nullptr        ? (*window->shape)[0]
                                           : Expr::unknown();
  Expr step = c.int_list("frame_step").front();
  Expr frames = step.is_constant() ? sym::floor_div(c.shape()[1] - length, step) + 1 : Expr::unknown();
  c.give({c.shape()[0], frames, c.flag("onesided") ? sym::floor_div(length, 2) + 1 : length, 2});
}

/// A column for each n-gram.
void tf_idf(Call& c) {
  Int most = -1;
  for (const Expr& index : c.int_list("ngram_indexes")) {
    auto value = index.constant();
    if (!value) return c.give_nothing("its columns are not known");
    most = std::max(most, *value);
  }
  Shape out(std::vector<Expr>(c.shape().dims.begin(), c.shape().dims.end() - (c.shape().rank() > 0 ? 1 : 0)));
  out.dims.emplace_back(most + 1);
  c.give(std::move(out), DType::Float32);
}

constexpr Param kDft[] = {tensor_in("input", "(N, …, 1 or 2)"),
                          values_in("dft_length", "of the transform; none: that of the signal"),
                          {"axis", kIntegers, "1", "along which"},
                          flag_attr("inverse", "False", "back to the signal"),
                          flag_attr("onesided", "False", "half of the frequencies")};
constexpr Param kStft[] = {tensor_in("signal", "(N, T, 1 or 2)"), values_in("frame_step", "between windows"),
                           optional_in("window", "weighs each window"), values_in("frame_length", "of a window"),
                           flag_attr("onesided", "True", "half of the frequencies")};
constexpr Param kTfIdf[] = {tensor_in("X", "(N, words)"),
                            other_attr("max_gram_length", "of an n-gram"),
                            other_attr("max_skip_count", "words that are skipped"),
                            other_attr("min_gram_length", "of an n-gram"),
                            text_attr("mode", "'TF'", "how words count"),
                            other_attr("ngram_counts", "where n-grams begin"),
                            ints_attr("ngram_indexes", "the column of each n-gram"),
                            other_attr("pool_int64s", "the n-grams"),
                            other_attr("pool_strings", "the n-grams"),
                            other_attr("weights", "of the columns")};

constexpr Spec row(std::string_view names, std::string_view summary, std::string_view rule, std::span<const Param> call,
                   void (*infer)(Call&)) {
  Spec spec = operator_row(names, summary, rule, call, infer);
  spec.receptive = global_receptive;
  return spec;
}

constexpr Spec kSpecs[] = {
    row("onnx:DFT", "The discrete Fourier transform.", "(N, T, 1) → (N, T, 2)", kDft, dft),
    row("onnx:STFT", "Fourier transforms of windows.", "(N, T, 1) → (N, frames, frequencies, 2)", kStft, stft),
    row("onnx:TfIdfVectorizer", "Counts of n-grams.", "(N, T) → (N, columns)", kTfIdf, tf_idf),
};

}  // namespace

std::span<const Spec> onnx_signal_specs() { return kSpecs; }

}  // namespace shapewise::layers
