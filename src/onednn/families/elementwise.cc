// Sums, differences, products and quotients of two tensors, or of a tensor and a number.
#include <cmath>
#include <fmt/format.h>

#include "exec/views.h"
#include "onednn/families.h"
#include "onednn/lowerer.h"

namespace shapewise::onednn {
namespace {

using dnnl::algorithm;

/// With 1 for the axes that are missing in front.
Held ranked(Held held, int rank) {
  exec::Sizes dims = dims_of(held.desc);
  if (static_cast<int>(dims.size()) == rank) return held;
  dims.insert(dims.begin(), static_cast<std::size_t>(rank) - dims.size(), 1);
  held.desc = held.desc.reshape(dims);
  return held;
}

bool two_tensors(Lowerer& l, algorithm what) {
  exec::Execution& c = l.call();
  if (!l.floats(0) || !l.floats(1) || c.number("alpha", 1) != 1) return false;
  auto dims = exec::broadcast({c.input(0).dims(), c.input(1).dims()});
  auto* first = c.call().arg("input").as<ir::TensorRef>();
  if (!dims || first == nullptr) return false;
  int left = first->input;
  bool commutes = what == algorithm::binary_add || what == algorithm::binary_mul;
  if (commutes && c.input(left).dims() != *dims) left = 1 - left;  // only the second one is stretched
  if (c.input(left).dims() != *dims) return false;
  auto rank = static_cast<int>(dims->size());
  Held a = l.source(left);
  // In layouts with channels beyond the tensor's, oneDNN 2.6 leaves out what should follow.
  if (is_padded(a.desc) && !l.chain().post_ops.empty()) return false;
  Held b = ranked(rank == c.input(1 - left).rank() ? l.source(1 - left) : l.plain_source(1 - left), rank);
  if (dims_of(a.desc) == dims_of(b.desc)) b = l.reordered(b, a.desc);
  dnnl::binary::desc desc(what, a.desc, b.desc, a.desc);
  dnnl::binary::primitive_desc pd(desc, l.attributes(), l.engine());
  Held to = l.over_source(pd.dst_desc(), left);
  l.emit(dnnl::binary(pd), pd.scratchpad_desc(), {{DNNL_ARG_SRC_0, a}, {DNNL_ARG_SRC_1, b}, {DNNL_ARG_DST, to}});
  l.give(to);
  return true;
}

/// alpha·x + beta.
bool line(Lowerer& l, double alpha, double beta) {
  if (!l.floats() || !l.chain().steps.empty() || !std::isfinite(alpha) || !std::isfinite(beta)) return false;
  give_functions(l, {{algorithm::eltwise_linear, static_cast<float>(alpha), static_cast<float>(beta)}});
  return true;
}

template <algorithm What>
bool binary(Lowerer& l) {
  exec::Execution& c = l.call();
  if (c.given("rounding_mode")) return false;
  if (c.input_count() == 2) return two_tensors(l, What);
  bool number = c.call().arg("input").is<ir::TensorRef>() &&
                (c.call().arg("other").is<sym::Expr>() || c.call().arg("other").is<double>());
  if (c.input_count() != 1 || !number) return false;
  double other = c.number("other");
  double alpha = c.number("alpha", 1);
  switch (What) {
    case algorithm::binary_add: return line(l, 1, alpha * other);
    case algorithm::binary_sub: return line(l, 1, -alpha * other);
    case algorithm::binary_mul: return line(l, other, 0);
    default: return line(l, 1 / other, 0);
  }
}

constexpr Lowering kLowerings[] = {
    {"torch.add torch.Tensor.add_", Role::Sum, binary<algorithm::binary_add>},
    {"torch.sub torch.Tensor.sub_", Role::Other, binary<algorithm::binary_sub>},
    {"torch.mul torch.Tensor.mul_", Role::Other, binary<algorithm::binary_mul>},
    {"torch.div torch.Tensor.div_ torch.true_divide torch.Tensor.true_divide_", Role::Other,
     binary<algorithm::binary_div>},
};

}  // namespace

std::span<const Lowering> elementwise_lowerings() { return kLowerings; }

}  // namespace shapewise::onednn
