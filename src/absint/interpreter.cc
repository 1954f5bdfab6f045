// Construction of the interpreter.
#include "absint/interpreter.h"

#include "absint/torch_module.h"

namespace shapewise::absint {

Instance::Instance() = default;
Instance::~Instance() = default;

Interpreter::Interpreter(layer::Builder& builder, Texts& texts, Limits limits)
    : builder_(builder), texts_(texts), sources_(texts.sources()), known_(texts.names()), limits_(limits) {
  char here = 0;
  stack_base_ = &here;
  object_class_ = builtin("builtins.object");
  auto* native = heap_.make<Native>();
  native->name = "builtins.type.__call__";
  construct_native_ = native;
  builtins_module_ = library_module("builtins");
}

void Interpreter::forget_calls() {
  for (Instance* module : attached_) detach(*module);
  attached_.clear();
  builder_.forget_calls();
}

}  // namespace shapewise::absint
