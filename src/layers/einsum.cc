// torch.einsum and torch.tensordot: sums of products over named or chosen dimensions.
// Source: https://pytorch.org/docs/stable/generated/torch.einsum.html, aten/src/ATen/native/Linear.cpp.
#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <map>
#include <set>

#include "layer/axes.h"
#include "layer/broadcast.h"
#include "layer/promote.h"
#include "layer/receptive.h"
#include "layer/row.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Formula;
using sym::Shape;

/// A dimension of an operand or of the result: a letter, or '0', '1' … for those of the ellipsis, counted from its end.
using Labels = std::u32string;
constexpr char32_t kEllipsis = 0x100000;

struct Equation {
  std::vector<Labels> inputs;
  Labels output;
};

/// One side's letters; U+100000 stands for "...". Empty if there is something else.
std::optional<Labels> read_labels(std::string_view text) {
  Labels labels;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ') continue;
    if (text.substr(i).starts_with("...") && labels.find(kEllipsis) == Labels::npos) {
      labels += kEllipsis;
      i += 2;
    } else if (std::isalpha(static_cast<unsigned char>(text[i])) != 0) {
      labels += static_cast<char32_t>(text[i]);
    } else {
      return std::nullopt;
    }
  }
  return labels;
}

void reject_equation(Call& c, std::string message, std::string label = {}) {
  c.reject(Kind::ArgumentValue, "equation", std::move(message)).label = std::move(label);
}

/// The equation with its ellipses written out for the operands; empty after an error.
class Reader {
 public:
  Reader(Call& call, std::vector<const ir::Tensor*> operands) : c_(call), operands_(std::move(operands)) {}

  std::optional<Equation> read(std::string_view text) {
    std::size_t arrow = text.find("->");
    std::string_view left = text.substr(0, arrow);
    Equation made;
    for (std::size_t at = 0;; ++at) {
      std::size_t comma = std::min(left.find(',', at), left.size());
      auto labels = read_labels(left.substr(at, comma - at));
      if (!labels) return invalid(left.substr(at, comma - at));
      made.inputs.push_back(*labels);
      if (comma == left.size()) break;
      at = comma;
    }
    if (made.inputs.size() != operands_.size()) {
      reject_equation(c_,
                      fmt::format("einsum gets {} tensors for an equation of {}", operands_.size(), made.inputs.size()),
                      fmt::format("'{}'", text));
      return std::nullopt;
    }
    for (std::size_t i = 0; i < made.inputs.size(); ++i) {
      if (!expand(made.inputs[i], i)) return std::nullopt;
    }
    if (arrow == std::string_view::npos) {
      made.output = implied(made.inputs);
      return made;
    }
    auto output = read_labels(text.substr(arrow + 2));
    if (!output) return invalid(text.substr(arrow + 2));
    return with_output(std::move(made), *output);
  }

 private:
  std::optional<Equation> invalid(std::string_view part) {
    reject_equation(c_, "an equation of einsum is made of letters, '...', ',' and '->'", fmt::format("'{}'", part));
    return std::nullopt;
  }

  /// Labels of the dimensions that an ellipsis stands for.
  static Labels ellipsis(int count) {
    Labels labels;
    for (int i = count; i > 0; --i) labels += kEllipsis + static_cast<char32_t>(i);
    return labels;
  }

  bool expand(Labels& labels, std::size_t operand) {
    int rank = operands_[operand]->shape->rank();
    std::size_t at = labels.find(kEllipsis);
    int open = rank - static_cast<int>(labels.size()) + (at == Labels::npos ? 0 : 1);
    if (open < 0 || (open > 0 && at == Labels::npos)) {
      std::size_t letters = labels.size() - (at == Labels::npos ? 0 : 1);
      auto& d = c_.reject(Kind::RankMismatch, "equation",
                          fmt::format("einsum names {} dimension{} of tensor {}, which has {}", letters,
                                      letters == 1 ? "" : "s", operand + 1, rank));
      d.label = fmt::format("tensor {} is {}", operand + 1, ir::to_text(*operands_[operand]));
      return false;
    }
    if (at != Labels::npos) labels.replace(at, 1, ellipsis(open));
    widest_ = at != Labels::npos ? std::max(widest_, open) : widest_;
    return true;
  }

  /// Without an arrow: the ellipsis, then every letter that occurs once, in order.
  Labels implied(const std::vector<Labels>& inputs) const {
    std::map<char32_t, int> uses;
    for (const Labels& input : inputs) {
      for (char32_t label : input) ++uses[label];
    }
    Labels output = ellipsis(widest_);
    for (const auto& [label, count] : uses) {
      if (label < kEllipsis && count == 1) output += label;
    }
    return output;
  }

  std::optional<Equation> with_output(Equation made, Labels output) {
    std::size_t at = output.find(kEllipsis);
    if (at != Labels::npos) output.replace(at, 1, ellipsis(widest_));
    for (std::size_t i = 0; i < output.size(); ++i) {
      bool there = output[i] >= kEllipsis;
      for (const Labels& input : made.inputs) there = there || input.find(output[i]) != Labels::npos;
      bool twice = output.find(output[i], i + 1) != Labels::npos;
      if (there && !twice) continue;
      auto letter = static_cast<char>(output[i]);
      reject_equation(c_, twice ? fmt::format("the result of einsum names '{}' twice", letter)
                                : fmt::format("the result of einsum names '{}', which no tensor has", letter));
      return std::nullopt;
    }
    made.output = std::move(output);
    return made;
  }

  Call& c_;
  std::vector<const ir::Tensor*> operands_;
  int widest_ = 0;
};

using Sizes = std::map<char32_t, Expr>;

void reject_size(Call& c, char32_t label, std::size_t operand, const Expr& a, const Expr& b) {
  std::string name = label >= kEllipsis ? "a dimension of '...'" : fmt::format("'{}'", static_cast<char>(label));
  auto& d = c.reject(
      Kind::ShapeMismatch, "equation",
      fmt::format("{} is {} in one place of einsum and {} in another", name, sym::to_text(a), sym::to_text(b)));
  d.label = fmt::format("tensor {} has {}", operand + 1, sym::to_text(b));
}

/// The size that each label stands for; a size of 1 stretches.
std::optional<Sizes> sizes_of(Call& c, const Equation& equation, const std::vector<const ir::Tensor*>& operands) {
  Sizes sizes;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    Sizes own;
    for (std::size_t k = 0; k < equation.inputs[i].size(); ++k) {
      char32_t label = equation.inputs[i][k];
      const Expr& size = (*operands[i]->shape)[static_cast<int>(k)];
      if (auto seen = own.find(label);
          seen != own.end() && !c.holds(sym::eq(seen->second, size), "one letter, one size"))
        return reject_size(c, label, i, seen->second, size), std::nullopt;
      own.emplace(label, size);
    }
    for (const auto& [label, size] : own) {
      auto [place, fresh] = sizes.emplace(label, size);
      auto joined = fresh ? std::optional(size) : broadcast_size(c, place->second, size);
      if (!joined) return reject_size(c, label, i, place->second, size), std::nullopt;
      place->second = *joined;
    }
  }
  return sizes;
}

std::optional<Equation> read_equation(Call& c) {
  auto* text = c.arg("equation").as<std::string>();
  if (text == nullptr) return std::nullopt;
  return Reader(c, c.tensors("operands")).read(*text);
}

void einsum(Call& c) {
  std::vector<const ir::Tensor*> operands = c.tensors("operands");
  if (!c.arg("equation").is<std::string>() || c.arg("operands").as<ir::AttrList>()->size() != operands.size())
    return c.give_nothing("what einsum sums is not known");
  auto equation = read_equation(c);
  auto sizes = equation ? sizes_of(c, *equation, operands) : std::nullopt;
  if (!sizes) return c.give_nothing("its equation does not fit its tensors");
  Shape out;
  for (char32_t label : equation->output) {
    auto size = sizes->find(label);
    out.dims.push_back(size != sizes->end() ? size->second : Expr(1));
  }
  c.give(tensor_of(std::move(out), result_type(c, {"operands"})));
}

/// From left to right, as torch contracts: each product runs over all letters that either factor still has.
Formula einsum_macs(const Call& call) {
  Call c = call;
  std::vector<const ir::Tensor*> operands = c.tensors("operands");
  auto equation = read_equation(c);
  auto sizes = sizes_of(c, *equation, operands);
  std::set<char32_t> left(equation->inputs[0].begin(), equation->inputs[0].end());
  Formula total;
  for (std::size_t i = 1; i < operands.size(); ++i) {
    left.insert(equation->inputs[i].begin(), equation->inputs[i].end());
    std::vector<Formula> factors;
    for (char32_t label : left) {
      std::string name = label >= kEllipsis ? fmt::format("d_{}", static_cast<int>(label - kEllipsis))
                                            : std::string(1, static_cast<char>(label));
      factors.push_back(named(std::move(name), sizes->at(label)));
    }
    Formula product = sym::product(factors);
    total = i == 1 ? product : total + product;
    std::erase_if(left, [&](char32_t label) {
      bool later = equation->output.find(label) != Labels::npos;
      for (std::size_t k = i + 1; k < operands.size(); ++k)
        later = later || equation->inputs[k].find(label) != Labels::npos;
      return !later;
    });
  }
  return total;
}

/// The dimensions of both tensors that are summed over: dims=2 the last two and the first two, or two lists.
bool contracted(Call& c, const Shape& a, const Shape& b, std::vector<int>& left, std::vector<int>& right) {
  auto* lists = c.arg("dims").as<ir::AttrList>();
  auto resolve = [&](const ir::Attr& item, const Shape& shape, std::vector<int>& axes) {
    ir::AttrList one{item};
    auto* many = item.as<ir::AttrList>();
    for (const ir::Attr& value : many != nullptr ? *many : one) {
      auto dim = value.is<Expr>() ? value.as<Expr>()->constant() : std::nullopt;
      if (!dim || *dim < -shape.rank() || *dim >= shape.rank()) return false;
      axes.push_back(static_cast<int>(*dim < 0 ? *dim + shape.rank() : *dim));
    }
    return true;
  };
  if (lists != nullptr) {
    return lists->size() == 2 && resolve((*lists)[0], a, left) && resolve((*lists)[1], b, right) &&
           left.size() == right.size();
  }
  auto count = c.integer("dims").constant();
  if (!count || *count < 0 || *count > a.rank() || *count > b.rank()) return false;
  for (int i = 0; i < static_cast<int>(*count); ++i) {
    left.push_back(a.rank() - static_cast<int>(*count) + i);
    right.push_back(i);
  }
  return true;
}

void tensordot(Call& c) {
  const Shape& a = *c.tensor("a")->shape;
  const Shape& b = *c.tensor("b")->shape;
  if (!c.known("dims")) return c.give_nothing("the dimensions are not known");
  std::vector<int> left;
  std::vector<int> right;
  if (!contracted(c, a, b, left, right)) {
    c.reject(Kind::ArgumentValue, "dims", "tensordot needs as many dimensions of one tensor as of the other").label =
        fmt::format("the tensors are {} and {}", sym::to_text(a), sym::to_text(b));
    return c.give_nothing("its dimensions are not valid");
  }
  for (std::size_t i = 0; i < left.size(); ++i) {
    auto size = broadcast_size(c, a[left[i]], b[right[i]]);
    if (size) continue;
    c.reject(Kind::ShapeMismatch, "dims",
             fmt::format("tensordot sums over dimensions of {} and of {}", sym::to_text(a[left[i]]),
                         sym::to_text(b[right[i]])))
        .label = fmt::format("the tensors are {} and {}", sym::to_text(a), sym::to_text(b));
    break;
  }
  Shape out = without_axes(a, left, false);
  for (const Expr& size : without_axes(b, right, false).dims) out.dims.push_back(size);
  c.give(tensor_of(std::move(out), type_of(*c.tensor("a"))));
}

Formula tensordot_macs(const Call& call) {
  Call c = call;
  const Shape& a = *c.tensor("a")->shape;
  std::vector<int> left;
  std::vector<int> right;
  std::vector<Formula> factors;
  for (const Expr& size : c.output().shape->dims) factors.push_back(named(fmt::format("d_{}", factors.size()), size));
  if (contracted(c, a, *c.tensor("b")->shape, left, right)) {
    for (int axis : left) factors.push_back(named(fmt::format("K_{}", axis), a[axis]));
  }
  return sym::product(factors);
}

constexpr Param kEinsum[] = {{"equation", Takes::Any, "", "letters for dimensions: 'ij,jk->ik'"},
                             {"operands", Takes::Tensors | Takes::List, "", "the tensors", How::Variadic}};
constexpr Param kTensordot[] = {{"a", Takes::Tensor, "", "the left factor"},
                                {"b", Takes::Tensor, "", "the right factor"},
                                {"dims", Takes::Int | Takes::List, "2", "which dimensions are summed over"},
                                {"out", Takes::Any, "None", "where the result goes"}};

constexpr Spec op(std::string_view names, std::string_view summary, std::string_view rule, std::span<const Param> call,
                  void (*infer)(Call&), Formula (*macs)(const Call&)) {
  Spec spec = function_row(names, summary, rule, call, infer);
  spec.macs = macs;
  spec.receptive = global_receptive;
  return spec;
}

constexpr Spec kSpecs[] = {
    op("torch.einsum", "A sum of products, as an equation says.", "letters that are not in the result are summed over",
       kEinsum, einsum, einsum_macs),
    op("torch.tensordot", "A sum of products over chosen dimensions.", "the chosen dimensions go away", kTensordot,
       tensordot, tensordot_macs),
};

}  // namespace

std::span<const Spec> einsum_specs() { return kSpecs; }

}  // namespace shapewise::layers
