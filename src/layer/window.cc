// Window arithmetic. Every formula here is the one that computes the result and the one that is explained.
#include "layer/window.h"

#include <fmt/format.h>

#include <algorithm>

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

std::string axis_symbol(std::string_view letter, std::string_view axis, int spatial) {
  return spatial == 1 ? std::string(letter) : fmt::format("{}_{}", letter, lower(axis[0]));
}

std::vector<Window> windows(const Call& call, const std::vector<Expr>& k) {
  int n = call.spatial();
  const sym::Shape& shape = call.shape();
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
    list.push_back({named(axes[i], shape[shape.rank() - n + static_cast<int>(i)]), named(symbol("k"), k[i]),
                    named(symbol("s"), s[i]), named(symbol("p"), p[i]), named(symbol("d"), d[i])});
  }
  return list;
}

std::vector<Window> windows(const Call& call) { return windows(call, call.ints("kernel_size", call.spatial())); }

Formula window_size(const Window& w, bool ceil_mode) {
  Formula room = w.dilation.value().is_constant(1) ? w.in - w.kernel + Formula(2) * w.padding
                                                   : w.in - w.dilation * (w.kernel - 1) - 1 + Formula(2) * w.padding;
  if (!ceil_mode) return Formula::floor_div(room, w.stride) + 1;
  return Formula::min(Formula::ceil_div(room, w.stride) + 1, Formula::floor_div(w.in + w.padding - 1, w.stride) + 1);
}

std::string times_text(const std::vector<Expr>& sizes) {
  std::string text;
  for (const Expr& size : sizes) {
    if (!text.empty()) text += "×";
    text += sym::to_text(size);
  }
  return text;
}

bool demand_fit(Call& call, const std::vector<Window>& list, std::string_view param) {
  bool fits = true;
  std::vector<Expr> extents;
  std::vector<Expr> padded;
  for (const Window& w : list) {
    extents.push_back(w.extent().value());
    padded.push_back((w.in + Formula(2) * w.padding).value());
    fits = fits && call.holds(sym::ge(padded.back(), extents.back()), "the window must fit into the padded input");
  }
  if (fits) return true;
  auto& d = call.reject(diag::Kind::EmptyOutput, param,
                        fmt::format("the {} window of {} does not fit into its padded input of {}", times_text(extents),
                                    call.name(), times_text(padded)));
  d.label = fmt::format("larger than {}", times_text(padded));
  d.notes.push_back(fmt::format("the input of the layer is {}", sym::to_text(call.shape())));
  return false;
}

Receptive receptive_of(const std::vector<Window>& list) {
  Receptive field{Receptive::Kind::Window, {}};
  for (const Window& w : list) {
    field.axes.push_back({w.extent().value(), w.stride.value(), 1, w.padding.value()});
  }
  return field;
}

}  // namespace shapewise::layer
