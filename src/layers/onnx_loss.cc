// ONNX losses and determinants.
// Source: https://onnx.ai/onnx/operators/onnx__NegativeLogLikelihoodLoss.html, onnx__Det.html.
#include "layer/operator.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using sym::Expr;
using sym::Shape;

/// The loss of each element, or of all.
Shape loss_shape(const Call& c) {
  if (c.text("reduction") != "none") return {};
  Shape shape = c.shape();
  shape.dims.erase(shape.dims.begin() + 1);
  return shape;
}

void negative_log_likelihood(Call& c) { c.give(loss_shape(c)); }

void cross_entropy(Call& c) {
  c.give(loss_shape(c));
  c.give(c.shape());
}

void determinant(Call& c) {
  if (c.shape().rank() < 2) return c.give_nothing("the input is no matrix");
  c.give(Shape(std::vector<Expr>(c.shape().dims.begin(), c.shape().dims.end() - 2)));
}

constexpr Param kLoss[] = {tensor_in("input", "(N, C, …)"), tensor_in("target", "(N, …)"), optional_in("weight", "(C)"),
                           other_attr("ignore_index", "a class that does not count"),
                           text_attr("reduction", "'mean'", "none, mean or sum")};
constexpr Param kCrossEntropy[] = {
    tensor_in("scores", "(N, C, …)"), tensor_in("labels", "(N, …)"), optional_in("weights", "(C)"),
    other_attr("ignore_index", "a class that does not count"), text_attr("reduction", "'mean'", "none, mean or sum")};
constexpr Param kMatrix[] = {tensor_in("X", "matrices")};

constexpr Spec row(std::string_view names, std::string_view summary, std::string_view rule, std::span<const Param> call,
                   void (*infer)(Call&)) {
  Spec spec = operator_row(names, summary, rule, call, infer);
  spec.receptive = global_receptive;
  return spec;
}

constexpr Spec kSpecs[] = {
    row("onnx:NegativeLogLikelihoodLoss", "The loss of log-probabilities.", "(N, C, *), (N, *) → ()", kLoss,
        negative_log_likelihood),
    row("onnx:SoftmaxCrossEntropyLoss", "The loss of scores.", "(N, C, *), (N, *) → (), (N, C, *)", kCrossEntropy,
        cross_entropy),
    row("onnx:Det", "The determinant of matrices.", "(*, M, M) → (*)", kMatrix, determinant),
};

}  // namespace

std::span<const Spec> onnx_loss_specs() { return kSpecs; }

}  // namespace shapewise::layers
