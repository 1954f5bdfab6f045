// Fourier transforms: torch.fft, stft and istft. Along its dimensions a transform keeps the size or takes another one;
// of real signals one half is kept, n/2 + 1 elements.
// Source: https://pytorch.org/docs/stable/fft.html, aten/src/ATen/native/SpectralOps.cpp.
#include <fmt/format.h>

#include "layer/axes.h"
#include "layer/demand.h"
#include "layer/promote.h"
#include "layer/receptive.h"
#include "layer/row.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Shape;

/// What becomes of the last dimension that is transformed.
enum class Last { Kept, Halved, Doubled };

/// The size along a dimension, where `given` is the size asked for; none or -1 leaves it as it is.
Expr transformed(const Expr& size, const std::optional<Expr>& given, Last last) {
  bool own = !given || given->is_constant(-1);
  if (last == Last::Doubled) return own ? 2 * (size - 1) : *given;
  Expr signal = own ? size : *given;
  return last == Last::Halved ? sym::floor_div(signal, 2) + 1 : signal;
}

void give_transform(Call& c, const std::vector<int>& axes, const std::vector<std::optional<Expr>>& sizes, Last last) {
  if (last == Last::Halved) demand_real(c, c.input(), "input");
  Shape out = c.shape();
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (sizes[i] && c.refuted(sym::ge(*sizes[i], 1)) && !sizes[i]->is_constant(-1)) {
      c.reject(Kind::ArgumentValue, c.has("n") ? "n" : "s", "a transform needs at least one element").label =
          fmt::format("expected at least 1, not {}", sym::to_text(*sizes[i]));
      return c.give_nothing("its size is not valid");
    }
    out[axes[i]] = transformed(out[axes[i]], sizes[i], i + 1 == axes.size() ? last : Last::Kept);
  }
  c.give(tensor_of(std::move(out),
                   last == Last::Doubled ? type_of(c.input()).floating().real() : type_of(c.input()).complex()));
}

template <Last L>
void along_one(Call& c) {
  if (!demand_rank_at_least(c, c.input(), 1)) return c.give_nothing("it has no dimension");
  auto dim = demand_axis(c, "dim", c.shape().rank());
  if (!dim) return;
  std::optional<Expr> size = c.is_none("n") ? std::nullopt : std::optional(c.integer("n"));
  give_transform(c, {*dim}, {size}, L);
}

/// Without dimensions: as many at the end as there are sizes, or all.
template <Last L>
void along_many(Call& c) {
  std::vector<Expr> given = c.is_none("s") ? std::vector<Expr>() : c.int_list("s");
  if (!c.known("s")) return c.give_nothing("the sizes are not known");
  if (!demand_rank_at_least(c, c.input(), 1)) return c.give_nothing("it has no dimension");
  int rank = c.shape().rank();
  std::vector<int> axes;
  if (!c.is_none("dim")) {
    auto named = axes_of(c, "dim", rank);
    if (!named) return c.give_nothing("the dimensions are not known");
    axes = std::move(*named);
  } else {
    int count = given.empty() ? rank : std::min(rank, static_cast<int>(given.size()));
    for (int i = rank - count; i < rank; ++i) axes.push_back(i);
  }
  if (!given.empty() && given.size() != axes.size()) {
    c.reject(Kind::ArgumentValue, "s", "a transform needs one size for each dimension").label =
        fmt::format("{} for {}", given.size(), axes.size());
    return c.give_nothing("its sizes do not fit");
  }
  std::vector<std::optional<Expr>> sizes(axes.size());
  for (std::size_t i = 0; i < given.size(); ++i) sizes[i] = given[i];
  give_transform(c, axes, sizes, L);
}

void shifted(Call& c) {
  if (!c.is_none("dim")) axes_of(c, "dim", c.shape().rank());
  c.give(c.shape());
}

template <bool Half>
void frequencies(Call& c) {
  Expr n = c.integer("n");
  c.give(tensor_of(Shape{Half ? sym::floor_div(n, 2) + 1 : n}, dtype_argument(c, "dtype", {})));
}

Expr hop_length(const Call& c) {
  return c.is_none("hop_length") ? sym::floor_div(c.integer("n_fft"), 4) : c.integer("hop_length");
}

/// Half of the spectrum, unless the signal is complex or all is asked for.
bool one_sided(const Call& c) {
  return c.is_none("onesided") ? !ir::is_complex(c.dtype()) || c.has("length") : c.flag("onesided");
}

/// The windows lie as far apart as hop_length says; centred ones reach over both ends.
void short_time(Call& c) {
  if (!demand_rank(c, c.input(), {1, 2}, "input")) return c.give_nothing("its signal has too many dimensions");
  Expr n = c.integer("n_fft");
  Expr length = c.shape()[-1];
  if (c.flag("center")) length += 2 * sym::floor_div(n, 2);
  if (!c.holds(sym::ge(length, n), "a signal as long as its window")) {
    c.reject(Kind::SizeMismatch, "n_fft", "the signal is shorter than its window").label =
        fmt::format("{} elements", sym::to_text(c.shape()[-1]));
    return c.give_nothing("its signal is too short");
  }
  Shape out(std::vector<Expr>(c.shape().dims.begin(), c.shape().dims.end() - 1));
  out.dims.push_back(one_sided(c) ? sym::floor_div(n, 2) + 1 : n);
  out.dims.push_back(sym::floor_div(length - n, hop_length(c)) + 1);
  bool complex = c.is_none("return_complex") ? ir::is_complex(c.dtype()) : c.flag("return_complex");
  if (!complex) out.dims.push_back(2);
  c.give(tensor_of(std::move(out), complex ? type_of(c.input()).complex() : type_of(c.input()).floating().real()));
}

void inverse_short_time(Call& c) {
  bool complex = ir::is_complex(c.dtype());
  int rank = c.shape().rank() - (complex ? 0 : 1);
  if (rank != 2 && rank != 3) {
    c.reject(Kind::RankMismatch, "input",
             "istft takes a spectrogram of frequencies and frames, with or without a batch")
        .label = fmt::format("this is {}", sym::to_text(c.shape()));
    return c.give_nothing("it is no spectrogram");
  }
  Expr n = c.integer("n_fft");
  const Expr& bins = c.shape()[rank - 2];
  Expr expected = one_sided(c) ? sym::floor_div(n, 2) + 1 : n;
  if (!c.holds(sym::eq(bins, expected), "as many frequencies as n_fft says")) {
    c.reject(Kind::SizeMismatch, "n_fft", fmt::format("istft needs {} frequencies", sym::to_text(expected))).label =
        fmt::format("the spectrogram has {}", sym::to_text(bins));
    return c.give_nothing("its frequencies do not fit");
  }
  Expr length = n + hop_length(c) * (c.shape()[rank - 1] - 1);
  if (!c.is_none("length")) {
    length = c.integer("length");
  } else if (c.flag("center")) {
    length = length - 2 * sym::floor_div(n, 2);
  }
  Shape out(std::vector<Expr>(c.shape().dims.begin(), c.shape().dims.begin() + rank - 2));
  out.dims.push_back(length);
  c.give(tensor_of(std::move(out),
                   c.flag("return_complex") ? type_of(c.input()).complex() : type_of(c.input()).floating().real()));
}

constexpr Param kInput = {"input", Takes::Tensor, "", "the signal"};
constexpr Param kNorm = {"norm", Takes::Any, "None", "how it is scaled"};
constexpr Param kSizes = {"s", Takes::Ints | Takes::None, "None", "the sizes of the signal"};
constexpr Param kOne[] = {kInput,
                          {"n", Takes::Int | Takes::None, "None", "the size of the signal"},
                          {"dim", Takes::Int, "-1", "along which dimension"},
                          kNorm,
                          kOut};
constexpr Param kTwo[] = {kInput, kSizes, {"dim", Takes::Ints, "(-2, -1)", "along which dimensions"}, kNorm, kOut};
constexpr Param kMany[] = {
    kInput, kSizes, {"dim", Takes::Int | Takes::Ints | Takes::None, "None", "along which dimensions"}, kNorm, kOut};
constexpr Param kShift[] = {kInput, {"dim", Takes::Int | Takes::Ints | Takes::None, "None", "along which dimensions"}};
constexpr Param kFrequencies[] = {
    {"n", Takes::Int, "", "the size of the signal"},
    {"d", Takes::Float, "1.0", "the distance of samples"},
    {"dtype", Takes::DType | Takes::None, "None", "element type of the result", How::KeywordOnly},
    {"device", Takes::Any, "None", "where it lies", How::KeywordOnly},
    {"requires_grad", Takes::Flag, "False", "whether it is trained", How::KeywordOnly},
    {"layout", Takes::Any, "None", "how it lies in memory", How::KeywordOnly},
    kOut};
constexpr Param kWindowSize = {"n_fft", Takes::Int, "", "the size of the transform"};
constexpr Param kHop = {"hop_length", Takes::Int | Takes::None, "None", "the distance of windows; None: n_fft/4"};
constexpr Param kWidth = {"win_length", Takes::Int | Takes::None, "None", "the size of the window; None: n_fft"};
constexpr Param kWindow = {"window", Takes::Tensor | Takes::None, "None", "the window"};
constexpr Param kCenter = {"center", Takes::Flag, "True", "windows around their places, over both ends"};
constexpr Param kNormalized = {"normalized", Takes::Any, "False", "how it is scaled"};
constexpr Param kOneSided = {"onesided", Takes::Flag | Takes::None, "None", "half of the spectrum"};
constexpr Param kShortTime[] = {kInput,
                                kWindowSize,
                                kHop,
                                kWidth,
                                kWindow,
                                kCenter,
                                {"pad_mode", Takes::Str, "'reflect'", "what stands beyond the ends"},
                                kNormalized,
                                kOneSided,
                                {"return_complex", Takes::Flag | Takes::None, "None", "complex numbers, not pairs"}};
constexpr Param kInverse[] = {kInput,
                              kWindowSize,
                              kHop,
                              kWidth,
                              kWindow,
                              kCenter,
                              kNormalized,
                              kOneSided,
                              {"length", Takes::Int | Takes::None, "None", "the size of the signal"},
                              {"return_complex", Takes::Flag, "False", "a complex signal"}};

constexpr Spec op(std::string_view names, std::string_view summary, std::span<const Param> call, void (*infer)(Call&),
                  std::string_view rule = "(*, n, *) → (*, n, *)") {
  Spec spec = function_row(names, summary, rule, call, infer);
  spec.receptive = global_receptive;
  return spec;
}

constexpr std::string_view kHalf = "(*, n, *) → (*, n/2 + 1, *)";
constexpr std::string_view kWhole = "(*, n, *) → (*, 2·(n − 1), *)";

constexpr Spec kSpecs[] = {
    op("torch.fft.fft torch.fft.ifft", "The spectrum, or its signal.", kOne, along_one<Last::Kept>),
    op("torch.fft.rfft torch.fft.ihfft", "Half the spectrum of a real signal.", kOne, along_one<Last::Halved>, kHalf),
    op("torch.fft.irfft torch.fft.hfft", "The real signal of half a spectrum.", kOne, along_one<Last::Doubled>, kWhole),
    op("torch.fft.fft2 torch.fft.ifft2", "The spectrum, or its signal.", kTwo, along_many<Last::Kept>),
    op("torch.fft.rfft2 torch.fft.ihfft2", "Half the spectrum of a real signal.", kTwo, along_many<Last::Halved>,
       kHalf),
    op("torch.fft.irfft2 torch.fft.hfft2", "The real signal of half a spectrum.", kTwo, along_many<Last::Doubled>,
       kWhole),
    op("torch.fft.fftn torch.fft.ifftn", "The spectrum, or its signal.", kMany, along_many<Last::Kept>),
    op("torch.fft.rfftn torch.fft.ihfftn", "Half the spectrum of a real signal.", kMany, along_many<Last::Halved>,
       kHalf),
    op("torch.fft.irfftn torch.fft.hfftn", "The real signal of half a spectrum.", kMany, along_many<Last::Doubled>,
       kWhole),
    op("torch.fft.fftshift torch.fft.ifftshift", "The middle moved to the beginning, or back.", kShift, shifted,
       "(*) → (*)"),
    op("torch.fft.fftfreq", "The frequencies of a spectrum.", kFrequencies, frequencies<false>, "→ (n)"),
    op("torch.fft.rfftfreq", "The frequencies of half a spectrum.", kFrequencies, frequencies<true>, "→ (n/2 + 1)"),
    op("torch.stft torch.Tensor.stft", "Spectra of windows.", kShortTime, short_time,
       "(*, L) → (*, n_fft/2 + 1, L/hop_length + 1)"),
    op("torch.istft torch.Tensor.istft", "The signal of spectra of windows.", kInverse, inverse_short_time,
       "(*, F, T) → (*, hop_length·(T − 1))"),
};

}  // namespace

std::span<const Spec> fourier_specs() { return kSpecs; }

}  // namespace shapewise::layers
