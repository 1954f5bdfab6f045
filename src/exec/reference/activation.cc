// Activations, by their definitions in PyTorch's documentation.
#include <cmath>

#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

using Function = double (*)(double);

/// Of the element alone.
template <Function F>
void plain(Execution& c) {
  c.give_over(map_floating(c.input(), F));
}
/// Keeps the element type, as relu of integers does.
template <Function F>
void typed(Execution& c) {
  c.give_over(map(c.input(), c.input().dtype(), F));
}

double relu(double x) { return x > 0 ? x : (std::isnan(x) ? x : 0); }
double relu6(double x) { return std::min(std::max(x, 0.0), 6.0); }
double tanh_of(double x) { return std::tanh(x); }
double selu(double x) {
  return 1.0507009873554804934193349852946 * (x > 0 ? x : 1.6732632423543772848170429916717 * std::expm1(x));
}
double hardswish(double x) { return x * relu6(x + 3) / 6; }
double hardsigmoid(double x) { return relu6(x + 3) / 6; }
double softsign(double x) { return x / (1 + std::abs(x)); }
double tanhshrink(double x) { return x - std::tanh(x); }
double silu(double x) { return x * sigmoid(x); }
double mish(double x) { return x * std::tanh(softplus(x)); }

void leaky_relu(Execution& c) {
  double slope = c.has("negative_slope") ? c.number("negative_slope") : c.number("alpha", 0.01);
  c.give_over(map_floating(c.input(), [=](double x) { return x > 0 ? x : slope * x; }));
}

/// In evaluation the slope is the middle of its range.
void rrelu(Execution& c) {
  double lower = c.number("lower");
  double upper = c.number("upper");
  bool random = c.is_function() ? c.flag("training") : c.training();
  c.give_over(map_floating(c.input(), [&](double x) {
    double slope = random ? lower + (upper - lower) * c.random().uniform() : (lower + upper) / 2;
    return x >= 0 ? x : slope * x;
  }));
}

void elu(Execution& c) {
  double alpha = c.number("alpha", 1);
  c.give_over(map_floating(c.input(), [=](double x) { return x > 0 ? x : alpha * std::expm1(x); }));
}

void celu(Execution& c) {
  double alpha = c.number("alpha", 1);
  c.give_over(map_floating(c.input(), [=](double x) { return x > 0 ? x : alpha * std::expm1(x / alpha); }));
}

void gelu(Execution& c) {
  if (c.text("approximate") == "tanh") {
    return c.give(map_floating(c.input(), [](double x) {
      return 0.5 * x * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
    }));
  }
  c.give(map_floating(c.input(), [](double x) { return 0.5 * x * (1 + std::erf(x * M_SQRT1_2)); }));
}

void hardtanh(Execution& c) {
  double least = c.number("min_val");
  double most = c.number("max_val");
  c.give_over(map_floating(c.input(), [=](double x) { return std::min(std::max(x, least), most); }));
}

void hardshrink(Execution& c) {
  double lambda = c.number("lambd");
  c.give(map_floating(c.input(), [=](double x) { return x >= -lambda && x <= lambda ? 0 : x; }));
}

void softshrink(Execution& c) {
  double lambda = c.number("lambd");
  c.give(map_floating(c.input(), [=](double x) { return x > lambda ? x - lambda : x < -lambda ? x + lambda : 0; }));
}

void softplus_of(Execution& c) {
  double beta = c.number("beta", 1);
  double threshold = c.number("threshold", 20);
  c.give(map_floating(c.input(), [=](double x) { return x * beta > threshold ? x : softplus(x * beta) / beta; }));
}

void threshold(Execution& c) {
  double limit = c.number("threshold");
  double value = c.number("value");
  c.give_over(map(c.input(), c.input().dtype(), [=](double x) { return x <= limit ? value : x; }));
}

constexpr Kernel kKernels[] = {
    {"torch.nn.ReLU torch.nn.functional.relu torch.relu onnx:Relu", typed<relu>},
    {"torch.nn.ReLU6 torch.nn.functional.relu6", typed<relu6>},
    {"torch.nn.LeakyReLU torch.nn.functional.leaky_relu torch.nn.functional.leaky_relu_ onnx:LeakyRelu", leaky_relu},
    {"torch.nn.RReLU torch.nn.functional.rrelu torch.rrelu", rrelu},
    {"torch.nn.ELU torch.nn.functional.elu torch.nn.functional.elu_ onnx:Elu keras:ELU", elu},
    {"torch.nn.CELU torch.nn.functional.celu torch.celu onnx:Celu", celu},
    {"torch.nn.SELU torch.nn.functional.selu torch.selu", plain<selu>},
    {"torch.nn.GELU torch.nn.functional.gelu onnx:Gelu com.microsoft:Gelu", gelu},
    {"torch.nn.Hardtanh torch.nn.functional.hardtanh torch.nn.functional.hardtanh_", hardtanh},
    {"torch.nn.Hardswish torch.nn.functional.hardswish onnx:HardSwish", plain<hardswish>},
    {"torch.nn.Hardsigmoid torch.nn.functional.hardsigmoid", plain<hardsigmoid>},
    {"torch.nn.Hardshrink torch.nn.functional.hardshrink", hardshrink},
    {"torch.nn.Softshrink torch.nn.functional.softshrink", softshrink},
    {"torch.nn.Softplus torch.nn.functional.softplus onnx:Softplus", softplus_of},
    {"torch.nn.Softsign torch.nn.functional.softsign onnx:Softsign", plain<softsign>},
    {"torch.nn.Tanhshrink torch.nn.functional.tanhshrink", plain<tanhshrink>},
    {"torch.nn.Tanh torch.tanh torch.tanh_ onnx:Tanh", plain<tanh_of>},
    {"torch.nn.Sigmoid torch.sigmoid torch.sigmoid_ onnx:Sigmoid", plain<sigmoid>},
    {"torch.nn.LogSigmoid torch.nn.functional.logsigmoid", plain<log_sigmoid>},
    {"torch.nn.SiLU torch.nn.functional.silu", plain<silu>},
    {"torch.nn.Mish torch.nn.functional.mish onnx:Mish", plain<mish>},
    {"torch.nn.Threshold torch.nn.functional.threshold torch.threshold", threshold},
};

}  // namespace

std::span<const Kernel> activation_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
