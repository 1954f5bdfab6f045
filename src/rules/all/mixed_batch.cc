// A view whose rows hold parts of several samples.
#include <fmt/format.h>

#include "rules/network.h"

namespace shapewise::rules {
namespace {

/// The size that is asked for as "what is left" stands first: view(-1, 128).
bool leaves_first(const ir::Node& node) {
  std::string_view name = op_name(node);
  const ir::Arg* sizes = name == "view" || name == "reshape" ? ir::find(node.args, "shape") : nullptr;
  auto* items = sizes != nullptr ? sizes->value.as<ir::AttrList>() : nullptr;
  auto* first = items != nullptr && items->size() > 1 ? items->front().as<sym::Expr>() : nullptr;
  return first != nullptr && first->is_constant(-1);
}

/// Elements for each place along the first axis.
sym::Expr row_of(const sym::Shape& shape) {
  sym::Expr elements = 1;
  for (int axis = 1; axis < shape.rank(); ++axis) elements *= shape[axis];
  return elements;
}

/// Certainly no multiple of the batch, so that some row holds two samples, or a part of one.
bool cuts_samples(const sym::Expr& rows, const sym::Expr& batch) {
  if (rows.constant() && batch.constant()) return *batch.constant() > 1 && *rows.constant() % *batch.constant() != 0;
  auto name = batch.symbol_name();
  if (!name) return false;
  auto of_one = sym::substitute(rows, {{*name, sym::Expr(1)}}).constant();
  return of_one && !(rows == batch * sym::Expr(*of_one));
}

void check(Finder& finder) {
  const ir::Graph& graph = finder.graph;
  const auto& input = graph.inputs.empty() ? std::nullopt : graph[graph.inputs.front()].tensor.shape;
  if (!input || input->rank() < 2) return;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const ir::Node& node = graph.nodes[i];
    bool known = !node.failed && layer::is_inferred(graph, ir::NodeId{static_cast<std::int32_t>(i)});
    if (!known || !leaves_first(node)) continue;
    const sym::Shape& in = *graph[node.inputs.front()].tensor.shape;
    const sym::Shape& out = *graph[node.outputs.front()].tensor.shape;
    if (in.rank() < 2 || out.rank() < 2 || !(in[0] == (*input)[0]) || !cuts_samples(out[0], in[0])) continue;
    auto& d = finder.find(node.source, fmt::format("{} makes {} rows of {} samples", op_name(node),
                                                   sym::to_text(out[0]), sym::to_text(in[0])));
    d.label = fmt::format("{} becomes {}", sym::to_text(in), sym::to_text(out));
    d.notes.push_back(
        fmt::format("a row has {} values, and a sample {}", sym::to_text(row_of(out)), sym::to_text(row_of(in))));
    d.notes.emplace_back(
        "flatten(1) keeps the samples apart, and a layer that takes another number of features says so");
  }
}

constexpr Rule kRule = {
    .name = "mixed-batch",
    .level = Level::Warning,
    .summary = "view or reshape makes rows that hold parts of several samples.",
    .doc =
        "x.view(-1, 320) cuts the whole batch into rows of 320 values. If a sample has another number of values, "
        "nothing fails: the rows just hold parts of different samples, and there are more or fewer of them than "
        "samples. It shows late, as a loss that complains about the batch size, or never.\n"
        "x.flatten(1) and x.view(x.size(0), -1) keep the samples apart. Rows that divide a sample evenly, as "
        "windows and steps of a sequence do, are not reported.",
    .input = "N,8,4,4",
    .fires = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(256, 10)

    def forward(self, x):
        return self.fc(x.view(-1, 256))
)",
    .quiet = R"(import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(128, 10)

    def forward(self, x):
        return self.fc(x.view(-1, 128))
)",
    .check = check};

}  // namespace

const Rule& mixed_batch_rule() { return kRule; }

}  // namespace shapewise::rules
