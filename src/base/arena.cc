// The slow path of the arena: a new block when the current one is full.
#include "base/arena.h"

#include <algorithm>

namespace shapewise {

namespace {

constexpr std::ptrdiff_t kFirstBlock = 32 << 10;
constexpr std::ptrdiff_t kLargestBlock = 1 << 20;

}  // namespace

void* Arena::allocate_in_new_block(std::ptrdiff_t size) {
  // Blocks as large as all before them together keep the number of blocks, and the unused tail, small.
  std::ptrdiff_t block_size = std::max(size, std::clamp(reserved_, kFirstBlock, kLargestBlock));
  blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(static_cast<std::size_t>(block_size)));
  reserved_ += block_size;
  std::byte* block = blocks_.back().get();
  if (block_size > size && end_ - cursor_ >= block_size - size) return block;  // the current block has more left
  cursor_ = block + size;
  end_ = block + block_size;
  return block;
}

}  // namespace shapewise
