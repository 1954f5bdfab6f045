// Upsampling and interpolation: Resize to the sizes that were worked out, or by a factor where they are open.
#include <cmath>

#include "save/onnx/spelling.h"

namespace shapewise::save::spellings {
namespace {

struct Mode {
  std::string_view torch;
  std::string_view onnx;
};
constexpr Mode kModes[] = {{"nearest", "nearest"},  {"linear", "linear"}, {"bilinear", "linear"},
                           {"trilinear", "linear"}, {"bicubic", "cubic"}, {"nearest-exact", "nearest"}};

std::string_view mode_of(const layer::Call& c) {
  if (c.has("mode")) return c.text("mode");
  return c.name().find("earest") != std::string_view::npos ? "nearest" : "bilinear";
}

bool aligns(const layer::Call& c) {
  return c.has("align_corners") ? c.flag("align_corners") : mode_of(c) == "bilinear";
}

/// Whether a factor is given that the positions follow; without one, or if it is worked out anew, they follow the
/// sizes.
bool follows_factor(const layer::Call& c) {
  bool anew = c.has("recompute_scale_factor") && c.flag("recompute_scale_factor");
  return c.has("scale_factor") && !c.is_none("scale_factor") && !anew;
}

std::vector<Attribute> attributes_of(Translation& t) {
  const layer::Call& c = t.call();
  std::string_view mode = mode_of(c);
  std::string_view onnx;
  for (const Mode& each : kModes) {
    if (each.torch == mode) onnx = each.onnx;
  }
  if (onnx.empty()) t.refuse("its mode has no counterpart");
  if (c.has("antialias") && c.flag("antialias")) t.refuse("antialias comes with opset 18");
  std::string_view places = mode == "nearest"         ? "asymmetric"
                            : mode == "nearest-exact" ? "half_pixel"
                            : aligns(c)               ? "align_corners"
                                                      : "pytorch_half_pixel";
  std::vector<Attribute> attributes{{"mode", std::string(onnx)},
                                    {"coordinate_transformation_mode", std::string(places)}};
  if (onnx == "nearest")
    attributes.push_back({"nearest_mode", std::string(mode == "nearest" ? "floor" : "round_prefer_ceil")});
  if (onnx == "cubic") attributes.push_back({"cubic_coeff_a", -0.75});
  return attributes;
}

void write(Translation& t) {
  const layer::Call& c = t.call();
  std::vector<Attribute> attributes = attributes_of(t);
  int n = c.shape().rank() - 2;
  if (follows_factor(c)) {
    std::vector<double> factors = c.numbers("scale_factor");
    if (factors.size() == 1) factors.assign(static_cast<std::size_t>(n), factors.front());
    bool whole = true;
    for (double factor : factors) whole = whole && std::floor(factor) == factor;
    // Only of whole factors it is sure that both round to the same sizes.
    if (whole) {
      factors.insert(factors.begin(), 2, 1);
      std::string list;
      for (double factor : factors) {
        std::string one = t.number(factor, ir::DType::Float32, {1});
        list = list.empty() ? one : t.add("Concat", {list, one}, {{"axis", std::int64_t{0}}});
      }
      return t.give(t.add("Resize", {t.input(), "", list}, attributes));
    }
  }
  std::string sizes = t.sizes(c.output().shape->dims);
  if (!sizes.empty()) t.give(t.add("Resize", {t.input(), "", "", sizes}, attributes));
}

constexpr Spelling kSpellings[] = {
    {"torch.nn.Upsample torch.nn.UpsamplingNearest2d torch.nn.UpsamplingBilinear2d torch.nn.functional.interpolate "
     "torch.nn.functional.upsample torch.nn.functional.upsample_nearest torch.nn.functional.upsample_bilinear",
     write},
};

}  // namespace

std::span<const Spelling> resize_spellings() { return kSpellings; }

}  // namespace shapewise::save::spellings
