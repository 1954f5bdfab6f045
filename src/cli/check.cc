// `shapewise check [PATH...]`: every network of files and folders, in as many threads as there are processors.
#include "check/check.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fmt/format.h>
#include <thread>

#include "check/fix.h"
#include "check/formats.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/findings.h"
#include "cli/network.h"
#include "cli/options.h"
#include "cli/project.h"
#include "cli/walk.h"
#include "cli/weights.h"

namespace shapewise::cli {
namespace {

constexpr int kMostThreads = 64;
constexpr int kMostJobs = 1'000'000;  // more than there are threads do no harm

constexpr Option kChecks[] = {
    {0, "config", Takes::File, "FILE",
     "settings, instead of the shapewise.toml or pyproject.toml of the folder or one above it"},
    {0, "rule", Takes::Text, "NAME[=LEVEL]",
     "set a rule to off, note, warning (default) or error; 'all' names every rule"},
    {0, "budget", Takes::Text, "LIMITS",
     "what each network may cost: params, trainable, macs, activations, weights, layers, as in 'params<1M, macs<300M'"},
    {0, "fix", Takes::Nothing, "", "apply the sure fixes: the only one offered, and verified by checking again"},
    {0, "diff", Takes::Nothing, "", "show the sure fixes as a patch instead of the findings"},
    {0, "weights", Takes::File, "FILE",
     "hold a file of weights (.safetensors, .pt, .pth, .bin, or their index.json) against the one network given, as "
     "load_state_dict does"},
    {'j', "jobs", Takes::Text, "NUMBER", "threads; as many as there are processors if not given"},
};

constexpr Option kNetworks[] = {
    {'N', "batch", Takes::Text, "SIZE", "give the symbol N a value"},
    {'s', "set", Takes::Text, "NAME=SIZE", "give any symbol a value; may be repeated"},
    {0, "assume", Takes::Text, "FACT", "take something for granted, such as 'H % 32 == 0'; may be repeated"},
    {0, "root", Takes::Text, "DIR", "look for imported modules below DIR, too; may be repeated"},
    kMode,
};

constexpr Option kReport[] = {
    {'f', "format", Takes::Choice, "FORMAT",
     "text, json, github (annotations), sarif (2.1.0), junit (XML) or gitlab (Code Quality)", check::kFormatNames},
    {'a', "all", Takes::Nothing, "", "in text: list every network, and what could not be understood"},
};

constexpr Example kExamples[] = {
    {"shapewise check", "every Python file and saved model of this folder and those below it"},
    {"shapewise check models/ train.py --rule all", "with the rules that are off by default, too"},
    {"shapewise check models/ --budget 'params<1M, macs<300M'", "nothing may cost more"},
    {"shapewise check --fix models/", "mend what can be mended for certain"},
    {"shapewise check model.py --weights model.safetensors", "what load_state_dict(strict=True) would say"},
    {"shapewise check --format sarif -o shapewise.sarif", "for code hosts"},
};

/// Reads and checks the files, each in one of several threads; results stand in the order of the files.
class Run {
 public:
  Run(const std::vector<std::string>& files, const check::Options& options) : files_(files), options_(options) {
    results_.resize(files.size());
    errors_.resize(files.size());
    // What takes longest comes first, so that no thread is left alone with it at the end.
    std::vector<std::pair<std::uintmax_t, std::size_t>> sizes;
    for (std::size_t i = 0; i < files.size(); ++i) sizes.emplace_back(size_of(files[i]), i);
    std::stable_sort(sizes.begin(), sizes.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    for (const auto& [size, i] : sizes) order_.push_back(i);
  }

  void start(int threads) {
    std::vector<std::thread> workers;
    for (int i = 1; i < threads; ++i) workers.emplace_back([this] { work(); });
    work();
    for (std::thread& worker : workers) worker.join();
  }

  check::FileResult check(check::File file) const {
    DiskFiles disk(file.path, options_.config.roots, driver::Request().limits.bytes);
    return check::check_file(std::move(file), options_, &disk);
  }

  std::vector<check::FileResult>& results() { return results_; }
  /// The first file that could not be read.
  Result<void> failure() const {
    for (const std::string& error : errors_) {
      if (!error.empty()) return fail(error);
    }
    return {};
  }

 private:
  static std::uintmax_t size_of(const std::string& path) {
    std::error_code missing;
    std::uintmax_t size = std::filesystem::file_size(path, missing);
    return missing ? 0 : size;
  }

  void work() {
    for (std::size_t next = next_++; next < order_.size(); next = next_++) {
      std::size_t i = order_[next];
      auto contents = read_contents(files_[i], driver::Format::Detect, driver::Request().limits.bytes);
      if (contents) {
        results_[i] = check({files_[i], std::move(contents->text), contents->bytes()});
      } else {
        errors_[i] = contents.error().message;
      }
    }
  }

  const std::vector<std::string>& files_;
  const check::Options& options_;
  std::vector<std::size_t> order_;  // in which they are checked
  std::vector<check::FileResult> results_;
  std::vector<std::string> errors_;
  std::atomic<std::size_t> next_ = 0;
};

Result<int> threads_of(const Invocation& invocation, std::size_t files) {
  auto jobs = number_of(invocation, "jobs", 1, kMostJobs, std::max(1U, std::thread::hardware_concurrency()));
  if (!jobs) return tl::unexpected(jobs.error());
  auto useful = std::clamp<std::int64_t>(static_cast<std::int64_t>(files), 1, kMostThreads);
  return static_cast<int>(std::min(*jobs, useful));
}

/// Applies the sure fixes to the files, or returns them as a patch.
Result<std::string> fix(Run& run, bool write) {
  std::string patch;
  for (check::FileResult& result : run.results()) {
    if (result.findings.empty()) continue;
    std::string path = result.path;
    check::Fixed fixed = check::apply_sure_fixes(result, [&](std::string text) {
      return run.check({path, std::move(text)});
    });
    if (fixed.titles.empty()) continue;
    std::string before(result.sources[source::FileId{0}].text());
    if (!write) {
      patch += check::unified_diff(path, before, fixed.text);
      continue;
    }
    if (auto done = write_file(path, fixed.text); !done) return tl::unexpected(done.error());
    result = run.check({path, fixed.text});
  }
  return patch;
}

Result<Exit> check_paths(const Invocation& invocation) {
  std::vector<std::string> paths = invocation.operands();
  if (paths.empty()) paths.emplace_back(".");
  auto project = read_project(invocation, paths.front());
  if (!project) return tl::unexpected(project.error());
  if (auto added = add_options(invocation, project->config); !added) return tl::unexpected(added.error());
  auto files = files_below(paths, project->config.exclude, project->folder);
  if (!files) return tl::unexpected(files.error());
  auto threads = threads_of(invocation, files->size());
  if (!threads) return tl::unexpected(threads.error());

  auto sets = sets_of(invocation);
  if (!sets) return tl::unexpected(sets.error());
  check::Options options{project->config, std::move(*sets), invocation.values("assume")};
  if (auto read = check_sizes(invocation, {}, options.sets, options.facts); !read) return tl::unexpected(read.error());
  Run run(*files, options);
  run.start(*threads);
  if (auto failed = run.failure(); !failed) return tl::unexpected(failed.error());
  bool patch_only = invocation.has("diff");
  Result<std::string> patch = patch_only || invocation.has("fix") ? fix(run, !patch_only) : Result<std::string>("");
  if (!patch) return tl::unexpected(patch.error());
  check::drop_repeated(run.results());
  auto text = patch_only ? patch : render_findings(invocation, run.results());
  if (!text) return tl::unexpected(text.error());
  if (auto done = deliver(invocation, *text); !done) return tl::unexpected(done.error());
  return check::count(run.results()).errors > 0 ? kProblems : kClean;
}

Exit run(const Invocation& invocation) {
  auto status = invocation.has("weights") ? check_weights(invocation) : check_paths(invocation);
  return status ? *status : complain(status.error().message);
}

}  // namespace

Command check_command() {
  static const OptionGroup groups[] = {{"Checks", kChecks},
                                       {"Networks", kNetworks},
                                       {"Report", kReport},
                                       {"Output", text_options()},
                                       {"General", general_options()}};
  return {.name = "check",
          .operand = "[PATH...]",
          .summary = "Check every network in files and folders.",
          .description =
              "Each network that can be built is analysed, in parallel; Python files that do not speak of torch are "
              "skipped, as are files that git ignores. In folders, models saved as .onnx and .keras are checked, too. "
              "Without PATH this folder is checked. Errors are reported only where they are "
              "certain; --all shows what could not be understood. Settings are read from shapewise.toml or from "
              "[tool.shapewise] in pyproject.toml. A comment '# shapewise: ignore[kind]' on a line ignores a finding "
              "there.",
          .groups = groups,
          .examples = kExamples,
          .run = run};
}

}  // namespace shapewise::cli
