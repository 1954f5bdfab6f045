// The lazy form of a layer knows which argument it takes from where; a few layers without one are listed.
#include "layer/size_arguments.h"

#include "layer/registry.h"

namespace shapewise::layer {
namespace {

constexpr TakenSize kTaken[] = {{"num_channels", 1}, {"num_parameters", 1}, {"normalized_shape", -1},
                                {"embed_dim", -1},   {"d_model", -1},       {"input_size", -1}};
constexpr std::string_view kGiven[] = {"out_channels", "out_features", "embedding_dim", "hidden_size", "num_features"};

const sym::Expr* number(const ir::Args& args, std::string_view param) {
  const ir::Arg* arg = ir::find(args, param);
  return arg == nullptr ? nullptr : arg->value.as<sym::Expr>();
}

}  // namespace

std::optional<TakenSize> taken_size(const Spec& spec, const ir::Args& args) {
  for (const Spec* other : registry()) {
    const Lazy& lazy = other->lazy;
    if (lazy.becomes.empty() || lazy.becomes != spec.qualified()) continue;
    return TakenSize{lazy.param, lazy.axis == kChannelAxis ? -(spec.spatial + 1) : lazy.axis};
  }
  for (const TakenSize& taken : kTaken) {
    if (ir::find(args, taken.param) != nullptr) return taken;
  }
  return std::nullopt;
}

const ir::Arg* given_size(const ir::Args& args) {
  for (std::string_view param : kGiven) {
    if (const ir::Arg* arg = ir::find(args, param)) return arg;
  }
  return nullptr;
}

bool is_depthwise(const ir::Args& args) {
  const sym::Expr* groups = number(args, "groups");
  const sym::Expr* channels = number(args, "in_channels");
  return groups != nullptr && channels != nullptr && *groups == *channels && !groups->is_constant(1);
}

}  // namespace shapewise::layer
