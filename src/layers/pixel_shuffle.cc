// PixelShuffle, PixelUnshuffle and ChannelShuffle with their functions: elements move between channels and places.
// Source: https://pytorch.org/docs/stable/generated/torch.nn.PixelShuffle.html, aten/src/ATen/native/PixelShuffle.cpp
// and ChanelShuffle.cpp.
#include <fmt/format.h>

#include "layer/demand.h"
#include "layer/saved.h"
#include "layer/window.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Formula;
using sym::Shape;

constexpr std::string_view kUp = "upscale_factor";
constexpr std::string_view kDown = "downscale_factor";

void shuffle(Call& c) {
  if (!demand_rank_at_least(c, c.input(), 3)) return c.give_nothing("the input has the wrong rank");
  if (!demand_at_least(c, kUp, 1)) return c.give(with_last_unknown(c.shape(), 3));
  Expr r = c.integer(kUp);
  Shape out = c.shape();
  bool fits = c.holds(sym::divisible(out[-3], r * r), "the channels must be divisible by the square of upscale_factor");
  if (!fits) {
    auto& d = c.reject(Kind::SizeMismatch, kUp,
                       fmt::format("{} needs a number of channels that is divisible by {}²: its input has {}", c.name(),
                                   sym::to_text(r), sym::to_text(out[-3])));
    d.label = fmt::format("{} is not divisible by {}", sym::to_text(out[-3]), sym::to_text(r * r));
  }
  out[-3] = fits ? sym::floor_div(out[-3], r * r) : Expr::unknown();
  out[-2] = out[-2] * r;
  out[-1] = out[-1] * r;
  c.give(std::move(out));
}

void unshuffle(Call& c) {
  if (!demand_rank_at_least(c, c.input(), 3)) return c.give_nothing("the input has the wrong rank");
  if (!demand_at_least(c, kDown, 1)) return c.give(with_last_unknown(c.shape(), 3));
  Expr r = c.integer(kDown);
  Shape out = c.shape();
  for (int i : {-2, -1}) {
    bool fits = c.holds(sym::divisible(out[i], r), "height and width must be divisible by downscale_factor");
    if (!fits) {
      auto& d = c.reject(Kind::SizeMismatch, kDown,
                         fmt::format("{} needs a {} that is divisible by {}: its input has {}", c.name(),
                                     i == -2 ? "height" : "width", sym::to_text(r), sym::to_text(out[i])));
      d.label = fmt::format("{} is not divisible by {}", sym::to_text(out[i]), sym::to_text(r));
    }
    out[i] = fits ? sym::floor_div(out[i], r) : Expr::unknown();
  }
  out[-3] = out[-3] * r * r;
  c.give(std::move(out));
}

void shuffle_channels(Call& c) {
  if (!demand_rank_at_least(c, c.input(), 3)) return c.give_nothing("the input has the wrong rank");
  Expr groups = c.integer("groups");
  if (demand_at_least(c, "groups", 1) &&
      !c.holds(sym::divisible(c.shape()[1], groups), "the channels must be divisible by groups")) {
    auto& d = c.reject(Kind::GroupMismatch, "groups",
                       fmt::format("{} can't divide {} channels into {} groups", c.name(), sym::to_text(c.shape()[1]),
                                   sym::to_text(groups)));
    d.label = fmt::format("{} is not divisible by {}", sym::to_text(c.shape()[1]), sym::to_text(groups));
    d.notes.push_back(fmt::format("the channels are dimension 1 of the input {}", sym::to_text(c.shape())));
  }
  c.give(c.shape());
}

std::vector<SizeRule> sizes(const Call& c) {
  bool up = c.has(kUp);
  Formula r = named("r", c.integer(up ? kUp : kDown));
  std::vector<SizeRule> rules;
  Formula channels = named("C", c.shape()[-3]);
  rules.push_back({"C", up ? channels / (r * r) : channels * r * r});
  for (int i : {-2, -1}) {
    Formula size = named(i == -2 ? "H" : "W", c.shape()[i]);
    rules.push_back({i == -2 ? "H" : "W", up ? size * r : size / r});
  }
  return rules;
}

/// Shuffling spreads a place over r×r ones; its inverse gathers them.
Receptive receptive(const Call& c) {
  bool up = c.has(kUp);
  Expr r = c.integer(up ? kUp : kDown);
  ReceptiveAxis axis = up ? ReceptiveAxis{1, 1, r, 0} : ReceptiveAxis{r, r, 1, 0};
  return {Receptive::Kind::Window, {axis, axis}};
}

constexpr Param kShuffle[] = {{kUp, Takes::Int, "", "how much larger height and width become"}};
constexpr Param kUnshuffle[] = {{kDown, Takes::Int, "", "how much smaller height and width become"}};
constexpr Param kChannels[] = {
    {"groups", Takes::Int, "", "groups that the channels are divided into and interleaved from"}};
constexpr Param kForward[] = {{"input", Takes::Tensor, "", "(*, C, H, W)"}};
constexpr Param kShuffleFunction[] = {kForward[0], kShuffle[0]};
constexpr Param kUnshuffleFunction[] = {kForward[0], kUnshuffle[0]};
constexpr Param kChannelsFunction[] = {kForward[0], kChannels[0]};

constexpr Example kShuffleExamples[] = {{"PixelShuffle(3)", "N,9,4,4", "(N, 1, 12, 12)", "0", "0"}};
constexpr Rejected kShuffleRejected[] = {
    {"PixelShuffle(2)", "N,6,4,4", Kind::SizeMismatch},
    {"PixelShuffle(0)", "N,6,4,4", Kind::ArgumentValue},
};
constexpr Example kUnshuffleExamples[] = {{"PixelUnshuffle(3)", "N,1,12,12", "(N, 9, 4, 4)", "0", "0"}};
constexpr Rejected kUnshuffleRejected[] = {{"PixelUnshuffle(2)", "N,1,7,8", Kind::SizeMismatch}};
constexpr Example kChannelsExamples[] = {{"ChannelShuffle(2)", "N,4,2,2", "(N, 4, 2, 2)", "0", "0"}};
constexpr Rejected kChannelsRejected[] = {
    {"ChannelShuffle(3)", "N,4,2,2", Kind::GroupMismatch},
    {"ChannelShuffle(2)", "N,4", Kind::RankMismatch},
};

struct Texts {
  std::string_view summary;
  std::string_view rule;
};
constexpr Texts kShuffleTexts = {"Rearranges groups of r² channels to an r times larger image.",
                                 "(*, C·r², H, W) → (*, C, H·r, W·r)"};
constexpr Texts kUnshuffleTexts = {"Rearranges blocks of r×r elements to r² times as many channels.",
                                   "(*, C, H·r, W·r) → (*, C·r², H, W)"};
constexpr Texts kChannelsTexts = {"Interleaves groups of channels.", "(N, C, *) → (N, C, *)"};

constexpr Spec kSpecs[] = {
    {.names = "torch.nn.PixelShuffle",
     .summary = kShuffleTexts.summary,
     .rule = kShuffleTexts.rule,
     .params = kShuffle,
     .call = kForward,
     .infer = shuffle,
     .sizes = sizes,
     .receptive = receptive,
     .saved = saves_nothing,
     .placement = Placement::AsInputs,
     .examples = kShuffleExamples,
     .rejected = kShuffleRejected},
    {.names = "torch.nn.functional.pixel_shuffle torch.pixel_shuffle",
     .form = Form::Function,
     .summary = kShuffleTexts.summary,
     .rule = kShuffleTexts.rule,
     .call = kShuffleFunction,
     .infer = shuffle,
     .sizes = sizes,
     .receptive = receptive,
     .saved = saves_nothing,
     .placement = Placement::AsInputs},
    {.names = "torch.nn.PixelUnshuffle",
     .summary = kUnshuffleTexts.summary,
     .rule = kUnshuffleTexts.rule,
     .params = kUnshuffle,
     .call = kForward,
     .infer = unshuffle,
     .sizes = sizes,
     .receptive = receptive,
     .saved = saves_nothing,
     .placement = Placement::AsInputs,
     .examples = kUnshuffleExamples,
     .rejected = kUnshuffleRejected},
    {.names = "torch.nn.functional.pixel_unshuffle torch.pixel_unshuffle",
     .form = Form::Function,
     .summary = kUnshuffleTexts.summary,
     .rule = kUnshuffleTexts.rule,
     .call = kUnshuffleFunction,
     .infer = unshuffle,
     .sizes = sizes,
     .receptive = receptive,
     .saved = saves_nothing,
     .placement = Placement::AsInputs},
    {.names = "torch.nn.ChannelShuffle",
     .summary = kChannelsTexts.summary,
     .rule = kChannelsTexts.rule,
     .params = kChannels,
     .call = kForward,
     .infer = shuffle_channels,
     .examples = kChannelsExamples,
     .rejected = kChannelsRejected},
    {.names = "torch.nn.functional.channel_shuffle torch.channel_shuffle torch.nn.functional.native_channel_shuffle",
     .form = Form::Function,
     .summary = kChannelsTexts.summary,
     .rule = kChannelsTexts.rule,
     .call = kChannelsFunction,
     .infer = shuffle_channels},
};

}  // namespace

std::span<const Spec> pixel_shuffle_specs() { return kSpecs; }

}  // namespace shapewise::layers
