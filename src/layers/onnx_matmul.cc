// ONNX products of matrices: MatMul, Gemm, Einsum, and those of quantised numbers and of onnxruntime.
// Source: https://onnx.ai/onnx/operators/onnx__Gemm.html; numpy.matmul; onnxruntime's ContribOperators.md.
#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "layer/broadcast.h"
#include "layer/operator.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using ir::DType;
using sym::Expr;
using sym::Formula;
using sym::Shape;

const ir::Tensor& operand(const Call& c, std::string_view upper, std::string_view lower) {
  return *c.tensor(c.has(upper) ? upper : lower);
}

/// The factors as they are multiplied.
Shape factor(const Call& c, const ir::Tensor& tensor, std::string_view transposed) {
  Shape shape = *tensor.shape;
  if (c.has(transposed) && c.flag(transposed) && shape.rank() >= 2) std::swap(shape[-1], shape[-2]);
  return shape;
}
Shape left(const Call& c) { return factor(c, operand(c, "A", "a"), "transA"); }
Shape right(const Call& c) { return factor(c, operand(c, "B", "b"), "transB"); }

DType output_type(const Call& c) {
  if (c.name() == "MatMulInteger") return DType::Int32;
  if (c.name() == "MatMulIntegerToFloat" || c.name() == "DynamicQuantizeMatMul") return DType::Float32;
  const ir::Tensor* zero = c.has("y_zero_point") ? c.tensor("y_zero_point") : nullptr;
  return zero != nullptr ? zero->dtype : c.dtype();
}

void demand_inner(Call& c, const Shape& a, const Shape& b) {
  const Expr& inner = b.rank() == 1 ? b[0] : b[-2];
  if (c.holds(sym::eq(a[-1], inner), "the inner sizes of a product must agree")) return;
  c.reject(Kind::ShapeMismatch, {},
           fmt::format("{} needs equal inner sizes, but they are {} and {}", c.name(), sym::to_text(a[-1]),
                       sym::to_text(inner)))
      .label = fmt::format("{} times {}", sym::to_text(a), sym::to_text(b));
}

void infer(Call& c) {
  Shape a = left(c);
  Shape b = right(c);
  if (a.rank() == 0 || b.rank() == 0) return c.give_nothing("an operand has no dimension");
  demand_inner(c, a, b);
  auto out = broadcast_batches(c, a, b);
  if (!out) return c.give_nothing("the batches do not fit");
  if (a.rank() > 1) out->dims.push_back(a[-2]);
  if (b.rank() > 1) out->dims.push_back(b[-1]);
  c.give(std::move(*out), output_type(c));
}

Formula macs(const Call& c) {
  std::vector<Formula> factors;
  const Shape& out = *c.output().shape;
  for (int i = 0; i < out.rank(); ++i) factors.push_back(named(i == 0 ? "N" : fmt::format("d_{}", i), out[i]));
  factors.push_back(named("K", left(c)[-1]));
  return sym::product(factors);
}

void gemm(Call& c) {
  Shape a = left(c);
  Shape b = right(c);
  if (a.rank() != 2 || b.rank() != 2) {
    c.reject(Kind::RankMismatch, {},
             fmt::format("{} multiplies matrices, not {} and {}", c.name(), sym::to_text(a), sym::to_text(b)))
        .label = "expected two dimensions each";
    return c.give_nothing("an operand is no matrix");
  }
  demand_inner(c, a, b);
  Shape out{a[0], b[1]};
  const ir::Tensor* added = c.tensor("C");
  if (added != nullptr) demand_stretches(c, *added->shape, out);
  c.give(std::move(out), output_type(c));
}

TakenWeight taken_weight(const Call& c) {
  bool transposed = c.has("transB") && c.flag("transB");
  int rank = right(c).rank();
  return {c.has("B") ? "B" : "b", transposed || rank == 1 ? -1 : -2, c.has("transA") && c.flag("transA") ? -2 : -1};
}

// --- einsum ---

/// "bij,bjk->bik" with its letters and sizes; the dimensions of ... are named by digits.
struct Equation {
  std::vector<std::string> inputs;
  std::string output;
  bool stated = false;
};

Equation equation_of(const Call& c) {
  Equation made;
  std::string text(c.text("equation"));
  std::erase(text, ' ');
  std::size_t arrow = text.find("->");
  made.stated = arrow != std::string::npos;
  if (made.stated) made.output = text.substr(arrow + 2);
  std::string_view terms = std::string_view(text).substr(0, arrow);
  for (;;) {
    std::size_t comma = std::min(terms.find(','), terms.size());
    made.inputs.emplace_back(terms.substr(0, comma));
    if (comma == terms.size()) return made;
    terms.remove_prefix(comma + 1);
  }
}

/// Puts digits in the place of "...", the last dimension always being the same digit.
std::string spread(std::string term, int dims) {
  std::size_t dots = term.find("...");
  if (dots == std::string::npos) return term;
  std::string digits;
  for (int i = dims; i > 0; --i) digits += static_cast<char>('0' + i);
  return term.replace(dots, 3, digits);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Sizes by letter, and the letters of the output; empty if the equation does not fit.
std::optional<std::map<char, Expr>> einsum_sizes(Call& c, Equation& equation) {
  std::map<char, Expr> sizes;
  int widest = 0;
  if (static_cast<int>(equation.inputs.size()) != c.input_count()) return std::nullopt;
  for (int i = 0; i < c.input_count(); ++i) {
    std::string& term = equation.inputs[static_cast<std::size_t>(i)];
    const Shape& shape = *c.input(i).shape;
    bool dots = term.find("...") != std::string::npos;
    int spare = shape.rank() - static_cast<int>(term.size()) + (dots ? 3 : 0);
    if (spare < 0 || spare > 9 || (!dots && spare != 0)) return std::nullopt;
    term = spread(term, spare);
    widest = std::max(widest, spare);
    for (int d = 0; d < shape.rank(); ++d) {
      auto [found, added] = sizes.emplace(term[static_cast<std::size_t>(d)], shape[d]);
      if (added) continue;
      auto size = broadcast_size(c, found->second, shape[d]);
      if (!size) return std::nullopt;
      found->second = *size;
    }
  }
  if (equation.stated) {
    equation.output = spread(equation.output, widest);
    return sizes;
  }
  // Without an arrow: what ... stands for, then the letters that occur once, in alphabetical order.
  std::string all;
  for (const std::string& term : equation.inputs) all += term;
  equation.output = spread("...", widest);
  for (const auto& [letter, size] : sizes) {
    if (!is_digit(letter) && std::count(all.begin(), all.end(), letter) == 1) equation.output += letter;
  }
  return sizes;
}

void einsum(Call& c) {
  Equation equation = equation_of(c);
  auto sizes = einsum_sizes(c, equation);
  if (!sizes) {
    c.reject(Kind::ShapeMismatch, "equation", fmt::format("the tensors do not fit the equation of Einsum")).label =
        fmt::format("'{}'", c.text("equation"));
    return c.give_nothing("the tensors do not fit the equation");
  }
  Shape out;
  for (char letter : equation.output) {
    auto found = sizes->find(letter);
    out.dims.push_back(found != sizes->end() ? found->second : Expr::unknown());
  }
  c.give(std::move(out));
}

/// Of two factors: each letter is run through once.
Formula einsum_macs(const Call& c) {
  if (c.input_count() < 2) return 0;
  Call again = c;
  Equation equation = equation_of(c);
  auto sizes = einsum_sizes(again, equation);
  if (!sizes || c.input_count() > 2) return named("?", Expr::unknown());
  std::vector<Formula> factors;
  for (const auto& [letter, size] : *sizes) factors.push_back(named(std::string(1, letter), size));
  return sym::product(factors);
}

constexpr Param kA = tensor_in("A", "the left factor");
constexpr Param kB = tensor_in("B", "the right factor");
constexpr Param kMatMul[] = {kA, kB};
constexpr Param kFused[] = {kA,
                            kB,
                            other_attr("alpha", "multiplies the product"),
                            flag_attr("transA", "False", "transpose A"),
                            flag_attr("transB", "False", "transpose B"),
                            other_attr("transBatchA", "must be 0"),
                            other_attr("transBatchB", "must be 0")};
constexpr Param kInteger[] = {kA, kB, buffer_in("a_zero_point", "of A"), buffer_in("b_zero_point", "of B")};
constexpr Param kToFloat[] = {kA,
                              kB,
                              buffer_in("a_scale", "of A"),
                              buffer_in("b_scale", "of B"),
                              buffer_in("a_zero_point", "of A"),
                              buffer_in("b_zero_point", "of B"),
                              optional_in("bias", "is added")};
constexpr Param kDynamic[] = {kA, kB, buffer_in("b_scale", "of B"), buffer_in("b_zero_point", "of B"),
                              optional_in("bias", "is added")};
constexpr Param kQuantised[] = {tensor_in("a", "the left factor"),     buffer_in("a_scale", "of a"),
                                buffer_in("a_zero_point", "of a"),     tensor_in("b", "the right factor"),
                                buffer_in("b_scale", "of b"),          buffer_in("b_zero_point", "of b"),
                                buffer_in("y_scale", "of the output"), buffer_in("y_zero_point", "of the output")};
constexpr Param kGemm[] = {kA,
                           kB,
                           optional_in("C", "is added"),
                           other_attr("alpha", "multiplies the product"),
                           other_attr("beta", "multiplies C"),
                           flag_attr("transA", "False", "transpose A"),
                           flag_attr("transB", "False", "transpose B"),
                           other_attr("broadcast", "in old versions"),
                           other_attr("activation", "of the sum"),
                           other_attr("activation_alpha", "its number")};
constexpr Param kEinsum[] = {tensors_in("inputs", "the factors"), text_attr("equation", "''", "which axes meet")};

constexpr Spec row(std::string_view names, std::string_view summary, std::span<const Param> call, void (*rule)(Call&),
                   sym::Formula (*cost)(const Call&) = macs) {
  Spec spec = operator_row(names, summary, "(*, M, K) times (*, K, N) → (*, M, N)", call, rule);
  spec.macs = cost;
  spec.receptive = global_receptive;
  return spec;
}
constexpr Spec weighing(Spec spec) {
  spec.taken_weight = taken_weight;
  return spec;
}

constexpr Spec kSpecs[] = {
    weighing(row("onnx:MatMul", "The matrix product.", kMatMul, infer)),
    row("com.microsoft:FusedMatMul com.microsoft:TransposeMatMul", "The product of matrices that may be transposed.",
        kFused, infer),
    row("onnx:MatMulInteger", "The product of matrices of integers.", kInteger, infer),
    row("com.microsoft:MatMulIntegerToFloat", "The product of quantised matrices.", kToFloat, infer),
    row("com.microsoft:DynamicQuantizeMatMul", "The product with a quantised matrix.", kDynamic, infer),
    row("onnx:QLinearMatMul", "The product of quantised matrices.", kQuantised, infer),
    weighing(row("onnx:Gemm com.microsoft:FusedGemm", "A product of matrices, added to a matrix.", kGemm, gemm)),
    row("onnx:Einsum", "Sums of products over axes that an equation names.", kEinsum, einsum, einsum_macs),
};

}  // namespace

std::span<const Spec> onnx_matmul_specs() { return kSpecs; }

}  // namespace shapewise::layers
