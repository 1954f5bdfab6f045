// For each argument that is written down its neighbours; for padding that is not, the one that keeps the size.
#include "driver/tuning.h"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>

#include "driver/corrections.h"

namespace shapewise::driver {
namespace {

using diag::Fix;
using sym::Expr;

constexpr int kLayersOfBranches = 14;  // where two tensors are to meet

/// Arguments that name a dimension.
constexpr std::string_view kAxes[] = {"dim", "dim0", "dim1", "start_dim", "end_dim"};
/// Numbers of windows, dimensions and the like.
constexpr std::string_view kTuned[] = {"padding",  "stride",    "kernel_size", "dim",          "output_padding",
                                       "dilation", "start_dim", "output_size", "scale_factor", "groups",
                                       "dim0",     "dim1",      "dims",        "end_dim",      "num_heads"};
/// Sizes that are given for each dimension.
constexpr std::string_view kWindows[] = {"kernel_size", "stride", "padding"};
constexpr std::string_view kFlags[] = {"batch_first", "bidirectional", "ceil_mode"};

template <std::size_t n>
bool is_one_of(const std::string_view (&names)[n], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

class Tunings : GraphCorrections {
 public:
  using GraphCorrections::GraphCorrections;

  std::vector<Fix> all(const ir::Node& failed) {
    std::vector<const ir::Node*> chain{&failed};
    int most = failed.inputs.size() > 1 ? kLayersOfBranches : kLayersBack;
    for (std::size_t i = 0; i < chain.size() && static_cast<int>(chain.size()) < most; ++i) {
      for (ir::ValueId input : chain[i]->inputs) {
        ir::NodeId before = graph_[input].producer;
        if (before.valid()) chain.push_back(&graph_[before]);
      }
    }
    for (const ir::Node* at : chain) {
      pad(*at);
      match_padding(*at);
      for (std::string_view param : kTuned) tune(*at, param);
      for (std::string_view param : kWindows) turn(*at, param);
      for (std::string_view param : kFlags) toggle(*at, param);
    }
    return std::move(found_);
  }

 private:
  /// A number that is written as one, and small enough to be reckoned with.
  std::optional<Int> number(const ir::Arg* arg) const {
    auto* value = arg != nullptr ? arg->value.as<Expr>() : nullptr;
    auto constant = value != nullptr ? value->constant() : std::nullopt;
    bool small = constant && *constant >= INT64_MIN && *constant <= INT64_MAX;
    return small && text(arg->value.range) == to_string(*constant) ? constant : std::nullopt;
  }

  /// The padding with which an odd kernel keeps the size.
  void pad(const ir::Node& node) {
    const ir::Arg* padding = argument(node, "padding");
    const ir::Arg* kernel = argument(node, "kernel_size");
    source::Range made = node.module.valid() ? graph_[node.module].defined : node.source;
    if (padding == nullptr || padding->given || kernel == nullptr || !is_own(made) || !text(made).ends_with(')'))
      return;
    Int size = kernel->value.is<Expr>() ? kernel->value.as<Expr>()->constant().value_or(0) : 0;
    if (size < 3 || size % 2 == 0) return;
    made.begin = made.end = made.end - 1;
    add(fmt::format("add the padding that keeps the size: padding={}", to_string(size / 2)), made,
        fmt::format(", padding={}", to_string(size / 2)));
  }

  /// The kernel that keeps the size with the padding written beside it.
  void match_padding(const ir::Node& node) {
    const ir::Arg* kernel = written(node, "kernel_size");
    auto padding = number(written(node, "padding"));
    auto size = number(kernel);
    if (!size || !padding || *size == *padding * 2 + 1) return;
    std::string fitting = to_string(*padding * 2 + 1);
    add(fmt::format("take the kernel that fits the padding: kernel_size={}", fitting), kernel->value.range, fitting);
  }

  void tune(const ir::Node& node, std::string_view param) {
    const ir::Arg* arg = written(node, param);
    auto value = number(arg);
    if (!value) return;
    std::vector<Int> near{*value - 1, *value + 1, *value * 2, *value / 2};
    if (param == "kernel_size" && d_.kind == diag::Kind::EmptyOutput) near.insert(near.end(), {3, 2, 1, 5});
    if (param == "stride" || param == "dilation" || param == "groups") near.push_back(1);
    if (param == "padding") near.push_back(0);
    bool axis = is_one_of(kAxes, param);
    if (axis) near = {1, -1, 2, 0, 3, -2};
    for (std::size_t i = 0; i < near.size(); ++i) {
      auto before = near.begin() + static_cast<std::ptrdiff_t>(i);
      bool repeated = std::find(near.begin(), before, near[i]) != before;
      if ((near[i] < 0 && !axis) || near[i] == *value || repeated) continue;
      add(fmt::format("set {} of {} to {}", param, name(node), to_string(near[i])), arg->value.range,
          to_string(near[i]));
    }
  }

  /// (3, 1) for (1, 3), and 3 for (3, 3, 3).
  void turn(const ir::Node& node, std::string_view param) {
    const ir::Arg* arg = written(node, param);
    auto* items = arg != nullptr ? arg->value.as<ir::AttrList>() : nullptr;
    if (items == nullptr || items->size() < 2 || !text(arg->value.range).starts_with('(')) return;
    std::string turned;
    for (auto item = items->rbegin(); item != items->rend(); ++item) {
      if (!is_own(item->range)) return;
      turned += (turned.empty() ? "" : ", ") + text(item->range);
    }
    add(fmt::format("turn {} of {} around", param, name(node)), arg->value.range, fmt::format("({})", turned));
  }

  void toggle(const ir::Node& node, std::string_view param) {
    const ir::Arg* arg = written(node, param);
    auto* flag = arg != nullptr ? arg->value.as<bool>() : nullptr;
    if (flag == nullptr) return;
    std::string_view other = *flag ? "False" : "True";
    add(fmt::format("set {} of {} to {}", param, name(node), other), arg->value.range, std::string(other));
  }
};

}  // namespace

std::vector<Fix> tunings(const Analysis& analysis, const diag::Diagnostic& diagnostic, const ir::Node& failed) {
  return Tunings(analysis, diagnostic).all(failed);
}

}  // namespace shapewise::driver
