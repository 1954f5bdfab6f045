// Strong 32-bit indices: a node id cannot be passed where a value id is meant.
#pragma once

#include <cstdint>
#include <functional>

namespace shapewise {

template <class Tag>
struct Id {
  std::int32_t index = -1;

  constexpr bool valid() const { return index >= 0; }
  friend constexpr auto operator<=>(Id, Id) = default;
};

}  // namespace shapewise

template <class Tag>
struct std::hash<shapewise::Id<Tag>> {
  std::size_t operator()(shapewise::Id<Tag> id) const noexcept { return std::hash<std::int32_t>()(id.index); }
};
