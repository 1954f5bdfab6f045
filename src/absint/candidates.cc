// Three sources, in this order: modules that script code makes (and calls), classes that can be made without arguments,
// functions that return a module. Whatever is a part of another candidate is not what the file is about.
#include "absint/candidates.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

#include "absint/network.h"
#include "absint/torch_module.h"
#include "layer/registry.h"
#include "python/children.h"

namespace shapewise::absint {
namespace {

using Candidates = std::vector<Candidate>;

/// The names that a piece of program mentions.
struct NameCollector {
  std::set<std::string_view>& names;

  void operator()(const python::Expr* expr) {
    if (auto* name = python::as<python::NameExpr>(expr)) names.insert(name->name.text());
    python::for_each_child(expr, *this);
  }
  void operator()(const python::Stmt* statement) { python::for_each_child(statement, *this); }
  void operator()(const python::Pattern* pattern) { python::for_each_child(pattern, *this); }
};

/// What the classes and functions of a file mention, also through functions that they call.
class Mentions {
 public:
  explicit Mentions(const python::Module& tree) {
    for (const python::Stmt* statement : tree.body) {
      auto* type = python::as<python::Class>(statement);
      auto* function = python::as<python::Function>(statement);
      if (type == nullptr && function == nullptr) continue;
      std::string_view name = (type != nullptr ? type->name : function->name).text();
      NameCollector collect{direct_[name]};
      for (const python::Stmt* inner : type != nullptr ? type->body : function->body) collect(inner);
      if (function != nullptr) functions_.insert(name);
    }
  }

  /// True if the body of the class `owner` mentions `name`.
  bool mentions(std::string_view owner, std::string_view name) const {
    std::set<std::string_view> seen;
    return find(owner, name, seen);
  }

 private:
  bool find(std::string_view owner, std::string_view name, std::set<std::string_view>& seen) const {
    auto found = direct_.find(owner);
    if (found == direct_.end() || !seen.insert(owner).second) return false;
    if (found->second.count(name) > 0) return true;
    return std::any_of(found->second.begin(), found->second.end(), [&](std::string_view mentioned) {
      return functions_.count(mentioned) > 0 && find(mentioned, name, seen);
    });
  }

  std::map<std::string_view, std::set<std::string_view>> direct_;
  std::set<std::string_view> functions_;
};

bool is_layer(Value network) {
  auto* instance = as<Instance>(network);
  return instance->module->is_layer;
}

/// False for modules that only compute: an Identity of the user's own, a Flatten.
bool has_weights(Value network) {
  const ModuleState& state = *as<Instance>(network)->module;
  if (state.is_layer) return !layer::weights_of(state.layer.layer).empty();
  if (state.parameters->size + state.buffers->size > 0) return true;
  return std::any_of(state.modules->entries.begin(), state.modules->entries.end(), [](const Dict::Entry& entry) {
    return entry.live && is_network(entry.value) && has_weights(entry.value);
  });
}

/// Losses are modules, but no networks.
bool is_loss(const Class& type) {
  return std::any_of(type.mro.begin(), type.mro.end(), [](const Class* base) {
    std::string_view name = base->name.text();
    return name.ends_with("Loss") || name.ends_with("Criterion");
  });
}

void collect_parts(Value network, std::vector<const Instance*>& parts, int depth = 0) {
  auto* instance = as<Instance>(network);
  if (instance == nullptr || instance->module == nullptr || parts.size() > 10'000 || depth > 200) return;
  if (depth > 0) parts.push_back(instance);
  for (const Dict::Entry& entry : instance->module->modules->entries) {
    if (entry.live) collect_parts(entry.value, parts, depth + 1);
  }
}

bool same_layer(const ModuleState& a, const ModuleState& b) {
  if (a.layer.layer.op != b.layer.layer.op || a.layer.layer.args.size() != b.layer.layer.args.size()) return false;
  for (std::size_t i = 0; i < a.layer.layer.args.size(); ++i) {
    if (ir::to_text(a.layer.layer.args[i].value) != ir::to_text(b.layer.layer.args[i].value)) return false;
  }
  return true;
}

/// True if two modules consist of the same layers.
bool same_structure(Value one, Value other) {
  auto* a = as<Instance>(one);
  auto* b = as<Instance>(other);
  bool modules = a != nullptr && b != nullptr && a->module != nullptr && b->module != nullptr;
  if (!modules || a == b) return a == b;
  if (a->type != b->type || a->module->is_layer != b->module->is_layer) return false;
  if (a->module->is_layer) return same_layer(*a->module, *b->module);
  const std::vector<Dict::Entry>& left = a->module->modules->entries;
  const std::vector<Dict::Entry>& right = b->module->modules->entries;
  return left.size() == right.size() && std::equal(left.begin(), left.end(), right.begin(), [](auto& l, auto& r) {
           return l.live == r.live && (!l.live || same_structure(l.value, r.value));
         });
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

/// Parameters of a constructor without defaults, behind self.
std::vector<const python::Parameter*> required_parameters(const Function& init) {
  std::vector<const python::Parameter*> required;
  for (int i = 1; i < init.parameters.size(); ++i) {
    const python::Parameter& parameter = init.parameters[i];
    bool variadic =
        parameter.kind == python::ParameterKind::Star || parameter.kind == python::ParameterKind::DoubleStar;
    if (!variadic && init.defaults[static_cast<std::size_t>(i)].failed()) required.push_back(&parameter);
  }
  return required;
}

Function* constructor_of(Interpreter& interpreter, Class& type) {
  return as<Function>(interpreter.find_in_class(&type, interpreter.known().init));
}

/// Their names.
std::string needs(Interpreter& interpreter, Class& type) {
  Function* init = constructor_of(interpreter, type);
  if (init == nullptr) return required_arguments(type.op);
  std::string names;
  for (const python::Parameter* parameter : required_parameters(*init)) {
    names += names.empty() ? "" : ", ";
    names += parameter->name.text();
  }
  return names;
}

bool ends_with_any(std::string_view name, std::initializer_list<std::string_view> ends) {
  return std::any_of(ends.begin(), ends.end(), [&](std::string_view end) { return name.ends_with(end); });
}

/// A parameter for a configuration, by its name.
bool names_configuration(std::string_view parameter) {
  return ends_with_any(parameter, {"config", "configs", "cfg", "conf", "args", "params", "hparams", "opt", "options"});
}

bool is_configuration(const Class& type) {
  return ends_with_any(type.name.text(),
                       {"Config", "Configs", "Configuration", "Args", "Arguments", "Params", "HParams", "Options"});
}

}  // namespace

class NetworkSearch::Search {
 public:
  Search(Interpreter& interpreter, Module& program, const Script& script, source::SourceMap& sources)
      : interpreter_(interpreter), program_(program), script_(script), sources_(sources), mentions_(*program.tree) {}

  Candidates find() {
    Candidates all = wholes();
    keep(all, [](const Candidate& c) { return c.made.failed() || has_weights(c.made); });
    if (keep(all, [](const Candidate& c) { return c.sighting != nullptr; })) {
      keep(all, [](const Candidate& c) { return c.sighting->called; });
      return distinct(std::move(all));
    }
    Candidates failed = all;
    Candidates functions = this->functions();
    if (keep(all, [](const Candidate& c) { return !c.made.failed(); })) return entry_point(distinct(all), functions);
    without_parts(functions);
    return functions.empty() ? failed : distinct(std::move(functions));
  }

  /// What else there is: networks that the file's functions return, and classes that nothing makes.
  Candidates others(const Candidates& found) {
    Candidates all = functions();
    std::erase_if(all, [&](const Candidate& c) {
      return is_layer(c.made) || !has_weights(c.made) || is_loss(*as<Instance>(c.made)->type) ||
             std::any_of(found.begin(), found.end(),
                         [&](const Candidate& f) { return same_structure(f.made, c.made); });
    });
    all = distinct(std::move(all));
    std::set<const Class*> made;
    const Candidates& functions = all;
    for (const Candidates* candidates : {&found, &functions}) {
      for (const Candidate& candidate : *candidates) {
        std::vector<const Instance*> parts;
        collect_parts(candidate.made, parts);
        for (const Instance* part : parts) made.insert(part->type);
        if (!candidate.made.failed()) made.insert(as<Instance>(candidate.made)->type);
      }
    }
    Candidates unmade = wholes();
    std::erase_if(
        unmade, [&](const Candidate& c) { return !c.made.failed() || c.needs.empty() || made.count(type_of(c)) > 0; });
    all.insert(all.end(), unmade.begin(), unmade.end());
    return all;
  }

 private:
  /// What script code makes, and the classes, without those that are parts of others.
  const Candidates& wholes() {
    if (wholes_) return *wholes_;
    Candidates all = sightings();
    Candidates classes = this->classes(all);
    all.insert(all.end(), classes.begin(), classes.end());
    without_parts(all);
    return wholes_.emplace(std::move(all));
  }

  /// Keeps those for which the test holds, if there are any.
  template <class Test>
  static bool keep(Candidates& candidates, Test test) {
    if (std::none_of(candidates.begin(), candidates.end(), test)) return false;
    std::erase_if(candidates, [&](const Candidate& candidate) { return !test(candidate); });
    return true;
  }

  std::string name_of(const Instance& module) const {
    for (const Namespace::Entry& entry : program_.names.entries()) {
      if (as<Instance>(entry.value) == &module) return std::string(entry.name.text());
    }
    source::Range made = module.created;
    if (!made.valid() || made.file.index >= sources_.size()) return fmt::format("{}()", module.type->name.text());
    return std::string(sources_[made.file].slice(made));
  }

  Candidates sightings() {
    Candidates found;
    for (const Sighting& one : script_.seen()) {
      if (one.module->module == nullptr || is_loss(*one.module->type)) continue;
      found.push_back({name_of(*one.module), one.module, &one, {}, one.module->created});
    }
    // Single layers stand in scripts as examples, or are parts of functions.
    if (!keep(found, [](const Candidate& c) { return !is_layer(c.made); })) {
      keep(found, [](const Candidate& c) { return has_weights(c.made); });
    }
    return found;
  }

  /// The classes that stand in the file, made where they can be.
  Candidates classes(const Candidates& sighted) {
    Candidates found;
    Class* base = interpreter_.builtin("torch.nn.Module");
    std::vector<Namespace::Entry> names = program_.names.entries();
    for (const Namespace::Entry& entry : names) {
      auto* type = as<Class>(entry.value);
      bool own = type != nullptr && type->range.file == program_.tree->file->id() && type->name == entry.name;
      if (!own || !interpreter_.is_subclass(type, base) || is_loss(*type)) continue;
      if (as<Function>(interpreter_.find_in_class(type, interpreter_.known().forward)) == nullptr) continue;
      bool seen = std::any_of(sighted.begin(), sighted.end(),
                              [&](const Candidate& c) { return interpreter_.type_of(c.made) == type; });
      if (seen) continue;
      Candidate candidate{fmt::format("{}()", type->name.text()), {}, nullptr, needs(interpreter_, *type), type->range};
      Arguments arguments;
      if (auto offered = configurations(*type, arguments); offered && !candidate.needs.empty()) {
        candidate.expr = fmt::format("{}({})", type->name.text(), *offered);
        candidate.needs.clear();
      }
      candidates_types_[candidate.expr] = type;
      if (candidate.needs.empty()) make(candidate, type, std::move(arguments));
      found.push_back(std::move(candidate));
    }
    return found;
  }

  /// The file's configurations, if they are all that a constructor must be given: as arguments, and how they are
  /// written.
  std::optional<std::string> configurations(Class& type, Arguments& arguments) {
    Function* init = constructor_of(interpreter_, type);
    if (init == nullptr) return std::nullopt;
    std::string written;
    for (const python::Parameter* parameter : required_parameters(*init)) {
      auto [text, value] = configuration(*parameter, *init);
      if (value.failed()) return std::nullopt;
      written += fmt::format("{}{}={}", written.empty() ? "" : ", ", parameter->name.text(), text);
      arguments.items.push_back({parameter->name.name, value, type.range, {}});
    }
    return written;
  }

  /// What a parameter for a configuration is given: a variable of the file that is named like it, an instance of the
  /// class that it is annotated with, or of the only class of configurations.
  std::pair<std::string, Value> configuration(const python::Parameter& parameter, const Function& init) {
    const Value* variable = program_.names.find(parameter.name.name);
    bool given =
        variable != nullptr && (interpreter_.as_dict(*variable) != nullptr || as<Instance>(*variable) != nullptr);
    if (given && names_configuration(parameter.name.text())) return {std::string(parameter.name.text()), *variable};
    Class* type = nullptr;
    if (parameter.annotation != nullptr)
      type = as<Class>(interpreter_.annotation(parameter.annotation, init.closure, *init.module));
    if (type == nullptr && names_configuration(parameter.name.text())) type = only_configuration();
    Class* module = interpreter_.builtin("torch.nn.Module");
    bool makeable = type != nullptr && !type->library && !type->builtin && program_.names.find(type->name) != nullptr &&
                    !interpreter_.is_subclass(type, module) && needs(interpreter_, *type).empty();
    if (!makeable) return {};
    Candidate trial{fmt::format("{}()", type->name.text()), {}, nullptr, {}, parameter.name.range};
    return {trial.expr, attempt(trial, type)};
  }

  Class* only_configuration() {
    Class* only = nullptr;
    for (const Namespace::Entry& entry : program_.names.entries()) {
      auto* type = as<Class>(entry.value);
      if (type == nullptr || type->library || !is_configuration(*type)) continue;
      if (only != nullptr) return nullptr;
      only = type;
    }
    return only;
  }

  /// What the file's functions return that take nothing.
  const Candidates& functions() {
    if (functions_) return *functions_;
    Candidates found;
    for (const python::Stmt* statement : program_.tree->body) {
      auto* function = python::as<python::Function>(statement);
      // Decorators put something else in its place, which is called like it.
      const Value* value = function != nullptr ? program_.names.find(function->name.name) : nullptr;
      if (value == nullptr || as<Function>(*value) == nullptr || !takes_nothing(function->parameters) ||
          function_info(function->body, nullptr).generator || !returns_something(function->body))
        continue;
      Candidate candidate{fmt::format("{}()", function->name.text()), {}, nullptr, {}, function->range};
      make(candidate, *value);
      if (!candidate.made.failed()) found.push_back(std::move(candidate));
    }
    return functions_.emplace(std::move(found));
  }

  /// Calls a class or function, and keeps what it makes if that is a network.
  void make(Candidate& candidate, Value callee, Arguments arguments = {}) {
    Value made = attempt(candidate, callee, std::move(arguments));
    if (is_network(made)) candidate.made = made;
  }

  /// What a call makes. What is wrong with it concerns nobody else as long as it is a trial.
  Value attempt(Candidate& candidate, Value callee, Arguments arguments = {}) {
    diag::Sink& sink = interpreter_.builder().sink();
    int before = sink.count();
    arguments.site = candidate.range;
    Value made = interpreter_.call(callee, std::move(arguments));
    interpreter_.take_exception();
    candidate.found.assign(sink.since(before).begin(), sink.since(before).end());
    auto is_limit = [](const diag::Diagnostic& d) { return d.kind == diag::Kind::Limit; };
    // A limit that is reached ends the whole run.
    if (!interpreter_.stopped() || std::none_of(candidate.found.begin(), candidate.found.end(), is_limit))
      sink.forget(before);
    return made;
  }

  const Class* type_of(const Candidate& candidate) const {
    if (!candidate.made.failed()) return as<Instance>(candidate.made)->type;
    auto found = candidates_types_.find(candidate.expr);
    return found != candidates_types_.end() ? found->second : nullptr;
  }

  void without_parts(Candidates& candidates) {
    std::set<const Instance*> instances;
    std::set<const Class*> types;
    for (const Candidate& candidate : candidates) {
      std::vector<const Instance*> parts;
      collect_parts(candidate.made, parts);
      instances.insert(parts.begin(), parts.end());
      for (const Instance* part : parts) types.insert(part->type);
    }
    auto is_part = [&](const Candidate& candidate) {
      const Class* type = type_of(candidate);
      if (instances.count(as<Instance>(candidate.made)) > 0) return true;
      if (type->library) return false;
      if (types.count(type) > 0) return true;
      return std::any_of(candidates.begin(), candidates.end(), [&](const Candidate& other) {
        const Class* user = type_of(other);
        if (user == type) return false;
        bool base = std::find(user->mro.begin(), user->mro.end(), type) != user->mro.end();
        return base || mentions_.mentions(user->name.text(), type->name.text());
      });
    };
    std::vector<bool> part;
    for (const Candidate& candidate : candidates) part.push_back(is_part(candidate));
    std::size_t index = 0;
    if (std::find(part.begin(), part.end(), false) == part.end()) return;
    std::erase_if(candidates, [&](const Candidate&) { return part[index++]; });
  }

  /// The one function that makes the one class is how the class is meant to be made.
  Candidates entry_point(Candidates classes, const Candidates& functions) const {
    if (classes.size() != 1) return classes;
    Candidates makers;
    for (const Candidate& function : functions) {
      if (type_of(function) == type_of(classes.front())) makers.push_back(function);
    }
    return makers.size() == 1 ? makers : classes;
  }

  static Candidates distinct(Candidates candidates) {
    Candidates kept;
    for (Candidate& candidate : candidates) {
      auto twin = std::find_if(kept.begin(), kept.end(),
                               [&](const Candidate& other) { return same_structure(other.made, candidate.made); });
      if (twin == kept.end()) {
        kept.push_back(std::move(candidate));
      } else if (candidate.sighting != nullptr && twin->sighting != nullptr && !twin->sighting->call) {
        *twin = std::move(candidate);
      }
    }
    return kept;
  }

  Interpreter& interpreter_;
  Module& program_;
  const Script& script_;
  source::SourceMap& sources_;
  Mentions mentions_;
  std::map<std::string, const Class*> candidates_types_;
  std::optional<Candidates> wholes_;     // once they have been asked for
  std::optional<Candidates> functions_;  // likewise
};

NetworkSearch::NetworkSearch(Interpreter& interpreter, Module& program, const Script& script,
                             source::SourceMap& sources)
    : search_(std::make_unique<Search>(interpreter, program, script, sources)) {}

NetworkSearch::~NetworkSearch() = default;

Candidates NetworkSearch::find() { return search_->find(); }

Candidates NetworkSearch::others(const Candidates& found) { return search_->others(found); }

}  // namespace shapewise::absint
