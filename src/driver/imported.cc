// Walks over the tree with python/children.h.
#include "driver/imported.h"

#include "absint/library.h"
#include "python/children.h"
#include "python/parse.h"

namespace shapewise::driver {
namespace {

struct Collector {
  std::vector<std::string> names;

  void operator()(const python::Expr* /*expr*/) {}
  void operator()(const python::Pattern* /*pattern*/) {}
  void operator()(const python::Stmt* statement) {
    if (auto* import = python::as<python::Import>(statement)) {
      for (const python::Alias& alias : import->aliases) add(alias.path.front());
    }
    auto* from = python::as<python::ImportFrom>(statement);
    if (from != nullptr && from->level == 0 && !from->module.empty()) add(from->module.front());
    python::for_each_child(statement, *this);
  }

 private:
  void add(const python::Identifier& module) {
    if (!absint::is_library_module(module.text())) names.emplace_back(module.text());
  }
};

}  // namespace

std::vector<std::string> imported_modules(const std::string& text) {
  source::SourceMap sources;
  python::Names names;
  Arena arena;
  diag::Sink ignored;  // whoever runs the program reports them
  Collector collector;
  for (const python::Stmt* statement : python::parse(sources.add("", text), names, arena, ignored).body)
    collector(statement);
  return std::move(collector.names);
}

}  // namespace shapewise::driver
