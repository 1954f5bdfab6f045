// Inner calls of functions.
#include "exec/passing.h"

namespace shapewise::exec {

ir::Attr attribute(const Sizes& values) {
  ir::AttrList list;
  for (std::int64_t value : values) list.push_back(attribute(value));
  return {std::move(list), {}};
}

std::vector<Tensor> outputs_of(Execution& c, std::string_view function, Passed passed) {
  if (c.failed()) return {};
  return c.inner(function, {}, std::move(passed.given), std::move(passed.inputs), "");
}

Tensor output_of(Execution& c, std::string_view function, Passed passed) {
  std::vector<Tensor> made = outputs_of(c, function, std::move(passed));
  return made.empty() ? Tensor() : made.front();
}

void give_outputs_of(Execution& c, std::string_view function, Passed passed) {
  for (Tensor& made : outputs_of(c, function, std::move(passed))) c.give(std::move(made));
}

}  // namespace shapewise::exec
