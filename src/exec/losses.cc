// Reduction of losses.
#include "exec/losses.h"

namespace shapewise::exec {

std::string_view reduction_of(Execution& c) {
  bool old = c.given("size_average") || c.given("reduce");
  if (!old) return c.text("reduction");
  if (c.given("reduce") && !c.flag("reduce")) return "none";
  return c.given("size_average") && !c.flag("size_average") ? "sum" : "mean";
}

void give_losses(Execution& c, const Tensor& each, double count) {
  if (!each.defined() || c.failed()) return;
  std::string_view how = reduction_of(c);
  if (how == "none") return c.give(each);
  std::vector<int> axes;
  for (int i = 0; i < each.rank(); ++i) axes.push_back(i);
  double divisor = count >= 0 ? count : static_cast<double>(each.elements());
  if (how == "batchmean") divisor = static_cast<double>(each.rank() > 0 ? each.size(0) : 1);
  bool sum = how == "sum";
  c.give(reduce(each, axes, false, each.dtype(), [=](Row row) { return sum ? sum_of(row) : sum_of(row) / divisor; }));
}

}  // namespace shapewise::exec
