// The table of `compare --without` and `--replace`: what a change does to every layer behind it.
#include <fmt/format.h>

#include "diag/text.h"
#include "report/comparison.h"
#include "report/grid.h"
#include "report/numbers.h"
#include "report/summary.h"

namespace shapewise::report {
namespace {

using diag::Ink;

class Changes {
 public:
  Changes(const Report& before, const Report& after, const View& view) : before_(before), after_(after), view_(view) {}

  std::string run(const std::vector<std::vector<int>>& places) {
    Grid grid({{"#", true},
               {"Layer", false},
               {"Output", false},
               {"then", false},
               {"Parameters", true},
               {"then", true},
               {"MACs", true},
               {"then", true},
               {"Field", true},
               {"then", true}});
    for (std::size_t i = 0; i < before_.layers.size(); ++i) {
      if (places[i].size() == 1) {
        row(grid, before_.layers[i], &after_.layers[static_cast<std::size_t>(places[i][0])]);
        continue;
      }
      row(grid, before_.layers[i], nullptr, places[i].empty() ? "taken out" : "");
      for (int place : places[i]) added_row(grid, after_.layers[static_cast<std::size_t>(place)]);
    }
    grid.add_rule();
    const analysis::Totals& a = before_.totals;
    const analysis::Totals& b = after_.totals;
    grid.add_row({{},
                  {"Total", Ink::Strong},
                  {},
                  {},
                  number(a.weights.parameters),
                  number(b.weights.parameters),
                  number(a.macs.value),
                  number(b.macs.value),
                  {},
                  {}});
    std::string memory = fmt::format("Activations {}, then {}", bytes_text(a.memory.value, view_.style()),
                                     bytes_text(b.memory.value, view_.style()));
    return grid.to_text(0, view_.ascii, view_.paint()) + "\n" + memory + "\n";
  }

 private:
  Cell number(const sym::Expr& e) const { return {analysis::is_exact(e) ? grouped(e, view_.style()) : "?"}; }
  Cell number(const std::optional<sym::Formula>& formula) const {
    return formula ? number(formula->value()) : Cell{"?"};
  }
  Cell shape(const Layer& layer) const { return {shapes_text(layer.outputs, view_.style())}; }
  Cell field(const Layer& layer) const {
    int rank = layer.outputs.empty() || !layer.outputs[0].shape ? 0 : layer.outputs[0].shape->rank();
    return {field_text(layer.field, rank, view_.style())};
  }
  /// Only what changed is written out.
  static Cell changed(const Cell& before, Cell after) {
    return before.text == after.text ? Cell{"same", Ink::Faint} : Cell{std::move(after.text), Ink::Strong};
  }

  static std::string name_of(const Layer& layer) {
    return diag::printable(layer.function || layer.path.empty() ? layer.type
                                                                : fmt::format("{} {}", layer.path, layer.type));
  }

  std::vector<Cell> cells_of(const Layer& layer) const {
    return {shape(layer), number(layer.counts.parameters), number(layer.cost.macs), field(layer)};
  }

  /// `then`: what it is after the change; null: nothing.
  void row(Grid& grid, const Layer& now, const Layer* then, std::string_view why = {}) const {
    std::vector<Cell> cells = {{std::to_string(now.index), Ink::Faint}, {name_of(now), Ink::Type}};
    if (then != nullptr && then->type != now.type) cells[1].text += " → " + diag::printable(then->type);
    std::vector<Cell> before = cells_of(now);
    std::vector<Cell> after;
    if (then != nullptr) after = cells_of(*then);
    for (std::size_t i = 0; i < before.size(); ++i) {
      cells.push_back(before[i]);
      cells.push_back(then == nullptr ? Cell{i == 0 ? std::string(why) : "", Ink::Faint}
                                      : changed(before[i], after[i]));
    }
    grid.add_row(std::move(cells));
  }

  /// One of several layers in the place of the one above.
  void added_row(Grid& grid, const Layer& then) const {
    std::vector<Cell> cells = {{}, {"→ " + diag::printable(then.type), Ink::Type}};
    for (const Cell& cell : cells_of(then)) {
      cells.emplace_back();
      cells.push_back({cell.text, Ink::Strong});
    }
    grid.add_row(std::move(cells));
  }

  const Report& before_;
  const Report& after_;
  const View& view_;
};

}  // namespace

std::string changes_table(const Report& before, const Report& after, const std::vector<std::vector<int>>& places,
                          const View& view) {
  return heading(before, view) + Changes(before, after, view).run(places);
}

}  // namespace shapewise::report
