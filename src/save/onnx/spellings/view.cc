// The same elements with other sizes, in another order, another type, or not changed at all.
#include <algorithm>

#include "save/onnx/spelling.h"

namespace shapewise::save::spellings {
namespace {

/// What the call asks for has been worked out: the shape of its output.
void reshape(Translation& t) { t.give(t.reshaped(t.input(), t.call().shape(), *t.call().output().shape)); }

void same(Translation& t) { t.give(t.input()); }

void dropout(Translation& t) {
  const layer::Call& c = t.call();
  bool drops = (c.has("training") && c.flag("training")) || (c.has("train") && c.flag("train"));
  bool none = c.has("p") && c.number("p") == 0;
  if (drops && !none) return t.refuse("it drops elements in evaluation, too");
  same(t);
}

void convert(Translation& t) { t.give(t.cast(t.input(), t.dtype(), t.call().output().dtype)); }

// --- order of the dimensions ---

void give_order(Translation& t, const Ints& order) {
  if (std::is_sorted(order.begin(), order.end())) return t.give(t.input());
  t.give(t.add("Transpose", {t.input()}, {{"perm", order}}));
}

Ints all_axes(const Translation& t) {
  Ints axes(static_cast<std::size_t>(t.call().shape().rank()));
  for (std::size_t i = 0; i < axes.size(); ++i) axes[i] = static_cast<std::int64_t>(i);
  return axes;
}

void permute(Translation& t) {
  Ints order = numbers(t, t.call().int_list("dims"), "dims");
  for (std::int64_t& axis : order) axis += axis < 0 ? t.call().shape().rank() : 0;
  give_order(t, order);
}

void exchange(Translation& t, std::int64_t a, std::int64_t b) {
  Ints order = all_axes(t);
  if (!order.empty()) std::swap(order[static_cast<std::size_t>(a)], order[static_cast<std::size_t>(b)]);
  give_order(t, order);
}

void transpose(Translation& t) {
  int rank = t.call().shape().rank();
  bool axes = t.call().has("axis0");
  exchange(t, axis(t, axes ? "axis0" : "dim0", rank), axis(t, axes ? "axis1" : "dim1", rank));
}

void transpose_matrix(Translation& t) {
  int rank = t.call().shape().rank();
  if (rank < 2) return same(t);
  exchange(t, rank - 2, rank - 1);
}

void reverse(Translation& t) {
  Ints order = all_axes(t);
  std::reverse(order.begin(), order.end());
  give_order(t, order);
}

/// Reshaped, exchanged, reshaped: what shuffles of pixels and channels are.
void pixel_shuffle(Translation& t) {
  auto factor = t.call().integer("upscale_factor").constant();
  if (!factor || t.call().shape().rank() != 4) return t.refuse("its input is no batch of images");
  t.give(t.add("DepthToSpace", {t.input()},
               {{"blocksize", static_cast<std::int64_t>(*factor)}, {"mode", std::string("CRD")}}));
}

/// (N, C, H·r, W·r) → (N, C, H, r, W, r) → (N, C, r, r, H, W).
void pixel_unshuffle(Translation& t) {
  const layer::Call& c = t.call();
  auto factor = c.integer("downscale_factor").constant();
  if (!factor || c.shape().rank() != 4) return t.refuse("its input is no batch of images");
  const sym::Shape& out = *c.output().shape;
  auto r = static_cast<std::int64_t>(*factor);
  Ints sizes = numbers(t, {c.shape()[1], out[2], out[3]}, "a size of its input");
  if (!t.why().empty()) return;
  std::string cut = t.add("Reshape", {t.input(), t.ints({0, sizes[0], sizes[1], r, sizes[2], r})});
  std::string turned = t.add("Transpose", {cut}, {{"perm", Ints{0, 1, 3, 5, 2, 4}}});
  t.give(t.add("Reshape", {turned, t.ints({0, sizes[0] * r * r, sizes[1], sizes[2]})}));
}

/// (N, C, …) → (N, g, C/g, …) → (N, C/g, g, …).
void channel_shuffle(Translation& t) {
  const layer::Call& c = t.call();
  Ints sizes = numbers(t, {c.integer("groups"), c.shape()[1]}, "the number of channels");
  if (!t.why().empty()) return;
  std::string cut = t.add("Reshape", {t.input(), t.ints({0, sizes[0], sizes[1] / sizes[0], -1})});
  std::string turned = t.add("Transpose", {cut}, {{"perm", Ints{0, 2, 1, 3}}});
  t.give(t.add("Reshape", {turned, t.add("Shape", {t.input()})}));
}

/// Sizes that the input has already are left to it.
void expand(Translation& t) {
  const layer::Call& c = t.call();
  const sym::Shape& out = *c.output().shape;
  std::vector<sym::Expr> target;
  int more = out.rank() - c.shape().rank();
  for (int i = 0; i < out.rank(); ++i) {
    bool kept = i >= more && c.shape()[i - more] == out[i];
    target.push_back(kept ? sym::Expr(1) : out[i]);
  }
  std::string sizes = t.sizes(target);
  if (!sizes.empty()) t.give(t.add("Expand", {t.input(), sizes}));
}

void repeat(Translation& t) {
  const layer::Call& c = t.call();
  std::vector<sym::Expr> times = c.int_list(c.has("repeats") ? "repeats" : "dims");
  sym::Shape shape = c.shape();
  while (times.size() < shape.dims.size()) times.insert(times.begin(), 1);
  while (shape.dims.size() < times.size()) shape.dims.insert(shape.dims.begin(), 1);
  std::string counts = t.sizes(times);
  if (!counts.empty()) t.give(t.add("Tile", {t.reshaped(t.input(), c.shape(), shape), counts}));
}

constexpr Spelling kSpellings[] = {
    {"torch.Tensor.view torch.Tensor.reshape torch.reshape torch.Tensor.view_as torch.nn.Flatten torch.flatten "
     "torch.nn.Unflatten torch.unflatten torch.squeeze torch.unsqueeze",
     reshape},
    {"torch.nn.Identity torch.clone torch.Tensor.contiguous torch.detach torch.Tensor.cpu", same},
    {"torch.nn.Dropout torch.nn.Dropout1d torch.nn.Dropout2d torch.nn.Dropout3d torch.nn.AlphaDropout "
     "torch.nn.FeatureAlphaDropout torch.nn.functional.dropout torch.nn.functional.dropout1d "
     "torch.nn.functional.dropout2d torch.nn.functional.dropout3d torch.nn.functional.alpha_dropout "
     "torch.nn.functional.feature_alpha_dropout torch.dropout torch.feature_dropout torch.alpha_dropout",
     dropout},
    {"torch.Tensor.to torch.Tensor.type torch.Tensor.float torch.Tensor.double torch.Tensor.half torch.Tensor.bfloat16 "
     "torch.Tensor.long torch.Tensor.int torch.Tensor.short torch.Tensor.char torch.Tensor.byte torch.Tensor.bool "
     "torch.Tensor.type_as",
     convert},
    {"torch.permute torch.Tensor.permute", permute},
    {"torch.transpose torch.swapaxes", transpose},
    {"torch.t torch.adjoint", transpose_matrix},
    {"torch.Tensor.T", reverse},
    {"torch.nn.PixelShuffle torch.nn.functional.pixel_shuffle", pixel_shuffle},
    {"torch.nn.PixelUnshuffle torch.nn.functional.pixel_unshuffle", pixel_unshuffle},
    {"torch.nn.ChannelShuffle torch.nn.functional.channel_shuffle", channel_shuffle},
    {"torch.Tensor.expand torch.broadcast_to torch.Tensor.expand_as", expand},
    {"torch.Tensor.repeat torch.tile", repeat},
};

}  // namespace

std::span<const Spelling> view_spellings() { return kSpellings; }

}  // namespace shapewise::save::spellings
