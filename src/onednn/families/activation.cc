// Activations: functions of elements, as oneDNN has them.
#include "onednn/families.h"
#include "onednn/lowerer.h"

namespace shapewise::onednn {
namespace {

using dnnl::algorithm;

bool activation(Lowerer& l) {
  std::vector<Eltwise> functions = eltwise_of(l.call());
  if (functions.empty() || !l.floats()) return false;
  give_functions(l, functions);
  return true;
}

constexpr Lowering kLowerings[] = {
    {"torch.nn.ReLU torch.nn.functional.relu torch.relu torch.nn.ReLU6 torch.nn.functional.relu6 torch.nn.LeakyReLU "
     "torch.nn.functional.leaky_relu torch.nn.functional.leaky_relu_ torch.nn.ELU torch.nn.functional.elu "
     "torch.nn.functional.elu_ torch.nn.SELU torch.nn.functional.selu torch.selu torch.nn.GELU "
     "torch.nn.functional.gelu torch.nn.Hardtanh torch.nn.functional.hardtanh torch.nn.functional.hardtanh_ "
     "torch.nn.Hardswish torch.nn.functional.hardswish torch.nn.Hardsigmoid torch.nn.functional.hardsigmoid "
     "torch.nn.Tanh torch.tanh torch.tanh_ torch.nn.Sigmoid torch.sigmoid torch.sigmoid_ torch.nn.SiLU "
     "torch.nn.functional.silu torch.nn.Mish torch.nn.functional.mish",
     Role::Activation, activation},
};

float number(exec::Execution& c, std::string_view param) { return static_cast<float>(c.number(param)); }

}  // namespace

void give_functions(Lowerer& l, const std::vector<Eltwise>& functions) {
  Held held = l.source();
  Held to = l.over_source(held.desc);
  for (const Eltwise& one : functions) {
    dnnl::eltwise_forward::desc desc(dnnl::prop_kind::forward_inference, one.algorithm, held.desc, one.alpha, one.beta);
    dnnl::eltwise_forward::primitive_desc pd(desc, l.attributes(), l.engine());
    l.emit(dnnl::eltwise_forward(pd), pd.scratchpad_desc(), {{DNNL_ARG_SRC, held}, {DNNL_ARG_DST, to}});
    held = to;
  }
  l.give(to);
}

std::vector<Eltwise> eltwise_of(exec::Execution& c) {
  std::string name(c.name());
  if (name.ends_with('_')) name.pop_back();
  for (char& letter : name) letter = static_cast<char>(letter >= 'A' && letter <= 'Z' ? letter + 'a' - 'A' : letter);
  if (name == "relu") return {{algorithm::eltwise_relu}};
  if (name == "relu6") return {{algorithm::eltwise_clip, 0, 6}};
  if (name == "leakyrelu" || name == "leaky_relu") return {{algorithm::eltwise_relu, number(c, "negative_slope")}};
  if (name == "elu") return {{algorithm::eltwise_elu, number(c, "alpha")}};
  if (name == "selu")
    return {{algorithm::eltwise_elu, 1.6732632423543772F}, {algorithm::eltwise_linear, 1.0507009873554805F}};
  if (name == "gelu")
    return {{c.text("approximate") == "tanh" ? algorithm::eltwise_gelu_tanh : algorithm::eltwise_gelu_erf}};
  if (name == "hardtanh") return {{algorithm::eltwise_clip, number(c, "min_val"), number(c, "max_val")}};
  if (name == "hardswish") return {{algorithm::eltwise_hardswish}};
  if (name == "hardsigmoid") return {{algorithm::eltwise_linear, 1.0F / 6, 0.5F}, {algorithm::eltwise_clip, 0, 1}};
  if (name == "tanh") return {{algorithm::eltwise_tanh}};
  if (name == "sigmoid") return {{algorithm::eltwise_logistic}};
  if (name == "silu") return {{algorithm::eltwise_swish, 1}};
  if (name == "mish") return {{algorithm::eltwise_mish}};
  return {};
}

std::span<const Lowering> activation_lowerings() { return kLowerings; }

}  // namespace shapewise::onednn
