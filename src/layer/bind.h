// Binding: which argument goes to which parameter, by Python's rules, and whether it is of a kind the parameter takes.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "diag/diagnostic.h"
#include "ir/attr.h"
#include "layer/param.h"
#include "layer/spec.h"

namespace shapewise::layer {

/// An argument as it stands in the call.
struct Given {
  std::string name;          // empty: positional
  source::Range name_range;  // of the keyword
  ir::Attr value;
};

/// Arguments after binding: one per parameter. Those that are missing or ill-typed are ir::Unknown, so that the
/// analysis can go on with the others.
struct Bound {
  ir::Args args;
  bool ok = true;
};

/// Binds `given` to `params`, defaults filled in. Reports unknown (did you mean?), repeated, missing, surplus and
/// ill-typed arguments. `what` names the callee in messages, `call` is its range.
Bound bind(std::string_view what, std::span<const Param> params, int spatial, std::vector<Given> given,
           source::Range call, diag::Sink& sink);

/// PyTorch's own functions also take numpy's names of their arguments: axis for dim, keepdims, x, x2
/// (torch/csrc/utils/python_arg_parser.cpp). Here they are replaced by those of the parameters.
void translate_numpy_names(std::span<const Param> params, std::vector<Given>& given);

/// An argument without which nothing can be said of the call: a tensor that could not be determined. Null if there is
/// none.
const ir::Unknown* undetermined_tensor(std::span<const Param> params, const ir::Args& args);

/// The value of a default such as "1", "None", "True", "'zeros'", "(1, 1)", "1e-05".
ir::Attr parse_default(std::string_view text);

}  // namespace shapewise::layer
