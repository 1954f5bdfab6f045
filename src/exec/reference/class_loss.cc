// Losses of classes.
#include <cmath>
#include <limits>

#include "exec/kernel.h"
#include "exec/losses.h"

namespace shapewise::exec::reference {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Scores as a table with the classes along its rows, a row for each target.
struct Scores {
  Tensor table;  // (targets, classes)
  Sizes dims;    // of the targets
};

Scores scores_of(const Tensor& input) {
  int axis = input.rank() == 1 ? 0 : 1;
  Table table = table_along(input, {axis});
  return {reshaped(table.tensor, {table.rows, table.length}), without(input.dims(), {axis}, false)};
}

std::vector<double> row_at(const Tensor& table, std::int64_t i) { return selected(table, 0, i).values(); }

/// The weight of each class: all 1 without.
std::vector<double> class_weights(Execution& c, std::int64_t classes) {
  Tensor weight = c.given_weight("weight");
  if (weight.defined() && weight.elements() != classes) c.fail("there is not one weight for each class");
  return weight.defined() && !c.failed() ? weight.values() : std::vector<double>(static_cast<std::size_t>(classes), 1);
}

/// −Σ weight·log p of the target classes; averaged by the weights of the targets.
void negative_log_likelihood(Execution& c, const Tensor& log_probabilities, double smoothing) {
  Scores scores = scores_of(log_probabilities);
  const Tensor& target = c.tensor("target");
  if (target.dims() != scores.dims)
    return c.fail("targets of " + to_text(target.dims()) + " do not fit an input of " + to_text(c.input(0).dims()));
  std::int64_t classes = scores.table.size(1);
  std::vector<double> weights = class_weights(c, classes);
  std::int64_t ignored = c.integer("ignore_index");
  std::vector<double> targets = target.values();
  std::vector<double> losses(targets.size(), 0);
  double total = 0;
  for (std::size_t i = 0; i < targets.size() && !c.failed(); ++i) {
    auto one = static_cast<std::int64_t>(targets[i]);
    if (one == ignored) continue;
    if (one < 0 || one >= classes) return c.fail("a target is none of the classes");
    std::vector<double> row = row_at(scores.table, static_cast<std::int64_t>(i));
    double weight = weights[static_cast<std::size_t>(one)];
    double spread = 0;
    for (std::size_t k = 0; smoothing > 0 && k < row.size(); ++k) spread -= weights[k] * row[k];
    losses[i] = -(1 - smoothing) * weight * row[static_cast<std::size_t>(one)] +
                smoothing / static_cast<double>(classes) * spread;
    total += weight;
  }
  give_losses(c, Tensor::of(target.dims(), log_probabilities.dtype(), losses), total);
}

/// Targets that are probabilities of all classes.
void soft_cross_entropy(Execution& c, const Tensor& log_probabilities, double smoothing) {
  Scores scores = scores_of(log_probabilities);
  Scores target = scores_of(c.tensor("target"));
  std::int64_t classes = scores.table.size(1);
  std::vector<double> weights = class_weights(c, classes);
  std::vector<double> losses;
  for (std::int64_t i = 0; i < scores.table.size(0); ++i) {
    std::vector<double> row = row_at(scores.table, i);
    std::vector<double> wanted = row_at(target.table, i);
    double loss = 0;
    for (std::size_t k = 0; k < row.size(); ++k)
      loss -= weights[k] * row[k] * (wanted[k] * (1 - smoothing) + smoothing / static_cast<double>(classes));
    losses.push_back(loss);
  }
  give_losses(c, Tensor::of(scores.dims, log_probabilities.dtype(), losses));
}

void cross_entropy(Execution& c) {
  const Tensor& input = c.input(0);
  if (input.rank() == 0) return c.fail("there are no classes");
  Tensor logs = along(input, {input.rank() == 1 ? 0 : 1}, input.dtype(), log_softmax);
  double smoothing = c.number("label_smoothing");
  bool soft = c.tensor("target").dims() == input.dims() && ir::is_floating(c.tensor("target").dtype());
  soft ? soft_cross_entropy(c, logs, smoothing) : negative_log_likelihood(c, logs, smoothing);
}

void nll(Execution& c) {
  if (c.input(0).rank() == 0) return c.fail("there are no classes");
  negative_log_likelihood(c, c.input(0), 0);
}

/// One loss for each row of (N, C) or (C), from its scores and targets.
template <class F>
void rows(Execution& c, F f) {
  const Tensor& x = c.input(0);
  const Tensor& target = c.tensor("target");
  bool alone = x.rank() <= 1;
  Tensor table = x.rank() == 2 ? x : reshaped(x, {1, x.elements()});
  if (x.rank() > 2 || target.elements() % std::max<std::int64_t>(table.size(0), 1) != 0)
    return c.fail("an input of " + to_text(x.dims()) + " has no rows of classes");
  std::int64_t columns = table.size(0) == 0 ? 0 : target.elements() / table.size(0);
  if (columns != 1 && columns != table.size(1)) return c.fail("the targets do not fit the input");
  Tensor targets = reshaped(target, {table.size(0), columns});
  std::vector<double> losses;
  for (std::int64_t i = 0; i < table.size(0); ++i) losses.push_back(f(row_at(table, i), row_at(targets, i)));
  give_losses(c, Tensor::of(alone ? Sizes() : Sizes{table.size(0)}, x.dtype(), losses));
}

void multi_margin(Execution& c) {
  double p = c.number("p");
  double margin = c.number("margin");
  std::vector<double> weights = class_weights(c, c.input(0).rank() == 0 ? 1 : c.input(0).size(-1));
  rows(c, [&](const std::vector<double>& x, const std::vector<double>& target) {
    auto right = static_cast<std::size_t>(target[0]);
    if (target[0] < 0 || right >= x.size()) return c.fail("a target is none of the classes"), 0.0;
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (i != right) sum += weights[right] * std::pow(std::max(margin - x[right] + x[i], 0.0), p);
    }
    return sum / static_cast<double>(x.size());
  });
}

void multilabel_margin(Execution& c) {
  rows(c, [&](const std::vector<double>& x, const std::vector<double>& target) {
    std::vector<bool> is_right(x.size(), false);
    std::vector<std::size_t> right;
    for (double t : target) {
      if (t < 0) break;
      if (t >= static_cast<double>(x.size())) return c.fail("a target is none of the classes"), 0.0;
      right.push_back(static_cast<std::size_t>(t));
      is_right[right.back()] = true;
    }
    double sum = 0;
    for (std::size_t r : right) {
      for (std::size_t i = 0; i < x.size(); ++i) {
        if (!is_right[i]) sum += std::max(1 - x[r] + x[i], 0.0);
      }
    }
    return sum / static_cast<double>(x.size());
  });
}

void multilabel_soft_margin(Execution& c) {
  const Tensor& x = c.input(0);
  if (x.rank() == 0 || x.dims() != c.tensor("target").dims()) return c.fail("input and target have different shapes");
  Tensor each = combine(c, x, c.tensor("target"), x.dtype(),
                        [](double v, double y) { return -(y * log_sigmoid(v) + (1 - y) * log_sigmoid(-v)); });
  Tensor weight = c.given_weight("weight");
  if (weight.defined()) each = combine(c, each, weight, x.dtype(), [](double v, double w) { return v * w; });
  if (each.defined()) give_losses(c, reduce(each, {each.rank() - 1}, false, each.dtype(), mean_of));
}

/// The negative logarithm of the probability of a sequence, over all ways to place its labels (Graves et al. 2006).
double ctc(const Tensor& logs, const std::vector<std::int64_t>& labels, std::int64_t length, std::int64_t blank) {
  std::vector<std::int64_t> path{blank};
  for (std::int64_t label : labels) path.insert(path.end(), {label, blank});
  std::vector<double> now(path.size(), -kInfinity);
  for (std::int64_t t = 0; t < length; ++t) {
    std::vector<double> row = row_at(logs, t);
    std::vector<double> next(path.size(), -kInfinity);
    for (std::size_t s = 0; s < path.size(); ++s) {
      double sum = t == 0 ? (s < 2 ? 0 : -kInfinity) : now[s];
      if (t > 0 && s > 0) sum = log_add_exp(sum, now[s - 1]);
      if (t > 0 && s > 1 && path[s] != blank && path[s] != path[s - 2]) sum = log_add_exp(sum, now[s - 2]);
      next[s] = sum + row[static_cast<std::size_t>(path[s])];
    }
    now = std::move(next);
  }
  if (length == 0) return labels.empty() ? 0 : kInfinity;
  return -(path.size() > 1 ? log_add_exp(now[path.size() - 1], now[path.size() - 2]) : now.back());
}

Sizes lengths_of(Execution& c, std::string_view param) {
  Tensor tensor = c.tensor(param);
  if (!tensor.defined()) return c.sizes(param);
  Sizes list;
  for (double value : tensor.values()) list.push_back(static_cast<std::int64_t>(value));
  return list;
}

void ctc_loss(Execution& c) {
  Tensor logs = c.tensor("log_probs");
  bool alone = logs.rank() == 2;
  if (alone) logs = unsqueezed(logs, 1);
  Tensor targets = c.tensor("targets");
  if (alone && targets.rank() == 1) targets = unsqueezed(targets, 0);
  Sizes inputs = lengths_of(c, "input_lengths");
  Sizes lengths = lengths_of(c, "target_lengths");
  std::int64_t blank = c.integer("blank");
  auto batch = static_cast<std::size_t>(logs.rank() == 3 ? logs.size(1) : 0);
  if (logs.rank() != 3 || inputs.size() != batch || lengths.size() != batch || blank < 0 || blank >= logs.size(2))
    return c.fail("there is not one length for each sequence");
  std::vector<double> losses;
  double mean = 0;
  std::int64_t begin = 0;
  for (std::size_t n = 0; n < batch; ++n) {
    std::vector<std::int64_t> labels;
    for (std::int64_t i = 0; i < lengths[n]; ++i) {
      std::int64_t at = targets.rank() == 2 ? static_cast<std::int64_t>(n) * targets.size(1) + i : begin + i;
      if (at >= targets.elements()) return c.fail("a target length is longer than the targets");
      labels.push_back(static_cast<std::int64_t>(targets.item(at)));
      if (labels.back() < 0 || labels.back() >= logs.size(2)) return c.fail("a target is none of the classes");
    }
    begin += lengths[n];
    if (inputs[n] > logs.size(0)) return c.fail("an input length is longer than the input");
    double loss = ctc(selected(logs, 1, static_cast<std::int64_t>(n)), labels, inputs[n], blank);
    if (std::isinf(loss) && c.flag("zero_infinity")) loss = 0;
    losses.push_back(loss);
    mean += loss / static_cast<double>(std::max<std::int64_t>(lengths[n], 1));
  }
  if (c.text("reduction") == "mean") return c.give(Tensor::scalar(mean / static_cast<double>(batch), logs.dtype()));
  Tensor each = Tensor::of({static_cast<std::int64_t>(batch)}, logs.dtype(), losses);
  give_losses(c, alone ? selected(each, 0, 0) : each);
}

constexpr Kernel kKernels[] = {
    {"torch.nn.CrossEntropyLoss torch.nn.functional.cross_entropy", cross_entropy},
    {"torch.nn.NLLLoss torch.nn.functional.nll_loss", nll},
    {"torch.nn.MultiMarginLoss torch.nn.functional.multi_margin_loss", multi_margin},
    {"torch.nn.MultiLabelMarginLoss torch.nn.functional.multilabel_margin_loss", multilabel_margin},
    {"torch.nn.MultiLabelSoftMarginLoss torch.nn.functional.multilabel_soft_margin_loss", multilabel_soft_margin},
    {"torch.nn.CTCLoss torch.nn.functional.ctc_loss", ctc_loss},
};

}  // namespace

std::span<const Kernel> class_loss_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
