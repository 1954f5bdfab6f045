// Dumping statements, and the functions that others call.
#include "python/dumper.h"

namespace shapewise::python {

void Dumper::write_dotted(Span<Identifier> path) {
  bool first = true;
  for (const Identifier& part : path) {
    if (!first) out_ += '.';
    first = false;
    out_ += part.text();
  }
}

void Dumper::write(const Alias& alias) {
  open("alias", alias.range);
  out_ += ' ';
  write_dotted(alias.path);
  field(alias.as_name);
  out_ += ')';
}

void Dumper::write(const WithItem& item) { node("withitem", {}, item.context, item.target); }

void Dumper::write(const ExceptHandler& handler) {
  node("ExceptHandler", handler.range, handler.type, handler.name, handler.body);
}

void Dumper::write(const MatchCase& match_case) {
  node("match_case", {}, match_case.pattern, match_case.guard, match_case.body);
}

void Dumper::write(const TypeParameter& parameter) {
  constexpr const char* kKinds[] = {"TypeVar", "TypeVarTuple", "ParamSpec"};
  node(kKinds[static_cast<int>(parameter.kind)], parameter.range, parameter.name, parameter.bound);
}

// Nested, as CPython does it.
void Dumper::write_if(const If& statement) {
  bool first = true;
  for (const IfBranch& branch : statement.branches) {
    if (!first) out_ += " [";
    first = false;
    open("If", branch.range);
    field(branch.test);
    field(branch.body);
  }
  field(statement.else_body);
  for (int i = 1; i < statement.branches.size(); ++i) out_ += ")]";
  out_ += ')';
}

bool Dumper::write_simple(const Stmt* statement) {
  source::Range range = statement->range;
  switch (statement->kind) {
    case StmtKind::Error: {
      const auto& s = cast<ErrorStatement>(statement);
      node("Error", range, s.targets, s.body);
      return true;
    }
    case StmtKind::Expr: node("Expr", range, cast<ExprStatement>(statement).value); return true;
    case StmtKind::Assign: {
      const auto& s = cast<Assign>(statement);
      node("Assign", range, s.targets, s.value);
      return true;
    }
    case StmtKind::AugmentedAssign: {
      const auto& s = cast<AugmentedAssign>(statement);
      node("AugAssign", range, s.target, symbol(s.op), s.value);
      return true;
    }
    case StmtKind::AnnotatedAssign: {
      const auto& s = cast<AnnotatedAssign>(statement);
      node("AnnAssign", range, s.target, s.annotation, s.value, s.simple);
      return true;
    }
    case StmtKind::TypeAlias: {
      const auto& s = cast<TypeAlias>(statement);
      node("TypeAlias", range, s.name, s.type_parameters, s.value);
      return true;
    }
    case StmtKind::Return: node("Return", range, cast<Return>(statement).value); return true;
    case StmtKind::Delete: node("Delete", range, cast<Delete>(statement).targets); return true;
    case StmtKind::Raise: {
      const auto& s = cast<Raise>(statement);
      node("Raise", range, s.exception, s.cause);
      return true;
    }
    case StmtKind::Assert: {
      const auto& s = cast<Assert>(statement);
      node("Assert", range, s.test, s.message);
      return true;
    }
    case StmtKind::Pass: node("Pass", range); return true;
    case StmtKind::Break: node("Break", range); return true;
    case StmtKind::Continue: node("Continue", range); return true;
    case StmtKind::Global: node("Global", range, cast<Global>(statement).names); return true;
    case StmtKind::Nonlocal: node("Nonlocal", range, cast<Nonlocal>(statement).names); return true;
    default: return false;
  }
}

void Dumper::write(const Stmt* statement) {
  if (write_simple(statement)) return;
  source::Range range = statement->range;
  switch (statement->kind) {
    case StmtKind::Import: return node("Import", range, cast<Import>(statement).aliases);
    case StmtKind::ImportFrom: {
      const auto& s = cast<ImportFrom>(statement);
      open("ImportFrom", range);
      field(s.level);
      out_ += ' ';
      write_dotted(s.module);
      if (s.is_star) {
        field("*");
      } else {
        field(s.aliases);
      }
      out_ += ')';
      return;
    }
    case StmtKind::If: return write_if(cast<If>(statement));
    case StmtKind::While: {
      const auto& s = cast<While>(statement);
      return node("While", range, s.test, s.body, s.else_body);
    }
    case StmtKind::For: {
      const auto& s = cast<For>(statement);
      return node(s.is_async ? "AsyncFor" : "For", range, s.target, s.iterable, s.body, s.else_body);
    }
    case StmtKind::With: {
      const auto& s = cast<With>(statement);
      return node(s.is_async ? "AsyncWith" : "With", range, s.items, s.body);
    }
    case StmtKind::Try: {
      const auto& s = cast<Try>(statement);
      return node(s.is_star ? "TryStar" : "Try", range, s.body, s.handlers, s.else_body, s.finally_body);
    }
    case StmtKind::Match: {
      const auto& s = cast<Match>(statement);
      return node("Match", range, s.subject, s.cases);
    }
    case StmtKind::Function: {
      const auto& s = cast<Function>(statement);
      return node(s.is_async ? "AsyncFunctionDef" : "FunctionDef", range, s.decorators, s.name, s.type_parameters,
                  s.parameters, s.returns, s.body);
    }
    case StmtKind::Class: {
      const auto& s = cast<Class>(statement);
      return node("ClassDef", range, s.decorators, s.name, s.type_parameters, s.arguments, s.body);
    }
    default: CHECK(false);
  }
}

std::string dump(const Module& module, DumpOptions options) {
  std::string result;
  for (const Stmt* statement : module.body) {
    result += dump(*statement, options);
    result += '\n';
  }
  return result;
}

std::string dump(const Stmt& statement, DumpOptions options) {
  Dumper dumper(options);
  dumper.write(&statement);
  return dumper.take();
}

std::string dump(const Expr& expr, DumpOptions options) {
  Dumper dumper(options);
  dumper.write(&expr);
  return dumper.take();
}

}  // namespace shapewise::python
