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
  Solution(const Report& report, const Layer& layer, const View& view)
      : layer_(layer), view_(view), tool_(analysis::is_own(*report.convention) ? "" : macs_title(report)) {}

  std::string text() {
    title();
    if (layer_.called) shape();
    parameters();
    if (layer_.called) costs();
    if (!view_.brief) field();
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
    line("Shape", view_.brief || from.empty() ? to : fmt::format("{} {} {}", from, arrow(), to));
    if (layer_.failed || view_.brief) return;
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
    std::string text = view_.brief ? numbers : names;
    if (numbers != names && !view_.brief) text += " = " + numbers;
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
    if (!tool_.empty() && layer_.counted) line(tool_, equation(*layer_.counted));
    if (layer_.cost.dense) line("Fully connected", equation(*layer_.cost.dense));
  }

  /// "r = r + (e − 1)·j = 4 + (3 − 1)·2 = 8": elements of the input that one element sees, and from which to which.
  void field() {
    if (layer_.field_rules.empty()) {
      if (layer_.field.kind == analysis::Field::Kind::Global) line("Receptive field", "the whole input");
      return;
    }
    std::string size = field_text(layer_.field, layer_.outputs.front().shape->rank(), view_.style());
    line("Receptive field", fmt::format("{} elements of the input", size));
    bool alike =
        std::all_of(layer_.field_rules.begin(), layer_.field_rules.end(), [&](const analysis::FieldRule& rule) {
          const analysis::FieldRule& first = layer_.field_rules[0];
          return worked(rule.size) == worked(first.size) && worked(rule.jump) == worked(first.jump) &&
                 worked(rule.first) == worked(first.first);
        });
    for (const analysis::FieldRule& rule : layer_.field_rules) {
      if (!alike) detail(fmt::format("along {}:", rule.axis));
      detail(fmt::format("r_out = {}", equation(rule.size)));
      detail(fmt::format("j_out = {}, the distance between neighbours", equation(rule.jump)));
      detail(fmt::format("a_out = {}, where the first one begins", equation(rule.first)));
      if (alike) break;
    }
    if (layer_.seen) {
      Int padding = layer_.seen->elements - layer_.seen->inside;
      detail(fmt::format("padding: {:.2f} % of what its elements see",
                         100.0 * static_cast<double>(padding) / static_cast<double>(layer_.seen->elements)));
    }
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
  std::string tool_;  // whose figures are shown beside; empty: none
  std::string text_;
};

}  // namespace

std::vector<const Layer*> find_layers(const Report& report, std::string_view name) {
  std::vector<const Layer*> found;
  auto number = parse_int(name);
  auto inside = [&](std::string_view path) {
    return path == name || (path.starts_with(name) && path.substr(name.size()).starts_with('.'));
  };
  for (const std::vector<Layer>* list : {&report.layers, &report.uncalled}) {
    for (const Layer& layer : *list) {
      bool meant = number ? layer.index == *number : inside(layer.path) || layer.type == name || layer.name == name;
      if (meant) found.push_back(&layer);
    }
  }
  return found;
}

std::string explain(const Report& report, const Layer& layer, const View& view) {
  return Solution(report, layer, view).text();
}

std::string explain(const Report& report, const View& view) {
  std::string text = heading(report, view);
  for (const Layer& layer : report.layers) text += explain(report, layer, view) + "\n";
  return text + summary(report, view);
}

}  // namespace shapewise::report
