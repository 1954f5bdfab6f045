// Rows of a table by index, alone or in bags; one-hot vectors.
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

/// The indices as numbers; the call fails if one is out of the table.
std::vector<std::int64_t> rows_of(Execution& c, const Tensor& indices, std::int64_t rows) {
  std::vector<std::int64_t> list;
  for (double value : indices.values()) {
    auto row = static_cast<std::int64_t>(value);
    if (row < 0 || row >= rows) {
      c.fail(fmt::format("the index {} is out of a table of {} rows", row, rows));
      row = 0;
    }
    list.push_back(row);
  }
  return list;
}

/// Rows that are longer than max_norm are shortened to it.
Tensor table_of(Execution& c) {
  Tensor table = c.weight("weight");
  if (!c.given("max_norm") || table.rank() != 2) return table;
  double most = c.number("max_norm");
  double p = c.number("norm_type");
  return along(table, {1}, table.dtype(), [=](Row row) {
    double norm = p_norm(row, p);
    if (norm <= most) return;
    for (double& x : row) x *= most / (norm + 1e-7);
  });
}

void embedding(Execution& c) {
  Tensor table = table_of(c);
  if (table.rank() != 2) return c.fail("a table of " + to_text(table.dims()) + " has no rows");
  std::vector<std::int64_t> rows = rows_of(c, c.input(), table.size(0));
  if (c.failed() || table.size(0) == 0) return;
  Sizes dims = c.input().dims();
  dims.push_back(table.size(1));
  c.give(reshaped(picked(table, 0, rows), std::move(dims)));
}

/// Where each bag begins, and where the last one ends.
Sizes bounds_of(Execution& c, const Tensor& input) {
  Sizes bounds;
  Tensor offsets = c.tensor("offsets");
  if (input.rank() == 2) {
    for (std::int64_t i = 0; i <= input.size(0); ++i) bounds.push_back(i * input.size(1));
  } else if (offsets.defined()) {
    for (double offset : offsets.values()) bounds.push_back(static_cast<std::int64_t>(offset));
    if (!c.flag("include_last_offset")) bounds.push_back(input.elements());
  } else {
    c.fail("a flat input needs offsets");
  }
  return bounds;
}

void embedding_bag(Execution& c) {
  Tensor table = table_of(c);
  const Tensor& input = c.input();
  std::vector<std::int64_t> rows = rows_of(c, input, table.size(0));
  Sizes bounds = bounds_of(c, input);
  if (c.failed()) return;
  Tensor factors = c.tensor("per_sample_weights");
  std::vector<double> weights = factors.defined() ? factors.values() : std::vector<double>();
  std::int64_t ignored = c.given("padding_idx") ? c.integer("padding_idx") : -1;
  if (ignored < -1) ignored += table.size(0);
  std::string_view mode = c.text("mode");
  auto bags = static_cast<std::int64_t>(bounds.size()) - 1;
  Tensor made({bags, table.size(1)}, table.dtype());
  Writer writer(made);
  for (std::int64_t bag = 0; bag < bags; ++bag) {
    std::vector<double> sum(static_cast<std::size_t>(table.size(1)), 0);
    double count = 0;
    for (std::int64_t i = bounds[static_cast<std::size_t>(bag)]; i < bounds[static_cast<std::size_t>(bag) + 1]; ++i) {
      std::int64_t row = rows[static_cast<std::size_t>(i)];
      if (row == ignored) continue;
      std::vector<double> values = selected(table, 0, row).values();
      for (std::size_t k = 0; k < sum.size(); ++k) {
        double value = values[k] * (weights.empty() ? 1 : weights[static_cast<std::size_t>(i)]);
        sum[k] = mode != "max" ? sum[k] + value : count == 0 ? value : std::max(sum[k], value);
      }
      ++count;
    }
    for (double& x : sum) x /= mode == "mean" && count > 0 ? count : 1;
    writer.write(sum.data(), static_cast<std::int64_t>(sum.size()));
  }
  c.give(made);
}

void one_hot(Execution& c) {
  const Tensor& indices = c.tensor("tensor");
  std::vector<double> values = indices.values();
  std::int64_t classes = c.integer("num_classes");
  if (classes == -1) {
    for (double value : values) classes = std::max(classes, static_cast<std::int64_t>(value) + 1);
  }
  Sizes dims = indices.dims();
  dims.push_back(classes);
  Tensor made(std::move(dims), ir::DType::Int64);
  for (std::size_t i = 0; i < values.size(); ++i) {
    auto at = static_cast<std::int64_t>(values[i]);
    if (at < 0 || at >= classes) return c.fail(fmt::format("the class {} is not among {}", at, classes));
    made.data<std::int64_t>()[static_cast<std::int64_t>(i) * classes + at] = 1;
  }
  c.give(made);
}

constexpr Kernel kKernels[] = {
    {"torch.nn.Embedding torch.nn.functional.embedding", embedding},
    {"torch.nn.EmbeddingBag torch.nn.functional.embedding_bag", embedding_bag},
    {"torch.nn.functional.one_hot", one_hot},
};

}  // namespace

std::span<const Kernel> embedding_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
