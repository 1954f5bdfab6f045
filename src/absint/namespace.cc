// The hash index appears once linear search would cost more; deletion is rare and rebuilds it.
#include "absint/namespace.h"

namespace shapewise::absint {

std::size_t Namespace::slot(python::Name name) const {
  std::size_t mask = index_.size() - 1;
  std::size_t at = (reinterpret_cast<std::uintptr_t>(name.entry()) >> 4) * 0x9E3779B97F4A7C15u >> 20 & mask;
  while (index_[at] != 0 && entries_[static_cast<std::size_t>(index_[at] - 1)].name != name) at = (at + 1) & mask;
  return at;
}

void Namespace::index_all() {
  std::size_t size = 32;
  while (size < entries_.size() * 3) size *= 2;
  index_.assign(size, 0);
  for (std::size_t i = 0; i < entries_.size(); ++i) index_[slot(entries_[i].name)] = static_cast<std::int32_t>(i) + 1;
}

Value* Namespace::find(python::Name name) {
  if (index_.empty()) {
    for (Entry& entry : entries_) {
      if (entry.name == name) return &entry.value;
    }
    return nullptr;
  }
  std::int32_t found = index_[slot(name)];
  return found != 0 ? &entries_[static_cast<std::size_t>(found - 1)].value : nullptr;
}

void Namespace::set(python::Name name, Value value) {
  if (Value* existing = find(name)) {
    *existing = value;
    return;
  }
  entries_.push_back({name, value});
  if (entries_.size() > kLinear) {
    if (index_.size() < entries_.size() * 2) return index_all();
    index_[slot(name)] = static_cast<std::int32_t>(entries_.size());
  }
}

bool Namespace::erase(python::Name name) {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].name != name) continue;
    entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(i));
    if (!index_.empty()) index_all();
    return true;
  }
  return false;
}

void Namespace::truncate(std::size_t count) {
  if (count >= entries_.size()) return;
  entries_.resize(count);
  if (!index_.empty()) index_all();
}

}  // namespace shapewise::absint
