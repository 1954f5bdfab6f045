// ConvTranspose1d, ConvTranspose2d, ConvTranspose3d, their lazy forms and torch.nn.functional.conv_transpose1d–3d.
// Source: https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html, torch/nn/modules/conv.py
// (_ConvTransposeNd._output_padding) and aten/src/ATen/native/NaiveConvolutionTranspose2d.cpp.
#include <fmt/format.h>

#include "layer/convolution.h"
#include "layer/demand.h"
#include "layer/saved.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Formula;
using sym::Shape;

/// What a transposed convolution is, whether its weight belongs to a module or is passed to the function.
struct Transposed {
  Formula in_channels;
  Formula out_channels;
  Formula groups;
  std::vector<Window> windows;
  bool bias = true;

  /// C_out/g, or C_out where there is one group.
  Formula out_per_group() const { return groups.value().is_constant(1) ? out_channels : out_channels / groups; }
};

Transposed transposed_of(const Call& c) {
  Transposed t;
  t.groups = named("g", c.integer("groups"));
  if (is_function(c)) {
    const Shape& weight = *c.tensor("weight")->shape;
    t.in_channels = named("C_in", weight[0]);
    t.out_channels = named("C_out", weight[1] * c.integer("groups"));
    t.bias = !c.is_none("bias");
    t.windows = windows(c, {weight.dims.begin() + 2, weight.dims.end()});
  } else {
    t.in_channels = named("C_in", c.integer("in_channels"));
    t.out_channels = named("C_out", c.integer("out_channels"));
    t.bias = c.flag("bias");
    if (c.input_count() > 0 && c.input().shape) t.windows = windows(c);
  }
  return t;
}

/// (in − 1)·s − 2·p + d·(k − 1) + 1: the smallest size that the convolution with these windows shrinks to the input's.
Formula least_size(const Window& w) { return (w.in - 1) * w.stride - Formula(2) * w.padding + w.extent(); }

bool asks_size(const Call& c) { return c.has("output_size") && !c.is_none("output_size"); }

/// With an output_size PyTorch looks up each axis in the tuples as they were given, where it else repeats a single
/// number.
bool check_lengths(Call& c) {
  for (std::string_view param : {"stride", "padding", "kernel_size", "dilation"}) {
    if (!c.arg(param).is<ir::AttrList>()) continue;
    std::size_t length = c.int_list(param).size();
    if (length == static_cast<std::size_t>(c.spatial())) continue;
    auto& d = c.reject(
        Kind::ArgumentValue, param,
        fmt::format("with output_size, {} of {} must have {} numbers, not {}", param, c.name(), c.spatial(), length));
    d.label = fmt::format("expected one number, or {}", c.spatial());
    return false;
  }
  return true;
}

/// output_size without batch and channels; it has been reported if it is of no use.
std::vector<Expr> asked_sizes(Call& c) {
  if (!check_lengths(c)) return {};
  std::vector<Expr> sizes = c.int_list("output_size");
  std::size_t n = static_cast<std::size_t>(c.spatial());
  std::size_t whole = static_cast<std::size_t>(c.shape().rank());
  if (sizes.size() == whole) sizes.erase(sizes.begin(), sizes.end() - c.spatial());
  if (sizes.size() == n) return sizes;
  auto& d = c.reject(Kind::ArgumentValue, "output_size",
                     fmt::format("output_size of {} takes {} or {} numbers, not {}", c.name(), n, whole, sizes.size()));
  d.label = fmt::format("expected {} sizes, or the whole shape", n);
  return {};
}

/// Sizes asked for must be among those that shrink to the input's.
bool check_range(Call& c, const Expr& size, const Window& w) {
  Expr least = least_size(w).value();
  Expr most = least + w.stride.value() - 1;
  if (c.holds(sym::ge(size, least)) && c.holds(sym::ge(most, size))) return true;
  auto& d = c.reject(Kind::ArgumentValue, "output_size",
                     fmt::format("{} can make sizes from {} to {} along {} here, not {}", c.name(), sym::to_text(least),
                                 sym::to_text(most), w.in.symbolic(), sym::to_text(size)));
  d.label = fmt::format("expected {} to {}", sym::to_text(least), sym::to_text(most));
  return false;
}

bool check_output_padding(Call& c, const Expr& padding, const Window& w) {
  Expr limit = sym::max(w.stride.value(), w.dilation.value());
  if (c.holds(sym::ge(limit - 1, padding), "output_padding must be smaller than the stride or the dilation"))
    return true;
  auto& d = c.reject(Kind::ArgumentValue, "output_padding",
                     fmt::format("output_padding of {} must be smaller than the stride or the dilation, but is {}",
                                 c.name(), sym::to_text(padding)));
  d.label = fmt::format("expected less than {}", sym::to_text(limit));
  return false;
}

/// The output size along each axis; empty if it can't be told, which has been reported then.
std::vector<Expr> output_sizes(Call& c, const std::vector<Window>& list) {
  std::vector<Expr> sizes;
  if (c.has("output_size") && !c.known("output_size")) return sizes;
  if (asks_size(c)) {
    sizes = asked_sizes(c);
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      if (!check_range(c, sizes[i], list[i])) return {};
    }
  } else {
    if (!demand_at_least(c, "output_padding", 0)) return {};
    std::vector<Expr> padding = c.ints("output_padding", c.spatial());
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (!check_output_padding(c, padding[i], list[i])) return {};
      sizes.push_back(least_size(list[i]).value() + padding[i]);
    }
  }
  for (const Expr& size : sizes) {
    if (c.holds(sym::ge(size, 1), "the output must not be empty")) continue;
    auto& d =
        c.reject(Kind::EmptyOutput, "padding",
                 fmt::format("{} has no output: its padding takes away all that its window makes of an input of {}",
                             c.name(), sym::to_text(c.shape())));
    d.label = fmt::format("leaves a size of {}", sym::to_text(size));
    return {};
  }
  return sizes;
}

void check(Call& c) {
  check_channels(c);
  demand_choice(c, "padding_mode", {"zeros"});
}

bool check_groups(Call& c, const Transposed& t) {
  if (!is_function(c) || c.holds(sym::divisible(t.in_channels.value(), t.groups.value()))) return true;
  c.reject(Kind::GroupMismatch, "weight",
           fmt::format("the input channels of {} must be divisible by groups", c.name()));
  return false;
}

void infer(Call& c) {
  if (!demand_weight(c)) return;
  if (!demand_spatial(c)) return c.give_nothing("the input has the wrong rank");
  Transposed t = transposed_of(c);
  int channel_axis = c.shape().rank() - c.spatial() - 1;
  bool fine = demand_at_least(c, "groups", 1) && demand_at_least(c, "stride", 1) && demand_at_least(c, "padding", 0) &&
              demand_at_least(c, "dilation", 1) && demand_elements(c, channel_axis + 1) &&
              demand_filters(c, "in_channels", t.in_channels.value(), t.windows) &&
              demand_filters(c, "out_channels", t.out_channels.value(), t.windows) && check_groups(c, t);
  const Expr& found = c.shape()[channel_axis];
  bool divisible = c.proved(sym::divisible(found, t.groups.value()));
  demand_fixed(c, {Kind::ChannelMismatch, is_function(c) ? "weight" : "in_channels", "input channels",
                   t.in_channels.value(), found, divisible});
  demand_bias(c, t.out_channels.value());
  std::vector<Expr> sizes;
  if (fine) sizes = output_sizes(c, t.windows);
  Shape out = sizes.empty() ? with_last_unknown(c.shape(), c.spatial()) : with_last(c.shape(), sizes);
  out[channel_axis] = t.out_channels.value();
  c.give(std::move(out));
}

std::vector<WeightSpec> weights(const Call& c) {
  Transposed t = transposed_of(c);
  std::vector<Expr> kernel = c.ints("kernel_size", c.spatial());
  std::vector<std::string> axes = axis_names(c.spatial());
  std::vector<WeightSpec> list(1);
  list[0] = {"weight", {t.in_channels, t.out_per_group()}};
  for (std::size_t i = 0; i < kernel.size(); ++i) {
    list[0].dims.push_back(named(axis_symbol("k", axes[i], c.spatial()), kernel[i]));
  }
  if (t.bias) list.push_back({"bias", {t.out_channels}});
  return list;
}

std::vector<SizeRule> sizes(const Call& c) {
  std::vector<SizeRule> rules;
  if (asks_size(c)) return rules;
  Transposed t = transposed_of(c);
  std::vector<std::string> axes = axis_names(c.spatial());
  std::vector<Expr> padding = c.ints("output_padding", c.spatial());
  for (std::size_t i = 0; i < axes.size(); ++i) {
    Formula size = least_size(t.windows[i]);
    rules.push_back({axes[i], padding[i].is_constant(0) ? size : size + named("p_out", padding[i])});
  }
  return rules;
}

/// Every input element is multiplied with the whole kernel.
Formula macs(const Call& c) {
  Transposed t = transposed_of(c);
  std::vector<Formula> factors{t.in_channels, t.out_per_group()};
  if (c.shape().rank() == c.spatial() + 2) factors.insert(factors.begin(), named("N", c.shape()[0]));
  for (const Window& w : t.windows) factors.push_back(w.kernel);
  factors.push_back(spatial_elements(c.shape(), c.spatial(), ""));
  return sym::product(factors);
}

Formula dense(const Call& c) {
  Transposed t = transposed_of(c);
  return dense_equivalent(c, t.in_channels, t.out_channels, t.bias);
}

Convolution convolution(const Call& c) {
  Transposed t = transposed_of(c);
  return {t.in_channels.value(),
          t.out_channels.value(),
          t.groups.value(),
          t.bias,
          convolution_axes(t.windows, *c.output().shape),
          true};
}

/// Output o sees the inputs i with o + p − d(k−1) ≤ i·s ≤ o + p: ⌊d(k−1)/s⌋ + 1 at most, from ⌈(p − d(k−1))/s⌉ for o =
/// 0.
Receptive receptive(const Call& c) {
  Receptive field{Receptive::Kind::Window, {}};
  for (const Window& w : transposed_of(c).windows) {
    Expr reach = w.extent().value() - 1;
    const Expr& stride = w.stride.value();
    field.axes.push_back(
        {sym::floor_div(reach, stride) + 1, 1, stride, sym::floor_div(reach - w.padding.value(), stride)});
  }
  return field;
}

Shape typical_input(const Call& c) { return batch_of(c.integer("in_channels"), c.spatial()); }

constexpr Param kParams[] = {
    {"in_channels", Takes::Int, "", "channels of the input"},
    {"out_channels", Takes::Int, "", "channels of the output: the number of filters"},
    {"kernel_size", kSizes, "", "size of the window that each input element is spread over"},
    {"stride", kSizes | Takes::OneTuple, "1", "distance between the windows of neighbouring input elements"},
    {"padding", kSizes | Takes::OneTuple, "0", "elements cut off on each side of the output"},
    {"output_padding", kSizes | Takes::OneTuple, "0",
     "elements added on one side of the output; less than stride or dilation"},
    {"groups", Takes::Int, "1", "blocks of channels that are convolved apart"},
    {"bias", Takes::Bool, "True", "add a learnable number to each output channel"},
    {"dilation", kSizes | Takes::OneTuple, "1", "distance between the elements of the window"},
    {"padding_mode", Takes::Str, "'zeros'", "what is padded: only 'zeros'"},
    {"device", Takes::Any, "None", "where the weights live"},
    {"dtype", Takes::Any, "None", "element type of the weights"},
};
constexpr auto kLazyParams = std::span(kParams).subspan(1);

constexpr Param kForward[] = {
    {"input", Takes::Tensor, "", "(N, C_in, …) or (C_in, …)"},
    {"output_size", Takes::Ints | Takes::None, "None",
     "size of the output, where several are possible; replaces output_padding"},
};

constexpr Param kFunction[] = {
    {"input", Takes::Tensor, "", "(N, C_in, …) or (C_in, …)"},
    {"weight", Takes::Tensor, "", "(C_in, C_out/groups, …)"},
    {"bias", Takes::Tensor | Takes::None, "None", "(C_out)"},
    kParams[3],
    kParams[4],
    kParams[5],
    kParams[6],
    kParams[8],
};

constexpr std::string_view kRules[] = {
    "(N, C_in, L) → (N, C_out, L_out)",
    "(N, C_in, H, W) → (N, C_out, H_out, W_out)",
    "(N, C_in, D, H, W) → (N, C_out, D_out, H_out, W_out)",
};

constexpr Example kExamples1d[] = {
    {"ConvTranspose1d(16, 8, 4, stride=2, padding=1)", "N,16,50", "(N, 8, 100)", "520", "25600*N"}};
constexpr Rejected kRejected1d[] = {
    {"ConvTranspose1d(16, 8, 3, padding_mode='reflect')", "N,16,50", Kind::ArgumentValue}};
constexpr Example kExamples2d[] = {
    {"ConvTranspose2d(16, 33, (3, 5), stride=(2, 1), padding=(4, 2))", "20,16,50,100", "(20, 33, 93, 100)", "7953",
     "792000000"},
    {"ConvTranspose2d(64, 32, 2, stride=2, groups=4, bias=False)", "N,64,H,W", "(N, 32, 2*H, 2*W)", "2048",
     "2048*H*N*W"},
    {"ConvTranspose2d(8, 4, 3, 2, 1, output_padding=1)", "N,8,7,7", "(N, 4, 14, 14)", "292", "14112*N"},
};
constexpr Rejected kRejected2d[] = {
    {"ConvTranspose2d(16, 8, 3)", "N,3,8,8", Kind::ChannelMismatch},
    {"ConvTranspose2d(16, 8, 3, stride=2, output_padding=2)", "N,16,8,8", Kind::ArgumentValue},
    {"ConvTranspose2d(16, 8, 3, padding=9)", "N,16,8,8", Kind::EmptyOutput},
};
constexpr Example kExamples3d[] = {
    {"ConvTranspose3d(16, 33, 3, stride=2)", "20,16,10,50,100", "(20, 33, 21, 101, 201)", "14289", "14256000000"}};
constexpr Rejected kRejected3d[] = {{"ConvTranspose3d(6, 4, 3, groups=4)", "N,6,4,8,8", Kind::GroupMismatch}};
constexpr Example kLazy1d[] = {
    {"LazyConvTranspose1d(8, 4, stride=2, padding=1)", "N,16,50", "(N, 8, 100)", "520", "25600*N"}};
constexpr Example kLazy2d[] = {{"LazyConvTranspose2d(4, 3, 2, 1, 1)", "N,8,7,7", "(N, 4, 14, 14)", "292", "14112*N"}};
constexpr Example kLazy3d[] = {{"LazyConvTranspose3d(8, 1)", "N,4,2,3,5", "(N, 8, 2, 3, 5)", "40", "960*N"}};

constexpr Spec transposed(std::string_view names, int spatial, std::span<const Example> examples,
                          std::span<const Rejected> rejected) {
  return {.names = names,
          .summary = "Transposed convolution: each input element is spread over a window of the output.",
          .rule = kRules[spatial - 1],
          .spatial = spatial,
          .params = kParams,
          .call = kForward,
          .check = check,
          .weights = weights,
          .infer = infer,
          .sizes = sizes,
          .macs = macs,
          .dense = dense,
          .convolution = convolution,
          .receptive = receptive,
          .saved = saves_input,
          .placement = Placement::AsInputs,
          .typical_input = typical_input,
          .examples = examples,
          .rejected = rejected};
}

constexpr Spec lazy(std::string_view names, int spatial, std::string_view becomes, std::span<const Example> examples) {
  return {.names = names,
          .summary = "Transposed convolution that takes in_channels from its first input.",
          .rule = kRules[spatial - 1],
          .spatial = spatial,
          .params = kLazyParams,
          .call = kForward,
          .lazy = {becomes, "in_channels", kChannelAxis},
          .examples = examples};
}

constexpr Spec function(std::string_view names, int spatial) {
  return {.names = names,
          .form = Form::Function,
          .summary = "Transposed convolution with a weight that is passed in.",
          .rule = kRules[spatial - 1],
          .spatial = spatial,
          .call = kFunction,
          .infer = infer,
          .sizes = sizes,
          .macs = macs,
          .dense = dense,
          .convolution = convolution,
          .receptive = receptive,
          .saved = saves_input,
          .placement = Placement::AsInputs};
}

constexpr Spec kSpecs[] = {
    transposed("torch.nn.ConvTranspose1d torch.nn.ConvTranspose1D", 1, kExamples1d, kRejected1d),
    transposed("torch.nn.ConvTranspose2d torch.nn.ConvTranspose2D", 2, kExamples2d, kRejected2d),
    transposed("torch.nn.ConvTranspose3d torch.nn.ConvTranspose3D", 3, kExamples3d, kRejected3d),
    lazy("torch.nn.LazyConvTranspose1d", 1, "torch.nn.ConvTranspose1d", kLazy1d),
    lazy("torch.nn.LazyConvTranspose2d", 2, "torch.nn.ConvTranspose2d", kLazy2d),
    lazy("torch.nn.LazyConvTranspose3d", 3, "torch.nn.ConvTranspose3d", kLazy3d),
    function("torch.nn.functional.conv_transpose1d torch.conv_transpose1d", 1),
    function("torch.nn.functional.conv_transpose2d torch.conv_transpose2d", 2),
    function("torch.nn.functional.conv_transpose3d torch.conv_transpose3d", 3),
};

}  // namespace

std::span<const Spec> conv_transpose_specs() { return kSpecs; }

}  // namespace shapewise::layers
