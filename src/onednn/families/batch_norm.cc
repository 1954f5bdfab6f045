// Batch normalisation with running statistics: a factor and a term for each channel.
#include <cmath>

#include "onednn/families.h"
#include "onednn/lowerer.h"

namespace shapewise::onednn {
namespace {

bool batch_norm(Lowerer& l) {
  auto affine = affine_of(l.call());
  if (!affine || !l.floats()) return false;
  Held from = l.source();
  std::vector<float> scale_and_shift(affine->scale.begin(), affine->scale.end());
  scale_and_shift.insert(scale_and_shift.end(), affine->shift.begin(), affine->shift.end());
  auto channels = static_cast<std::int64_t>(affine->scale.size());
  auto flags = dnnl::normalization_flags::use_global_stats | dnnl::normalization_flags::use_scale_shift;
  if (!l.chain().post_ops.empty()) flags |= dnnl::normalization_flags::fuse_norm_relu;
  dnnl::batch_normalization_forward::desc desc(dnnl::prop_kind::forward_inference, from.desc, 1, flags);
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  dnnl::batch_normalization_forward::primitive_desc pd(desc, attributes, l.engine());
  Held to = l.over_source(pd.dst_desc());
  Held numbers = l.fixed(scale_and_shift);
  numbers.desc = plain({2, channels});
  // Statistics are in the factors and terms already. The variance is 0 and eps 1, so that channels which only the
  // layout has, and whose statistics are 0, too, stay 0.
  Held mean = l.fixed(std::vector<float>(affine->scale.size(), 0));
  Held variance = l.fixed(std::vector<float>(affine->scale.size(), 0));
  l.emit(dnnl::batch_normalization_forward(pd), pd.scratchpad_desc(),
         {{DNNL_ARG_SRC, from},
          {DNNL_ARG_DST, to},
          {DNNL_ARG_SCALE_SHIFT, numbers},
          {DNNL_ARG_MEAN, mean},
          {DNNL_ARG_VARIANCE, variance}});
  l.give(to);
  return true;
}

constexpr Lowering kLowerings[] = {
    {"torch.nn.BatchNorm1d torch.nn.BatchNorm2d torch.nn.BatchNorm3d torch.nn.SyncBatchNorm", Role::Norm, batch_norm},
};

}  // namespace

std::optional<Affine> affine_of(exec::Execution& c) {
  const exec::Tensor& x = c.input();
  exec::Tensor mean = c.weight("running_mean");
  exec::Tensor variance = c.weight("running_var");
  if (x.rank() < 2 || !mean.defined() || !variance.defined()) return std::nullopt;
  exec::Tensor weight = c.weight("weight");
  exec::Tensor bias = c.weight("bias");
  for (const exec::Tensor& one : {mean, variance, weight, bias}) {
    if (one.defined() && one.elements() != x.size(1)) return std::nullopt;
  }
  Affine affine;
  double eps = c.number("eps");
  for (std::int64_t i = 0; i < x.size(1); ++i) {
    double factor = (weight.defined() ? weight.item(i) : 1) / std::sqrt(variance.item(i) + eps);
    affine.scale.push_back(factor);
    affine.shift.push_back((bias.defined() ? bias.item(i) : 0) - mean.item(i) * factor);
  }
  return affine;
}

std::span<const Lowering> batch_norm_lowerings() { return kLowerings; }

}  // namespace shapewise::onednn
