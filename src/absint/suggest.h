// "Did you mean": the names that there are, where one was asked for that is not there.
#pragma once

#include <string_view>
#include <vector>

#include "absint/interpreter.h"

namespace shapewise::absint {

/// All names that PyTorch has in torch, torch.nn, torch.nn.functional or torch.Tensor, modelled here or not. Empty for
/// other modules and classes, of which it is not known.
const std::vector<std::string_view>& api_names(std::string_view owner);
bool is_api_name(std::string_view owner, std::string_view name);
/// True if PyTorch gives such a member to the module that the class, or one of its bases, is.
bool is_torch_member(const Class& type, std::string_view name);
/// It is not among them, but much like one that is.
bool is_misspelt(std::string_view owner, std::string_view name);

/// What an object's attributes are called.
std::vector<std::string_view> attribute_names(Interpreter& interpreter, Value object);
/// What can be called by its name alone in a scope.
std::vector<std::string_view> visible_names(const Scope& scope);

}  // namespace shapewise::absint
