// The way of every command that takes a network.
#include "cli/network.h"

#include <fmt/format.h>

#include "cli/files.h"
#include "cli/options.h"
#include "cli/parse.h"
#include "diag/emitter.h"
#include "driver/options.h"

namespace shapewise::cli {
namespace {

constexpr int kPlainWidth = 100;  // of diagnostics that do not go to a terminal

Result<diag::EmitOptions> emit_options(const Invocation& invocation) {
  auto view = view_of(invocation, Stream::Err);
  if (!view) return tl::unexpected(view.error());
  diag::EmitOptions options;
  options.color = view->color;
  options.ascii = view->ascii;
  options.width = view->width > 0 ? view->width : kPlainWidth;
  return options;
}

/// The first mistake in --input, --set or --assume is one of the command line.
Result<void> refuse_options(const Invocation& invocation, const diag::Sink& sink, const source::SourceMap& sources) {
  for (const diag::Diagnostic& d : sink.all()) {
    bool in_option = d.range.valid() && sources[d.range.file].path().starts_with("--");
    if (!in_option || d.severity != diag::Severity::Error) continue;
    auto options = emit_options(invocation);
    if (!options) return tl::unexpected(options.error());
    std::string text = diag::emit(d, sources, *options);
    text.pop_back();  // its newline
    return fail(std::move(text));
  }
  return {};
}

/// A file that is not there may be a command that is misspelt.
Error explain_missing(const Invocation& invocation, const std::string& path, Error error) {
  std::vector<std::string_view> names;
  for (const Command& command : invocation.all()) {
    if (!command.name.empty()) names.push_back(command.name);
  }
  bool bare = invocation.command().name.empty() && path.find_first_of("./-") == std::string::npos;
  if (bare) error.message += did_you_mean(path, names, "the command ");
  return error;
}

/// "model.py:Net(3)" is the network Net(3) of model.py.
std::string split_target(const std::string& operand, std::string& target) {
  std::size_t end = operand.find(".py:");
  if (end == std::string::npos) return operand;
  target = operand.substr(end + 4);
  return operand.substr(0, end + 3);
}

Result<void> read_input(const Invocation& invocation, const std::string& path, driver::Request& request,
                        std::optional<MappedFile>& mapped) {
  auto contents = read_contents(path, request.format, request.limits.bytes);
  if (!contents) return tl::unexpected(explain_missing(invocation, path, contents.error()));
  request.text = std::move(contents->text);
  request.bytes = contents->bytes();
  mapped = std::move(contents->mapped);
  return {};
}

/// `operand`: null without one.
Result<driver::Request> request_of(const Invocation& invocation, const std::string* operand,
                                   std::optional<MappedFile>& mapped) {
  driver::Request request;
  if (const std::string* form = invocation.value("from")) request.format = *driver::find_format(*form);
  const std::string* expression = invocation.value("expression");
  if (expression != nullptr && operand != nullptr) return fail("give either a file or --expression, not both");
  if (expression != nullptr) {
    request.path = "<expression>";
    request.text = *expression;
  } else if (operand == nullptr) {
    return fail("no network is given; shapewise --help shows how");
  } else {
    std::string path = split_target(*operand, request.target);
    if (auto read = read_input(invocation, path, request, mapped); !read) return tl::unexpected(read.error());
    request.path = path == "-" ? "<stdin>" : path;
  }
  request.inputs = invocation.values("input");
  auto sets = sets_of(invocation);
  if (!sets) return tl::unexpected(sets.error());
  request.sets = std::move(*sets);
  request.facts = invocation.values("assume");
  request.roots = invocation.values("root");
  request.training = in_training(invocation);
  if (auto read = check_sizes(invocation, request.inputs, request.sets, request.facts); !read)
    return tl::unexpected(read.error());
  return request;
}

Result<Asked> ask(const Invocation& invocation, const std::string* operand) {
  std::optional<MappedFile> mapped;
  auto request = request_of(invocation, operand, mapped);
  if (!request) return tl::unexpected(request.error());
  Asked asked{std::move(*request), nullptr, std::move(mapped)};
  bool from_disk = operand != nullptr && *operand != "-";
  if (!from_disk) return asked;
  asked.files = std::make_unique<DiskFiles>(asked.request.path, asked.request.roots, asked.request.limits.bytes);
  asked.request.files = asked.files.get();
  return asked;
}

const std::string* first_operand(const Invocation& invocation) {
  return invocation.operands().empty() ? nullptr : &invocation.operands().front();
}

Result<Network> read(const Invocation& invocation, const std::string* operand) {
  auto asked = ask(invocation, operand);
  if (!asked) return tl::unexpected(asked.error());
  Network network{driver::analyze(asked->request), {}};
  const driver::Analysis& analysis = network.analysis;
  if (auto taken = refuse_options(invocation, analysis.diagnostics, analysis.sources); !taken)
    return tl::unexpected(taken.error());
  const std::string* tool = invocation.value("convention");
  const analysis::Convention* convention = tool == nullptr ? nullptr : analysis::find_convention(*tool);
  network.report = report::build(asked->request.path, analysis.graph, analysis.diagnostics, analysis.sources,
                                 convention == nullptr ? analysis::conventions().front() : *convention);
  network.report.input_origin = analysis.input_origin;
  return network;
}

}  // namespace

Result<std::string> diagnostics_text(const Invocation& invocation, const driver::Analysis& analysis) {
  auto options = emit_options(invocation);
  if (!options) return tl::unexpected(options.error());
  return diag::emit(analysis.diagnostics.all(), analysis.sources, *options);
}

Result<std::vector<std::string>> sets_of(const Invocation& invocation) {
  std::vector<std::string> sets = invocation.values("set");
  for (const std::string& size : invocation.values("batch")) {
    if (size.empty() || size.find_first_not_of("0123456789_") != std::string::npos)
      return fail(fmt::format("--batch takes a number such as 32, not '{}'", size));
    sets.push_back(fmt::format("N={}", size));
  }
  return sets;
}

Result<void> check_sizes(const Invocation& invocation, const std::vector<std::string>& inputs,
                         const std::vector<std::string>& sets, const std::vector<std::string>& facts) {
  diag::Sink sink;
  source::SourceMap sources;
  sym::Facts known;
  sym::Assignment values = driver::read_sets(sets, sources, sink);
  driver::read_facts(facts, values, sources, sink, known);
  driver::read_inputs(inputs, values, sources, sink);
  return refuse_options(invocation, sink, sources);
}

Result<Asked> read_request(const Invocation& invocation) { return ask(invocation, first_operand(invocation)); }

Result<Network> read_network(const Invocation& invocation) { return read(invocation, first_operand(invocation)); }

Result<Network> read_network(const Invocation& invocation, const std::string& operand) {
  return read(invocation, &operand);
}

Exit show_diagnostics(const Invocation& invocation, const driver::Analysis& analysis) {
  auto diagnostics = diagnostics_text(invocation, analysis);
  if (!diagnostics) return complain(diagnostics.error().message);
  if (auto done = write(Stream::Err, *diagnostics); !done) return kUsage;
  return analysis.diagnostics.errors() > 0 ? kProblems : kClean;
}

Exit present(const Invocation& invocation, const std::function<Result<std::string>(const Network&)>& render,
             bool diagnostics_rendered) {
  auto network = read_network(invocation);
  if (!network) return complain(network.error().message);
  auto text = render(*network);
  if (!text) return complain(text.error().message);
  if (auto done = deliver(invocation, *text); !done) return complain(done.error().message);
  if (!diagnostics_rendered) return show_diagnostics(invocation, network->analysis);
  return network->analysis.diagnostics.errors() > 0 ? kProblems : kClean;
}

}  // namespace shapewise::cli
