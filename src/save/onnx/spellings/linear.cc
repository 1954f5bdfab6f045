// Products of matrices: linear layers and the functions. A linear layer on a matrix is one Gemm.
#include "save/onnx/spelling.h"

namespace shapewise::save::spellings {
namespace {

std::string transposed(Translation& t, const std::string& matrix) {
  return t.add("Transpose", {matrix}, {{"perm", Ints{1, 0}}});
}

void write_linear(Translation& t) {
  const layer::Call& c = t.call();
  std::string weight = t.weight_or_tensor("weight");
  std::string bias = t.weight_or_tensor("bias");
  if (!c.spec().params.empty() || c.tensor("weight")->shape->rank() == 2) {
    if (c.shape().rank() == 2 && !bias.empty())
      return t.give(t.add("Gemm", {t.input(), weight, bias}, {{"transB", std::int64_t{1}}}));
    weight = transposed(t, weight);
  }
  std::string product = t.add("MatMul", {t.input(), weight});
  t.give(bias.empty() ? product : t.add("Add", {product, bias}));
}

void write_product(Translation& t) { t.give(t.add("MatMul", {t.input(0), t.input(1)})); }

/// beta·input + alpha·(mat1 @ mat2).
void write_added(Translation& t) {
  const layer::Call& c = t.call();
  std::string product = t.add("MatMul", {t.input(1), t.input(2)});
  if (c.number("alpha") != 1) product = t.add("Mul", {product, t.number(c.number("alpha"), t.dtype())});
  std::string sum = t.input(0);
  if (c.number("beta") != 1) sum = t.add("Mul", {sum, t.number(c.number("beta"), t.dtype())});
  t.give(t.add("Add", {sum, product}));
}

/// The equation of einsum, which both write alike; an ellipsis, too.
void write_einsum(Translation& t) {
  const layer::Call& c = t.call();
  std::string equation(c.text("equation"));
  if (equation.empty()) return t.refuse("its equation is not known");
  std::erase(equation, ' ');
  std::vector<std::string> operands;
  for (int i = 0; i < c.input_count(); ++i) operands.push_back(t.input(i));
  t.give(t.add("Einsum", operands, {{"equation", equation}}));
}

constexpr Spelling kSpellings[] = {
    {"torch.nn.Linear torch.nn.modules.linear.NonDynamicallyQuantizableLinear torch.nn.functional.linear",
     write_linear},
    {"torch.matmul torch.mm torch.bmm torch.mv torch.dot", write_product},
    {"torch.addmm torch.baddbmm torch.addmv", write_added},
    {"torch.einsum", write_einsum},
};

}  // namespace

std::span<const Spelling> linear_spellings() { return kSpellings; }

}  // namespace shapewise::save::spellings
