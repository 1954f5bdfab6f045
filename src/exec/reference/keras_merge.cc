// Layers of Keras that merge several tensors.
// Source: https://keras.io/api/layers/merging_layers.
#include <algorithm>

#include "exec/kernel.h"
#include "exec/math.h"
#include "exec/passing.h"

namespace shapewise::exec::reference {
namespace {

/// A tensor of fewer dimensions is repeated behind its first one: samples meet samples.
std::vector<Tensor> by_sample(const Execution& c) {
  int rank = 0;
  for (int i = 0; i < c.input_count(); ++i) rank = std::max(rank, c.input(i).rank());
  std::vector<Tensor> list;
  for (int i = 0; i < c.input_count(); ++i) {
    Tensor x = c.input(i);
    while (x.rank() > 0 && x.rank() < rank) x = unsqueezed(x, 1);
    list.push_back(std::move(x));
  }
  return list;
}

template <auto F>
Tensor folded(Execution& c) {
  std::vector<Tensor> list = by_sample(c);
  Tensor made = list.empty() ? Tensor() : list.front();
  for (std::size_t i = 1; i < list.size() && made.defined(); ++i)
    made = exact_combine(c, made, list[i], made.dtype(), F);
  return made;
}

template <auto F>
void merge(Execution& c) {
  Tensor made = folded<F>(c);
  if (made.defined()) c.give(made);
}

void average(Execution& c) {
  Tensor made = folded<kSum>(c);
  auto count = static_cast<double>(c.input_count());
  if (made.defined()) c.give(map_floating(made, [=](double x) { return x / count; }));
}

void concatenate(Execution& c) { give_joined(c, c.integer("axis")); }

constexpr Kernel kKernels[] = {
    {"keras:Add", merge<kSum>},         {"keras:Subtract", merge<kDifference>}, {"keras:Multiply", merge<kProduct>},
    {"keras:Maximum", merge<kLarger>},  {"keras:Minimum", merge<kSmaller>},     {"keras:Average", average},
    {"keras:Concatenate", concatenate},
};

}  // namespace

std::span<const Kernel> keras_merge_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
