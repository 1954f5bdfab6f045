// What depends on no input (tables that a constructor makes) is left out.
#include "report/flow.h"

#include <algorithm>
#include <map>

namespace shapewise::report {

Flow flow_of(const Report& report) {
  Flow flow;
  std::map<int, int> maker;  // of a value: its layer, or its input as in FlowEdge
  for (std::size_t i = 0; i < report.inputs.size(); ++i) maker[report.inputs[i].value] = -1 - static_cast<int>(i);
  for (std::size_t i = 0; i < report.layers.size(); ++i) {
    const Layer& layer = report.layers[i];
    bool shown = false;
    for (std::size_t k = 0; k < layer.takes.size(); ++k) {
      auto from = maker.find(layer.takes[k]);
      bool again = std::find(layer.takes.begin(), layer.takes.begin() + static_cast<std::ptrdiff_t>(k),
                             layer.takes[k]) != layer.takes.begin() + static_cast<std::ptrdiff_t>(k);
      if (from == maker.end()) continue;
      shown = true;
      if (!again) flow.edges.push_back({from->second, static_cast<int>(i), &layer.inputs[k]});
    }
    if (!shown) continue;
    flow.layers.push_back(static_cast<int>(i));
    for (int value : layer.gives) maker[value] = static_cast<int>(i);
  }
  for (std::size_t i = 0; i < report.outputs.size(); ++i) {
    auto from = maker.find(report.outputs[i].value);
    if (from == maker.end()) continue;
    flow.edges.push_back({from->second, static_cast<int>(report.layers.size() + i), &report.outputs[i].tensor});
  }
  return flow;
}

}  // namespace shapewise::report
