// Indexing, for reading and for writing. Ints, slices, None and '...' make a view; lists, masks and tensors of indices
// then pick from it, by numpy's rules of advanced indexing.
#include <algorithm>
#include <fmt/format.h>

#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

/// What the items of an index choose: a view, whose axes from `first` on (each with indices) are then picked from.
struct Chosen {
  Tensor view;
  std::vector<int> axes;        // of the view, that are picked from
  std::vector<Tensor> indices;  // one for each, all of one shape
};

class Indexing {
 public:
  Indexing(Execution& c, const Tensor& tensor) : c_(c), view_(tensor) {}

  Chosen run(const ir::AttrList& items) {
    int named = 0;
    for (const ir::Attr& item : items) named += consumed(item);
    if (named > view_.rank()) c_.fail(fmt::format("{} indices are too many for {}", named, to_text(view_.dims())));
    for (const ir::Attr& item : items) {
      if (c_.failed()) break;
      if (is_ellipsis(item)) {
        axis_ += view_.rank() - axis_ - left(items, item);
      } else {
        one(item);
      }
    }
    if (!c_.failed()) spread();
    return {view_, axes_, indices_};
  }

 private:
  static bool is_ellipsis(const ir::Attr& item) {
    auto* text = item.as<std::string>();
    return text != nullptr && *text == "...";
  }
  static bool is_mask(const Tensor& tensor) { return kind_of(tensor.dtype()) == Kind::Byte; }
  static bool is_slice(const ir::AttrList& list) {
    auto* text = list.empty() ? nullptr : list.front().as<std::string>();
    return text != nullptr && *text == "slice";
  }

  int consumed(const ir::Attr& item) const {
    if (item.is<ir::None>() || item.is<bool>() || is_ellipsis(item)) return 0;
    Tensor tensor = c_.tensor(item);
    return tensor.defined() && is_mask(tensor) ? tensor.rank() : 1;
  }
  /// Dimensions that the items behind this one stand for.
  int left(const ir::AttrList& items, const ir::Attr& item) const {
    int count = 0;
    for (const ir::Attr* next = &item + 1; next != items.data() + items.size(); ++next) count += consumed(*next);
    return count;
  }

  void one(const ir::Attr& item) {
    if (item.is<ir::None>()) {
      view_ = unsqueezed(view_, axis_++);
    } else if (auto* flag = item.as<bool>()) {
      view_ = unsqueezed(view_, axis_);
      pick(Tensor::of({*flag ? 1 : 0}, ir::DType::Int64, std::vector<double>(*flag ? 1 : 0)));
    } else if (auto* list = item.as<ir::AttrList>(); list != nullptr && is_slice(*list)) {
      slice(*list);
    } else if (list != nullptr) {
      list_of(*list);
    } else if (Tensor tensor = c_.tensor(item); tensor.defined()) {
      tensor_of(tensor);
    } else {
      std::int64_t index = c_.constant(item);
      std::int64_t size = view_.size(axis_);
      if (index < -size || index >= size) {
        return c_.fail(fmt::format("the index {} is out of range for {}", index, to_text(view_.dims())));
      }
      view_ = selected(view_, axis_, index < 0 ? index + size : index);
    }
  }

  std::int64_t bound(const ir::Attr& part, std::int64_t otherwise) {
    if (part.is<ir::None>()) return otherwise;
    std::int64_t value = c_.constant(part);
    std::int64_t size = view_.size(axis_);
    return std::clamp<std::int64_t>(value < 0 ? value + size : value, 0, size);
  }

  void slice(const ir::AttrList& parts) {
    std::int64_t step = parts[3].is<ir::None>() ? 1 : c_.constant(parts[3]);
    std::int64_t begin = bound(parts[1], 0);
    std::int64_t end = bound(parts[2], view_.size(axis_));
    if (step < 1) return c_.fail("slices of tensors take only steps above 0");
    view_ = sliced(view_, axis_, begin, std::max<std::int64_t>((end - begin + step - 1) / step, 0), step);
    ++axis_;
  }

  void list_of(const ir::AttrList& list) {
    std::vector<double> numbers;
    bool mask = !list.empty() && list.front().is<bool>();
    for (const ir::Attr& item : list) {
      if (item.is<ir::AttrList>()) return c_.fail("nested lists as an index are not run");
      numbers.push_back(static_cast<double>(c_.constant(item)));
    }
    auto count = static_cast<std::int64_t>(numbers.size());
    tensor_of(Tensor::of({count}, mask ? ir::DType::Bool : ir::DType::Int64, numbers));
  }

  /// Indices along the axis, or the places where a mask is true.
  void tensor_of(const Tensor& tensor) {
    if (!is_mask(tensor)) return pick(tensor);
    std::vector<std::vector<double>> places(static_cast<std::size_t>(tensor.rank()));
    for (int i = 0; i < tensor.rank(); ++i) {
      if (view_.size(axis_ + i) != tensor.size(i))
        return c_.fail(fmt::format("a mask of {} does not fit {}", to_text(tensor.dims()), to_text(view_.dims())));
    }
    std::vector<double> values = tensor.values();
    for (std::size_t i = 0; i < values.size(); ++i) {
      auto rest = static_cast<std::int64_t>(i);
      for (int axis = tensor.rank(); values[i] != 0 && axis-- > 0;) {
        places[static_cast<std::size_t>(axis)].push_back(static_cast<double>(rest % tensor.size(axis)));
        rest /= tensor.size(axis);
      }
    }
    for (const std::vector<double>& one : places)
      pick(Tensor::of({static_cast<std::int64_t>(one.size())}, ir::DType::Int64, one));
  }

  void pick(const Tensor& indices) {
    std::int64_t size = view_.size(axis_);
    for (double index : indices.values()) {
      if (index < static_cast<double>(-size) || index >= static_cast<double>(size))
        return c_.fail(fmt::format("the index {} is out of range for {}", index, to_text(view_.dims())));
    }
    axes_.push_back(axis_++);
    indices_.push_back(
        map(indices, ir::DType::Int64, [=](double i) { return i < 0 ? i + static_cast<double>(size) : i; }));
  }

  void spread() {
    std::vector<Sizes> shapes;
    for (const Tensor& one : indices_) shapes.push_back(one.dims());
    auto dims = broadcast(shapes);
    if (!dims) return c_.fail("the indices do not fit each other");
    for (Tensor& one : indices_) one = expanded(one, *dims)->packed();
  }

  Execution& c_;
  Tensor view_;
  int axis_ = 0;
  std::vector<int> axes_;
  std::vector<Tensor> indices_;
};

/// Calls visit(place of the indices, the part of the view there).
template <class Visit>
void for_each_place(const Chosen& chosen, Visit visit) {
  for (std::int64_t i = 0; i < chosen.indices.front().elements(); ++i) {
    Tensor part = chosen.view;
    for (std::size_t k = chosen.axes.size(); k-- > 0;)
      part = selected(part, chosen.axes[k], chosen.indices[k].data<std::int64_t>()[i]);
    visit(i, part);
  }
}

/// Where the dimensions of the indices stand: in the place of the first, or in front if they are not neighbours.
int place_of_indices(const Chosen& chosen) {
  bool together = chosen.axes.back() - chosen.axes.front() + 1 == static_cast<int>(chosen.axes.size());
  return together ? chosen.axes.front() : 0;
}

/// The chosen elements as a tensor with the dimensions of the indices in front.
Sizes dims_in_front(const Chosen& chosen) {
  Sizes dims = chosen.indices.front().dims();
  Sizes rest = without(chosen.view.dims(), chosen.axes, false);
  dims.insert(dims.end(), rest.begin(), rest.end());
  return dims;
}

/// From the dimensions of the indices in front to where they belong.
Tensor moved_in(const Tensor& tensor, int indices, int to) {
  std::vector<int> order;
  for (int i = 0; i < to; ++i) order.push_back(indices + i);
  for (int i = 0; i < indices; ++i) order.push_back(i);
  for (int i = indices + to; i < tensor.rank(); ++i) order.push_back(i);
  return permuted(tensor, order);
}

Chosen chosen_by(Execution& c, std::string_view param) {
  auto* items = c.call().arg(param).as<ir::AttrList>();
  if (items == nullptr) {
    c.fail("the index is not known");
    return {};
  }
  return Indexing(c, c.input()).run(*items);
}

void get(Execution& c) {
  Chosen chosen = chosen_by(c, "index");
  if (c.failed()) return;
  if (chosen.axes.empty()) return c.give(chosen.view);
  Sizes dims = dims_in_front(chosen);
  Tensor made(dims, chosen.view.dtype());
  int rank = chosen.indices.front().rank();
  Sizes rest(dims.begin() + rank, dims.end());
  Sizes flat = rest;
  flat.insert(flat.begin(), chosen.indices.front().elements());
  Tensor rows = reshaped(made, std::move(flat));
  for_each_place(chosen, [&](std::int64_t i, const Tensor& part) { assign(selected(rows, 0, i), part); });
  c.give(moved_in(made, rank, place_of_indices(chosen)));
}

void write(Execution& c, const Chosen& chosen, Tensor value, bool accumulate) {
  if (c.failed()) return;
  Sizes dims = chosen.view.dims();
  int rank = 0;
  if (!chosen.axes.empty()) {
    dims = dims_in_front(chosen);
    rank = chosen.indices.front().rank();
  }
  Tensor frame(dims, ir::DType::Bool);
  Sizes target = rank > 0 ? moved_in(frame, rank, place_of_indices(chosen)).dims() : dims;
  while (value.rank() > static_cast<int>(target.size()) && value.size(0) == 1) value = selected(value, 0, 0);
  auto spread = expanded(value, target);
  if (!spread) return c.fail(fmt::format("{} can't be written into {}", to_text(value.dims()), to_text(target)));
  if (chosen.axes.empty()) return assign(chosen.view, *spread);
  // The value with the dimensions of the indices in front, and these flattened.
  int at = place_of_indices(chosen);
  std::vector<int> order;
  for (int i = 0; i < rank; ++i) order.push_back(at + i);
  for (int i = 0; i < spread->rank(); ++i) {
    if (i < at || i >= at + rank) order.push_back(i);
  }
  Sizes flat(dims.begin() + rank, dims.end());
  flat.insert(flat.begin(), chosen.indices.front().elements());
  Tensor rows = reshaped(permuted(*spread, order), std::move(flat));
  for_each_place(chosen, [&](std::int64_t i, const Tensor& part) {
    Tensor row = selected(rows, 0, i);
    assign(part, accumulate ? combine(c, part, row, part.dtype(), [](double x, double y) { return x + y; }) : row);
  });
}

void set(Execution& c) {
  if (!c.given("value")) return c.fail("what is written is not known");
  write(c, chosen_by(c, "index"), c.operand("value", c.input().dtype()), false);
  c.give(c.input());
}

void put(Execution& c) {
  bool over = c.call().spec().in_place();
  Tensor self = over ? c.input() : c.input().copy();
  auto* items = c.call().arg("indices").as<ir::AttrList>();
  if (items == nullptr) return c.fail("the index is not known");
  write(c, Indexing(c, self).run(*items), c.tensor("values"), c.flag("accumulate"));
  c.give(self);
}

constexpr Kernel kKernels[] = {
    {"torch.Tensor.__getitem__", get},
    {"torch.Tensor.__setitem__", set},
    {"torch.index_put torch.index_put_", put},
};

}  // namespace

std::span<const Kernel> getitem_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
