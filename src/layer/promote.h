// Element types of results, by PyTorch's rules of type promotion:
// https://pytorch.org/docs/stable/tensor_attributes.html#type-promotion-doc (c10/core/ScalarType.h, torch.result_type).
#pragma once

#include <initializer_list>
#include <string_view>

#include "layer/call.h"

namespace shapewise::layer {

/// torch.promote_types: the smallest type that holds both.
ir::DType promote(ir::DType a, ir::DType b);
/// torch.can_cast: whether an in-place result of the one type may be put into a tensor of the other.
bool can_cast(ir::DType from, ir::DType to);

/// What the elements of a result are, and whether that hangs on a type that nobody stated (ir::Tensor::dtype_assumed).
struct ElementType {
  ir::DType dtype = ir::DType::Float32;
  bool assumed = false;

  /// Integers and bools become float32: what sin, mean or a true division give.
  ElementType floating() const;
  /// The type of the parts of complex numbers; any other type stays.
  ElementType real() const;
  /// The complex numbers with parts of this type; integers have parts of float32.
  ElementType complex() const;
};

inline ElementType type_of(const ir::Tensor& tensor) { return {tensor.dtype, tensor.dtype_assumed}; }
ir::Tensor tensor_of(sym::Shape shape, ElementType type);

/// torch.result_type of two tensors.
ElementType common_type(const ir::Tensor& a, const ir::Tensor& b);

/// Collects operands. Tensors with dimensions decide; scalar tensors and then Python's numbers count only if they are
/// of a higher category (bool < int < float < complex).
class Promotion {
 public:
  void add(const ir::Tensor& tensor);
  /// A Python number; anything else has no say.
  void add(const ir::Attr& number);
  ElementType result() const;

 private:
  struct Operands {
    bool any = false;
    ElementType type;
  };
  static void join(Operands& operands, ElementType type);

  Operands tensors_;
  Operands scalars_;
  Operands numbers_;
};

/// torch.result_type of the arguments of these names: tensors, lists of tensors or numbers.
ElementType result_type(const Call& call, std::initializer_list<std::string_view> params);

/// The dtype argument if there is one, else `otherwise`.
ElementType dtype_argument(const Call& call, std::string_view param, ElementType otherwise);

}  // namespace shapewise::layer
