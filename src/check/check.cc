// From the text of a file to its findings. Each network is analysed on its own, as if it were asked for alone.
#include "check/check.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <tuple>

#include "check/budget.h"
#include "check/ignore.h"
#include "layer/registry.h"
#include "report/report.h"

namespace shapewise::check {
namespace {

using diag::Diagnostic;
using diag::Kind;
using diag::Severity;

constexpr int kMostNetworks = 200;  // of one file

/// Files that never speak of torch hold no network; looking for the word is all they cost.
bool may_hold_networks(std::string_view text) {
  return text.find("torch") != std::string_view::npos || text.find("nn.Module") != std::string_view::npos;
}

std::string_view class_name(std::string_view target) { return target.substr(0, target.find('(')); }

/// What is said only because of the way the analysis was started, or because of its limits.
bool is_reason_to_skip(const Diagnostic& d) {
  return d.kind == Kind::InputSpec || d.kind == Kind::UnknownNetwork || d.kind == Kind::Limit ||
         d.kind == Kind::EmptyInput;
}

/// A layer of torch on its own, such as the loss in a script, is no network whose input could be told.
bool is_layer(const ir::Graph& graph) {
  return !graph.modules.empty() && graph.modules.front().op.valid() &&
         layer::spec(graph.modules.front().op).form == layer::Form::Module;
}

/// An exception is certain if a name is not there, or an attribute of a class of the file itself, or if a module is
/// used before its constructor has run. Others may come from a guess of arguments, from how the file is started, or
/// from a part of Python's library that is not modelled.
bool is_certain_exception(const Diagnostic& d, std::string_view text) {
  constexpr std::string_view kObject = "AttributeError: '";
  if (d.message.starts_with("NameError:") || d.message.starts_with("UnboundLocalError:")) return true;
  if (d.message.ends_with("before Module.__init__() call")) return true;
  if (!d.message.starts_with(kObject)) return false;
  std::string type = d.message.substr(kObject.size(), d.message.find('\'', kObject.size()) - kObject.size());
  return text.find(fmt::format("class {}(", type)) != std::string_view::npos;
}

class Checker {
 public:
  Checker(File file, const Options& options, driver::Files* files)
      : options_(options), files_(files), text_(std::move(file.text)), bytes_(file.bytes) {
    result_.path = std::move(file.path);
  }

  FileResult run() {
    if (result_.path.ends_with(".py") && !may_hold_networks(text_)) return std::move(result_);
    result_.examined = true;
    driver::Census census = driver::find_networks(request({}, nullptr));
    result_.sources.add(result_.path, std::string(census.file.sources[source::FileId{0}].text()));
    take_file(census.file);
    runs_ = std::move(census.runs);
    std::vector<driver::FoundNetwork> networks = asked_for(census.networks);
    if (networks.size() > kMostNetworks) {
      result_.gaps.push_back(
          fmt::format("only the first {} of {} networks are checked", kMostNetworks, networks.size()));
      networks.resize(kMostNetworks);
    }
    for (const driver::FoundNetwork& network : networks) check_network(network);
    finish();
    return std::move(result_);
  }

 private:
  driver::Request request(std::string target, const config::Network* known) const {
    driver::Request request;
    request.path = result_.path;
    request.text = text_;
    request.bytes = bytes_;
    request.target = std::move(target);
    request.roots = options_.config.roots;
    request.files = files_;
    request.runs = runs_.get();
    request.sets = options_.sets;
    request.facts = options_.facts;
    request.training = options_.config.training;
    if (known == nullptr) return request;
    request.inputs = known->inputs;
    request.sets.insert(request.sets.end(), known->sets.begin(), known->sets.end());
    request.facts.insert(request.facts.end(), known->facts.begin(), known->facts.end());
    request.training = known->training.value_or(request.training);
    return request;
  }

  /// Whether a path of the configuration names this file.
  bool is_path_here(std::string_view path) const {
    return result_.path == path || result_.path.ends_with("/" + std::string(path));
  }

  /// The name of a configured network without the file, if it is one of this file.
  std::optional<std::string_view> in_this_file(const config::Network& network) const {
    std::string_view name = network.name;
    if (is_path_here(name)) return "";
    std::size_t colon = name.find(".py:");
    if (colon == std::string_view::npos) return name;
    return is_path_here(name.substr(0, colon + 3)) ? std::optional(name.substr(colon + 4)) : std::nullopt;
  }

  const config::Network* configured(std::string_view target) const {
    for (const config::Network& network : options_.config.networks) {
      auto name = in_this_file(network);
      if (name && (*name == target || *name == class_name(target))) return &network;
    }
    return nullptr;
  }

  /// What was found, and in the place of classes that need arguments, the networks that the configuration makes of
  /// them.
  std::vector<driver::FoundNetwork> asked_for(const std::vector<driver::FoundNetwork>& found) const {
    std::vector<driver::FoundNetwork> all;
    for (const driver::FoundNetwork& network : found) {
      bool replaced = false;
      for (const config::Network& known : options_.config.networks) {
        auto name = in_this_file(known);
        bool made = name && name->find('(') != std::string_view::npos && *name != network.target &&
                    class_name(*name) == class_name(network.target);
        if (made) all.push_back({std::string(*name), "", network.range});
        replaced = replaced || (made && !network.needs.empty());
      }
      if (!replaced) all.push_back(network);
    }
    return all;
  }

  /// A finding with its places in the result's sources instead of those of one analysis.
  Diagnostic rehomed(Diagnostic d, const source::SourceMap& from) {
    auto move = [&](source::Range& range) {
      if (!range.valid() || range.file.index >= from.size()) return;
      const source::SourceFile& file = from[range.file];
      for (int i = 0; i < result_.sources.size(); ++i) {
        source::FileId id{i};
        if (result_.sources[id].path() != file.path()) continue;
        range.file = id;
        return;
      }
      range.file = result_.sources.add(file.path(), std::string(file.text())).id();
    };
    move(d.range);
    for (diag::Label& label : d.labels) move(label.range);
    for (diag::Fix& fix : d.fixes) {
      for (diag::Edit& edit : fix.edits) move(edit.range);
    }
    return d;
  }

  rules::Level level_of(std::string_view name, const Diagnostic& d) const {
    auto found = options_.config.levels.find(name);
    if (found != options_.config.levels.end()) return found->second;
    return d.severity == Severity::Error     ? rules::Level::Error
           : d.severity == Severity::Warning ? rules::Level::Warning
                                             : rules::Level::Note;
  }

  void add(std::string_view name, Diagnostic d, const source::SourceMap& from) {
    rules::Level level = level_of(name, d);
    if (level == rules::Level::Off) return;
    d.severity = level == rules::Level::Error     ? Severity::Error
                 : level == rules::Level::Warning ? Severity::Warning
                                                  : Severity::Note;
    result_.findings.push_back({name, rehomed(std::move(d), from)});
  }

  /// What running the file alone says.
  void take_file(const driver::Analysis& file) {
    for (const Diagnostic& d : file.diagnostics.all()) {
      bool doubtful = d.kind == Kind::PythonException && !is_certain_exception(d, text_);
      if (is_reason_to_skip(d) || doubtful) {
        result_.gaps.push_back(d.message);
      } else {
        add(diag::name(d.kind), d, file.sources);
      }
    }
  }

  void check_network(const driver::FoundNetwork& found) {
    const config::Network* known = configured(found.target);
    if (known != nullptr && known->skip) return;
    NetworkResult network;
    network.target = found.target;
    if (found.range.valid() && found.range.file.index == 0) {
      network.line = result_.sources[source::FileId{0}].line_of(found.range.begin);
    }
    if (!found.needs.empty()) {
      network.skipped = fmt::format("its constructor needs arguments: {}", found.needs);
    } else {
      analyse(found, known, network);
    }
    result_.networks.push_back(std::move(network));
  }

  void analyse(const driver::FoundNetwork& found, const config::Network* known, NetworkResult& network) {
    driver::Analysis analysis = driver::analyze(request(found.target, known));
    if (is_layer(analysis.graph)) {
      network.skipped = "it is a single layer";
      return;
    }
    for (const ir::Gap& gap : analysis.graph.gaps) network.gaps.push_back(gap.message);
    std::vector<Diagnostic> certain = certain_of(analysis, known, network);
    if (!network.skipped.empty()) return;
    for (Diagnostic& d : certain) add(diag::name(d.kind), std::move(d), analysis.sources);
    network.layers = static_cast<int>(analysis.graph.nodes.size());
    analysis::Tables tables = analysis::analyse(analysis.graph);
    apply_rules(analysis, tables);
    if (tables.totals.weights_exact) network.parameters = tables.totals.weights.parameters;
    if (tables.totals.macs.exact) network.macs = tables.totals.macs.value;
    std::vector<config::Budget> budgets = options_.config.budgets;
    if (known != nullptr) budgets.insert(budgets.end(), known->budgets.begin(), known->budgets.end());
    if (budgets.empty()) return;
    const std::string& title = found.target.empty() ? result_.path : found.target;
    report::Report report = report::build(title, analysis.graph, analysis.diagnostics, analysis.sources);
    for (Diagnostic& d : check_budgets(budgets, report, title, found.range)) {
      add("budget", std::move(d), analysis.sources);
    }
  }

  /// The diagnostics that are true whatever was guessed; sets `skipped` if the network was not analysed.
  std::vector<Diagnostic> certain_of(const driver::Analysis& analysis, const config::Network* known,
                                     NetworkResult& network) const {
    std::vector<Diagnostic> certain;
    bool configured = known != nullptr && !known->inputs.empty();
    for (const Diagnostic& d : analysis.diagnostics.all()) {
      // In what names the network: it is made in a function, from variables that are not there elsewhere.
      bool in_target = d.range.valid() && analysis.sources[d.range.file].path().starts_with("<network>");
      bool doubtful = in_target || (d.kind == Kind::PythonException && !is_certain_exception(d, text_));
      if (!configured && (is_reason_to_skip(d) || doubtful)) {
        if (network.skipped.empty() && d.severity == Severity::Error) network.skipped = d.message;
      } else {
        certain.push_back(d);
      }
    }
    return certain;
  }

  void apply_rules(const driver::Analysis& analysis, const analysis::Tables& tables) {
    if (analysis.graph.nodes.empty()) return;
    std::vector<Finding> found;
    rules::Finder finder(analysis.graph, tables, analysis.sources, found, analysis.trees);
    finder.guessed_input = !analysis.input_origin.empty();
    for (rules::RuleFunction rule : rules::generated_rules()) rules::run(rule(), level_of(rule()), finder);
    for (Finding& finding : found) {
      source::Range range = finding.diagnostic.range;
      bool library = range.valid() && analysis.sources[range.file].path().starts_with('<');
      if (!library) add(finding.name, std::move(finding.diagnostic), analysis.sources);
    }
  }

  rules::Level level_of(const rules::Rule& rule) const {
    const config::Levels& levels = options_.config.levels;
    auto found = levels.find(rule.name);
    if (found == levels.end()) found = levels.find("all");
    return found == levels.end() ? rule.level : found->second;
  }

  void finish() {
    std::vector<FileResult> alone;
    alone.push_back(std::move(result_));
    drop_repeated(alone);
    result_ = std::move(alone.front());
    std::vector<Ignore> ignores;
    for (int i = 0; i < result_.sources.size(); ++i) {
      std::vector<Ignore> more = read_ignores(result_.sources[source::FileId{i}]);
      ignores.insert(ignores.end(), more.begin(), more.end());
    }
    apply_ignores(result_.sources, result_.findings, ignores);
    // Whether a comment is needed is only known if everything in this file was looked at.
    bool all_seen = result_.gaps.empty() &&
                    std::all_of(result_.networks.begin(), result_.networks.end(), [](const NetworkResult& network) {
                      return network.skipped.empty() && network.gaps.empty();
                    });
    std::erase_if(ignores, [](const Ignore& ignore) { return ignore.range.file.index != 0; });
    std::vector<Finding> unused;
    if (all_seen) report_unused(ignores, unused);
    for (Finding& finding : unused) {
      bool off = level_of(finding.name, finding.diagnostic) == rules::Level::Off;
      if (!off) result_.findings.push_back(std::move(finding));
    }
    std::stable_sort(result_.findings.begin(), result_.findings.end(), [](const Finding& a, const Finding& b) {
      return std::tuple(a.diagnostic.range.file, a.diagnostic.range.begin) <
             std::tuple(b.diagnostic.range.file, b.diagnostic.range.begin);
    });
  }

  const Options& options_;
  driver::Files* files_;
  std::string text_;
  std::string_view bytes_;
  std::shared_ptr<driver::PythonRuns> runs_;  // once there are
  FileResult result_;
};

}  // namespace

FileResult check_file(File file, const Options& options, driver::Files* files) {
  return Checker(std::move(file), options, files).run();
}

void drop_repeated(std::vector<FileResult>& results) {
  std::set<std::tuple<std::string, int, int, std::string, std::string>> seen;
  auto drop = [&](FileResult& result, bool own) {
    std::erase_if(result.findings, [&](const Finding& finding) {
      const Diagnostic& d = finding.diagnostic;
      bool here = !d.range.valid() || result.sources[d.range.file].path() == result.path;
      if (here != own) return false;
      std::string path = d.range.valid() ? result.sources[d.range.file].path() : result.path;
      return !seen.emplace(path, d.range.begin, d.range.end, std::string(finding.name), d.message).second;
    });
  };
  // A file's own findings first: they stay where people look for them.
  for (bool own : {true, false}) {
    for (FileResult& result : results) drop(result, own);
  }
}

Totals count(std::span<const FileResult> results) {
  Totals totals;
  totals.files = static_cast<int>(results.size());
  for (const FileResult& result : results) {
    totals.examined += result.examined ? 1 : 0;
    for (const NetworkResult& network : result.networks) {
      ++totals.networks;
      totals.analysed += network.skipped.empty() ? 1 : 0;
      totals.complete += network.skipped.empty() && network.gaps.empty() ? 1 : 0;
    }
    for (const Finding& finding : result.findings) {
      Severity severity = finding.diagnostic.severity;
      ++(severity == Severity::Error ? totals.errors : severity == Severity::Warning ? totals.warnings : totals.notes);
    }
  }
  return totals;
}

}  // namespace shapewise::check
