// A delta as text, as Markdown and as JSON.
#include <cmath>
#include <fmt/format.h>

#include "report/delta.h"
#include "report/grid.h"
#include "report/json_writer.h"
#include "report/numbers.h"

namespace shapewise::report {
namespace {

std::string amount(const std::optional<sym::Expr>& value, bool bytes, sym::Style style) {
  if (!value) return "?";
  return bytes ? bytes_text(*value, style) : grouped(*value, style);
}

/// "+5.0 %" of numbers, or of multiples of the same symbols.
std::string percent(const sym::Expr& before, const sym::Expr& after, sym::Style style) {
  // One sample, so that what grows with the batch has a share, too.
  sym::Assignment one{{"N", sym::Expr(1)}};
  auto a = sym::substitute(before, one).constant();
  auto b = sym::substitute(after, one).constant();
  if (!a || !b || *a <= 0) return "";
  double share = (static_cast<double>(*b) - static_cast<double>(*a)) / static_cast<double>(*a) * 100;
  std::string_view sign = share > 0 ? "+" : style == sym::Style::Unicode ? "−" : "-";
  return fmt::format("{}{:.1f} %", sign, std::fabs(share));
}

/// What happened to a layer, in one cell.
std::string what(const LayerChange& change, std::string_view arrow) {
  switch (change.kind) {
    case LayerChange::Kind::Added: return "added: " + change.after;
    case LayerChange::Kind::Removed: return "removed: " + change.before;
    case LayerChange::Kind::Changed: break;
  }
  return change.before == change.after ? change.after : fmt::format("{} {} {}", change.before, arrow, change.after);
}

std::string shapes(const LayerChange& change, std::string_view arrow) {
  if (change.kind == LayerChange::Kind::Added) return change.shape_after;
  if (change.kind == LayerChange::Kind::Removed) return change.shape_before;
  return change.shape_before == change.shape_after
             ? change.shape_after
             : fmt::format("{} {} {}", change.shape_before, arrow, change.shape_after);
}

std::string inputs_text(const Delta& delta, sym::Style style) {
  std::string text;
  for (const Port& port : delta.inputs) text += (text.empty() ? "" : ", ") + ir::to_text(port.tensor, style);
  return text;
}

/// Of an added or removed layer the other side counts as nothing.
Pair filled(Pair pair, LayerChange::Kind kind) {
  if (kind == LayerChange::Kind::Added) pair.before = sym::Expr(0);
  if (kind == LayerChange::Kind::Removed) pair.after = sym::Expr(0);
  return pair;
}

std::string layer_change_text(const Pair& pair, LayerChange::Kind kind, bool bytes, sym::Style style) {
  Pair both = filled(pair, kind);
  return both.differs() ? change_text(both, bytes, style) : "";
}

}  // namespace

std::string change_text(const Pair& pair, bool bytes, sym::Style style) {
  if (!pair.before || !pair.after) return "?";
  sym::Expr change = *pair.after - *pair.before;
  std::string share = percent(*pair.before, *pair.after, style);
  std::string text = amount(change, bytes, style);
  auto value = sym::substitute(change, {{"N", sym::Expr(1)}}).constant();
  if (value && *value > 0) text.insert(0, "+");
  return share.empty() || !pair.differs() ? text : fmt::format("{} ({})", text, share);
}

std::string text(const Delta& delta, const View& view) {
  std::string_view arrow = view.ascii ? "->" : "→";
  std::string text = fmt::format("{} {} {}\n", delta.before, arrow, delta.after);
  if (delta.same()) return text + "\nNothing changed.\n";
  text += fmt::format("Input {}\n\n", inputs_text(delta, view.style()));
  if (!delta.layers.empty()) {
    Grid grid({{"Layer", false, 12},
               {"What", false, 20},
               {"Output", false, 12},
               {"Parameters", true},
               {"MACs", true},
               {"Memory", true}});
    for (const LayerChange& change : delta.layers) {
      diag::Ink ink = change.kind == LayerChange::Kind::Changed ? diag::Ink::Plain
                      : change.kind == LayerChange::Kind::Added ? diag::Ink::Help
                                                                : diag::Ink::Error;
      grid.add_row({{change.name, ink},
                    {what(change, arrow), diag::Ink::Faint},
                    {shapes(change, arrow)},
                    {layer_change_text(change.parameters, change.kind, false, view.style())},
                    {layer_change_text(change.macs, change.kind, false, view.style())},
                    {layer_change_text(change.memory, change.kind, true, view.style())}});
    }
    text += grid.to_text(view.width, view.ascii, view.paint()) + "\n";
  }
  for (const TotalChange& total : delta.totals) {
    text += fmt::format("{:<14} {} {} {}", total.title, amount(total.value.before, total.bytes, view.style()), arrow,
                        amount(total.value.after, total.bytes, view.style()));
    text += total.value.differs() ? fmt::format("   {}\n", change_text(total.value, total.bytes, view.style())) : "\n";
  }
  return text;
}

std::string markdown(const Delta& delta) {
  constexpr sym::Style kStyle = sym::Style::Unicode;
  std::string text = fmt::format("#### `{}` → `{}`\n\n", delta.before, delta.after);
  if (delta.same()) return text + "Nothing changed.\n";
  text += "| | before | after | change |\n|---|---:|---:|---:|\n";
  for (const TotalChange& total : delta.totals) {
    text += fmt::format("| {} | {} | {} | {} |\n", total.title, amount(total.value.before, total.bytes, kStyle),
                        amount(total.value.after, total.bytes, kStyle),
                        total.value.differs() ? change_text(total.value, total.bytes, kStyle) : "");
  }
  if (delta.layers.empty()) return text;
  text += fmt::format("\n<details><summary>{} layers changed, for the input {}</summary>\n\n", delta.layers.size(),
                      inputs_text(delta, kStyle));
  text += "| layer | what | output | parameters | multiply-adds | memory |\n|---|---|---|---:|---:|---:|\n";
  for (const LayerChange& change : delta.layers) {
    text += fmt::format("| `{}` | `{}` | {} | {} | {} | {} |\n", change.name, what(change, "→"), shapes(change, "→"),
                        layer_change_text(change.parameters, change.kind, false, kStyle),
                        layer_change_text(change.macs, change.kind, false, kStyle),
                        layer_change_text(change.memory, change.kind, true, kStyle));
  }
  return text + "\n</details>\n";
}

namespace {

class Json : private JsonWriter {
 public:
  std::string write(const std::vector<Delta>& deltas) {
    object([&] {
      number("schema", 1);
      array("networks", deltas, [&](const Delta& one) { object([&] { this->one(one); }); });
    });
    return document();
  }

 private:
  void pair(std::string_view name, const Pair& pair) {
    object(name, [&] {
      expression("before", pair.before);
      expression("after", pair.after);
    });
  }

  void one(const Delta& delta) {
    text("before", delta.before);
    text("after", delta.after);
    object("totals", [&] {
      for (const TotalChange& total : delta.totals) pair(total.name, total.value);
    });
    array("layers", delta.layers, [&](const LayerChange& change) { object([&] { layer(change); }); });
  }

  void layer(const LayerChange& change) {
    constexpr std::string_view kKinds[] = {"added", "removed", "changed"};
    text("name", change.name);
    text("change", kKinds[static_cast<std::size_t>(change.kind)]);
    text("before", change.before);
    text("after", change.after);
    text("shape_before", change.shape_before);
    text("shape_after", change.shape_after);
    pair("params", change.parameters);
    pair("macs", change.macs);
    pair("activations", change.memory);
  }
};

}  // namespace

std::string json(const std::vector<Delta>& deltas) { return Json().write(deltas); }

}  // namespace shapewise::report
