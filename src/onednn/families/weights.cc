// Folding.
#include "onednn/families/weights.h"

namespace shapewise::onednn {

Folded folded(const exec::Tensor& weight, const exec::Tensor& bias, int axis, std::int64_t groups,
              const std::optional<Affine>& affine) {
  std::int64_t channels = axis == 0 ? weight.size(0) : weight.size(axis) * groups;
  Folded made{weight.floats(), std::vector<float>(static_cast<std::size_t>(channels), 0)};
  for (std::int64_t i = 0; i < channels; ++i) {
    auto at = static_cast<std::size_t>(i);
    double term = bias.defined() ? bias.item(i) : 0;
    made.bias[at] = static_cast<float>(affine ? term * affine->scale[at] + affine->shift[at] : term);
  }
  if (!affine) return made;
  made.weight = made.weight.copy();
  auto* numbers = made.weight.data<float>();
  std::int64_t inner = 1;  // elements of one place along the axis
  for (int i = axis + 1; i < weight.rank(); ++i) inner *= weight.size(i);
  std::int64_t outer = weight.elements() / std::max<std::int64_t>(inner * weight.size(axis), 1);
  for (std::int64_t o = 0; o < outer; ++o) {
    for (std::int64_t j = 0; j < weight.size(axis); ++j) {
      // Transposed convolutions: the rows of a group follow each other along the first axis.
      std::int64_t group = axis == 0 ? 0 : o / (outer / groups);
      double factor = affine->scale[static_cast<std::size_t>(group * weight.size(axis) + j)];
      float* part = numbers + (o * weight.size(axis) + j) * inner;
      for (std::int64_t i = 0; i < inner; ++i) part[i] = static_cast<float>(part[i] * factor);
    }
  }
  return made;
}

}  // namespace shapewise::onednn
