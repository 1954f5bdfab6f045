// ConstantPad1d–3d, ZeroPad1d–3d, ReflectionPad1d–3d, ReplicationPad1d–3d, CircularPad1d–3d and
// torch.nn.functional.pad. A padding module is a call of pad with its argument. Negative padding crops. Source:
// https://pytorch.org/docs/stable/generated/torch.nn.functional.pad.html and aten/src/ATen/native/PadNd.cpp,
// ReflectionPad.cpp and ReplicationPadding.cpp.
#include <fmt/format.h>

#include "layer/axes.h"
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

enum class Mode { Constant, Reflect, Replicate, Circular };

/// Elements added before and after the sizes of one axis.
struct Sides {
  Expr before;
  Expr after;
};

/// The mode of a module is in its name, that of the function is an argument. Empty if it is not known.
std::optional<Mode> mode_of(const Call& c) {
  std::string_view text = c.has("mode") ? c.text("mode") : c.name();
  if (text.starts_with("constant") || text.starts_with("Constant") || text.starts_with("Zero")) return Mode::Constant;
  if (text.starts_with("reflect") || text.starts_with("Reflection")) return Mode::Reflect;
  if (text.starts_with("replicate") || text.starts_with("Replication")) return Mode::Replicate;
  if (text.starts_with("circular") || text.starts_with("Circular")) return Mode::Circular;
  return std::nullopt;
}

std::string_view padding_param(const Call& c) { return c.has("pad") ? "pad" : "padding"; }

/// By axis, the last axis first, as torch lists them. An int counts for both sides of all spatial axes.
std::vector<Sides> sides_of(const Call& c) {
  std::string_view param = padding_param(c);
  std::vector<Expr> list = c.int_list(param);
  if (!c.arg(param).is<ir::AttrList>()) list.assign(static_cast<std::size_t>(2 * c.spatial()), list.front());
  std::vector<Sides> sides;
  for (std::size_t i = 0; i + 1 < list.size(); i += 2) sides.push_back({list[i], list[i + 1]});
  return sides;
}

bool check_length(Call& c) {
  std::string_view param = padding_param(c);
  auto* items = c.arg(param).as<ir::AttrList>();
  std::size_t length = items != nullptr ? items->size() : static_cast<std::size_t>(2 * c.spatial());
  int rank = c.shape().rank();
  if (length % 2 != 0) {
    auto& d = c.reject(Kind::ArgumentType, param,
                       fmt::format("{} of {} takes two numbers per dimension, so not {}", param, c.name(), length));
    d.label = fmt::format("expected {} or {} numbers", length - 1, length + 1);
    return false;
  }
  if (static_cast<int>(length) <= 2 * rank) return true;
  auto& d = c.reject(Kind::RankMismatch, param,
                     fmt::format("{} pads {} dimensions, but its input has {}: {}", c.name(), length / 2, rank,
                                 sym::to_text(c.shape())));
  d.label = fmt::format("expected at most {} numbers", 2 * rank);
  return false;
}

/// What is not constant is taken from the last one, two or three dimensions of an input with channels.
bool check_rank(Call& c, Mode mode, int padded) {
  int rank = c.shape().rank();
  if (mode == Mode::Constant) return true;
  if (padded >= 1 && padded <= 3 && (rank == padded + 1 || rank == padded + 2)) return true;
  if (padded < 1 || padded > 3) {
    auto& d = c.reject(Kind::ArgumentValue, padding_param(c),
                       fmt::format("{} can pad one, two or three dimensions in this mode, not {}", c.name(), padded));
    d.label = "expected 2, 4 or 6 numbers";
    return false;
  }
  return demand_rank(c, {padded + 1, padded + 2});
}

/// The padding is taken from the input, so it can't exceed it.
bool check_reach(Call& c, Mode mode, const Sides& sides, const Expr& in) {
  if (mode != Mode::Reflect && mode != Mode::Circular) return true;
  Expr most = mode == Mode::Reflect ? in - 1 : in;
  for (const Expr& side : {sides.before, sides.after}) {
    if (c.holds(sym::ge(most, side), "the padding must not exceed the input")) continue;
    auto& d = c.reject(Kind::PaddingTooLarge, padding_param(c),
                       fmt::format("{} {} its input of size {}, so it can pad at most {}, not {}", c.name(),
                                   mode == Mode::Reflect ? "reflects" : "wraps", sym::to_text(in), sym::to_text(most),
                                   sym::to_text(side)));
    d.label = fmt::format("expected at most {}", sym::to_text(most));
    return false;
  }
  return true;
}

/// Cropping must leave no size below 0; a constant is padded after cropping, so what is cropped must be there.
bool check_crop(Call& c, Mode mode, const Sides& sides, const Expr& in) {
  bool fits = c.holds(sym::ge(in + sides.before + sides.after, 0), "no more must be cropped than there is");
  if (mode == Mode::Constant) {
    Expr first = in + sym::min(sides.before, 0);
    fits = fits && c.holds(sym::ge(first, 0)) && c.holds(sym::ge(first + sym::min(sides.after, 0), 0));
  }
  if (fits) return true;
  auto& d = c.reject(Kind::EmptyOutput, padding_param(c),
                     fmt::format("{} crops {} and {} elements of a size of {}", c.name(), sym::to_text(-sides.before),
                                 sym::to_text(-sides.after), sym::to_text(in)));
  d.label = "crops more than there is";
  return false;
}

/// Reflection and replication refuse an output of which every padded size is 0; a constant does so of any, unless it
/// only crops.
bool check_output(Call& c, Mode mode, const Shape& out, const std::vector<Sides>& sides) {
  if (mode == Mode::Circular) return true;
  int empty = 0;
  bool adds = false;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    if (c.refuted(sym::ge(out[-1 - static_cast<int>(i)], 1))) ++empty;
    adds = adds || c.proved(sym::ge(sides[i].before, 1)) || c.proved(sym::ge(sides[i].after, 1));
  }
  bool refused = mode == Mode::Constant ? adds && empty > 0 : empty == static_cast<int>(sides.size());
  if (!refused) return true;
  auto& d = c.reject(Kind::EmptyOutput, padding_param(c), fmt::format("{} crops its input to nothing", c.name()));
  d.label = fmt::format("leaves {}", sym::to_text(out));
  return false;
}

bool check_value(Call& c, Mode mode) {
  if (mode == Mode::Constant || !c.has("value") || c.is_none("value")) return true;
  double value = c.number("value");
  if (value == 0 || value != value) return true;
  auto& d =
      c.reject(Kind::ArgumentValue, "value", fmt::format("{} takes a value in the mode 'constant' only", c.name()));
  d.label = fmt::format("not used in the mode '{}'", c.text("mode"));
  return false;
}

void infer(Call& c) {
  if (c.has("mode")) demand_choice(c, "mode", {"constant", "reflect", "replicate", "circular"});
  auto mode = mode_of(c);
  if (!c.known(padding_param(c)) || !mode) return c.give(with_last_unknown(c.shape(), c.shape().rank()));
  if (!check_length(c)) return c.give_nothing("the padding does not fit its input");
  std::vector<Sides> sides = sides_of(c);
  bool fine = check_rank(c, *mode, static_cast<int>(sides.size())) && check_value(c, *mode);
  bool taken = *mode == Mode::Reflect || *mode == Mode::Replicate;
  if (fine && taken) fine = demand_elements(c, c.shape().rank() - static_cast<int>(sides.size()) - 1);
  Shape out = c.shape();
  for (std::size_t i = 0; i < sides.size(); ++i) {
    Expr& size = out[-1 - static_cast<int>(i)];
    fine = fine && check_reach(c, *mode, sides[i], size) && check_crop(c, *mode, sides[i], size);
    size = fine ? size + sides[i].before + sides[i].after : Expr::unknown();
  }
  if (fine) check_output(c, *mode, out, sides);
  c.give(std::move(out));
}

std::vector<SizeRule> sizes(const Call& c) {
  std::vector<SizeRule> rules;
  std::vector<Sides> sides = sides_of(c);
  std::vector<std::string> axes = axis_names(c.spatial());
  int rank = c.shape().rank();
  for (int i = rank - static_cast<int>(sides.size()); i < rank; ++i) {
    const Sides& s = sides[static_cast<std::size_t>(rank - 1 - i)];
    // A module knows its axes even if there is no batch.
    std::string axis = c.spatial() > 0 && rank - i <= c.spatial()
                           ? axes[static_cast<std::size_t>(c.spatial() - rank + i)]
                           : axis_name(rank, i);
    rules.push_back({axis, named(axis, c.shape()[i]) + named("p_before", s.before) + named("p_after", s.after)});
  }
  return rules;
}

/// Padding moves what is seen; the elements that it adds are copies or constants.
Receptive receptive(const Call& c) {
  std::vector<Sides> sides = sides_of(c);
  int rank = c.shape().rank();
  Receptive field{Receptive::Kind::Window, {}};
  for (std::size_t i = sides.size(); i > 0; --i) field.axes.push_back({1, 1, 1, sides[i - 1].before});
  bool spatial = static_cast<int>(sides.size()) <= rank - 2;
  return spatial ? field : Receptive{Receptive::Kind::Opaque, {}};
}

constexpr Param kConstant[] = {
    {"padding", Takes::Int | Takes::Ints, "", "elements added before and after the last axis, the one before it, …"},
    {"value", Takes::Float | Takes::None, "", "what they are"},
};
constexpr auto kParams = std::span(kConstant).first(1);
constexpr Param kForward[] = {{"input", Takes::Tensor, "", "(N, C, …) or (C, …)"}};
constexpr Param kFunction[] = {
    {"input", Takes::Tensor, "", "(*)"},
    {"pad", Takes::Ints, "", "elements added before and after the last axis, the one before it, …"},
    {"mode", Takes::Str, "'constant'", "what is added: 'constant', 'reflect', 'replicate' or 'circular'"},
    {"value", Takes::Float | Takes::None, "None", "the constant; None: 0"},
};

constexpr std::string_view kRules[] = {
    "(N, C, L) → (N, C, L_out)",
    "(N, C, H, W) → (N, C, H_out, W_out)",
    "(N, C, D, H, W) → (N, C, D_out, H_out, W_out)",
};

constexpr Example kConstant1d[] = {{"ConstantPad1d((3, 1), 3.5)", "N,2,3", "(N, 2, 7)", "0", "0"}};
constexpr Rejected kBadConstant1d[] = {{"ConstantPad1d(2)", "N,2,3", Kind::MissingArgument}};
constexpr Example kConstant2d[] = {{"ConstantPad2d((3, 0, 2, 1), 3.5)", "N,2,2,2", "(N, 2, 5, 5)", "0", "0"}};
constexpr Rejected kBadConstant2d[] = {{"ConstantPad2d(-3, 0)", "N,2,4,4", Kind::EmptyOutput}};
constexpr Example kConstant3d[] = {
    {"ConstantPad3d((3, 3, 6, 6, 0, 1), 0)", "16,3,10,20,30", "(16, 3, 11, 32, 36)", "0", "0"}};
constexpr Rejected kBadConstant3d[] = {{"ConstantPad3d(1, 0)", "N,3", Kind::RankMismatch}};
constexpr Example kZero1d[] = {{"ZeroPad1d(2)", "N,2,4", "(N, 2, 8)", "0", "0"}};
constexpr Rejected kBadZero1d[] = {{"ZeroPad1d((1, 2, 3))", "N,2,4", Kind::ArgumentType}};
constexpr Example kZero2d[] = {{"ZeroPad2d((1, -1, 2, 0))", "N,3,H,W", "(N, 3, H + 2, W)", "0", "0"}};
constexpr Rejected kBadZero2d[] = {{"ZeroPad2d(1)", "5", Kind::RankMismatch}};
constexpr Example kZero3d[] = {{"ZeroPad3d(1)", "N,3,2,4,4", "(N, 3, 4, 6, 6)", "0", "0"}};
constexpr Rejected kBadZero3d[] = {{"ZeroPad3d('same')", "N,3,2,4,4", Kind::ArgumentType}};
constexpr Example kReflection1d[] = {{"ReflectionPad1d(2)", "N,2,4", "(N, 2, 8)", "0", "0"}};
constexpr Rejected kBadReflection1d[] = {{"ReflectionPad1d(4)", "N,2,4", Kind::PaddingTooLarge}};
constexpr Example kReflection2d[] = {{"ReflectionPad2d((1, 1, 2, 0))", "N,3,3,3", "(N, 3, 5, 5)", "0", "0"}};
constexpr Rejected kBadReflection2d[] = {{"ReflectionPad2d(1)", "N,3", Kind::RankMismatch}};
constexpr Example kReflection3d[] = {{"ReflectionPad3d(1)", "N,1,2,2,2", "(N, 1, 4, 4, 4)", "0", "0"}};
constexpr Rejected kBadReflection3d[] = {{"ReflectionPad3d(2)", "N,1,2,2,2", Kind::PaddingTooLarge}};
constexpr Example kReplication1d[] = {{"ReplicationPad1d((3, 1))", "N,2,4", "(N, 2, 8)", "0", "0"}};
constexpr Rejected kBadReplication1d[] = {{"ReplicationPad1d(-2)", "N,2,4", Kind::EmptyOutput}};
constexpr Example kReplication2d[] = {{"ReplicationPad2d(2)", "N,1,3,3", "(N, 1, 7, 7)", "0", "0"}};
constexpr Rejected kBadReplication2d[] = {{"ReplicationPad2d(2)", "N,1,3,3,3", Kind::RankMismatch}};
constexpr Example kReplication3d[] = {
    {"ReplicationPad3d((3, 3, 6, 6, 1, 1))", "16,3,8,320,480", "(16, 3, 10, 332, 486)", "0", "0"}};
constexpr Rejected kBadReplication3d[] = {{"ReplicationPad3d(1.5)", "16,3,8,3,4", Kind::ArgumentType}};
constexpr Example kCircular1d[] = {{"CircularPad1d(4)", "N,2,4", "(N, 2, 12)", "0", "0"}};
constexpr Rejected kBadCircular1d[] = {{"CircularPad1d(5)", "N,2,4", Kind::PaddingTooLarge}};
constexpr Example kCircular2d[] = {{"CircularPad2d((1, 1, 2, 0))", "N,1,3,3", "(N, 1, 5, 5)", "0", "0"}};
constexpr Rejected kBadCircular2d[] = {{"CircularPad2d(4)", "N,1,3,3", Kind::PaddingTooLarge}};
constexpr Example kCircular3d[] = {{"CircularPad3d(2)", "N,1,3,3,3", "(N, 1, 7, 7, 7)", "0", "0"}};
constexpr Rejected kBadCircular3d[] = {{"CircularPad3d(2)", "N,3,3", Kind::RankMismatch}};

/// Borders that are taken from the input keep it.
Saved saved(const Call& c) {
  bool mirrors = c.name().starts_with("Reflection") || c.name().starts_with("Replication");
  if (c.has("mode")) mirrors = c.text("mode") == "reflect" || c.text("mode") == "replicate";
  return mirrors ? saves_input(c) : Saved{};
}

constexpr Spec pad(std::string_view names, int spatial, std::string_view summary, std::span<const Param> params,
                   std::span<const Example> examples, std::span<const Rejected> rejected) {
  return {.names = names,
          .summary = summary,
          .rule = kRules[spatial - 1],
          .spatial = spatial,
          .params = params,
          .call = kForward,
          .infer = infer,
          .sizes = sizes,
          .receptive = receptive,
          .saved = saved,
          .placement = Placement::AsInputs,
          .examples = examples,
          .rejected = rejected};
}

constexpr std::string_view kByConstant = "Pads with a constant.";
constexpr std::string_view kByZeros = "Pads with zeros.";
constexpr std::string_view kByReflection = "Pads with the reflection of the input at its borders.";
constexpr std::string_view kByReplication = "Pads with copies of the elements at the borders.";
constexpr std::string_view kByWrapping = "Pads with the elements of the opposite side.";

constexpr Spec kSpecs[] = {
    pad("torch.nn.ConstantPad1d", 1, kByConstant, kConstant, kConstant1d, kBadConstant1d),
    pad("torch.nn.ConstantPad2d", 2, kByConstant, kConstant, kConstant2d, kBadConstant2d),
    pad("torch.nn.ConstantPad3d", 3, kByConstant, kConstant, kConstant3d, kBadConstant3d),
    pad("torch.nn.ZeroPad1d", 1, kByZeros, kParams, kZero1d, kBadZero1d),
    pad("torch.nn.ZeroPad2d", 2, kByZeros, kParams, kZero2d, kBadZero2d),
    pad("torch.nn.ZeroPad3d", 3, kByZeros, kParams, kZero3d, kBadZero3d),
    pad("torch.nn.ReflectionPad1d", 1, kByReflection, kParams, kReflection1d, kBadReflection1d),
    pad("torch.nn.ReflectionPad2d", 2, kByReflection, kParams, kReflection2d, kBadReflection2d),
    pad("torch.nn.ReflectionPad3d", 3, kByReflection, kParams, kReflection3d, kBadReflection3d),
    pad("torch.nn.ReplicationPad1d", 1, kByReplication, kParams, kReplication1d, kBadReplication1d),
    pad("torch.nn.ReplicationPad2d", 2, kByReplication, kParams, kReplication2d, kBadReplication2d),
    pad("torch.nn.ReplicationPad3d", 3, kByReplication, kParams, kReplication3d, kBadReplication3d),
    pad("torch.nn.CircularPad1d", 1, kByWrapping, kParams, kCircular1d, kBadCircular1d),
    pad("torch.nn.CircularPad2d", 2, kByWrapping, kParams, kCircular2d, kBadCircular2d),
    pad("torch.nn.CircularPad3d", 3, kByWrapping, kParams, kCircular3d, kBadCircular3d),
    {.names = "torch.nn.functional.pad torch._C._nn.pad",
     .form = Form::Function,
     .summary = "Pads the last dimensions of a tensor.",
     .rule = "(*, S_k, …, S_1) → (*, S_k + before + after, …)",
     .call = kFunction,
     .infer = infer,
     .sizes = sizes,
     .receptive = receptive,
     .saved = saved,
     .placement = Placement::AsInputs},
};

}  // namespace

std::span<const Spec> padding_specs() { return kSpecs; }

}  // namespace shapewise::layers
