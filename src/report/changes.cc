// The table of `compare --without`: what a change does to every layer behind it.
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

  std::string run(const std::vector<int>& places) {
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
      const Layer* then = places[i] < 0 ? nullptr : &after_.layers[static_cast<std::size_t>(places[i])];
      row(grid, before_.layers[i], then);
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

  void row(Grid& grid, const Layer& now, const Layer* then) const {
    std::string name = now.function || now.path.empty() ? now.type : fmt::format("{} {}", now.path, now.type);
    std::vector<Cell> before = {shape(now), number(now.counts.parameters), number(now.cost.macs), field(now)};
    std::vector<Cell> cells = {{std::to_string(now.index), Ink::Faint}, {diag::printable(name), Ink::Type}};
    std::vector<Cell> after;
    if (then != nullptr) after = {shape(*then), number(then->counts.parameters), number(then->cost.macs), field(*then)};
    for (std::size_t i = 0; i < before.size(); ++i) {
      cells.push_back(before[i]);
      cells.push_back(then == nullptr ? Cell{i == 0 ? "taken out" : "", Ink::Faint} : changed(before[i], after[i]));
    }
    grid.add_row(std::move(cells));
  }

  const Report& before_;
  const Report& after_;
  const View& view_;
};

}  // namespace

std::string changes_table(const Report& before, const Report& after, const std::vector<int>& places, const View& view) {
  return heading(before, view) + Changes(before, after, view).run(places);
}

}  // namespace shapewise::report
