// Modules: files of the project first, then what the library models. Anything else is not known, which is no error.
#include <algorithm>
#include <fmt/format.h>

#include "absint/interpreter.h"
#include "absint/library.h"
#include "absint/suggest.h"
#include "absint/torch_module.h"
#include "base/check.h"
#include "layer/registry.h"

namespace shapewise::absint {

Module* Interpreter::new_module(std::string name) {
  auto* module = heap_.make<Module>();
  module->name = std::move(name);
  module->scope.module = module;
  return module;
}

Module* Interpreter::run_script(const source::SourceFile& file, std::string name, bool is_package) {
  Module* module = file_module(file, std::move(name), is_package);
  modules_["__main__"] = module;
  module->names.set(known_.name, str("__main__"));
  run_module(*module, file);
  return module;
}

Module* Interpreter::file_module(const source::SourceFile& file, std::string name, bool is_package) {
  Module* module = new_module(name);
  modules_[name] = module;
  module->names.set(known_.name, str(name));
  module->names.set(known_.file, str(file.path()));
  std::size_t dot = name.rfind('.');
  std::string package = dot == std::string::npos ? std::string() : name.substr(0, dot);
  if (auto* around = as<Module>(loaded_module(package))) around->absent.erase(intern(name.substr(dot + 1)));
  module->package = is_package ? name : package;
  return module;
}

const python::Module& Interpreter::parse(const source::SourceFile& file) { return texts_.parse(file, builder_.sink()); }

void Interpreter::run_module(Module& module, const source::SourceFile& file) {
  module.tree = &parse(file);
  run_module(module);
}

void Interpreter::run_module(Module& module) {
  int run = ++module.runs;
  stack_.push_back({module.name, {}});
  running_modules_.push_back(&module);
  for (const python::Stmt* statement : module.tree->body) {
    if (exec_one(*statement, module.scope) != Flow::Next || module.runs != run) break;
  }
  running_modules_.pop_back();
  stack_.pop_back();
}

/// True for a module that runs, and in whose midst a package around it began to run, late. Python runs packages first:
/// it is there that the module runs then, from its beginning to its end.
bool Interpreter::runs_before_its_package(const Module& module) const {
  auto at = std::find(running_modules_.begin(), running_modules_.end(), &module);
  return module.runs == 1 && std::any_of(at, running_modules_.end(), [&](const Module* running) {
           return module.name.starts_with(running->name + ".");
         });
}

Module* Interpreter::library_module(const std::string& name) {
  if (auto found = modules_.find(name); found != modules_.end()) return found->second;
  if (!is_library_module(name)) return nullptr;
  Module* module = new_module(name);
  module->library = true;
  modules_[name] = module;
  module->names.set(known_.name, str(name));
  if (name != "builtins") module->missing = unknown(fmt::format("not everything in {} is modelled", name), {});
  if (const Prelude* prelude = find_prelude(name)) {
    run_module(*module, texts_.prelude(*prelude));
  }
  return module;
}

const source::SourceFile* Interpreter::find_file(std::string_view module, bool& is_package) {
  std::vector<std::string> folders;
  if (auto* sys = as<Module>(loaded_module("sys"))) {
    const Value* path = sys->names.find(intern("path"));
    const std::vector<Value>* entries = path != nullptr ? elements(*path) : nullptr;
    for (Value entry : entries != nullptr ? *entries : std::vector<Value>()) {
      if (auto* folder = as<Str>(entry)) folders.push_back(folder->text);
    }
  }
  return texts_.find(module, folders, is_package);
}

Value Interpreter::import_module(std::string_view written, source::Range range) {
  std::string name(written);
  if (auto found = modules_.find(name); found != modules_.end()) {
    if (runs_before_its_package(*found->second)) run_module(*found->second);
    return raising() || stopped_ ? Value() : Value(found->second);
  }
  bool is_package = false;
  // What is modelled comes first: a copy of torch beside the program is too large to be run. Smaller packages that the
  // program has itself are those that it means.
  const source::SourceFile* own = is_small_package(name) ? find_file(name, is_package) : nullptr;
  if (own == nullptr) {
    if (Module* module = library_module(canonical_module(name))) return module;
    own = find_file(name, is_package);
  }
  if (own != nullptr) return import_file(*own, name, is_package, range);
  // A program that is prepared for the lack of a module is taken to run without it.
  if (import_guards_ > 0 && !is_commonly_installed(name)) {
    return raise_error("ModuleNotFoundError", range, fmt::format("No module named '{}'", name));
  }
  std::string_view top = written.substr(0, written.find('.'));
  std::string_view hint = top == "torchvision" ? ": --root names the folder that holds its source" : "";
  return unknown(fmt::format("the module {} is not available{}", name, hint), range);
}

Value Interpreter::import_file(const source::SourceFile& file, const std::string& name, bool is_package,
                               source::Range range) {
  if (static_cast<int>(stack_.size()) >= limits_.depth || native_stack_used() > limits_.native_stack) {
    return stop(range, "the imports are nested too deeply");
  }
  Module* module = file_module(file, name, is_package);
  // A package is often imported only on the way to one of its modules: it runs when something of its own is asked for.
  if (is_package) {
    module->pending = &file;
  } else {
    run_module(*module, file);
  }
  if (imported(*module, range)) return module;
  modules_.erase(name);
  return {};
}

/// Whether the module may be used. A program that works imports its modules without an exception, so one that is raised
/// says that something is not modelled: what the module still lacks is not known.
bool Interpreter::imported(Module& module, source::Range range) {
  if (stopped_) return false;
  if (!raising()) return true;
  if (is_instance(raised_, builtin("builtins.ImportError"))) return false;
  Value exception = take_exception();
  module.missing = unknown(
      fmt::format("{} could not be run to its end: {}: {}", module.name, type_name(exception), to_str(exception)),
      range);
  return true;
}

Value Interpreter::loaded_module(const std::string& name) {
  auto found = modules_.find(name);
  return found != modules_.end() ? Value(found->second) : Value();
}

bool Interpreter::run_pending(Module& module) {
  if (module.pending == nullptr) return true;
  run_module(module, *std::exchange(module.pending, nullptr));
  return imported(module, {});
}

Flow Interpreter::exec_import(const python::Import& node, Scope& scope) {
  for (const python::Alias& alias : node.aliases) {
    std::string name;
    Value first;
    Value last;
    for (const python::Identifier& part : alias.path) {
      if (!name.empty()) name += '.';
      name += part.text();
      // What a package has by the name of a module comes before it: torch.nn.utils.spectral_norm is a function.
      auto* library = as<Module>(last);
      bool own = library != nullptr && library->library && !is_library_module(canonical_module(name));
      last = own ? library_attribute(*library, part.name) : Value();
      if (raising() || stopped_) return Flow::Fail;
      if (last.failed()) last = import_module(name, alias.range);
      if (last.failed()) return Flow::Fail;
      if (first.failed()) first = last;
    }
    bool bound = alias.as_name.valid() ? bind_name(alias.as_name.name, last, scope)
                                       : bind_name(alias.path.front().name, first, scope);
    if (!bound) return Flow::Fail;
  }
  return Flow::Next;
}

/// The absolute name of what a from-import reads; empty if the dots lead out of the package.
std::string Interpreter::import_source(const python::ImportFrom& node, const Module& module) {
  std::string base;
  if (node.level > 0) {
    base = module.package;
    for (int i = 1; i < node.level; ++i) {
      std::size_t dot = base.rfind('.');
      base = dot == std::string::npos ? std::string() : base.substr(0, dot);
    }
  }
  for (const python::Identifier& part : node.module) {
    if (!base.empty()) base += '.';
    base += part.text();
  }
  return base;
}

Flow Interpreter::exec_import_from(const python::ImportFrom& node, Scope& scope) {
  std::string name = import_source(node, *scope.module);
  if (name == "__future__") {
    for (const python::Alias& alias : node.aliases) {
      if (alias.path.front().text() == "annotations") scope.module->text_annotations = true;
    }
    return Flow::Next;
  }
  // A package has no name where nothing marks the folder as one: what lies in it is found by its own name.
  bool nameless = name.empty();
  Value source =
      nameless ? unknown("a relative import leads out of the package", node.range) : import_module(name, node.range);
  if (source.failed()) return Flow::Fail;
  if (node.is_star) return import_star(source, scope, node.range) ? Flow::Next : Flow::Fail;
  for (const python::Alias& alias : node.aliases) {
    const python::Identifier& wanted = alias.path.front();
    Value value =
        nameless ? import_module(wanted.text(), alias.range) : find_attribute(source, wanted.name, alias.range);
    bool only_missing = value.failed() || as<Unknown>(value) != nullptr;
    if (raising() || stopped_) return Flow::Fail;
    // A submodule is no attribute of its package until somebody imports it.
    if (only_missing && as<Module>(source) != nullptr) {
      std::string submodule = fmt::format("{}.{}", name, wanted.text());
      bool is_package = false;
      bool exists = modules_.count(submodule) > 0 || is_library_module(canonical_module(submodule)) ||
                    find_file(submodule, is_package) != nullptr;
      if (exists) value = import_module(submodule, alias.range);
      if (raising() || stopped_) return Flow::Fail;
    }
    if (value.failed()) {
      raise_error("ImportError", alias.range, fmt::format("cannot import name '{}' from '{}'", wanted.text(), name));
      return Flow::Fail;
    }
    if (auto* missing = as<Unknown>(value); missing != nullptr && !missing->range.valid()) {
      value = unknown(fmt::format("{}.{} is not modelled", name, wanted.text()), alias.range);
    }
    if (!bind_name(alias.as_name.valid() ? alias.as_name.name : wanted.name, value, scope)) return Flow::Fail;
  }
  return Flow::Next;
}

bool Interpreter::import_star(Value source, Scope& scope, source::Range range) {
  auto* module = as<Module>(source);
  if (module == nullptr) {
    // From here on any name may be one of those that could not be imported.
    scope.module->missing = source;
    return true;
  }
  if (!run_pending(*module)) return false;
  if (module->library) {
    scope.module->star_imports.push_back(module);
    // What a module of the library lists is all there is; a program's own names come before what is found on demand.
    if (!scope.module->library) return true;
  }
  for (Module* other : module->star_imports) scope.module->star_imports.push_back(other);
  if (scope.module->missing.failed()) scope.module->missing = module->missing;
  if (Value* all = module->names.find(known_.all)) {
    std::vector<Value> exported;
    if (!collect(*all, exported, range)) return false;
    for (Value item : exported) {
      auto* name = as<Str>(item);
      if (name == nullptr) continue;
      Value value = find_attribute(source, intern(name->text), range);
      if (raising() || stopped_) return false;
      if (!value.failed()) bind_name(intern(name->text), value, scope);
    }
    return true;
  }
  std::vector<Namespace::Entry> entries = module->names.entries();
  for (const Namespace::Entry& entry : entries) {
    if (!entry.name.text().starts_with('_')) bind_name(entry.name, entry.value, scope);
  }
  return true;
}

Value Interpreter::library_attribute(Module& module, python::Name name) {
  if (Value* found = module.names.find(name)) return *found;
  if (module.absent.count(name) > 0) return {};
  std::string qualified = fmt::format("{}.{}", module.name, name.text());
  Value value = library_value(qualified);
  if (value.failed()) {
    // A module that stands for all below it (torch.nn for torch.nn.parameter) is not itself whatever is asked of it.
    Module* submodule = library_module(canonical_module(qualified));
    bool other = submodule != &module || is_api_name(module.name, name.text());
    if (submodule != nullptr && other) value = submodule;
  }
  if (!value.failed()) {
    module.names.set(name, value);
  } else if (!raising() && !stopped_) {
    module.absent.insert(name);
  }
  return value;
}

Value Interpreter::library_value(const std::string& qualified) {
  if (const LibraryFunction* function = find_library_function(qualified)) return native(*function);
  if (find_library_class(qualified) != nullptr) return builtin(qualified);
  if (const LibraryValue* constant = find_library_value(qualified)) return constant->make(*this);
  if (auto op = layer::find_qualified(qualified)) {
    if (layer::spec(*op).form != layer::Form::Function) return layer_class(*op);
    auto* made = heap_.make<Native>();
    made->name = qualified;
    made->op = *op;
    return made;
  }
  if (qualified.starts_with("torch.")) {
    if (auto found = ir::find_dtype(qualified)) return dtype(*found);
  }
  return {};
}

Value Interpreter::library_member(const std::string& type, python::Name name) {
  std::string qualified = fmt::format("{}.{}", type, name.text());
  if (const LibraryFunction* function = find_library_function(qualified)) return native(*function);
  if (const LibraryValue* constant = find_library_value(qualified)) return constant->make(*this);
  if (auto op = layer::find_qualified(qualified)) {
    auto* made = heap_.make<Native>();
    made->name = qualified;
    made->op = *op;
    return made;
  }
  return {};
}

Value Interpreter::native(const LibraryFunction& function) {
  auto* made = heap_.make<Native>();
  made->name = function.name;
  made->code = function.code;
  if (function.property) {
    auto* property = heap_.make<Property>();
    property->get = made;
    return property;
  }
  if (function.on_class) {
    auto* method = heap_.make<ClassMethod>();
    method->function = made;
    return method;
  }
  return made;
}

Class* Interpreter::builtin(std::string_view qualified) {
  if (auto found = builtins_.find(qualified); found != builtins_.end()) return found->second;
  std::string name(qualified);
  const LibraryClass* entry = find_library_class(qualified);
  if (entry == nullptr) {
    // A class that the prelude of its module defines.
    std::string module = name.substr(0, name.rfind('.'));
    Module* home = library_module(module);
    Value found = home != nullptr ? library_attribute(*home, intern(name.substr(name.rfind('.') + 1))) : Value();
    Class* type = as<Class>(found);
    CHECK(type != nullptr);
    builtins_[name] = type;
    return type;
  }
  auto* type = heap_.make<Class>();
  builtins_[name] = type;
  type->name = intern(name.substr(name.rfind('.') + 1));
  type->qualified = name;
  type->library = true;
  type->builtin = true;
  type->construct = entry->construct;
  type->mro = {type};
  if (!entry->base.empty()) {
    Class* base = builtin(entry->base);
    type->bases = {Value(base)};
    type->mro.insert(type->mro.end(), base->mro.begin(), base->mro.end());
    if (type->construct == nullptr) type->construct = base->construct;
  }
  return type;
}

Class* Interpreter::layer_class(ir::OpId op) {
  std::string name(layer::spec(op).qualified());
  if (auto found = builtins_.find(name); found != builtins_.end()) return found->second;
  Class* base = builtin("torch.nn.Module");
  auto* type = heap_.make<Class>();
  builtins_[name] = type;
  type->name = intern(layer::spec(op).name());
  type->qualified = name;
  type->op = op;
  type->bases = {Value(base)};
  type->mro = {type};
  if (Class* family = layer_family(*this, type->name.text())) type->mro.push_back(family);
  type->mro.insert(type->mro.end(), base->mro.begin(), base->mro.end());
  auto inherit = [&](python::Name member) { type->attributes.set(member, library_member("torch.nn._Layer", member)); };
  inherit(known_.init);
  inherit(known_.forward);
  if (layer::spec(op).weights != nullptr) inherit(intern("reset_parameters"));
  return type;
}

}  // namespace shapewise::absint
