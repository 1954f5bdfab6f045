// One place for what a cell says; markup is left to the formats.
#include "report/cells.h"

#include <fmt/format.h>

#include "diag/text.h"
#include "report/numbers.h"
#include "report/summary.h"

namespace shapewise::report {
namespace {

std::string number(const sym::Expr& e, Spelled spelled) {
  if (!analysis::is_exact(e)) return "?";
  return spelled == Spelled::Exact ? sym::to_text(e, sym::Style::Python) : grouped(e, sym::Style::Unicode);
}

std::string number(const std::optional<sym::Formula>& formula, Spelled spelled) {
  return formula ? number(formula->value(), spelled) : "?";
}

std::string memory(const sym::Expr& bytes, Spelled spelled) {
  return spelled == Spelled::Exact ? number(bytes, spelled) : bytes_text(bytes, sym::Style::Unicode);
}

std::string weights(const Layer& layer, const sym::Expr& count, Spelled spelled) {
  return layer.weights_known ? number(count, spelled) : "?";
}

std::string sum(const analysis::Sum& sum, const std::string& text, Spelled spelled) {
  if (sum.exact) return text;
  return spelled == Spelled::Exact ? "" : at_least(sum.value, text, false);
}

}  // namespace

std::string cell_text(const Layer& layer, Column column, Spelled spelled) {
  sym::Style style = spelled == Spelled::Exact ? sym::Style::Python : sym::Style::Unicode;
  bool costs = layer.called;
  switch (column) {
    case Column::Index: return layer.index > 0 ? std::to_string(layer.index) : "";
    case Column::Layer: return diag::printable(layer.type);
    case Column::Arguments: return diag::printable(layer.arguments);
    case Column::Input: return costs ? shapes_text(layer.inputs, style) : "";
    case Column::Output: return costs ? shapes_text(layer.outputs, style) : "";
    case Column::Parameters: return weights(layer, layer.counts.parameters, spelled);
    case Column::Trainable: return weights(layer, layer.counts.trainable, spelled);
    case Column::Buffers: return weights(layer, layer.counts.buffers, spelled);
    case Column::Macs: return costs ? number(layer.counted, spelled) : "";
    case Column::Memory: return !costs ? "" : layer.cost.memory ? memory(*layer.cost.memory, spelled) : "?";
    case Column::Dense: return layer.cost.dense ? number(layer.cost.dense, spelled) : "";
    case Column::Field: {
      int rank = layer.outputs.empty() || !layer.outputs[0].shape ? 0 : layer.outputs[0].shape->rank();
      return field_text(layer.field, rank, style);
    }
    case Column::Source: return place_text(layer.source);
  }
  return "";
}

std::string total_text(const Report& report, Column column, Spelled spelled) {
  const analysis::Totals& totals = report.totals;
  auto weights = [&](const sym::Expr& e) { return sum({e, totals.weights_exact}, number(e, spelled), spelled); };
  switch (column) {
    case Column::Parameters: return weights(totals.weights.parameters);
    case Column::Trainable: return weights(totals.weights.trainable);
    case Column::Buffers: return weights(totals.weights.buffers);
    case Column::Macs: return sum(report.counted, number(report.counted.value, spelled), spelled);
    case Column::Memory: return sum(totals.memory, memory(totals.memory.value, spelled), spelled);
    case Column::Dense: return sum(totals.dense, number(totals.dense.value, spelled), spelled);
    default: return "";
  }
}

bool is_number(Column column) {
  switch (column) {
    case Column::Layer:
    case Column::Arguments:
    case Column::Input:
    case Column::Output:
    case Column::Source: return false;
    default: return true;
  }
}

std::string title_of(const Report& report, Column column) {
  if (column == Column::Macs) return macs_title(report);
  return std::string(columns()[static_cast<std::size_t>(column)].title);
}

const std::vector<Column>& document_columns() {
  static const std::vector<Column> kDocument = {Column::Index,      Column::Layer, Column::Arguments, Column::Output,
                                                Column::Parameters, Column::Macs,  Column::Memory,    Column::Field};
  return kDocument;
}

}  // namespace shapewise::report
