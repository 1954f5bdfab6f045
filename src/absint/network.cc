// Finding, making and running a program's network.
#include "absint/network.h"

#include <algorithm>
#include <fmt/format.h>

#include "absint/torch_module.h"
#include "layer/registry.h"
#include "python/parse.h"

namespace shapewise::absint {
namespace {

bool is_network(Value value) {
  auto* instance = as<Instance>(value);
  return instance != nullptr && instance->module != nullptr;
}

/// What the constructor of a layer must be given, for a class that is derived from one and has none of its own.
std::string required_arguments(ir::OpId op) {
  std::string names;
  if (!op.valid()) return names;
  for (const layer::Param& param : layer::spec(op).params) {
    if (!param.required()) continue;
    names += names.empty() ? "" : ", ";
    names += param.name;
  }
  return names;
}

/// Parameters without defaults behind self.
std::string required_parameters(Interpreter& interpreter, Class& type) {
  auto* init = as<Function>(interpreter.find_in_class(&type, interpreter.known().init));
  if (init == nullptr) return required_arguments(type.op);
  std::string names;
  for (int i = 1; i < init->parameters.size(); ++i) {
    const python::Parameter& parameter = init->parameters[i];
    bool variadic =
        parameter.kind == python::ParameterKind::Star || parameter.kind == python::ParameterKind::DoubleStar;
    if (variadic || !init->defaults[static_cast<std::size_t>(i)].failed()) continue;
    names += names.empty() ? "" : ", ";
    names += parameter.name.text();
  }
  return names;
}

void collect_types(Interpreter& interpreter, Value network, std::vector<Class*>& types, bool root) {
  auto* instance = as<Instance>(network);
  if (instance == nullptr || instance->module == nullptr || types.size() > 10'000) return;
  if (!root) types.push_back(instance->type);
  for (const Dict::Entry& entry : instance->module->modules->entries) {
    if (entry.live) collect_types(interpreter, entry.value, types, false);
  }
}

/// Parts of other networks, and bases of their classes, are not what the file is about.
void put_parts_last(Interpreter& interpreter, std::vector<Candidate>& candidates) {
  std::vector<Class*> used;
  for (const Candidate& candidate : candidates) {
    if (candidate.made.failed()) continue;
    collect_types(interpreter, candidate.made, used, true);
    Class* type = interpreter.type_of(candidate.made);
    used.insert(used.end(), type->mro.begin() + 1, type->mro.end());
  }
  std::stable_partition(candidates.begin(), candidates.end(), [&](const Candidate& candidate) {
    if (candidate.instance) return true;
    if (candidate.made.failed()) return false;
    return std::find(used.begin(), used.end(), interpreter.type_of(candidate.made)) == used.end();
  });
}

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

}  // namespace

std::vector<Candidate> find_networks(Interpreter& interpreter, Module& program) {
  std::vector<Candidate> candidates;
  Class* base = interpreter.builtin("torch.nn.Module");
  std::vector<Namespace::Entry> names = program.names.entries();
  for (const Namespace::Entry& entry : names) {
    if (is_network(entry.value)) {
      candidates.push_back({std::string(entry.name.text()), entry.value, true, {}, as<Instance>(entry.value)->created});
    }
  }
  for (const Namespace::Entry& entry : names) {
    auto* type = as<Class>(entry.value);
    bool own = type != nullptr && type->range.file == program.tree->file->id() && type->name == entry.name;
    if (!own || !interpreter.is_subclass(type, base)) continue;
    Candidate candidate{
        fmt::format("{}()", entry.name.text()), {}, false, required_parameters(interpreter, *type), type->range};
    if (as<Function>(interpreter.find_in_class(type, interpreter.known().forward)) == nullptr) continue;
    if (candidate.needs.empty()) {
      candidate.made = interpreter.call(type, {}, type->range);
      interpreter.take_exception();
      if (!is_network(candidate.made)) candidate.made = {};
    }
    candidates.push_back(std::move(candidate));
  }
  put_parts_last(interpreter, candidates);
  return candidates;
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
  attach_tree(interpreter, *as<Instance>(network), "", ir::ModuleId{});
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
  return names;
}

void run_network(Interpreter& interpreter, Value network,
                 const std::vector<std::pair<std::string, ir::ValueId>>& inputs, source::Range place) {
  Arguments arguments;
  arguments.site = place;
  for (const auto& [name, value] : inputs) {
    Argument argument;
    if (!name.empty()) argument.name = interpreter.intern(name);
    argument.value = interpreter.make_tensor(value);
    argument.range = place;
    arguments.items.push_back(argument);
  }
  Value result = interpreter.call(network, std::move(arguments));
  if (result.failed()) {
    interpreter.report_uncaught();
    return;
  }
  flatten_tensors(interpreter, result, interpreter.builder().graph().outputs);
}

}  // namespace shapewise::absint
