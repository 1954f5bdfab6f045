// The same values in another element type, another place or another memory: to, float, clone, detach, contiguous.
// Source: https://pytorch.org/docs/stable/generated/torch.Tensor.to.html, torch.Tensor.type.html.
#include <fmt/format.h>

#include "layer/demand.h"
#include "layer/memory.h"
#include "layer/promote.h"
#include "layer/row.h"
#include "layer/saved.h"

namespace shapewise::layers {
namespace {

using namespace layer;

void give(Call& c, ElementType type, ir::Memory memory = {}) {
  ir::Tensor out = tensor_of(c.shape(), type);
  out.memory = std::move(memory);
  c.give(std::move(out));
}

void same(Call& c) { give(c, type_of(c.input())); }
void detach(Call& c) { give(c, type_of(c.input()), c.input().memory); }
void contiguous(Call& c) { give(c, type_of(c.input()), in_order(c)); }

/// Tensor.to(dtype), .to(device), .to(device, dtype), .to(other).
void convert(Call& c) {
  auto* items = c.arg("args").as<ir::AttrList>();
  for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
    if (auto* dtype = (*items)[i].as<ir::DType>()) return give(c, {*dtype, false});
    if (auto* other = (*items)[i].as<ir::TensorRef>()) return give(c, type_of(c.input(other->input)));
  }
  if (const ir::Tensor* other = c.tensor("other")) return give(c, type_of(*other));
  give(c, dtype_argument(c, "dtype", type_of(c.input())));
}

/// x.type(torch.float64), x.type('torch.DoubleTensor').
void type(Call& c) {
  ElementType own = type_of(c.input());
  std::string_view name = c.text("dtype");
  if (name.empty()) return c.give(tensor_of(c.shape(), dtype_argument(c, "dtype", own)));
  std::string_view last = name.substr(name.rfind('.') + 1);
  constexpr std::pair<std::string_view, ir::DType> kTypes[] = {
      {"FloatTensor", ir::DType::Float32},     {"DoubleTensor", ir::DType::Float64}, {"HalfTensor", ir::DType::Float16},
      {"BFloat16Tensor", ir::DType::BFloat16}, {"LongTensor", ir::DType::Int64},     {"IntTensor", ir::DType::Int32},
      {"ShortTensor", ir::DType::Int16},       {"CharTensor", ir::DType::Int8},      {"ByteTensor", ir::DType::UInt8},
      {"BoolTensor", ir::DType::Bool}};
  for (const auto& [text, dtype] : kTypes) {
    if (last == text) return c.give(c.shape(), dtype);
  }
  c.reject(diag::Kind::ArgumentValue, "dtype", fmt::format("there is no tensor type '{}'", name));
  c.give(c.shape());
}

template <ir::DType D>
void convert_to(Call& c) {
  give(c, {D, false});
}

void type_as(Call& c) { give(c, type_of(c.input(1))); }

constexpr Param kInput = {"input", Takes::Tensor, "", "the tensor"};
constexpr Param kMemory = {"memory_format", Takes::Any, "None", "the layout in memory", How::KeywordOnly};
constexpr Param kTo[] = {kInput,
                         {"args", Takes::Any, "", "a dtype, a device or a tensor", How::Variadic},
                         {"dtype", Takes::DType | Takes::None, "None", "the element type", How::KeywordOnly},
                         {"other", Takes::Tensor, "None", "a tensor to follow", How::KeywordOnly},
                         {"device", Takes::Any, "None", "the place", How::KeywordOnly},
                         {"non_blocking", Takes::Any, "False", "without waiting", How::KeywordOnly},
                         {"copy", Takes::Any, "False", "always a new tensor", How::KeywordOnly},
                         kMemory};
constexpr Param kType[] = {kInput,
                           {"dtype", Takes::DType | Takes::Str, "", "the element type"},
                           {"non_blocking", Takes::Any, "False", "without waiting"},
                           {"kwargs", Takes::Any, "", "memory_format …", How::Keywords}};
constexpr Param kCast[] = {kInput, {"memory_format", Takes::Any, "None", "the layout in memory"}};
constexpr Param kCopy[] = {kInput, kMemory};
constexpr Param kSelf[] = {kInput};
constexpr Param kPlace[] = {kInput,
                            {"device", Takes::Any, "None", "which one"},
                            {"non_blocking", Takes::Any, "False", "without waiting"},
                            {"memory_format", Takes::Any, "None", "the layout in memory"}};
constexpr Param kOther[] = {kInput, {"other", Takes::Tensor, "", "the tensor to follow"}};

constexpr Spec op(std::string_view names, std::string_view summary, std::span<const Param> call, void (*infer)(Call&),
                  bool view = false) {
  Spec spec = function_row(names, summary, "(*) → (*)", call, infer);
  spec.saved = saves_nothing;
  spec.placement = Placement::Same;
  spec.view = view;
  return spec;
}

/// A tensor that has the type already is returned as it is.
sym::Truth keeps_type(const Call& c) {
  if (c.has("copy") && c.flag("copy")) return sym::Truth::No;
  if (c.has("memory_format") && !c.is_none("memory_format")) return sym::Truth::Unknown;
  return c.output().dtype == c.dtype() ? sym::Truth::Yes : sym::Truth::No;
}

constexpr Spec casting(std::string_view names, std::string_view summary, std::span<const Param> call,
                       void (*infer)(Call&)) {
  Spec spec = op(names, summary, call, infer);
  spec.shares = keeps_type;
  return spec;
}

constexpr Spec ordering(Spec spec) {
  spec.shares = is_in_order;
  return spec;
}

constexpr Spec copying(std::string_view names, std::string_view summary, std::span<const Param> call) {
  Spec spec = op(names, summary, call, same);
  spec.placement = Placement::Elementwise;
  return spec;
}

constexpr Spec kSpecs[] = {
    copying("torch.clone torch.Tensor.clone", "A copy.", kCopy),
    ordering(op("torch.Tensor.contiguous", "The same elements in one piece.", kCast, contiguous)),
    op("torch.detach torch.Tensor.detach torch.detach_ torch.Tensor.detach_",
       "The same elements without their history.", kSelf, detach, true),
    op("torch.Tensor.cpu torch.Tensor.cuda torch.Tensor.xpu torch.Tensor.pin_memory torch.Tensor.share_memory_",
       "The same elements in another place.", kPlace, same, true),
    casting("torch.Tensor.to", "In another element type or place.", kTo, convert),
    casting("torch.Tensor.type", "In another element type.", kType, type),
    casting("torch.Tensor.float", "As float32.", kCast, convert_to<ir::DType::Float32>),
    casting("torch.Tensor.double", "As float64.", kCast, convert_to<ir::DType::Float64>),
    casting("torch.Tensor.half", "As float16.", kCast, convert_to<ir::DType::Float16>),
    casting("torch.Tensor.bfloat16", "As bfloat16.", kCast, convert_to<ir::DType::BFloat16>),
    casting("torch.Tensor.long", "As int64.", kCast, convert_to<ir::DType::Int64>),
    casting("torch.Tensor.int", "As int32.", kCast, convert_to<ir::DType::Int32>),
    casting("torch.Tensor.short", "As int16.", kCast, convert_to<ir::DType::Int16>),
    casting("torch.Tensor.char", "As int8.", kCast, convert_to<ir::DType::Int8>),
    casting("torch.Tensor.byte", "As uint8.", kCast, convert_to<ir::DType::UInt8>),
    casting("torch.Tensor.bool", "As bool.", kCast, convert_to<ir::DType::Bool>),
    casting("torch.Tensor.cfloat", "As complex64.", kCast, convert_to<ir::DType::Complex64>),
    casting("torch.Tensor.cdouble", "As complex128.", kCast, convert_to<ir::DType::Complex128>),
    casting("torch.Tensor.type_as", "In another tensor's element type.", kOther, type_as),
};

}  // namespace

std::span<const Spec> convert_specs() { return kSpecs; }

}  // namespace shapewise::layers
