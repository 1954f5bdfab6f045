// Every width becomes a symbol and the network is built anew: its layers fit themselves to their inputs, and what they
// assume of the symbols says which belong together. Parameters and multiply-adds are then polynomials in the rest.
#include "design/widths.h"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>
#include <set>

#include "analysis/rebuild.h"
#include "analysis/totals.h"
#include "base/check.h"
#include "design/conditions.h"
#include "design/eliminate.h"
#include "design/optimum.h"
#include "layer/registry.h"
#include "layer/size_arguments.h"
#include "sym/conditions.h"
#include "sym/polynomial.h"

namespace shapewise::design {
namespace {

using analysis::Rebuilt;
using sym::Expr;

constexpr std::string_view kPrefix = "_w";
constexpr Int kNarrower = 4;  // widths are tried from a quarter of what they are …
constexpr Int kWider = 4;     // … to four times that
constexpr Int kMostValues = 64;
constexpr std::string_view kWidths[] = {"out_channels", "out_features"};

struct Width {
  ir::ModuleId module;
  std::string param;
  std::string symbol;
  Int now = 0;
  Int unit = 1;  // it is a multiple of this, because groups divide it: unit·symbol

  Expr value() const { return Expr(unit) * Expr::symbol(symbol); }
};

/// A setting, the layer that it is of, and where it stands in the source.
struct Changed {
  ir::ModuleId module;
  Setting setting;
  source::Range place;
};

/// For one sample.
analysis::Sum figure(const analysis::Totals& totals, config::Quantity quantity) {
  auto of_one = [](const Expr& e) { return sym::substitute(e, {{"N", Expr(1)}}); };
  switch (quantity) {
    case config::Quantity::Parameters: return {totals.weights.parameters, totals.weights_exact};
    case config::Quantity::Trainable: return {totals.weights.trainable, totals.weights_exact};
    case config::Quantity::Weights: return {totals.weights.bytes, totals.weights_exact};
    case config::Quantity::Macs: return {of_one(totals.macs.value), totals.macs.exact};
    case config::Quantity::Activations: return {of_one(totals.memory.value), totals.memory.exact};
    case config::Quantity::Layers: break;
  }
  CHECK(false);  // nobody asks for the number of layers, which no width changes
  return {Expr(), false};
}

class Designer {
 public:
  explicit Designer(const WidthQuestion& question) : question_(question), now_(driver::analyze(question.request)) {}

  Result<Widths> run() {
    if (now_.diagnostics.errors() > 0)
      return fail(fmt::format("the network has errors: {}", now_.diagnostics.all().front().message));
    if (!now_.graph.gaps.empty())
      return fail(fmt::format("the network is not understood: {}", now_.graph.gaps.front().message));
    find_widths();
    if (widths_.empty()) return fail("the network has no width that could change");
    auto program = state();
    if (!program) return tl::unexpected(program.error());
    if (auto fits = narrowest_fits(*program); !fits) return tl::unexpected(fits.error());
    Optimum optimum = maximize(*program);
    if (optimum.values.empty()) return fail("no widths were found that satisfy all conditions of the layers");
    return answer(optimum);
  }

 private:
  /// The layers that are called and have a width; those of which each channel has its own filters follow their input.
  void find_widths() {
    std::set<int> called;
    for (const ir::Node& node : now_.graph.nodes) called.insert(node.module.index);
    for (int i = 0; i < static_cast<int>(now_.graph.modules.size()); ++i) {
      const ir::Args& args = now_.graph.modules[static_cast<std::size_t>(i)].args;
      if (!called.contains(i) || layer::is_depthwise(args)) continue;
      for (std::string_view param : kWidths) {
        const ir::Arg* arg = ir::find(args, param);
        const Expr* value = arg == nullptr ? nullptr : arg->value.as<Expr>();
        auto number = value == nullptr ? std::nullopt : value->constant();
        if (!number) continue;
        widths_.push_back({{i}, std::string(param), fmt::format("{}{}", kPrefix, widths_.size()), *number});
      }
    }
  }

  Rebuilt with(const std::vector<Expr>& values) const {
    analysis::Change change;
    change.removed.resize(now_.graph.nodes.size());
    for (std::size_t i = 0; i < widths_.size(); ++i)
      change.arguments[widths_[i].module.index][widths_[i].param] = values[i];
    return analysis::rebuild(now_.graph, change, question_.request.training);
  }

  // --- the question as polynomials ---

  Result<Program> state() {
    Rebuilt open;
    Eliminated eliminated;
    do {
      open = with_symbols();
      if (!open.problem.empty())
        return fail(fmt::format("with other widths the network does not work: {}", open.problem));
      std::vector<sym::Relation> relations;
      for (const ir::Assumption& assumption : open.graph.assumptions) relations.push_back(assumption.relation);
      keep_outputs(open.graph, relations);
      eliminated = eliminate(relations, kPrefix);
    } while (raise_units(eliminated.other));
    values_ = std::move(eliminated.values);
    for (const Width& width : widths_) {
      if (values_.contains(width.symbol)) continue;
      variables_[width.symbol] = static_cast<int>(free_.size());
      free_.push_back(width);
    }
    if (free_.empty()) return fail("no width can change: each of them is tied to the input or the output");
    return program(analysis::analyse(open.graph).totals, eliminated.other);
  }

  Rebuilt with_symbols() const {
    std::vector<Expr> symbols;
    for (const Width& width : widths_) symbols.push_back(width.value());
    return with(symbols);
  }

  /// A width that must be divisible by a number becomes so many times a symbol. False if all are so already.
  bool raise_units(const std::vector<sym::Relation>& conditions) {
    bool raised = false;
    for (const sym::Relation& condition : conditions) {
      auto divisor = condition.b.constant();
      auto terms = sym::plain_terms(condition.a);
      if (condition.op != sym::Relation::Op::Divisible || !divisor || !terms || terms->size() != 1) continue;
      const sym::PlainTerm& term = terms->front();
      auto width = std::find_if(widths_.begin(), widths_.end(),
                                [&](const Width& w) { return term.symbols == std::vector<std::string>{w.symbol}; });
      Int factor = *divisor / std::gcd(*divisor, term.coefficient);
      if (width == widths_.end() || factor <= 1 || width->unit * factor > width->now) continue;
      width->unit *= factor;
      raised = true;
    }
    return raised;
  }

  void keep_outputs(const ir::Graph& open, std::vector<sym::Relation>& relations) const {
    for (std::size_t i = 0; i < open.outputs.size(); ++i) {
      const auto& before = now_.graph[now_.graph.outputs[i]].tensor.shape;
      const auto& after = open[open.outputs[i]].tensor.shape;
      if (!before || !after || before->rank() != after->rank()) continue;
      for (int axis = 0; axis < before->rank(); ++axis) relations.push_back(sym::eq((*after)[axis], (*before)[axis]));
    }
  }

  Result<Program> program(const analysis::Totals& totals, const std::vector<sym::Relation>& conditions) {
    Program program;
    auto objective = polynomial(totals, question_.maximize);
    if (!objective) return tl::unexpected(objective.error());
    program.objective = std::move(*objective);
    for (const config::Budget& budget : question_.budgets) {
      bool below = budget.comparison == config::Comparison::Less || budget.comparison == config::Comparison::LessEqual;
      if (!below) return fail(fmt::format("a design keeps below its budgets, but '{}' is a lower limit", budget.text));
      auto cost = polynomial(totals, budget.quantity);
      if (!cost) return tl::unexpected(cost.error());
      Int most = budget.comparison == config::Comparison::Less ? budget.limit - 1 : budget.limit;
      program.limits.push_back({std::move(*cost), most});
      limits_.push_back(most);
    }
    for (const Width& width : free_) {
      auto domain = values_of(width, conditions);
      if (!domain) return tl::unexpected(domain.error());
      program.domains.push_back(std::move(*domain));
    }
    program.allowed = [this, conditions](const std::vector<Int>& values) { return allows(values, conditions); };
    return program;
  }

  Result<Polynomial> polynomial(const analysis::Totals& totals, config::Quantity quantity) const {
    std::string_view name = config::name(quantity);
    analysis::Sum sum = figure(totals, quantity);
    if (!sum.exact) return fail(fmt::format("the {} of the network are not all known", name));
    auto terms = sym::plain_terms(sym::substitute(sum.value, values_));
    if (!terms) return fail(fmt::format("the {} are no polynomial in the widths", name));
    Polynomial polynomial;
    for (const sym::PlainTerm& term : *terms) {
      Product product{term.coefficient, {}};
      for (const std::string& symbol : term.symbols) {
        auto variable = variables_.find(symbol);
        if (variable == variables_.end())
          return fail(fmt::format("the {} depend on {}: give it a size with --input or --set", name, symbol));
        product.variables.push_back(variable->second);
      }
      if (product.coefficient < 0) return fail(fmt::format("the {} do not grow with every width", name));
      polynomial.push_back(std::move(product));
    }
    return polynomial;
  }

  Result<std::vector<Int>> values_of(const Width& width, const std::vector<sym::Relation>& conditions) {
    Int multiple = std::lcm(question_.multiple, width.unit);
    Int least = std::max(multiple, (width.now / kNarrower + multiple - 1) / multiple * multiple);
    Int most = std::max(least, width.now * kWider / multiple * multiple);
    Int step = multiple * std::max<Int>(1, ((most - least) / multiple + kMostValues - 1) / kMostValues);
    std::vector<Int> values;
    for (Int value = least; value <= most; value += step) {
      sym::Assignment one{{width.symbol, Expr(value / width.unit)}};
      if (sym::may_hold(conditions, one)) values.push_back(value / width.unit);
    }
    std::string name = name_of(width);
    if (values.empty()) return fail(fmt::format("no {} from {} to {} works", name, to_string(least), to_string(most)));
    tried_.push_back({name, values.front() * width.unit, values.back() * width.unit, step});
    return values;
  }

  std::string name_of(const Width& width) const {
    const std::string& path = now_.graph[width.module].path;
    return path.empty() ? width.param : path + "." + width.param;
  }

  sym::Assignment assignment(const std::vector<Int>& values) const {
    sym::Assignment numbers;
    for (std::size_t i = 0; i < free_.size(); ++i) numbers[free_[i].symbol] = Expr(values[i]);
    return numbers;
  }

  /// Holds for all conditions, and for the widths that follow.
  bool allows(const std::vector<Int>& values, const std::vector<sym::Relation>& conditions) const {
    return sym::may_hold(conditions, assignment(values));
  }

  Result<void> narrowest_fits(const Program& program) const {
    std::vector<Int> least;
    for (const std::vector<Int>& domain : program.domains) least.push_back(domain.front());
    for (std::size_t i = 0; i < program.limits.size(); ++i) {
      Int cost = evaluate(program.limits[i].cost, least);
      if (cost > program.limits[i].most)
        return fail(fmt::format("even the narrowest widths that are tried have {} {}, which '{}' does not allow",
                                to_string(cost), config::name(question_.budgets[i].quantity),
                                question_.budgets[i].text));
    }
    return {};
  }

  // --- the answer ---

  Result<Widths> answer(const Optimum& optimum) {
    sym::Assignment numbers = assignment(optimum.values);
    std::vector<Expr> values;
    for (const Width& width : widths_) {
      values.push_back(sym::substitute(sym::substitute(width.value(), values_), numbers));
    }
    Rebuilt rebuilt = with(values);
    if (!rebuilt.problem.empty())
      return fail(fmt::format("the network does not work with the widths found: {}", rebuilt.problem));
    Widths result;
    result.bound = optimum.bound;
    for (std::size_t i = 0; i < question_.budgets.size(); ++i) {
      if (question_.budgets[i].quantity == question_.maximize) result.bound = std::min(result.bound, limits_[i]);
    }
    result.tried = tried_;
    add_figures(rebuilt.graph, result);
    std::vector<Changed> changed = changes(values, rebuilt);
    for (const Changed& one : changed) result.settings.push_back(one.setting);
    if (result.figures.front().after != optimum.objective)
      return fail("the network with these widths is not what was computed");
    result.text = changed_text(changed, result.figures);
    return result;
  }

  void add_figures(const ir::Graph& after, Widths& result) const {
    analysis::Totals before = analysis::analyse(now_.graph).totals;
    analysis::Totals then = analysis::analyse(after).totals;
    auto add = [&](config::Quantity quantity) {
      result.figures.push_back({quantity, figure(before, quantity).value.constant().value_or(0),
                                figure(then, quantity).value.constant().value_or(0)});
    };
    add(question_.maximize);
    for (const config::Budget& budget : question_.budgets) {
      if (budget.quantity != question_.maximize) add(budget.quantity);
    }
  }

  /// All arguments that change, in the order of the modules.
  std::vector<Changed> changes(const std::vector<Expr>& values, const Rebuilt& rebuilt) const {
    std::vector<Changed> list;
    auto add = [&](ir::ModuleId module, const std::string& param, Int before, Int after) {
      const ir::Arg* arg = ir::find(now_.graph[module].args, param);
      source::Range place = arg->given ? arg->value.range : source::Range();
      if (before != after) list.push_back({module, {now_.graph[module].path, param, before, after}, place});
    };
    for (const analysis::Refitted& refitted : rebuilt.refitted) {
      add(refitted.module, refitted.param, refitted.before.constant().value_or(0),
          refitted.after.constant().value_or(0));
    }
    for (std::size_t i = 0; i < widths_.size(); ++i)
      add(widths_[i].module, widths_[i].param, widths_[i].now, values[i].constant().value_or(0));
    std::stable_sort(list.begin(), list.end(),
                     [](const auto& a, const auto& b) { return a.module.index < b.module.index; });
    return list;
  }

  /// The source with the settings in it, if each stands there as a number of its own, and the whole then is what was
  /// found.
  std::optional<std::string> changed_text(const std::vector<Changed>& changed,
                                          const std::vector<Figure>& figures) const {
    const std::string& text = question_.request.text;
    std::map<int, std::pair<int, Int>> edits;  // by begin: end and number
    for (const Changed& one : changed) {
      source::Range range = one.place;
      bool here = range.valid() && range.file.index == 0 && range.end <= static_cast<int>(text.size());
      if (!here) return std::nullopt;
      std::string written =
          text.substr(static_cast<std::size_t>(range.begin), static_cast<std::size_t>(range.end - range.begin));
      if (written != to_string(one.setting.before)) return std::nullopt;
      auto [edit, is_new] = edits.emplace(range.begin, std::pair(range.end, one.setting.after));
      if (!is_new && edit->second.second != one.setting.after) return std::nullopt;
    }
    driver::Request request = question_.request;
    for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit) {
      auto begin = static_cast<std::size_t>(edit->first);
      request.text.replace(begin, static_cast<std::size_t>(edit->second.first) - begin, to_string(edit->second.second));
    }
    driver::Analysis then = driver::analyze(request);
    if (then.diagnostics.errors() > 0 || !then.graph.gaps.empty()) return std::nullopt;
    analysis::Totals totals = analysis::analyse(then.graph).totals;
    for (const Figure& expected : figures) {
      if (!figure(totals, expected.quantity).value.is_constant(expected.after)) return std::nullopt;
    }
    return request.text;
  }

  const WidthQuestion& question_;
  driver::Analysis now_;
  std::vector<Width> widths_;
  std::vector<Width> free_;                            // those that are chosen
  sym::Assignment values_;                             // of the others, in terms of the chosen ones
  std::map<std::string, int, std::less<>> variables_;  // by symbol: place in free_
  std::vector<Int> limits_;                            // by budget
  std::vector<Tried> tried_;
};

}  // namespace

Result<Widths> design_widths(const WidthQuestion& question) { return Designer(question).run(); }

}  // namespace shapewise::design
