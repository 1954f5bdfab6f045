// Rows of functions and methods of tensors: what nearly all of them say of themselves.
#pragma once

#include "layer/spec.h"

namespace shapewise::layer {

/// What nearly every function of torch takes besides.
inline constexpr Param kOut = {"out", Takes::Any, "None", "where the result goes", How::KeywordOnly};

/// A function, or the method of a tensor. What it has beyond these is set on the result.
constexpr Spec function_row(std::string_view names, std::string_view summary, std::string_view rule,
                            std::span<const Param> call, void (*infer)(Call&)) {
  return {.names = names, .form = Form::Function, .summary = summary, .rule = rule, .call = call, .infer = infer};
}

}  // namespace shapewise::layer
