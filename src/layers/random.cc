// Filling a tensor anew and drawing at random: fill_, copy_, normal_, bernoulli, normal.
// Source: https://pytorch.org/docs/stable/torch.html#random-sampling.
#include <fmt/format.h>

#include "layer/broadcast.h"
#include "layer/demand.h"
#include "layer/promote.h"
#include "layer/row.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Shape;

void same(Call& c) { c.give(c.shape()); }

void fill(Call& c) {
  const ir::Tensor* value = c.tensor("value");
  if (value != nullptr && value->shape->rank() > 0) {
    c.reject(Kind::RankMismatch, "value", "fill_ takes one number").label =
        fmt::format("a tensor of {}", ir::to_text(*value));
  }
  c.give(c.shape());
}

void copy(Call& c) {
  const ir::Tensor* source = c.tensor("src");
  if (source != nullptr) demand_stretches(c, *source->shape, c.shape(), "src");
  c.give(c.shape());
}

void floats(Call& c) {
  demand_floating(c, c.input(), "input");
  c.give(c.shape());
}

void bernoulli(Call& c) {
  demand_floating(c, c.input(), "input");
  if (!c.is_none("p")) demand_between(c, "p", 0, 1);
  c.give(c.shape());
}

/// normal(mean, std), where each is a tensor or a number, and normal(mean, std, size).
void normal(Call& c) {
  if (c.given("size")) return c.give(Shape(c.int_list("size")), dtype_argument(c, "dtype", {}).dtype);
  std::vector<Shape> shapes;
  for (std::string_view param : {"mean", "std"}) {
    const ir::Tensor* tensor = c.tensor(param);
    if (tensor != nullptr) shapes.push_back(*tensor->shape);
  }
  if (shapes.empty()) {
    c.reject(Kind::MissingArgument, {}, "normal of two numbers needs a size");
    return c.give_nothing("its size is missing");
  }
  auto out = broadcast(c, shapes);
  return out ? c.give(tensor_of(std::move(*out), type_of(c.input()))) : c.give_nothing("its operands do not fit");
}

constexpr Param kInput = {"input", Takes::Tensor, "", "the tensor"};
constexpr Param kGenerator = {"generator", Takes::Any, "None", "the source of randomness", How::KeywordOnly};
constexpr Param kSelf[] = {kInput};
constexpr Param kFill[] = {kInput, {"value", Takes::Tensor | Takes::Float | Takes::Flag, "", "with what"}};
constexpr Param kCopy[] = {kInput,
                           {"src", Takes::Tensor | Takes::Float | Takes::Flag, "", "what is copied"},
                           {"non_blocking", Takes::Bool, "False", "without waiting"}};
constexpr Param kNormal_[] = {
    kInput, {"mean", Takes::Float, "0", "the mean"}, {"std", Takes::Float, "1", "the standard deviation"}, kGenerator};
constexpr Param kUniform[] = {
    kInput, {"from", Takes::Float, "0", "the lower bound"}, {"to", Takes::Float, "1", "the upper bound"}, kGenerator};
constexpr Param kRandom[] = {kInput,
                             {"from", Takes::Int, "0", "the lower bound"},
                             {"to", Takes::Int | Takes::None, "None", "the upper bound"},
                             kGenerator};
constexpr Param kOneNumber[] = {kInput, {"lambd", Takes::Float, "1", "the parameter"}, kGenerator};
constexpr Param kGeometric[] = {kInput, {"p", Takes::Float, "", "the probability"}, kGenerator};
constexpr Param kBernoulli[] = {
    kInput, {"p", Takes::Float | Takes::None, "None", "the probability, in the place of the input"}, kGenerator, kOut};
constexpr Param kBernoulli_[] = {kInput, {"p", Takes::Float | Takes::Tensor, "0.5", "the probability"}, kGenerator};
constexpr Param kPoisson[] = {kInput, {"generator", Takes::Any, "None", "the source of randomness"}};
constexpr Param kNormal[] = {{"mean", Takes::Tensor | Takes::Float, "", "the mean"},
                             {"std", Takes::Tensor | Takes::Float, "1", "the standard deviation"},
                             {"size", Takes::Ints, "None", "the sizes"},
                             kGenerator,
                             {"dtype", Takes::DType | Takes::None, "None", "the element type", How::KeywordOnly},
                             {"kwargs", Takes::Any, "", "device …", How::Keywords}};

constexpr Spec op(std::string_view names, std::string_view summary, std::span<const Param> call, void (*infer)(Call&),
                  bool overwrites = false) {
  Spec spec = function_row(names, summary, "(*) → (*)", call, infer);
  spec.view = overwrites;
  return spec;
}

constexpr Spec kSpecs[] = {
    op("torch.Tensor.fill_ torch.fill_", "Filled with a number.", kFill, fill, true),
    op("torch.fill torch.Tensor.fill", "As large, filled with a number.", kFill, fill),
    op("torch.Tensor.zero_ torch.zero_", "Filled with zeros.", kSelf, same, true),
    op("torch.Tensor.copy_", "Overwritten with another tensor.", kCopy, copy, true),
    op("torch.Tensor.normal_", "Filled from a normal distribution.", kNormal_, floats, true),
    op("torch.Tensor.cauchy_ torch.Tensor.log_normal_", "Filled from a distribution.", kNormal_, floats, true),
    op("torch.Tensor.uniform_", "Filled from a uniform distribution.", kUniform, floats, true),
    op("torch.Tensor.random_", "Filled with random integers.", kRandom, same, true),
    op("torch.Tensor.exponential_", "Filled from an exponential distribution.", kOneNumber, same, true),
    op("torch.Tensor.geometric_", "Filled from a geometric distribution.", kGeometric, same, true),
    op("torch.bernoulli torch.Tensor.bernoulli", "Ones, drawn with these probabilities.", kBernoulli, bernoulli),
    op("torch.Tensor.bernoulli_", "Filled with ones, drawn at random.", kBernoulli_, same, true),
    op("torch.poisson", "Drawn from Poisson distributions.", kPoisson, floats),
    op("torch.normal", "Drawn from normal distributions.", kNormal, normal),
};

}  // namespace

std::span<const Spec> random_specs() { return kSpecs; }

}  // namespace shapewise::layers
