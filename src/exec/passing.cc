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

void give_joined(Execution& c, std::int64_t axis) {
  ir::AttrList tensors;
  Passed passed;
  for (int i = 0; i < c.input_count(); ++i) {
    tensors.push_back({ir::TensorRef{i}, {}});
    passed.inputs.push_back(c.input(i));
  }
  passed.given.push_back({"tensors", {}, {std::move(tensors), {}}});
  passed.set("dim", axis);
  give_outputs_of(c, "torch.cat", std::move(passed));
}

}  // namespace shapewise::exec
