// `shapewise diff OLD NEW`: what changed between two networks, or between two revisions of a project.
#include <algorithm>
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/files.h"
#include "cli/git.h"
#include "cli/network.h"
#include "cli/options.h"
#include "config/budget.h"
#include "report/delta.h"

namespace shapewise::cli {
namespace {

constexpr std::string_view kFormats[] = {"text", "markdown", "json"};

constexpr Option kDiff[] = {
    {'f', "format", Takes::Choice, "FORMAT", "text, markdown (for a pull request) or json", kFormats},
    {0, "fail-on", Takes::Text, "LIMITS",
     "exit with status 1 if a total grows by more: 'params>+5%, macs>+1M, activations>+64KiB'"},
};

constexpr Example kExamples[] = {
    {"shapewise diff old.py new.py -i N,3,224,224", "two files"},
    {"shapewise diff net.py:Small net.py:Large", "two networks of one file"},
    {"shapewise diff main..HEAD -- models/", "two revisions: every network in the files that differ"},
    {"shapewise diff main.. --format markdown --fail-on 'params>+5%'", "the files as they are now, for a pull request"},
};

/// A network of one side; absent if it is not there.
struct Side {
  std::optional<report::Report> report;
  std::string title;
};

Result<Side> read_side(const Invocation& invocation, const std::string& operand) {
  auto network = read_network(invocation, operand);
  if (!network) return tl::unexpected(network.error());
  return Side{std::move(network->report), operand};
}

report::Delta compare(const Side& before, const Side& after) {
  report::Report nothing;
  report::Delta delta = report::delta_of(before.report.value_or(nothing), after.report.value_or(nothing));
  delta.before = before.title;
  delta.after = after.title;
  return delta;
}

/// The networks of a file below a folder, each with the operand that names it. None if there is no such file.
std::vector<std::string> networks_of(const Invocation& invocation, const std::string& path) {
  std::vector<std::string> operands;
  driver::Request request;
  auto text = is_file(path) ? read_file(path, request.limits.bytes) : Result<std::string>("");
  if (!text || text->find("torch") == std::string::npos) return operands;
  request.path = path;
  request.text = *text;
  request.roots = invocation.values("root");
  DiskFiles files(path, request.roots, request.limits.bytes);
  request.files = &files;
  for (const driver::FoundNetwork& network : driver::find_networks(request).networks) {
    if (network.needs.empty()) operands.push_back(fmt::format("{}:{}", path, network.target));
  }
  return operands;
}

Result<std::vector<report::Delta>> compare_revisions(const Invocation& invocation, const Revisions& revisions,
                                                     const std::vector<std::string>& paths) {
  auto changed = changed_files(revisions, paths);
  if (!changed) return tl::unexpected(changed.error());
  auto before = Checkout::make(revisions.before);
  if (!before) return tl::unexpected(before.error());
  auto root = repository_root();
  if (!root) return tl::unexpected(root.error());
  std::optional<Checkout> after;
  if (!revisions.after.empty()) {
    auto made = Checkout::make(revisions.after);
    if (!made) return tl::unexpected(made.error());
    after.emplace(std::move(*made));
  }
  std::string folders[] = {before->folder() + "/", (after ? after->folder() : *root) + "/"};
  std::vector<report::Delta> all;
  for (const std::string& file : *changed) {
    std::vector<std::string> names;
    for (const std::string& folder : folders) {
      for (const std::string& operand : networks_of(invocation, folder + file)) {
        std::string name = operand.substr(folder.size());
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
      }
    }
    for (const std::string& name : names) {
      Side sides[2];
      for (int i = 0; i < 2; ++i) {
        auto network = read_network(invocation, folders[i] + name);
        bool there = network && !network->report.layers.empty();
        if (there) sides[i].report = std::move(network->report);
        sides[i].title = there ? name : "nothing";
      }
      report::Delta delta = compare(sides[0], sides[1]);
      if (!delta.same()) all.push_back(std::move(delta));
    }
  }
  return all;
}

/// The totals that grew by more than they may, in words.
std::vector<std::string> grown(const report::Delta& delta, const std::vector<config::Growth>& growths) {
  std::vector<std::string> messages;
  auto number = [](const std::optional<sym::Expr>& value) {
    return value ? sym::substitute(*value, {{"N", sym::Expr(1)}}).constant() : std::nullopt;
  };
  for (const config::Growth& growth : growths) {
    for (const report::TotalChange& total : delta.totals) {
      if (total.name != config::name(growth.quantity)) continue;
      auto before = number(total.value.before);
      auto after = number(total.value.after);
      if (before && after && !config::is_too_much(growth, *before, *after)) continue;
      messages.push_back(
          before && after ? fmt::format("{}: {} grow by {}, and {} is too much", delta.after, total.title,
                                        report::change_text(total.value, total.bytes, sym::Style::Unicode), growth.text)
                          : fmt::format("{}: it cannot be told how much {} grow", delta.after, total.title));
    }
  }
  return messages;
}

Result<std::string> render(const Invocation& invocation, const std::vector<report::Delta>& deltas) {
  const std::string* format = invocation.value("format");
  if (format != nullptr && *format == "json") return report::json(deltas);
  bool markdown = format != nullptr && *format == "markdown";
  auto view = view_of(invocation, Stream::Out);
  if (!view) return tl::unexpected(view.error());
  std::string text;
  for (const report::Delta& delta : deltas) {
    text += text.empty() ? "" : "\n";
    text += markdown ? report::markdown(delta) : report::text(delta, *view);
  }
  return text.empty() ? "No network changed.\n" : text;
}

Result<std::vector<report::Delta>> compare_operands(const Invocation& invocation) {
  const std::vector<std::string>& operands = invocation.operands();
  if (operands.empty()) return fail("give two networks, or two revisions such as main..HEAD");
  if (auto revisions = split_revisions(operands.front())) {
    return compare_revisions(invocation, *revisions, {operands.begin() + 1, operands.end()});
  }
  if (operands.size() != 2) return fail("give two networks, or two revisions such as main..HEAD");
  auto before = read_side(invocation, operands[0]);
  if (!before) return tl::unexpected(before.error());
  auto after = read_side(invocation, operands[1]);
  if (!after) return tl::unexpected(after.error());
  return std::vector<report::Delta>{compare(*before, *after)};
}

Exit run(const Invocation& invocation) {
  std::vector<config::Growth> growths;
  for (const std::string& text : invocation.values("fail-on")) {
    auto parsed = config::parse_growths(text);
    if (!parsed) return complain(parsed.error().message);
    growths.insert(growths.end(), parsed->begin(), parsed->end());
  }
  auto deltas = compare_operands(invocation);
  if (!deltas) return complain(deltas.error().message);
  auto text = render(invocation, *deltas);
  if (!text) return complain(text.error().message);
  if (auto done = deliver(invocation, *text); !done) return complain(done.error().message);
  std::string failures;
  for (const report::Delta& delta : *deltas) {
    for (const std::string& message : grown(delta, growths)) failures += message + "\n";
  }
  if (failures.empty()) return kClean;
  auto done = write(Stream::Err, failures);
  return done ? kProblems : kUsage;
}

}  // namespace

Command diff_command() {
  static const OptionGroup groups[] = {{"Comparison", kDiff},
                                       {"Network", network_options()},
                                       {"Output", text_options()},
                                       {"General", general_options()}};
  return {
      .name = "diff",
      .operand = "OLD NEW | REVISIONS [-- PATH...]",
      .summary = "Show what changed between two networks, or between two revisions.",
      .description =
          "Per layer and in total: shapes, parameters, multiply-adds, memory. OLD and NEW are files as for the other "
          "commands. REVISIONS are two of git's with two dots between them; every network in the files that differ is "
          "compared.",
      .groups = groups,
      .examples = kExamples,
      .run = run};
}

}  // namespace shapewise::cli
