// Softmax. Its logarithm is left to the reference: where a row has one element, oneDNN 2.6 is wrong in the fifth digit.
#include "onednn/families.h"
#include "onednn/lowerer.h"

namespace shapewise::onednn {
namespace {

bool softmax(Lowerer& l) {
  exec::Execution& c = l.call();
  if (!l.floats() || c.dtype("dtype", ir::DType::Float32) != ir::DType::Float32 || !c.given("dim")) return false;
  Held from = l.source();
  dnnl::softmax_v2_forward::desc desc(dnnl::prop_kind::forward_inference, dnnl::algorithm::softmax_accurate, from.desc,
                                      from.desc, c.axis("dim", c.input().rank()));
  dnnl::softmax_v2_forward::primitive_desc pd(desc, l.attributes(), l.engine());
  Held to = l.over_source(pd.dst_desc());
  l.emit(dnnl::softmax_v2_forward(pd), pd.scratchpad_desc(), {{DNNL_ARG_SRC, from}, {DNNL_ARG_DST, to}});
  l.give(to);
  return true;
}

constexpr Lowering kLowerings[] = {
    {"torch.nn.Softmax torch.nn.functional.softmax torch.softmax torch.special.softmax", Role::Other, softmax},
};

}  // namespace

std::span<const Lowering> softmax_lowerings() { return kLowerings; }

}  // namespace shapewise::onednn
