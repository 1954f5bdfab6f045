// Assertions are looked up by the line on which they stand: a call belongs to the line on which it ends.
#include "golden_check.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

#include "base64.h"
#include "diag/emitter.h"
#include "driver/weights.h"
#include "layer/builder.h"
#include "layer/registry.h"
#include "report/documents.h"
#include "report/drawings.h"
#include "report/explain.h"
#include "report/json.h"
#include "report/reconcile.h"
#include "report/report.h"
#include "report/table.h"
#include "save/onnx/exporter.h"

namespace shapewise::golden {
namespace {

using driver::Analysis;

class Checker {
 public:
  Checker(const Analysis& analysis, int first_line) : analysis_(analysis), first_line_(first_line) {}

  std::vector<std::string> run(const std::vector<Assertion>& assertions, bool all_shown) {
    std::vector<bool> asserted(diagnostics().size(), all_shown);
    for (const Assertion& assertion : assertions) {
      line_ = assertion.line;
      if (assertion.key == "error" || assertion.key == "warning") {
        check_diagnostic(assertion, asserted);
      } else if (assertion.key == "assume" || assertion.key == "gap") {
        check_listed(assertion);
      } else if (assertion.key == "quiet") {
        check_quiet(assertion.value);
      } else {
        equal(assertion.key, assertion.value, value_of(assertion.key));
      }
    }
    for (std::size_t i = 0; i < asserted.size(); ++i) {
      const diag::Diagnostic& d = diagnostics()[i];
      if (asserted[i] || d.severity == diag::Severity::Note) continue;
      line_ = line_of(d.range);
      fail(fmt::format("unexpected {}[{}]: {}", diag::name(d.severity), diag::name(d.kind), d.message));
    }
    return std::move(failures_);
  }

 private:
  const std::vector<diag::Diagnostic>& diagnostics() const { return analysis_.diagnostics.all(); }
  const ir::Graph& graph() const { return analysis_.graph; }

  void fail(std::string message) { failures_.push_back(fmt::format("{}: {}", line_ + first_line_ - 1, message)); }

  void equal(std::string_view what, std::string_view expected, const std::string& actual) {
    if (expected != actual) fail(fmt::format("{} is {}, not {}", what, actual, expected));
  }

  /// Line in the input; 1 if it is no place in it.
  int line_of(source::Range range) const {
    if (!range.valid() || range.file.index != 0) return 1;
    return analysis_.sources[range.file].line_of(range.begin);
  }

  bool ends_here(source::Range range) const {
    if (!range.valid() || range.file.index != 0) return false;
    const source::SourceFile& file = analysis_.sources[range.file];
    return file.line_of(std::max(range.begin, range.end - 1)) == line_;
  }

  /// The last call that ends on the line.
  std::optional<ir::NodeId> node() const {
    for (int i = static_cast<int>(graph().nodes.size()) - 1; i >= 0; --i) {
      if (ends_here(graph().nodes[static_cast<std::size_t>(i)].source)) return ir::NodeId{i};
    }
    return std::nullopt;
  }

  std::string shape() const {
    auto found = node();
    if (!found) return "not there: no call ends on this line";
    std::string text;
    for (ir::ValueId output : graph()[*found].outputs) {
      text += (text.empty() ? "" : "; ") + ir::to_text(graph()[output].tensor);
    }
    return text;
  }

  std::string cost(sym::Formula (*layer::Spec::*of)(const layer::Call&)) const {
    auto found = node();
    if (!found || !layer::is_inferred(graph(), *found)) return "not known";
    layer::Call call = layer::call_of(graph(), *found);
    if (call.spec().*of == nullptr) return "0";
    return sym::to_text((call.spec().*of)(call).value(), sym::Style::Python);
  }

  static sym::Expr count(const ir::Graph& graph, const ir::Module& module) {
    sym::Expr total;
    for (const ir::NamedWeight& weight : module.weights) {
      if (!graph[weight.weight].buffer) total += graph[weight.weight].count().value();
    }
    return total;
  }

  /// Of the last module that is constructed on the line.
  std::string parameters() const {
    for (auto module = graph().modules.rbegin(); module != graph().modules.rend(); ++module) {
      if (ends_here(module->defined)) return sym::to_text(count(graph(), *module), sym::Style::Python);
    }
    return "not there: no layer ends on this line";
  }

  std::string total() const {
    sym::Expr total;
    for (const ir::Weight& weight : graph().weights) {
      if (!weight.buffer) total += weight.count().value();
    }
    return sym::to_text(total, sym::Style::Python);
  }

  std::string value_of(std::string_view key) const {
    if (key == "shape") return shape();
    if (key == "parameters") return parameters();
    if (key == "macs") return cost(&layer::Spec::macs);
    if (key == "dense") return cost(&layer::Spec::dense);
    return total();
  }

  /// [kind] "text": a diagnostic of this kind on this line with the text in its message, label or notes.
  void check_diagnostic(const Assertion& assertion, std::vector<bool>& asserted) {
    std::string_view value = assertion.value;
    std::size_t close = value.find(']');
    std::string_view kind = value.starts_with('[') && close != std::string_view::npos ? value.substr(1, close - 1) : "";
    std::size_t open = value.find('"');
    std::string_view text = open == std::string_view::npos ? "" : value.substr(open + 1, value.rfind('"') - open - 1);
    for (std::size_t i = 0; i < diagnostics().size(); ++i) {
      const diag::Diagnostic& d = diagnostics()[i];
      bool same = diag::name(d.severity) == assertion.key && diag::name(d.kind) == kind && line_of(d.range) == line_;
      if (!same || !says(d, text)) continue;
      asserted[i] = true;
      return;
    }
    fail(fmt::format("there is no {} {}", assertion.key, value));
  }

  /// [kind]: nothing of this kind is reported, on whatever line.
  void check_quiet(std::string_view kind) {
    std::span<const diag::KindInfo> kinds = diag::kinds();
    bool known = std::any_of(kinds.begin(), kinds.end(),
                             [&](const diag::KindInfo& one) { return fmt::format("[{}]", one.name) == kind; });
    if (!known) fail(fmt::format("{} is no kind of diagnostic in brackets", kind));
    for (const diag::Diagnostic& d : diagnostics()) {
      if (fmt::format("[{}]", diag::name(d.kind)) == kind) fail(fmt::format("{} is reported: {}", kind, d.message));
    }
  }

  static bool says(const diag::Diagnostic& d, std::string_view text) {
    auto has = [&](const std::string& part) { return part.find(text) != std::string::npos; };
    return has(d.message) || has(d.label) || std::any_of(d.notes.begin(), d.notes.end(), has) ||
           std::any_of(d.fixes.begin(), d.fixes.end(), [&](const diag::Fix& fix) { return has(fix.title); });
  }

  /// "text" in a gap or an assumption that belongs to the line, or to none.
  void check_listed(const Assertion& assertion) {
    std::string_view text = assertion.value;
    if (text.size() > 1 && text.front() == '"') text = text.substr(1, text.size() - 2);
    bool found = false;
    for (const ir::Gap& gap : graph().gaps) {
      bool here = line_of(gap.range) == line_;
      found = found || (assertion.key == "gap" && here && gap.message.find(text) != std::string::npos);
    }
    for (const ir::Assumption& assumption : graph().assumptions) {
      bool here = ends_here(assumption.range);
      found = found ||
              (assertion.key == "assume" && here && sym::to_text(assumption.relation).find(text) != std::string::npos);
    }
    if (!found) fail(fmt::format("there is no {} {}", assertion.key, assertion.value));
  }

  const Analysis& analysis_;
  int first_line_;
  int line_ = 1;
  std::vector<std::string> failures_;
};

/// The lines of CSV end as RFC 4180 has it, those of a Markdown file do not.
std::string without_returns(std::string text) {
  std::erase(text, '\r');
  return text;
}

/// \xNN stands for a byte that a Markdown file cannot hold.
std::string unescape(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!text.substr(i).starts_with("\\x") || i + 3 >= text.size()) {
      bytes += text[i];
      continue;
    }
    bytes += static_cast<char>(std::stoi(std::string(text.substr(i + 2, 2)), nullptr, 16));
    i += 3;
  }
  return bytes;
}

/// Bytes that stand as base64, with comments behind.
std::string decoded(std::string_view text) {
  std::string digits;
  while (!text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    digits += text.substr(0, std::min(text.find('#'), end));
    text.remove_prefix(end);
  }
  return from_base64(digits);
}

}  // namespace

namespace {

/// Tensors as the option --weights of a fence lists them: "conv.weight 4,1,3,3; conv.bias 4".
ir::StoredGroup listed_weights(std::string_view text) {
  ir::StoredGroup group;
  while (!text.empty()) {
    std::size_t end = std::min(text.find(';'), text.size());
    std::string_view one = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), end + 1));
    one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
    std::size_t space = std::min(one.find(' '), one.size());
    ir::StoredTensor& tensor = group.tensors.emplace_back();
    tensor.name = one.substr(0, space);
    for (one.remove_prefix(std::min(one.size(), space + 1)); !one.empty();) {
      std::size_t comma = std::min(one.find(','), one.size());
      tensor.shape.push_back(parse_int(one.substr(0, comma)).value_or(-1));
      one.remove_prefix(std::min(one.size(), comma + 1));
    }
  }
  return group;
}

std::string output_shapes(const ir::Graph& graph) {
  std::string text;
  for (ir::ValueId output : graph.outputs) text += ir::to_text(graph[output].tensor, sym::Style::Python) + " ";
  return text;
}

std::string parameters(const ir::Graph& graph) {
  sym::Expr total;
  for (const ir::Weight& weight : graph.weights) total += weight.buffer ? 0 : weight.count().value();
  return sym::to_text(total, sym::Style::Python);
}

/// What differs between a network and the model that it was written as, as far as shapes and parameters tell. What the
/// operators compute is seen from their listing.
std::string difference(const ir::Graph& written, const Analysis& read) {
  for (const diag::Diagnostic& d : read.diagnostics.all()) {
    if (d.severity != diag::Severity::Note) return fmt::format("[{}] {}", diag::name(d.kind), d.message);
  }
  if (!read.graph.gaps.empty()) return read.graph.gaps.front().message;
  std::string shapes = output_shapes(written);
  if (output_shapes(read.graph) != shapes)
    return fmt::format("its outputs are {}, not {}", output_shapes(read.graph), shapes);
  if (parameters(read.graph) != parameters(written))
    return fmt::format("it has {} parameters, not {}", parameters(read.graph), parameters(written));
  return "";
}

/// Writes the network as a model in ONNX and reads that.
void export_and_read(Ran& ran, const save::Options& options, int line) {
  Analysis& analysis = ran.analysis;
  auto document = save::export_graph(analysis.graph, options, save::zero_weights, analysis.diagnostics);
  if (document && analysis.diagnostics.errors() > 0) return;
  auto bytes = document.and_then(save::serialize);
  if (!bytes) {
    analysis.diagnostics.error(diag::Kind::NotExportable, {}, bytes.error().message);
    return;
  }
  driver::Request request;
  request.path = "net.onnx";
  request.format = driver::Format::Onnx;
  request.bytes = *bytes;
  Analysis read = driver::analyze(request);
  if (std::string what = difference(analysis.graph, read); !what.empty())
    ran.problem = fmt::format("{}: the written model is another network: {}", line, what);
  ran.written = read.sources[source::FileId{0}].text();
}

}  // namespace

Ran run(const Fence& input, std::string text) {
  Ran ran;
  driver::Request request;
  bool python = input.language == "py";
  request.path = python ? "net.py" : "net.txt";
  request.format =
      python ? driver::Format::Python : driver::find_format(input.language).value_or(driver::Format::Detect);
  request.text = std::move(text);
  std::optional<std::string> weights;
  std::optional<save::Options> exported;
  for (std::size_t i = 0; i < input.options.size(); ++i) {
    const std::string& option = input.options[i];
    bool last = i + 1 == input.options.size();
    if (option == "--mode" && !last) {
      request.training = input.options[++i] == "train";
    } else if (option == "--escapes") {
      request.text = unescape(request.text);
    } else if (option == "--base64") {
      request.text = decoded(request.text);
    } else if (option == "--export") {
      exported.emplace();
    } else if (option == "--opset" && !last) {
      exported.emplace().opset = std::stoi(input.options[++i]);
    } else if (option == "--weights" && !last) {
      weights = input.options[++i];
    } else if (option == "--input" && !last) {
      request.inputs.push_back(input.options[++i]);
    } else if (option == "--set" && !last) {
      request.sets.push_back(input.options[++i]);
    } else if (option == "--assume" && !last) {
      request.facts.push_back(input.options[++i]);
    } else {
      ran.problem = fmt::format("{}: there is no option {} of an input fence", input.line - 1, option);
    }
  }
  ran.analysis = driver::analyze(request);
  if (weights) {
    std::vector<ir::StoredGroup> groups{listed_weights(*weights)};
    driver::compare_weights(ran.analysis, groups, "net.safetensors");
  }
  if (exported) export_and_read(ran, *exported, input.line - 1);
  return ran;
}

std::vector<std::string> check(const Analysis& analysis, const std::vector<Assertion>& assertions, int first_line,
                               bool all_shown) {
  return Checker(analysis, first_line).run(assertions, all_shown);
}

std::string print(const Ran& ran, std::string_view language) {
  if (language == "written") return ran.written;
  const Analysis& analysis = ran.analysis;
  if (language == "diag") return diag::emit(analysis.diagnostics.all(), analysis.sources);
  report::Report report =
      report::build(analysis.sources[source::FileId{0}].path(), analysis.graph, analysis.diagnostics, analysis.sources);
  report.input_origin = analysis.input_origin;
  if (language == "report") return report::table(report, {});
  if (language == "conventions") return report::to_text(report::reconcile(report.title, analysis.graph), {});
  if (language == "markdown") return report::markdown(report);
  if (language == "csv") return without_returns(report::csv(report));
  if (language == "latex") return report::latex_table(report, false);
  if (language == "sheet") return report::latex_sheet(report, false, {});
  if (language == "dot") return report::dot(report);
  if (language == "mermaid") return report::mermaid(report);
  if (language == "explain") return report::explain(report, report::View{});
  return report::json(report);
}

}  // namespace shapewise::golden
