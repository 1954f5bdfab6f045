// Passing arguments of a call on to a layer inside of it.
#pragma once

#include <string>
#include <vector>

#include "exec/execution.h"

namespace shapewise::exec {

/// The arguments and tensors of an inner call.
struct Passed {
  std::vector<layer::Given> given;
  std::vector<Tensor> inputs;

  void add(std::string name, const Tensor& tensor) {
    given.push_back({std::move(name), {}, {ir::TensorRef{static_cast<int>(inputs.size())}, {}}});
    inputs.push_back(tensor);
  }
  /// The outer call's argument, if it is there and not None.
  void pass(const Execution& c, std::string_view param, std::string name) {
    if (!c.given(param)) return;
    if (Tensor tensor = c.tensor(param); tensor.defined()) {
      add(std::move(name), tensor);
    } else {
      given.push_back({std::move(name), {}, c.call().arg(param)});
    }
  }
};

}  // namespace shapewise::exec
