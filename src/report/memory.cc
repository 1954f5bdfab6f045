// A row for each call, a mark at the peak, and the sums for inference and for training below.
#include "report/memory.h"

#include <fmt/format.h>

#include "diag/text.h"
#include "report/grid.h"
#include "report/json_writer.h"
#include "report/numbers.h"
#include "report/summary.h"

namespace shapewise::report {
namespace {

using diag::Ink;

std::string bytes(const std::optional<sym::Expr>& e, const View& view) {
  return e ? bytes_text(*e, view.style()) : "?";
}

std::string bytes(const analysis::Sum& sum, const View& view) {
  std::string text = bytes_text(sum.value, view.style());
  return sum.exact ? text : at_least(sum.value, text, view.ascii);
}

std::string fact(const View& view, std::string_view name, const std::string& value, std::string_view remark = {}) {
  return view.paint()(Ink::Strong, fmt::format("{:<22}", name)) + value +
         (remark.empty() ? "" : fmt::format("  ({})", remark)) + "\n";
}

std::string name_of(const Layer& layer) {
  bool named = !layer.function && !layer.path.empty();
  return diag::printable(named ? fmt::format("{} {}", layer.path, layer.type) : layer.type);
}

}  // namespace

std::string memory_table(const Report& report, const analysis::Memory& memory, const View& view) {
  Grid grid({{"#", true},
             {"Layer", false},
             {"Output", false},
             {"Makes", true},
             {"Held", true},
             {"", false},
             {"Kept for backward", true}});
  int peak = memory.peak_node.valid() ? memory.peak_node.index : -1;
  for (std::size_t i = 0; i < memory.steps.size(); ++i) {
    const Layer& layer = report.layers[i];
    const analysis::MemoryStep& step = memory.steps[i];
    bool highest = static_cast<int>(i) == peak;
    grid.add_row({{std::to_string(layer.index), Ink::Faint},
                  {name_of(layer), Ink::Type},
                  {shapes_text(layer.outputs, view.style())},
                  {bytes(step.output, view)},
                  {bytes(step.live, view), highest ? Ink::Strong : Ink::Plain},
                  {highest ? "peak" : "", Ink::Strong},
                  {bytes(step.kept, view)}});
  }
  std::string text = heading(report, view) + grid.to_text(0, view.ascii, view.paint()) + "\n";
  text += fact(view, "Parameters", bytes(memory.parameters, view));
  text += fact(view, "Buffers", bytes(memory.buffers, view));
  std::string place;
  if (peak >= 0) place = fmt::format("while {} runs", name_of(report.layers[static_cast<std::size_t>(peak)]));
  text += fact(view, "Activations, peak", bytes(memory.peak, view), place);
  auto sum = [](analysis::Sum a, const sym::Expr& b) { return analysis::Sum{a.value + b, a.exact}; };
  sym::Expr weights = memory.parameters + memory.buffers;
  text += fact(view, "Inference", bytes(sum(memory.peak, weights), view), "weights and activations") + "\n";
  text += fact(view, "Gradients", bytes(memory.gradients, view));
  text += fact(view, "Optimizer states", bytes(memory.optimizer_states, view));
  text += fact(view, "Kept for backward", bytes(memory.kept, view));
  sym::Expr training = weights + memory.gradients + memory.optimizer_states;
  return text +
         fact(view, "Training", bytes(sum(memory.kept, training), view), "weights, their states and what is kept");
}

std::string memory_json(const Report& report, const analysis::Memory& memory) {
  JsonWriter json;
  auto sum = [&](std::string_view name, const analysis::Sum& value) {
    json.object(name, [&] {
      json.expression("bytes", value.value);
      json.flag("exact", value.exact);
    });
  };
  json.object([&] {
    json.expression("parameters", memory.parameters);
    json.expression("buffers", memory.buffers);
    json.expression("gradients", memory.gradients);
    json.expression("optimizer_states", memory.optimizer_states);
    sum("peak", memory.peak);
    sum("kept", memory.kept);
    std::size_t at = 0;
    json.array("calls", memory.steps, [&](const analysis::MemoryStep& step) {
      const Layer& layer = report.layers[at++];
      json.object([&] {
        json.text("path", layer.path);
        json.text("type", layer.type);
        json.expression("makes", step.output);
        json.expression("held", step.live);
        json.expression("kept", step.kept);
      });
    });
  });
  return json.document();
}

}  // namespace shapewise::report
