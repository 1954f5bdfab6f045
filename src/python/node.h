// What all nodes of the syntax tree share: a tag, a range, spans of children, and casts by tag.
#pragma once

#include <cstdint>
#include <type_traits>

#include "base/check.h"
#include "python/names.h"
#include "source/source.h"

namespace shapewise::python {

/// Consecutive elements in the arena.
template <class T>
class Span {
 public:
  constexpr Span() = default;
  constexpr Span(const T* data, int size) : data_(data), size_(size) {}

  int size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  const T& operator[](int i) const { return data_[i]; }
  const T& front() const { return data_[0]; }
  const T& back() const { return data_[size_ - 1]; }

 private:
  const T* data_ = nullptr;
  int size_ = 0;
};

/// A name and the place where it is written. Default-constructed: absent.
struct Identifier {
  Name name;
  source::Range range;

  bool valid() const { return name.valid(); }
  std::string_view text() const { return name.text(); }
};

/// The tree is at most this high, counting nodes from a leaf up to any expression or pattern; statements add at most
/// kMaxIndentation levels. Recursive walks are therefore safe on a stack of a few MB.
inline constexpr int kMaxHeight = 1000;
inline constexpr int kMaxIndentation = 100;  // as in CPython
inline constexpr int kMaxBrackets = 200;     // brackets open at one time; as in CPython

template <class KindType>
struct Node {
  KindType kind;
  std::uint16_t height = 1;  // 1 + that of the highest child; kept for expressions and patterns
  source::Range range;
};

/// The node as a T if it is one, else null. Null stays null.
template <class T, class Base>
const T* as(const Base* node) {
  static_assert(std::is_base_of_v<Base, T>);
  return node != nullptr && node->kind == T::kKind ? static_cast<const T*>(node) : nullptr;
}

template <class T, class Base>
bool is(const Base* node) {
  return as<T>(node) != nullptr;
}

/// The node as the T that its kind has already been seen to be.
template <class T, class Base>
const T& cast(const Base* node) {
  static_assert(std::is_base_of_v<Base, T>);
  CHECK(node->kind == T::kKind);
  return *static_cast<const T*>(node);
}

}  // namespace shapewise::python
