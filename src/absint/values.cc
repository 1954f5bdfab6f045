// Making values of the language, and reading them.
#include "absint/integer.h"
#include "absint/interpreter.h"

namespace shapewise::absint {

Value Interpreter::str(std::string text) {
  auto* made = heap_.make<Str>();
  heap_.charge(static_cast<std::int64_t>(text.size()));
  made->text = std::move(text);
  return made;
}

Value Interpreter::list(std::vector<Value> items) {
  auto* made = heap_.make<List>();
  heap_.charge(static_cast<std::int64_t>(items.size() * sizeof(Value)));
  made->items = std::move(items);
  return made;
}

Value Interpreter::tuple(std::vector<Value> items) {
  auto* made = heap_.make<Tuple>();
  heap_.charge(static_cast<std::int64_t>(items.size() * sizeof(Value)));
  made->items = std::move(items);
  return made;
}

Dict* Interpreter::dict() { return heap_.make<Dict>(); }

Value Interpreter::integer(Int value) { return make_integer(*this, value); }

Value Interpreter::integer(const sym::Expr& expr) {
  if (auto value = expr.constant()) return make_integer(*this, *value);
  auto* made = heap_.make<SymInt>();
  made->expr = expr;
  return made;
}

Value Interpreter::dtype(ir::DType dtype) {
  auto* made = heap_.make<DTypeObject>();
  made->dtype = dtype;
  return made;
}

std::optional<sym::Expr> Interpreter::as_expr(Value value) {
  if (auto* symbolic = as<SymInt>(value)) return symbolic->expr;
  if (auto number = integer_value(value)) return sym::Expr(*number);
  return std::nullopt;
}

std::optional<std::int64_t> Interpreter::as_index(Value value) {
  if (value.is_int()) return value.as_int();
  if (value.is_bool()) return value.as_bool() ? 1 : 0;
  if (as<BigInt>(value) != nullptr) return integer_compare(value, Value::integer(0)) < 0 ? INT64_MIN : INT64_MAX;
  if (as<Instance>(value) == nullptr) return std::nullopt;
  Value index = call_special(value, known_.index, {}, {});
  if (index.is_int()) return index.as_int();
  return std::nullopt;
}

std::string Interpreter::type_name(Value value) { return std::string(type_of(value)->name.text()); }

}  // namespace shapewise::absint
