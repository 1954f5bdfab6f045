// New tensors: zeros, ones, randn, arange and the new_ methods.
// Source: https://pytorch.org/docs/stable/torch.html#creation-ops.
#include "layer/call.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using sym::Expr;
using sym::Shape;

ir::DType wanted(const Call& c, ir::DType otherwise) {
  auto* dtype = c.arg("dtype").as<ir::DType>();
  return dtype != nullptr ? *dtype : otherwise;
}

void sized(Call& c) {
  if (!c.known("size")) return c.give_nothing("the sizes are not known");
  c.give(Shape(c.int_list("size")), wanted(c, c.input_count() > 0 ? c.input().dtype : ir::DType::Float32));
}

void integers(Call& c) {
  if (!c.known("size")) return c.give_nothing("the sizes are not known");
  c.give(Shape(c.int_list("size")), wanted(c, ir::DType::Int64));
}

void permutation(Call& c) { c.give(Shape{c.integer("n")}, ir::DType::Int64); }

void identity(Call& c) {
  Expr n = c.integer("n");
  c.give(Shape{n, c.is_none("m") ? n : c.integer("m")}, wanted(c, ir::DType::Float32));
}

void sequence(Call& c) {
  bool whole = c.arg("start").is<Expr>() && (c.is_none("end") || c.arg("end").is<Expr>()) && c.arg("step").is<Expr>();
  if (!whole) return c.give(Shape{Expr::unknown()}, wanted(c, ir::DType::Float32));
  Expr from = c.is_none("end") ? Expr(0) : c.integer("start");
  Expr to = c.is_none("end") ? c.integer("start") : c.integer("end");
  c.give(Shape{sym::ceil_div(to - from, c.integer("step"))}, wanted(c, ir::DType::Int64));
}

constexpr Param kSize[] = {{"size", Takes::Ints, "", "the sizes", How::Variadic},
                           {"dtype", Takes::Any, "None", "the element type", How::KeywordOnly},
                           {"kwargs", Takes::Any, "", "device, requires_grad …", How::Keywords}};
constexpr Param kFull[] = {{"size", Takes::Ints, "", "the sizes"},
                           {"fill_value", Takes::Any, "", "with what"},
                           {"dtype", Takes::Any, "None", "the element type", How::KeywordOnly},
                           {"kwargs", Takes::Any, "", "device …", How::Keywords}};
constexpr Param kNew[] = {{"input", Takes::Tensor, "", "whose element type it takes"},
                          {"size", Takes::Ints, "", "the sizes", How::Variadic},
                          {"dtype", Takes::Any, "None", "the element type", How::KeywordOnly},
                          {"kwargs", Takes::Any, "", "device …", How::Keywords}};
constexpr Param kNewFull[] = {{"input", Takes::Tensor, "", "whose element type it takes"},
                              {"size", Takes::Ints, "", "the sizes"},
                              {"fill_value", Takes::Any, "", "with what"},
                              {"dtype", Takes::Any, "None", "the element type", How::KeywordOnly},
                              {"kwargs", Takes::Any, "", "device …", How::Keywords}};
constexpr Param kRange[] = {{"start", Takes::Float, "", "the first number, or the end if it stands alone"},
                            {"end", Takes::Float | Takes::None, "None", "one past the last"},
                            {"step", Takes::Float, "1", "the step"},
                            {"dtype", Takes::Any, "None", "the element type", How::KeywordOnly},
                            {"kwargs", Takes::Any, "", "device …", How::Keywords}};
constexpr Param kEye[] = {{"n", Takes::Int, "", "rows"},
                          {"m", Takes::Int | Takes::None, "None", "columns; None: as many"},
                          {"dtype", Takes::Any, "None", "the element type", How::KeywordOnly},
                          {"kwargs", Takes::Any, "", "device …", How::Keywords}};
constexpr Param kPermutation[] = {{"n", Takes::Int, "", "how many"},
                                  {"kwargs", Takes::Any, "", "device …", How::Keywords}};

constexpr Spec op(std::string_view names, std::string_view summary, std::span<const Param> call, void (*infer)(Call&)) {
  return {.names = names,
          .form = Form::Function,
          .summary = summary,
          .rule = "the sizes given",
          .call = call,
          .infer = infer};
}

constexpr Spec kSpecs[] = {
    op("torch.zeros torch.ones torch.empty torch.rand torch.randn torch.FloatTensor", "A tensor of these sizes.", kSize,
       sized),
    op("torch.LongTensor torch.IntTensor", "A tensor of integers of these sizes.", kSize, integers),
    op("torch.full", "A tensor filled with a number.", kFull, sized),
    op("torch.Tensor.new_zeros torch.Tensor.new_ones torch.Tensor.new_empty", "A tensor of the same kind.", kNew,
       sized),
    op("torch.Tensor.new_full", "A tensor of the same kind, filled with a number.", kNewFull, sized),
    op("torch.arange torch.range", "The numbers of a range.", kRange, sequence),
    op("torch.eye", "The identity matrix.", kEye, identity),
    op("torch.randperm", "The numbers below n in random order.", kPermutation, permutation),
};

}  // namespace

std::span<const Spec> create_specs() { return kSpecs; }

}  // namespace shapewise::layers
