// LaTeX: a booktabs table for papers, and the worked solution in the form of a worksheet.
#include <fmt/format.h>

#include "report/cells.h"
#include "report/documents.h"
#include "report/numbers.h"
#include "report/summary.h"

namespace shapewise::report {
namespace {

struct Replacement {
  std::string_view from;
  std::string_view in_text;
  std::string_view in_math;
};

constexpr Replacement kReplacements[] = {
    {"\\", "\\textbackslash{}", "\\backslash "},
    {"{", "\\{", "\\{"},
    {"}", "\\}", "\\}"},
    {"$", "\\$", "\\$"},
    {"&", "\\&", "\\&"},
    {"#", "\\#", "\\#"},
    {"%", "\\%", "\\%"},
    {"_", "\\_", "_"},
    {"~", "\\textasciitilde{}", "\\sim "},
    {"^", "\\textasciicircum{}", "\\hat{}"},
    {"·", "$\\cdot$", "\\cdot "},
    {"×", "$\\times$", "\\times "},
    {"−", "$-$", "-"},
    {"–", "--", "-"},
    {"≥", "$\\ge$", "\\ge "},
    {"→", "$\\to$", "\\to "},
    {"⌊", "$\\lfloor$", "\\lfloor "},
    {"⌋", "$\\rfloor$", "\\rfloor "},
    {"⌈", "$\\lceil$", "\\lceil "},
    {"⌉", "$\\rceil$", "\\rceil "},
    {"²", "$^2$", "^2"},
    {"³", "$^3$", "^3"},
    {"⁴", "$^4$", "^4"},
    {"KiB", "KiB", "\\,\\mathrm{KiB}"},
    {"MiB", "MiB", "\\,\\mathrm{MiB}"},
    {"GiB", "GiB", "\\,\\mathrm{GiB}"},
};

const Replacement* replacement_at(std::string_view text) {
  for (const Replacement& r : kReplacements) {
    if (text.starts_with(r.from)) return &r;
  }
  return nullptr;
}

constexpr std::size_t kMostOnPage = 45;  // rows of a table

/// Other characters beyond ASCII, which pdfTeX need not have.
bool is_other(char c) { return static_cast<unsigned char>(c) >= 0x80; }

std::string in_text(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const Replacement* r = replacement_at(text);
    if (r == nullptr) {
      result += is_other(text.front()) ? '?' : text.front();
    } else {
      result += r->in_text;
    }
    text.remove_prefix(r == nullptr ? 1 : r->from.size());
  }
  return result;
}

bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/// A formula: C_in becomes C_{\mathrm{in}}, words are upright, separators of thousands get no space behind them.
std::string in_math(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    std::size_t length = 0;
    while (length < text.size() && is_name(text[length])) ++length;
    if (length > 0) {
      std::string_view word = text.substr(0, length);
      bool digits = word.front() >= '0' && word.front() <= '9';
      result += length == 1 || digits ? std::string(word) : fmt::format("\\mathrm{{{}}}", word);
      text.remove_prefix(length);
      if (text.starts_with('_')) {
        std::size_t end = 1;
        while (end < text.size() && is_name(text[end])) ++end;
        result += fmt::format("_{{\\mathrm{{{}}}}}", text.substr(1, end - 1));
        text.remove_prefix(end);
      }
      bool group = digits && text.size() > 1 && text[0] == ',' && text[1] >= '0' && text[1] <= '9';
      if (group) {
        result += "{,}";
        text.remove_prefix(1);
      }
      continue;
    }
    const Replacement* r = replacement_at(text);
    result += r == nullptr ? std::string(1, is_other(text.front()) ? '?' : text.front()) : std::string(r->in_math);
    text.remove_prefix(r == nullptr ? 1 : r->from.size());
  }
  return result;
}

std::string document(std::string_view options, std::string_view body) {
  return fmt::format(
      "\\documentclass[{}]{{article}}\n"
      "\\usepackage[a4paper,margin=22mm]{{geometry}}\n"
      "\\usepackage{{amsmath,amssymb,booktabs,longtable}}\n"
      "\\setlength{{\\parindent}}{{0pt}}\n\\setlength{{\\parskip}}{{4pt}}\n"
      "\\begin{{document}}\n{}\\end{{document}}\n",
      options, body);
}

bool is_formula(Column column) {
  return column != Column::Layer && column != Column::Arguments && column != Column::Source;
}

std::string latex_cell(Column column, const std::string& text) {
  if (text.empty() || !is_formula(column)) return in_text(text);
  if (text == "global") return text;
  return "$" + in_math(text) + "$";
}

class Sheet {
 public:
  Sheet(const Report& report, const View& view) : report_(report), view_(view) {}

  std::string text() {
    text_ = fmt::format("\\section*{{{}: Solutions}}\n", in_text(report_.title));
    for (const Port& port : report_.inputs) {
      text_ += fmt::format("The input has the shape ${}$.\n\n", in_math(ir::to_text(port.tensor)));
    }
    text_ += "\\subsection*{Shapes}\n\\begin{enumerate}\n";
    for (const Layer& layer : report_.layers) shape(layer);
    text_ += "\\end{enumerate}\n\\subsection*{Parameters}\n\\begin{enumerate}\n";
    for (const Layer& layer : report_.layers) parameters(layer);
    text_ += "\\end{enumerate}\n";
    return text_ + fmt::format("\\textbf{{Total:}} ${}$ parameters, ${}$ multiply-adds.\n",
                               in_math(total_text(report_, Column::Parameters, Spelled::Grouped)),
                               in_math(total_text(report_, Column::Macs, Spelled::Grouped)));
  }

 private:
  void item(const Layer& layer) {
    text_ += fmt::format("\\item \\texttt{{{}({})}}\\par\n", in_text(layer.type), in_text(layer.arguments));
  }

  void display(std::string_view names, const sym::Formula& formula) {
    std::string symbols = formula.symbolic();
    std::string numbers = formula.substituted();
    std::string value = grouped(formula.value(), sym::Style::Unicode);
    std::vector<std::string> sides;
    if (!view_.brief || numbers == symbols) sides.push_back(symbols);
    if (numbers != symbols) sides.push_back(numbers);
    if (value != sides.back() && group_digits(sides.back()) != value) sides.push_back(value);
    text_ += "\\begin{flalign*}\n" + std::string(names);
    for (std::size_t i = 0; i < sides.size(); ++i) {
      text_ += i == 0 && names.empty() ? "&" : "&=";
      text_ += in_math(i + 1 == sides.size() ? group_digits(sides[i]) : sides[i]);
      text_ += i + 1 == sides.size() ? "&&\n" : "&&\\\\\n";
    }
    text_ += "\\end{flalign*}\n";
  }

  void shape(const Layer& layer) {
    item(layer);
    text_ += "\\textbf{Solution:} $" + in_math(shapes_text(layer.outputs, sym::Style::Unicode)) + "$\n";
    if (view_.brief || layer.failed) return;
    for (const layer::SizeRule& rule : layer.sizes) display(in_math(rule.axis + "_out"), rule.formula);
  }

  void parameters(const Layer& layer) {
    item(layer);
    text_ += "\\textbf{Solution:}";
    bool none = layer.weights_known && layer.parameters.is_zero() && !layer.cost.dense;
    if (none || layer.shared || !layer.weights_known) {
      text_ += none ? " $0$\n" : layer.shared ? " shared with an earlier layer\n" : " not known\n";
      return;
    }
    text_ += "\n";
    display("\\text{Parameters: }", layer.parameters);
    if (layer.cost.dense) display("\\text{Fully connected: }", *layer.cost.dense);
  }

  const Report& report_;
  const View& view_;
  std::string text_;
};

}  // namespace

std::string latex_table(const Report& report, bool standalone, const std::vector<Column>& chosen) {
  static const std::vector<Column> kPaper = {Column::Index,      Column::Layer, Column::Output,
                                             Column::Parameters, Column::Macs,  Column::Field};
  const std::vector<Column>& shown = chosen.empty() ? kPaper : chosen;
  std::string heads;
  std::string alignment;
  std::string totals;
  for (Column column : shown) {
    std::string separator = heads.empty() ? "" : " & ";
    alignment += is_number(column) ? 'r' : 'l';
    heads += separator + in_text(title_of(report, column));
    std::string total = total_text(report, column, Spelled::Grouped);
    totals += separator + (column == Column::Layer ? "Total" : latex_cell(column, total));
  }
  std::string rows;
  for (const Layer& layer : report.layers) {
    std::string row;
    for (std::size_t i = 0; i < shown.size(); ++i) {
      row += (i == 0 ? "" : " & ") + latex_cell(shown[i], cell_text(layer, shown[i], Spelled::Grouped));
    }
    rows += row + " \\\\\n";
  }
  // A long table may break over pages; it takes a second run of LaTeX to know its widths.
  bool is_long = report.layers.size() > kMostOnPage;
  std::string_view name = is_long ? "longtable" : "tabular";
  std::string table = fmt::format(
      "\\begin{{{0}}}{{{1}}}\n\\toprule\n{2} \\\\\n\\midrule\n{3}{4}\\midrule\n{5} \\\\\n\\bottomrule\n\\end{{{0}}}\n",
      name, alignment, heads, is_long ? "\\endhead\n" : "", rows, totals);
  return standalone ? document("10pt", table) : table;
}

std::string latex_sheet(const Report& report, bool standalone, const View& view) {
  std::string text = Sheet(report, view).text();
  return standalone ? document("11pt", text) : text;
}

}  // namespace shapewise::report
