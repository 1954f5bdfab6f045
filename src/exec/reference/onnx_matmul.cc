// ONNX products of matrices.
// Source: https://onnx.ai/onnx/operators/onnx__Gemm.html; onnxruntime's ContribOperators.md.
#include "exec/kernel.h"
#include "exec/math.h"
#include "exec/passing.h"

namespace shapewise::exec::reference {
namespace {

/// The factor as it is multiplied.
Tensor factor(Execution& c, std::string_view param, std::string_view turned) {
  Tensor x = c.tensor(param);
  return c.flag(turned) && x.rank() >= 2 ? transposed(x, x.rank() - 2, x.rank() - 1) : x;
}

Tensor scaled_product(Execution& c) {
  Passed passed;
  passed.add("input", factor(c, "A", "transA")).add("other", factor(c, "B", "transB"));
  Tensor made = output_of(c, "torch.matmul", std::move(passed));
  double alpha = c.has("alpha") ? c.number("alpha", 1) : 1;
  return made.defined() && alpha != 1 ? map(made, made.dtype(), [=](double x) { return alpha * x; }) : made;
}

void matmul(Execution& c) {
  Tensor made = scaled_product(c);
  if (made.defined()) c.give(made);
}

void gemm(Execution& c) {
  Tensor made = scaled_product(c);
  Tensor added = c.tensor("C");
  if (!made.defined() || !added.defined()) return made.defined() ? c.give(made) : void();
  double beta = c.number("beta", 1);
  Tensor sum = combine(c, made, added, made.dtype(), [=](double x, double y) { return x + beta * y; });
  if (sum.defined() && sum.dims() != made.dims()) return c.fail("what is added does not fit the product");
  if (sum.defined()) c.give(sum);
}

void einsum(Execution& c) {
  ir::AttrList tensors;
  Passed passed;
  for (int i = 0; i < c.input_count(); ++i) {
    tensors.push_back({ir::TensorRef{i}, {}});
    passed.inputs.push_back(c.input(i));
  }
  passed.set("equation", std::string(c.text("equation")));
  passed.given.push_back({"operands", {}, {std::move(tensors), {}}});
  give_outputs_of(c, "torch.einsum", std::move(passed));
}

constexpr Kernel kKernels[] = {
    {"onnx:MatMul com.microsoft:FusedMatMul", matmul},
    {"onnx:Gemm", gemm},
    {"onnx:Einsum", einsum},
};

}  // namespace

std::span<const Kernel> onnx_matmul_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
