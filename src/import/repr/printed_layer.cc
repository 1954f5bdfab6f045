// Source: the extra_repr methods in torch/nn/modules. What differs from the constructor is in each layer's
// Spec::printed.
#include "import/repr/printed_layer.h"

#include <algorithm>
#include <fmt/format.h>

#include "import/expr/evaluate.h"
#include "import/expr/parser.h"
#include "layer/registry.h"

namespace shapewise::import {
namespace {

using layer::Given;
using layer::Param;
using layer::Spec;

std::string_view next_word(std::string_view& words) {
  words.remove_prefix(std::min(words.find_first_not_of(' '), words.size()));
  std::size_t end = std::min(words.find(' '), words.size());
  std::string_view word = words.substr(0, end);
  words.remove_prefix(end);
  return word;
}

bool contains_word(std::string_view words, std::string_view wanted) {
  while (!words.empty()) {
    if (std::string_view word = next_word(words); !word.empty() && word == wanted) return true;
  }
  return false;
}

/// A lazy layer prints the arguments of the layer that it becomes, with a meaningless value for the one it waits for.
const Spec& printed_spec(const Spec& spec) {
  return spec.lazy.becomes.empty() ? spec : layer::spec(*layer::find_qualified(spec.lazy.becomes));
}

/// The argument for a parameter, by name or by place.
const Given* argument_of(const std::vector<Given>& args, const Spec& spec, std::string_view param) {
  std::size_t place = 0;
  for (const Given& given : args) {
    std::string_view name = given.name;
    if (name.empty() && place < spec.params.size()) name = spec.params[place++].name;
    if (name == param) return &given;
  }
  return nullptr;
}

bool has_param(const Spec& spec, std::string_view name) {
  return std::any_of(spec.params.begin(), spec.params.end(), [&](const Param& param) { return param.name == name; });
}

std::vector<Given> evaluate(const std::vector<Argument>& arguments, const Spec& spec, const Reading& reading) {
  Evaluator evaluator(Names::Words, reading.values, reading.sink(), reading.gaps());
  const Spec& printed = printed_spec(spec);
  bool lazy = &printed != &spec;
  std::vector<Given> args;
  std::size_t place = 0;
  for (const Argument& argument : arguments) {
    const Param* param = param_of(printed.params, argument.name, place);
    if (argument.name.empty()) ++place;
    std::string name = lazy && param != nullptr ? std::string(param->name) : argument.name;
    if (lazy && name == spec.lazy.param) continue;
    if (contains_word(spec.printed.extra, name) && !has_param(spec, name)) continue;
    args.push_back({std::move(name), argument.name_range, evaluator.argument(argument.value, param)});
  }
  return args;
}

const Outline* find_child(const Outline& outline, std::string_view path) {
  std::string_view first = path.substr(0, path.find('.'));
  for (const Outline& child : outline.children) {
    if (child.name != first) continue;
    return first.size() == path.size() ? &child : find_child(child, path.substr(first.size() + 1));
  }
  return nullptr;
}

/// "embed_dim=out_proj.out_features": the argument from a child's. False if there is no such layer.
bool take_from_child(std::string_view rule, Outline& made) {
  std::size_t equals = rule.find('=');
  std::size_t dot = rule.rfind('.');
  std::string_view param = rule.substr(0, equals);
  const Outline* child = find_child(made, rule.substr(equals + 1, dot - equals - 1));
  if (child == nullptr || child->flow != Flow::Layer) return false;
  const Given* found = argument_of(child->args, layer::spec(child->op), rule.substr(dot + 1));
  if (found != nullptr) made.args.push_back({std::string(param), {}, found->value});
  return true;  // the child has its default otherwise, and so has this layer
}

void add_unprinted(Outline& made, const Spec& spec, std::vector<ir::Gap>& gaps) {
  std::string names;
  for (const Param& param : spec.params) {
    bool unknown = param.required() || contains_word(spec.printed.lost, param.name);
    if (!unknown || argument_of(made.args, spec, param.name) != nullptr) continue;
    made.args.push_back({std::string(param.name), {}, {ir::Unknown{"print(model) does not show it"}, {}}});
    names += fmt::format("{}{}", names.empty() ? "" : ", ", param.name);
  }
  if (!names.empty())
    gaps.push_back({fmt::format("{} of {} can't be seen in what is printed", names, spec.name()), made.range});
}

}  // namespace

Outline outline_of_printed(std::string_view type, source::Range range) {
  Outline made = outline_of(type, range);
  if (made.flow == Flow::Layer && made.type != type) {
    made = {};
    made.range = range;
  }
  made.type = type;
  return made;
}

void fill_printed_layer(Outline& made, source::Range extra, const Reading& reading) {
  const Spec& spec = layer::spec(made.op);
  if (!made.children.empty()) {
    std::string_view rules = spec.printed.children;
    bool all = !rules.empty();
    while (all && !rules.empty()) all = take_from_child(next_word(rules), made);
    if (!all) {  // its children are all that is known of it
      made.flow = Flow::Opaque;
      made.why = fmt::format("what {} computes is not printed", made.type);
      made.args.clear();
      return;
    }
    made.children.clear();
  } else {
    Parser parser(reading.file, extra.begin, extra.end, reading.limits.depth, reading.sink());
    if (auto arguments = parser.arguments()) made.args = evaluate(*arguments, spec, reading);
  }
  add_unprinted(made, spec, reading.gaps());
}

std::string unprinted_defaults(const Outline& layer) {
  const Spec& spec = layer::spec(layer.op);
  std::string_view hidden = spec.printed.hidden;
  std::string names;
  std::string values;
  while (!hidden.empty()) {
    std::string_view name = next_word(hidden);
    for (const Param& param : spec.params) {
      if (param.name != name || argument_of(layer.args, spec, name) != nullptr) continue;
      names += fmt::format("{}{}", names.empty() ? "" : ", ", name);
      values += fmt::format("{}{}", values.empty() ? "" : ", ", param.fallback);
    }
  }
  if (names.empty()) return {};
  return fmt::format("{} of {} can't be seen in what is printed, and taken to be {}", names, spec.name(), values);
}

}  // namespace shapewise::import
