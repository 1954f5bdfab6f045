// Indexing of tensors: x[i], x[a:b], x[None], x[..., i], x[mask], x[rows, columns].
// Source: https://pytorch.org/docs/stable/tensor_view.html and numpy's rules of advanced indexing.
#include <fmt/format.h>

#include "layer/call.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Shape;

const ir::AttrList* slice_parts(const ir::Attr& item) {
  auto* list = item.as<ir::AttrList>();
  bool is_slice = list != nullptr && list->size() == 4 && list->front().is<std::string>();
  return is_slice ? list : nullptr;
}

bool is_ellipsis(const ir::Attr& item) { return item.is<std::string>(); }

/// How many dimensions of the tensor an item stands for; -1 if it can't be told.
int consumed(const Call& c, const ir::Attr& item) {
  if (item.is<ir::None>() || is_ellipsis(item) || item.is<bool>()) return 0;
  auto* ref = item.as<ir::TensorRef>();
  if (ref == nullptr) return 1;
  const ir::Tensor& tensor = c.input(ref->input);
  return tensor.dtype == ir::DType::Bool ? tensor.shape->rank() : 1;
}

/// Where a bound of a slice falls in [0, size].
Expr clamp(Call& c, const ir::Attr& bound, const Expr& size, const Expr& fallback) {
  auto* e = bound.as<Expr>();
  if (bound.is<ir::None>()) return fallback;
  if (e == nullptr) return Expr::unknown();
  bool negative = c.proved(sym::ge(-1, *e));
  Expr place = negative ? size + *e : *e;
  if (!negative && c.proved(sym::ge(size, place))) return place;
  return negative ? sym::max(place, 0) : sym::min(place, size);
}

Expr slice_size(Call& c, const ir::AttrList& parts, const Expr& size) {
  auto* step = parts[3].as<Expr>();
  Expr stride = step != nullptr ? *step : Expr(1);
  Expr length = clamp(c, parts[2], size, size) - clamp(c, parts[1], size, 0);
  if (!stride.is_constant(1)) length = sym::ceil_div(length, stride);
  return c.proved(sym::ge(length, 0)) ? length : sym::max(length, 0);
}

/// The shape of tensors and lists used as indices, broadcast together.
struct Advanced {
  Shape shape;
  int first = -1;      // place in the output where the first one stood
  bool split = false;  // others stand between them
  int last_item = -1;

  void add(const Shape& other, int place, int item) {
    if (first < 0) first = place;
    split = split || (last_item >= 0 && item != last_item + 1);
    last_item = item;
    Shape wider = shape.rank() >= other.rank() ? shape : other;
    const Shape& narrower = shape.rank() >= other.rank() ? other : shape;
    for (int i = 1; i <= narrower.rank(); ++i) {
      if (wider[-i].is_constant(1)) wider[-i] = narrower[-i];
    }
    shape = wider;
  }
};

void reject_index(Call& c, const Expr& size, const Expr& index, int dim) {
  auto& d = c.reject(Kind::SizeMismatch, "index",
                     fmt::format("index {} is out of range for dimension {} of size {}", sym::to_text(index), dim,
                                 sym::to_text(size)));
  d.label = fmt::format("the tensor is {}", sym::to_text(c.shape()));
}

void infer(Call& c) {
  const ir::Attr& index = c.arg("index");
  auto* items = index.as<ir::AttrList>();
  if (items == nullptr) return c.give_nothing("the index is not known");
  const Shape& in = c.shape();
  int named = 0;
  for (const ir::Attr& item : *items) named += consumed(c, item);
  if (named > in.rank()) {
    c.reject(Kind::RankMismatch, "index",
             fmt::format("{} indices are too many for a tensor of {} dimensions", named, in.rank()))
        .label = fmt::format("the tensor is {}", sym::to_text(in));
    return c.give_nothing("it is indexed by too many indices");
  }
  std::vector<Expr> out;
  Advanced advanced;
  int dim = 0;
  for (std::size_t i = 0; i < items->size(); ++i) {
    const ir::Attr& item = (*items)[i];
    auto place = static_cast<int>(out.size());
    if (item.is<ir::None>()) {
      out.push_back(1);
    } else if (is_ellipsis(item)) {
      for (int skip = in.rank() - named; skip > 0; --skip) out.push_back(in[dim++]);
    } else if (auto* e = item.as<Expr>()) {
      const Expr& size = in[dim];
      if (!c.holds(sym::ge(size, c.proved(sym::ge(-1, *e)) ? -*e : *e + 1), "an index")) reject_index(c, size, *e, dim);
      ++dim;
    } else if (auto* parts = slice_parts(item)) {
      out.push_back(slice_size(c, *parts, in[dim++]));
    } else if (auto* list = item.as<ir::AttrList>()) {
      advanced.add(Shape{Expr(static_cast<Int>(list->size()))}, place, static_cast<int>(i));
      ++dim;
    } else if (auto* ref = item.as<ir::TensorRef>()) {
      const ir::Tensor& tensor = c.input(ref->input);
      bool mask = tensor.dtype == ir::DType::Bool;
      advanced.add(mask ? Shape{Expr::unknown()} : *tensor.shape, place, static_cast<int>(i));
      dim += mask ? tensor.shape->rank() : 1;
    } else {
      return c.give_nothing("the index is not known");
    }
  }
  while (dim < in.rank()) out.push_back(in[dim++]);
  if (advanced.first >= 0) {
    int at = advanced.split ? 0 : advanced.first;
    out.insert(out.begin() + at, advanced.shape.dims.begin(), advanced.shape.dims.end());
  }
  c.give(Shape(std::move(out)));
}

constexpr Param kCall[] = {
    {"input", Takes::Tensor, "", "the tensor"},
    {"index", Takes::List, "", "one item for each dimension: an int, a slice, None, Ellipsis, a list or a tensor"},
};

constexpr Spec kSpecs[] = {
    {.names = "torch.Tensor.__getitem__",
     .form = Form::Function,
     .summary = "Indexing: chosen elements along each dimension.",
     .rule = "an int takes a dimension away, None adds one, a slice shortens it, a mask or index tensor gathers",
     .call = kCall,
     .infer = infer},
};

}  // namespace

std::span<const Spec> getitem_specs() { return kSpecs; }

}  // namespace shapewise::layers
