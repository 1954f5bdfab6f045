// einops: rearrange, reduce and repeat. A pattern names the dimensions of a tensor before and after.
// Source: https://einops.rocks/api/rearrange, /reduce, /repeat; what is refused as in einops/einops.py and parsing.py.
#include <algorithm>
#include <cctype>
#include <fmt/format.h>

#include "layer/demand.h"
#include "layer/promote.h"
#include "layer/receptive.h"
#include "layer/row.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Shape;

constexpr std::string_view kEllipsis = "...";

/// A dimension: the axes that a tensor's size is the product of. A number stands for an axis of that size.
struct Group {
  std::vector<std::string> axes;
  bool bracketed = false;

  /// "..." by itself stands for dimensions, in brackets for their product.
  bool is_ellipsis() const { return !bracketed && axes.front() == kEllipsis; }
};
using Side = std::vector<Group>;

bool is_number(std::string_view axis) { return std::isdigit(static_cast<unsigned char>(axis.front())) != 0; }

void reject_pattern(Call& c, std::string message, std::string label) {
  c.reject(Kind::ArgumentValue, "pattern", std::move(message)).label = std::move(label);
}

/// "b (h w) c" as {{b}, {h, w}, {c}}; empty after an error.
std::optional<Side> read_side(Call& c, std::string_view text) {
  Side side;
  bool inside = false;
  for (std::size_t at = 0; at < text.size();) {
    char ch = text[at];
    if (ch == ' ') {
      ++at;
    } else if (ch == '(' || ch == ')') {
      if (inside == (ch == '(')) {
        reject_pattern(c, inside ? "brackets of a pattern can't be nested" : "a bracket of the pattern is not opened",
                       std::string(text));
        return std::nullopt;
      }
      inside = ch == '(';
      if (inside) side.push_back({{}, true});
      ++at;
    } else {
      std::size_t end = at;
      bool dots = text.substr(at).starts_with(kEllipsis);
      while (!dots && end < text.size() &&
             (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_'))
        ++end;
      if (dots) end = at + kEllipsis.size();
      if (end == at) {
        reject_pattern(c, fmt::format("a pattern is made of names, numbers, brackets and '...', not '{}'", ch),
                       std::string(text));
        return std::nullopt;
      }
      if (!inside) side.emplace_back();
      side.back().axes.emplace_back(text.substr(at, end - at));
      at = end;
    }
  }
  if (inside) return reject_pattern(c, "a bracket of the pattern is not closed", std::string(text)), std::nullopt;
  return side;
}

std::vector<std::string> axes_in(const Side& side) {
  std::vector<std::string> axes;
  for (const Group& group : side) axes.insert(axes.end(), group.axes.begin(), group.axes.end());
  return axes;
}

bool contains(const std::vector<std::string>& axes, std::string_view axis) {
  return std::find(axes.begin(), axes.end(), axis) != axes.end();
}

struct Pattern {
  Side left;
  Side right;
};

/// Reads and checks a pattern; `kind` is what may stand on one side only.
enum class OneSided { None, Left, Right };

class Reader {
 public:
  Reader(Call& call, OneSided allowed) : c_(call), allowed_(allowed) {}

  std::optional<Pattern> read() {
    std::string_view text = c_.text("pattern");
    std::size_t arrow = text.find("->");
    if (arrow == std::string_view::npos || text.find("->", arrow + 2) != std::string_view::npos) {
      reject_pattern(c_, "a pattern has one '->' between the dimensions before and after", std::string(text));
      return std::nullopt;
    }
    auto left = read_side(c_, text.substr(0, arrow));
    auto right = left ? read_side(c_, text.substr(arrow + 2)) : std::nullopt;
    if (!right || !unique(*left) || !unique(*right)) return std::nullopt;
    bool bracketed = std::any_of(left->begin(), left->end(),
                                 [](const Group& group) { return group.bracketed && contains(group.axes, kEllipsis); });
    if (bracketed) {
      reject_pattern(c_, "'...' can't stand in brackets on the left of a pattern", std::string(text));
      return std::nullopt;
    }
    Pattern pattern{std::move(*left), std::move(*right)};
    if (!both_sides(pattern)) return std::nullopt;
    return pattern;
  }

 private:
  bool unique(const Side& side) {
    std::vector<std::string> axes = axes_in(side);
    for (std::size_t i = 0; i < axes.size(); ++i) {
      if (is_number(axes[i]) || std::count(axes.begin(), axes.end(), axes[i]) == 1) continue;
      reject_pattern(c_, fmt::format("the pattern names '{}' twice on one side", axes[i]), "every name once");
      return false;
    }
    return true;
  }

  bool both_sides(const Pattern& pattern) {
    std::vector<std::string> left = axes_in(pattern.left);
    std::vector<std::string> right = axes_in(pattern.right);
    if (contains(right, kEllipsis) && !contains(left, kEllipsis)) {
      reject_pattern(c_, "the pattern has '...' on the right, but not on the left",
                     "name the dimensions, or write it on both");
      return false;
    }
    for (const auto& [axes, others, allowed] :
         {std::tuple(&left, &right, OneSided::Left), std::tuple(&right, &left, OneSided::Right)}) {
      for (const std::string& axis : *axes) {
        bool fits = axis == "1" || allowed_ == allowed || (!is_number(axis) && contains(*others, axis));
        if (fits) continue;
        reject_pattern(c_,
                       fmt::format("'{}' stands on the {} of the pattern only", axis,
                                   allowed == OneSided::Left ? "left" : "right"),
                       std::string(hint(allowed)));
        return false;
      }
    }
    return true;
  }

  std::string_view hint(OneSided side) const {
    if (side == OneSided::Left && allowed_ != OneSided::Left)
      return "reduce takes dimensions away; here every name stays";
    return "repeat adds dimensions; here every name is on the left, too";
  }

  Call& c_;
  OneSided allowed_;
};

/// Sizes of axes, as they were given or follow from the tensor.
class Sizes {
 public:
  explicit Sizes(Call& call) : c_(call) {}

  /// Those given by keyword; false after an error.
  bool read_given(const Pattern& pattern) {
    auto* pairs = c_.arg("axes").as<ir::AttrList>();
    std::vector<std::string> left = axes_in(pattern.left);
    std::vector<std::string> right = axes_in(pattern.right);
    for (std::size_t i = 0; pairs != nullptr && i < pairs->size(); ++i) {
      auto* pair = (*pairs)[i].as<ir::AttrList>();
      auto* name = pair != nullptr && pair->size() == 2 ? pair->front().as<std::string>() : nullptr;
      if (name == nullptr) continue;
      if (!contains(left, *name) && !contains(right, *name)) {
        reject_pattern(c_, fmt::format("the axis '{}' is given a size, but the pattern does not name it", *name),
                       fmt::format("'{}' is not here", *name));
        return false;
      }
      auto* size = pair->back().as<Expr>();
      values_.emplace_back(*name, size != nullptr ? *size : Expr::unknown());
    }
    return true;
  }

  const Expr* find(std::string_view axis) const {
    for (const auto& [name, size] : values_) {
      if (name == axis) return &size;
    }
    return nullptr;
  }

  /// Takes the sizes of the tensor; false after an error.
  bool read_tensor(const Side& left) {
    const Shape& shape = c_.shape();
    auto groups = static_cast<int>(left.size());
    bool open = contains(axes_in(left), kEllipsis);
    if (open ? shape.rank() < groups - 1 : shape.rank() != groups) {
      c_.reject(Kind::RankMismatch, "tensor",
                fmt::format("the pattern of {} names {}{} dimensions, but the tensor has {}", c_.name().substr(1),
                            open ? "at least " : "", open ? groups - 1 : groups, shape.rank()))
          .label = fmt::format("the tensor is {}", sym::to_text(shape));
      return false;
    }
    int dim = 0;
    for (const Group& group : left) {
      if (group.is_ellipsis()) {
        for (int i = shape.rank() - groups + 1; i > 0; --i) ellipsis_.push_back(shape[dim++]);
      } else if (!take(group, shape[dim], dim)) {
        return false;
      } else {
        ++dim;
      }
    }
    return true;
  }

  /// The size that a group of axes makes; the ellipsis multiplies, or stays as it is if it stands alone.
  Shape made(const Side& side) const {
    Shape shape;
    for (const Group& group : side) {
      if (group.is_ellipsis()) {
        shape.dims.insert(shape.dims.end(), ellipsis_.begin(), ellipsis_.end());
        continue;
      }
      Expr size = 1;
      for (const std::string& axis : group.axes) size *= axis == kEllipsis ? sym::product(ellipsis_) : value(axis);
      shape.dims.push_back(size);
    }
    return shape;
  }

 private:
  Expr value(const std::string& axis) const {
    if (is_number(axis)) return Expr(parse_int(axis).value_or(0));
    const Expr* size = find(axis);
    return size != nullptr ? *size : Expr::unknown();
  }

  bool take(const Group& group, const Expr& size, int dim) {
    Expr known = 1;
    std::vector<std::string> open;
    for (const std::string& axis : group.axes) {
      if (is_number(axis) || find(axis) != nullptr) {
        known *= value(axis);
      } else {
        open.push_back(axis);
      }
    }
    if (open.size() > 1) {
      reject_pattern(c_,
                     fmt::format("the sizes of {} can't both be told from dimension {}", fmt::join(open, " and "), dim),
                     fmt::format("give all but one of them: {}=…", open.front()));
      return false;
    }
    bool fits = open.empty() ? c_.holds(sym::eq(size, known), "a dimension as its pattern says")
                             : c_.holds(sym::divisible(size, known), "a dimension that its pattern divides");
    if (!fits) {
      std::string parts = fmt::format("{}", fmt::join(group.axes, " "));
      c_.reject(Kind::ShapeMismatch, "pattern",
                open.empty() ? fmt::format("dimension {} is {}, but '{}' makes {}", dim, sym::to_text(size), parts,
                                           sym::to_text(known))
                             : fmt::format("dimension {} of size {} can't be divided into '{}', as the others make {}",
                                           dim, sym::to_text(size), open.front(), sym::to_text(known)))
          .label = fmt::format("the tensor is {}", sym::to_text(c_.shape()));
    }
    if (!open.empty()) values_.emplace_back(open.front(), fits ? sym::floor_div(size, known) : Expr::unknown());
    return true;
  }

  Call& c_;
  std::vector<std::pair<std::string, Expr>> values_;
  std::vector<Expr> ellipsis_;
};

void transform(Call& c, OneSided allowed) {
  if (!c.arg("pattern").is<std::string>()) return c.give_nothing("the pattern is not known");
  auto pattern = Reader(c, allowed).read();
  if (!pattern) return c.give_nothing("its pattern is not valid");
  Sizes sizes(c);
  if (!sizes.read_given(*pattern) || !sizes.read_tensor(pattern->left))
    return c.give_nothing("the tensor does not fit the pattern");
  for (const std::string& axis : axes_in(pattern->right)) {
    if (is_number(axis) || axis == kEllipsis || sizes.find(axis) != nullptr) continue;
    reject_pattern(c, fmt::format("repeat needs the size of the new axis '{}'", axis), fmt::format("give {}=…", axis));
    return c.give_nothing("a new size is missing");
  }
  c.give(sizes.made(pattern->right));
}

void rearrange(Call& c) { transform(c, OneSided::None); }
void repeat(Call& c) { transform(c, OneSided::Right); }

void reduce(Call& c) {
  demand_choice(c, "reduction", {"min", "max", "sum", "mean", "prod", "any", "all"});
  if (c.text("reduction") == "mean") demand_floating(c, c.input(), "tensor");
  transform(c, OneSided::Left);
}

constexpr Param kTensor = {"tensor", Takes::Tensor, "", "the tensor"};
constexpr Param kPattern = {"pattern", Takes::Str, "", "the dimensions before and after: 'b c h w -> b (h w) c'"};
constexpr Param kAxes = {"axes", Takes::List, "", "sizes that are given, as pairs"};
constexpr Param kRearrange[] = {kTensor, kPattern, kAxes};
constexpr Param kReduce[] = {
    kTensor, kPattern, {"reduction", Takes::Any, "", "'min', 'max', 'sum', 'mean', 'prod', 'any' or 'all'"}, kAxes};

constexpr Spec op(std::string_view names, std::string_view summary, std::span<const Param> call, void (*infer)(Call&),
                  bool view) {
  Spec spec = function_row(names, summary, "as the pattern says", call, infer);
  spec.receptive = opaque_receptive;
  spec.view = view;
  return spec;
}

constexpr Spec kSpecs[] = {
    op("einops._rearrange", "The same elements with dimensions as a pattern says.", kRearrange, rearrange, true),
    op("einops._repeat", "The elements repeated along new axes.", kRearrange, repeat, false),
    op("einops._reduce", "The elements reduced over axes.", kReduce, reduce, false),
};

}  // namespace

std::span<const Spec> einops_specs() { return kSpecs; }

}  // namespace shapewise::layers
