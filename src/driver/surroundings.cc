// Walks over the trees with python/children.h.
#include "driver/surroundings.h"

#include <algorithm>

#include "python/children.h"
#include "python/parse.h"

namespace shapewise::driver {
namespace {

using python::Expr;
using python::Pattern;
using python::Stmt;

/// The statements directly below one.
struct Children {
  std::vector<const Stmt*> found;
  void operator()(const Expr* /*expr*/) {}
  void operator()(const Pattern* /*pattern*/) {}
  void operator()(const Stmt* statement) { found.push_back(statement); }
};

struct Collector {
  std::vector<const Expr*> found;
  void operator()(const Expr* expr) {
    found.push_back(expr);
    python::for_each_child(expr, *this);
  }
  void operator()(const Pattern* pattern) { python::for_each_child(pattern, *this); }
  void operator()(const Stmt* statement) { python::for_each_child(statement, *this); }
};

struct Definitions {
  std::vector<Definition> found;
  const python::Class* owner = nullptr;
  void operator()(const Expr* /*expr*/) {}
  void operator()(const Pattern* /*pattern*/) {}
  void operator()(const Stmt* statement) {
    const python::Class* outer = owner;
    if (auto* function = python::as<python::Function>(statement)) found.push_back({function, owner});
    owner = python::as<python::Class>(statement);
    python::for_each_child(statement, *this);
    owner = outer;
  }
};

}  // namespace

struct Surroundings::Locator {
  Surroundings& around;
  source::Range place;

  void operator()(const Expr* expr) {
    if (!contains(expr->range, place)) {
      // A call in parentheses, or an argument with its name, is wider than the expression.
      python::for_each_child(expr, *this);
      return;
    }
    around.expressions_.push_back(expr);
    python::for_each_child(expr, *this);
  }
  void operator()(const Pattern* pattern) { python::for_each_child(pattern, *this); }
  void operator()(const Stmt* statement) {
    if (!contains(statement->range, place)) return;
    around.statements_.push_back(statement);
    python::for_each_child(statement, *this);
  }
};

Surroundings::Surroundings(const source::SourceMap& sources, source::Range place) : sources_(sources) {
  if (!place.valid() || place.file.index >= sources.size()) return;
  const source::SourceFile& file = sources[place.file];
  if (!file.path().ends_with(".py")) return;
  diag::Sink ignored;  // whoever ran the program has reported them
  module_ = &python::parse(file, names_, arena_, ignored);
  Locator locator{*this, place};
  for (const Stmt* statement : module_->body) locator(statement);
  Children children;
  if (statements_.size() > 1) {
    python::for_each_child(statements_[statements_.size() - 2], children);
  } else {
    children.found.assign(module_->body.begin(), module_->body.end());
  }
  neighbours_ = std::move(children.found);
}

const python::Function* Surroundings::function() const {
  for (auto statement = statements_.rbegin(); statement != statements_.rend(); ++statement) {
    if (auto* function = python::as<python::Function>(*statement)) return function;
  }
  return nullptr;
}

std::vector<std::string_view> Surroundings::variables(int before) const {
  const python::Function* inner = function();
  std::vector<std::string_view> names;
  if (inner == nullptr) return names;
  for (const Stmt* statement : inner->body) {
    auto* assign = python::as<python::Assign>(statement);
    if (assign == nullptr || statement->range.begin >= before) continue;
    for (const Expr* target : assign->targets) {
      if (python::is<python::NameExpr>(target)) names.insert(names.begin(), python::last_name(target));
    }
  }
  for (const python::Parameter& parameter : inner->parameters) {
    if (parameter.name.text() != "self") names.push_back(parameter.name.text());
  }
  std::vector<std::string_view> once;
  for (std::string_view name : names) {
    if (std::find(once.begin(), once.end(), name) == once.end()) once.push_back(name);
  }
  return once;
}

const python::Call* Surroundings::call() const {
  for (auto expr = expressions_.rbegin(); expr != expressions_.rend(); ++expr) {
    if (auto* call = python::as<python::Call>(*expr)) return call;
  }
  return nullptr;
}

std::string Surroundings::indentation(source::Range place) const {
  const source::SourceFile& file = sources_[place.file];
  std::string_view line = file.line(file.line_of(place.begin));
  return std::string(line.substr(0, std::min(line.find_first_not_of(" \t"), line.size())));
}

source::Range Surroundings::lines(source::Range range) const {
  const source::SourceFile& file = sources_[range.file];
  int last = file.line_of(std::max(range.begin, range.end - 1));
  int size = static_cast<int>(file.text().size());
  int end = file.line_start(last) + static_cast<int>(file.line(last).size());
  if (end < size && file.text()[static_cast<std::size_t>(end)] == '\r') ++end;
  return file.range(file.line_start(file.line_of(range.begin)), std::min(end + 1, size));
}

std::vector<Definition> definitions(const python::Module& module) {
  Definitions all;
  for (const Stmt* statement : module.body) all(statement);
  return std::move(all.found);
}

std::vector<const Expr*> expressions_in(const Stmt* statement) {
  Collector collector;
  python::for_each_child(statement, collector);
  return std::move(collector.found);
}

}  // namespace shapewise::driver
