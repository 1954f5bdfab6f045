// Layer normalisation over the last dimension.
#include "onednn/families.h"
#include "onednn/lowerer.h"

namespace shapewise::onednn {
namespace {

bool layer_norm(Lowerer& l) {
  exec::Execution& c = l.call();
  exec::Tensor weight;
  exec::Tensor bias;
  if (!l.floats() || c.input().rank() < 2 || !l.constant("weight", weight) || !l.constant("bias", bias)) return false;
  exec::Sizes shape = c.sizes("normalized_shape");
  if (shape.size() != 1 || shape[0] != c.input().size(-1)) return false;
  std::vector<float> numbers;
  for (std::int64_t i = 0; i < shape[0]; ++i)
    numbers.push_back(weight.defined() ? static_cast<float>(weight.item(i)) : 1);
  for (std::int64_t i = 0; i < shape[0]; ++i) numbers.push_back(bias.defined() ? static_cast<float>(bias.item(i)) : 0);
  Held from = l.plain_source();
  dnnl::layer_normalization_forward::desc desc(dnnl::prop_kind::forward_inference, from.desc,
                                               static_cast<float>(c.number("eps")),
                                               dnnl::normalization_flags::use_scale_shift);
  dnnl::layer_normalization_forward::primitive_desc pd(desc, l.attributes(), l.engine());
  Held to = l.fresh(pd.dst_desc());
  Held affine = l.fixed(numbers);
  affine.desc = plain({2, shape[0]});
  l.emit(dnnl::layer_normalization_forward(pd), pd.scratchpad_desc(),
         {{DNNL_ARG_SRC, from}, {DNNL_ARG_DST, to}, {DNNL_ARG_SCALE_SHIFT, affine}});
  l.give(to);
  return true;
}

constexpr Lowering kLowerings[] = {
    {"torch.nn.LayerNorm torch.nn.functional.layer_norm torch.layer_norm", Role::Other, layer_norm},
};

}  // namespace

std::span<const Lowering> layer_norm_lowerings() { return kLowerings; }

}  // namespace shapewise::onednn
