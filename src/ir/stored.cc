// Elements that do not lie in order are gathered one by one.
#include "ir/stored.h"

#include <algorithm>
#include <fmt/format.h>

namespace shapewise::ir {

std::optional<Int> count_elements(const std::vector<Int>& shape) {
  std::optional<Int> count = 1;
  for (Int size : shape) {
    if (size < 0 || !fits_int64(size)) return std::nullopt;
    if (count) count = checked_mul(*count, size);
    if (count && !fits_int64(*count)) count.reset();
  }
  bool none = std::find(shape.begin(), shape.end(), 0) != shape.end();
  return none ? 0 : count;
}

Int StoredTensor::elements() const { return count_elements(shape).value_or(0); }

sym::Shape StoredTensor::sizes() const {
  sym::Shape sizes;
  for (Int size : shape) sizes.dims.emplace_back(size);
  return sizes;
}

Result<std::string> contents(const StoredTensor& tensor) {
  Int count = tensor.elements();
  auto size = static_cast<Int>(bytes(tensor.dtype));
  if (count == 0) return std::string();
  if (tensor.bytes.empty()) {
    return fail(fmt::format("the contents of {} are not at hand{}{}", tensor.name, tensor.elsewhere.empty() ? "" : ": ",
                            tensor.elsewhere));
  }
  if (tensor.strides.empty()) {
    if (static_cast<Int>(tensor.bytes.size()) < count * size) return fail(fmt::format("{} is cut off", tensor.name));
    return std::string(tensor.bytes.substr(0, static_cast<std::size_t>(count * size)));
  }
  std::string gathered;
  gathered.reserve(static_cast<std::size_t>(count * size));
  std::vector<Int> place(tensor.shape.size());
  for (Int i = 0; i < count; ++i) {
    Int offset = 0;
    for (std::size_t d = 0; d < place.size(); ++d) offset += place[d] * tensor.strides[d];
    if (offset < 0 || (offset + 1) * size > static_cast<Int>(tensor.bytes.size()))
      return fail(fmt::format("{} reaches beyond its storage", tensor.name));
    gathered += tensor.bytes.substr(static_cast<std::size_t>(offset * size), static_cast<std::size_t>(size));
    for (std::size_t d = place.size(); d-- > 0;) {
      if (++place[d] < tensor.shape[d]) break;
      place[d] = 0;
    }
  }
  return gathered;
}

}  // namespace shapewise::ir
