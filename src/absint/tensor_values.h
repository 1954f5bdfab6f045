// Values of small tensors: constructors compute widths and schedules with torch and read the numbers.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "absint/interpreter.h"

namespace shapewise::absint {

using Elements = std::shared_ptr<const std::vector<Value>>;

/// The elements of what a function returns, computed as torch does (in single precision); null if they are not known.
Elements compute_values(Interpreter& interpreter, std::string_view function, const Arguments& arguments);

}  // namespace shapewise::absint
