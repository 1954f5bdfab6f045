// Markdown and CSV: rows of cells, each escaped as its format wants it.
#include <fmt/format.h>

#include "diag/text.h"
#include "report/cells.h"
#include "report/documents.h"
#include "report/summary.h"

namespace shapewise::report {
namespace {

/// What would be markup, or end the cell, is escaped.
std::string escaped(std::string_view text) {
  std::string result;
  for (char c : text) {
    if (c == '|' || c == '*' || c == '_' || c == '<' || c == '\\' || c == '`' || c == '[') result += '\\';
    result += c;
  }
  return result;
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string result = "\"";
  for (char c : text) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + "\"";
}

}  // namespace

std::string markdown(const Report& report, const std::vector<Column>& chosen) {
  const std::vector<Column>& shown = chosen.empty() ? document_columns() : chosen;
  std::string text = fmt::format("**{}**", escaped(report.title));
  for (const Port& port : report.inputs) {
    text += fmt::format(", input {} {}", ir::to_text(port.tensor), ir::name(port.tensor.dtype));
  }
  text += "\n\n|";
  for (Column column : shown) text += fmt::format(" {} |", title_of(report, column));
  text += "\n|";
  for (Column column : shown) text += is_number(column) ? "---:|" : "---|";
  auto name_of = [](const Layer& layer) {
    return layer.path.empty() || layer.function ? escaped(layer.type)
                                                : fmt::format("{} {}", escaped(layer.path), escaped(layer.type));
  };
  for (const Layer& layer : report.layers) {
    text += "\n|";
    for (Column column : shown) {
      std::string cell = column == Column::Layer ? name_of(layer) : escaped(cell_text(layer, column, Spelled::Grouped));
      text += fmt::format(" {} |", cell);
    }
  }
  text += "\n|";
  bool titled = false;
  for (Column column : shown) {
    std::string total = total_text(report, column, Spelled::Grouped);
    if (!titled && total.empty() && column != Column::Index) {
      total = "Total";
      titled = true;
    }
    text += total.empty() ? " |" : fmt::format(" **{}** |", total);
  }
  return text + "\n";
}

std::string csv(const Report& report, const std::vector<Column>& chosen) {
  std::string text = "path";
  std::vector<Column> shown = chosen;
  for (const ColumnInfo& info : columns()) {
    if (chosen.empty()) shown.push_back(info.column);
  }
  for (Column column : shown) text += fmt::format(",{}", columns()[static_cast<std::size_t>(column)].name);
  text += "\r\n";
  for (const std::vector<Layer>* list : {&report.layers, &report.uncalled}) {
    for (const Layer& layer : *list) {
      text += quoted(diag::printable(layer.path));
      for (Column column : shown) {
        std::string cell = cell_text(layer, column, Spelled::Exact);
        text += "," + quoted(cell == "?" ? "" : cell);
      }
      text += "\r\n";
    }
  }
  return text;
}

}  // namespace shapewise::report
