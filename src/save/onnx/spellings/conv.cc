// Convolutions and transposed convolutions. What is not padded with zeros is padded by an operator of its own.
#include "save/onnx/spelling.h"

namespace shapewise::save::spellings {
namespace {

/// Elements added before all axes, then those behind.
struct Sides {
  Ints before;
  Ints after;

  Ints joined() const {
    Ints all = before;
    all.insert(all.end(), after.begin(), after.end());
    return all;
  }
};

Ints kernel_of(Translation& t) {
  const layer::Call& c = t.call();
  if (c.has("kernel_size")) return numbers(t, c.ints("kernel_size", c.spatial()), "kernel_size");
  const sym::Shape& weight = *c.tensor("weight")->shape;
  return numbers(t, {weight.dims.begin() + 2, weight.dims.end()}, "the size of the window");
}

Sides sides_of(Translation& t, const Ints& kernel, const Ints& dilation) {
  const layer::Call& c = t.call();
  auto axes = static_cast<std::size_t>(c.spatial());
  std::string_view text = c.text("padding");
  if (text.empty()) {
    Ints sides = numbers(t, c.ints("padding", c.spatial()), "padding");
    return {sides, sides};
  }
  Sides sides{Ints(axes), Ints(axes)};
  for (std::size_t i = 0; i < axes && text == "same"; ++i) {
    std::int64_t total = dilation[i] * (kernel[i] - 1);
    sides.before[i] = total / 2;
    sides.after[i] = total - total / 2;
  }
  return sides;
}

/// Whether the input has a batch; else it gets one of size 1.
bool is_batched(const layer::Call& c) { return c.shape().rank() == c.spatial() + 2; }

std::string batched_input(Translation& t) {
  return is_batched(t.call()) ? t.input() : t.add("Unsqueeze", {t.input(), t.ints({0})});
}

void give(Translation& t, std::string name) {
  t.give(is_batched(t.call()) ? std::move(name) : t.add("Squeeze", {name, t.ints({0})}));
}

/// As an operator before the convolution: ONNX convolves with zeros around only.
std::string padded(Translation& t, const std::string& input, const Sides& sides, std::string_view mode) {
  if (mode == "circular") {
    t.refuse("circular padding comes with opset 19");
    return "";
  }
  Ints before = sides.before;
  Ints after = sides.after;
  before.insert(before.begin(), 2, 0);
  after.insert(after.begin(), 2, 0);
  std::string pads = t.ints(Sides{before, after}.joined());
  return t.add("Pad", {input, pads}, {{"mode", std::string(mode == "replicate" ? "edge" : "reflect")}});
}

std::vector<std::string> inputs_of(Translation& t, std::string input) {
  std::vector<std::string> inputs{std::move(input), t.weight_or_tensor("weight")};
  if (std::string bias = t.weight_or_tensor("bias"); !bias.empty()) inputs.push_back(std::move(bias));
  return inputs;
}

void write_conv(Translation& t) {
  const layer::Call& c = t.call();
  Ints kernel = kernel_of(t);
  Ints dilation = numbers(t, c.ints("dilation", c.spatial()), "dilation");
  Sides sides = sides_of(t, kernel, dilation);
  std::string input = batched_input(t);
  std::string_view mode = c.has("padding_mode") ? c.text("padding_mode") : "zeros";
  if (mode != "zeros") {
    input = padded(t, input, sides, mode);
    sides = {Ints(kernel.size()), Ints(kernel.size())};
  }
  give(t, t.add("Conv", inputs_of(t, input),
                {{"kernel_shape", kernel},
                 {"strides", numbers(t, c.ints("stride", c.spatial()), "stride")},
                 {"pads", sides.joined()},
                 {"dilations", dilation},
                 {"group", numbers(t, {c.integer("groups")}, "groups").front()}}));
}

/// The output size that output_size asks for becomes output_padding; what inference found is what it must be.
void write_transposed(Translation& t) {
  const layer::Call& c = t.call();
  Ints kernel = kernel_of(t);
  Ints padding = numbers(t, c.ints("padding", c.spatial()), "padding");
  Ints dilation = numbers(t, c.ints("dilation", c.spatial()), "dilation");
  Ints stride = numbers(t, c.ints("stride", c.spatial()), "stride");
  Ints extra = numbers(t, c.ints("output_padding", c.spatial()), "output_padding");
  if (c.has("output_size") && !c.is_none("output_size")) return t.refuse("output_size is not written");
  give(t, t.add("ConvTranspose", inputs_of(t, batched_input(t)),
                {{"kernel_shape", kernel},
                 {"strides", stride},
                 {"pads", Sides{padding, padding}.joined()},
                 {"output_padding", extra},
                 {"dilations", dilation},
                 {"group", numbers(t, {c.integer("groups")}, "groups").front()}}));
}

constexpr Spelling kSpellings[] = {
    {"torch.nn.Conv1d torch.nn.Conv2d torch.nn.Conv3d torch.nn.functional.conv1d torch.nn.functional.conv2d "
     "torch.nn.functional.conv3d",
     write_conv},
    {"torch.nn.ConvTranspose1d torch.nn.ConvTranspose2d torch.nn.ConvTranspose3d "
     "torch.nn.functional.conv_transpose1d torch.nn.functional.conv_transpose2d "
     "torch.nn.functional.conv_transpose3d",
     write_transposed},
};

}  // namespace

std::span<const Spelling> conv_spellings() { return kSpellings; }

}  // namespace shapewise::save::spellings
