// What does not fit is first scaled, then cropped, then left out, in this order.
#include "report/table.h"

#include <algorithm>

#include "report/grid.h"
#include "report/numbers.h"
#include "report/outline.h"
#include "report/summary.h"

namespace shapewise::report {
namespace {

using diag::Ink;

constexpr ColumnInfo kColumns[] = {
    {Column::Index, "index", "#", "number of the call, in execution order"},
    {Column::Layer, "layer", "Layer", "name and type of the layer, in a tree of the modules around it"},
    {Column::Arguments, "arguments", "Arguments", "arguments of the layer"},
    {Column::Input, "input", "Input", "shapes of the inputs"},
    {Column::Output, "output", "Output", "shapes of the outputs"},
    {Column::Parameters, "parameters", "Parameters", "number of parameters"},
    {Column::Trainable, "trainable", "Trainable", "number of trainable parameters"},
    {Column::Buffers, "buffers", "Buffers", "number of elements in buffers"},
    {Column::Macs, "macs", "MACs", "multiply-adds"},
    {Column::Memory, "memory", "Memory", "memory of the outputs"},
    {Column::Dense, "dense", "Fully connected", "parameters of the fully connected equivalent"},
    {Column::Field, "field", "Field", "receptive field: how much of the input an output element sees"},
    {Column::Source, "source", "Source", "where the layer is called"},
};

const std::vector<Column> kUsual = {Column::Index, Column::Layer,  Column::Output, Column::Parameters,
                                    Column::Macs,  Column::Memory, Column::Field};

constexpr int kLeastText = 12;   // a column of names is not cropped below this
constexpr int kLeastShape = 16;  // a column of shapes neither
constexpr int kLeastTotal = 24;  // a total that is no wider is always shown

class Table {
 public:
  Table(const std::vector<Entry>& entries, const Report& report, const View& view, std::vector<Column> columns,
        bool scale)
      : entries_(entries), report_(report), view_(view), columns_(std::move(columns)), scale_(scale) {
    // In a plain list, names are only numbers, and the first column has them.
    named_ = std::any_of(entries.begin(), entries.end(), [](const Entry& e) {
      return e.kind != Entry::Kind::Call || e.depth > 0 || !is_number(e.name);
    });
  }

  Grid grid() const {
    std::vector<GridColumn> heads;
    for (Column column : columns_) add_heads(column, heads);
    Grid grid(std::move(heads));
    for (const Entry& entry : entries_) {
      std::vector<Cell> cells;
      for (Column column : columns_) add_cells(column, entry, cells);
      grid.add_row(std::move(cells));
    }
    grid.add_rule();
    std::vector<Cell> cells;
    for (Column column : columns_) {
      cells.push_back(total(column));
      // The sum of many symbolic costs would make the table wider than its rows do; the summary has it anyway.
      int widest = std::max(kLeastTotal, grid.natural_width(cells.size() - 1));
      if (diag::display_width(cells.back().text) > widest) cells.back() = {"see below", Ink::Faint};
      if (column == Column::Layer && named_) cells.emplace_back();
    }
    grid.add_row(std::move(cells));
    return grid;
  }

 private:
  static bool is_number(std::string_view name) {
    return std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
  }
  std::string dash() const { return view_.ascii ? "-" : "–"; }

  void add_heads(Column column, std::vector<GridColumn>& heads) const {
    std::string title =
        column == Column::Macs ? macs_title(report_) : std::string(columns()[static_cast<std::size_t>(column)].title);
    switch (column) {
      case Column::Layer:
        if (named_) heads.push_back({title, false, kLeastText});
        heads.push_back({named_ ? "Type" : title, false, kLeastText});
        return;
      case Column::Arguments:
      case Column::Source: heads.push_back({title, false, kLeastText}); return;
      case Column::Input:
      case Column::Output: heads.push_back({title, false, kLeastShape}); return;
      default: heads.push_back({title, true, 0}); return;
    }
  }

  Cell number(const std::optional<sym::Expr>& e, bool scale) const {
    if (!e || !analysis::is_exact(*e)) return {"?", Ink::Warning};
    return {scale ? scaled(*e, view_.style()) : grouped(*e, view_.style()),
            e->is_constant(0) ? Ink::Faint : Ink::Plain};
  }

  Cell weights(const Entry& entry, const sym::Expr& count) const {
    if (entry.shared) return {"shared", Ink::Faint};
    if (!entry.weights_known) return {"?", Ink::Warning};
    return number(count, false);
  }

  Cell memory(const std::optional<sym::Expr>& e) const {
    if (!e || !analysis::is_exact(*e)) return {"?", Ink::Warning};
    return {bytes_text(*e, view_.style()), e->is_constant(0) ? Ink::Faint : Ink::Plain};
  }

  Cell shapes(const Entry& entry, const std::vector<ir::Tensor>& tensors) const {
    if (!entry.called) return {dash(), Ink::Faint};
    return {shapes_text(tensors, view_.style()), Ink::Plain};
  }

  void add_layer(const Entry& entry, std::vector<Cell>& cells) const {
    std::string tree = diag::printable(entry.name);
    if (entry.kind == Entry::Kind::Header && tree.empty()) tree = diag::printable(entry.type);
    if (named_) cells.push_back({entry.prefix + tree, entry.failed ? Ink::Error : Ink::Plain});
    Ink ink = entry.failed ? Ink::Error : entry.kind == Entry::Kind::Header ? Ink::Faint : Ink::Type;
    cells.push_back({(named_ ? "" : entry.prefix) + diag::printable(entry.type), ink});
  }

  void add_cells(Column column, const Entry& entry, std::vector<Cell>& cells) const {
    if (column == Column::Layer) return add_layer(entry, cells);
    if (column == Column::Source) {
      cells.push_back({place_text(entry.source), Ink::Faint});
      return;
    }
    cells.push_back(entry.kind == Entry::Kind::Header ? header_cell(column, entry) : cell(column, entry));
  }

  /// Only what a container has of its own.
  Cell header_cell(Column column, const Entry& entry) const {
    bool weights_shown = column == Column::Parameters || column == Column::Trainable || column == Column::Buffers;
    return weights_shown && !entry.counts.is_zero() ? cell(column, entry) : Cell{};
  }

  Cell cell(Column column, const Entry& entry) const {
    switch (column) {
      case Column::Index: return {entry.index, entry.failed ? Ink::Error : Ink::Faint};
      case Column::Arguments: return {diag::printable(entry.arguments), Ink::Plain};
      case Column::Input: return shapes(entry, entry.inputs);
      case Column::Output: return shapes(entry, entry.outputs);
      case Column::Parameters: return weights(entry, entry.counts.parameters);
      case Column::Trainable: return weights(entry, entry.counts.trainable);
      case Column::Buffers: return weights(entry, entry.counts.buffers);
      case Column::Macs: return entry.called ? number(entry.macs, scale_) : Cell{dash(), Ink::Faint};
      case Column::Memory: return entry.called ? memory(entry.memory) : Cell{dash(), Ink::Faint};
      case Column::Dense: return entry.dense ? number(entry.dense, scale_) : Cell{dash(), Ink::Faint};
      case Column::Field: {
        int rank = entry.outputs.empty() || !entry.outputs[0].shape ? 0 : entry.outputs[0].shape->rank();
        std::string text = field_text(entry.field, rank, view_.style());
        return text.empty() ? Cell{dash(), Ink::Faint} : Cell{text, Ink::Plain};
      }
      default: return {};
    }
  }

  Cell total(const analysis::Sum& sum, Cell cell) const {
    if (!sum.exact) cell.text = at_least(sum.value, cell.text, view_.ascii);
    return {std::move(cell.text), Ink::Strong};
  }

  Cell total(Column column) const {
    const analysis::Totals& totals = report_.totals;
    const analysis::Counts& weights = totals.weights;
    bool exact = totals.weights_exact;
    switch (column) {
      case Column::Layer: return {"Total", Ink::Strong};
      case Column::Parameters: return total({weights.parameters, exact}, number(weights.parameters, false));
      case Column::Trainable: return total({weights.trainable, exact}, number(weights.trainable, false));
      case Column::Buffers: return total({weights.buffers, exact}, number(weights.buffers, false));
      case Column::Macs: return total(report_.counted, number(report_.counted.value, scale_));
      case Column::Memory: return total(totals.memory, memory(totals.memory.value));
      case Column::Dense: return total(totals.dense, number(totals.dense.value, scale_));
      default: return {};
    }
  }

  const std::vector<Entry>& entries_;
  const Report& report_;
  const View& view_;
  std::vector<Column> columns_;
  bool scale_;
  bool named_ = false;
};

Grid fitted(const std::vector<Entry>& entries, const Report& report, const View& view, std::vector<Column> columns,
            bool free) {
  auto made = [&](bool scale) { return Table(entries, report, view, columns, scale).grid(); };
  Grid exact = made(false);
  if (view.width == 0 || exact.natural_width() <= view.width) return exact;
  Grid scaled = made(true);
  if (scaled.least_width() <= view.width) return exact.least_width() <= view.width ? exact : scaled;
  for (Column spare : {Column::Field, Column::Memory, Column::Index, Column::Macs}) {
    if (!free) break;
    columns.erase(std::remove(columns.begin(), columns.end(), spare), columns.end());
    scaled = made(true);
    if (scaled.least_width() <= view.width) break;
  }
  return scaled;
}

}  // namespace

std::span<const ColumnInfo> columns() { return kColumns; }

std::optional<Column> find_column(std::string_view name) {
  for (const ColumnInfo& info : kColumns) {
    if (info.name == name) return info.column;
  }
  return std::nullopt;
}

std::string table(const Report& report, const View& view, const std::vector<Column>& chosen) {
  std::vector<Entry> entries = outline(report, view.depth, view.ascii);
  std::string text = heading(report, view);
  if (!entries.empty()) {
    Grid grid = fitted(entries, report, view, chosen.empty() ? kUsual : chosen, chosen.empty());
    text += grid.to_text(view.width, view.ascii, view.paint()) + "\n";
  }
  return text + summary(report, view);
}

}  // namespace shapewise::report
