// Lowerings: how calls become primitives of oneDNN. One file for each layer family in onednn/families; what has none,
// or refuses a call, runs with the reference kernels.
#pragma once

#include <oneapi/dnnl/dnnl.hpp>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "exec/execution.h"

namespace shapewise::onednn {

class Lowerer;

/// What a call is for the calls around it, all of them with new tensors as results but for views.
enum class Role {
  Convolution,  // takes in the normalisation, activation and sum that follow
  Product,      // the same
  Norm,         // multiplies and shifts channels
  Activation,
  Sum,
  Other,
  View,
};

struct Lowering {
  std::string_view names;  // canonical, separated by spaces
  Role role;
  bool (*lower)(Lowerer&) = nullptr;  // false: this call is for the reference kernel
};

const Lowering* find_lowering(ir::OpId op);

/// A function of elements as oneDNN has it.
struct Eltwise {
  dnnl::algorithm algorithm;
  float alpha = 0;
  float beta = 0;
};
/// An activation as one or two of them; none if it can't be said so.
std::vector<Eltwise> eltwise_of(exec::Execution& c);
/// The call's result is its input with these functions, one after the other.
void give_functions(Lowerer& l, const std::vector<Eltwise>& functions);

/// Factor and term for each channel.
struct Affine {
  std::vector<double> scale;
  std::vector<double> shift;
};
/// A normalisation with running statistics; empty if it has none.
std::optional<Affine> affine_of(exec::Execution& c);

}  // namespace shapewise::onednn
