// The arithmetic of padded windows; what is symmetric is explained as Window explains it.
#include "layer/frame.h"

#include <algorithm>
#include <fmt/format.h>

namespace shapewise::layer {
namespace {

using sym::Expr;
using sym::Formula;

bool uniform(const std::vector<Expr>& list) {
  return std::all_of(list.begin(), list.end(), [&](const Expr& e) { return e == list.front(); });
}

Expr at(const std::vector<Expr>& list, std::size_t i, int otherwise) {
  if (list.empty()) return otherwise;
  return i < list.size() ? list[i] : Expr::unknown();
}

/// in + p_before + p_after − extent.
Formula room(const Frame& f) {
  if (f.rule == Padding::Valid) return f.window.in - f.window.extent();
  return f.window.in - f.window.extent() + f.window.padding + f.after;
}

}  // namespace

std::vector<std::string> spatial_names(int spatial) {
  if (spatial >= 1 && spatial <= 3) return axis_names(spatial);
  std::vector<std::string> names;
  for (int i = 0; i < spatial; ++i) names.push_back(fmt::format("d_{}", i + 2));
  return names;
}

std::vector<Frame> frames(const std::vector<Expr>& in, const Framing& framing) {
  std::vector<std::string> axes = spatial_names(static_cast<int>(in.size()));
  bool same = uniform(framing.kernel) && uniform(framing.stride) && uniform(framing.dilation) &&
              uniform(framing.before) && uniform(framing.after);
  auto symbol = [&](std::string_view letter, const std::string& axis) {
    if (same || axes.size() == 1) return std::string(letter);
    std::string suffix = axis;
    std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return fmt::format("{}_{}", letter, suffix);
  };
  std::vector<Frame> list;
  for (std::size_t i = 0; i < in.size(); ++i) {
    Frame frame;
    frame.window = {named(axes[i], in[i]), named(symbol("k", axes[i]), at(framing.kernel, i, 1)),
                    named(symbol("s", axes[i]), at(framing.stride, i, 1)),
                    named(symbol("p", axes[i]), at(framing.before, i, 0)),
                    named(symbol("d", axes[i]), at(framing.dilation, i, 1))};
    frame.after = named(symbol("q", axes[i]), at(framing.after, i, 0));
    frame.rule = framing.rule;
    list.push_back(std::move(frame));
  }
  return list;
}

Formula frame_size(const Frame& f, bool ceil_mode) {
  if (f.same()) return Formula::ceil_div(f.window.in, f.window.stride);
  if (f.rule == Padding::Explicit && f.symmetric()) return window_size(f.window, ceil_mode);
  if (!ceil_mode) return Formula::floor_div(room(f), f.window.stride) + 1;
  Formula all = Formula::ceil_div(room(f), f.window.stride) + 1;
  return Formula::min(all, Formula::floor_div(f.window.in + f.window.padding - 1, f.window.stride) + 1);
}

std::vector<SizeRule> frame_sizes(const std::vector<Frame>& list, bool ceil_mode) {
  std::vector<std::string> axes = spatial_names(static_cast<int>(list.size()));
  std::vector<SizeRule> rules;
  for (std::size_t i = 0; i < list.size(); ++i) rules.push_back({axes[i], frame_size(list[i], ceil_mode)});
  return rules;
}

bool demand_frames_fit(Call& call, const std::vector<Frame>& list, bool ceil_mode) {
  bool fits = true;
  std::vector<Expr> extents;
  std::vector<Expr> padded;
  for (const Frame& f : list) {
    if (f.same()) return true;
    extents.push_back(f.window.extent().value());
    padded.push_back((room(f) + f.window.extent()).value());
    Expr space = ceil_mode ? padded.back() + f.window.stride.value() - 1 : padded.back();
    fits = fits && call.holds(sym::ge(space, extents.back()), "the window must fit into the padded input");
  }
  if (fits) return true;
  auto& d = call.reject(diag::Kind::EmptyOutput, {},
                        fmt::format("the {} window of {} does not fit into its padded input of {}", times_text(extents),
                                    call.name(), times_text(padded)));
  d.label = fmt::format("larger than {}", times_text(padded));
  return false;
}

std::pair<Expr, Expr> border(const Frame& f, const Expr& elements, const Expr& windows) {
  if (f.rule == Padding::Valid) return {0, 0};
  if (f.rule == Padding::Explicit) return {f.window.padding.value(), f.after.value()};
  Expr all = sym::max((windows - 1) * f.window.stride.value() + f.window.extent().value() - elements, 0);
  Expr less = sym::floor_div(all, 2);
  return f.rule == Padding::Same ? std::pair(less, all - less) : std::pair(all - less, less);
}

std::vector<Convolution::Axis> convolution_axes(const std::vector<Frame>& list, const std::vector<Expr>& out,
                                                bool transposed) {
  std::vector<Convolution::Axis> axes;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Window& w = list[i].window;
    const Expr& in = w.in.value();
    auto [before, after] = transposed ? border(list[i], out[i], in) : border(list[i], in, out[i]);
    axes.push_back(
        {in, out[i], w.kernel.value(), w.stride.value(), std::move(before), std::move(after), w.dilation.value()});
  }
  return axes;
}

Receptive receptive_of(const std::vector<Frame>& list) {
  Receptive field{Receptive::Kind::Window, {}};
  for (const Frame& f : list) {
    Expr windows = f.same() ? frame_size(f, false).value() : Expr(1);
    field.axes.push_back(
        {f.window.extent().value(), f.window.stride.value(), 1, border(f, f.window.in.value(), windows).first});
  }
  return field;
}

}  // namespace shapewise::layer
