// Names: identifiers interned once, so that the interpreter compares and looks them up by address instead of by text.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string_view>

namespace shapewise::python {

enum class TokenKind : std::uint8_t;

/// One spelling in a Names table. Equal spellings of one table have one entry.
struct NameEntry {
  std::string_view text;
  std::uint64_t hash = 0;
  TokenKind keyword{};  // TokenKind::Name unless this is a reserved word
  mutable std::atomic<const NameEntry*> children[4] = {};
};

/// A handle on an interned spelling. Default-constructed: no name.
class Name {
 public:
  constexpr Name() = default;
  constexpr explicit Name(const NameEntry* entry) : entry_(entry) {}

  bool valid() const { return entry_ != nullptr; }
  std::string_view text() const { return entry_ != nullptr ? entry_->text : std::string_view(); }
  const NameEntry* entry() const { return entry_; }
  friend bool operator==(Name, Name) = default;

 private:
  const NameEntry* entry_ = nullptr;
};

/// The table of spellings. Threads may share one without locks: entries are only ever added, and a Name stays valid as
/// long as its table. Names of different tables must not be compared.
class Names {
 public:
  Names();
  ~Names();
  Names(const Names&) = delete;
  Names& operator=(const Names&) = delete;

  Name intern(std::string_view text);
  /// As intern(text), with hash = Names::hash(text) known.
  Name intern(std::string_view text, std::uint64_t hash);

  /// FNV-1a: fed a byte at a time, so that the lexer hashes an identifier while it finds its end.
  static constexpr std::uint64_t kHashStart = 0xcbf29ce484222325;
  static constexpr std::uint64_t hash_byte(std::uint64_t hash, char byte) {
    return (hash ^ static_cast<std::uint8_t>(byte)) * 0x100000001b3;
  }
  static std::uint64_t hash(std::string_view text);

 private:
  struct Chunk;

  void* allocate(std::int64_t size);
  const NameEntry* make_entry(std::string_view text, std::uint64_t hash);
  void add_keywords();

  NameEntry root_;
  std::atomic<Chunk*> chunk_{nullptr};
};

}  // namespace shapewise::python

template <>
struct std::hash<shapewise::python::Name> {
  std::size_t operator()(shapewise::python::Name name) const noexcept { return std::hash<const void*>()(name.entry()); }
};
