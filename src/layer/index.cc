// Ints, slices and None first, as views; then all index tensors at once, broadcast together.
#include "layer/index.h"

#include <algorithm>
#include <fmt/format.h>

#include "layer/broadcast.h"
#include "layer/memory.h"

namespace shapewise::layer {
namespace {

using diag::Kind;
using sym::Expr;
using sym::Shape;

const ir::AttrList* slice_parts(const ir::Attr& item) {
  auto* list = item.as<ir::AttrList>();
  bool is_slice = list != nullptr && list->size() == 4 && list->front().is<std::string>();
  return is_slice ? list : nullptr;
}

bool is_ellipsis(const ir::Attr& item) {
  auto* text = item.as<std::string>();
  return text != nullptr && *text == "...";
}

/// The sizes of nested lists: [[0, 1]] is (1, 2).
Shape list_shape(const ir::AttrList& list) {
  Shape shape{Expr(static_cast<Int>(list.size()))};
  auto* inner = list.empty() ? nullptr : list.front().as<ir::AttrList>();
  if (inner == nullptr) return shape;
  for (const Expr& size : list_shape(*inner).dims) shape.dims.push_back(size);
  return shape;
}

bool is_mask(const ir::AttrList& list) {
  return !list.empty() && std::all_of(list.begin(), list.end(), [](const ir::Attr& item) { return item.is<bool>(); });
}

bool is_mask(const ir::Tensor& tensor) { return tensor.dtype == ir::DType::Bool || tensor.dtype == ir::DType::UInt8; }

/// Where a bound of a slice falls in [0, size].
Expr clamp(Call& c, const ir::Attr& bound, const Expr& size, const Expr& fallback) {
  auto* e = bound.as<Expr>();
  if (bound.is<ir::None>()) return fallback;
  if (e == nullptr) return Expr::unknown();
  bool negative = c.proved(sym::ge(-1, *e));
  Expr place = negative ? size + *e : *e;
  if (!negative && c.proved(sym::ge(size, place))) return place;
  if (negative && c.proved(sym::ge(place, 0))) return place;
  return negative ? sym::max(place, 0) : sym::min(place, size);
}

class Indexing {
 public:
  Indexing(Call& call, std::string_view param)
      : c_(call), param_(param), in_(call.shape()), strides_(strides_of(call.input())) {}

  std::optional<Chosen> run(const ir::AttrList& items) {
    int named = 0;
    for (const ir::Attr& item : items) named += consumed(item);
    if (named > in_.rank()) {
      c_.reject(Kind::RankMismatch, param_,
                fmt::format("{} indices are too many for a tensor of {} dimensions", named, in_.rank()))
          .label = fmt::format("the tensor is {}", sym::to_text(in_));
      return nothing("it is indexed by too many indices");
    }
    bool skipped = false;
    for (const ir::Attr& item : items) {
      if (is_ellipsis(item)) {
        for (int skip = skipped ? 0 : in_.rank() - named; skip > 0; --skip) keep();
        skipped = true;
      } else if (!one(item)) {
        return std::nullopt;
      }
    }
    while (dim_ < in_.rank()) keep();
    return result();
  }

 private:
  struct Axis {
    Expr size;
    bool advanced = false;
    Expr stride = 1;
  };

  std::optional<Chosen> nothing(std::string why) {
    c_.give_nothing(std::move(why));
    return std::nullopt;
  }

  Expr stride() const { return strides_ ? (*strides_)[static_cast<std::size_t>(dim_)] : Expr(1); }

  void keep() {
    axes_.push_back({in_[dim_], false, stride()});
    ++dim_;
  }

  /// How many dimensions of the tensor an item stands for.
  int consumed(const ir::Attr& item) const {
    if (item.is<ir::None>() || is_ellipsis(item) || item.is<bool>()) return 0;
    auto* ref = item.as<ir::TensorRef>();
    if (ref == nullptr) return 1;
    const ir::Tensor& tensor = c_.input(ref->input);
    return is_mask(tensor) ? tensor.shape->rank() : 1;
  }

  bool one(const ir::Attr& item) {
    if (item.is<ir::None>()) {
      axes_.push_back({1, false, dim_ < in_.rank() ? in_[dim_] * stride() : Expr(1)});
    } else if (auto* flag = item.as<bool>()) {
      axes_.push_back({1, true});
      indices_.push_back(Shape{*flag ? 1 : 0});
    } else if (auto* e = item.as<Expr>()) {
      demand_index(c_, param_, *e, in_[dim_], dim_);
      ++dim_;
    } else if (auto* parts = slice_parts(item)) {
      Expr step = parts->back().is<ir::None>() ? Expr(1)
                  : parts->back().is<Expr>()   ? *parts->back().as<Expr>()
                                               : Expr::unknown();
      axes_.push_back({slice_size(*parts, in_[dim_], step), false, stride() * step});
      ++dim_;
    } else if (auto* list = item.as<ir::AttrList>()) {
      index_list(*list);
    } else if (auto* ref = item.as<ir::TensorRef>()) {
      return index_tensor(c_.input(ref->input));
    } else if (item.is<std::string>() || item.is<double>()) {
      c_.reject(Kind::ArgumentType, param_, "a tensor is indexed by integers, slices, None, '...' and tensors").label =
          ir::describe(item);
      return nothing("it is indexed by something else"), false;
    } else {
      return nothing("the index is not known"), false;
    }
    return true;
  }

  Expr slice_size(const ir::AttrList& parts, const Expr& size, const Expr& step) {
    if (c_.refuted(sym::ge(step, 1))) {
      c_.reject(Kind::ArgumentValue, param_, "slices of tensors take only steps above 0").label = "expected at least 1";
      return Expr::unknown();
    }
    for (const ir::Attr& part : parts) {
      bool number = part.is<Expr>() || part.is<ir::None>() || part.is<ir::Unknown>() || part.is<ir::TensorRef>();
      if (number || &part == &parts.front()) continue;
      c_.reject(Kind::ArgumentType, param_, "the bounds of a slice must be integers").label = ir::describe(part);
      return Expr::unknown();
    }
    Expr length = clamp(c_, parts[2], size, size) - clamp(c_, parts[1], size, 0);
    if (!step.is_constant(1)) length = sym::ceil_div(length, step);
    return c_.proved(sym::ge(length, 0)) ? length : sym::max(length, 0);
  }

  void advanced(const Expr& size, Shape index) {
    axes_.push_back({size, true});
    indices_.push_back(std::move(index));
  }

  void index_list(const ir::AttrList& list) {
    const Expr& size = in_[dim_];
    if (is_mask(list)) {
      Expr length(static_cast<Int>(list.size()));
      if (c_.refuted(sym::eq(size, length))) reject_mask(Shape{length}, 0);
      auto chosen = std::count_if(list.begin(), list.end(), [](const ir::Attr& item) { return *item.as<bool>(); });
      advanced(size, Shape{Expr(static_cast<Int>(chosen))});
    } else {
      for (const ir::Attr& item : list) {
        if (auto* e = item.as<Expr>(); e != nullptr && !demand_index(c_, param_, *e, size, dim_)) break;
      }
      advanced(size, list_shape(list));
    }
    ++dim_;
  }

  void reject_mask(const Shape& mask, int i) {
    c_.reject(Kind::ShapeMismatch, param_,
              fmt::format("a mask of {} can't choose from dimension {} of {}", sym::to_text(mask), dim_ + i,
                          sym::to_text(in_)))
        .label =
        fmt::format("dimension {} is {}, not {}", dim_ + i, sym::to_text(in_[dim_ + i]), sym::to_text(mask[i]));
  }

  bool index_tensor(const ir::Tensor& tensor) {
    bool integral = ir::is_integral(tensor.dtype) || is_mask(tensor) || tensor.dtype_assumed;
    if (!integral) {
      c_.reject(Kind::DtypeMismatch, param_, "tensors used as indices must be integers or bools").label =
          fmt::format("the elements are {}", ir::name(tensor.dtype));
      return nothing("the index is no tensor of integers"), false;
    }
    const Shape& shape = *tensor.shape;
    if (!is_mask(tensor)) {
      if (shape.rank() > 0) {
        advanced(in_[dim_], shape);
      } else if (c_.refuted(sym::ge(in_[dim_], 1))) {
        demand_index(c_, param_, 0, in_[dim_], dim_);
      }
      ++dim_;
      return true;
    }
    Shape chosen{Expr::unknown()};
    for (int i = 0; i < shape.rank(); ++i) {
      if (c_.holds(sym::eq(in_[dim_ + i], shape[i]), "a mask covers what it chooses from")) continue;
      reject_mask(shape, i);
      break;
    }
    if (shape.rank() == 0) advanced(1, chosen);
    for (int i = 0; i < shape.rank(); ++i) advanced(in_[dim_ + i], chosen);
    dim_ += shape.rank();
    return true;
  }

  /// Index tensors that stand side by side give their dimensions there, others in front.
  std::optional<Chosen> result() {
    Shape out;
    Strides strides;
    int first = -1;
    int last = -1;
    int count = 0;
    for (int i = 0; i < static_cast<int>(axes_.size()); ++i) {
      const Axis& axis = axes_[static_cast<std::size_t>(i)];
      if (!axis.advanced) {
        out.dims.push_back(axis.size);
        strides.push_back(axis.stride);
        continue;
      }
      if (first < 0) first = i;
      last = i;
      ++count;
    }
    if (count == 0) return Chosen{out, strides_ ? strided(out, std::move(strides)) : ir::Memory{}};
    auto index = broadcast(c_, indices_);
    if (!index) return nothing("its indices do not fit each other");
    int at = last - first + 1 == count ? first : 0;
    out.dims.insert(out.dims.begin() + at, index->dims.begin(), index->dims.end());
    return Chosen{std::move(out), {}};
  }

  Call& c_;
  std::string_view param_;
  const Shape in_;
  const std::optional<Strides> strides_;
  int dim_ = 0;
  std::vector<Axis> axes_;  // after ints, slices and None
  std::vector<Shape> indices_;
};

}  // namespace

bool demand_index(Call& call, std::string_view param, const Expr& index, const Expr& size, int dim) {
  if (call.holds(sym::ge(size, call.proved(sym::ge(-1, index)) ? -index : index + 1), "an index")) return true;
  auto& d = call.reject(Kind::SizeMismatch, param,
                        fmt::format("index {} is out of range for dimension {} of size {}", sym::to_text(index), dim,
                                    sym::to_text(size)));
  d.label = fmt::format("the tensor is {}", sym::to_text(call.shape()));
  return false;
}

std::optional<Chosen> chosen_by(Call& call, std::string_view param) {
  auto* items = call.arg(param).as<ir::AttrList>();
  if (items != nullptr) return Indexing(call, param).run(*items);
  call.give_nothing("the index is not known");
  return std::nullopt;
}

}  // namespace shapewise::layer
