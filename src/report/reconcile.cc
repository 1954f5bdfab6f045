// Differences are grouped by the type of the layer, since a tool's rules are.
#include "report/reconcile.h"

#include <algorithm>
#include <fmt/format.h>

#include "layer/registry.h"
#include "report/grid.h"
#include "report/numbers.h"
#include "report/summary.h"

namespace shapewise::report {
namespace {

using diag::Ink;

sym::Expr value_or_zero(const std::optional<sym::Formula>& formula) {
  return formula ? formula->value() : sym::Expr(0);
}

Difference& row_of(std::vector<Difference>& rows, std::string_view type) {
  auto found = std::find_if(rows.begin(), rows.end(), [&](const Difference& row) { return row.type == type; });
  if (found != rows.end()) return *found;
  rows.push_back({std::string(type), 0, {}, {}, true, {}});
  return rows.back();
}

Account account_of(const analysis::Convention& tool, const ir::Graph& graph, const analysis::Tables& tables) {
  analysis::Figures figures = analysis::count(tool, graph, tables);
  Account account{&tool, figures.total, figures.parameters, {}};
  if (tool.unit.empty()) return account;
  std::vector<Difference> rows;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const std::optional<sym::Formula>& counted = figures.calls[i];
    Difference& row = row_of(rows, layer::spec(graph.nodes[i].op).name());
    std::string rule = counted ? counted->symbolic() : "";
    bool same = row.calls == 0 || row.rule == rule;
    row.rule = same ? rule : "";
    ++row.calls;
    row.own += value_or_zero(tables.costs[i].macs);
    row.counted += value_or_zero(counted);
    row.known = row.known && counted && tables.costs[i].macs;
  }
  for (Difference& row : rows) {
    if (!row.known || row.own != row.counted) account.differences.push_back(std::move(row));
  }
  return account;
}

std::string with_sign(const sym::Expr& amount, sym::Style style) {
  auto number = amount.constant();
  bool negative = number ? *number < 0 : sym::to_text(amount, sym::Style::Ascii).starts_with('-');
  std::string text = grouped(negative ? -amount : amount, style);
  return (negative ? (style == sym::Style::Unicode ? "− " : "- ") : "+ ") + text;
}

std::string total_text(const analysis::Sum& sum, const View& view) {
  std::string text = grouped(sum.value, view.style());
  return sum.exact ? text : at_least(sum.value, text, view.ascii);
}

/// "4·elements", or what else there is to say of a row.
std::string remark(const Difference& row, const View& view) {
  if (!row.known) return "not known";
  if (row.counted.is_constant(0)) return "not counted";
  if (!view.ascii) return row.rule;
  std::string ascii;
  for (std::size_t at = 0; at < row.rule.size();) {
    bool times = row.rule.compare(at, 2, "·") == 0;
    ascii += times ? '*' : row.rule[at];
    at += times ? 2 : 1;
  }
  return ascii;
}

void add(const Account& account, const Reconciliation& all, const View& view, Grid& grid) {
  const analysis::Convention& tool = *account.tool;
  if (!tool.unit.empty()) {
    grid.add_row({{std::string(tool.name), Ink::Strong},
                  {total_text(account.total, view), Ink::Strong},
                  {std::string(tool.unit), Ink::Strong},
                  {std::string(tool.doc), Ink::Faint}});
  }
  for (const Difference& row : account.differences) {
    grid.add_row({{fmt::format("  {} of {}", row.calls, row.type), Ink::Plain},
                  {row.known ? with_sign(row.counted - row.own, view.style()) : "?", Ink::Plain},
                  {},
                  {remark(row, view), Ink::Plain}});
  }
  bool same = account.parameters.exact == all.parameters.exact && account.parameters.value == all.parameters.value;
  if (same && !tool.unit.empty()) return;
  grid.add_row(
      {{std::string(tool.unit.empty() ? tool.name : "  parameters"), tool.unit.empty() ? Ink::Strong : Ink::Plain},
       {total_text(account.parameters, view), Ink::Plain},
       {tool.unit.empty() ? "parameters" : ""},
       {std::string(tool.unit.empty() ? tool.doc : "that it sees"), Ink::Faint}});
}

}  // namespace

Reconciliation reconcile(std::string title, const ir::Graph& graph) {
  analysis::Tables tables = analysis::analyse(graph);
  Reconciliation all{
      std::move(title), tables.totals.macs, {tables.totals.weights.parameters, tables.totals.weights_exact}, {}};
  for (const analysis::Convention& tool : analysis::conventions()) {
    if (!analysis::is_own(tool)) all.accounts.push_back(account_of(tool, graph, tables));
  }
  return all;
}

std::string to_text(const Reconciliation& all, const View& view) {
  Grid grid({{"Tool", false}, {"Figure", true}, {"", false}, {"What it counts, and where it differs", false}});
  const analysis::Convention& own = analysis::conventions().front();
  grid.add_row({{std::string(own.name), Ink::Strong},
                {total_text(all.own, view), Ink::Strong},
                {std::string(own.unit), Ink::Strong},
                {std::string(own.doc), Ink::Faint}});
  for (const Account& account : all.accounts) add(account, all, view, grid);
  return view.paint()(Ink::Strong, diag::printable(all.title)) + "\n" + grid.to_text(0, view.ascii, view.paint());
}

}  // namespace shapewise::report
