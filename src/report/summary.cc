// Everything is bounded: a network with ten thousand gaps shows the first of them and how many more there are.
#include "report/summary.h"

#include <fmt/format.h>

#include "report/numbers.h"

namespace shapewise::report {
namespace {

using diag::Ink;

constexpr std::size_t kMostListed = 10;
constexpr int kTextColumn = 18;

/// "Name   text", the names aligned.
std::string fact(const View& view, std::string_view name, std::string_view text) {
  std::string title(name);
  title.resize(kTextColumn, ' ');
  return view.paint()(Ink::Strong, title) + diag::wrap(text, view.width, kTextColumn) + "\n";
}

std::string total_text(const analysis::Sum& sum, const View& view) {
  std::string text = grouped(sum.value, view.style());
  return sum.exact ? text : at_least(sum.value, text, view.ascii);
}

std::string with_bytes(const std::string& number, const sym::Expr& elements, const sym::Expr& bytes, const View& view) {
  return elements.is_constant(0) ? number : fmt::format("{} ({})", number, bytes_text(bytes, view.style()));
}

std::string parameters_text(const Report& report, const View& view) {
  const analysis::Totals& totals = report.totals;
  std::string text = total_text({totals.weights.parameters, totals.weights_exact}, view);
  if (totals.weights.buffers.is_constant(0))
    text = with_bytes(text, totals.weights.parameters, totals.weights.bytes, view);
  if (totals.weights.parameters.is_constant(0)) return text;
  if (totals.weights.trainable == totals.weights.parameters) return text + ", all trainable";
  return fmt::format("{}, {} trainable", text, grouped(totals.weights.trainable, view.style()));
}

/// What the tool says, whose convention was asked for.
std::string convention_facts(const Report& report, const View& view) {
  const analysis::Convention& tool = *report.convention;
  std::string name(tool.name);
  std::string text;
  if (!tool.unit.empty()) text += fact(view, name, fmt::format("{} {}", total_text(report.counted, view), tool.unit));
  std::string parameters = total_text(report.counted_parameters, view);
  if (tool.unit.empty() || parameters != total_text({report.totals.weights.parameters, true}, view)) {
    text += fact(view, tool.unit.empty() ? name : "", parameters + " parameters");
  }
  return text;
}

std::string dense_text(const Report& report, const View& view) {
  const analysis::Totals& totals = report.totals;
  std::string text = total_text(totals.dense, view) + " parameters";
  if (!totals.dense.exact || !totals.replaced.exact) return text;
  std::string ratio = ratio_text(totals.dense.value, totals.replaced.value);
  if (ratio.empty() || ratio == "1.0") return text;
  return fmt::format("{}, {} times the {} of these layers", text, ratio, grouped(totals.replaced.value, view.style()));
}

/// A titled list, its items below each other.
std::string list(const View& view, std::string_view title, const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t i = 0; i < items.size() && i < kMostListed; ++i) text += fact(view, i == 0 ? title : "", items[i]);
  if (items.size() > kMostListed) text += fact(view, "", fmt::format("and {} more", items.size() - kMostListed));
  return text;
}

std::string with_place(std::string text, const Place& place) {
  if (place.valid()) text += fmt::format(" at {}", place_text(place));
  return text;
}

std::vector<std::string> gaps(const Report& report) {
  std::vector<std::string> items;
  for (const Gap& gap : report.gaps) items.push_back(with_place(diag::printable(gap.message), gap.place));
  return items;
}

std::vector<std::string> assumptions(const Report& report, const View& view) {
  std::vector<std::string> items;
  for (const Assumption& assumption : report.assumptions) {
    std::string item = sym::to_text(assumption.relation, view.style());
    if (!assumption.reason.empty()) item += fmt::format(" ({})", diag::printable(assumption.reason));
    items.push_back(with_place(std::move(item), assumption.place));
  }
  return items;
}

std::vector<std::string> uncalled(const Report& report, const View& view) {
  std::vector<std::string> items;
  for (const Layer& layer : report.uncalled) {
    std::string item =
        diag::printable(layer.path.empty() ? layer.type : fmt::format("{} ({})", layer.path, layer.type));
    if (!layer.counts.parameters.is_constant(0)) {
      item += fmt::format(", {} parameters", grouped(layer.counts.parameters, view.style()));
    }
    items.push_back(std::move(item));
  }
  return items;
}

std::string ports(const std::vector<Port>& all, const View& view) {
  std::string text;
  for (const Port& port : all) {
    if (!text.empty()) text += ", ";
    if (all.size() > 1 && !port.name.empty()) text += diag::printable(port.name) + " ";
    text += fmt::format("{} {}", ir::to_text(port.tensor, view.style()), ir::name(port.tensor.dtype));
  }
  return text;
}

}  // namespace

std::string heading(const Report& report, const View& view) {
  std::string text = view.paint()(Ink::Strong, diag::printable(report.title)) + "\n";
  if (report.inputs.empty()) return text + "\n";
  std::string remark =
      report.input_origin.empty() ? "" : fmt::format("  ({}; --input sets it)", diag::printable(report.input_origin));
  return fmt::format("{}Input {}{}\n\n", text, ports(report.inputs, view), view.paint()(Ink::Faint, remark));
}

std::string summary(const Report& report, const View& view) {
  const analysis::Totals& totals = report.totals;
  const sym::Style style = view.style();
  std::string text = fact(view, "Parameters", parameters_text(report, view));
  if (!totals.weights.buffers.is_constant(0)) {
    text += fact(view, "Buffers", grouped(totals.weights.buffers, style));
    text += fact(view, "Weights", bytes_text(totals.weights.bytes, style));
  }
  if (report.executed) {
    text += fact(view, "MACs", total_text(totals.macs, view));
    if (!analysis::is_own(*report.convention)) text += convention_facts(report, view);
    std::string memory = bytes_text(totals.memory.value, style);
    text += fact(view, "Activations", totals.memory.exact ? memory : at_least(totals.memory.value, memory, view.ascii));
    if (!totals.dense.value.is_constant(0)) text += fact(view, "Fully connected", dense_text(report, view));
  }
  std::string lists = list(view, "Never called", uncalled(report, view)) +
                      list(view, "Assuming", assumptions(report, view)) + list(view, "Not analysed", gaps(report));
  return lists.empty() ? text : text + "\n" + lists;
}

std::string macs_title(const Report& report) {
  const analysis::Convention& tool = *report.convention;
  if (analysis::is_own(tool)) return "MACs";
  return fmt::format("{} ({})", tool.unit.empty() ? "MACs" : tool.unit, tool.name);
}

std::string place_text(const Place& place) {
  return place.valid() ? fmt::format("{}:{}:{}", diag::printable(place.file), place.line, place.column) : "";
}

std::string shapes_text(const std::vector<ir::Tensor>& tensors, sym::Style style) {
  std::string text;
  for (const ir::Tensor& tensor : tensors) {
    if (!text.empty()) text += ", ";
    text += ir::to_text(tensor, style);
  }
  return text;
}

std::string at_least(const sym::Expr& value, const std::string& text, bool ascii) {
  if (value.is_constant(0)) return "?";
  return (ascii ? ">= " : "≥ ") + text;
}

}  // namespace shapewise::report
