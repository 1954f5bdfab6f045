// Flow: the calls that a network's input runs through, and the tensors between them, for drawings.
#pragma once

#include <vector>

#include "report/report.h"

namespace shapewise::report {

/// From where and to where a tensor goes: indices of Report::layers. `from` below 0 is input −1 − from; `to` behind the
/// last layer is an output.
struct FlowEdge {
  int from = 0;
  int to = 0;
  const ir::Tensor* tensor = nullptr;
};

struct Flow {
  std::vector<int> layers;  // shown ones, in execution order: those that depend on an input
  std::vector<FlowEdge> edges;
};

Flow flow_of(const Report& report);

}  // namespace shapewise::report
