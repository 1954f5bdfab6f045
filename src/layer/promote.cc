// Type promotion: categories first, then sizes.
#include "layer/promote.h"

#include <algorithm>

namespace shapewise::layer {
namespace {

using ir::DType;

int category(DType dtype) {
  if (dtype == DType::Bool) return 0;
  if (ir::is_integral(dtype)) return 1;
  return ir::is_floating(dtype) ? 2 : 3;
}

DType promote_integers(DType a, DType b) {
  if (a == b) return a;
  DType wider = ir::bytes(a) >= ir::bytes(b) ? a : b;
  // uint8 and int8 have no common type of one byte.
  return ir::bytes(a) == 1 && ir::bytes(b) == 1 ? DType::Int16 : wider;
}

DType promote_floats(DType a, DType b) {
  if (a == b) return a;
  if (ir::bytes(a) == ir::bytes(b)) return DType::Float32;  // float16 and bfloat16
  return ir::bytes(a) > ir::bytes(b) ? a : b;
}

}  // namespace

DType promote(DType a, DType b) {
  if (category(a) < category(b)) std::swap(a, b);
  if (category(a) == 3) {
    bool wide = a == DType::Complex128 || b == DType::Complex128 || b == DType::Float64;
    return wide ? DType::Complex128 : DType::Complex64;
  }
  if (category(a) != category(b) || category(a) == 0) return a;
  return category(a) == 1 ? promote_integers(a, b) : promote_floats(a, b);
}

bool can_cast(DType from, DType to) { return category(from) <= category(to); }

ElementType ElementType::floating() const {
  return category(dtype) >= 2 ? *this : ElementType{DType::Float32, assumed};
}

ElementType ElementType::real() const {
  if (!ir::is_complex(dtype)) return *this;
  return {dtype == DType::Complex128 ? DType::Float64 : DType::Float32, assumed};
}

ElementType ElementType::complex() const {
  bool wide = dtype == DType::Float64 || dtype == DType::Complex128;
  return {wide ? DType::Complex128 : DType::Complex64, assumed};
}

ElementType common_type(const ir::Tensor& a, const ir::Tensor& b) {
  Promotion promotion;
  promotion.add(a);
  promotion.add(b);
  return promotion.result();
}

ir::Tensor tensor_of(sym::Shape shape, ElementType type) {
  ir::Tensor tensor = ir::Tensor::of(std::move(shape), type.dtype);
  tensor.dtype_assumed = type.assumed;
  return tensor;
}

void Promotion::join(Operands& operands, ElementType type) {
  operands.type = operands.any
                      ? ElementType{promote(operands.type.dtype, type.dtype), operands.type.assumed || type.assumed}
                      : type;
  operands.any = true;
}

void Promotion::add(const ir::Tensor& tensor) {
  bool scalar = tensor.shape && tensor.shape->rank() == 0;
  join(scalar ? scalars_ : tensors_, type_of(tensor));
}

void Promotion::add(const ir::Attr& number) {
  if (number.is<bool>()) join(numbers_, {DType::Bool, false});
  if (number.is<sym::Expr>()) join(numbers_, {DType::Int64, false});
  if (number.is<double>()) join(numbers_, {DType::Float32, false});
}

ElementType Promotion::result() const {
  const Operands* best = nullptr;
  bool assumed = false;
  for (const Operands* operands : {&tensors_, &scalars_, &numbers_}) {
    if (!operands->any) continue;
    assumed = assumed || operands->type.assumed;
    if (best == nullptr || category(operands->type.dtype) > category(best->type.dtype)) best = operands;
  }
  return best == nullptr ? ElementType{} : ElementType{best->type.dtype, assumed};
}

ElementType result_type(const Call& call, std::initializer_list<std::string_view> params) {
  Promotion promotion;
  for (std::string_view param : params) {
    if (const ir::Tensor* tensor = call.tensor(param)) {
      promotion.add(*tensor);
    } else {
      for (const ir::Tensor* item : call.tensors(param)) promotion.add(*item);
      promotion.add(call.arg(param));
    }
  }
  return promotion.result();
}

ElementType dtype_argument(const Call& call, std::string_view param, ElementType otherwise) {
  if (!call.has(param) || call.is_none(param)) return otherwise;
  auto* dtype = call.arg(param).as<DType>();
  return dtype != nullptr ? ElementType{*dtype, false} : ElementType{otherwise.dtype, true};
}

}  // namespace shapewise::layer
