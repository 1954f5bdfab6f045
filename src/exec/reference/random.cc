// Tensors filled with numbers, given or drawn.
#include <cmath>

#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

void fill(Execution& c) {
  Tensor value = c.operand("value", c.input().dtype());
  auto spread = value.elements() == 1 ? expanded(reshaped(value, {}), c.input().dims()) : std::nullopt;
  if (!spread) return c.fail("a tensor is filled with one number");
  c.give_over(spread->copy());
}

void zero(Execution& c) { c.give_over(Tensor(c.input().dims(), c.input().dtype())); }

void copy(Execution& c) {
  Tensor source = c.operand("src", c.input().dtype());
  auto spread = expanded(source, c.input().dims());
  if (!spread) return c.fail(to_text(source.dims()) + " can't be copied into " + to_text(c.input().dims()));
  c.give_over(spread->copy());
}

void normal_over(Execution& c) {
  double mean = c.number("mean");
  double deviation = c.number("std", 1);
  c.give_over(map(c.input(), c.input().dtype(), [&](double) { return mean + deviation * c.random().normal(); }));
}

void uniform_over(Execution& c) {
  double from = c.number("from");
  double to = c.number("to", 1);
  c.give_over(map(c.input(), c.input().dtype(), [&](double) { return from + (to - from) * c.random().uniform(); }));
}

void exponential_over(Execution& c) {
  double rate = c.number("lambd", 1);
  c.give_over(map(c.input(), c.input().dtype(), [&](double) { return -std::log(1 - c.random().uniform()) / rate; }));
}

void bernoulli(Execution& c) {
  bool fixed = c.given("p");
  double p = c.number("p");
  c.give_over(
      map(c.input(), c.input().dtype(), [&](double x) { return c.random().uniform() < (fixed ? p : x) ? 1.0 : 0.0; }));
}

void normal_of(Execution& c) {
  auto part = [&](std::string_view param) {
    Tensor value = c.operand(param, ir::DType::Float32);
    return c.given("size") ? *expanded(reshaped(value, {}), c.sizes("size")) : value;
  };
  Tensor made = combine(c, part("mean"), part("std"), ir::DType::Float32,
                        [&](double mean, double deviation) { return mean + deviation * c.random().normal(); });
  if (made.defined()) c.give(made);
}

constexpr Kernel kKernels[] = {
    {"torch.Tensor.fill_ torch.fill", fill},
    {"torch.Tensor.zero_", zero},
    {"torch.Tensor.copy_", copy},
    {"torch.Tensor.normal_", normal_over},
    {"torch.Tensor.uniform_", uniform_over},
    {"torch.Tensor.exponential_", exponential_over},
    {"torch.bernoulli torch.Tensor.bernoulli_", bernoulli},
    {"torch.normal", normal_of},
};

}  // namespace

std::span<const Kernel> random_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
