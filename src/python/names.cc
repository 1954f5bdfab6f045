// The table of names is a hash trie: each entry has four children, picked by the next two bits of the hash. Insertion
// is one compare-and-swap of a null child, so readers and writers on many threads need no lock and nothing is ever
// moved.
#include "python/names.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <new>

#include "python/token.h"

namespace shapewise::python {

/// Memory for entries and their text, handed out by advancing `used`; full chunks stay linked for the destructor.
struct Names::Chunk {
  static constexpr std::int64_t kSize = 16 << 10;

  Chunk* previous;
  std::int64_t capacity;
  std::atomic<std::int64_t> used;
  alignas(std::max_align_t) std::byte memory[1];
};

Names::Names() { add_keywords(); }

Names::~Names() {
  for (Chunk* chunk = chunk_.load(); chunk != nullptr;) {
    Chunk* previous = chunk->previous;
    chunk->~Chunk();
    ::operator delete(chunk);
    chunk = previous;
  }
}

std::uint64_t Names::hash(std::string_view text) {
  std::uint64_t hash = kHashStart;
  for (char c : text) hash = hash_byte(hash, c);
  return hash;
}

Name Names::intern(std::string_view text) { return intern(text, hash(text)); }

Name Names::intern(std::string_view text, std::uint64_t hash) {
  const NameEntry* parent = &root_;
  const NameEntry* fresh = nullptr;
  // The low bits of FNV-1a vary most; a multiplication spreads them so that all 64 bits may pick children.
  for (std::uint64_t path = hash * 0x9e3779b97f4a7c15;; path <<= 2) {
    std::atomic<const NameEntry*>& child = parent->children[path >> 62];
    const NameEntry* entry = child.load(std::memory_order_acquire);
    if (entry == nullptr) {
      if (fresh == nullptr) fresh = make_entry(text, hash);
      if (child.compare_exchange_strong(entry, fresh, std::memory_order_acq_rel)) return Name(fresh);
    }
    if (entry->hash == hash && entry->text == text) return Name(entry);
    parent = entry;
  }
}

void* Names::allocate(std::int64_t size) {
  size = (size + 7) & ~std::int64_t{7};
  for (;;) {
    Chunk* chunk = chunk_.load(std::memory_order_acquire);
    if (chunk != nullptr) {
      std::int64_t offset = chunk->used.fetch_add(size, std::memory_order_relaxed);
      if (offset + size <= chunk->capacity) return chunk->memory + offset;
    }
    std::int64_t capacity = std::max(size, Chunk::kSize);
    void* memory = ::operator new(sizeof(Chunk) + static_cast<std::size_t>(capacity));
    auto* next = new (memory) Chunk{chunk, capacity, 0, {}};
    if (!chunk_.compare_exchange_strong(chunk, next, std::memory_order_acq_rel)) {
      next->~Chunk();
      ::operator delete(next);
    }
  }
}

const NameEntry* Names::make_entry(std::string_view text, std::uint64_t hash) {
  auto size = static_cast<std::int64_t>(text.size());
  auto* memory = static_cast<std::byte*>(allocate(static_cast<std::int64_t>(sizeof(NameEntry)) + size));
  auto* characters = reinterpret_cast<char*>(memory + sizeof(NameEntry));
  if (size > 0) std::memcpy(characters, text.data(), text.size());
  return new (memory) NameEntry{{characters, text.size()}, hash, TokenKind::Name, {}};
}

void Names::add_keywords() {
  for (TokenKind kind : keywords()) {
    // Nobody else sees the table yet, and the entry was made just now.
    const_cast<NameEntry*>(intern(spelling(kind)).entry())->keyword = kind;
  }
}

}  // namespace shapewise::python
