// Dumping expressions and patterns.
#include <fmt/format.h>

#include "python/characters.h"
#include "python/dumper.h"

namespace shapewise::python {

namespace {

const char* symbol(UnaryOp op) {
  constexpr const char* kSymbols[] = {"not", "-", "+", "~"};
  return kSymbols[static_cast<int>(op)];
}

const char* symbol(BooleanOp op) { return op == BooleanOp::And ? "and" : "or"; }

}  // namespace

const char* symbol(BinaryOp op) {
  constexpr const char* kSymbols[] = {"|", "^", "&", "<<", ">>", "+", "-", "*", "/", "//", "%", "**", "@"};
  return kSymbols[static_cast<int>(op)];
}

void Dumper::open(const char* name, source::Range range) {
  out_ += '(';
  out_ += name;
  if (options_.ranges && range.valid()) out_ += fmt::format("@{}:{}", range.begin, range.end);
}

void Dumper::write(int value) { out_ += fmt::format("{}", value); }

void Dumper::write(const Identifier& identifier) {
  if (identifier.valid()) {
    out_ += identifier.text();
  } else {
    out_ += '-';
  }
}

void Dumper::write(CompareOp op) {
  constexpr const char* kSymbols[] = {"==", "!=", "<", "<=", ">", ">=", "is", "is-not", "in", "not-in"};
  out_ += kSymbols[static_cast<int>(op)];
}

// Bytes outside of printable ASCII are written as \xNN.
void Dumper::quoted(const char* name, source::Range range, std::string_view text) {
  open(name, range);
  out_ += " \"";
  for (char c : text) {
    if (c == '"' || c == '\\') {
      out_ += '\\';
      out_ += c;
    } else if (c >= 0x20 && c < 0x7F) {
      out_ += c;
    } else {
      out_ += fmt::format("\\x{:02x}", static_cast<std::uint8_t>(c));
    }
  }
  out_ += "\")";
}

// Without the ranges of the text between the fields, which differ from one CPython to the next.
void Dumper::write_fstring(const FStringExpr& fstring) {
  open("JoinedStr", fstring.range);
  out_ += " [";
  for (const Expr* const& part : fstring.parts) {
    if (&part != fstring.parts.begin()) out_ += ' ';
    if (const auto* text = as<StringExpr>(part)) {
      quoted("Str", {}, text->value);
    } else {
      write(part);
    }
  }
  out_ += "])";
}

void Dumper::write(const Argument& argument) {
  switch (argument.kind) {
    case ArgumentKind::Positional: return write(argument.value);
    case ArgumentKind::Star: return node("Starred", argument.range, argument.value);
    case ArgumentKind::Keyword: return node("keyword", argument.range, argument.keyword, argument.value);
    case ArgumentKind::DoubleStar: return node("keyword", argument.range, "-", argument.value);
  }
}

void Dumper::write(const Parameter& parameter) {
  constexpr const char* kKinds[] = {"positional", "regular", "star", "keyword", "double-star"};
  node(kKinds[static_cast<int>(parameter.kind)], {}, parameter.name, parameter.annotation, parameter.default_value);
}

void Dumper::write(const DictItem& item) {
  write(item.key);
  field(item.value);
}

void Dumper::write(const ComprehensionClause& clause) {
  node("comprehension", {}, clause.target, clause.iterable, clause.conditions, clause.is_async);
}

bool Dumper::write_literal(const Expr* expr) {
  switch (expr->kind) {
    case ExprKind::Error: node("Error", expr->range); return true;
    case ExprKind::None: node("None", expr->range); return true;
    case ExprKind::Bool: node(cast<BoolExpr>(expr).value ? "True" : "False", expr->range); return true;
    case ExprKind::Ellipsis: node("Ellipsis", expr->range); return true;
    case ExprKind::Int: {
      const auto& number = cast<IntExpr>(expr);
      std::string text = number.fits ? to_string(number.value) : std::string(number.digits);
      node("Int", expr->range, text.c_str());
      return true;
    }
    case ExprKind::Float:
      node("Float", expr->range, fmt::format("{}", cast<FloatExpr>(expr).value).c_str());
      return true;
    case ExprKind::Imaginary:
      node("Imaginary", expr->range, fmt::format("{}", cast<ImaginaryExpr>(expr).value).c_str());
      return true;
    case ExprKind::String: quoted("Str", expr->range, cast<StringExpr>(expr).value); return true;
    case ExprKind::Bytes: quoted("Bytes", expr->range, cast<BytesExpr>(expr).value); return true;
    case ExprKind::FString: write_fstring(cast<FStringExpr>(expr)); return true;
    case ExprKind::FormattedValue: {
      const auto& value = cast<FormattedValue>(expr);
      char conversion[] = {value.conversion != 0 ? value.conversion : '-', 0};
      node("FormattedValue", expr->range, value.value, conversion, static_cast<const Expr*>(value.format));
      return true;
    }
    default: return false;
  }
}

bool Dumper::write_operation(const Expr* expr) {
  source::Range range = expr->range;
  switch (expr->kind) {
    case ExprKind::Unary: {
      const auto& e = cast<Unary>(expr);
      node("UnaryOp", range, symbol(e.op), e.operand);
      return true;
    }
    case ExprKind::Binary: {
      const auto& e = cast<Binary>(expr);
      node("BinOp", range, e.left, symbol(e.op), e.right);
      return true;
    }
    case ExprKind::Boolean: {
      const auto& e = cast<Boolean>(expr);
      node("BoolOp", range, symbol(e.op), e.values);
      return true;
    }
    case ExprKind::Compare: {
      const auto& e = cast<Compare>(expr);
      node("Compare", range, e.left, e.ops, e.operands);
      return true;
    }
    case ExprKind::Conditional: {
      const auto& e = cast<Conditional>(expr);
      node("IfExp", range, e.test, e.body, e.otherwise);
      return true;
    }
    case ExprKind::Lambda: {
      const auto& e = cast<Lambda>(expr);
      node("Lambda", range, e.parameters, e.body);
      return true;
    }
    case ExprKind::Named: {
      const auto& e = cast<Named>(expr);
      node("NamedExpr", range, static_cast<const Expr*>(e.target), e.value);
      return true;
    }
    case ExprKind::Await: node("Await", range, cast<Await>(expr).value); return true;
    case ExprKind::Yield: node("Yield", range, cast<Yield>(expr).value); return true;
    case ExprKind::YieldFrom: node("YieldFrom", range, cast<YieldFrom>(expr).value); return true;
    default: return false;
  }
}

void Dumper::write(const Expr* expr) {
  if (expr == nullptr) {
    out_ += '-';
    return;
  }
  if (write_literal(expr) || write_operation(expr)) return;
  source::Range range = expr->range;
  switch (expr->kind) {
    case ExprKind::Name: return node("Name", range, Identifier{cast<NameExpr>(expr).name, range});
    case ExprKind::Attribute: {
      const auto& e = cast<Attribute>(expr);
      return node("Attribute", range, e.value, e.attribute);
    }
    case ExprKind::Subscript: {
      const auto& e = cast<Subscript>(expr);
      return node("Subscript", range, e.value, e.index);
    }
    case ExprKind::Slice: {
      const auto& e = cast<Slice>(expr);
      return node("Slice", range, e.lower, e.upper, e.step);
    }
    case ExprKind::Call: {
      const auto& e = cast<Call>(expr);
      return node("Call", range, e.function, e.arguments);
    }
    case ExprKind::Starred: return node("Starred", range, cast<Starred>(expr).value);
    case ExprKind::Tuple: return node("Tuple", range, cast<Tuple>(expr).elements);
    case ExprKind::List: return node("List", range, cast<List>(expr).elements);
    case ExprKind::Set: return node("Set", range, cast<Set>(expr).elements);
    case ExprKind::Dict: return node("Dict", range, cast<Dict>(expr).items);
    case ExprKind::ListComprehension: {
      const auto& e = cast<ListComprehension>(expr);
      return node("ListComp", range, e.element, e.clauses);
    }
    case ExprKind::SetComprehension: {
      const auto& e = cast<SetComprehension>(expr);
      return node("SetComp", range, e.element, e.clauses);
    }
    case ExprKind::DictComprehension: {
      const auto& e = cast<DictComprehension>(expr);
      return node("DictComp", range, e.key, e.value, e.clauses);
    }
    case ExprKind::Generator: {
      const auto& e = cast<Generator>(expr);
      return node("GeneratorExp", range, e.element, e.clauses);
    }
    default: CHECK(false);
  }
}

void Dumper::write(const MappingPatternItem& item) {
  write(item.key);
  field(item.value);
}

void Dumper::write(const ClassPatternArgument& argument) {
  if (!argument.keyword.valid()) return write(argument.value);
  write(argument.keyword);
  out_ += '=';
  write(argument.value);
}

void Dumper::write(const Pattern* pattern) {
  if (pattern == nullptr) {
    out_ += '-';
    return;
  }
  source::Range range = pattern->range;
  switch (pattern->kind) {
    case PatternKind::Value: return node("MatchValue", range, cast<ValuePattern>(pattern).value);
    case PatternKind::Singleton:
      return node("MatchSingleton", range,
                  is<NoneExpr>(cast<SingletonPattern>(pattern).value)           ? "None"
                  : cast<BoolExpr>(cast<SingletonPattern>(pattern).value).value ? "True"
                                                                                : "False");
    case PatternKind::Sequence: return node("MatchSequence", range, cast<SequencePattern>(pattern).elements);
    case PatternKind::Mapping: {
      const auto& p = cast<MappingPattern>(pattern);
      return node("MatchMapping", range, p.items, p.rest);
    }
    case PatternKind::Class: {
      const auto& p = cast<ClassPattern>(pattern);
      return node("MatchClass", range, p.type, p.arguments);
    }
    case PatternKind::Star: return node("MatchStar", range, cast<StarPattern>(pattern).name);
    case PatternKind::As: {
      const auto& p = cast<AsPattern>(pattern);
      return node("MatchAs", range, p.pattern, p.name);
    }
    case PatternKind::Or: return node("MatchOr", range, cast<OrPattern>(pattern).alternatives);
  }
}

}  // namespace shapewise::python
