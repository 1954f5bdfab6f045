// Passing arguments of a call on to a layer or function inside of it: what is another one with other arguments is
// computed by that one's kernel.
#pragma once

#include <string>
#include <vector>

#include "exec/execution.h"

namespace shapewise::exec {

inline ir::Attr attribute(bool value) { return {value, {}}; }
inline ir::Attr attribute(std::int64_t value) { return {sym::Expr(value), {}}; }
inline ir::Attr attribute(double value) { return {value, {}}; }
inline ir::Attr attribute(std::string value) { return {std::move(value), {}}; }
ir::Attr attribute(const Sizes& values);

/// The arguments and tensors of an inner call.
struct Passed {
  std::vector<layer::Given> given;
  std::vector<Tensor> inputs;

  /// Nothing, if there is no tensor.
  Passed& add(std::string name, const Tensor& tensor) {
    if (!tensor.defined()) return *this;
    given.push_back({std::move(name), {}, {ir::TensorRef{static_cast<int>(inputs.size())}, {}}});
    inputs.push_back(tensor);
    return *this;
  }
  template <class T>
  Passed& set(std::string name, const T& value) {
    given.push_back({std::move(name), {}, attribute(value)});
    return *this;
  }
  /// The outer call's argument, if it is there and not None.
  Passed& pass(const Execution& c, std::string_view param, std::string name) {
    if (!c.given(param)) return *this;
    if (Tensor tensor = c.tensor(param); tensor.defined()) return add(std::move(name), tensor);
    given.push_back({std::move(name), {}, c.call().arg(param)});
    return *this;
  }
};

/// What a function of PyTorch makes of them; nothing if the call has failed.
std::vector<Tensor> outputs_of(Execution& c, std::string_view function, Passed passed);
/// Its first output.
Tensor output_of(Execution& c, std::string_view function, Passed passed);
/// Gives all of its outputs.
void give_outputs_of(Execution& c, std::string_view function, Passed passed);
/// Gives all inputs of the call, joined along an axis.
void give_joined(Execution& c, std::int64_t axis);

}  // namespace shapewise::exec
