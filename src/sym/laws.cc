// The reference is a direct evaluator on checked integers that shares nothing with the canonical form.
#include "sym/laws.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "sym/expr.h"
#include "sym/facts.h"

namespace shapewise::sym {
namespace {

constexpr int kSymbols = 3;
constexpr std::size_t kMaxText = 1 << 16;  // longer expressions are not read back
constexpr std::array<const char*, kSymbols> kNames = {"H", "N", "W"};
using Values = std::array<Int, kSymbols>;

class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  int next() { return at_ < size_ ? data_[at_++] : 0; }
  /// In [0, bound).
  int below(int bound) { return next() % bound; }
  bool empty() const { return at_ >= size_; }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
  std::size_t at_ = 0;
};

enum class Op { Constant, Symbol, Add, Subtract, Multiply, FloorDiv, CeilDiv, Mod, Min, Max, Power };
constexpr int kOps = 11;

struct Step {
  Op op = Op::Constant;
  int a = 0;  // operands: earlier steps
  int b = 0;
  Int value = 0;  // of a Constant; index of a Symbol; exponent of a Power
};

/// Straight-line: each step may use the results of all before it; the last one is the result.
using Program = std::vector<Step>;

Program read_program(Bytes& bytes, int max_steps) {
  Program program;
  for (int i = 0; i < kSymbols; ++i) program.push_back({Op::Symbol, 0, 0, i});
  int steps = 1 + bytes.below(max_steps);
  for (int i = 0; i < steps; ++i) {
    Step step;
    step.op = static_cast<Op>(bytes.below(kOps));
    int known = static_cast<int>(program.size());
    // Recent results are the more interesting operands.
    step.a = known - 1 - bytes.below(std::min(known, 6));
    step.b = known - 1 - bytes.below(std::min(known, 6));
    if (step.op == Op::Constant) {
      step.value = static_cast<std::int8_t>(bytes.next());
      if (step.value == 127) step.value = static_cast<Int>(INT64_MAX) << bytes.below(60);
    }
    if (step.op == Op::Symbol) step.value = bytes.below(kSymbols);
    if (step.op == Op::Power) step.value = bytes.below(4);
    program.push_back(step);
  }
  return program;
}

std::optional<Int> evaluate(Op op, Int a, Int b) {
  bool fits = b != 0 && !(b == -1 && !checked_sub(0, a));
  switch (op) {
    case Op::Add: return checked_add(a, b);
    case Op::Subtract: return checked_sub(a, b);
    case Op::Multiply: return checked_mul(a, b);
    case Op::FloorDiv: return fits ? std::optional(shapewise::floor_div(a, b)) : std::nullopt;
    case Op::CeilDiv:
      if (!fits) return std::nullopt;
      return shapewise::floor_div(a, b) + (a % b != 0 ? 1 : 0);
    case Op::Mod: return fits ? std::optional(floor_mod(a, b)) : std::nullopt;
    case Op::Min: return std::min(a, b);
    default: return std::max(a, b);
  }
}

/// Empty if a step divides by zero or leaves 128 bits.
std::optional<Int> evaluate(const Program& program, const Values& values) {
  std::vector<Int> results;
  for (const Step& step : program) {
    std::optional<Int> result = step.value;
    if (step.op == Op::Symbol) result = values[static_cast<std::size_t>(step.value)];
    if (step.op != Op::Symbol && step.op != Op::Constant) {
      Int a = results[static_cast<std::size_t>(step.a)];
      if (step.op == Op::Power) {
        result = 1;
        for (Int i = 0; i < step.value && result; ++i) result = checked_mul(*result, a);
      } else {
        result = evaluate(step.op, a, results[static_cast<std::size_t>(step.b)]);
      }
    }
    if (!result) return std::nullopt;
    results.push_back(*result);
  }
  return results.back();
}

Expr build(const Program& program) {
  std::vector<Expr> results;
  for (const Step& step : program) {
    auto a = [&] { return results[static_cast<std::size_t>(step.a)]; };
    auto b = [&] { return results[static_cast<std::size_t>(step.b)]; };
    switch (step.op) {
      case Op::Constant: results.push_back(step.value); break;
      case Op::Symbol: results.push_back(Expr::symbol(kNames[static_cast<std::size_t>(step.value)])); break;
      case Op::Add: results.push_back(a() + b()); break;
      case Op::Subtract: results.push_back(a() - b()); break;
      case Op::Multiply: results.push_back(a() * b()); break;
      case Op::FloorDiv: results.push_back(floor_div(a(), b())); break;
      case Op::CeilDiv: results.push_back(ceil_div(a(), b())); break;
      case Op::Mod: results.push_back(mod(a(), b())); break;
      case Op::Min: results.push_back(min(a(), b())); break;
      case Op::Max: results.push_back(max(a(), b())); break;
      case Op::Power: results.push_back(pow(a(), static_cast<int>(step.value))); break;
    }
  }
  return results.back();
}

Expr at(const Expr& e, const Values& values) {
  Assignment assignment;
  for (std::size_t i = 0; i < values.size(); ++i) assignment.emplace(kNames[i], values[i]);
  return substitute(e, assignment);
}

/// True if the value is `expected`, or was lost to the limits of size that an Expr has and a number has not.
bool is_value(const Expr& value, Int expected) {
  if (value.is_invalid()) return value.invalid_reason() != "division by zero";
  return value.is_constant(expected);
}

/// Empty if one of the sides has no value.
std::optional<bool> holds(const Relation& relation, const Values& values) {
  auto a = at(relation.a, values).constant();
  auto b = at(relation.b, values).constant();
  if (!a || !b) return std::nullopt;
  switch (relation.op) {
    case Relation::Op::Eq: return *a == *b;
    case Relation::Op::Ne: return *a != *b;
    case Relation::Op::Ge: return *a >= *b;
    case Relation::Op::Divisible: break;
  }
  return *b == 0 ? std::nullopt : std::optional(*a % *b == 0);
}

/// A size, a window of one, or another simple thing that facts are about.
Expr read_operand(Bytes& bytes) {
  Expr symbol = Expr::symbol(kNames[static_cast<std::size_t>(bytes.below(kSymbols))]);
  int shape = bytes.below(6);
  Int c = bytes.below(9) - 4;
  Int d = 1 + bytes.below(8);
  if (shape == 0) return floor_div(symbol + c, d);
  if (shape == 1) return symbol * d + c;
  if (shape == 2) return symbol * Expr::symbol(kNames[static_cast<std::size_t>(bytes.below(kSymbols))]) + c;
  if (shape == 3) return mod(symbol, d);
  return symbol;
}

Relation read_relation(Bytes& bytes, const Expr& e) {
  auto op = static_cast<Relation::Op>(bytes.below(4));
  Expr a = bytes.below(4) == 0 ? e : read_operand(bytes);
  Int number = bytes.below(op == Relation::Op::Divisible ? 8 : 24);
  Expr b = bytes.below(3) == 0 ? read_operand(bytes) : Expr(number);
  return bytes.below(4) == 0 && op != Relation::Op::Divisible ? Relation{op, b, a} : Relation{op, a, b};
}

std::string describe(const Values& values) {
  std::string text = " at";
  for (std::size_t i = 0; i < values.size(); ++i) text += std::string(" ") + kNames[i] + "=" + to_string(values[i]);
  return text;
}

std::string describe(const Facts& facts) {
  std::string text = " given";
  for (const Relation& relation : facts.relations()) text += " [" + to_text(relation) + "]";
  return text;
}

std::vector<Values> grid(Int largest) {
  std::vector<Values> all;
  for (Int h = 1; h <= largest; ++h) {
    for (Int n = 1; n <= largest; ++n) {
      for (Int w = 1; w <= largest; ++w) all.push_back({h, n, w});
    }
  }
  return all;
}

/// The value of e is that of the program, also after printing in each style and reading back.
std::string check_values(const Program& program, const Expr& e) {
  std::vector<Values> samples = grid(3);
  for (Int v : {5, 8, 12, 31, 64, 1000003}) samples.push_back({v, v + 3, 2 * v - 1});
  std::vector<Expr> forms = {e};
  for (Style style : {Style::Unicode, Style::Ascii, Style::Python}) {
    if (e.is_invalid() || to_text(e, style).size() > kMaxText) break;
    auto read = parse_expr(to_text(e, style));
    if (!read || *read != e) return "not read back: " + to_text(e, style);
    forms.push_back(*read);
  }
  for (const Values& values : samples) {
    auto expected = evaluate(program, values);
    if (!expected) continue;
    for (const Expr& form : forms) {
      Expr value = at(form, values);
      if (!is_value(value, *expected)) {
        return to_text(form) + describe(values) + " is " + to_text(value) + ", not " + to_string(*expected);
      }
    }
  }
  return "";
}

/// Answers, bounds and simplified forms are right wherever the facts hold.
std::string check_facts(Bytes& bytes, const Expr& e) {
  std::vector<Values> allowed = grid(8);
  Facts facts;
  for (int i = bytes.below(5); i > 0; --i) {
    Relation relation = read_relation(bytes, e);
    Truth accepted = facts.assume(relation);
    std::erase_if(allowed, [&](const Values& values) { return !holds(relation, values).value_or(false); });
    if (accepted == Truth::Yes) continue;
    if (allowed.empty()) return "";
    return "not accepted: " + to_text(relation) + describe(allowed.front()) + describe(facts);
  }
  Relation question = read_relation(bytes, e);
  Truth answer = facts.prove(question);
  Expr simple = facts.simplify(e);
  auto low = facts.lower_bound(e);
  auto high = facts.upper_bound(e);
  for (std::size_t i = 0; i < allowed.size(); i += 1 + allowed.size() / 64) {
    const Values& values = allowed[i];
    std::string where = describe(values) + describe(facts);
    if (auto value = at(e, values).constant()) {
      if (!is_value(at(simple, values), *value)) return to_text(e) + " simplified to " + to_text(simple) + where;
      if ((low && *value < *low) || (high && *value > *high)) return to_text(e) + " out of bounds" + where;
    }
    auto truth = holds(question, values);
    bool wrong = truth && answer != Truth::Unknown && *truth != (answer == Truth::Yes);
    if (wrong) return "wrong answer to " + to_text(question) + where;
  }
  return "";
}

}  // namespace

std::string violated_law(const std::uint8_t* data, std::size_t size) {
  Bytes bytes(data, size);
  Program program = read_program(bytes, 24);
  Expr e = build(program);
  std::string violation = check_values(program, e);
  return violation.empty() && !e.is_invalid() ? check_facts(bytes, e) : violation;
}

}  // namespace shapewise::sym
