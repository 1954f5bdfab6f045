// One pass over the sizes.
#include "import/weights/shape.h"

namespace shapewise::import::weights {

std::optional<Int> count_elements(const std::vector<Int>& shape) {
  Int count = 1;
  for (Int size : shape) {
    if (size < 0 || !fits_int64(size)) return std::nullopt;
    auto product = checked_mul(count, size);
    if (!product || !fits_int64(*product)) return std::nullopt;
    count = *product;
  }
  return count;
}

}  // namespace shapewise::import::weights
