// Calls: of Python functions, of natives, of classes and of whatever has __call__.
#include <fmt/format.h>

#include "absint/generator.h"
#include "absint/torch_module.h"
#include "base/counted.h"

namespace shapewise::absint {

using python::ParameterKind;

Value Arguments::at(int i) const {
  for (const Argument& argument : items) {
    if (!argument.name.valid() && i-- == 0) return argument.value;
  }
  return {};
}

int Arguments::positional() const {
  int count = 0;
  for (const Argument& argument : items) count += argument.name.valid() ? 0 : 1;
  return count;
}

void Arguments::prepend(Value self) { items.insert(items.begin(), Argument{{}, self, site, {}}); }

Value Interpreter::make_function(python::Parameters parameters, Scope& scope) {
  auto* function = heap_.make<Function>();
  function->parameters = parameters;
  function->closure = &scope == &scope.module->scope ? nullptr : &scope;
  function->module = scope.module;
  function->cell = scope.class_body ? scope.cell : nullptr;
  function->defaults.resize(static_cast<std::size_t>(parameters.size()));
  for (int i = 0; i < parameters.size(); ++i) {
    if (parameters[i].default_value == nullptr) continue;
    Value value = eval(parameters[i].default_value, scope);
    if (value.failed()) return value;
    function->defaults[static_cast<std::size_t>(i)] = value;
  }
  return function;
}

Value Interpreter::call(Value callee, std::initializer_list<Value> positional, source::Range site) {
  Arguments arguments;
  arguments.site = site;
  for (Value value : positional) arguments.items.push_back({{}, value, site, {}});
  return call(callee, std::move(arguments));
}

Value Interpreter::call_method(Value object, std::string_view method, std::initializer_list<Value> positional,
                               source::Range site) {
  Value function = get_attribute(object, intern(method), site);
  return function.failed() ? function : call(function, positional, site);
}

Value Interpreter::call(Value callee, Arguments arguments) {
  if (!callee.is_object()) {
    return raise_error("TypeError", arguments.site, fmt::format("'{}' object is not callable", type_name(callee)));
  }
  switch (callee.object()->kind) {
    case ObjectKind::Function: return call_python(*as<Function>(callee), arguments);
    case ObjectKind::Native: {
      auto* native = as<Native>(callee);
      return native->code != nullptr ? native->code(*this, arguments, *native) : call_function(native->op, arguments);
    }
    case ObjectKind::BoundMethod: {
      auto* method = as<BoundMethod>(callee);
      arguments.prepend(method->self);
      return call(method->function, std::move(arguments));
    }
    case ObjectKind::Class: return instantiate(as<Class>(callee), std::move(arguments));
    case ObjectKind::StaticMethod: return call(as<StaticMethod>(callee)->function, std::move(arguments));
    case ObjectKind::Unknown:
      if (in_script()) {
        watcher_->passed(arguments);
      } else {
        count_held(*this, *as<Unknown>(callee));
      }
      return callee;
    case ObjectKind::Instance: {
      auto* instance = as<Instance>(callee);
      Value function = find_in_class(instance->type, known_.call);
      if (!function.failed()) {
        Value bound = bind(function, callee, instance->type, arguments.site);
        return bound.failed() ? bound : call(bound, std::move(arguments));
      }
      if (instance->type->unknown_base) return unknown("its class has a base that is not known", arguments.site);
      break;
    }
    default: break;
  }
  return raise_error("TypeError", arguments.site, fmt::format("'{}' object is not callable", type_name(callee)));
}

Value Interpreter::call_python(Function& function, Arguments& arguments) {
  if (!step(arguments.site)) return {};
  if (function.is_async) return unknown("coroutines are not run", arguments.site);
  Scope* scope = heap_.make_scope(function.closure, function.module);
  scope->cell = function.cell;
  scope->info = &info(function);
  if (!bind_arguments(function, arguments, *scope)) return {};
  if (scope->info->generator) return make_generator(*this, function, *scope);
  if (!enter_call(function, arguments.site)) return {};
  Value result = run_body(function, *scope);
  leave_call();
  return result;
}

bool Interpreter::enter_call(const Function& function, source::Range site) {
  if (static_cast<int>(stack_.size()) >= limits_.depth || native_stack_used() > limits_.native_stack) {
    stop(site, fmt::format("the calls are nested too deeply (in {})", function.qualified));
    return false;
  }
  stack_.push_back({function.qualified, site});
  return true;
}

const FunctionInfo& Interpreter::info(Function& function) {
  if (function.info == nullptr) {
    const void* body = function.expr != nullptr ? static_cast<const void*>(function.expr) : function.body.begin();
    auto [found, fresh] = function_infos_.try_emplace(body);
    if (fresh) found->second = function_info(function.body, function.expr);
    function.info = &found->second;
  }
  return *function.info;
}

Value Interpreter::run_body(Function& function, Scope& scope) {
  if (function.expr != nullptr) return eval(function.expr, scope);
  switch (exec(function.body, scope)) {
    case Flow::Return: return std::exchange(returned_, Value());
    case Flow::Fail: return {};
    default: return Value::none();
  }
}

namespace {

/// "'a'", "'a' and 'b'", "'a', 'b', and 'c'".
std::string quoted_names(const std::vector<std::string_view>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += names.size() > 2 ? ", " : " ";
    if (i > 0 && i + 1 == names.size()) text += "and ";
    text += fmt::format("'{}'", names[i]);
  }
  return text;
}

}  // namespace

bool Interpreter::bind_arguments(Function& function, Arguments& arguments, Scope& scope) {
  const python::Parameters& parameters = function.parameters;
  std::vector<Value> values(static_cast<std::size_t>(parameters.size()));
  std::vector<Value> rest;
  Dict* keywords = nullptr;
  int star = -1;
  int positional_parameters = 0;
  for (int i = 0; i < parameters.size(); ++i) {
    ParameterKind kind = parameters[i].kind;
    if (kind == ParameterKind::Star) star = i;
    if (kind == ParameterKind::DoubleStar) values[static_cast<std::size_t>(i)] = keywords = dict();
    if (kind == ParameterKind::PositionalOnly || kind == ParameterKind::Regular) ++positional_parameters;
  }
  int next = 0;
  for (Argument& argument : arguments.items) {
    if (argument.name.valid()) {
      if (!bind_keyword(function, argument, values, keywords)) return false;
      continue;
    }
    if (next < positional_parameters) {
      values[static_cast<std::size_t>(next++)] = argument.value;
    } else if (star >= 0) {
      rest.push_back(argument.value);
    } else {
      raise_surplus(function, arguments, argument);
      return false;
    }
  }
  if (star >= 0 && parameters[star].name.valid()) values[static_cast<std::size_t>(star)] = tuple(std::move(rest));
  if (!fill_defaults(function, arguments, values, star)) return false;
  for (int i = 0; i < parameters.size(); ++i) {
    if (parameters[i].name.valid()) scope.names.set(parameters[i].name.name, values[static_cast<std::size_t>(i)]);
  }
  if (!values.empty()) {
    scope.self = star == 0 ? (arguments.positional() > 0 ? arguments.at(0) : Value()) : values.front();
  }
  return true;
}

/// As CPython says it: "takes from 2 to 3 positional arguments but 4 were given".
void Interpreter::raise_surplus(const Function& function, const Arguments& arguments, const Argument& first) {
  std::size_t most = 0;
  std::size_t least = 0;
  for (int i = 0; i < function.parameters.size(); ++i) {
    ParameterKind kind = function.parameters[i].kind;
    if (kind != ParameterKind::PositionalOnly && kind != ParameterKind::Regular) continue;
    ++most;
    if (function.defaults[static_cast<std::size_t>(i)].failed()) least = most;
  }
  std::string takes = least == most ? counted(most, "positional argument")
                                    : fmt::format("from {} to {}", least, counted(most, "positional argument"));
  raise_error("TypeError", first.range,
              fmt::format("{}() takes {} but {} {} given", function.qualified, takes, arguments.positional(),
                          arguments.positional() == 1 ? "was" : "were"));
  suggest_without(first.range);
}

/// Defaults for what was not passed; an exception as CPython's if something is missing.
bool Interpreter::fill_defaults(Function& function, Arguments& arguments, std::vector<Value>& values, int star) {
  std::vector<std::string_view> positional;
  std::vector<std::string_view> keyword_only;
  for (int i = 0; i < function.parameters.size(); ++i) {
    Value& value = values[static_cast<std::size_t>(i)];
    if (i == star || !value.failed()) continue;
    value = function.defaults[static_cast<std::size_t>(i)];
    if (arguments.open != nullptr) value = arguments.open;
    if (!value.failed()) continue;
    bool by_name = function.parameters[i].kind == ParameterKind::KeywordOnly;
    (by_name ? keyword_only : positional).push_back(function.parameters[i].name.text());
  }
  const std::vector<std::string_view>& missing = positional.empty() ? keyword_only : positional;
  if (missing.empty()) return true;
  raise_error("TypeError", arguments.site,
              fmt::format("{}() missing {}: {}", function.qualified,
                          counted(missing.size(), positional.empty() ? "required keyword-only argument"
                                                                     : "required positional argument"),
                          quoted_names(missing)));
  return false;
}

bool Interpreter::bind_keyword(Function& function, Argument& argument, std::vector<Value>& values, Dict* keywords) {
  const python::Parameters& parameters = function.parameters;
  for (int i = 0; i < parameters.size(); ++i) {
    ParameterKind kind = parameters[i].kind;
    bool named = kind == ParameterKind::Regular || kind == ParameterKind::KeywordOnly;
    if (!named || parameters[i].name.name != argument.name) continue;
    Value& value = values[static_cast<std::size_t>(i)];
    if (!value.failed()) {
      raise_error("TypeError", argument.name_range,
                  fmt::format("{}() got multiple values for argument '{}'", function.qualified, argument.name.text()));
      return false;
    }
    value = argument.value;
    return true;
  }
  if (keywords == nullptr) {
    raise_error("TypeError", argument.name_range,
                fmt::format("{}() got an unexpected keyword argument '{}'", function.qualified, argument.name.text()));
    std::vector<std::string_view> names;
    for (const python::Parameter& parameter : parameters) names.push_back(parameter.name.text());
    suggest(argument.name_range, argument.name.text(), names);
    return false;
  }
  return dict_set(*keywords, str(std::string(argument.name.text())), argument.value, argument.range);
}

}  // namespace shapewise::absint
