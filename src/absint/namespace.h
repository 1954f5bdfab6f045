// Variables by name: the locals of a call, the globals of a module, the attributes of an object. In order of
// definition, searched linearly while there are few and by a hash index when there are many.
#pragma once

#include <vector>

#include "absint/value.h"
#include "python/names.h"

namespace shapewise::absint {

class Namespace {
 public:
  struct Entry {
    python::Name name;
    Value value;
  };

  /// The value of the name, or null. Valid until the next change.
  Value* find(python::Name name);
  const Value* find(python::Name name) const { return const_cast<Namespace*>(this)->find(name); }
  void set(python::Name name, Value value);
  bool erase(python::Name name);
  /// Forgets all but the first so many.
  void truncate(std::size_t count);
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  static constexpr std::size_t kLinear = 12;

  std::size_t slot(python::Name name) const;
  void index_all();

  std::vector<Entry> entries_;
  std::vector<std::int32_t> index_;  // open addressing: entry + 1, or 0; empty while there are few entries
};

}  // namespace shapewise::absint
