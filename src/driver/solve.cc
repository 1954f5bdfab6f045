// Conditions are evaluated on every candidate in small ranges; those on one hole alone narrow its range first. What is
// shown as a solution has been analysed with its numbers, like any other network.
#include "driver/solve.h"

#include <algorithm>
#include <fmt/format.h>
#include <functional>

#include "base/edit_distance.h"
#include "import/input_spec.h"
#include "sym/facts.h"

namespace shapewise::driver {
namespace {

using sym::Expr;
using sym::Relation;
using sym::Truth;

constexpr Int kMostCandidates = 400'000;
constexpr std::size_t kMostShown = 12;

/// A place in the text that a number is put into.
struct Spot {
  int begin = 0;
  int end = 0;
  std::string before;  // written in front of the value: ", padding="
  std::size_t hole = 0;
};

struct Range {
  std::string_view name;
  Int least;
  Int most;
};

/// What is tried for arguments of these names; others are channels, features or sizes.
constexpr Range kRanges[] = {{"kernel_size", 1, 16},  {"stride", 1, 8},    {"padding", 0, 8},
                             {"dilation", 1, 4},      {"groups", 1, 64},   {"output_padding", 0, 3},
                             {"scale_factor", 1, 16}, {"num_heads", 1, 64}};
constexpr Int kMostOther = 1 << 16;

bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

/// The keyword in front of a place in the text, if there is one.
std::string keyword_before(std::string_view text, std::size_t at) {
  auto skip = [&] {
    while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '(' || text[at - 1] == ',' || text[at - 1] == '?')) --at;
  };
  skip();
  if (at == 0 || text[at - 1] != '=') return "";
  --at;
  while (at > 0 && text[at - 1] == ' ') --at;
  std::size_t end = at;
  while (at > 0 && is_name(text[at - 1])) --at;
  return std::string(text.substr(at, end - at));
}

/// Places of the question marks, outside of comments and strings.
std::vector<std::size_t> question_marks(std::string_view text) {
  std::vector<std::size_t> places;
  char quote = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (quote != '\0') {
      if (c == '\\') ++i;
      if (c == quote || c == '\n') quote = '\0';
    } else if (c == '#') {
      while (i < text.size() && text[i] != '\n') ++i;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '?') {
      places.push_back(i);
    }
  }
  return places;
}

class Solver {
 public:
  explicit Solver(const Question& question) : question_(question), text_(question.request.text) {
    Format format = question.request.format;
    is_program_ = (format == Format::Detect ? detect(question.request.path, text_) : format) == Format::Python;
  }

  Result<Solutions> run() {
    for (std::size_t at : question_marks(text_)) {
      add_spot({static_cast<int>(at), static_cast<int>(at) + 1, "", 0}, keyword_before(text_, at));
    }
    for (const std::string& name : question_.free) {
      if (auto done = free_argument(name); !done) return tl::unexpected(done.error());
    }
    if (spots_.empty()) return fail("there is nothing to solve for: write ? in the place of a number, or use --free");
    std::sort(spots_.begin(), spots_.end(), [](const Spot& a, const Spot& b) { return a.begin < b.begin; });
    analysis_ = analyze(with_symbols());
    name_positional();
    set_ranges();
    if (auto done = gather(); !done) return tl::unexpected(done.error());
    if (result_.refuted.empty()) search();
    return std::move(result_);
  }

 private:
  /// A name that a list takes for a size, and that a program hardly has.
  std::string symbol(std::size_t hole) const { return fmt::format("{}{}", is_program_ ? "_x" : "x", hole + 1); }

  void add_spot(Spot spot, std::string name) {
    spot.hole = result_.holes.size();
    spots_.push_back(std::move(spot));
    result_.holes.push_back({std::move(name), 0, 0});
  }

  /// "conv1.padding": the argument where its value stands, or a new one at the end of the call.
  Result<void> free_argument(const std::string& name) {
    std::size_t dot = name.rfind('.');
    if (dot == std::string::npos)
      return fail(fmt::format("--free takes an argument of a layer, such as conv1.padding, not '{}'", name));
    std::string path = name.substr(0, dot);
    std::string param = name.substr(dot + 1);
    Analysis plain = analyze(question_.request);
    std::vector<std::string_view> paths;
    for (const ir::Module& module : plain.graph.modules) {
      paths.push_back(module.path);
      if (module.path != path) continue;
      const ir::Arg* arg = nullptr;
      for (const ir::Arg& one : module.args) arg = one.name == param ? &one : arg;
      if (arg == nullptr) return fail(fmt::format("{} has no argument '{}'", module.type, param));
      source::Range range = arg->given ? arg->value.range : module.defined;
      if (!range.valid() || range.file.index != 0) return fail(fmt::format("'{}' is not set in this file", name));
      arg->given ? add_spot({range.begin, range.end, "", 0}, param)
                 : add_spot({range.end - 1, range.end - 1, fmt::format(", {}=", param), 0}, param);
      return {};
    }
    std::vector<std::string_view> near = similar(path, paths);
    return fail(fmt::format("there is no layer '{}'{}", path,
                            near.empty() ? "" : fmt::format("; did you mean {}?", near.front())));
  }

  std::string filled(const std::function<std::string(std::size_t)>& value) const {
    std::string text;
    std::size_t at = 0;
    for (const Spot& spot : spots_) {
      text += text_.substr(at, static_cast<std::size_t>(spot.begin) - at) + spot.before + value(spot.hole);
      at = static_cast<std::size_t>(spot.end);
    }
    return text + text_.substr(at);
  }

  Request with_symbols() const {
    Request request = question_.request;
    request.text = filled([&](std::size_t hole) { return symbol(hole); });
    for (std::size_t i = 0; i < result_.holes.size(); ++i) request.symbols.push_back(symbol(i));
    // Nobody prints a module with holes: what looks like one is a list of a single layer.
    if (request.format == Format::Detect && detect(request.path, request.text) == Format::Printed)
      request.format = Format::List;
    return request;
  }

  Analysis with_numbers(const std::vector<Int>& values) const {
    Request request = question_.request;
    request.text = filled([&](std::size_t hole) { return to_string(values[hole]); });
    return analyze(request);
  }

  /// A hole without a keyword is called as the parameter that it was given for.
  void name_positional() {
    auto visit = [&](const ir::Args& args) {
      for (const ir::Arg& arg : args) {
        const Expr* value = arg.value.as<Expr>();
        for (std::size_t i = 0; i < result_.holes.size(); ++i) {
          bool here = value != nullptr && value->symbol_name() == symbol(i);
          if (here && result_.holes[i].name.empty()) result_.holes[i].name = arg.name;
        }
      }
    };
    for (const ir::Module& module : analysis_.graph.modules) visit(module.args);
    for (const ir::Node& node : analysis_.graph.nodes) visit(node.args);
    for (std::size_t i = 0; i < result_.holes.size(); ++i) {
      std::string& name = result_.holes[i].name;
      if (name.empty()) name = fmt::format("x{}", i + 1);
    }
    for (std::size_t i = 0; i < result_.holes.size(); ++i) {
      int same = 0;
      for (std::size_t j = 0; j < result_.holes.size(); ++j) same += result_.holes[j].name == result_.holes[i].name;
      if (same < 2) continue;
      std::string base = result_.holes[i].name;
      int number = 0;
      for (Hole& hole : result_.holes) {
        if (hole.name == base) hole.name = fmt::format("{}_{}", base, ++number);
      }
    }
  }

  void set_ranges() {
    for (Hole& hole : result_.holes) {
      hole.least = 1;
      hole.most = kMostOther;
      for (const Range& range : kRanges) {
        if (!hole.name.starts_with(range.name)) continue;
        hole.least = range.least;
        hole.most = range.most;
      }
    }
  }

  Result<void> gather() {
    const std::vector<diag::Diagnostic>& found = analysis_.diagnostics.all();
    for (const diag::Diagnostic& d : found) {
      if (d.severity == diag::Severity::Error) result_.refuted = d.message;
      if (!result_.refuted.empty()) return {};
    }
    if (!analysis_.graph.gaps.empty()) {
      return fail(
          fmt::format("the network is not understood with open numbers: {}", analysis_.graph.gaps.front().message));
    }
    for (const ir::Assumption& assumption : analysis_.graph.assumptions) add_condition(assumption.relation);
    return question_.output.empty() ? Result<void>() : want_output();
  }

  void add_condition(const Relation& relation) {
    if (analysis_.graph.facts.prove(relation) == Truth::No) result_.refuted = sym::to_text(renamed(relation));
    conditions_.push_back(relation);
  }

  Result<void> want_output() {
    diag::Sink sink;
    source::SourceMap sources;
    const source::SourceFile& file = sources.add("--output", question_.output);
    auto wanted = import::parse_input(file, file.range(0, static_cast<int>(question_.output.size())), {}, sink);
    if (!wanted) return fail(fmt::format("--output takes a shape such as N,32,16,16, not '{}'", question_.output));
    if (analysis_.graph.outputs.empty()) return fail("the network's output is not known");
    const ir::Tensor& output = analysis_.graph[analysis_.graph.outputs[0]].tensor;
    if (!output.shape) return fail("the shape of the network's output is not known");
    if (output.shape->rank() != wanted->shape.rank()) {
      result_.refuted = fmt::format("the output has {} dimensions, not {}", output.shape->rank(), wanted->shape.rank());
      return {};
    }
    for (int i = 0; i < output.shape->rank(); ++i) {
      Relation relation = sym::eq((*output.shape)[i], wanted->shape[i]);
      // Only what the conditions before allow counts: a proof must hold for sizes that work.
      if (symbols_in(relation).empty() && relation.a != relation.b) {
        result_.refuted = sym::to_text(relation);
        return {};
      }
      wanted_.push_back(relation);
    }
    return {};
  }

  Relation renamed(const Relation& relation) const {
    sym::Assignment names;
    for (std::size_t i = 0; i < result_.holes.size(); ++i) names[symbol(i)] = Expr::symbol(result_.holes[i].name);
    return {relation.op, sym::substitute(relation.a, names), sym::substitute(relation.b, names)};
  }

  /// The holes that a condition depends on.
  std::vector<std::size_t> symbols_in(const Relation& relation) const {
    std::vector<std::string> names = sym::symbols(relation.a);
    for (std::string& name : sym::symbols(relation.b)) names.push_back(std::move(name));
    std::vector<std::size_t> list;
    for (std::size_t i = 0; i < result_.holes.size(); ++i) {
      if (std::find(names.begin(), names.end(), symbol(i)) != names.end()) list.push_back(i);
    }
    return list;
  }

  /// True unless the values contradict it: what depends on other symbols is left open, as it is without holes.
  bool holds(const Relation& relation, const sym::Assignment& values) const {
    Relation now{relation.op, sym::substitute(relation.a, values), sym::substitute(relation.b, values)};
    if (now.a.is_invalid() || now.b.is_invalid()) return false;
    return sym::Facts().prove(now) != Truth::No;
  }

  void search() {
    std::vector<std::vector<Int>> domains;
    for (std::size_t i = 0; i < result_.holes.size(); ++i) domains.push_back(domain(i));
    shrink(domains);
    sort_conditions();
    std::vector<Int> values(domains.size());
    std::vector<std::pair<Int, std::vector<Int>>> candidates;
    sym::Assignment assigned;
    std::function<void(std::size_t)> choose = [&](std::size_t hole) {
      if (hole == domains.size()) return consider(values, assigned, candidates);
      for (Int value : domains[hole]) {
        values[hole] = value;
        assigned[symbol(hole)] = Expr(value);
        bool fine = std::all_of(ready_[hole].begin(), ready_[hole].end(),
                                [&](const Relation& r) { return holds(r, assigned); });
        if (fine) choose(hole + 1);
      }
      assigned.erase(symbol(hole));
    };
    choose(0);
    std::sort(candidates.begin(), candidates.end());
    result_.count = static_cast<Int>(candidates.size());
    for (auto& [cost, solution] : candidates) {
      if (result_.found.size() == kMostShown) break;
      if (works(solution)) result_.found.push_back(solution);
    }
    find_families(candidates);
  }

  /// The values of a hole that the conditions on it alone allow.
  std::vector<Int> domain(std::size_t hole) const {
    std::vector<const Relation*> alone;
    for (const std::vector<Relation>* list : {&conditions_, &wanted_}) {
      for (const Relation& relation : *list) {
        if (symbols_in(relation) == std::vector<std::size_t>{hole}) alone.push_back(&relation);
      }
    }
    std::vector<Int> values;
    sym::Assignment assigned;
    const Hole& range = result_.holes[hole];
    for (Int value = range.least; value <= range.most; ++value) {
      assigned[symbol(hole)] = Expr(value);
      bool fine = std::all_of(alone.begin(), alone.end(), [&](const Relation* r) { return holds(*r, assigned); });
      if (fine) values.push_back(value);
    }
    if (!values.empty()) return values;
    // Where nothing fits, the nearest miss is looked for among all.
    for (Int value = range.least; value <= std::min(range.most, range.least + 1023); ++value) values.push_back(value);
    return values;
  }

  /// Cuts the longest domains until all candidates can be tried.
  void shrink(std::vector<std::vector<Int>>& domains) {
    auto total = [&] {
      Int product = 1;
      for (const std::vector<Int>& domain : domains) product *= std::max<Int>(1, static_cast<Int>(domain.size()));
      return product;
    };
    while (total() > kMostCandidates) {
      auto longest = std::max_element(domains.begin(), domains.end(),
                                      [](const auto& a, const auto& b) { return a.size() < b.size(); });
      longest->resize((longest->size() + 1) / 2);
    }
    for (std::size_t i = 0; i < domains.size(); ++i) {
      bool cut = !domains[i].empty() && domains[i].back() < result_.holes[i].most && domains[i].size() > 1;
      if (cut && domains[i].size() > 64) result_.holes[i].most = domains[i].back();
    }
  }

  /// Each condition is looked at as soon as all of its holes have values.
  void sort_conditions() {
    ready_.assign(result_.holes.size(), {});
    for (const Relation& relation : conditions_) {
      std::vector<std::size_t> holes = symbols_in(relation);
      if (!holes.empty()) ready_[holes.back()].push_back(relation);
    }
  }

  void consider(const std::vector<Int>& values, const sym::Assignment& assigned,
                std::vector<std::pair<Int, std::vector<Int>>>& candidates) {
    bool all = std::all_of(wanted_.begin(), wanted_.end(), [&](const Relation& r) { return holds(r, assigned); });
    if (all) {
      Int cost = 0;
      for (Int value : values) cost += value;
      candidates.emplace_back(cost, values);
      return;
    }
    Int distance = 0;
    for (const Relation& r : wanted_) {
      auto off = (sym::substitute(r.a, assigned) - r.b).constant();
      if (!off) continue;
      distance += *off < 0 ? -*off : *off;
    }
    if (!result_.nearest.empty() && distance >= nearest_) return;
    nearest_ = distance;
    result_.nearest = values;
    result_.nearest_output.clear();
    for (const Relation& r : wanted_) {
      result_.nearest_output +=
          (result_.nearest_output.empty() ? "" : ", ") + sym::to_text(sym::substitute(r.a, assigned));
    }
  }

  bool works(const std::vector<Int>& values) const {
    Analysis analysis = with_numbers(values);
    if (analysis.diagnostics.errors() > 0 || analysis.graph.outputs.empty()) return false;
    const ir::Tensor& output = analysis.graph[analysis.graph.outputs[0]].tensor;
    if (!output.shape) return false;
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      if (sym::Facts().prove(sym::eq((*output.shape)[static_cast<int>(i)], wanted_[i].b)) == Truth::No) return false;
    }
    return true;
  }

  /// Families y = (x + c)/m that all solutions with the same other values belong to.
  void find_families(const std::vector<std::pair<Int, std::vector<Int>>>& all) {
    if (result_.holes.size() < 2) return;
    for (std::size_t x = 0; x < result_.holes.size(); ++x) {
      for (std::size_t y = 0; y < result_.holes.size(); ++y) {
        if (x != y) find_family(all, x, y);
      }
    }
  }

  void find_family(const std::vector<std::pair<Int, std::vector<Int>>>& all, std::size_t x, std::size_t y) {
    std::map<std::vector<Int>, std::vector<std::pair<Int, Int>>> groups;  // by the other values
    for (const auto& [cost, values] : all) {
      std::vector<Int> others = values;
      others[x] = others[y] = -1;
      groups[others].emplace_back(values[x], values[y]);
    }
    for (auto& [others, points] : groups) {
      if (points.size() < 3 || result_.families.size() >= 4) continue;
      std::sort(points.begin(), points.end());
      bool moves = points.front().second != points.back().second;
      for (Int m = 2; moves && m <= 4; ++m) {
        for (Int c = -4; c <= 4; ++c) {
          auto fits = [&](const auto& p) { return p.second == floor_div(p.first + c, m); };
          if (!std::all_of(points.begin(), points.end(), fits)) continue;
          result_.families.push_back(family_text(points, others, {x, y, m, c}));
          moves = false;
          break;
        }
      }
    }
  }

  /// y = ⌊(x + c)/m⌋.
  struct Family {
    std::size_t x, y;
    Int m, c;
  };

  std::string family_text(const std::vector<std::pair<Int, Int>>& points, const std::vector<Int>& others,
                          Family f) const {
    const std::string& x = result_.holes[f.x].name;
    std::string sum = f.c == 0 ? x : fmt::format("({} {} {})", x, f.c < 0 ? "−" : "+", to_string(f.c < 0 ? -f.c : f.c));
    bool exact =
        std::all_of(points.begin(), points.end(), [&](const auto& p) { return floor_mod(p.first + f.c, f.m) == 0; });
    std::string quotient = fmt::format("{}/{}", sum, to_string(f.m));
    std::string text = fmt::format("{} = {}", result_.holes[f.y].name, exact ? quotient : "⌊" + quotient + "⌋");
    bool first = true;
    for (std::size_t i = 0; i < others.size(); ++i) {
      if (i == f.x || i == f.y) continue;
      text += fmt::format("{}{} = {}", first ? ", with " : ", ", result_.holes[i].name, to_string(others[i]));
      first = false;
    }
    return text;
  }

  const Question& question_;
  const std::string& text_;
  bool is_program_ = false;
  std::vector<Spot> spots_;
  Analysis analysis_;
  std::vector<Relation> conditions_;          // that the network works
  std::vector<Relation> wanted_;              // the output, by axis
  std::vector<std::vector<Relation>> ready_;  // by hole: conditions on it and on those before it
  Int nearest_ = 0;
  Solutions result_;
};

}  // namespace

Result<Solutions> solve(const Question& question) { return Solver(question).run(); }

}  // namespace shapewise::driver
