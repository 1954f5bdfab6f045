// Expressions as people write them: windows as floors with the shift inside, a − b·⌊a/b⌋ as a remainder, separable
// polynomials as products, no leading minus where a positive term can stand first.
#include "sym/print.h"

#include <algorithm>

#include "sym/factor.h"
#include "sym/node.h"
#include "sym/relax.h"

namespace shapewise::sym {
namespace {

/// A term of a sum, without its sign.
struct Part {
  bool negative = false;
  Printed magnitude;
};

Printed print_sum(const Expr& e, const Spelling& spelling);

Printed print_atom(const Atom& atom, const Spelling& spelling) {
  if (atom.args.empty()) return {atom.name, Binding::Primary};
  if (atom.kind == Atom::Kind::FloorDiv) {
    Spelling inside = spelling;
    inside.spaced = spelling.style == Style::Python;
    return spelling.floor(print(atom.numerator(), inside), print(atom.divisor(), inside));
  }
  std::string text = atom.kind == Atom::Kind::Min ? "min(" : "max(";
  for (std::size_t i = 0; i < atom.args.size(); ++i) {
    if (i > 0) text += ", ";
    text += print(atom.args[i], spelling).text;
  }
  return {text + ")", Binding::Primary};
}

Printed print_power(const Factor& factor, const Spelling& spelling) {
  Printed base = print_atom(*factor.atom, spelling);
  if (factor.power == 1) return base;
  return {spelling.power(enclose(base, Binding::Primary), factor.power), Binding::Power};
}

/// Joins factors; one alone stays what it is.
Printed join_product(const std::vector<Printed>& factors, const Spelling& spelling) {
  if (factors.size() == 1) return factors.front();
  Printed result{"", Binding::Product};
  for (const Printed& factor : factors) {
    if (!result.text.empty()) result.text += spelling.times();
    result.text += enclose(factor, Binding::Product);
  }
  return result;
}

Printed join_sum(std::vector<Part> parts, const Spelling& spelling) {
  // A positive term leads if there is one; the others keep their order.
  auto positive = std::find_if(parts.begin(), parts.end(), [](const Part& part) { return !part.negative; });
  if (positive != parts.end()) std::rotate(parts.begin(), positive, positive + 1);
  if (parts.size() == 1 && !parts.front().negative) return parts.front().magnitude;
  Printed result{"", Binding::Sum};
  for (const Part& part : parts) {
    bool first = result.text.empty();
    if (first && part.negative) result.text += spelling.sign();
    if (!first) result.text += part.negative ? spelling.minus() : spelling.plus();
    // Python reads -H//2 as (-H)//2.
    result.text += enclose(part.magnitude, first && part.negative ? Binding::Product : Binding::Division);
  }
  return result;
}

Part print_term(Int coefficient, const Monomial& monomial, const Spelling& spelling) {
  Part part;
  std::vector<Printed> factors;
  std::string number = spelling.number(coefficient);
  if (coefficient < 0) {
    part.negative = true;
    number.erase(0, spelling.sign().size());
  }
  if (monomial.empty() || number != "1") factors.push_back({number, Binding::Primary});
  for (const Factor& factor : monomial) factors.push_back(print_power(factor, spelling));
  part.magnitude = join_product(factors, spelling);
  return part;
}

Part print_remainder(const Remainder& remainder, const Spelling& spelling) {
  Printed value = print(remainder.value, spelling);
  Printed divisor = print(remainder.divisor, spelling);
  Printed modulo{enclose(value, Binding::Product) + " % " + enclose(divisor, Binding::Power), Binding::Division};
  const Term& scale = Terms(remainder.scale).front();
  if (scale.is_constant() && (scale.coefficient == 1 || scale.coefficient == -1))
    return {scale.coefficient < 0, modulo};
  Part part = print_term(scale.coefficient, scale.monomial, spelling);
  part.magnitude = join_product({part.magnitude, modulo}, spelling);
  return part;
}

/// k·⌊X/d⌋ + k·c as k·⌊(X + c·d)/d⌋, if X has a constant already.
std::optional<Part> print_shifted_floor(const Expr& e, const Spelling& spelling) {
  Terms terms(e);
  if (terms.size() != 2 || !terms[1].is_constant() || terms[1].coefficient % terms[0].coefficient != 0)
    return std::nullopt;
  const Monomial& monomial = terms[0].monomial;
  if (monomial.size() != 1 || monomial[0].power != 1) return std::nullopt;
  const Atom& atom = *monomial[0].atom;
  if (atom.kind != Atom::Kind::FloorDiv || !atom.divisor().is_constant()) return std::nullopt;
  if (constant_term(atom.numerator()) == 0) return std::nullopt;
  Expr numerator = atom.numerator() + terms[1].coefficient / terms[0].coefficient * atom.divisor();
  if (numerator.is_invalid()) return std::nullopt;
  auto shifted = std::make_shared<Atom>(atom);
  shifted->args[0] = numerator;
  return print_term(terms[0].coefficient, {{std::move(shifted), 1}}, spelling);
}

Printed print_sum(const Expr& e, const Spelling& spelling) {
  std::vector<Part> parts;
  Expr rest = e;
  if (Terms(e).size() > 1) {
    if (auto shifted = print_shifted_floor(e, spelling)) return join_sum({*shifted}, spelling);
    while (auto remainder = find_remainder(rest)) {
      parts.push_back(print_remainder(*remainder, spelling));
      rest = remainder->rest;
    }
  }
  for (const Term& term : Terms(rest)) parts.push_back(print_term(term.coefficient, term.monomial, spelling));
  return join_sum(std::move(parts), spelling);
}

Printed print_power(const SumPower& factor, const Spelling& spelling) {
  Printed sum = print_sum(factor.sum, spelling);
  if (factor.power == 1) return sum;
  return {spelling.power(enclose(sum, Binding::Primary), factor.power), Binding::Power};
}

/// True if no positive term can stand first.
bool is_negative(const Expr& e) {
  Terms terms(e);
  return std::all_of(terms.begin(), terms.end(), [](const Term& term) { return term.coefficient < 0; });
}

/// Gives each sum the sign that lets a positive term lead, and moves a minus in front into a sum that can take it.
void choose_signs(Product& product) {
  auto negate = [&](SumPower& factor) {
    factor.sum = -factor.sum;
    if (factor.power % 2 == 1) product.content = -product.content;
  };
  for (SumPower& factor : product.sums) {
    if (is_negative(factor.sum)) negate(factor);
  }
  for (SumPower& factor : product.sums) {
    if (product.content < 0 && factor.power % 2 == 1 && !is_negative(-factor.sum)) negate(factor);
  }
}

Printed print_product(Product product, const Spelling& spelling) {
  choose_signs(product);
  // Powers and sums stand in the order of the first atom of each.
  std::vector<std::pair<AtomPtr, Printed>> pieces;
  for (const Factor& power : product.powers) pieces.emplace_back(power.atom, print_power(power, spelling));
  for (const SumPower& sum : product.sums) pieces.emplace_back(atoms(sum.sum).front(), print_power(sum, spelling));
  std::stable_sort(pieces.begin(), pieces.end(),
                   [](const auto& a, const auto& b) { return compare(*a.first, *b.first) < 0; });
  Part head = print_term(product.content, {}, spelling);
  std::vector<Printed> factors;
  if (head.magnitude.text != "1") factors.push_back(std::move(head.magnitude));
  for (auto& [atom, printed] : pieces) factors.push_back(std::move(printed));
  return join_sum({{head.negative, join_product(factors, spelling)}}, spelling);
}

}  // namespace

std::string_view Spelling::minus() const {
  if (style == Style::Unicode) return spaced ? " − " : "−";
  return spaced ? " - " : "-";
}

std::string_view Spelling::sign() const { return style == Style::Unicode ? "−" : "-"; }

std::string Spelling::number(Int value) const {
  std::string digits = to_string(value);
  return value < 0 ? std::string(sign()) + digits.substr(1) : digits;
}

std::string Spelling::power(std::string base, int exponent) const {
  if (style == Style::Python) return base + "**" + to_string(exponent);
  if (style == Style::Ascii) return base + "^" + to_string(exponent);
  constexpr std::string_view kSuperscripts[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  for (char digit : to_string(exponent)) base += kSuperscripts[digit - '0'];
  return base;
}

Printed Spelling::floor(const Printed& numerator, const Printed& divisor) const {
  std::string above = enclose(numerator, Binding::Product);
  std::string below = enclose(divisor, Binding::Power);
  if (style == Style::Python) return {above + "//" + below, Binding::Division};
  std::string fraction = above + "/" + below;
  return {style == Style::Ascii ? "floor(" + fraction + ")" : "⌊" + fraction + "⌋", Binding::Primary};
}

Printed Spelling::ceil(const Printed& numerator, const Printed& divisor) const {
  std::string above = enclose(numerator, Binding::Product);
  std::string below = enclose(divisor, Binding::Power);
  if (style == Style::Python) return {"-(-" + above + "//" + below + ")", Binding::Sum};
  std::string fraction = above + "/" + below;
  return {style == Style::Ascii ? "ceil(" + fraction + ")" : "⌈" + fraction + "⌉", Binding::Primary};
}

std::string enclose(const Printed& piece, Binding needed) {
  return piece.binding < needed ? "(" + piece.text + ")" : piece.text;
}

Printed print(const Expr& e, const Spelling& spelling) {
  if (auto number = e.constant()) return {spelling.number(*number), *number < 0 ? Binding::Sum : Binding::Primary};
  if (e.is_invalid()) return {"<" + e.invalid_reason() + ">", Binding::Primary};
  if (Terms(e).size() == 1) return print_sum(e, spelling);
  Product product = factorise(e);
  bool has_power = std::any_of(product.sums.begin(), product.sums.end(), [](const SumPower& s) { return s.power > 1; });
  // One part alone, or a polynomial in one symbol: 3·H² + 2·H, not H·(3·H + 2).
  bool one_part = product.sums.empty() || (product.powers.empty() && product.sums.size() == 1);
  if (!has_power && (one_part || atoms(e).size() == 1)) return print_sum(e, spelling);
  return print_product(std::move(product), spelling);
}

std::string to_text(const Expr& e, Style style) { return print(e, {style, true}).text; }

}  // namespace shapewise::sym
