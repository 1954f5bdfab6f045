// A Python value as the interpreter holds it: small ones inline, all others as objects on the Heap, which owns them
// until the analysis ends. Values are copied freely and never freed one by one.
#pragma once

#include <cstdint>

namespace shapewise::absint {

struct Object;

enum class Tag : std::uint8_t {
  Failed,  // no value: an exception is being raised, or the analysis has to stop
  None,
  Bool,
  Int,  // fits into 64 bits; larger ones are BigInt objects
  Float,
  Ellipsis,
  NotImplemented,
  Object,
};

class Value {
 public:
  constexpr Value() = default;  // Failed
  static constexpr Value none() { return Value(Tag::None); }
  static constexpr Value boolean(bool b) {
    Value v(Tag::Bool);
    v.data_.boolean = b;
    return v;
  }
  static constexpr Value integer(std::int64_t i) {
    Value v(Tag::Int);
    v.data_.integer = i;
    return v;
  }
  static constexpr Value floating(double d) {
    Value v(Tag::Float);
    v.data_.floating = d;
    return v;
  }
  static constexpr Value ellipsis() { return Value(Tag::Ellipsis); }
  static constexpr Value not_implemented() { return Value(Tag::NotImplemented); }
  constexpr Value(Object* object) : tag_(Tag::Object) { data_.object = object; }  // NOLINT(google-explicit-constructor)

  constexpr Tag tag() const { return tag_; }
  constexpr bool failed() const { return tag_ == Tag::Failed; }
  constexpr bool is_none() const { return tag_ == Tag::None; }
  constexpr bool is_bool() const { return tag_ == Tag::Bool; }
  constexpr bool is_int() const { return tag_ == Tag::Int; }
  constexpr bool is_float() const { return tag_ == Tag::Float; }
  constexpr bool is_object() const { return tag_ == Tag::Object; }
  constexpr bool as_bool() const { return data_.boolean; }
  constexpr std::int64_t as_int() const { return data_.integer; }
  constexpr double as_float() const { return data_.floating; }
  constexpr Object* object() const { return data_.object; }

 private:
  constexpr explicit Value(Tag tag) : tag_(tag) {}

  Tag tag_ = Tag::Failed;
  union {
    bool boolean;
    std::int64_t integer = 0;
    double floating;
    Object* object;
  } data_;
};

/// Python's `is`.
bool identical(Value a, Value b);

}  // namespace shapewise::absint
