// ONNX functions of each element that PyTorch does not have, or has with other arguments.
// Source: https://onnx.ai/onnx/operators/; onnxruntime's ContribOperators.md.
#include <algorithm>
#include <cmath>

#include "exec/kernel.h"
#include "exec/math.h"
#include "exec/passing.h"
#include "layer/operator.h"

namespace shapewise::exec::reference {
namespace {

/// f of each element, which keeps its type.
template <class F>
void give_mapped(Execution& c, F f) {
  c.give(map(c.input(), c.input().dtype(), f));
}

void selu(Execution& c) {
  double alpha = c.number("alpha", 1.6732632423543772848170429916717);
  double gamma = c.number("gamma", 1.0507009873554804934193349852946);
  give_mapped(c, [=](double x) { return gamma * (x > 0 ? x : alpha * std::expm1(x)); });
}
void thresholded_relu(Execution& c) {
  double alpha = c.number("alpha", 1);
  give_mapped(c, [=](double x) { return x > alpha ? x : 0; });
}
void hard_sigmoid(Execution& c) {
  double alpha = c.number("alpha", 0.2);
  double beta = c.number("beta", 0.5);
  give_mapped(c, [=](double x) { return std::clamp(alpha * x + beta, 0.0, 1.0); });
}
void shrink(Execution& c) {
  double lambda = c.number("lambd", 0.5);
  double bias = c.number("bias");
  give_mapped(c, [=](double x) { return x < -lambda ? x + bias : x > lambda ? x - bias : 0; });
}
void swish(Execution& c) {
  double alpha = c.number("alpha", 1);
  give_mapped(c, [=](double x) { return x * sigmoid(alpha * x); });
}
void quick_gelu(Execution& c) {
  double alpha = c.number("alpha", 1.702);
  give_mapped(c, [=](double x) { return x * sigmoid(alpha * x); });
}
void affine(Execution& c) {
  double alpha = c.number("alpha", 1);
  double beta = c.number("beta");
  give_mapped(c, [=](double x) { return alpha * x + beta; });
}
void scaled_tanh(Execution& c) {
  double alpha = c.number("alpha", 1);
  double beta = c.number("beta", 1);
  give_mapped(c, [=](double x) { return alpha * std::tanh(beta * x); });
}
void parametric_softplus(Execution& c) {
  double alpha = c.number("alpha", 1);
  double beta = c.number("beta", 1);
  give_mapped(c, [=](double x) { return alpha * softplus(beta * x); });
}

void prelu(Execution& c) {
  Tensor made = combine(c, c.input(), c.tensor("slope"), c.input().dtype(),
                        [](double x, double slope) { return x < 0 ? slope * x : x; });
  if (made.defined()) c.give(made);
}

void bias_gelu(Execution& c) {
  Tensor added = c.tensor(c.has("B") ? "B" : "bias");
  Tensor sum = added.defined() ? combine(c, c.input(), added, c.input().dtype(), kSum) : c.input();
  Passed passed;
  passed.add("input", sum).set("approximate", std::string(c.has("B") ? "none" : "tanh"));
  if (sum.defined()) give_outputs_of(c, "torch.nn.functional.gelu", std::move(passed));
}

void is_inf(Execution& c) {
  bool negative = !c.given("detect_negative") || c.integer("detect_negative") != 0;
  bool positive = !c.given("detect_positive") || c.integer("detect_positive") != 0;
  c.give(map(c.input(), ir::DType::Bool,
             [=](double x) -> double { return std::isinf(x) && ((x < 0 && negative) || (x > 0 && positive)); }));
}

void give_converted(Execution& c, ir::DType dtype) {
  if (dtype == ir::DType::String || c.input().dtype() == ir::DType::String) return c.fail("texts are not run");
  c.give(c.input().to(dtype));
}
void cast(Execution& c) { give_converted(c, layer::dtype_attribute(c.call(), "to", ir::DType::Float32)); }
void cast_like(Execution& c) { give_converted(c, c.tensor("target_type").dtype()); }
void same(Execution& c) { c.give(c.input()); }

/// Where it drops, by its own random numbers.
void dropout(Execution& c) {
  bool training = c.given("training_mode") && c.number("training_mode") != 0;
  double ratio = c.number("ratio", 0.5);
  const Tensor& x = c.input();
  if (!training || ratio == 0) {
    c.give(x);
    return c.give(map(x, ir::DType::Bool, [](double) { return 1.0; }));
  }
  Tensor mask = map(x, ir::DType::Bool, [&](double) -> double { return c.random().uniform() >= ratio; });
  c.give(combine(c, x, mask, x.dtype(), [=](double v, double keep) { return keep != 0 ? v / (1 - ratio) : 0; }));
  c.give(mask);
}

/// Running sums or products; from the end, or without the element itself.
template <auto F, int Start>
void running(Execution& c) {
  const Tensor& x = c.input();
  int axis = c.axis("axis", x.rank());
  bool exclusive = c.given("exclusive") && c.integer("exclusive") != 0;
  bool reverse = c.given("reverse") && c.integer("reverse") != 0;
  if (c.failed()) return;
  c.give(exact_along(x, {axis}, x.dtype(), [=]<class T>(RowOf<T> row) {
    if (reverse) std::reverse(row.begin(), row.end());
    T sum = Start;
    for (T& v : row) {
      T next = F(sum, v);
      v = exclusive ? sum : next;
      sum = next;
    }
    if (reverse) std::reverse(row.begin(), row.end());
  }));
}

ir::DType random_type(const Execution& c) { return layer::dtype_attribute(c.call(), "dtype", c.input().dtype()); }

void normal_like(Execution& c) {
  double mean = c.number("mean");
  double scale = c.number("scale", 1);
  c.give(map(c.input(), random_type(c), [&](double) { return mean + scale * c.random().normal(); }));
}
void uniform_like(Execution& c) {
  double low = c.number("low");
  double high = c.number("high", 1);
  c.give(map(c.input(), random_type(c), [&](double) { return low + (high - low) * c.random().uniform(); }));
}
void bernoulli(Execution& c) {
  c.give(map(c.input(), random_type(c), [&](double p) -> double { return c.random().uniform() < p; }));
}

constexpr Kernel kKernels[] = {
    {"onnx:Selu", selu},
    {"onnx:ThresholdedRelu", thresholded_relu},
    {"onnx:HardSigmoid", hard_sigmoid},
    {"onnx:Shrink", shrink},
    {"onnx:Swish", swish},
    {"com.microsoft:QuickGelu", quick_gelu},
    {"onnx:Affine", affine},
    {"onnx:ScaledTanh", scaled_tanh},
    {"onnx:ParametricSoftplus", parametric_softplus},
    {"onnx:PRelu", prelu},
    {"com.microsoft:BiasGelu com.microsoft:FastGelu", bias_gelu},
    {"onnx:IsInf", is_inf},
    {"onnx:Cast", cast},
    {"onnx:CastLike", cast_like},
    {"onnx:Identity", same},
    {"onnx:Dropout", dropout},
    {"onnx:CumSum", running<kSum, 0>},
    {"onnx:CumProd", running<kProduct, 1>},
    {"onnx:RandomNormalLike", normal_like},
    {"onnx:RandomUniformLike", uniform_like},
    {"onnx:Bernoulli", bernoulli},
};

}  // namespace

std::span<const Kernel> onnx_elementwise_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
