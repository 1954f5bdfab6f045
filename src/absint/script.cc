// Script code is run like any other, but its calls of networks are only noted: training loops make millions of them.
#include "absint/script.h"

#include <algorithm>

#include "absint/torch_module.h"
#include "python/children.h"

namespace shapewise::absint {
namespace {

/// True if a value is a tensor, or holds one.
bool has_tensor(Interpreter& interpreter, Value value, int depth = 0) {
  if (as<Tensor>(value) != nullptr) return true;
  if (depth > 4) return false;
  if (const auto* items = interpreter.elements(value)) {
    return std::any_of(items->begin(), items->end(), [&](Value v) { return has_tensor(interpreter, v, depth + 1); });
  }
  if (Dict* dict = interpreter.as_dict(value)) {
    return std::any_of(dict->entries.begin(), dict->entries.end(), [&](const Dict::Entry& entry) {
      return entry.live && has_tensor(interpreter, entry.value, depth + 1);
    });
  }
  return false;
}

bool is_unknown(Interpreter& interpreter, Value value) {
  if (as<Unknown>(value) != nullptr) return true;
  if (const auto* items = interpreter.elements(value))
    return std::any_of(items->begin(), items->end(), [&](Value item) { return is_unknown(interpreter, item); });
  auto* tensor = as<Tensor>(value);
  if (tensor == nullptr) return false;
  const std::optional<sym::Shape>& shape = interpreter.tensor_of(*tensor).shape;
  return !shape ||
         std::any_of(shape->dims.begin(), shape->dims.end(), [](const sym::Expr& d) { return d.has_unknown(); });
}

/// (3, 32, 32), or several of them.
std::vector<sym::Shape> sizes_of(Interpreter& interpreter, Value value, int depth = 0) {
  const auto* items = interpreter.elements(value);
  if (items == nullptr || items->empty() || depth > 1) return {};
  sym::Shape shape;
  std::vector<sym::Shape> several;
  for (Value item : *items) {
    auto number = interpreter.as_index(item);
    if (number && *number > 0) shape.dims.emplace_back(*number);
    for (sym::Shape& inner : sizes_of(interpreter, item, depth + 1)) several.push_back(std::move(inner));
  }
  if (shape.rank() == static_cast<int>(items->size()) && shape.rank() > 1) return {shape};
  return several.size() == items->size() ? several : std::vector<sym::Shape>{};
}

/// Looks for `return value` outside of inner functions.
struct ReturnFinder {
  bool found = false;

  void operator()(const python::Expr*) {}
  void operator()(const python::Pattern*) {}
  void operator()(const python::Stmt* statement) {
    if (auto* returned = python::as<python::Return>(statement)) found = found || returned->value != nullptr;
    bool inner = python::as<python::Function>(statement) != nullptr || python::as<python::Class>(statement) != nullptr;
    if (!found && !inner) python::for_each_child(statement, *this);
  }
};

}  // namespace

bool takes_nothing(python::Parameters parameters) {
  return std::all_of(parameters.begin(), parameters.end(), [](const python::Parameter& parameter) {
    bool variadic =
        parameter.kind == python::ParameterKind::Star || parameter.kind == python::ParameterKind::DoubleStar;
    return variadic || parameter.default_value != nullptr;
  });
}

bool returns_something(python::Stmts body) {
  ReturnFinder finder;
  for (const python::Stmt* statement : body) finder(statement);
  return finder.found;
}

Module* Script::run(const source::SourceFile& file, const std::string& name,
                    std::optional<diag::Diagnostic>& uncaught) {
  repeated_ = 0;
  interpreter_.watch(this);
  Module* program = interpreter_.run_script(file, name, file.path().ends_with("__init__.py"));
  uncaught = interpreter_.take_uncaught();
  interpreter_.watch(nullptr);
  return program;
}

bool Script::run_functions(Module& program) {
  bool any = false;
  diag::Sink& sink = interpreter_.builder().sink();
  std::vector<Namespace::Entry> names = program.names.entries();
  for (const Namespace::Entry& entry : names) {
    auto* function = as<Function>(entry.value);
    bool own = function != nullptr && function->module == &program && function->expr == nullptr;
    if (!own || function_info(function->body, nullptr).generator || !takes_nothing(function->parameters) ||
        returns_something(function->body))
      continue;
    int before = sink.count();
    repeated_ = 0;
    interpreter_.watch(this);
    interpreter_.call(function, {}, function->range);
    interpreter_.take_exception();
    interpreter_.watch(nullptr);
    sink.forget(before);
    any = true;
  }
  return any;
}

Sighting& Script::sighting(Instance& module) {
  for (Sighting& one : seen_) {
    if (one.module == &module) return one;
  }
  return seen_.emplace_back(Sighting{&module, false, std::nullopt, {}});
}

void Script::made(Instance& module) { sighting(module); }

Value Script::called(Instance& module, Arguments& arguments) {
  Sighting& here = sighting(module);
  // What has called its networks so often is a loop that shows nothing new.
  constexpr int kMostRepeated = 50;
  if (std::exchange(here.called, true) && ++repeated_ > kMostRepeated) {
    interpreter_.abandon();
    return {};
  }
  bool shown = std::any_of(arguments.items.begin(), arguments.items.end(),
                           [&](const Argument& argument) { return has_tensor(interpreter_, argument.value); });
  bool open = arguments.open != nullptr ||
              std::any_of(arguments.items.begin(), arguments.items.end(),
                          [&](const Argument& argument) { return is_unknown(interpreter_, argument.value); });
  if (!here.call && shown && !open) here.call = arguments;
  if (module.module != nullptr && module.module->is_layer && !open) return interpreter_.call_layer(module, arguments);
  return interpreter_.unknown("what a script does with a network is not followed", arguments.site);
}

void Script::passed(const Arguments& arguments) {
  Instance* module = nullptr;
  Arguments tensors;
  tensors.site = arguments.site;
  std::vector<sym::Shape> sizes;
  for (const Argument& argument : arguments.items) {
    auto* instance = as<Instance>(argument.value);
    if (module == nullptr && instance != nullptr && instance->module != nullptr) {
      module = instance;
      continue;
    }
    if (has_tensor(interpreter_, argument.value) && !is_unknown(interpreter_, argument.value)) {
      // A tuple or list of tensors stands for so many arguments.
      const auto* items = interpreter_.elements(argument.value);
      std::vector<Value> values = items != nullptr ? *items : std::vector<Value>{argument.value};
      for (Value value : values) tensors.items.push_back({{}, value, argument.range, {}});
    } else if (sizes.empty()) {
      sizes = sizes_of(interpreter_, argument.value);
    }
  }
  if (module == nullptr) return;
  Sighting& here = sighting(*module);
  if (!here.call && !tensors.items.empty()) here.call = std::move(tensors);
  if (here.sizes.empty()) here.sizes = std::move(sizes);
}

}  // namespace shapewise::absint
