// Finding, making and running a program's network.
#include "absint/network.h"

#include <algorithm>
#include <fmt/format.h>

#include "absint/torch_module.h"
#include "python/parse.h"

namespace shapewise::absint {
namespace {

void flatten_tensors(Interpreter& interpreter, Value value, std::vector<ir::ValueId>& outputs) {
  if (auto* tensor = as<Tensor>(value)) {
    outputs.push_back(tensor->value);
  } else if (const auto* items = interpreter.elements(value)) {
    for (Value item : *items) flatten_tensors(interpreter, item, outputs);
  } else if (Dict* dict = interpreter.as_dict(value)) {
    for (const Dict::Entry& entry : dict->entries) {
      if (entry.live) flatten_tensors(interpreter, entry.value, outputs);
    }
  } else if (auto* instance = as<Instance>(value)) {
    for (const Namespace::Entry& entry : instance->attributes.entries())
      flatten_tensors(interpreter, entry.value, outputs);
  } else if (auto* missing = as<Unknown>(value)) {
    interpreter.report_gap(*missing);
    outputs.push_back(interpreter.builder().add_value(ir::Tensor::unknown(missing->why)));
  }
}

/// A script may have left its network in another mode than the one that is asked for.
void set_mode(Instance& module, bool training, int depth = 0) {
  if (module.module == nullptr || depth > 200) return;
  module.module->training = training;
  for (const Dict::Entry& entry : module.module->modules->entries) {
    auto* child = as<Instance>(entry.value);
    if (entry.live && child != nullptr) set_mode(*child, training, depth + 1);
  }
}

/// A base class that is not known may bring weights of its own.
void report_unknown_bases(Interpreter& interpreter, Instance& module) {
  std::vector<const Class*> reported;
  std::vector<Instance*> rest{&module};
  while (!rest.empty()) {
    Instance* next = rest.back();
    rest.pop_back();
    bool fresh = std::find(reported.begin(), reported.end(), next->type) == reported.end();
    if (next->type->unknown_base && fresh) {
      reported.push_back(next->type);
      interpreter.builder().graph().gaps.push_back(
          {fmt::format("a base class of {} is not known, which may add to it", next->type->name.text()),
           next->type->range});
    }
    if (next->module == nullptr) continue;
    for (const Dict::Entry& entry : next->module->modules->entries) {
      auto* child = as<Instance>(entry.value);
      if (entry.live && child != nullptr) rest.push_back(child);
    }
  }
}

/// A program that says itself what its parameters are may leave some out, or count others.
void report_own_parameters(Interpreter& interpreter, const Instance& network) {
  python::Name name = interpreter.intern("parameters");
  Value own = interpreter.find_in_class(network.type, name);
  if (identical(own, interpreter.find_in_class(interpreter.builtin("torch.nn.Module"), name))) return;
  auto* function = as<Function>(own);
  interpreter.builder().graph().gaps.push_back(
      {fmt::format("{} has parameters() of its own; what its modules hold is counted", network.type->name.text()),
       function != nullptr ? function->range : network.type->range});
}

/// Calls `visit` with each tensor in a value, and its name; what it returns takes the tensor's place.
Value replace_tensors(Interpreter& interpreter, Value value, const std::string& name,
                      const std::function<Value(Tensor&, const std::string&)>& visit, int depth = 0) {
  if (auto* tensor = as<Tensor>(value)) return visit(*tensor, name);
  if (depth > 8) return value;
  auto inner = [&](Value item, const std::string& key) {
    return replace_tensors(interpreter, item, fmt::format("{}.{}", name, key), visit, depth + 1);
  };
  if (auto* list = as<List>(value)) {
    std::vector<Value> items = list->items;
    for (std::size_t i = 0; i < items.size(); ++i) items[i] = inner(items[i], std::to_string(i));
    return interpreter.list(std::move(items));
  }
  if (auto* tuple = as<Tuple>(value); tuple != nullptr && !tuple->size_type) {
    std::vector<Value> items = tuple->items;
    for (std::size_t i = 0; i < items.size(); ++i) items[i] = inner(items[i], std::to_string(i));
    return interpreter.tuple(std::move(items));
  }
  if (auto* dict = as<Dict>(value)) {
    Dict* made = interpreter.dict();
    std::vector<Dict::Entry> entries = dict->entries;
    for (const Dict::Entry& entry : entries) {
      if (entry.live) interpreter.dict_set(*made, entry.key, inner(entry.value, interpreter.to_str(entry.key)), {});
    }
    return made;
  }
  return value;
}

/// The same for the arguments of a call, whose tensors are named by the parameters that they are for.
void replace_tensors(Interpreter& interpreter, Value network, Arguments& call,
                     const std::function<Value(Tensor&, const std::string&)>& visit) {
  auto* forward = as<Function>(interpreter.find_in_class(interpreter.type_of(network), interpreter.known().forward));
  int position = 0;
  for (Argument& argument : call.items) {
    std::string name;
    if (argument.name.valid()) {
      name = argument.name.text();
    } else {
      ++position;  // behind self
      bool named = forward != nullptr && position < forward->parameters.size() &&
                   forward->parameters[position].kind == python::ParameterKind::Regular;
      name = named           ? std::string(forward->parameters[position].name.text())
             : position == 1 ? std::string("input")
                             : fmt::format("input{}", position);
    }
    argument.value = replace_tensors(interpreter, argument.value, name, visit);
  }
}

/// A tensor of the graph with the elements of another one, if they are known and it has as many.
Value with_elements_of(Interpreter& interpreter, const Tensor& values, ir::ValueId id) {
  Value made = interpreter.make_tensor(id);
  auto* tensor = as<Tensor>(made);
  const std::optional<sym::Shape>& shape = interpreter.tensor_of(*tensor).shape;
  if (values.elements == nullptr || !shape) return made;
  if (shape->elements().is_constant(static_cast<Int>(values.elements->size()))) tensor->elements = values.elements;
  return made;
}

void finish_run(Interpreter& interpreter, Value result) {
  if (result.failed()) {
    interpreter.report_uncaught();
    return;
  }
  flatten_tensors(interpreter, result, interpreter.builder().graph().outputs);
}

}  // namespace

bool is_network(Value value) {
  auto* instance = as<Instance>(value);
  return instance != nullptr && instance->module != nullptr;
}

Value make_network(Interpreter& interpreter, Module& program, const source::SourceFile& target) {
  diag::Sink& sink = interpreter.builder().sink();
  int before = sink.count();
  const python::Module& tree = interpreter.parse(target);
  if (sink.count() > before) return {};
  auto* statement = tree.body.size() == 1 ? python::as<python::ExprStatement>(tree.body.front()) : nullptr;
  source::Range whole = target.range(0, static_cast<int>(target.text().size()));
  if (statement == nullptr) {
    sink.error(diag::Kind::UnknownNetwork, whole, "a network is named by one expression").label =
        "expected Net or Net(…)";
    return {};
  }
  Value made = interpreter.eval(statement->value, program.scope);
  if (as<Class>(made) != nullptr || as<Function>(made) != nullptr) made = interpreter.call(made, {}, whole);
  if (made.failed()) {
    interpreter.report_uncaught();
    return {};
  }
  if (is_network(made)) return made;
  if (auto* missing = as<Unknown>(made)) {
    interpreter.report_gap(*missing);
    sink.error(diag::Kind::UnknownNetwork, whole, "what this makes is not known").notes.push_back(missing->why);
    return {};
  }
  sink.error(diag::Kind::UnknownNetwork, whole,
             fmt::format("this is no module, but of type {}", interpreter.type_name(made)));
  return {};
}

void attach_network(Interpreter& interpreter, Value network) {
  interpreter.forget_calls();
  set_mode(*as<Instance>(network), interpreter.training());
  attach_tree(interpreter, *as<Instance>(network), "", ir::ModuleId{});
  report_unknown_bases(interpreter, *as<Instance>(network));
  report_own_parameters(interpreter, *as<Instance>(network));
}

std::vector<std::string> forward_inputs(Interpreter& interpreter, Value network) {
  Value forward = interpreter.find_in_class(interpreter.type_of(network), interpreter.known().forward);
  auto* function = as<Function>(forward);
  if (function == nullptr) return {"input"};
  std::vector<std::string> names;
  for (int i = 1; i < function->parameters.size(); ++i) {
    const python::Parameter& parameter = function->parameters[i];
    bool variadic =
        parameter.kind == python::ParameterKind::Star || parameter.kind == python::ParameterKind::DoubleStar;
    if (variadic || !function->defaults[static_cast<std::size_t>(i)].failed()) continue;
    names.emplace_back(parameter.name.text());
  }
  // Where None stands for everything that is not given, the first is what is given.
  bool any = function->parameters.size() > 1;
  if (names.empty() && any && function->defaults[1].is_none()) names.emplace_back(function->parameters[1].name.text());
  return names;
}

Value evaluate_input(Interpreter& interpreter, Module& program, const source::SourceFile& text) {
  diag::Sink& sink = interpreter.builder().sink();
  int before = sink.count();
  const python::Module& tree = interpreter.parse(text);
  if (sink.count() > before) return {};
  auto* statement = tree.body.size() == 1 ? python::as<python::ExprStatement>(tree.body.front()) : nullptr;
  source::Range whole = text.range(0, static_cast<int>(text.text().size()));
  if (statement == nullptr) {
    sink.error(diag::Kind::InputSpec, whole, "an input is one expression").label =
        "expected a value such as tensor([9, 7])";
    return {};
  }
  Scope scope;
  scope.module = &program;
  scope.parent = &program.scope;
  Value torch = interpreter.import_module("torch", whole);
  scope.names.set(interpreter.intern("torch"), torch);
  scope.names.set(interpreter.intern("tensor"), interpreter.library_value("torch.tensor"));
  Value value = interpreter.eval(statement->value, scope);
  if (value.failed()) interpreter.report_uncaught();
  return value;
}

Value as_inputs(Interpreter& interpreter, Value value, const std::string& name) {
  return replace_tensors(interpreter, value, name.empty() ? "input" : name,
                         [&](Tensor& tensor, const std::string& part) {
                           ir::ValueId input = interpreter.builder().add_input(part, interpreter.tensor_of(tensor));
                           return with_elements_of(interpreter, tensor, input);
                         });
}

void run_network(Interpreter& interpreter, Value network, const std::vector<std::pair<std::string, Value>>& inputs,
                 source::Range place) {
  Arguments arguments;
  arguments.site = place;
  for (const auto& [name, value] : inputs) {
    Argument argument;
    if (!name.empty()) argument.name = interpreter.intern(name);
    argument.value = value;
    argument.range = place;
    arguments.items.push_back(argument);
  }
  finish_run(interpreter, interpreter.call(network, std::move(arguments)));
}

std::vector<NetworkInput> call_inputs(Interpreter& interpreter, Value network, const Arguments& call) {
  std::vector<NetworkInput> inputs;
  Arguments copy = call;
  replace_tensors(interpreter, network, copy, [&](Tensor& tensor, const std::string& name) {
    inputs.push_back({name, interpreter.tensor_of(tensor)});
    return Value(&tensor);
  });
  return inputs;
}

void run_call(Interpreter& interpreter, Value network, Arguments call, const std::vector<ir::ValueId>& inputs) {
  std::size_t next = 0;
  replace_tensors(interpreter, network, call, [&](Tensor& tensor, const std::string&) {
    return with_elements_of(interpreter, tensor, inputs[next++]);
  });
  finish_run(interpreter, interpreter.call(network, std::move(call)));
}

}  // namespace shapewise::absint
