// Names by owner. PyTorch's own are a list, since most of what it has is not modelled.
#include "absint/suggest.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "absint/torch_module.h"
#include "base/edit_distance.h"

namespace shapewise::absint {
namespace {

struct ApiNames {
  std::string_view owner;
  std::string_view names;  // sorted, separated by blanks
};
constexpr ApiNames kApi[] = {
#include "absint/api_names.inc"
};

std::map<std::string_view, std::vector<std::string_view>> split_names() {
  std::map<std::string_view, std::vector<std::string_view>> all;
  for (const ApiNames& api : kApi) {
    std::vector<std::string_view>& names = all[api.owner];
    for (std::string_view rest = api.names; !rest.empty();) {
      std::size_t end = std::min(rest.find(' '), rest.size());
      if (end > 0) names.push_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    std::sort(names.begin(), names.end());
  }
  return all;
}

void add_names(const Namespace& from, std::vector<std::string_view>& names) {
  for (const Namespace::Entry& entry : from.entries()) names.push_back(entry.name.text());
}

void add_keys(const Dict* from, std::vector<std::string_view>& names) {
  for (const Dict::Entry& entry : from->entries) {
    if (auto* key = as<Str>(entry.key); entry.live && key != nullptr) names.push_back(key->text);
  }
}

}  // namespace

const std::vector<std::string_view>& api_names(std::string_view owner) {
  static const auto all = split_names();
  static const std::vector<std::string_view> none;
  auto found = all.find(owner);
  return found != all.end() ? found->second : none;
}

bool is_api_name(std::string_view owner, std::string_view name) {
  const std::vector<std::string_view>& names = api_names(owner);
  return std::binary_search(names.begin(), names.end(), name);
}

bool is_torch_member(const Class& type, std::string_view name) {
  return std::any_of(type.mro.begin(), type.mro.end(),
                     [&](const Class* base) { return is_api_name(base->qualified, name); });
}

bool is_misspelt(std::string_view owner, std::string_view name) {
  if (is_api_name(owner, name)) return false;
  // What tensors have as a method is missing in torch itself on purpose: torch.dim, torch.view.
  if (owner == "torch" && is_api_name("torch.Tensor", name)) return true;
  return !similar(name, api_names(owner)).empty();
}

std::vector<std::string_view> attribute_names(Interpreter& interpreter, Value object) {
  std::vector<std::string_view> names;
  if (auto* module = as<Module>(object)) {
    add_names(module->names, names);
    const std::vector<std::string_view>& api = api_names(module->name);
    names.insert(names.end(), api.begin(), api.end());
    return names;
  }
  if (as<Tensor>(object) != nullptr) return api_names("torch.Tensor");
  if (auto* instance = as<Instance>(object)) {
    add_names(instance->attributes, names);
    if (instance->module != nullptr) {
      for (const Dict* dict : {instance->module->modules, instance->module->parameters, instance->module->buffers})
        add_keys(dict, names);
    }
  }
  Class* type = as<Class>(object) != nullptr ? as<Class>(object) : interpreter.type_of(object);
  for (const Class* at : type->mro) add_names(at->attributes, names);
  return names;
}

std::vector<std::string_view> visible_names(const Scope& scope) {
  std::vector<std::string_view> names;
  for (const Scope* at = &scope; at != nullptr; at = at->parent) {
    if (!at->class_body || at == &scope) add_names(at->names, names);
  }
  add_names(scope.module->names, names);
  return names;
}

void Interpreter::suggest(source::Range word, std::string_view written, std::vector<std::string_view> names) {
  if (raising() && raised_.is_object())
    hint_ = {raised_.object(), {}, {}, word, std::string(written), std::move(names)};
}

void Interpreter::show_hint(diag::Diagnostic& diagnostic) {
  std::vector<std::string_view> close = similar(hint_.written, hint_.names);
  constexpr std::size_t kTried = 4;
  for (std::size_t i = 0; i < close.size() && i < kTried; ++i) {
    hint_.fixes.push_back({fmt::format("write {}", close[i]), {{hint_.word, std::string(close[i])}}});
  }
  if (!close.empty()) hint_.label = fmt::format("did you mean {}?", close.front());
  if (!hint_.label.empty()) diagnostic.label = std::move(hint_.label);
  diagnostic.fixes = std::move(hint_.fixes);
}

void Interpreter::suggest_self(source::Range name, const Scope& scope, std::string_view written) {
  Value self;
  for (const Scope* at = &scope; at != nullptr && as<Instance>(self) == nullptr; at = at->parent) self = at->self;
  if (!raising() || as<Instance>(self) == nullptr) return;
  std::vector<std::string_view> names = attribute_names(*this, self);
  if (std::find(names.begin(), names.end(), written) == names.end()) return;
  source::Range before = name;
  before.end = before.begin;
  hint_ = {raised_.object(), fmt::format("it is an attribute of self"), {}};
  hint_.fixes.push_back({fmt::format("write self.{}", written), {{before, "self."}}});
}

void Interpreter::suggest_super_init(const Class& type) {
  const Value* init = type.attributes.find(known_.init);
  auto* function = init != nullptr ? as<Function>(*init) : nullptr;
  if (!raising() || function == nullptr || function->body.empty()) return;
  source::Range before = function->body[0]->range;
  if (!before.valid()) return;
  before.end = before.begin;
  const source::SourceFile& file = sources_[before.file];
  std::string indent(static_cast<std::size_t>(file.position(before.begin).column - 1), ' ');
  hint_ = {raised_.object(), "before torch.nn.Module's own constructor has run", {}};
  hint_.fixes.push_back({"call super().__init__() first", {{before, "super().__init__()\n" + indent}}});
}

void Interpreter::suggest_without(source::Range argument) {
  if (!raising() || !argument.valid()) return;
  const source::SourceFile& file = sources_[argument.file];
  std::size_t comma = file.text().substr(0, static_cast<std::size_t>(argument.begin)).find_last_of(",(");
  if (comma == std::string_view::npos || file.text()[comma] != ',') return;
  hint_ = {raised_.object(), "one too many", {}};
  argument.begin = static_cast<std::int32_t>(comma);
  hint_.fixes.push_back({"leave it out", {{argument, ""}}});
}

}  // namespace shapewise::absint
