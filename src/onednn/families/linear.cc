// Linear layers and products of matrices.
#include "onednn/families.h"
#include "onednn/families/weights.h"

namespace shapewise::onednn {
namespace {

bool linear(Lowerer& l) {
  exec::Execution& c = l.call();
  exec::Tensor weight;
  exec::Tensor bias;
  if (!l.floats() || !l.constant("weight", weight) || !l.constant("bias", bias)) return false;
  if (!weight.defined() || weight.rank() != 2 || c.input().size(-1) != weight.size(1)) return false;
  if (l.chain().affine && c.input().rank() != 2) return false;
  std::int64_t rows = c.input().elements() / weight.size(1);
  Folded numbers = folded(weight, bias, 0, 1, l.chain().affine);
  exec::Sizes out = c.input().dims();
  out.back() = weight.size(0);
  dnnl::inner_product_forward::desc desc(dnnl::prop_kind::forward_inference, plain({rows, weight.size(1)}),
                                         any(weight.dims()), any({weight.size(0)}), plain({rows, weight.size(0)}));
  dnnl::inner_product_forward::primitive_desc pd(desc, l.attributes(), l.engine());
  Held from = l.plain_source();
  from.desc = pd.src_desc();
  Held to = l.result(pd.dst_desc());
  l.emit(dnnl::inner_product_forward(pd), pd.scratchpad_desc(),
         {{DNNL_ARG_SRC, from},
          {DNNL_ARG_WEIGHTS, l.fixed(numbers.weight, plain(weight.dims()), pd.weights_desc())},
          {DNNL_ARG_BIAS, l.fixed(numbers.bias)},
          {DNNL_ARG_DST, to}});
  l.give({plain(out), to.block});
  return true;
}

/// Of tensors of the same rank.
bool product(Lowerer& l) {
  exec::Execution& c = l.call();
  int rank = c.input().rank();
  if (c.input_count() != 2 || !l.floats(0) || !l.floats(1) || rank < 2 || c.input(1).rank() != rank) return false;
  auto* first = c.call().arg("input").as<ir::TensorRef>();
  if (first == nullptr || first->input != 0) return false;
  Held a = l.strided_source(0);
  Held b = l.strided_source(1);
  exec::Sizes out;
  for (int i = 0; i < rank - 2; ++i) out.push_back(std::max(c.input(0).size(i), c.input(1).size(i)));
  out.push_back(c.input(0).size(-2));
  out.push_back(c.input(1).size(-1));
  dnnl::matmul::desc desc(a.desc, b.desc, plain(out));
  dnnl::matmul::primitive_desc pd(desc, l.attributes(), l.engine());
  Held to = l.fresh(pd.dst_desc());
  l.emit(dnnl::matmul(pd), pd.scratchpad_desc(), {{DNNL_ARG_SRC, a}, {DNNL_ARG_WEIGHTS, b}, {DNNL_ARG_DST, to}});
  l.give(to);
  return true;
}

constexpr Lowering kLowerings[] = {
    {"torch.nn.Linear torch.nn.modules.linear.NonDynamicallyQuantizableLinear torch.nn.functional.linear",
     Role::Product, linear},
    {"torch.matmul torch.mm torch.bmm", Role::Other, product},
};

}  // namespace

std::span<const Lowering> linear_lowerings() { return kLowerings; }

}  // namespace shapewise::onednn
