// Channels become pixels, pixels channels, and channels of groups change places.
#include <fmt/format.h>

#include "exec/kernel.h"
#include "exec/views.h"

namespace shapewise::exec::reference {
namespace {

void shuffle(Execution& c) {
  const Tensor& x = c.input();
  std::int64_t r = c.integer("upscale_factor");
  if (x.rank() < 3 || r < 1 || x.size(-3) % (r * r) != 0)
    return c.fail(fmt::format("channels of {} are not divisible by {}²", to_text(x.dims()), r));
  std::int64_t lead = product(Sizes(x.dims().begin(), x.dims().end() - 3));
  std::int64_t channels = x.size(-3) / (r * r);
  Tensor parts = permuted(reshaped(x, {lead, channels, r, r, x.size(-2), x.size(-1)}), {0, 1, 4, 2, 5, 3});
  Sizes dims(x.dims().begin(), x.dims().end() - 3);
  dims.insert(dims.end(), {channels, x.size(-2) * r, x.size(-1) * r});
  c.give(reshaped(parts, std::move(dims)));
}

void unshuffle(Execution& c) {
  const Tensor& x = c.input();
  std::int64_t r = c.integer("downscale_factor");
  if (x.rank() < 3 || r < 1 || x.size(-1) % r != 0 || x.size(-2) % r != 0)
    return c.fail(fmt::format("height and width of {} are not divisible by {}", to_text(x.dims()), r));
  std::int64_t lead = product(Sizes(x.dims().begin(), x.dims().end() - 3));
  std::int64_t h = x.size(-2) / r;
  std::int64_t w = x.size(-1) / r;
  Tensor parts = permuted(reshaped(x, {lead, x.size(-3), h, r, w, r}), {0, 1, 3, 5, 2, 4});
  Sizes dims(x.dims().begin(), x.dims().end() - 3);
  dims.insert(dims.end(), {x.size(-3) * r * r, h, w});
  c.give(reshaped(parts, std::move(dims)));
}

void channel_shuffle(Execution& c) {
  const Tensor& x = c.input();
  std::int64_t groups = c.integer("groups");
  if (x.rank() < 3 || groups < 1 || x.size(1) % groups != 0)
    return c.fail(fmt::format("channels of {} are not divisible by {}", to_text(x.dims()), groups));
  Sizes parts = x.dims();
  parts[1] = x.size(1) / groups;
  parts.insert(parts.begin() + 1, groups);
  c.give(reshaped(transposed(reshaped(x, std::move(parts)), 1, 2), x.dims()));
}

constexpr Kernel kKernels[] = {
    {"torch.nn.PixelShuffle torch.nn.functional.pixel_shuffle", shuffle},
    {"torch.nn.PixelUnshuffle torch.nn.functional.pixel_unshuffle", unshuffle},
    {"torch.nn.ChannelShuffle torch.nn.functional.channel_shuffle", channel_shuffle},
};

}  // namespace

std::span<const Kernel> pixel_shuffle_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
