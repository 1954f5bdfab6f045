// ONNX operators that make tensors of nothing but numbers.
// Source: https://onnx.ai/onnx/operators/ (ConstantOfShape, Range, EyeLike …).
#include <cmath>

#include "layer/elements.h"
#include "layer/operator.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using ir::DType;
using sym::Expr;
using sym::Shape;

/// An attribute that holds the tensor, or numbers from which one is made.
void constant(Call& c) {
  if (const ir::Tensor* tensor = c.tensor("value")) return c.give(*tensor);
  for (std::string_view param : {"value_float", "value_int", "value_floats", "value_ints"}) {
    if (c.is_none(param)) continue;
    DType dtype = param.find("float") != std::string_view::npos ? DType::Float32 : DType::Int64;
    Elements elements;
    if (auto* items = c.arg(param).as<ir::AttrList>()) {
      for (std::size_t i = 0; i < items->size(); ++i) {
        const ir::Attr& item = (*items)[i];
        elements.push_back(item.is<double>() ? element_of(*item.as<double>(), dtype) : Element(*item.as<Expr>()));
      }
      auto count = static_cast<std::int64_t>(elements.size());
      return c.give(with_elements(ir::Tensor::of({count}, dtype), std::move(elements)));
    }
    elements.push_back(dtype == DType::Float32 ? element_of(c.number(param), dtype) : Element(c.integer(param)));
    return c.give(with_elements(ir::Tensor::of({}, dtype), std::move(elements)));
  }
  if (!c.is_none("value_string")) return c.give(Shape(), DType::String);
  if (auto* items = c.arg("value_strings").as<ir::AttrList>()) {
    return c.give({static_cast<std::int64_t>(items->size())}, DType::String);
  }
  c.give_nothing("what the constant is can not be read");
}

void constant_of_shape(Call& c) {
  Shape shape{c.int_list("input")};
  const ir::Tensor* value = c.tensor("value");
  DType dtype = value != nullptr ? value->dtype : DType::Float32;
  Element element = value == nullptr ? Element(Expr(0)) : value->elements ? value->elements->front() : Expr::unknown();
  Elements elements;
  if (auto count = small_size(shape)) elements.assign(static_cast<std::size_t>(*count), element);
  c.give(with_elements(ir::Tensor::of(std::move(shape), dtype), std::move(elements)));
}

/// The number that a scalar tensor holds.
Element scalar(const Call& c, std::string_view param) {
  const ir::Tensor& tensor = *c.tensor(param);
  return tensor.elements && !tensor.elements->empty() ? tensor.elements->front() : Element(Expr::unknown());
}

/// ⌈(limit − start)/delta⌉, at least 0.
Expr range_size(const Call& c) {
  Element start = scalar(c, "start");
  Element limit = scalar(c, "limit");
  Element delta = scalar(c, "delta");
  auto from = number_of(start);
  auto to = number_of(limit);
  auto step = number_of(delta);
  if (from && to && step && *step != 0) {
    double count = std::ceil((*to - *from) / *step);
    return count < 1e15 ? Expr(static_cast<std::int64_t>(std::max(count, 0.0))) : Expr::unknown();
  }
  auto by = integer_of(delta).constant();
  if (!by || *by == 0) return Expr::unknown();
  Expr room = *by > 0 ? integer_of(limit) - integer_of(start) : integer_of(start) - integer_of(limit);
  Expr size = sym::ceil_div(room, *by > 0 ? *by : -*by);
  return size.has_unknown() || c.proved(sym::ge(size, 0)) ? size : sym::max(size, 0);
}

void range(Call& c) {
  Expr size = range_size(c);
  Elements elements;
  auto count = small_size({size});
  for (int i = 0; count && i < *count; ++i) {
    elements.push_back(add(c, {scalar(c, "start"), multiply(c, {scalar(c, "delta"), Expr(i)}, c.dtype())}, c.dtype()));
  }
  c.give(with_elements(ir::Tensor::of({size}, c.dtype()), std::move(elements)));
}

void eye_like(Call& c) { c.give(c.shape(), dtype_attribute(c, "dtype", c.dtype())); }

void random(Call& c) { c.give(Shape(c.int_list("shape")), dtype_attribute(c, "dtype", DType::Float32)); }

void multinomial(Call& c) {
  c.give({c.shape()[0], c.integer("sample_size")}, dtype_attribute(c, "dtype", DType::Int32));
}

void window(Call& c) { c.give({c.int_list("size").front()}, dtype_attribute(c, "output_datatype", DType::Float32)); }

void mel_weights(Call& c) {
  Expr length = c.int_list("dft_length").front();
  c.give({sym::floor_div(length, 2) + 1, c.int_list("num_mel_bins").front()},
         dtype_attribute(c, "output_datatype", DType::Float32));
}

constexpr Param kConstant[] = {{"value", Takes::Tensor | Takes::None, "None", "the tensor", How::KeywordOnly},
                               other_attr("value_float", "a number"),
                               other_attr("value_int", "an integer"),
                               other_attr("value_floats", "numbers"),
                               other_attr("value_ints", "integers"),
                               other_attr("value_string", "a string"),
                               other_attr("value_strings", "strings"),
                               other_attr("sparse_value", "a sparse tensor")};
constexpr Param kFill[] = {values_in("input", "the sizes"),
                           {"value", Takes::Tensor | Takes::None, "None", "what it holds; none: 0", How::KeywordOnly}};
constexpr Param kRange[] = {tensor_in("start", "the first number"),
                            tensor_in("limit", "the first one that is left out"),
                            tensor_in("delta", "distance between numbers")};
constexpr Param kDType = int_attr("dtype", "None", "element type of the output");
constexpr Param kEye[] = {tensor_in("input", "has the shape"), kDType, other_attr("k", "the diagonal")};
constexpr Param kRandom[] = {{"shape", kIntegers, "", "the sizes", How::KeywordOnly},
                             kDType,
                             other_attr("high", "of the distribution"),
                             other_attr("low", "of the distribution"),
                             other_attr("mean", "of the distribution"),
                             other_attr("scale", "of the distribution"),
                             other_attr("seed", "of the random numbers")};
constexpr Param kMultinomial[] = {tensor_in("input", "(N, classes)"),
                                  int_attr("sample_size", "1", "how many are drawn"), kDType,
                                  other_attr("seed", "of the random numbers")};
constexpr Param kOutputType = int_attr("output_datatype", "None", "element type of the output");
constexpr Param kWindow[] = {values_in("size", "of the window"), kOutputType, other_attr("periodic", "how it ends")};
constexpr Param kMel[] = {values_in("num_mel_bins", "rows of the output"),
                          values_in("dft_length", "of the transform"),
                          {"sample_rate", Takes::Any, "None", "of the signal"},
                          {"lower_edge_hertz", Takes::Any, "None", "of the spectrum"},
                          {"upper_edge_hertz", Takes::Any, "None", "of the spectrum"},
                          kOutputType};

constexpr Spec kSpecs[] = {
    operator_row("onnx:Constant", "A tensor that is stored in the graph.", "→ (*)", kConstant, constant),
    operator_row("onnx:ConstantOfShape", "A tensor that holds one number everywhere.", "shape → shape", kFill,
                 constant_of_shape),
    operator_row("onnx:Range", "Evenly spaced numbers.", "→ (⌈(limit − start)/delta⌉)", kRange, range),
    operator_row("onnx:EyeLike", "Ones on a diagonal.", "(a, b) → (a, b)", kEye, eye_like),
    operator_row("onnx:RandomNormal", "Random numbers.", "→ shape", kRandom, random),
    operator_row("onnx:RandomUniform", "Random numbers.", "→ shape", kRandom, random),
    operator_row("onnx:Multinomial", "Classes drawn at random.", "(N, C) → (N, samples)", kMultinomial, multinomial),
    operator_row("onnx:HannWindow", "A window of a signal.", "size → (size)", kWindow, window),
    operator_row("onnx:HammingWindow", "A window of a signal.", "size → (size)", kWindow, window),
    operator_row("onnx:BlackmanWindow", "A window of a signal.", "size → (size)", kWindow, window),
    operator_row("onnx:MelWeightMatrix", "Weights from frequencies to mel bins.", "→ (length/2 + 1, bins)", kMel,
                 mel_weights),
};

}  // namespace

std::span<const Spec> onnx_create_specs() { return kSpecs; }

}  // namespace shapewise::layers
