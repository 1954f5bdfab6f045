// The Heap owns every object that an interpreted program makes, and bounds how many there may be.
#pragma once

#include <memory>
#include <vector>

#include "absint/object.h"

namespace shapewise::absint {

class Heap {
 public:
  template <class T>
  T* make() {
    auto owned = std::make_unique<T>();
    T* object = owned.get();
    objects_.push_back(std::move(owned));
    bytes_ += static_cast<std::int64_t>(sizeof(T)) + 16;
    return object;
  }
  Scope* make_scope(Scope* parent, Module* module) {
    scopes_.push_back(std::make_unique<Scope>());
    Scope* scope = scopes_.back().get();
    scope->parent = parent;
    scope->module = module;
    bytes_ += static_cast<std::int64_t>(sizeof(Scope));
    return scope;
  }
  /// To be called for memory that an object takes beyond itself.
  void charge(std::int64_t bytes) { bytes_ += bytes; }
  std::int64_t bytes() const { return bytes_; }

 private:
  std::vector<std::unique_ptr<Object>> objects_;
  std::vector<std::unique_ptr<Scope>> scopes_;
  std::int64_t bytes_ = 0;
};

}  // namespace shapewise::absint
