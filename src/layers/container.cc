// Modules that hold modules or parameters. Front ends build them; here are their names and signatures.
// Source: torch/nn/modules/container.py.
#include "layer/registry.h"

namespace shapewise::layers {
namespace {

using namespace layer;

constexpr Param kModules[] = {{"args", Takes::Any, "", "modules, or one OrderedDict of them", How::Variadic}};
constexpr Param kInput[] = {{"input", Takes::Any, "", "what the first module takes"}};
constexpr Param kModuleList[] = {{"modules", Takes::Any, "None", "an iterable of modules"}};
constexpr Param kModuleDict[] = {{"modules", Takes::Any, "None", "a mapping of names to modules"}};
constexpr Param kParameterList[] = {{"values", Takes::Any, "None", "an iterable of parameters"}};
constexpr Param kParameterDict[] = {{"parameters", Takes::Any, "None", "a mapping of names to parameters"}};

constexpr Spec holder(std::string_view names, std::string_view summary, std::span<const Param> params) {
  return {.names = names, .form = Form::Container, .summary = summary, .rule = "it cannot be called", .params = params};
}

constexpr Spec kSpecs[] = {
    {.names = "torch.nn.Sequential",
     .form = Form::Container,
     .summary = "Modules, each of which gets what the one before it returns.",
     .rule = "as its modules, one after the other",
     .params = kModules,
     .call = kInput},
    holder("torch.nn.ModuleList", "A list of modules.", kModuleList),
    holder("torch.nn.ModuleDict", "Modules by name.", kModuleDict),
    holder("torch.nn.ParameterList", "A list of parameters.", kParameterList),
    holder("torch.nn.ParameterDict", "Parameters by name.", kParameterDict),
};

}  // namespace

std::span<const Spec> container_specs() { return kSpecs; }

}  // namespace shapewise::layers
