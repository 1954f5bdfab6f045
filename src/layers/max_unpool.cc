// MaxUnpool1d, MaxUnpool2d, MaxUnpool3d and their functions: the partial inverse of max pooling.
// Source: https://pytorch.org/docs/stable/generated/torch.nn.MaxUnpool2d.html, torch/nn/functional.py
// (_unpool_output_size) and aten/src/ATen/native/MaxUnpooling.cpp.
#include <fmt/format.h>

#include "layer/pool.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Formula;

/// (in − 1)·s + k − 2·p: what pooling with this window would have made as large as the input.
Formula unpooled(const Window& w) { return (w.in - 1) * w.stride + w.kernel - Formula(2) * w.padding; }

/// Several input sizes are pooled to the same one: any of them may be asked for, less than a stride around the usual
/// one.
bool check_range(Call& c, const Expr& size, const Window& w) {
  Expr usual = unpooled(w).value();
  Expr least = usual - w.stride.value() + 1;
  Expr most = usual + w.stride.value() - 1;
  if (c.holds(sym::ge(size, least)) && c.holds(sym::ge(most, size))) return true;
  auto& d = c.reject(Kind::ArgumentValue, "output_size",
                     fmt::format("{} can restore sizes from {} to {} along {} here, not {}", c.name(),
                                 sym::to_text(least), sym::to_text(most), w.in.symbolic(), sym::to_text(size)));
  d.label = fmt::format("expected {} to {}", sym::to_text(least), sym::to_text(most));
  return false;
}

/// The spatial sizes asked for by output_size, or those that follow from the windows. Empty if output_size is rejected.
std::optional<std::vector<Expr>> output_sizes(Call& c, const std::vector<Window>& list) {
  std::vector<Expr> sizes;
  if (!c.known("output_size")) return std::nullopt;
  if (c.is_none("output_size")) {
    for (const Window& w : list) sizes.push_back(unpooled(w).value());
    return sizes;
  }
  sizes = c.int_list("output_size");
  std::size_t n = list.size();
  if (sizes.size() == n + 2) sizes.erase(sizes.begin(), sizes.begin() + 2);
  if (sizes.size() != n) {
    auto& d =
        c.reject(Kind::ArgumentValue, "output_size",
                 fmt::format("output_size of {} takes {} or {} numbers, not {}", c.name(), n, n + 2, sizes.size()));
    d.label = fmt::format("expected {} sizes, or the whole shape", n);
    return std::nullopt;
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (!check_range(c, sizes[i], list[i])) return std::nullopt;
  }
  return sizes;
}

bool check_indices(Call& c) {
  const ir::Tensor& indices = *c.tensor("indices");
  if (indices.dtype != ir::DType::Int64 && !indices.dtype_assumed) {
    auto& d = c.reject(Kind::DtypeMismatch, "indices",
                       fmt::format("{} takes int64 indices, not {}", c.name(), ir::name(indices.dtype)));
    d.label = "expected the indices that a max pooling with return_indices=True returns";
    return false;
  }
  bool same = indices.shape->rank() == c.shape().rank();
  for (int i = 0; same && i < c.shape().rank(); ++i) {
    same = c.holds(sym::eq((*indices.shape)[i], c.shape()[i]), "the indices must have the shape of the input");
  }
  if (same) return true;
  auto& d = c.reject(Kind::ShapeMismatch, "indices",
                     fmt::format("{} takes indices of the shape of its input {}, not {}", c.name(),
                                 sym::to_text(c.shape()), sym::to_text(*indices.shape)));
  d.label = fmt::format("expected {}", sym::to_text(c.shape()));
  return false;
}

void infer(Call& c) {
  if (!demand_spatial(c)) return c.give_nothing("the input has the wrong rank");
  int n = c.spatial();
  bool fine = demand_elements(c, c.shape().rank() - n - 1) && c.tensor("indices") != nullptr && check_indices(c);
  // Flat and planar unpooling ignore the stride once the output size is known; only the volumetric one asks for ≥ 1.
  if (fine && n == 3) fine = demand_at_least(c, c.is_none("stride") ? "kernel_size" : "stride", 1);
  if (!fine) return c.give(with_last_unknown(c.shape(), n));
  std::vector<Window> list = windows(c);
  auto sizes = output_sizes(c, list);
  if (!sizes) return c.give(with_last_unknown(c.shape(), n));
  for (const Expr& size : *sizes) {
    if (!c.refuted(sym::ge(size, 0))) continue;
    auto& d =
        c.reject(Kind::EmptyOutput, "padding",
                 fmt::format("the output of {} would have {} elements along an axis", c.name(), sym::to_text(size)));
    d.label = "too large";
    return c.give(with_last_unknown(c.shape(), n));
  }
  c.give(with_last(c.shape(), *sizes));
}

std::vector<SizeRule> sizes(const Call& c) {
  std::vector<SizeRule> rules;
  if (!c.is_none("output_size")) return rules;
  std::vector<std::string> axes = axis_names(c.spatial());
  std::vector<Window> list = windows(c);
  for (std::size_t i = 0; i < list.size(); ++i) rules.push_back({axes[i], unpooled(list[i])});
  return rules;
}

/// An output element is an input element or 0.
Receptive receptive(const Call& c) {
  Receptive field{Receptive::Kind::Window, {}};
  for (const Window& w : windows(c)) field.axes.push_back({1, 1, w.stride.value(), 0});
  return field;
}

constexpr Param kParams[] = {
    {"kernel_size", kSizes, "", "size of the window of the pooling that is undone"},
    {"stride", kSizes | Takes::None, "None", "step of that window; None: kernel_size"},
    {"padding", kSizes, "0", "padding of that pooling"},
};
constexpr Param kForward[] = {
    {"input", Takes::Tensor, "", "(N, C, …) or (C, …)"},
    {"indices", Takes::Tensor, "", "the indices that the pooling returned"},
    {"output_size", Takes::Ints | Takes::None, "None",
     "size of the output, where several are possible; the whole shape will do"},
};
constexpr Param kFunction[] = {kForward[0], kForward[1], kParams[0], kParams[1], kParams[2], kForward[2]};

constexpr Example kExamples1d[] = {{"MaxUnpool1d(2, stride=2)", "N,16,25;N,16,25:int64", "(N, 16, 50)", "0", "0"}};
constexpr Rejected kRejected1d[] = {{"MaxUnpool1d(2)", "N,16,25;N,16,24:int64", Kind::ShapeMismatch}};
constexpr Example kExamples2d[] = {{"MaxUnpool2d(3, 2, 1)", "N,16,8,8;N,16,8,8:int64", "(N, 16, 15, 15)", "0", "0"}};
constexpr Rejected kRejected2d[] = {
    {"MaxUnpool2d(2)", "N,16,8,8;N,16,8,8:float32", Kind::DtypeMismatch},
    {"MaxUnpool2d((2,))", "N,16,8,8;N,16,8,8:int64", Kind::ArgumentType},
};
constexpr Example kExamples3d[] = {
    {"MaxUnpool3d(3, stride=2)", "20,16,51,33,15;20,16,51,33,15:int64", "(20, 16, 103, 67, 31)", "0", "0"}};
constexpr Rejected kRejected3d[] = {{"MaxUnpool3d(2)", "16,8,8;16,8,8:int64", Kind::RankMismatch}};

constexpr Spec unpool(std::string_view names, int spatial, std::span<const Example> examples,
                      std::span<const Rejected> rejected) {
  return {.names = names,
          .summary = "Undoes a max pooling: puts the maxima back to their places, with zeros between them.",
          .rule = pool_rule(spatial),
          .spatial = spatial,
          .params = kParams,
          .call = kForward,
          .infer = infer,
          .sizes = sizes,
          .receptive = receptive,
          .examples = examples,
          .rejected = rejected};
}

constexpr Spec function(std::string_view names, int spatial) {
  return {.names = names,
          .form = Form::Function,
          .summary = "Undoes a max pooling: puts the maxima back to their places, with zeros between them.",
          .rule = pool_rule(spatial),
          .spatial = spatial,
          .call = kFunction,
          .infer = infer,
          .sizes = sizes,
          .receptive = receptive};
}

constexpr Spec kSpecs[] = {
    unpool("torch.nn.MaxUnpool1d", 1, kExamples1d, kRejected1d),
    unpool("torch.nn.MaxUnpool2d", 2, kExamples2d, kRejected2d),
    unpool("torch.nn.MaxUnpool3d", 3, kExamples3d, kRejected3d),
    function("torch.nn.functional.max_unpool1d", 1),
    function("torch.nn.functional.max_unpool2d", 2),
    function("torch.nn.functional.max_unpool3d", 3),
};

}  // namespace

std::span<const Spec> max_unpool_specs() { return kSpecs; }

}  // namespace shapewise::layers
