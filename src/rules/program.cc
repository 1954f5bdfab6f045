// Walks over the trees with python/children.h.
#include "rules/program.h"

#include "python/children.h"

namespace shapewise::rules {
namespace {

bool contains(source::Range outer, source::Range inner) {
  return outer.file == inner.file && outer.begin <= inner.begin && inner.end <= outer.end;
}

/// Down to the innermost statement around a place.
struct Locator {
  source::Range place;
  Surroundings found;

  void operator()(const python::Expr* /*expr*/) {}
  void operator()(const python::Pattern* /*pattern*/) {}
  void operator()(const python::Stmt* statement) {
    if (!contains(statement->range, place)) return;
    found.statement = statement;
    if (auto* function = python::as<python::Function>(statement)) {
      found.function = function;
      found.loop = nullptr;
    }
    bool loops = python::is<python::For>(statement) || python::is<python::While>(statement);
    if (loops && found.loop == nullptr) found.loop = statement;
    python::for_each_child(statement, *this);
  }
};

/// Looks for reads of a variable from an offset on.
struct Reader {
  python::Name variable;
  std::int32_t from = 0;
  bool found = false;

  void operator()(const python::Expr* expr) {
    auto* name = python::as<python::NameExpr>(expr);
    if (name != nullptr && name->name == variable && expr->range.begin >= from) found = true;
    if (!found) python::for_each_child(expr, *this);
  }
  void operator()(const python::Pattern* pattern) { python::for_each_child(pattern, *this); }
  void operator()(const python::Stmt* statement) {
    if (auto* assign = python::as<python::Assign>(statement)) {
      // Writing to the plain name reads nothing; the value is looked at first.
      (*this)(assign->value);
      for (const python::Expr* target : assign->targets) {
        if (!python::is<python::NameExpr>(target)) (*this)(target);
      }
      return;
    }
    python::for_each_child(statement, *this);
  }
};

struct Mentions {
  std::string_view name;
  bool found = false;

  void operator()(const python::Expr* expr) {
    if (auto* plain = python::as<python::NameExpr>(expr)) found = found || plain->name.text() == name;
    if (auto* attribute = python::as<python::Attribute>(expr)) found = found || attribute->attribute.text() == name;
    if (!found) python::for_each_child(expr, *this);
  }
  void operator()(const python::Pattern* pattern) { python::for_each_child(pattern, *this); }
  void operator()(const python::Stmt* statement) { python::for_each_child(statement, *this); }
};

}  // namespace

const python::Module* Program::tree(source::FileId id) {
  const source::SourceFile& file = sources_[id];
  if (!file.path().ends_with(".py") && file.path() != "<stdin>") return nullptr;
  diag::Sink ignored;  // whoever ran the program has reported them
  return &trees_->parse(file, ignored);
}

Surroundings Program::around(source::Range place) {
  Locator locator{place, {}};
  const python::Module* module = place.valid() ? tree(place.file) : nullptr;
  if (module == nullptr) return {};
  for (const python::Stmt* statement : module->body) locator(statement);
  return locator.found;
}

bool is_read_later(const Surroundings& place, python::Name variable) {
  Reader later{variable, place.statement->range.end};
  for (const python::Stmt* statement : place.function->body) later(statement);
  if (later.found || place.loop == nullptr) return later.found;
  Reader again{variable, place.loop->range.begin};
  again(place.loop);
  return again.found;
}

bool mentions(const python::Module& tree, std::string_view name) {
  Mentions search{name};
  for (const python::Stmt* statement : tree.body) search(statement);
  return search.found;
}

}  // namespace shapewise::rules
