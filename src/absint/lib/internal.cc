// What the preludes need of the interpreter and Python does not offer: their own names start with an underscore.
#include "absint/library.h"
#include "layer/registry.h"

namespace shapewise::absint {
namespace {

/// The names with annotations in a class body, in order, each with the text of its annotation.
Value annotated_names(Interpreter& interpreter, Arguments& arguments, const Native&) {
  std::vector<Value> names;
  if (auto* type = as<Class>(arguments.at(0))) {
    for (const auto& [name, annotation] : type->annotated) {
      Value written =
          interpreter.str(annotation != nullptr ? std::string(interpreter.source_text(annotation->range)) : "");
      names.push_back(interpreter.tuple({interpreter.str(std::string(name.text())), written}));
    }
  }
  return interpreter.list(std::move(names));
}

/// An instance whose value of its builtin base is made from the arguments.
Value payload_instance(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* type = as<Class>(arguments.at(0));
  if (type == nullptr) return Value::none();
  Arguments rest = arguments;
  rest.items.erase(rest.items.begin());
  return interpreter.payload_instance(type, std::move(rest));
}

/// Sets an attribute of the instance itself, whatever its class says.
Value set_plain(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* instance = as<Instance>(arguments.at(0));
  auto* name = as<Str>(arguments.at(1));
  if (instance != nullptr && name != nullptr)
    interpreter.set_own_attribute(*instance, interpreter.intern(name->text), arguments.at(2));
  return Value::none();
}

/// Annotates a class that was made without a body: (class, names).
Value annotate(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* type = as<Class>(arguments.at(0));
  std::vector<Value> names;
  if (type == nullptr || !interpreter.collect(arguments.at(1), names, arguments.site)) return Value::none();
  for (Value name : names) {
    if (auto* text = as<Str>(name)) type->annotated.emplace_back(interpreter.intern(text->text), nullptr);
  }
  return Value::none();
}

/// An instance without a call of __init__.
Value bare_instance(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* type = as<Class>(arguments.at(0));
  return type != nullptr ? interpreter.new_instance(type, arguments.site) : Value();
}

/// An instance of a class derived from tuple, with these items.
Value tuple_instance(Interpreter& interpreter, Arguments& arguments, const Native&) {
  Value made = interpreter.new_instance(as<Class>(arguments.at(0)), arguments.site);
  if (auto* instance = as<Instance>(made)) instance->payload = arguments.at(1);
  return made;
}

Value is_descriptor(Interpreter&, Arguments& arguments, const Native&) {
  Value value = arguments.at(0);
  return Value::boolean(as<Property>(value) != nullptr || as<ClassMethod>(value) != nullptr ||
                        as<StaticMethod>(value) != nullptr);
}

/// Those of a layer of torch: whether each has a default is known, and the default is not.
Value parameters_of_layer(Interpreter& interpreter, const layer::Spec& spec, source::Range site) {
  std::vector<Value> all;
  for (const layer::Param& param : spec.params) {
    Value fallback = param.required() ? Value::none() : interpreter.unknown("the default of a layer", site);
    constexpr std::int64_t kPositionalOrKeyword = 1;
    all.push_back(
        interpreter.tuple({interpreter.str(std::string(param.name)), Value::integer(kPositionalOrKeyword),
                           Value::boolean(!param.required()), fallback, Value::boolean(false), Value::none()}));
  }
  return interpreter.list(std::move(all));
}

/// (name, kind, has a default, default, has an annotation, annotation) of each parameter; the kinds are numbered as in
/// inspect.Parameter.
Value parameters_of(Interpreter& interpreter, Arguments& arguments, const Native&) {
  Value callee = arguments.at(0);
  if (auto* type = as<Class>(callee); type != nullptr && type->op.valid())
    return parameters_of_layer(interpreter, layer::spec(type->op), arguments.site);
  std::size_t skip = 0;
  if (auto* method = as<BoundMethod>(callee)) {
    callee = method->function;
    skip = 1;
  }
  auto* function = as<Function>(callee);
  if (function == nullptr)
    return interpreter.unknown("the signature of a function that is not written in Python", arguments.site);
  std::vector<Value> all;
  for (int i = static_cast<int>(skip); i < function->parameters.size(); ++i) {
    const python::Parameter& parameter = function->parameters[i];
    Value fallback = function->defaults[static_cast<std::size_t>(i)];
    Value annotation = parameter.annotation != nullptr
                           ? interpreter.annotation(parameter.annotation, function->closure, *function->module)
                           : Value::none();
    all.push_back(interpreter.tuple({interpreter.str(std::string(parameter.name.text())),
                                     Value::integer(static_cast<std::int64_t>(parameter.kind)),
                                     Value::boolean(!fallback.failed()), fallback.failed() ? Value::none() : fallback,
                                     Value::boolean(parameter.annotation != nullptr), annotation}));
  }
  return interpreter.list(std::move(all));
}

/// What is not modelled: (why).
Value make_unknown(Interpreter& interpreter, Arguments& arguments, const Native&) {
  auto* why = as<Str>(arguments.at(0));
  return interpreter.unknown(why != nullptr ? why->text : "this is not modelled",
                             interpreter.own_place(arguments.site));
}

/// Parameters lie in another order than that of their dimensions from now on.
Value forget_order(Interpreter& interpreter, Arguments&, const Native&) {
  interpreter.builder().forget_order();
  return Value::none();
}

constexpr LibraryFunction kFunctions[] = {
    {"builtins._parameters_of", parameters_of}, {"builtins._annotated_names", annotated_names},
    {"builtins._bare_instance", bare_instance}, {"builtins._tuple_instance", tuple_instance},
    {"builtins._is_descriptor", is_descriptor}, {"builtins._payload_instance", payload_instance},
    {"builtins._set_plain", set_plain},         {"builtins._annotate", annotate},
    {"builtins._unknown", make_unknown},        {"builtins._forget_order", forget_order},
};

}  // namespace

Library internal_library() { return {kFunctions, {}, {}}; }

}  // namespace shapewise::absint
