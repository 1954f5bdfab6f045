// Places in the arena, and layouts.
#include "onednn/program.h"

#include <algorithm>
#include <numeric>

namespace shapewise::onednn {
namespace {

constexpr std::int64_t kAlignment = 64;

bool together(const Block& a, const Block& b) { return a.first <= b.last && b.first <= a.last; }

}  // namespace

std::int64_t place_blocks(std::vector<Block>& blocks) {
  std::vector<Block*> order;
  for (Block& block : blocks) {
    if (block.kind == Block::Kind::Arena) order.push_back(&block);
  }
  std::stable_sort(order.begin(), order.end(), [](const Block* a, const Block* b) { return a->bytes > b->bytes; });
  std::int64_t total = 0;
  std::vector<Block*> placed;  // sorted by offset
  for (Block* block : order) {
    std::int64_t at = 0;
    for (const Block* other : placed) {
      if (!together(*block, *other)) continue;
      if (at + block->bytes <= other->offset) break;
      at = std::max(at, (other->offset + other->bytes + kAlignment - 1) / kAlignment * kAlignment);
    }
    block->offset = at;
    total = std::max(total, at + block->bytes);
    auto behind = std::upper_bound(placed.begin(), placed.end(), block,
                                   [](const Block* a, const Block* b) { return a->offset < b->offset; });
    placed.insert(behind, block);
  }
  return total;
}

bool is_strided(const dnnl::memory::desc& desc) {
  return desc.data.format_kind == dnnl_blocked && desc.data.format_desc.blocking.inner_nblks == 0 &&
         desc.data.offset0 == 0;
}

bool is_padded(const dnnl::memory::desc& desc) {
  return !std::equal(desc.data.dims, desc.data.dims + desc.data.ndims, desc.data.padded_dims);
}

exec::Sizes dims_of(const dnnl::memory::desc& desc) { return desc.dims(); }

exec::Sizes strides_of(const dnnl::memory::desc& desc) {
  const dnnl_dim_t* strides = desc.data.format_desc.blocking.strides;
  return {strides, strides + desc.data.ndims};
}

dnnl::memory::desc strided(const exec::Sizes& dims, const exec::Sizes& strides) {
  return {dims, dnnl::memory::data_type::f32, strides};
}

dnnl::memory::desc plain(const exec::Sizes& dims) { return strided(dims, exec::row_major(dims)); }

dnnl::memory::desc any(const exec::Sizes& dims) {
  return {dims, dnnl::memory::data_type::f32, dnnl::memory::format_tag::any};
}

}  // namespace shapewise::onednn
