// What is drawn comes from the run's own generator.
#include "exec/dropping.h"

#include "exec/math.h"

namespace shapewise::exec {

bool drops(const Execution& c) {
  if (c.has("training")) return c.flag("training");
  return c.has("train") ? c.flag("train") : c.training();
}

Tensor kept(Execution& c, Sizes dims, double p) {
  return map(Tensor(std::move(dims), ir::DType::Float32), ir::DType::Float32,
             [&](double) { return c.random().uniform() >= p ? 1.0 : 0.0; });
}

Tensor dropped(Execution& c, const Tensor& x, double p, const Sizes& drawn) {
  double scale = p < 1 ? 1 / (1 - p) : 0;
  return combine(c, x, kept(c, drawn, p), x.dtype(), [=](double v, double keep) { return keep != 0 ? v * scale : 0; });
}

Tensor dropped(Execution& c, const Tensor& x, double p) { return p == 0 ? x : dropped(c, x, p, x.dims()); }

Tensor dropped_in_training(Execution& c, const Tensor& x, std::string_view param) {
  return c.training() && x.defined() ? dropped(c, x, c.number(param)) : x;
}

}  // namespace shapewise::exec
