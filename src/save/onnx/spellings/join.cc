// Tensors joined, cut into parts, and indexed.
#include <algorithm>
#include <limits>
#include <utility>

#include "save/onnx/spelling.h"

namespace shapewise::save::spellings {
namespace {

std::vector<std::string> converted(Translation& t, std::string_view param) {
  std::vector<std::string> names = t.tensors(param);
  for (std::size_t i = 0; i < names.size(); ++i)
    names[i] = t.cast(names[i], t.call().input(static_cast<int>(i)).dtype, t.call().output().dtype);
  return names;
}

void cat(Translation& t) {
  int rank = t.call().output().shape->rank();
  t.give(t.add("Concat", converted(t, "tensors"), {{"axis", axis(t, "dim", rank)}}));
}

void stack(Translation& t) {
  int rank = t.call().output().shape->rank();
  std::int64_t at = axis(t, "dim", rank);
  std::vector<std::string> parts = converted(t, "tensors");
  for (std::string& part : parts) part = t.add("Unsqueeze", {part, t.ints({at})});
  t.give(t.add("Concat", parts, {{"axis", at}}));
}

/// Into the sizes that the outputs were found to have.
void parts(Translation& t) {
  const layer::Call& c = t.call();
  std::int64_t at = axis(t, "dim", c.shape().rank());
  std::vector<sym::Expr> lengths;
  for (const ir::Tensor& output : c.outputs()) lengths.push_back((*output.shape)[static_cast<int>(at)]);
  std::string split = t.ints(numbers(t, lengths, "the size of a part"));
  std::vector<std::string> names = t.add_many("Split", {t.input(), split}, {{"axis", at}}, lengths.size());
  for (std::size_t i = 0; i < names.size(); ++i) t.give(names[i], static_cast<int>(i));
}

void unbind(Translation& t) {
  const layer::Call& c = t.call();
  std::int64_t at = axis(t, "dim", c.shape().rank());
  for (int i = 0; i < c.output_count(); ++i)
    t.give(t.add("Gather", {t.input(), t.number(i, ir::DType::Int64)}, {{"axis", at}}), i);
}

std::string sliced(Translation& t, const std::string& x, std::int64_t axis, std::int64_t begin, std::int64_t end,
                   std::int64_t step = 1) {
  return t.add("Slice", {x, t.ints({begin}), t.ints({end}), t.ints({axis}), t.ints({step})});
}

constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();

void narrow(Translation& t) {
  const layer::Call& c = t.call();
  Ints at = numbers(t, {c.integer("start"), c.integer("length")}, "the part");
  t.give(sliced(t, t.input(), axis(t, "dim", c.shape().rank()), at[0], at[0] + at[1]));
}

/// Both directions of a roll are a cut and a join.
void roll(Translation& t) {
  const layer::Call& c = t.call();
  if (c.is_none("dims")) return t.refuse("it rolls over all dimensions at once");
  Ints shifts = numbers(t, c.int_list("shifts"), "shifts");
  Ints dims = numbers(t, c.int_list("dims"), "dims");
  std::string x = t.input();
  for (std::size_t i = 0; i < std::min(shifts.size(), dims.size()); ++i) {
    std::int64_t at = dims[i] < 0 ? dims[i] + c.shape().rank() : dims[i];
    auto size = c.shape()[static_cast<int>(at)].constant();
    if (!size || *size == 0) return t.refuse("the size that it rolls over is open");
    auto length = static_cast<std::int64_t>(*size);
    std::int64_t shift = ((shifts[i] % length) + length) % length;
    if (shift == 0) continue;
    std::string tail = sliced(t, x, at, length - shift, kEnd);
    x = t.add("Concat", {tail, sliced(t, x, at, 0, length - shift)}, {{"axis", at}});
  }
  t.give(x);
}

void flip(Translation& t) {
  std::string x = t.input();
  for (std::int64_t at : numbers(t, t.call().int_list("dims"), "dims"))
    x = sliced(t, x, at < 0 ? at + t.call().shape().rank() : at, -1, std::numeric_limits<std::int64_t>::min(), -1);
  t.give(x);
}

// --- indexing ---

/// x[i, a:b:c, None, ...]: slices first, then the dimensions that ints take away and None adds, which a reshape does.
class Indexing {
 public:
  explicit Indexing(Translation& t) : t_(t), x_(t.input()), out_(*t.call().output().shape) {}

  void write() {
    auto* items = t_.call().arg("index").as<ir::AttrList>();
    if (items == nullptr) return t_.refuse("its index is not known");
    if (t_.call().input_count() > 1) return gather(*items);
    auto taken = static_cast<int>(std::count_if(items->begin(), items->end(), takes_axis));
    int rest = t_.call().shape().rank() - taken;
    for (const ir::Attr& item : *items) {
      auto* text = item.as<std::string>();
      if (text != nullptr && *text == "...") {
        keep(std::exchange(rest, 0));
      } else if (auto* index = item.as<sym::Expr>()) {
        take(*index);
      } else if (is_slice(item)) {
        cut(*item.as<ir::AttrList>());
      } else if (item.is<ir::None>()) {
        ++next_;
      } else {
        t_.refuse("an index of this kind is not written");
      }
      if (!t_.why().empty()) return;
    }
    keep(rest);
    t_.give(t_.reshaped(x_, sliced_, out_));
  }

 private:
  static bool is_slice(const ir::Attr& item) {
    auto* list = item.as<ir::AttrList>();
    return list != nullptr && list->size() == 4 && list->front().is<std::string>();
  }
  static bool takes_axis(const ir::Attr& item) { return item.is<sym::Expr>() || is_slice(item); }

  /// So many dimensions stay as they are.
  void keep(int count) {
    for (int i = 0; i < count; ++i) sliced_.dims.push_back(out_[next_++]);
  }

  void take(const sym::Expr& index) {
    auto number = index.constant();
    if (!number) return t_.refuse("an index is open");
    auto begin = static_cast<std::int64_t>(*number);  // inside of the dimension, or there is an error
    x_ = sliced(t_, x_, sliced_.rank(), begin, begin == -1 ? kEnd : begin + 1);
    sliced_.dims.emplace_back(1);
  }

  void cut(const ir::AttrList& slice) {
    auto part = [&](std::size_t i, std::int64_t otherwise) -> std::int64_t {
      if (slice[i].is<ir::None>()) return otherwise;
      auto* value = slice[i].as<sym::Expr>();
      auto number = value != nullptr ? value->constant() : std::nullopt;
      if (!number) t_.refuse("a bound of a slice is open");
      // Bounds beyond the ends are those of the ends.
      return static_cast<std::int64_t>(std::clamp<Int>(number.value_or(0), -kEnd, kEnd));
    };
    std::int64_t begin = part(1, 0);
    std::int64_t end = part(2, kEnd);
    std::int64_t step = part(3, 1);
    if (begin != 0 || end != kEnd || step != 1) x_ = sliced(t_, x_, sliced_.rank(), begin, end, step);
    keep(1);
  }

  /// A single tensor of indices, all other dimensions left as they are.
  void gather(const ir::AttrList& items) {
    auto* ref = items.front().as<ir::TensorRef>();
    bool alone = ref != nullptr && items.size() == 1 && t_.call().input(ref->input).dtype != ir::DType::Bool;
    if (!alone) return t_.refuse("an index of tensors beside others is not written");
    t_.give(t_.add("Gather", {x_, t_.input(ref->input)}, {{"axis", std::int64_t{0}}}));
  }

  Translation& t_;
  std::string x_;
  const sym::Shape& out_;
  sym::Shape sliced_;  // as far as the dimensions have been gone through
  int next_ = 0;       // dimension of the output
};

void get_item(Translation& t) { Indexing(t).write(); }

void embedding(Translation& t) {
  const layer::Call& c = t.call();
  if (c.has("max_norm") && !c.is_none("max_norm")) return t.refuse("max_norm is not written");
  t.give(t.add("Gather", {t.weight_or_tensor("weight"), t.tensor("input")}, {{"axis", std::int64_t{0}}}));
}

void index_select(Translation& t) {
  t.give(t.add("Gather", {t.tensor("input"), t.tensor("index")}, {{"axis", axis(t, "dim", t.call().shape().rank())}}));
}

void gather(Translation& t) {
  t.give(t.add("GatherElements", {t.tensor("input"), t.tensor("index")},
               {{"axis", axis(t, "dim", t.call().shape().rank())}}));
}

constexpr Spelling kSpellings[] = {
    {"torch.cat", cat},
    {"torch.stack", stack},
    {"torch.chunk torch.split torch.Tensor.split torch.split_with_sizes torch.tensor_split", parts},
    {"torch.unbind", unbind},
    {"torch.narrow", narrow},
    {"torch.roll", roll},
    {"torch.flip torch.Tensor.flip", flip},
    {"torch.Tensor.__getitem__", get_item},
    {"torch.nn.Embedding torch.nn.functional.embedding", embedding},
    {"torch.index_select", index_select},
    {"torch.gather", gather},
};

}  // namespace

std::span<const Spelling> join_spellings() { return kSpellings; }

}  // namespace shapewise::save::spellings
