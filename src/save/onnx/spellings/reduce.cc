// Reductions along dimensions.
#include "save/onnx/spelling.h"

namespace shapewise::save::spellings {
namespace {

/// The dimensions that go away, all of them by default.
Ints axes_of(Translation& t) {
  const layer::Call& c = t.call();
  int rank = c.shape().rank();
  Ints axes;
  if (c.has("dim") && !c.is_none("dim")) axes = numbers(t, c.int_list("dim"), "dim");
  for (std::int64_t& axis : axes) axis += axis < 0 ? rank : 0;
  if (!axes.empty()) return axes;
  for (int i = 0; i < rank; ++i) axes.push_back(i);
  return axes;
}

std::string reduced(Translation& t, std::string_view op, const std::string& x, bool keep) {
  Ints axes = axes_of(t);
  if (axes.empty()) return x;
  Attribute kept{"keepdims", std::int64_t{keep ? 1 : 0}};
  if (op == "ReduceSum") return t.add(op, {x, t.ints(axes)}, {kept});
  return t.add(op, {x}, {{"axes", axes}, kept});
}

bool keeps(const Translation& t) { return t.call().has("keepdim") && t.call().flag("keepdim"); }

std::string converted(Translation& t) { return t.cast(t.input(), t.dtype(), t.call().output().dtype); }

template <const char* Op>
void plain(Translation& t) {
  t.give(reduced(t, Op, converted(t), keeps(t)));
}
constexpr char kMean[] = "ReduceMean";
constexpr char kSum[] = "ReduceSum";
constexpr char kProduct[] = "ReduceProd";
constexpr char kMost[] = "ReduceMax";
constexpr char kLeast[] = "ReduceMin";
constexpr char kLogSumExp[] = "ReduceLogSumExp";

void place(Translation& t, std::string_view op) {
  const layer::Call& c = t.call();
  std::string x = t.input();
  std::int64_t at = 0;
  if (c.is_none("dim")) {
    x = t.add("Reshape", {x, t.ints({-1})});
  } else {
    at = axis(t, "dim", c.shape().rank());
  }
  bool keep = keeps(t) && !c.is_none("dim");
  t.give(t.add(op, {x}, {{"axis", at}, {"keepdims", std::int64_t{keep ? 1 : 0}}}));
}

void argmax(Translation& t) { place(t, "ArgMax"); }
void argmin(Translation& t) { place(t, "ArgMin"); }

/// torch.max(x), torch.max(x, dim) with values and places, torch.max(x, y).
void extreme(Translation& t, bool most) {
  const layer::Call& c = t.call();
  if (c.input_count() > 1) return t.give(t.add(most ? "Max" : "Min", {t.input(0), t.input(1)}));
  t.give(reduced(t, most ? kMost : kLeast, t.input(), keeps(t)));
  if (c.output_count() < 2) return;
  Attribute kept{"keepdims", std::int64_t{keeps(t) ? 1 : 0}};
  t.give(t.add(most ? "ArgMax" : "ArgMin", {t.input()}, {{"axis", axis(t, "dim", c.shape().rank())}, kept}), 1);
}

void most(Translation& t) { extreme(t, true); }
void least(Translation& t) { extreme(t, false); }

/// The mean of squared distances to the mean; divided by one less, if it is asked for.
std::string variance(Translation& t) {
  const layer::Call& c = t.call();
  double less = !c.is_none("correction") ? c.number("correction") : c.flag("unbiased") ? 1 : 0;
  sym::Expr count = 1;
  for (std::int64_t at : axes_of(t)) count *= c.shape()[static_cast<int>(at)];
  auto elements = count.constant();
  std::string centred = t.add("Sub", {t.input(), reduced(t, kMean, t.input(), true)});
  std::string result = reduced(t, kMean, t.add("Mul", {centred, centred}), keeps(t));
  if (less == 0) return result;
  if (!elements || static_cast<double>(*elements) <= less) t.refuse("the number of elements that it takes is open");
  auto n = static_cast<double>(elements.value_or(2));
  return t.add("Mul", {result, t.number(n / (n - less), t.dtype())});
}

void write_variance(Translation& t) { t.give(variance(t)); }
void write_deviation(Translation& t) { t.give(t.add("Sqrt", {variance(t)})); }

constexpr Spelling kSpellings[] = {
    {"torch.mean", plain<kMean>}, {"torch.sum", plain<kSum>},    {"torch.prod", plain<kProduct>},
    {"torch.amax", plain<kMost>}, {"torch.amin", plain<kLeast>}, {"torch.logsumexp", plain<kLogSumExp>},
    {"torch.argmax", argmax},     {"torch.argmin", argmin},      {"torch.max", most},
    {"torch.min", least},         {"torch.var", write_variance}, {"torch.std", write_deviation},
};

}  // namespace

std::span<const Spelling> reduce_spellings() { return kSpellings; }

}  // namespace shapewise::save::spellings
