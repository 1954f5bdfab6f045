// Activations: one operator where ONNX has it, else their formula.
#include <cmath>

#include "save/onnx/spelling.h"

namespace shapewise::save::spellings {
namespace {

std::string scalar(Translation& t, double value) { return t.number(value, t.dtype()); }

std::string clipped(Translation& t, const std::string& x, double least, double most) {
  return t.add("Clip", {x, scalar(t, least), scalar(t, most)});
}

template <const char* Op>
void plain(Translation& t) {
  t.give(t.add(Op, {t.input()}));
}
#define SHAPEWISE_PLAIN(op) constexpr char k##op[] = #op
SHAPEWISE_PLAIN(Relu);
SHAPEWISE_PLAIN(Sigmoid);
SHAPEWISE_PLAIN(Tanh);
SHAPEWISE_PLAIN(Softsign);
SHAPEWISE_PLAIN(HardSwish);
#undef SHAPEWISE_PLAIN

void relu6(Translation& t) { t.give(clipped(t, t.input(), 0, 6)); }

void hardtanh(Translation& t) {
  const layer::Call& c = t.call();
  t.give(clipped(t, t.input(), c.number("min_val"), c.number("max_val")));
}

void hardsigmoid(Translation& t) { t.give(t.add("HardSigmoid", {t.input()}, {{"alpha", 1.0 / 6}, {"beta", 0.5}})); }

void hardswish(Translation& t) {
  if (t.opset() >= 14) return plain<kHardSwish>(t);
  std::string gate = t.add("HardSigmoid", {t.input()}, {{"alpha", 1.0 / 6}, {"beta", 0.5}});
  t.give(t.add("Mul", {t.input(), gate}));
}

void silu(Translation& t) { t.give(t.add("Mul", {t.input(), t.add("Sigmoid", {t.input()})})); }

std::string softplus_of(Translation& t, const std::string& x) { return t.add("Softplus", {x}); }

void mish(Translation& t) { t.give(t.add("Mul", {t.input(), t.add("Tanh", {softplus_of(t, t.input())})})); }

void softplus(Translation& t) {
  double beta = t.call().number("beta");
  if (beta == 1) return t.give(softplus_of(t, t.input()));
  std::string scaled = softplus_of(t, t.add("Mul", {t.input(), scalar(t, beta)}));
  t.give(t.add("Div", {scaled, scalar(t, beta)}));
}

void log_sigmoid(Translation& t) { t.give(t.add("Log", {t.add("Sigmoid", {t.input()})})); }

void tanhshrink(Translation& t) { t.give(t.add("Sub", {t.input(), t.add("Tanh", {t.input()})})); }

/// ½·x·(1 + erf(x/√2)), or the approximation by tanh.
void gelu(Translation& t) {
  std::string x = t.input();
  std::string inner;
  if (t.call().text("approximate") == "tanh") {
    std::string cube = t.add("Mul", {t.add("Mul", {x, x}), x});
    std::string sum = t.add("Add", {x, t.add("Mul", {cube, scalar(t, 0.044715)})});
    inner = t.add("Tanh", {t.add("Mul", {sum, scalar(t, std::sqrt(2 / M_PI))})});
  } else {
    inner = t.add("Erf", {t.add("Div", {x, scalar(t, std::sqrt(2.0))})});
  }
  std::string half = t.add("Mul", {x, scalar(t, 0.5)});
  t.give(t.add("Mul", {half, t.add("Add", {inner, scalar(t, 1)})}));
}

void leaky_relu(Translation& t) {
  t.give(t.add("LeakyRelu", {t.input()}, {{"alpha", t.call().number("negative_slope")}}));
}

void elu(Translation& t) { t.give(t.add("Elu", {t.input()}, {{"alpha", t.call().number("alpha")}})); }

void celu(Translation& t) { t.give(t.add("Celu", {t.input()}, {{"alpha", t.call().number("alpha")}})); }

void selu(Translation& t) {
  t.give(t.add("Selu", {t.input()}, {{"alpha", 1.6732632423543772}, {"gamma", 1.0507009873554805}}));
}

void hardshrink(Translation& t) {
  t.give(t.add("Shrink", {t.input()}, {{"bias", 0.0}, {"lambd", t.call().number("lambd")}}));
}

void softshrink(Translation& t) {
  double lambda = t.call().number("lambd");
  t.give(t.add("Shrink", {t.input()}, {{"bias", lambda}, {"lambd", lambda}}));
}

void threshold(Translation& t) {
  std::string above = t.add("Greater", {t.input(), scalar(t, t.call().number("threshold"))});
  t.give(t.add("Where", {above, t.input(), scalar(t, t.call().number("value"))}));
}

/// In evaluation mode, the mean of the slopes.
void rrelu(Translation& t) {
  double slope = (t.call().number("lower") + t.call().number("upper")) / 2;
  t.give(t.add("LeakyRelu", {t.input()}, {{"alpha", slope}}));
}

/// One slope, or one for each channel.
void prelu(Translation& t) {
  int rank = t.call().shape().rank();
  Ints sizes(static_cast<std::size_t>(std::max(rank - 1, 1)), 1);
  sizes.front() = -1;
  t.give(t.add("PRelu", {t.input(), t.add("Reshape", {t.weight_or_tensor("weight"), t.ints(sizes)})}));
}

void glu(Translation& t) {
  int rank = t.call().shape().rank();
  std::vector<std::string> halves = t.add_many("Split", {t.input()}, {{"axis", axis(t, "dim", rank)}}, 2);
  t.give(t.add("Mul", {halves[0], t.add("Sigmoid", {halves[1]})}));
}

/// A dim that is left out is an old rule of PyTorch's, by the number of dimensions.
std::int64_t softmax_axis(const Translation& t) {
  const layer::Call& c = t.call();
  int rank = c.shape().rank();
  if (c.has("dim") && !c.is_none("dim")) return axis(t, "dim", rank);
  if (c.name() == "Softmax2d") return rank - 3;
  return rank == 0 || rank == 1 || rank == 3 ? 0 : 1;
}

std::string converted_input(Translation& t) { return t.cast(t.input(), t.dtype(), t.call().output().dtype); }

void softmax(Translation& t) { t.give(t.add("Softmax", {converted_input(t)}, {{"axis", softmax_axis(t)}})); }
void log_softmax(Translation& t) { t.give(t.add("LogSoftmax", {converted_input(t)}, {{"axis", softmax_axis(t)}})); }
void softmin(Translation& t) {
  t.give(t.add("Softmax", {t.add("Neg", {converted_input(t)})}, {{"axis", softmax_axis(t)}}));
}

constexpr Spelling kSpellings[] = {
    {"torch.nn.ReLU torch.nn.functional.relu torch.relu", plain<kRelu>},
    {"torch.nn.ReLU6 torch.nn.functional.relu6", relu6},
    {"torch.nn.Hardtanh torch.nn.functional.hardtanh torch.nn.functional.hardtanh_", hardtanh},
    {"torch.nn.Sigmoid torch.sigmoid", plain<kSigmoid>},
    {"torch.nn.Tanh torch.tanh", plain<kTanh>},
    {"torch.nn.Softsign torch.nn.functional.softsign", plain<kSoftsign>},
    {"torch.nn.Hardsigmoid torch.nn.functional.hardsigmoid", hardsigmoid},
    {"torch.nn.Hardswish torch.nn.functional.hardswish", hardswish},
    {"torch.nn.SiLU torch.nn.functional.silu", silu},
    {"torch.nn.Mish torch.nn.functional.mish", mish},
    {"torch.nn.Softplus torch.nn.functional.softplus", softplus},
    {"torch.nn.LogSigmoid torch.nn.functional.logsigmoid", log_sigmoid},
    {"torch.nn.Tanhshrink torch.nn.functional.tanhshrink", tanhshrink},
    {"torch.nn.GELU torch.nn.functional.gelu", gelu},
    {"torch.nn.LeakyReLU torch.nn.functional.leaky_relu torch.nn.functional.leaky_relu_", leaky_relu},
    {"torch.nn.ELU torch.nn.functional.elu torch.nn.functional.elu_", elu},
    {"torch.nn.CELU torch.nn.functional.celu torch.celu", celu},
    {"torch.nn.SELU torch.nn.functional.selu torch.selu", selu},
    {"torch.nn.Hardshrink torch.nn.functional.hardshrink", hardshrink},
    {"torch.nn.Softshrink torch.nn.functional.softshrink", softshrink},
    {"torch.nn.Threshold torch.nn.functional.threshold torch.threshold", threshold},
    {"torch.nn.RReLU torch.nn.functional.rrelu torch.rrelu", rrelu},
    {"torch.nn.PReLU torch.nn.functional.prelu", prelu},
    {"torch.nn.GLU torch.nn.functional.glu", glu},
    {"torch.nn.Softmax torch.nn.Softmax2d torch.nn.functional.softmax torch.softmax torch.special.softmax", softmax},
    {"torch.nn.LogSoftmax torch.nn.functional.log_softmax torch.log_softmax torch.special.log_softmax", log_softmax},
    {"torch.nn.Softmin torch.nn.functional.softmin", softmin},
};

}  // namespace

std::span<const Spelling> activation_spellings() { return kSpellings; }

}  // namespace shapewise::save::spellings
