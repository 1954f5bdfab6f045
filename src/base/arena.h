// An arena: memory for many small objects that live and die together, such as the nodes of a syntax tree. Nothing in it
// is destroyed one by one, so it holds trivially destructible types only; moving an arena leaves its objects in place.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace shapewise {

class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  Arena(Arena&& other) noexcept
      : blocks_(std::move(other.blocks_)),
        cursor_(std::exchange(other.cursor_, nullptr)),
        end_(std::exchange(other.end_, nullptr)),
        reserved_(std::exchange(other.reserved_, 0)) {}

  /// Uninitialised memory; size ≥ 0, align a power of two not above that of std::max_align_t.
  void* allocate(std::ptrdiff_t size, std::ptrdiff_t align) {
    std::ptrdiff_t padding = -reinterpret_cast<std::intptr_t>(cursor_) & (align - 1);
    if (end_ - cursor_ < padding + size) return allocate_in_new_block(size);
    std::byte* result = cursor_ + padding;
    cursor_ = result + size;
    return result;
  }

  template <class T, class... Arguments>
  T* make(Arguments&&... arguments) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (allocate(sizeof(T), alignof(T))) T{std::forward<Arguments>(arguments)...};
  }

  /// A copy of `count` elements; null if there are none.
  template <class T>
  T* copy(const T* elements, std::ptrdiff_t count) {
    static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);
    if (count == 0) return nullptr;
    // NOLINTNEXTLINE(bugprone-sizeof-expression): T may be a pointer
    auto bytes = static_cast<std::ptrdiff_t>(sizeof(T)) * count;
    void* memory = allocate(bytes, alignof(T));
    std::memcpy(memory, static_cast<const void*>(elements), static_cast<std::size_t>(bytes));
    return static_cast<T*>(memory);
  }

  std::string_view copy(std::string_view text) {
    return {copy(text.data(), static_cast<std::ptrdiff_t>(text.size())), text.size()};
  }

  /// Bytes taken from the system so far.
  std::ptrdiff_t reserved() const { return reserved_; }

 private:
  void* allocate_in_new_block(std::ptrdiff_t size);

  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::byte* cursor_ = nullptr;
  std::byte* end_ = nullptr;
  std::ptrdiff_t reserved_ = 0;
};

}  // namespace shapewise
