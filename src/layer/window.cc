// Window arithmetic. Every formula here is the one that computes the result and the one that is explained.
#include "layer/window.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace shapewise::layer {
namespace {

using sym::Expr;
using sym::Formula;

bool uniform(const std::vector<Expr>& sizes) {
  return std::all_of(sizes.begin(), sizes.end(), [&](const Expr& e) { return e == sizes.front(); });
}

char lower(char c) { return static_cast<char>(c - 'A' + 'a'); }

}  // namespace

Formula Window::extent() const {
  if (dilation.value().is_constant(1)) return kernel;
  return dilation * (kernel - 1) + 1;
}

std::vector<std::string> axis_names(int spatial) {
  if (spatial == 1) return {"L"};
  if (spatial == 2) return {"H", "W"};
  return {"D", "H", "W"};
}

sym::Shape batch_of(sym::Expr channels, int spatial) {
  sym::Shape shape{sym::Expr::symbol("N"), std::move(channels)};
  if (spatial == 0) return shape;
  for (std::string& axis : axis_names(spatial)) shape.dims.push_back(sym::Expr::symbol(std::move(axis)));
  return shape;
}

std::string axis_symbol(std::string_view letter, std::string_view axis, int spatial) {
  return spatial == 1 ? std::string(letter) : fmt::format("{}_{}", letter, lower(axis[0]));
}

std::vector<Window> windows(const Call& call, const std::vector<Expr>& in, const std::vector<Expr>& k) {
  int n = call.spatial();
  std::vector<std::string> axes = axis_names(n);
  bool none = call.is_none("stride") || (call.arg("stride").is<ir::AttrList>() && call.int_list("stride").empty());
  bool numeric = call.has("padding") && !call.arg("padding").is<std::string>();
  std::vector<Expr> s = none ? k : call.ints("stride", n);
  std::vector<Expr> p = numeric ? call.ints("padding", n) : std::vector<Expr>(axes.size(), 0);
  std::vector<Expr> d = call.has("dilation") ? call.ints("dilation", n) : std::vector<Expr>(axes.size(), 1);
  int distinct = uniform(k) && uniform(s) && uniform(p) && uniform(d) ? 1 : n;
  std::vector<Window> list;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    auto symbol = [&](std::string_view letter) { return axis_symbol(letter, axes[i], distinct); };
    list.push_back({named(axes[i], in[i]), named(symbol("k"), k[i]), named(symbol("s"), s[i]), named(symbol("p"), p[i]),
                    named(symbol("d"), d[i])});
  }
  return list;
}

std::vector<Window> windows(const Call& call, const std::vector<Expr>& kernel) {
  const std::vector<Expr>& dims = call.shape().dims;
  return windows(call, {dims.end() - call.spatial(), dims.end()}, kernel);
}

std::vector<Window> windows(const Call& call) { return windows(call, call.ints("kernel_size", call.spatial())); }

Formula window_size(const Window& w, bool ceil_mode) {
  Formula room = w.dilation.value().is_constant(1) ? w.in - w.kernel + Formula(2) * w.padding
                                                   : w.in - w.dilation * (w.kernel - 1) - 1 + Formula(2) * w.padding;
  if (!ceil_mode) return Formula::floor_div(room, w.stride) + 1;
  Formula all = Formula::ceil_div(room, w.stride) + 1;
  // The last window starts inside whatever the size of the input is, if it reaches at least as far as the stride and
  // the padding before it.
  auto reach = (w.extent() - w.stride - w.padding).value().constant();
  if (reach && *reach >= 0) return all;
  return Formula::min(all, Formula::floor_div(w.in + w.padding - 1, w.stride) + 1);
}

std::vector<SizeRule> window_sizes(const std::vector<Window>& list, bool ceil_mode) {
  std::vector<std::string> axes = axis_names(static_cast<int>(list.size()));
  std::vector<SizeRule> rules;
  for (std::size_t i = 0; i < list.size(); ++i) rules.push_back({axes[i], window_size(list[i], ceil_mode)});
  return rules;
}

sym::Shape with_last(sym::Shape shape, const std::vector<Expr>& sizes) {
  std::copy(sizes.begin(), sizes.end(), shape.dims.end() - static_cast<std::ptrdiff_t>(sizes.size()));
  return shape;
}

sym::Shape with_last_unknown(sym::Shape shape, int axes) {
  for (int i = 1; i <= axes; ++i) shape[-i] = Expr::unknown();
  return shape;
}

std::string times_text(const std::vector<Expr>& sizes) {
  std::string text;
  for (const Expr& size : sizes) {
    if (!text.empty()) text += "×";
    text += sym::to_text(size);
  }
  return text;
}

bool demand_fit(Call& call, const std::vector<Window>& list, std::string_view param, bool ceil_mode) {
  bool fits = true;
  bool padding = false;
  std::vector<Expr> extents;
  std::vector<Expr> padded;
  for (const Window& w : list) {
    extents.push_back(w.extent().value());
    padded.push_back((w.in + Formula(2) * w.padding).value());
    padding = padding || !w.padding.is_zero();
    Expr room = ceil_mode ? padded.back() + w.stride.value() - 1 : padded.back();
    fits = fits && call.holds(sym::ge(room, extents.back()), "the window must fit into the padded input");
  }
  if (fits) return true;
  auto& d = call.reject(diag::Kind::EmptyOutput, param,
                        fmt::format("the {} window of {} does not fit into its {}input of {}", times_text(extents),
                                    call.name(), padding ? "padded " : "", times_text(padded)));
  d.label = fmt::format("larger than {}", times_text(padded));
  return false;
}

Receptive receptive_of(const std::vector<Window>& list) {
  Receptive field{Receptive::Kind::Window, {}};
  for (const Window& w : list) {
    field.axes.push_back({w.extent().value(), w.stride.value(), 1, w.padding.value()});
  }
  return field;
}

/// The largest window is ⌈(in − g)/out⌉ + 1 long, with g the greatest common divisor.
ReceptiveAxis divided_axis(const Expr& in, const Expr& out) {
  auto a = in.constant();
  auto b = out.constant();
  if (!a || !b || *a <= 0 || *b <= 0) return {Expr::unknown(), in, out, 0};
  Int g = *a;
  for (Int rest = *b; rest != 0;) g = std::exchange(rest, g % rest);
  return {sym::ceil_div(*a - g, *b) + 1, *a / g, *b / g, 0};
}

}  // namespace shapewise::layer
