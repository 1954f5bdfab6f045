// Every equation comes from one sym::Formula, so what is explained is what is computed.
#include "report/explain.h"

#include <algorithm>
#include <fmt/format.h>

#include "report/numbers.h"
#include "report/summary.h"

namespace shapewise::report {
namespace {

using diag::Ink;

class Solution {
 public:
  Solution(const Layer& layer, const View& view) : layer_(layer), view_(view) {}

  std::string text() {
    title();
    if (layer_.called) shape();
    parameters();
    if (layer_.called) costs();
    return std::move(text_);
  }

 private:
  static constexpr int kIndent = 3;

  std::string style(const sym::Expr& e) const { return grouped(e, view_.style()); }
  std::string_view arrow() const { return view_.ascii ? "->" : "→"; }

  void title() {
    std::string call = fmt::format("{}({})", layer_.type, layer_.arguments);
    std::string number = fmt::format("{}. ", layer_.index);
    text_ += view_.paint()(Ink::Strong, number) + view_.paint()(Ink::Type, diag::printable(call));
    // Names of layers in a list are only their numbers.
    bool named =
        std::any_of(layer_.path.begin(), layer_.path.end(), [](char c) { return (c < '0' || c > '9') && c != '.'; });
    if (named && !layer_.function) text_ += "  " + view_.paint()(Ink::Faint, diag::printable(layer_.path));
    text_ += "\n";
  }

  void shape() {
    std::string from = shapes_text(layer_.inputs, view_.style());
    std::string to = shapes_text(layer_.outputs, view_.style());
    line("Shape", fmt::format("{} {} {}", from, arrow(), to));
    if (layer_.failed) return;
    for (std::size_t i = 0; i < layer_.sizes.size(); ++i) size_rule(i);
  }

  /// "H_out = ⌊(H − k + 2·p)/s⌋ + 1 = …", and for an axis with the same numbers only that it is the same.
  void size_rule(std::size_t i) {
    const layer::SizeRule& rule = layer_.sizes[i];
    bool same = i > 0 && worked(rule.formula) == worked(layer_.sizes[0].formula);
    if (same) {
      detail(fmt::format("{}_out = {}, in the same way", rule.axis, style(rule.formula.value())));
    } else {
      detail(fmt::format("{}_out = {}", rule.axis, equation(rule.formula)));
    }
  }

  std::string worked(const sym::Formula& formula) const { return formula.substituted(view_.style()); }

  /// Names = numbers = value, without repeating what is the same.
  std::string equation(const sym::Formula& formula) const {
    std::string names = formula.symbolic(view_.style());
    std::string numbers = worked(formula);
    std::string value = style(formula.value());
    std::string text = names;
    if (numbers != names) text += " = " + numbers;
    if (value != numbers && value != names && group_digits(numbers) != value) text += " = " + value;
    return text;
  }

  void parameters() {
    if (layer_.shared) {
      line("Parameters", "0 here: they are shared, and counted where they are first used");
    } else if (!layer_.weights_known) {
      line("Parameters", "not known");
    } else {
      line("Parameters", equation(layer_.parameters));
    }
    if (!layer_.counts.buffers.is_constant(0)) line("Buffers", style(layer_.counts.buffers));
  }

  void costs() {
    if (layer_.cost.macs && !layer_.cost.macs->is_zero()) line("MACs", equation(*layer_.cost.macs));
    if (layer_.cost.dense) line("Fully connected", equation(*layer_.cost.dense));
  }

  void line(std::string_view name, const std::string& value) {
    wrapped(std::string(kIndent, ' ') + view_.paint()(Ink::Strong, fmt::format("{}: ", name)),
            kIndent + diag::display_width(name) + 2, value);
  }

  void detail(const std::string& value) { wrapped(std::string(kIndent + 2, ' '), kIndent + 2, value); }

  /// Breaks before an equals sign where the line would be too long.
  void wrapped(const std::string& head, int used, std::string_view value) {
    text_ += head;
    int indent = std::min(used, 2 * kIndent + 4);
    bool first = true;
    while (!value.empty()) {
      std::size_t end = std::min(value.find(" = ", first ? 0 : 1), value.size());
      std::string_view piece = value.substr(0, end);
      bool fits = view_.width == 0 || used + diag::display_width(piece) <= view_.width;
      if (!first && !fits) {
        text_ += "\n" + std::string(static_cast<std::size_t>(indent), ' ');
        piece.remove_prefix(1);
        used = indent;
      }
      text_ += piece;
      used += diag::display_width(piece);
      value.remove_prefix(end);
      first = false;
    }
    text_ += "\n";
  }

  const Layer& layer_;
  const View& view_;
  std::string text_;
};

}  // namespace

std::string explain(const Layer& layer, const View& view) { return Solution(layer, view).text(); }

std::string explain(const Report& report, const View& view) {
  std::string text = heading(report, view);
  for (const Layer& layer : report.layers) text += explain(layer, view) + "\n";
  return text + summary(report, view);
}

}  // namespace shapewise::report
