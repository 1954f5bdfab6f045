// Sums of products: einsum and tensordot. Operands are joined two by two as batches of matrix products.
#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <string>

#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

/// A tensor with a label for each dimension. Labels of an ellipsis are digits below '0'.
struct Labelled {
  Tensor tensor;
  std::string labels;
};

bool contains(const std::string& labels, char label) { return labels.find(label) != std::string::npos; }

/// A label that stands twice names the diagonal.
Labelled without_repeats(Execution& c, Labelled x) {
  for (std::size_t i = 0; i < x.labels.size(); ++i) {
    std::size_t twin = x.labels.find(x.labels[i], i + 1);
    if (twin == std::string::npos) continue;
    auto a = static_cast<int>(i);
    auto b = static_cast<int>(twin);
    if (x.tensor.size(a) != x.tensor.size(b)) return c.fail("a label stands for two sizes"), x;
    Sizes dims = x.tensor.dims();
    Sizes strides = x.tensor.strides();
    strides[i] += strides[twin];
    dims.erase(dims.begin() + b);
    strides.erase(strides.begin() + b);
    x.tensor = x.tensor.view(std::move(dims), std::move(strides));
    x.labels.erase(twin, 1);
    --i;
  }
  return x;
}

/// Without the labels that nothing else needs.
Labelled summed(Labelled x, const std::string& needed) {
  std::vector<int> axes;
  std::string left;
  for (std::size_t i = 0; i < x.labels.size(); ++i) {
    if (contains(needed, x.labels[i]))
      left += x.labels[i];
    else
      axes.push_back(static_cast<int>(i));
  }
  if (!axes.empty()) x.tensor = reduce(x.tensor, axes, false, x.tensor.dtype(), sum_of);
  return {x.tensor, left};
}

/// Dimensions in the order of these labels, a new one of size 1 for each that is missing.
Tensor ordered(const Labelled& x, const std::string& labels) {
  std::vector<int> order;
  Tensor made = x.tensor;
  std::string has = x.labels;
  for (char label : labels) {
    if (!contains(has, label)) {
      made = unsqueezed(made, made.rank());
      has += label;
    }
    order.push_back(static_cast<int>(has.find(label)));
  }
  return permuted(made, order);
}

/// The product of both, summed over the labels that neither the result nor a later operand needs.
Labelled joined_pair(Execution& c, const Labelled& a, const Labelled& b, const std::string& needed) {
  std::string batch;
  std::string rows;
  std::string columns;
  std::string inner;
  for (char label : a.labels) {
    if (!contains(b.labels, label))
      rows += label;
    else
      (contains(needed, label) ? batch : inner) += label;
  }
  for (char label : b.labels) {
    if (!contains(a.labels, label)) columns += label;
  }
  Tensor left = ordered(a, batch + rows + inner);
  Tensor right = ordered(b, batch + inner + columns);
  auto part = [](const Tensor& x, std::size_t begin, std::size_t count) {
    return Sizes(x.dims().begin() + static_cast<std::ptrdiff_t>(begin),
                 x.dims().begin() + static_cast<std::ptrdiff_t>(begin + count));
  };
  // A size of 1 is stretched to that of the other operand.
  auto stretch = [&](const std::string& labels, std::size_t at_left, std::size_t at_right) {
    auto dims = broadcast({part(left, at_left, labels.size()), part(right, at_right, labels.size())});
    if (!dims) return c.fail("a label stands for two sizes"), false;
    Sizes wide_left = left.dims();
    Sizes wide_right = right.dims();
    std::copy(dims->begin(), dims->end(), wide_left.begin() + static_cast<std::ptrdiff_t>(at_left));
    std::copy(dims->begin(), dims->end(), wide_right.begin() + static_cast<std::ptrdiff_t>(at_right));
    left = *expanded(left, wide_left);
    right = *expanded(right, wide_right);
    return true;
  };
  if (!stretch(batch, 0, 0) || !stretch(inner, batch.size() + rows.size(), batch.size())) return a;
  Sizes dims = part(left, 0, batch.size() + rows.size());
  Sizes tail = part(right, batch.size() + inner.size(), columns.size());
  std::int64_t count = product(part(left, 0, batch.size()));
  std::int64_t m = product(part(left, batch.size(), rows.size()));
  std::int64_t k = product(part(right, batch.size(), inner.size()));
  std::int64_t n = product(tail);
  dims.insert(dims.end(), tail.begin(), tail.end());
  Tensor made = matrix_product(c, reshaped(left, {count, m, k}), reshaped(right, {count, k, n}));
  if (!made.defined()) return a;
  return {reshaped(made, std::move(dims)), batch + rows + columns};
}

/// One letter per dimension, an ellipsis written out with digits, counted from its end.
std::string spelled(std::string_view term, int rank) {
  std::string labels;
  std::string letters;
  for (char ch : term) {
    if (ch != ' ' && ch != '.') letters += ch;
  }
  int open = rank - static_cast<int>(letters.size());
  for (std::size_t i = 0; i < term.size(); ++i) {
    if (term[i] == '.') {
      for (int k = open; k > 0; --k) labels += static_cast<char>('0' + k);
      i += 2;
    } else if (term[i] != ' ') {
      labels += term[i];
    }
  }
  return labels;
}

/// Without an arrow: the ellipsis, then what stands once, in alphabetical order.
std::string implied_result(const std::vector<Labelled>& operands) {
  std::map<char, int> counts;
  for (const Labelled& one : operands) {
    for (char label : one.labels) ++counts[label];
  }
  std::string result;
  for (char digit = '9'; digit > '0'; --digit) {
    if (counts.count(digit) != 0) result += digit;
  }
  for (const auto& [label, count] : counts) {
    if (count == 1 && std::isalpha(static_cast<unsigned char>(label)) != 0) result += label;
  }
  return result;
}

Tensor contracted(Execution& c, std::vector<Labelled> operands, const std::string& result) {
  for (Labelled& one : operands) one = without_repeats(c, one);
  if (c.failed()) return {};
  Labelled made = operands.front();
  for (std::size_t i = 1; i < operands.size(); ++i) {
    std::string needed = result;
    for (std::size_t k = i + 1; k < operands.size(); ++k) needed += operands[k].labels;
    made = joined_pair(c, summed(made, needed + operands[i].labels), summed(operands[i], needed + made.labels), needed);
    if (c.failed()) return {};
  }
  made = summed(made, result);
  for (char label : result) {
    if (!contains(made.labels, label)) return c.fail("the result has a label that no operand has"), Tensor();
  }
  return ordered(made, result).packed();
}

void einsum(Execution& c) {
  std::string_view text = c.text("equation");
  std::vector<Tensor> tensors = c.tensors("operands");
  if (text.empty()) return c.fail("an equation of lists is not run");
  std::size_t arrow = text.find("->");
  std::string_view rest = text.substr(0, arrow);
  std::vector<Labelled> operands;
  int widest = 0;
  for (const Tensor& tensor : tensors) {
    std::size_t comma = std::min(rest.find(','), rest.size());
    operands.push_back({tensor, spelled(rest.substr(0, comma), tensor.rank())});
    if (static_cast<int>(operands.back().labels.size()) != tensor.rank())
      return c.fail(
          fmt::format("'{}' does not name the dimensions of {}", rest.substr(0, comma), to_text(tensor.dims())));
    for (char label : operands.back().labels) widest = std::max(widest, label <= '9' ? label - '0' : 0);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  std::string result = implied_result(operands);
  if (arrow != std::string_view::npos) {
    std::string_view right = text.substr(arrow + 2);
    auto letters = static_cast<int>(std::count_if(
        right.begin(), right.end(), [](char ch) { return std::isalpha(static_cast<unsigned char>(ch)) != 0; }));
    result = spelled(right, letters + widest);
  }
  Tensor made = contracted(c, std::move(operands), result);
  if (made.defined()) c.give(made);
}

void tensordot(Execution& c) {
  Tensor a = c.tensor("a");
  Tensor b = c.tensor("b");
  std::vector<int> left;
  std::vector<int> right;
  auto* lists = c.call().arg("dims").as<ir::AttrList>();
  auto read = [&](const ir::Attr& list, int rank, std::vector<int>& axes) {
    auto* items = list.as<ir::AttrList>();
    std::vector<ir::Attr> one{list};
    for (const ir::Attr& item : items != nullptr ? *items : one)
      axes.push_back(axis_at(c.constant(item), rank).value_or(0));
  };
  if (lists != nullptr && lists->size() == 2) {
    read((*lists)[0], a.rank(), left);
    read((*lists)[1], b.rank(), right);
  } else {
    auto count = static_cast<int>(c.integer("dims"));
    if (count > a.rank() || count > b.rank()) return c.fail("there are too few dimensions");
    for (int i = 0; i < count; ++i) {
      left.push_back(a.rank() - count + i);
      right.push_back(i);
    }
  }
  if (left.size() != right.size()) return c.fail("as many dimensions of both are needed");
  std::string labels_a;
  std::string labels_b;
  for (int i = 0; i < a.rank(); ++i) labels_a += static_cast<char>('a' + i);
  for (int i = 0; i < b.rank(); ++i) labels_b += static_cast<char>('A' + i);
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (a.size(left[i]) != b.size(right[i])) return c.fail("the sizes do not fit together");
    labels_b[static_cast<std::size_t>(right[i])] = labels_a[static_cast<std::size_t>(left[i])];
  }
  std::string result;
  for (char label : labels_a) {
    if (!contains(labels_b, label)) result += label;
  }
  for (char label : labels_b) {
    if (!contains(labels_a, label)) result += label;
  }
  Tensor made = contracted(c, {{a, labels_a}, {b, labels_b}}, result);
  if (made.defined()) c.give(made);
}

constexpr Kernel kKernels[] = {{"torch.einsum", einsum}, {"torch.tensordot", tensordot}};

}  // namespace

std::span<const Kernel> einsum_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
