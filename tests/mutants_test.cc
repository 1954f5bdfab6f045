// Networks that were changed, as PyTorch ran them (tests/oracle/mutants, made by tools/oracle/mutants.py). A change
// that PyTorch rejects must be reported at a line that its traceback names, or at the change itself; one that it
// accepts must give its parameters and outputs.
//
//   SHAPEWISE_MUTANTS=FILE build/dev/shapewise_tests --gtest_filter='*Mutants.*'
//
// takes the mutants of another file, and shows every one that is not as it should be.
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <rapidjson/document.h>
#include <sstream>
#include <thread>

#include "analysis/totals.h"
#include "cli/files.h"
#include "driver/analyze.h"

namespace shapewise {
namespace {

constexpr const char* kFolder = "tests/oracle/mutants/";
constexpr int kMostShown = 10;

struct Edit {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string text;
};

struct Lines {
  int first = 0;
  int last = 0;
};

struct Mutant {
  int line = 0;  // of the file
  std::string seed;
  std::string target;  // empty: the seed says it, and its inputs
  std::vector<std::string> inputs;
  std::string kind;
  std::vector<Edit> edits;
  std::string error;           // PyTorch's; empty: it runs
  std::vector<Lines> frames;   // the statements of its traceback in this file
  std::vector<Lines> changed;  // where the edits are in the changed text
  std::string parameters;
  std::string outputs;
};

struct Seed {
  std::string path;  // of a file that may import its neighbours; empty: it stands alone
  std::string text;
  std::string target;
  std::vector<std::string> inputs;
};

std::string read(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file.good()) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string comment(const std::string& text, const std::string& key) {
  std::size_t begin = text.find("# " + key + ": ") + key.size() + 4;
  return text.substr(begin, text.find('\n', begin) - begin);
}

/// A committed network by its name, or what the mutant itself says of the file that it changes.
const Seed& seed(const Mutant& mutant) {
  static std::map<std::string, Seed> seeds;
  const std::string& name = mutant.seed;
  auto [found, fresh] = seeds.try_emplace(name + mutant.target);
  if (!fresh) return found->second;
  if (!mutant.target.empty()) {
    std::string path = std::filesystem::weakly_canonical(std::filesystem::path(kFolder) / name);
    return found->second = {path, read(path), mutant.target, mutant.inputs};
  }
  found->second.text = read(kFolder + ("seeds/" + name + ".py"));
  found->second.target = comment(found->second.text, "target");
  std::istringstream inputs(comment(found->second.text, "input"));
  for (std::string input; std::getline(inputs, input, ';');)
    found->second.inputs.push_back(input.substr(input.find_first_not_of(' ')));
  return found->second;
}

std::vector<Lines> read_lines(const rapidjson::Value& json, const char* field) {
  std::vector<Lines> lines;
  if (!json.HasMember(field)) return lines;
  for (const auto& item : json[field].GetArray()) lines.push_back({item[0].GetInt(), item[1].GetInt()});
  return lines;
}

std::vector<Mutant> read_mutants(const std::string& path) {
  std::istringstream file(read(path));
  std::vector<Mutant> mutants;
  for (std::string line; std::getline(file, line);) {
    rapidjson::Document json;
    json.Parse(line.c_str());
    Mutant made;
    made.line = static_cast<int>(mutants.size()) + 1;
    made.seed = json["seed"].GetString();
    made.kind = json["kind"].GetString();
    if (json.HasMember("target")) {
      made.target = json["target"].GetString();
      for (const auto& input : json["inputs"].GetArray()) made.inputs.push_back(input.GetString());
    }
    for (const auto& edit : json["edits"].GetArray())
      made.edits.push_back({edit[0].GetUint64(), edit[1].GetUint64(), edit[2].GetString()});
    if (json.HasMember("error")) made.error = json["error"].GetString();
    made.frames = read_lines(json, "lines");
    made.changed = read_lines(json, "changed");
    if (json.HasMember("parameters")) {
      made.parameters = fmt::format("{}", json["parameters"].GetInt64());
      for (const auto& shape : json["outputs"].GetArray()) {
        std::vector<std::int64_t> sizes;
        for (const auto& size : shape.GetArray()) sizes.push_back(size.GetInt64());
        made.outputs += fmt::format("({}{}) ", fmt::join(sizes, ", "), sizes.size() == 1 ? "," : "");
      }
    }
    mutants.push_back(std::move(made));
  }
  return mutants;
}

/// Edits of a text, which do not overlap.
std::string edited(std::string text, std::vector<Edit> edits) {
  std::stable_sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.begin < b.begin; });
  for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit) {
    text.replace(edit->begin, edit->end - edit->begin, edit->text);
  }
  return text;
}

driver::Analysis analyze(const Seed& from, std::string text) {
  driver::Request request;
  request.path = from.path.empty() ? "model.py" : from.path;
  request.format = driver::Format::Python;
  request.text = std::move(text);
  request.target = from.target;
  request.inputs = from.inputs;
  if (from.path.empty()) return driver::analyze(request);
  cli::DiskFiles files(from.path, request.roots, request.limits.bytes);
  request.files = &files;
  return driver::analyze(request);
}

std::string outputs_of(const ir::Graph& graph) {
  std::string text;
  for (ir::ValueId id : graph.outputs) text += ir::to_text(graph[id].tensor) + " ";
  return text;
}

bool is_in(int line, const std::vector<Lines>& lines) {
  return std::any_of(lines.begin(), lines.end(), [&](Lines l) { return l.first <= line && line <= l.last; });
}

/// What the analysis of a mutant is worth.
struct Verdict {
  bool found = false;  // an error, where it belongs; or the right numbers
  bool named = false;  // the change is marked: it is among what the error shows
  bool fixed = false;  // a fix gives the network's own outputs
  std::string why;
};

class Judge {
 public:
  Judge(const Mutant& mutant, const Seed& from)
      : mutant_(mutant), seed_(from), text_(edited(from.text, mutant.edits)), found_(analyze(from, text_)) {}

  Verdict harmless() {
    Verdict verdict;
    for (const diag::Diagnostic& d : found_.diagnostics.all()) {
      if (d.severity == diag::Severity::Error) verdict.why = "false alarm: " + d.message;
    }
    if (!verdict.why.empty()) return verdict;
    analysis::Totals totals = analysis::analyse(found_.graph).totals;
    std::string parameters = totals.weights_exact ? sym::to_text(totals.weights.parameters, sym::Style::Python) : "?";
    std::string outputs = outputs_of(found_.graph);
    verdict.found = parameters == mutant_.parameters && outputs == mutant_.outputs;
    if (verdict.found) return verdict;
    verdict.why = fmt::format("{} parameters, outputs {}, not {} and {}", parameters, outputs, mutant_.parameters,
                              mutant_.outputs);
    for (const ir::Gap& gap : found_.graph.gaps) verdict.why += "; " + gap.message;
    return verdict;
  }

  Verdict broken() {
    Verdict verdict;
    std::string original = outputs_of(analyze(seed_, seed_.text).graph);
    for (const diag::Diagnostic& d : found_.diagnostics.all()) {
      if (d.severity != diag::Severity::Error) continue;
      int line = line_of(d.range);
      bool placed = mutant_.frames.empty() || is_in(line, mutant_.frames) || is_in(line, mutant_.changed);
      // In a neighbour of the file: then the calls on the way there are labelled.
      for (const diag::Label& label : d.labels)
        placed = placed || (line == 0 && is_in(line_of(label.range), mutant_.frames));
      verdict.found = verdict.found || placed;
      verdict.named = verdict.named || marks_change(d);
      verdict.fixed = verdict.fixed || is_fixed(d, original);
      verdict.why += fmt::format("{}line {}: {}", verdict.why.empty() ? "" : "; ", line, d.message);
    }
    for (const ir::Gap& gap : found_.graph.gaps) verdict.why += "; gap: " + gap.message;
    return verdict;
  }

 private:
  /// In the file that was changed; 0 elsewhere.
  int line_of(source::Range range) const {
    bool here = range.valid() && range.file.index == 0;
    return here ? found_.sources[range.file].line_of(range.begin) : 0;
  }

  bool marks_change(const diag::Diagnostic& d) const {
    bool marked = is_in(line_of(d.range), mutant_.changed);
    for (const diag::Label& label : d.labels) marked = marked || is_in(line_of(label.range), mutant_.changed);
    for (const diag::Fix& fix : d.fixes) {
      for (const diag::Edit& edit : fix.edits) marked = marked || is_in(line_of(edit.range), mutant_.changed);
    }
    return marked;
  }

  bool is_fixed(const diag::Diagnostic& d, const std::string& original) const {
    return std::any_of(d.fixes.begin(), d.fixes.end(), [&](const diag::Fix& fix) {
      std::vector<Edit> edits;
      for (const diag::Edit& edit : fix.edits) {
        edits.push_back(
            {static_cast<std::size_t>(edit.range.begin), static_cast<std::size_t>(edit.range.end), edit.text});
      }
      driver::Analysis after = analyze(seed_, edited(text_, edits));
      return after.diagnostics.errors() == 0 && outputs_of(after.graph) == original;
    });
  }

  const Mutant& mutant_;
  const Seed& seed_;
  std::string text_;
  driver::Analysis found_;
};

const char* other_file() { return std::getenv("SHAPEWISE_MUTANTS"); }

class Tally {
 public:
  void count(bool right, const Mutant& mutant, std::string_view what, std::string_view why) {
    ++all_;
    right_ += right ? 1 : 0;
    if (right || (other_file() == nullptr && all_ - right_ > kMostShown)) return;
    shown_ += fmt::format("{} {}: {} {}, PyTorch: {}\n    {}\n", mutant.line, what, mutant.seed, mutant.kind,
                          mutant.error.empty() ? "runs" : mutant.error, why);
  }
  double percent() const { return all_ > 0 ? 100.0 * right_ / all_ : 100.0; }
  int all() const { return all_; }
  const std::string& shown() const { return shown_; }

 private:
  int all_ = 0;
  int right_ = 0;
  std::string shown_;
};

/// A file of mutants, and what has been reached with it, in percent, which only goes up.
struct Collection {
  const char* name;
  double found;
  double named;
  double fixed;
};
constexpr Collection kCollections[] = {{"mutants", 98.5, 86, 76}, {"meant", 98.5, 90, 86}};

class Mutants : public testing::TestWithParam<Collection> {};

std::vector<Collection> collections() {
  if (other_file() != nullptr) return {{"other", 0, 0, 0}};
  return {std::begin(kCollections), std::end(kCollections)};
}

struct Judged {
  Mutant mutant;
  const Seed* from;
  Verdict verdict;
};

/// The mutants that PyTorch rejects, or those that it runs, with what the analysis of each is worth.
std::vector<Judged> judged(const Collection& collection, bool broken) {
  std::string file = other_file() != nullptr ? other_file() : fmt::format("{}{}.jsonl", kFolder, collection.name);
  std::vector<Judged> all;
  for (Mutant& mutant : read_mutants(file)) {
    if (mutant.error.empty() == broken) continue;
    const Seed& from = seed(mutant);
    all.push_back({std::move(mutant), &from, {}});
  }
  std::atomic<std::size_t> next = 0;
  auto work = [&] {
    for (std::size_t i = next++; i < all.size(); i = next++) {
      auto& [mutant, from, verdict] = all[i];
      Judge judge(mutant, *from);
      verdict = broken ? judge.broken() : judge.harmless();
    }
  };
  std::vector<std::thread> others;
  for (unsigned more = 1; more < std::thread::hardware_concurrency(); ++more) others.emplace_back(work);
  work();
  for (std::thread& other : others) other.join();
  return all;
}

TEST_P(Mutants, BrokenOnesAreFound) {
  Tally found;
  Tally named;
  Tally fixed;
  for (const auto& [mutant, from, verdict] : judged(GetParam(), true)) {
    found.count(verdict.found, mutant, "not found", verdict.why);
    named.count(verdict.named, mutant, "cause not named", verdict.why);
    fixed.count(verdict.fixed, mutant, "not fixed", verdict.why);
  }
  std::cout << fmt::format("of {} broken networks {:.1f} % found, {:.1f} % with their cause, {:.1f} % with a fix\n",
                           found.all(), found.percent(), named.percent(), fixed.percent());
  EXPECT_GT(found.all(), 0);
  EXPECT_GE(found.percent(), GetParam().found) << found.shown();
  EXPECT_GE(named.percent(), GetParam().named) << named.shown();
  EXPECT_GE(fixed.percent(), GetParam().fixed) << fixed.shown();
  if (other_file() != nullptr) std::cout << found.shown() << named.shown() << fixed.shown();
}

TEST_P(Mutants, HarmlessOnesAreLeftAlone) {
  Tally right;
  for (const auto& [mutant, from, verdict] : judged(GetParam(), false)) {
    right.count(verdict.found, mutant, "differs", verdict.why);
  }
  std::cout << fmt::format("of {} harmless networks {:.1f} % are right\n", right.all(), right.percent());
  EXPECT_GT(right.all(), 0);
  EXPECT_EQ(right.percent(), 100) << right.shown();
}

INSTANTIATE_TEST_SUITE_P(Oracle, Mutants, testing::ValuesIn(collections()),
                         [](const auto& collection) { return collection.param.name; });

}  // namespace
}  // namespace shapewise
