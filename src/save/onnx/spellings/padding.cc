// Padding: torch lists the sides from the last axis on, ONNX all beginnings, then all ends. Negative sides crop in
// both.
#include <algorithm>

#include "save/onnx/spelling.h"

namespace shapewise::save::spellings {
namespace {

std::string_view mode_of(const layer::Call& c) {
  std::string_view text = c.has("mode") ? c.text("mode") : c.name();
  if (text.starts_with("reflect") || text.starts_with("Reflection")) return "reflect";
  if (text.starts_with("replicate") || text.starts_with("Replication")) return "edge";
  if (text.starts_with("circular") || text.starts_with("Circular")) return "";
  return "constant";
}

void write(Translation& t) {
  const layer::Call& c = t.call();
  std::string_view param = c.has("pad") ? "pad" : "padding";
  std::vector<sym::Expr> sides = c.int_list(param);
  if (!c.arg(param).is<ir::AttrList>()) sides.assign(static_cast<std::size_t>(2 * c.spatial()), sides.front());
  Ints sizes = numbers(t, sides, param);
  std::string_view mode = mode_of(c);
  if (mode.empty()) return t.refuse("circular padding comes with opset 19");
  auto rank = static_cast<std::size_t>(c.shape().rank());
  Ints pads(2 * rank);
  for (std::size_t i = 0; i + 1 < sizes.size(); i += 2) {
    std::size_t axis = rank - 1 - i / 2;
    pads[axis] = sizes[i];
    pads[rank + axis] = sizes[i + 1];
  }
  bool nothing = std::all_of(pads.begin(), pads.end(), [](std::int64_t size) { return size == 0; });
  if (nothing) return t.give(t.input());
  std::vector<std::string> inputs{t.input(), t.ints(pads)};
  bool given = c.has("value") && !c.is_none("value");
  if (mode == "constant") inputs.push_back(t.number(given ? c.number("value") : 0, t.dtype()));
  t.give(t.add("Pad", inputs, {{"mode", std::string(mode)}}));
}

constexpr Spelling kSpellings[] = {
    {"torch.nn.ConstantPad1d torch.nn.ConstantPad2d torch.nn.ConstantPad3d torch.nn.ZeroPad1d torch.nn.ZeroPad2d "
     "torch.nn.ZeroPad3d torch.nn.ReflectionPad1d torch.nn.ReflectionPad2d torch.nn.ReflectionPad3d "
     "torch.nn.ReplicationPad1d torch.nn.ReplicationPad2d torch.nn.ReplicationPad3d torch.nn.CircularPad1d "
     "torch.nn.CircularPad2d torch.nn.CircularPad3d torch.nn.functional.pad",
     write},
};

}  // namespace

std::span<const Spelling> padding_spellings() { return kSpellings; }

}  // namespace shapewise::save::spellings
