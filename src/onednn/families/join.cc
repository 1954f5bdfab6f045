// Concatenation.
#include "onednn/families.h"
#include "onednn/lowerer.h"

namespace shapewise::onednn {
namespace {

bool cat(Lowerer& l) {
  exec::Execution& c = l.call();
  if (c.input_count() < 2 || c.tensors("tensors").size() != static_cast<std::size_t>(c.input_count())) return false;
  int axis = c.axis("dim", c.input().rank());
  std::vector<dnnl::memory::desc> descs;
  Lowerer::Args args;
  for (int i = 0; i < c.input_count(); ++i) {
    if (!l.floats(i) || c.input(i).rank() != c.input().rank()) return false;
    Held from = l.source(i);
    descs.push_back(from.desc);
    args.push_back({DNNL_ARG_MULTIPLE_SRC + i, from});
  }
  dnnl::concat::primitive_desc pd(axis, descs, l.engine(), l.attributes());
  Held to = l.fresh(pd.dst_desc());
  args.push_back({DNNL_ARG_DST, to});
  l.emit(dnnl::concat(pd), pd.scratchpad_desc(), args);
  l.give(to);
  return true;
}

constexpr Lowering kLowerings[] = {{"torch.cat", Role::Other, cat}};

}  // namespace

std::span<const Lowering> join_lowerings() { return kLowerings; }

}  // namespace shapewise::onednn
