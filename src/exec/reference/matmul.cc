// Products of matrices and vectors.
#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

/// A vector is a row on the left and a column on the right, and that dimension goes away.
Tensor matmul_of(Execution& c, const Tensor& a, const Tensor& b) {
  if (a.rank() == 0 || b.rank() == 0) {
    c.fail("a scalar is no matrix");
    return {};
  }
  Tensor left = a.rank() == 1 ? unsqueezed(a, 0) : a;
  Tensor right = b.rank() == 1 ? unsqueezed(b, 1) : b;
  Tensor made = matrix_product(c, left, right);
  if (!made.defined()) return {};
  if (b.rank() == 1) made = selected(made, made.rank() - 1, 0);
  if (a.rank() == 1) made = selected(made, made.rank() - (b.rank() == 1 ? 1 : 2), 0);
  return made;
}

void give_product(Execution& c, const Tensor& a, const Tensor& b) {
  Tensor made = matmul_of(c, a, b);
  if (made.defined()) c.give(made);
}

void matmul(Execution& c) { give_product(c, c.input(), c.tensor("other")); }

/// Of these ranks, and with the same batch.
template <int RankA, int RankB>
void ranked(Execution& c) {
  Tensor b = c.tensor(c.call().spec().call[1].name);
  bool fits = c.input().rank() == RankA && b.rank() == RankB && (RankA < 3 || c.input().size(0) == b.size(0));
  if (!fits) return c.fail(to_text(c.input().dims()) + " and " + to_text(b.dims()) + " can't be multiplied");
  give_product(c, c.input(), b);
}

void inner(Execution& c) {
  Tensor a = c.input();
  Tensor b = c.tensor("other");
  auto multiply = [](double x, double y) { return x * y; };
  Tensor made =
      a.rank() == 0 || b.rank() == 0
          ? combine(c, a, b, a.dtype(), multiply)
          : linear(c, a, reshaped(b, {product(without(b.dims(), {b.rank() - 1}, false)), b.size(-1)}), Tensor());
  if (!made.defined()) return;
  Sizes dims(a.dims().begin(), a.dims().end() - (a.rank() > 0 ? 1 : 0));
  if (a.rank() == 0 || b.rank() == 0) return c.give(made);
  dims.insert(dims.end(), b.dims().begin(), b.dims().end() - 1);
  c.give(reshaped(made, std::move(dims)));
}

void outer(Execution& c) {
  Tensor b = c.tensor("vec2");
  if (c.input().rank() != 1 || b.rank() != 1) return c.fail("outer takes two vectors");
  give_product(c, unsqueezed(c.input(), 1), unsqueezed(b, 0));
}

/// beta·input + alpha·product.
void give_added(Execution& c, const Tensor& made) {
  if (!made.defined()) return;
  double beta = c.number("beta", 1);
  double alpha = c.number("alpha", 1);
  Tensor sum = combine(c, c.input(), made, made.dtype(), [=](double x, double y) { return beta * x + alpha * y; });
  if (sum.defined() && sum.dims() != made.dims()) return c.fail("what is added does not fit the product");
  if (sum.defined()) c.give_over(sum);
}

void added(Execution& c) {
  give_added(c, matmul_of(c, c.tensor(c.call().spec().call[1].name), c.tensor(c.call().spec().call[2].name)));
}

void added_batch(Execution& c) {
  Tensor made = matmul_of(c, c.tensor("batch1"), c.tensor("batch2"));
  if (made.defined()) give_added(c, reduce(made, {0}, false, made.dtype(), sum_of));
}

void added_outer(Execution& c) {
  give_added(c, matmul_of(c, unsqueezed(c.tensor("vec1"), 1), unsqueezed(c.tensor("vec2"), 0)));
}

constexpr Kernel kKernels[] = {
    {"torch.matmul", matmul},
    {"torch.mm", ranked<2, 2>},
    {"torch.bmm", ranked<3, 3>},
    {"torch.mv", ranked<2, 1>},
    {"torch.dot torch.vdot", ranked<1, 1>},
    {"torch.inner", inner},
    {"torch.outer", outer},
    {"torch.addmm torch.Tensor.addmm_ torch.baddbmm torch.Tensor.baddbmm_ torch.addmv", added},
    {"torch.addbmm", added_batch},
    {"torch.addr", added_outer},
};

}  // namespace

std::span<const Kernel> matmul_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
