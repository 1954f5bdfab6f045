// Reductions of losses (torch/nn/_reduction.py).
#include "layer/reduction.h"

#include "layer/demand.h"

namespace shapewise::layer {
namespace {

bool stated(const Call& call, std::string_view param) { return call.has(param) && !call.is_none(param); }

}  // namespace

void give_loss(Call& call, sym::Shape each, ElementType type, bool batchmean) {
  bool older = stated(call, "size_average") || stated(call, "reduce");
  if (older) {
    bool reduce = !stated(call, "reduce") || call.flag("reduce");
    return call.give(tensor_of(reduce ? sym::Shape() : std::move(each), type));
  }
  if (call.arg("reduction").is<ir::Unknown>()) return call.give_nothing("the reduction is not known");
  if (batchmean) {
    demand_choice(call, "reduction", {"none", "mean", "sum", "batchmean"});
  } else {
    demand_choice(call, "reduction", {"none", "mean", "sum"});
  }
  call.give(tensor_of(call.text("reduction") == "none" ? std::move(each) : sym::Shape(), type));
}

}  // namespace shapewise::layer
