// Copies and other element types.
#include "exec/kernel.h"
#include "exec/views.h"

namespace shapewise::exec::reference {
namespace {

void copy(Execution& c) { c.give(c.input().copy()); }
void contiguous(Execution& c) { c.give(c.input().packed()); }
void same(Execution& c) { c.give(c.input()); }

template <ir::DType Type>
void convert_to(Execution& c) {
  c.give(c.input().to(Type));
}

/// The element type may stand among the arguments, or be that of a tensor there.
void convert(Execution& c) {
  ir::DType dtype = c.dtype("dtype", c.input().dtype());
  if (auto* items = c.call().arg("args").as<ir::AttrList>()) {
    for (const ir::Attr& item : *items) {
      if (auto* named = item.as<ir::DType>()) dtype = *named;
      if (Tensor other = c.tensor(item); other.defined()) dtype = other.dtype();
    }
  }
  if (Tensor other = c.tensor("other"); other.defined()) dtype = other.dtype();
  c.give(c.input().to(dtype));
}

/// A name such as 'torch.FloatTensor' is one, too.
void type(Execution& c) {
  std::string_view text = c.text("dtype");
  ir::DType dtype = c.dtype("dtype", c.input().dtype());
  constexpr std::pair<std::string_view, ir::DType> kNames[] = {
      {"FloatTensor", ir::DType::Float32}, {"DoubleTensor", ir::DType::Float64}, {"HalfTensor", ir::DType::Float16},
      {"LongTensor", ir::DType::Int64},    {"IntTensor", ir::DType::Int32},      {"ByteTensor", ir::DType::UInt8},
      {"BoolTensor", ir::DType::Bool}};
  for (const auto& [name, one] : kNames) {
    if (text.ends_with(name)) dtype = one;
  }
  c.give(c.input().to(dtype));
}

void type_as(Execution& c) { c.give(c.input().to(c.tensor("other").dtype())); }

constexpr Kernel kKernels[] = {
    {"torch.clone", copy},
    {"torch.Tensor.contiguous", contiguous},
    {"torch.detach torch.Tensor.cpu", same},
    {"torch.Tensor.to", convert},
    {"torch.Tensor.type", type},
    {"torch.Tensor.float", convert_to<ir::DType::Float32>},
    {"torch.Tensor.double", convert_to<ir::DType::Float64>},
    {"torch.Tensor.half", convert_to<ir::DType::Float16>},
    {"torch.Tensor.bfloat16", convert_to<ir::DType::BFloat16>},
    {"torch.Tensor.long", convert_to<ir::DType::Int64>},
    {"torch.Tensor.int", convert_to<ir::DType::Int32>},
    {"torch.Tensor.short", convert_to<ir::DType::Int16>},
    {"torch.Tensor.char", convert_to<ir::DType::Int8>},
    {"torch.Tensor.byte", convert_to<ir::DType::UInt8>},
    {"torch.Tensor.bool", convert_to<ir::DType::Bool>},
    {"torch.Tensor.type_as", type_as},
};

}  // namespace

std::span<const Kernel> convert_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
