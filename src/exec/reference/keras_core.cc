// Core layers of Keras: Dense, Embedding, reshaping, activations, and what only acts while training.
// Source: https://keras.io/api/layers/core_layers, https://keras.io/api/layers/activation_layers.
#include <algorithm>
#include <cmath>

#include "exec/keras.h"
#include "exec/kernel.h"
#include "exec/math.h"
#include "exec/passing.h"

namespace shapewise::exec::reference {
namespace {

void dense(Execution& c) {
  Tensor kernel = c.weight("kernel");
  if (kernel.rank() != 2) return c.fail("a kernel of " + to_text(kernel.dims()) + " is no matrix");
  Tensor made = linear(c, c.input(), transposed(kernel, 0, 1), c.weight("bias"));
  if (made.defined()) give_activated(c, made);
}

void embedding(Execution& c) {
  Passed passed;
  passed.add("input", c.input().to(ir::DType::Int64)).add("weight", c.weight("embeddings"));
  give_outputs_of(c, "torch.nn.functional.embedding", std::move(passed));
}

void flatten(Execution& c) {
  const Tensor& x = c.input();
  std::int64_t samples = x.rank() > 0 ? x.size(0) : 1;
  std::int64_t rest = x.rank() > 0 ? product({x.dims().begin() + 1, x.dims().end()}) : 1;
  c.give(reshaped(x, {samples, rest}));
}

void reshape(Execution& c) {
  Sizes sizes = c.sizes("target_shape");
  sizes.insert(sizes.begin(), c.input().size(0));
  give_outputs_of(c, "torch.reshape", Passed().add("input", c.input()).set("shape", sizes));
}

/// Axes are counted from 1: the batch stays.
void permute(Execution& c) {
  std::vector<int> order{0};
  for (std::int64_t axis : c.sizes("dims")) order.push_back(static_cast<int>(axis));
  std::vector<int> sorted = order;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (sorted[i] != static_cast<int>(i)) return c.fail("the axes are not each named once");
  }
  if (static_cast<int>(order.size()) != c.input().rank()) return c.fail("the axes are not those of the input");
  c.give(permuted(c.input(), order));
}

void repeat(Execution& c) {
  const Tensor& x = c.input();
  if (x.rank() != 2) return c.fail("it takes (N, C)");
  c.give(*expanded(unsqueezed(x, 1), {x.size(0), c.integer("n"), x.size(1)}));
}

void prelu(Execution& c) {
  Tensor made = combine(c, c.input(), c.weight("alpha"), c.input().dtype(),
                        [](double x, double slope) { return x < 0 ? slope * x : x; });
  if (made.defined()) c.give(made);
}

void activation(Execution& c) { give_activated(c, c.input()); }
void same(Execution& c) { c.give(c.input()); }
/// While training it acts at random, which is not run.
void same_in_evaluation(Execution& c) {
  c.training() ? c.fail("what it does while training is not run") : c.give(c.input());
}

void relu(Execution& c) {
  double slope = c.number("negative_slope");
  double threshold = c.number("threshold");
  double most = c.number("max_value", HUGE_VAL);
  c.give(map_floating(c.input(), [=](double x) {
    return x >= most ? most : x >= threshold ? x : slope * (x - threshold);
  }));
}
void leaky_relu(Execution& c) {
  double slope = c.given("negative_slope") ? c.number("negative_slope") : c.number("alpha", 0.3);
  c.give(map_floating(c.input(), [=](double x) { return x >= 0 ? x : slope * x; }));
}
void thresholded_relu(Execution& c) {
  double theta = c.number("theta", 1);
  c.give(map_floating(c.input(), [=](double x) { return x > theta ? x : 0; }));
}
void soft(Execution& c) {
  std::vector<int> axes = c.axes("axis", c.input().rank());
  if (!c.failed()) c.give(along(c.input(), axes, c.input().dtype(), softmax));
}
void rescale(Execution& c) {
  double scale = c.number("scale", 1);
  double offset = c.number("offset", 0);
  c.give(map_floating(c.input(), [=](double x) { return x * scale + offset; }));
}

constexpr Kernel kKernels[] = {
    {"keras:Dense", dense},
    {"keras:Embedding", embedding},
    {"keras:Flatten", flatten},
    {"keras:Reshape", reshape},
    {"keras:Permute", permute},
    {"keras:RepeatVector", repeat},
    {"keras:PReLU", prelu},
    {"keras:Activation", activation},
    {"keras:ReLU", relu},
    {"keras:LeakyReLU", leaky_relu},
    {"keras:ThresholdedReLU", thresholded_relu},
    {"keras:Softmax", soft},
    {"keras:Rescaling", rescale},
    {"keras:Identity keras:ActivityRegularization", same},
    {"keras:Dropout keras:SpatialDropout1D keras:SpatialDropout2D keras:SpatialDropout3D keras:GaussianNoise "
     "keras:RandomFlip",
     same_in_evaluation},
};

}  // namespace

std::span<const Kernel> keras_core_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
