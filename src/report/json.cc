// One function for each kind of object in the document.
#include "report/json.h"

#include "report/json_writer.h"
#include "report/numbers.h"

namespace shapewise::report {
namespace {

class Json : private JsonWriter {
 public:
  explicit Json(const Report& report) : report_(report) {}

  std::string write() {
    writer_.StartObject();
    number("schema", kSchemaVersion);
    text("name", report_.title);
    list("inputs", report_.inputs, &Json::input);
    text("order", report_.executed ? "execution" : "definition");
    list("layers", report_.layers, &Json::layer);
    list("uncalled", report_.uncalled, &Json::layer);
    list("modules", report_.containers, &Json::container);
    std::vector<ir::Tensor> outputs;
    for (const Port& port : report_.outputs) outputs.push_back(port.tensor);
    tensors("outputs", outputs);
    totals();
    if (!analysis::is_own(*report_.convention)) convention();
    list("diagnostics", report_.findings, &Json::finding);
    list("gaps", report_.gaps, &Json::gap);
    list("assumptions", report_.assumptions, &Json::assumption);
    writer_.EndObject();
    return document();
  }

 private:
  template <class T>
  void list(std::string_view name, const std::vector<T>& items, void (Json::*item_writer)(const T&)) {
    array(name, items, [&](const T& item) { (this->*item_writer)(item); });
  }

  void sizes(const std::vector<sym::Expr>& all) {
    one_line([&] {
      writer_.StartArray();
      for (const sym::Expr& size : all) expression(size);
      writer_.EndArray();
    });
  }
  /// Null if not even the number of sizes is known.
  void tensor(const ir::Tensor& tensor) {
    if (!tensor.shape) {
      writer_.Null();
    } else {
      sizes(tensor.shape->dims);
    }
  }
  /// Shapes on one line.
  void tensors(std::string_view name, const std::vector<ir::Tensor>& all) {
    key(name);
    one_line([&] {
      writer_.StartArray();
      for (const ir::Tensor& one : all) tensor(one);
      writer_.EndArray();
    });
  }

  void input(const Port& port) {
    writer_.StartObject();
    text("name", port.name);
    key("shape");
    tensor(port.tensor);
    text("dtype", ir::name(port.tensor.dtype));
    writer_.EndObject();
  }

  /// Null if there is no such place.
  void place_number(std::string_view name, int value) {
    key(name);
    value > 0 ? writer_.Int(value) : writer_.Null();
  }
  void start(const Place& place) {
    key("file");
    place.valid() ? string(place.file) : static_cast<void>(writer_.Null());
    place_number("line", place.line);
    place_number("column", place.column);
  }
  void range(const Place& place) {
    start(place);
    place_number("end_line", place.end_line);
    place_number("end_column", place.end_column);
  }
  void place(std::string_view name, const Place& place) {
    key(name);
    if (!place.valid()) {
      writer_.Null();
      return;
    }
    writer_.StartObject();
    start(place);
    writer_.EndObject();
  }

  void counts(const analysis::Counts& counts, bool known) {
    auto value = [&](const sym::Expr& e) { return known ? std::optional(e) : std::nullopt; };
    expression("parameters", value(counts.parameters));
    expression("trainable", value(counts.trainable));
    expression("buffers", value(counts.buffers));
  }

  void layer(const Layer& layer) {
    writer_.StartObject();
    number("index", layer.index);
    text("name", layer.name);
    text("type", layer.type);
    text("path", layer.path);
    number("depth", layer.depth);
    text("kind", layer.function ? "function" : "module");
    text("arguments", layer.arguments);
    place("source", layer.source);
    place("defined", layer.defined);
    tensors("inputs", layer.inputs);
    tensors("outputs", layer.outputs);
    counts(layer.counts, layer.weights_known);
    flag("shared", layer.shared);
    expression("macs", formula(layer.cost.macs));
    if (!analysis::is_own(*report_.convention)) expression("counted", formula(layer.counted));
    expression("dense_parameters", formula(layer.cost.dense));
    expression("activation_bytes", layer.cost.memory);
    field(layer);
    flag("failed", layer.failed);
    writer_.EndObject();
  }

  static std::optional<sym::Expr> formula(const std::optional<sym::Formula>& formula) {
    return formula ? std::optional(formula->value()) : std::nullopt;
  }

  void field(const Layer& layer) {
    key("receptive_field");
    int rank = layer.outputs.empty() || !layer.outputs[0].shape ? 0 : layer.outputs[0].shape->rank();
    std::vector<sym::Expr> seen = field_sizes(layer.field, rank);
    if (layer.field.kind == analysis::Field::Kind::Global) {
      string("global");
    } else if (seen.empty()) {
      writer_.Null();
    } else {
      sizes(seen);
    }
  }

  void container(const Container& container) {
    writer_.StartObject();
    text("name", container.name);
    text("type", container.type);
    text("path", container.path);
    number("depth", container.depth);
    place("defined", container.defined);
    counts(container.own, analysis::is_exact(container.own.bytes));
    writer_.EndObject();
  }

  void sum(std::string_view name, const analysis::Sum& sum) {
    expression(name, sum.exact ? std::optional(sum.value) : std::nullopt);
  }

  void totals() {
    const analysis::Totals& totals = report_.totals;
    key("totals");
    writer_.StartObject();
    counts(totals.weights, totals.weights_exact);
    sum("macs", totals.macs);
    sum("dense_parameters", totals.dense);
    sum("activation_bytes", totals.memory);
    expression("weight_bytes", totals.weights_exact ? std::optional(totals.weights.bytes) : std::nullopt);
    key("at_least");
    writer_.StartObject();
    counts(totals.weights, true);
    expression("macs", totals.macs.value);
    expression("dense_parameters", totals.dense.value);
    expression("activation_bytes", totals.memory.value);
    writer_.EndObject();
    writer_.EndObject();
  }

  void convention() {
    const analysis::Convention& tool = *report_.convention;
    key("convention");
    writer_.StartObject();
    text("name", tool.name);
    text("unit", tool.unit);
    sum("counted", report_.counted);
    sum("parameters", report_.counted_parameters);
    writer_.EndObject();
  }

  void finding(const Finding& finding) {
    const diag::Diagnostic& d = finding.diagnostic;
    writer_.StartObject();
    text("kind", diag::name(d.kind));
    text("severity", diag::name(d.severity));
    text("message", d.message);
    range(finding.place);
    text("label", d.label);
    key("labels");
    writer_.StartArray();
    for (std::size_t i = 0; i < d.labels.size(); ++i) {
      writer_.StartObject();
      text("message", d.labels[i].text);
      range(finding.label_places[i]);
      writer_.EndObject();
    }
    writer_.EndArray();
    key("notes");
    writer_.StartArray();
    for (const std::string& note : d.notes) string(note);
    writer_.EndArray();
    text("cause", finding.diagnostic.cause);
    fixes(finding);
    writer_.EndObject();
  }

  void fixes(const Finding& finding) {
    key("fixes");
    writer_.StartArray();
    for (std::size_t i = 0; i < finding.diagnostic.fixes.size(); ++i) {
      const diag::Fix& fix = finding.diagnostic.fixes[i];
      writer_.StartObject();
      text("title", fix.title);
      flag("sure", fix.sure);
      key("edits");
      writer_.StartArray();
      for (std::size_t j = 0; j < fix.edits.size(); ++j) {
        writer_.StartObject();
        range(finding.edit_places[i][j]);
        text("text", fix.edits[j].text);
        writer_.EndObject();
      }
      writer_.EndArray();
      writer_.EndObject();
    }
    writer_.EndArray();
  }

  void gap(const Gap& gap) {
    writer_.StartObject();
    text("message", gap.message);
    start(gap.place);
    writer_.EndObject();
  }

  void assumption(const Assumption& assumption) {
    writer_.StartObject();
    text("condition", sym::to_text(assumption.relation, sym::Style::Python));
    text("reason", assumption.reason);
    start(assumption.place);
    writer_.EndObject();
  }

  const Report& report_;
};

}  // namespace

std::string json(const Report& report) { return Json(report).write(); }

}  // namespace shapewise::report
