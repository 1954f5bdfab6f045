// Fitting a result into the tensor that it overwrites.
#include "layer/in_place.h"

#include <fmt/format.h>

#include "layer/promote.h"

namespace shapewise::layer {
namespace {

bool fits(Call& call, const sym::Shape& result, const sym::Shape& own) {
  if (result.rank() != own.rank()) return false;
  for (int i = 0; i < own.rank(); ++i) {
    if (result[i] != own[i] && !call.holds(sym::eq(result[i], own[i]), "a result that overwrites its input"))
      return false;
  }
  return true;
}

}  // namespace

void settle_in_place(Call& call) {
  ir::Tensor self = call.input();
  if (!call.failed() && call.output_count() > 0 && call.output().shape) {
    const ir::Tensor& result = call.output();
    if (!fits(call, *result.shape, *self.shape)) {
      call.reject(diag::Kind::ShapeMismatch, {},
                  fmt::format("{} overwrites a tensor of {}, but its result is {}", call.name(), ir::to_text(self),
                              ir::to_text(result)))
          .label = "the result does not fit into the tensor";
    } else if (!can_cast(result.dtype, self.dtype) && !self.dtype_assumed && !result.dtype_assumed) {
      call.reject(diag::Kind::DtypeMismatch, {},
                  fmt::format("{} overwrites a tensor of {}, but its result is {}", call.name(), ir::name(self.dtype),
                              ir::name(result.dtype)))
          .label = fmt::format("{} can't hold {}", ir::name(self.dtype), ir::name(result.dtype));
    }
  }
  call.set_outputs({std::move(self)});
}

}  // namespace shapewise::layer
