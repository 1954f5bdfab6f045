// Conv1d, Conv2d, Conv3d, their lazy forms and torch.nn.functional.conv1d–3d.
// Source: https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html and aten/src/ATen/native/Convolution.cpp.
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

/// What a convolution is, whether its weight belongs to a module or is passed to the function.
struct Conv {
  Formula in_channels;
  Formula out_channels;
  Formula groups;
  std::vector<Window> windows;
  bool bias = true;
  bool same = false;  // padding='same': the output is as large as the input

  /// C_in/g, or C_in where there is one group.
  Formula in_per_group() const { return groups.value().is_constant(1) ? in_channels : in_channels / groups; }
};

Conv conv_of(const Call& c) {
  Conv conv;
  conv.groups = named("g", c.integer("groups"));
  conv.same = c.text("padding") == "same";
  if (is_function(c)) {
    const Shape& weight = *c.tensor("weight")->shape;
    conv.in_channels = named("C_in", weight[1] * c.integer("groups"));
    conv.out_channels = named("C_out", weight[0]);
    conv.bias = !c.is_none("bias");
    conv.windows = windows(c, {weight.dims.begin() + 2, weight.dims.end()});
  } else {
    conv.in_channels = named("C_in", c.integer("in_channels"));
    conv.out_channels = named("C_out", c.integer("out_channels"));
    conv.bias = c.flag("bias");
    if (c.input_count() > 0 && c.input().shape) conv.windows = windows(c);
  }
  return conv;
}

void check(Call& c) {
  if (!check_channels(c) || !demand_at_least(c, "out_channels", 1)) return;
  demand_choice(c, "padding", {"same", "valid"});
  demand_choice(c, "padding_mode", {"zeros", "reflect", "replicate", "circular"});
}

bool check_same(Call& c, const Conv& conv) {
  for (const Window& w : conv.windows) {
    if (!conv.same || w.stride.value().is_constant(1)) continue;
    auto& d = c.reject(Kind::ArgumentValue, "stride", "padding='same' needs a stride of 1");
    d.label = fmt::format("stride is {}", sym::to_text(w.stride.value()));
    return false;
  }
  return true;
}

/// The padding of the other modes is taken from the input itself, so it can't be larger than the input.
bool check_padding_mode(Call& c, const Conv& conv) {
  if (!c.has("padding_mode")) return true;
  bool reflect = c.text("padding_mode") == "reflect";
  if (!reflect && c.text("padding_mode") != "circular") return true;
  for (const Window& w : conv.windows) {
    Expr most = reflect ? w.in.value() - 1 : w.in.value();
    Expr padding = conv.same ? sym::ceil_div(w.dilation.value() * (w.kernel.value() - 1), 2) : w.padding.value();
    if (c.holds(sym::ge(most, padding))) continue;
    auto& d = c.reject(Kind::PaddingTooLarge, "padding",
                       fmt::format("padding_mode='{}' allows a padding of at most {} here, not {}",
                                   c.text("padding_mode"), sym::to_text(most), sym::to_text(padding)));
    d.label = fmt::format("at most {}", sym::to_text(most));
    return false;
  }
  return true;
}

void check_input(Call& c, const Conv& conv, const Expr& found) {
  bool divisible = c.proved(sym::divisible(found, conv.groups.value()));
  demand_fixed(c, {Kind::ChannelMismatch, is_function(c) ? "weight" : "in_channels", "input channels",
                   conv.in_channels.value(), found, divisible});
}

/// A weight that is passed in must have as many outputs as the groups allow.
void check_groups(Call& c, const Conv& conv) {
  if (!is_function(c) || c.holds(sym::divisible(conv.out_channels.value(), conv.groups.value()))) return;
  c.reject(Kind::GroupMismatch, "weight",
           fmt::format("the output channels of {} must be divisible by groups", c.name()));
}

void infer(Call& c) {
  if (!demand_weight(c)) return;
  if (!demand_spatial(c)) return c.give_nothing("the input has the wrong rank");
  Conv conv = conv_of(c);
  bool fine = demand_at_least(c, "stride", 1) && demand_at_least(c, "dilation", 1) &&
              (c.arg("padding").is<std::string>() || demand_at_least(c, "padding", 0)) && check_same(c, conv) &&
              check_padding_mode(c, conv) && demand_elements(c, c.shape().rank() - c.spatial()) &&
              demand_filters(c, "out_channels", conv.out_channels.value(), conv.windows);
  int channel_axis = c.shape().rank() - c.spatial() - 1;
  check_groups(c, conv);
  check_input(c, conv, c.shape()[channel_axis]);
  demand_bias(c, conv.out_channels.value());
  fine = fine && (conv.same || demand_fit(c, conv.windows, is_function(c) ? "weight" : "kernel_size"));
  Shape out = c.shape();
  out[channel_axis] = conv.out_channels.value();
  for (int i = 0; i < c.spatial(); ++i) {
    const Window& w = conv.windows[static_cast<std::size_t>(i)];
    Expr size = conv.same ? w.in.value() : window_size(w, false).value();
    out[channel_axis + 1 + i] = fine ? size : Expr::unknown();
  }
  c.give(std::move(out));
}

std::vector<WeightSpec> weights(const Call& c) {
  Conv conv = conv_of(c);
  std::vector<Expr> kernel = c.ints("kernel_size", c.spatial());
  std::vector<std::string> axes = axis_names(c.spatial());
  std::vector<WeightSpec> list(1);
  list[0] = {"weight", {conv.out_channels, conv.in_per_group()}, {1, 0}};
  bool pointwise = true;
  for (std::size_t i = 0; i < kernel.size(); ++i) {
    list[0].dims.push_back(named(axis_symbol("k", axes[i], c.spatial()), kernel[i]));
    pointwise = pointwise && kernel[i].is_constant(1);
  }
  for (int i = 2; !pointwise && i < c.spatial() + 2; ++i) list[0].order.push_back(i);
  if (conv.bias) list.push_back({"bias", {conv.out_channels}});
  return list;
}

std::vector<SizeRule> sizes(const Call& c) {
  Conv conv = conv_of(c);
  std::vector<SizeRule> rules = window_sizes(conv.windows, false);
  for (std::size_t i = 0; conv.same && i < rules.size(); ++i) rules[i].formula = conv.windows[i].in;
  return rules;
}

Formula macs(const Call& c) {
  Conv conv = conv_of(c);
  std::vector<Formula> factors{conv.in_per_group(), conv.out_channels};
  if (c.shape().rank() == c.spatial() + 2) factors.insert(factors.begin(), named("N", c.shape()[0]));
  for (const Window& w : conv.windows) factors.push_back(w.kernel);
  factors.push_back(spatial_elements(*c.output().shape, c.spatial(), "_out"));
  return sym::product(factors);
}

Formula dense(const Call& c) {
  Conv conv = conv_of(c);
  return dense_equivalent(c, conv.in_channels, conv.out_channels, conv.bias);
}

Convolution convolution(const Call& c) {
  Conv conv = conv_of(c);
  Convolution made{conv.in_channels.value(), conv.out_channels.value(), conv.groups.value(), conv.bias,
                   convolution_axes(conv.windows, *c.output().shape)};
  made.zeros = !c.has("padding_mode") || c.text("padding_mode") == "zeros";
  for (Convolution::Axis& axis : made.axes) {
    if (!conv.same) continue;
    Expr all = axis.dilation * (axis.kernel - 1);
    axis.before = sym::floor_div(all, 2);
    axis.after = all - axis.before;
  }
  return made;
}

Receptive receptive(const Call& c) {
  Conv conv = conv_of(c);
  Receptive field = receptive_of(conv.windows);
  for (ReceptiveAxis& axis : field.axes) {
    if (conv.same) axis.padding = sym::floor_div(axis.extent - 1, 2);
  }
  return field;
}

Shape typical_input(const Call& c) { return batch_of(c.integer("in_channels"), c.spatial()); }

/// Of a function: the weight is (C_out, C_in/groups, …).
Shape typical_input_of_weight(const Call& c) {
  const ir::Tensor* weight = c.tensor("weight");
  if (weight == nullptr || !weight->shape || weight->shape->rank() != c.spatial() + 2) return {};
  return batch_of((*weight->shape)[1] * c.integer("groups"), c.spatial());
}

constexpr Param kParams[] = {
    {"in_channels", Takes::Int, "", "channels of the input"},
    {"out_channels", Takes::Int, "", "channels of the output: the number of filters"},
    {"kernel_size", kSizes, "", "size of the window"},
    {"stride", kSizes | Takes::OneTuple, "1", "step of the window"},
    {"padding", kSizes | Takes::OneTuple | Takes::Str, "0", "elements added on each side, 'valid' (none) or 'same'"},
    {"dilation", kSizes | Takes::OneTuple, "1", "distance between the elements of the window"},
    {"groups", Takes::Int, "1", "blocks of channels that are convolved apart"},
    {"bias", Takes::Bool, "True", "add a learnable number to each output channel"},
    {"padding_mode", Takes::Str, "'zeros'", "what is padded: 'zeros', 'reflect', 'replicate' or 'circular'"},
    {"device", Takes::Any, "None", "where the weights live"},
    {"dtype", Takes::Any, "None", "element type of the weights"},
};
constexpr auto kLazyParams = std::span(kParams).subspan(1);

constexpr Param kForward[] = {{"input", Takes::Tensor, "", "(N, C_in, …) or (C_in, …)"}};

constexpr Param kFunction[] = {
    {"input", Takes::Tensor, "", "(N, C_in, …) or (C_in, …)"},
    {"weight", Takes::Tensor, "", "(C_out, C_in/groups, …)"},
    {"bias", Takes::Tensor | Takes::None, "None", "(C_out)"},
    {"stride", kSizes | Takes::OneTuple, "1", "step of the window"},
    {"padding", kSizes | Takes::OneTuple | Takes::Str, "0", "elements added on each side, 'valid' or 'same'"},
    {"dilation", kSizes | Takes::OneTuple, "1", "distance between the elements of the window"},
    {"groups", Takes::Int, "1", "blocks of channels that are convolved apart"},
};

constexpr Example kExamples1d[] = {{"Conv1d(16, 33, 3, stride=2)", "N,16,50", "(N, 33, 24)", "1617", "38016*N"}};
constexpr Rejected kRejected1d[] = {{"Conv1d(16, 33, 3)", "N,4,50", Kind::ChannelMismatch}};
constexpr Example kExamples2d[] = {
    {"Conv2d(3, 16, 3, stride=1, padding=1)", "N,3,64,64", "(N, 16, 64, 64)", "448", "1769472*N"},
    {"Conv2d(32, 32, 3, padding='same', groups=32, bias=False)", "1,32,7,7", "(1, 32, 7, 7)", "288", "14112"},
};
constexpr Rejected kRejected2d[] = {
    {"Conv2d(16, 32, 3)", "N,3,64,64", Kind::ChannelMismatch},
    {"Conv2d(3, 16, 5)", "N,3,4,4", Kind::EmptyOutput},
    {"Conv2d(6, 16, 3, groups=4)", "N,6,8,8", Kind::GroupMismatch},
};
constexpr Example kExamples3d[] = {{"Conv3d(16, 33, (3, 5, 2), stride=(2, 1, 1), padding=(4, 2, 0))", "20,16,10,50,100",
                                    "(20, 33, 8, 50, 99)", "15873", "12545280000"}};
constexpr Rejected kRejected3d[] = {{"Conv3d(16, 33, 3)", "N,16,9", Kind::RankMismatch}};

/// The input as it is convolved: a copy of it, where borders are put around it first. For zeros that is only so where
/// padding='same' needs one more on one side.
Saved saved(const Call& c) {
  Conv conv = conv_of(c);
  bool zeros = !c.has("padding_mode") || c.text("padding_mode") == "zeros";
  Expr padded = c.shape().elements();
  for (const Window& w : conv.windows) {
    Expr same = w.dilation.value() * (w.kernel.value() - 1);
    Expr border = conv.same ? (zeros ? sym::mod(same, 2) : same) : (zeros ? Expr(0) : 2 * w.padding.value());
    padded = sym::floor_div(padded, w.in.value()) * (w.in.value() + border);
  }
  if (zeros && padded == c.shape().elements()) return saves_input(c);
  Saved kept{{}, {}, {{padded, c.dtype()}}};
  if (!zeros && c.text("padding_mode") != "circular") kept.inputs = {{0}};
  return kept;
}

constexpr Spec conv(std::string_view names, int spatial, std::string_view rule, std::span<const Example> examples,
                    std::span<const Rejected> rejected) {
  return {
      .names = names,
      .summary = "Convolution: each output element is a weighted sum over a window of all input channels of its group.",
      .rule = rule,
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
      .saved = saved,
      .placement = Placement::AsInputs,
      .typical_input = typical_input,
      .examples = examples,
      .rejected = rejected};
}

constexpr Spec lazy(std::string_view names, int spatial, std::string_view becomes, std::span<const Example> examples) {
  return {.names = names,
          .summary = "Convolution that takes in_channels from its first input.",
          .rule = "as the layer that it becomes",
          .spatial = spatial,
          .params = kLazyParams,
          .call = kForward,
          .lazy = {becomes, "in_channels", kChannelAxis},
          .examples = examples};
}

constexpr Spec function(std::string_view names, int spatial, std::string_view rule) {
  return {.names = names,
          .form = Form::Function,
          .summary = "Convolution with a weight that is passed in.",
          .rule = rule,
          .spatial = spatial,
          .call = kFunction,
          .infer = infer,
          .sizes = sizes,
          .macs = macs,
          .dense = dense,
          .convolution = convolution,
          .receptive = receptive,
          .saved = saved,
          .placement = Placement::AsInputs,
          .typical_input = typical_input_of_weight};
}

constexpr std::string_view kRule1d = "(N, C_in, L) → (N, C_out, L_out)";
constexpr std::string_view kRule2d = "(N, C_in, H, W) → (N, C_out, H_out, W_out)";
constexpr std::string_view kRule3d = "(N, C_in, D, H, W) → (N, C_out, D_out, H_out, W_out)";
constexpr Example kLazy1d[] = {{"LazyConv1d(33, 3, stride=2)", "N,16,50", "(N, 33, 24)", "1617", "38016*N"}};
constexpr Example kLazy2d[] = {{"LazyConv2d(16, 3, padding=1)", "N,3,64,64", "(N, 16, 64, 64)", "448", "1769472*N"}};
constexpr Example kLazy3d[] = {{"LazyConv3d(8, 1)", "N,4,2,3,5", "(N, 8, 2, 3, 5)", "40", "960*N"}};

constexpr Spec kSpecs[] = {
    conv("torch.nn.Conv1d torch.nn.Conv1D", 1, kRule1d, kExamples1d, kRejected1d),
    conv("torch.nn.Conv2d torch.nn.Conv2D", 2, kRule2d, kExamples2d, kRejected2d),
    conv("torch.nn.Conv3d torch.nn.Conv3D", 3, kRule3d, kExamples3d, kRejected3d),
    lazy("torch.nn.LazyConv1d", 1, "torch.nn.Conv1d", kLazy1d),
    lazy("torch.nn.LazyConv2d", 2, "torch.nn.Conv2d", kLazy2d),
    lazy("torch.nn.LazyConv3d", 3, "torch.nn.Conv3d", kLazy3d),
    function("torch.nn.functional.conv1d torch.conv1d", 1, kRule1d),
    function("torch.nn.functional.conv2d torch.conv2d", 2, kRule2d),
    function("torch.nn.functional.conv3d torch.conv3d", 3, kRule3d),
};

}  // namespace

std::span<const Spec> conv_specs() { return kSpecs; }

}  // namespace shapewise::layers
