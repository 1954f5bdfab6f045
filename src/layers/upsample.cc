// Upsample, UpsamplingNearest2d, UpsamplingBilinear2d, torch.nn.functional.interpolate and its older names.
// Source: https://pytorch.org/docs/stable/generated/torch.nn.functional.interpolate.html, torch/nn/functional.py
// (interpolate) and aten/src/ATen/native/UpSample.h: the output size is ⌊in · scale_factor⌋ in double precision.
#include <fmt/format.h>

#include "layer/axes.h"
#include "layer/demand.h"
#include "layer/saved.h"
#include "layer/scale.h"
#include "layer/window.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Formula;

/// How a mode interpolates.
struct Mode {
  std::string_view name;
  int rank;      // dimensions of the input it takes; 0: 3, 4 or 5
  int window;    // input elements that an output element sees along one axis; 0: as many as it covers
  bool corners;  // does it take align_corners
};
constexpr Mode kModes[] = {
    {"nearest", 0, 1, false}, {"nearest-exact", 0, 1, false}, {"area", 0, 0, false},     {"linear", 3, 2, true},
    {"bilinear", 4, 2, true}, {"bicubic", 4, 4, true},        {"trilinear", 5, 2, true},
};

/// Null if it is unknown, in either sense.
const Mode* mode_of(const Call& c) {
  std::string_view fixed = c.name().find("earest") != std::string_view::npos ? "nearest" : "bilinear";
  std::string_view text = c.has("mode") ? c.text("mode") : fixed;
  for (const Mode& mode : kModes) {
    if (mode.name == text) return &mode;
  }
  return nullptr;
}

/// The modules take a scale_factor of 0 for none.
bool is_scaled(const Call& c) {
  if (c.is_none("scale_factor")) return false;
  bool zero = !c.arg("scale_factor").is<ir::AttrList>() && c.number("scale_factor") == 0;
  return !zero || c.spec().form == Form::Function;
}

bool is_sized(const Call& c) { return !c.is_none("size"); }

bool check_choice(Call& c) {
  if (is_sized(c) != is_scaled(c)) return true;
  if (!is_sized(c)) {
    auto& d = c.reject(Kind::MissingArgument, {}, fmt::format("{} needs size or scale_factor", c.name()));
    d.label = "one of the two is missing";
    return false;
  }
  auto& d =
      c.reject(Kind::ArgumentValue, "scale_factor", fmt::format("{} takes size or scale_factor, not both", c.name()));
  d.label = "size is given too";
  return false;
}

bool check_mode(Call& c, const Mode* mode) {
  if (c.has("mode") &&
      !demand_choice(c, "mode", {"nearest", "linear", "bilinear", "bicubic", "trilinear", "area", "nearest-exact"})) {
    return false;
  }
  if (mode == nullptr) return false;
  if (c.has("align_corners") && c.known("align_corners") && !c.is_none("align_corners") && !mode->corners) {
    auto& d = c.reject(Kind::ArgumentValue, "align_corners",
                       fmt::format("the mode '{}' of {} takes no align_corners", mode->name, c.name()));
    d.label = "only for linear, bilinear, bicubic and trilinear";
    return false;
  }
  if (c.has("antialias") && c.flag("antialias") && mode->name != "bilinear" && mode->name != "bicubic") {
    auto& d = c.reject(Kind::ArgumentValue, "antialias",
                       fmt::format("the mode '{}' of {} has no antialiasing", mode->name, c.name()));
    d.label = "only for bilinear and bicubic";
    return false;
  }
  bool recompute = c.has("recompute_scale_factor") && c.flag("recompute_scale_factor");
  if (!recompute || !is_sized(c)) return true;
  auto& d = c.reject(Kind::ArgumentValue, "recompute_scale_factor",
                     fmt::format("{} has no scale_factor to recompute, since size is given", c.name()));
  d.label = "not with size";
  return false;
}

bool check_rank(Call& c, const Mode* mode) {
  if (mode == nullptr || mode->rank == 0) return demand_rank(c, {3, 4, 5});
  int rank = c.shape().rank();
  if (rank == mode->rank) return true;
  auto& d = c.reject(Kind::RankMismatch, c.has("mode") && rank >= 3 && rank <= 5 ? "mode" : "",
                     fmt::format("the mode '{}' of {} takes an input of {} dimensions, but gets {}: {}", mode->name,
                                 c.name(), mode->rank, rank, sym::to_text(c.shape())));
  constexpr std::string_view kLinear[] = {"linear", "bilinear", "trilinear"};
  d.label = rank >= 3 && rank <= 5 ? fmt::format("expected '{}' or 'nearest'", kLinear[rank - 3])
                                   : fmt::format("the input is {}", sym::to_text(c.shape()));
  return false;
}

/// A tuple has one item per spatial dimension; here one item does not stand for all.
bool check_length(Call& c, std::string_view param) {
  auto* items = c.arg(param).as<ir::AttrList>();
  std::size_t spatial = c.shape().dims.size() - 2;
  if (items == nullptr || items->size() == spatial) return true;
  auto& d =
      c.reject(Kind::ArgumentType, param,
               fmt::format("{} of {} has {} number{}, but its input has {} spatial dimensions: {}", param, c.name(),
                           items->size(), items->size() == 1 ? "" : "s", spatial, sym::to_text(c.shape())));
  d.label = fmt::format("expected {}", spatial);
  return false;
}

/// The output size along each spatial axis.
std::vector<Formula> output_sizes(const Call& c) {
  int n = c.shape().rank() - 2;
  std::vector<Formula> sizes;
  std::vector<Expr> given = is_sized(c) ? c.ints("size", n) : std::vector<Expr>();
  std::vector<double> factors = is_sized(c) ? std::vector<double>() : c.numbers("scale_factor");
  if (factors.size() == 1) factors.resize(static_cast<std::size_t>(n), factors.front());
  for (int i = 0; i < n; ++i) {
    auto at = static_cast<std::size_t>(i);
    std::string axis = axis_name(n + 2, i + 2);
    sizes.push_back(is_sized(c) ? named(axis + "_out", given[at]) : scaled(named(axis, c.shape()[i + 2]), factors[at]));
  }
  return sizes;
}

bool check_sizes(Call& c, const Mode& mode, const std::vector<Formula>& sizes) {
  int least = mode.name == "area" ? 0 : 1;
  for (const Formula& size : sizes) {
    if (!c.refuted(sym::ge(size.value(), least))) continue;
    auto& d = c.reject(Kind::EmptyOutput, is_sized(c) ? "size" : "scale_factor",
                       fmt::format("the output of {} would have a size of {}", c.name(), sym::to_text(size.value())));
    d.label = "too small";
    return false;
  }
  return true;
}

void infer(Call& c) {
  const Mode* mode = mode_of(c);
  if (!check_rank(c, mode)) return c.give_nothing("the input has the wrong rank");
  int n = c.shape().rank() - 2;
  bool fine = check_choice(c) && check_mode(c, mode);
  std::string_view param = is_sized(c) ? "size" : "scale_factor";
  fine = fine && check_length(c, param) && demand_elements(c, mode->name == "area" ? 2 : 1);
  if (!fine || !c.known(param)) return c.give(with_last_unknown(c.shape(), n));
  std::vector<Formula> sizes = output_sizes(c);
  std::vector<Expr> values;
  for (const Formula& size : sizes) values.push_back(size.value());
  c.give(check_sizes(c, *mode, sizes) ? with_last(c.shape(), values) : with_last_unknown(c.shape(), n));
}

std::vector<SizeRule> sizes(const Call& c) {
  std::vector<SizeRule> rules;
  if (is_sized(c)) return rules;
  std::vector<Formula> formulas = output_sizes(c);
  for (std::size_t i = 0; i < formulas.size(); ++i) {
    rules.push_back({axis_name(c.shape().rank(), static_cast<int>(i) + 2), formulas[i]});
  }
  return rules;
}

Receptive receptive(const Call& c) {
  const Mode* mode = mode_of(c);
  if (mode == nullptr) return {Receptive::Kind::Opaque, {}};
  Receptive field{Receptive::Kind::Window, {}};
  for (int i = 2; i < c.shape().rank(); ++i) {
    const Expr& in = c.shape()[i];
    const Expr& out = (*c.output().shape)[i];
    field.axes.push_back(mode->window == 0 ? divided_axis(in, out) : ReceptiveAxis{mode->window, in, out, 0});
  }
  return field;
}

constexpr Takes kSize = Takes::Int | Takes::Ints | Takes::None;
constexpr Takes kScale = Takes::Float | Takes::List | Takes::None;

constexpr Param kParams[] = {
    {"size", kSize, "None", "spatial size of the output"},
    {"scale_factor", kScale, "None", "what the spatial size is multiplied by, instead of size"},
    {"mode", Takes::Str, "'nearest'",
     "'nearest', 'nearest-exact', 'linear', 'bilinear', 'bicubic', 'trilinear' or 'area'"},
    {"align_corners", Takes::Bool | Takes::None, "None",
     "keep the values at the corners, in the linear and cubic modes"},
    {"recompute_scale_factor", Takes::Bool | Takes::None, "None",
     "interpolate by the ratio of the sizes, not by scale_factor"},
    {"antialias", Takes::Bool, "False", "smooth when the output is smaller, in the modes bilinear and bicubic"},
};
constexpr auto kModule = std::span(kParams).first(5);
constexpr auto kOld = std::span(kParams).first(2);
/// Means over areas are an adaptive pool.
Saved saved(const Call& c) { return c.has("mode") && c.text("mode") == "area" ? saves_input(c) : saves_nothing(c); }

constexpr Param kForward[] = {{"input", Takes::Tensor, "", "(N, C, …)"}};
constexpr Param kFunction[] = {kForward[0], kParams[0], kParams[1], kParams[2], kParams[3], kParams[4], kParams[5]};

constexpr std::string_view kRule = "(N, C, H, W) → (N, C, H_out, W_out)";
constexpr std::string_view kSummary = "Resizes the spatial dimensions by interpolation.";

constexpr Example kExamples[] = {
    {"Upsample(scale_factor=2, mode='nearest')", "N,64,H,W", "(N, 64, 2*H, 2*W)", "0", "0"},
    {"Upsample(size=(9, 7), mode='bilinear', align_corners=True)", "N,3,4,4", "(N, 3, 9, 7)", "0", "0"},
    {"Upsample(scale_factor=1.5)", "N,3,5,7", "(N, 3, 7, 10)", "0", "0"},
};
constexpr Rejected kRejected[] = {
    {"Upsample(scale_factor=2, mode='bilinear')", "N,3,16", Kind::RankMismatch},
    {"Upsample(scale_factor=2, align_corners=True)", "N,3,4,4", Kind::ArgumentValue},
    {"Upsample()", "N,3,4,4", Kind::MissingArgument},
    {"Upsample(scale_factor=0.1)", "N,3,4,4", Kind::EmptyOutput},
};
constexpr Example kNearest[] = {{"UpsamplingNearest2d(scale_factor=2)", "N,1,2,3", "(N, 1, 4, 6)", "0", "0"}};
constexpr Rejected kBadNearest[] = {{"UpsamplingNearest2d(4, 2)", "N,1,2,3", Kind::ArgumentValue}};
constexpr Example kBilinear[] = {{"UpsamplingBilinear2d(size=8)", "N,1,2,3", "(N, 1, 8, 8)", "0", "0"}};
constexpr Rejected kBadBilinear[] = {{"UpsamplingBilinear2d((8, 8, 8))", "N,1,2,3", Kind::ArgumentType}};

constexpr Spec module(std::string_view names, std::span<const Param> params, std::span<const Example> examples,
                      std::span<const Rejected> rejected) {
  return {.names = names,
          .summary = kSummary,
          .rule = kRule,
          .spatial = 2,
          .params = params,
          .call = kForward,
          .infer = infer,
          .sizes = sizes,
          .receptive = receptive,
          .saved = saved,
          .placement = Placement::AsInputs,
          .printed = {.extra = "mode"},
          .examples = examples,
          .rejected = rejected};
}

constexpr Spec function(std::string_view names, std::size_t parameters) {
  return {.names = names,
          .form = Form::Function,
          .summary = kSummary,
          .rule = kRule,
          .spatial = 2,
          .call = std::span(kFunction).first(parameters),
          .infer = infer,
          .sizes = sizes,
          .receptive = receptive,
          .saved = saved,
          .placement = Placement::AsInputs};
}

constexpr Spec kSpecs[] = {
    module("torch.nn.Upsample", kModule, kExamples, kRejected),
    module("torch.nn.UpsamplingNearest2d", kOld, kNearest, kBadNearest),
    module("torch.nn.UpsamplingBilinear2d", kOld, kBilinear, kBadBilinear),
    function("torch.nn.functional.interpolate", 7),
    function("torch.nn.functional.upsample", 5),
    function("torch.nn.functional.upsample_nearest", 3),
    function("torch.nn.functional.upsample_bilinear", 3),
};

}  // namespace

std::span<const Spec> upsample_specs() { return kSpecs; }

}  // namespace shapewise::layers
