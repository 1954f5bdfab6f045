// Questions on a network that several rules ask.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "layer/builder.h"
#include "layer/registry.h"
#include "rules/rule.h"

namespace shapewise::rules {

/// "Conv2d", "relu": the canonical name, without the module it comes from.
std::string_view op_name(const ir::Node& node);
/// True for "Conv1d", "Conv2d", … if asked for "Conv": the name and a number of dimensions.
bool is_kind(const ir::Node& node, std::string_view family);

/// The nodes that take each value, by value.
class Uses {
 public:
  explicit Uses(const ir::Graph& graph);
  const std::vector<ir::NodeId>& of(ir::ValueId value) const { return uses_[static_cast<std::size_t>(value.index)]; }
  bool is_output(ir::ValueId value) const { return outputs_[static_cast<std::size_t>(value.index)]; }
  /// The node that alone takes the value, unless it is also returned.
  std::optional<ir::NodeId> only(ir::ValueId value) const;

 private:
  std::vector<std::vector<ir::NodeId>> uses_;
  std::vector<bool> outputs_;
};

/// The node that makes a value; invalid for inputs.
ir::NodeId producer(const ir::Graph& graph, ir::ValueId value);

/// One spatial axis of a call with windows, in numbers.
struct NumericWindow {
  int axis = 0;  // of the input and the output
  Int in = 0;
  Int out = 0;
  Int extent = 0;
  Int stride = 0;
  Int padding = 0;
};
/// The windows of a call as far as they are numbers; empty if it has none, or scales up.
std::vector<NumericWindow> numeric_windows(const ir::Graph& graph, ir::NodeId node);
/// The same without the sizes of input and output, which may be symbols: in and out are −1 there.
std::vector<NumericWindow> open_windows(const ir::Graph& graph, ir::NodeId node);

/// The name under which a module is an attribute of the user's class that it is part of: "bn1". Empty for parts of
/// containers and for the network itself.
std::string_view attribute_name(const ir::Graph& graph, ir::ModuleId module);
/// False only if the program's text sets the attribute and does nothing else with it. What stands in comments and
/// strings counts as a use, and so do ways to call modules by computed names.
bool is_mentioned(const Finder& finder, ir::ModuleId module);

}  // namespace shapewise::rules
