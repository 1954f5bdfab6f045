// The page: totals, the table with a row for each module and call, plots by depth, the graph, what was found.
#include "report/html.h"

#include <algorithm>
#include <fmt/format.h>

#include "diag/text.h"
#include "report/cells.h"
#include "report/drawings.h"
#include "report/html_page.h"
#include "report/numbers.h"
#include "report/summary.h"

namespace shapewise::report {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

/// The number to sort by: the value with every symbol 1. Empty if it is none.
std::string sort_value(const sym::Expr& e) {
  sym::Assignment ones;
  for (const std::string& name : sym::symbols(e)) ones[name] = 1;
  auto value = sym::substitute(e, ones).constant();
  return value ? to_string(*value) : "";
}

std::optional<sym::Expr> number_of(const Layer& layer, Column column) {
  switch (column) {
    case Column::Index: return sym::Expr(layer.index);
    case Column::Parameters: return layer.counts.parameters;
    case Column::Macs: return layer.counted ? std::optional(layer.counted->value()) : std::nullopt;
    case Column::Memory: return layer.cost.memory;
    case Column::Field: {
      int rank = layer.outputs.empty() || !layer.outputs[0].shape ? 0 : layer.outputs[0].shape->rank();
      std::vector<sym::Expr> sizes = field_sizes(layer.field, rank);
      return sizes.empty() ? std::nullopt : std::optional(sym::product(sizes));
    }
    default: return std::nullopt;
  }
}

class Page {
 public:
  Page(const Report& report, std::string_view graph) : report_(report), graph_(graph) {}

  std::string text() {
    std::string title = xml_escaped(report_.title);
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<link rel=\"icon\" "
        "href=\"data:,\">\n<title>{0}</title>\n<style>{1}</style>\n</head>\n<body>\n<h1>{0}</h1>\n{2}{3}"
        "<h2>Layers</h2>\n{4}<h2>By depth</h2>\n<div class=\"plots\">\n{5}</div>\n{6}{7}"
        "<script>{8}</script>\n</body>\n</html>\n",
        title, kPageStyle, inputs(), totals(), table(), plots(), drawing(), findings(), kPageScript);
  }

 private:
  std::string inputs() const {
    std::string text;
    for (const Port& port : report_.inputs) {
      std::string name = report_.inputs.size() > 1 ? xml_escaped(port.name) + " " : "";
      text += fmt::format("<p>Input {}{} {}</p>\n", name, xml_escaped(ir::to_text(port.tensor)),
                          ir::name(port.tensor.dtype));
    }
    return text;
  }

  std::string totals() const {
    std::string text = "<dl class=\"totals\">\n";
    for (Column column :
         {Column::Parameters, Column::Trainable, Column::Buffers, Column::Macs, Column::Memory, Column::Dense}) {
      text += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", xml_escaped(title_of(report_, column)),
                          xml_escaped(total_text(report_, column, Spelled::Grouped)));
    }
    return text + "</dl>\n";
  }

  std::string table() {
    std::string head;
    std::string foot;
    for (Column column : document_columns()) {
      std::string_view kind = is_number(column) ? " class=\"number\"" : "";
      head += fmt::format("<th scope=\"col\"{}><button type=\"button\">{}</button></th>", kind,
                          xml_escaped(title_of(report_, column)));
      std::string total = column == Column::Layer ? "Total" : total_text(report_, column, Spelled::Grouped);
      foot += fmt::format("<td{}>{}</td>", kind, xml_escaped(total));
    }
    std::string body;
    for (const Layer& layer : report_.layers) body += modules_of(layer) + row(layer);
    return fmt::format(
        "<div class=\"tools\"><input id=\"search\" type=\"search\" placeholder=\"Search layers (press /)\" "
        "aria-label=\"Search layers\"><button id=\"fold\" type=\"button\">Fold all</button><button id=\"unfold\" "
        "type=\"button\">Unfold all</button><button id=\"reset\" type=\"button\" hidden>Execution order</button>"
        "<span id=\"count\" role=\"status\"></span></div>\n<div class=\"scroll\"><table id=\"layers\">\n<thead><tr>{}"
        "</tr></thead>\n<tbody>\n{}</tbody>\n<tfoot><tr>{}</tr></tfoot>\n</table></div>\n",
        head, body, foot);
  }

  const Container& container(int i) const { return report_.containers[static_cast<std::size_t>(i)]; }

  /// The modules around a layer but the network itself, outermost first.
  std::vector<int> around(const Layer& layer) const {
    std::vector<int> list;
    for (int at = layer.container; at >= 0 && container(at).depth > 0; at = container(at).parent) list.push_back(at);
    std::reverse(list.begin(), list.end());
    return list;
  }

  static std::string ids(const std::vector<int>& list, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += fmt::format("{}m{}", i == 0 ? "" : " ", list[i]);
    return text;
  }

  /// Rows for modules that are entered for the first time.
  std::string modules_of(const Layer& layer) {
    std::vector<int> list = around(layer);
    std::string text;
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (std::find(entered_.begin(), entered_.end(), list[i]) != entered_.end()) continue;
      entered_.push_back(list[i]);
      const Container& module = container(list[i]);
      text += fmt::format(
          "<tr class=\"module\" data-id=\"m{}\" data-in=\"{}\" data-text=\"\"><td></td><td colspan=\"{}\" "
          "style=\"padding-left:{:.1f}rem\"><button class=\"fold\" type=\"button\" aria-expanded=\"true\" "
          "aria-label=\"Fold {}\">▾</button>{} <span class=\"path\">{}</span></td></tr>\n",
          list[i], ids(list, i), document_columns().size() - 1, 0.6 + 1.1 * static_cast<double>(i),
          xml_escaped(module.path), xml_escaped(module.name), xml_escaped(module.type));
    }
    return text;
  }

  std::string row(const Layer& layer) const {
    std::vector<int> list = around(layer);
    std::string text = fmt::format("<tr data-in=\"{}\" data-text=\"{}\"{}>", ids(list, list.size()),
                                   xml_escaped(lower(fmt::format("{} {} {}", layer.path, layer.type, layer.arguments))),
                                   layer.failed ? " class=\"failed\"" : "");
    for (Column column : document_columns()) {
      std::string cell = xml_escaped(cell_text(layer, column, Spelled::Grouped));
      if (column == Column::Layer) {
        std::string name = layer.function ? "" : xml_escaped(layer.name) + " ";
        text += fmt::format("<td style=\"padding-left:{:.1f}rem\">{}<span class=\"path\">{}</span></td>",
                            0.6 + 1.1 * static_cast<double>(list.size()), name, cell);
        continue;
      }
      std::optional<sym::Expr> number = number_of(layer, column);
      std::string_view kind = is_number(column)             ? " class=\"number\""
                              : column == Column::Arguments ? " class=\"arguments\""
                                                            : "";
      std::string value =
          number && analysis::is_exact(*number) ? fmt::format(" data-value=\"{}\"", sort_value(*number)) : "";
      text += fmt::format("<td{}{}>{}</td>", kind, value, cell);
    }
    return text + "</tr>\n";
  }

  std::string plots() const {
    return plot("Parameters", Column::Parameters) + plot(macs_title(report_), Column::Macs) +
           plot("Memory of the outputs", Column::Memory);
  }

  /// Bars over the layers in execution order.
  std::string plot(std::string_view title, Column column) const {
    std::vector<double> values;
    for (const Layer& layer : report_.layers) {
      std::optional<sym::Expr> number = number_of(layer, column);
      std::string text = number && analysis::is_exact(*number) ? sort_value(*number) : "";
      values.push_back(text.empty() ? 0 : std::stod(text));
    }
    double most = values.empty() ? 0 : *std::max_element(values.begin(), values.end());
    constexpr double kWidth = 360;
    constexpr double kHeight = 120;
    double step = kWidth / static_cast<double>(std::max<std::size_t>(values.size(), 1));
    std::string bars;
    for (std::size_t i = 0; i < values.size() && most > 0; ++i) {
      if (values[i] <= 0) continue;
      double height = std::max(1.0, values[i] / most * kHeight);
      const Layer& layer = report_.layers[i];
      bars += fmt::format(
          "<rect x=\"{:.2f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"{:.1f}\"><title>{} {}: {}</title></rect>",
          static_cast<double>(i) * step, kHeight - height, std::max(0.6, step - 0.6), height, layer.index,
          xml_escaped(layer.path.empty() ? layer.type : layer.path),
          xml_escaped(cell_text(layer, column, Spelled::Grouped)));
    }
    return fmt::format(
        "<figure><svg viewBox=\"0 0 360 138\" role=\"img\" aria-label=\"{0} by layer\">{1}<line x1=\"0\" y1=\"120\" "
        "x2=\"360\" y2=\"120\"/><text x=\"0\" y=\"134\">1</text><text x=\"360\" y=\"134\" "
        "text-anchor=\"end\">{2}</text></svg><figcaption>{0}, by layer</figcaption></figure>\n",
        xml_escaped(title), bars, values.size());
  }

  std::string drawing() const {
    if (graph_.empty()) return "";
    std::string_view svg = graph_.substr(std::min(graph_.find("<svg"), graph_.size()));
    return fmt::format("<h2>Graph</h2>\n<div class=\"figure\" tabindex=\"0\">{}</div>\n", svg);
  }

  std::string findings() const {
    std::string items;
    for (const Finding& finding : report_.findings) {
      items += fmt::format("<li>{} {}: {}</li>\n", xml_escaped(place_text(finding.place)),
                           diag::name(finding.diagnostic.severity), xml_escaped(finding.diagnostic.message));
    }
    for (const Assumption& assumption : report_.assumptions) {
      items += fmt::format("<li>assuming {} ({})</li>\n", xml_escaped(sym::to_text(assumption.relation)),
                           xml_escaped(assumption.reason));
    }
    for (const Gap& gap : report_.gaps) items += fmt::format("<li>not analysed: {}</li>\n", xml_escaped(gap.message));
    return items.empty() ? "" : fmt::format("<h2>Notes</h2>\n<ul>\n{}</ul>\n", items);
  }

  const Report& report_;
  std::string_view graph_;
  std::vector<int> entered_;
};

}  // namespace

std::string html(const Report& report, std::string_view graph) { return Page(report, graph).text(); }

}  // namespace shapewise::report
