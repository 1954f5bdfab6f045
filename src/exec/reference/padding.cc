// Padding layers, whose mode their names tell.
#include "exec/padding.h"

#include "exec/kernel.h"

namespace shapewise::exec::reference {
namespace {

std::string_view mode_of(std::string_view layer) {
  if (layer.starts_with("Reflection")) return "reflect";
  if (layer.starts_with("Replication")) return "replicate";
  return layer.starts_with("Circular") ? "circular" : "constant";
}

void pad_layer(Execution& c) {
  Sizes pad = c.sizes("padding");
  if (pad.size() == 1) pad.assign(static_cast<std::size_t>(2 * c.call().spatial()), pad.front());
  c.give(padded(c, c.input(), pad, mode_of(c.name()), c.number("value")));
}

void pad(Execution& c) { c.give(padded(c, c.input(), c.sizes("pad"), c.text("mode"), c.number("value"))); }

constexpr Kernel kKernels[] = {
    {"torch.nn.ConstantPad1d torch.nn.ConstantPad2d torch.nn.ConstantPad3d torch.nn.ZeroPad1d torch.nn.ZeroPad2d "
     "torch.nn.ZeroPad3d torch.nn.ReflectionPad1d torch.nn.ReflectionPad2d torch.nn.ReflectionPad3d "
     "torch.nn.ReplicationPad1d torch.nn.ReplicationPad2d torch.nn.ReplicationPad3d torch.nn.CircularPad1d "
     "torch.nn.CircularPad2d torch.nn.CircularPad3d",
     pad_layer},
    {"torch.nn.functional.pad", pad},
};

}  // namespace

std::span<const Kernel> padding_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
