// Functions that take or give something else than their callers think.
#include <algorithm>
#include <fmt/format.h>

#include "absint/function_info.h"
#include "driver/corrections.h"
#include "driver/slips.h"

namespace shapewise::driver {
namespace {

using diag::Diagnostic;
using diag::Fix;
using python::as;
using python::is;

/// What a message such as "TypeError: Net.forward() missing 1 required …" speaks of.
std::vector<Definition> called_definitions(const Diagnostic& d, const Surroundings& around) {
  std::size_t open = d.message.find("()");
  std::size_t begin = d.message.find(": ");
  if (around.module() == nullptr || open == std::string::npos || begin == std::string::npos || begin > open) return {};
  std::string qualified = d.message.substr(begin + 2, open - begin - 2);
  std::vector<Definition> found;
  for (const Definition& definition : definitions(*around.module())) {
    std::string name(definition.function->name.text());
    if (definition.owner != nullptr) name = fmt::format("{}.{}", definition.owner->name.text(), name);
    if (name == qualified || name == qualified + ".__init__") found.push_back(definition);
  }
  return found;
}

class Signatures : Corrections {
 public:
  using Corrections::Corrections;

  std::vector<Fix> all() {
    if (around_.module() == nullptr) return {};
    other_parameters();
    if (said("None") || said("is not a Module subclass")) nothing_returned();
    return std::move(found_);
  }

 private:
  /// The definition takes too few or too many.
  void other_parameters() {
    for (const Definition& definition : called_definitions(d_, around_)) {
      const python::Parameters& parameters = definition.function->parameters;
      bool method = definition.owner != nullptr && definition.function->decorators.empty();
      if (method && (parameters.empty() || parameters[0].name.text() != "self")) declare_self(*definition.function);
      for (int i = 1; i < parameters.size(); ++i) {
        if (!said(fmt::format("'{}'", parameters[i].name.text()))) continue;
        source::Range range = parameters[i].range;
        range.begin = parameters[i - 1].range.end;
        add(fmt::format("do not ask for {}", parameters[i].name.text()), range, "");
      }
      unused_parameters(*definition.function);
      undeclared_parameters(*definition.function);
    }
  }

  /// What the body never mentions is not asked for.
  void unused_parameters(const python::Function& function) {
    std::string body;
    for (const python::Stmt* statement : function.body) body += around_.text(statement->range) + "\n";
    for (int i = 1; i < function.parameters.size(); ++i) {
      std::string_view name = function.parameters[i].name.text();
      if (body.find(name) != std::string::npos) continue;
      source::Range range = function.parameters[i].range;
      range.begin = function.parameters[i - 1].range.end;
      add(fmt::format("do not ask for {}, which is not used", name), range, "");
    }
  }

  /// What the body reads and nobody defines, or what the call names, may be a parameter.
  void undeclared_parameters(const python::Function& function) {
    constexpr int kPlaces = 8;
    std::vector<std::string> names;
    constexpr std::string_view kUnexpected = "unexpected keyword argument '";
    if (std::size_t at = d_.message.find(kUnexpected); at != std::string::npos) {
      at += kUnexpected.size();
      names.push_back(d_.message.substr(at, d_.message.find('\'', at) - at));
    } else {
      names = free_names(function);
    }
    for (std::size_t n = 0; n < names.size() && n < 2; ++n) {
      for (int i = std::min(function.parameters.size(), kPlaces) - 1; i >= 0; --i)
        add(fmt::format("let {} take {}", function.name.text(), names[n]), behind(function.parameters[i].range),
            ", " + names[n]);
    }
  }

  /// Names that a function reads and that neither it nor the module binds; in the order read.
  std::vector<std::string> free_names(const python::Function& function) const {
    constexpr std::string_view kBuiltins =
        " super range len int float str list tuple dict set isinstance print max min sum zip enumerate abs True False "
        "None ValueError NotImplementedError RuntimeError TypeError AssertionError getattr hasattr setattr map sorted ";
    std::vector<std::string> names;
    std::vector<python::Name> bound = absint::function_info(around_.module()->body, nullptr).locals;
    std::vector<python::Name> own = absint::function_info(function.body, nullptr).locals;
    bound.insert(bound.end(), own.begin(), own.end());
    for (const python::Parameter& parameter : function.parameters) bound.push_back(parameter.name.name);
    for (const python::Stmt* statement : function.body) {
      for (const python::Expr* expr : expressions_in(statement)) {
        auto* name = as<python::NameExpr>(expr);
        if (name == nullptr || std::find(bound.begin(), bound.end(), name->name) != bound.end()) continue;
        if (kBuiltins.find(fmt::format(" {} ", name->name.text())) != std::string_view::npos) continue;
        names.emplace_back(name->name.text());
        bound.push_back(name->name);
      }
    }
    return names;
  }

  void declare_self(const python::Function& function) {
    source::Range header = function.header_range;
    std::size_t open = around_.text(header).find('(');
    if (open == std::string::npos) return;
    source::Range place = header;
    place.begin = place.end = header.begin + static_cast<int>(open) + 1;
    add(fmt::format("let {} take self", function.name.text()), place, function.parameters.empty() ? "self" : "self, ",
        true);
  }

  /// A function that computes something and gives None.
  void nothing_returned() {
    int tried = 0;
    constexpr int kTried = 8;
    for (const Definition& definition : definitions(*around_.module())) {
      if (definition.function->name.text() == "__init__" || tried >= kTried) continue;
      const python::Stmt* last = definition.function->body.empty() ? nullptr : definition.function->body.back();
      std::string indent = last != nullptr ? around_.indentation(last->range) : "";
      std::string_view name = definition.function->name.text();
      if (auto* value = as<python::ExprStatement>(last); value != nullptr && !is<python::StringExpr>(value->value)) {
        add(fmt::format("return what {} computes", name), before(last->range), "return ");
        ++tried;
      }
      auto* assign = as<python::Assign>(last);
      auto* augmented = as<python::AugmentedAssign>(last);
      const python::Expr* target = assign != nullptr      ? assign->targets[0]
                                   : augmented != nullptr ? augmented->target
                                                          : nullptr;
      if (is<python::NameExpr>(target)) {
        add(fmt::format("return {} from {}", last_name(target), name), behind(last->range),
            fmt::format("\n{}return {}", indent, last_name(target)));
        ++tried;
      }
      if (auto* result = as<python::Return>(last); result != nullptr && result->value == nullptr) {
        return_variable(*definition.function, *result);
        ++tried;
      }
    }
  }

  void return_variable(const python::Function& function, const python::Return& result) {
    std::string_view latest;
    for (const python::Stmt* statement : function.body) {
      auto* assign = as<python::Assign>(statement);
      if (assign != nullptr && is<python::NameExpr>(assign->targets[0])) latest = last_name(assign->targets[0]);
    }
    if (!latest.empty())
      add(fmt::format("return {} from {}", latest, function.name.text()), result.range,
          fmt::format("return {}", latest));
  }
};

}  // namespace

std::vector<Fix> signature_slips(const Diagnostic& diagnostic, const Surroundings& around) {
  return Signatures(diagnostic, around).all();
}

void label_definition(Diagnostic& d, const Surroundings& around) {
  for (const Definition& definition : called_definitions(d, around))
    d.labels.insert(d.labels.begin(), {definition.function->header_range, "defined here"});
}

}  // namespace shapewise::driver
