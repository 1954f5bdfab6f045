// The Heap owns every object that an interpreted program makes, and bounds how many there may be. Objects lie one
// behind the other in blocks; they are destroyed all together, or from a mark on.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <vector>

#include "absint/object.h"

namespace shapewise::absint {

class Heap {
 public:
  Heap() = default;
  ~Heap() { release({}); }
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;

  template <class T>
  T* make() {
    T* object = new (place(sizeof(T))) T();
    objects_.push_back(object);
    bytes_ += static_cast<std::int64_t>(sizeof(T)) + 16;
    return object;
  }
  Scope* make_scope(Scope* parent, Module* module) {
    auto* scope = new (place(sizeof(Scope))) Scope();
    scopes_.push_back(scope);
    scope->parent = parent;
    scope->module = module;
    bytes_ += static_cast<std::int64_t>(sizeof(Scope));
    return scope;
  }
  /// To be called for memory that an object takes beyond itself.
  void charge(std::int64_t bytes) { bytes_ += bytes; }
  std::int64_t bytes() const { return bytes_; }

  /// All that is there at one time.
  struct Mark {
    std::size_t objects = 0;
    std::size_t scopes = 0;
    std::size_t blocks = 0;
    std::size_t used = 0;
    std::int64_t bytes = 0;
  };
  Mark mark() const { return {objects_.size(), scopes_.size(), blocks_.size(), used_, bytes_}; }
  std::span<Object* const> objects(const Mark& mark) const { return std::span(objects_).first(mark.objects); }
  std::span<Scope* const> scopes(const Mark& mark) const { return std::span(scopes_).first(mark.scopes); }
  /// Destroys what was made since.
  void release(const Mark& mark) {
    for (std::size_t i = mark.objects; i < objects_.size(); ++i) objects_[i]->~Object();
    for (std::size_t i = mark.scopes; i < scopes_.size(); ++i) scopes_[i]->~Scope();
    objects_.resize(mark.objects);
    scopes_.resize(mark.scopes);
    blocks_.resize(mark.blocks);
    used_ = mark.used;
    bytes_ = mark.bytes;
  }

 private:
  static constexpr std::size_t kBlock = 64 << 10;

  void* place(std::size_t size) {
    size = (size + alignof(std::max_align_t) - 1) / alignof(std::max_align_t) * alignof(std::max_align_t);
    if (blocks_.empty() || kBlock - used_ < size) {
      blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(kBlock));
      used_ = 0;
    }
    void* found = blocks_.back().get() + used_;
    used_ += size;
    return found;
  }

  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::size_t used_ = 0;  // of the last block
  std::vector<Object*> objects_;
  std::vector<Scope*> scopes_;
  std::int64_t bytes_ = 0;
};

}  // namespace shapewise::absint
