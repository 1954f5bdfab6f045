// Depth first over the holes; a condition is looked at as soon as all of its holes have values.
#include "design/search.h"

#include <algorithm>
#include <numeric>

#include "sym/conditions.h"

namespace shapewise::design {
namespace {

using sym::Assignment;
using sym::Expr;
using sym::Relation;

constexpr Int kMostCandidates = 400'000;
constexpr Int kMostMisses = 1024;  // values tried where no value fits

class Searcher {
 public:
  Searcher(const Conditions& conditions, std::vector<Hole>& holes) : conditions_(conditions), holes_(holes) {}

  Candidates run() {
    for (std::size_t i = 0; i < holes_.size(); ++i) domains_.push_back(domain(i));
    shrink();
    sort_conditions();
    values_.resize(holes_.size());
    choose(0);
    auto sum = [](const std::vector<Int>& values) { return std::accumulate(values.begin(), values.end(), Int(0)); };
    std::sort(found_.all.begin(), found_.all.end(),
              [&](const auto& a, const auto& b) { return std::pair(sum(a), a) < std::pair(sum(b), b); });
    return std::move(found_);
  }

 private:
  /// The holes that a condition depends on.
  std::vector<std::size_t> holes_of(const Relation& relation) const {
    std::vector<std::size_t> list;
    for (std::size_t i = 0; i < holes_.size(); ++i) {
      if (mentions(relation, holes_[i].symbol)) list.push_back(i);
    }
    return list;
  }

  /// The values of a hole that the conditions on it alone allow.
  std::vector<Int> domain(std::size_t hole) const {
    std::vector<Relation> alone;
    for (const std::vector<Relation>* list : {&conditions_.works, &conditions_.wanted}) {
      for (const Relation& relation : *list) {
        if (holes_of(relation) == std::vector<std::size_t>{hole}) alone.push_back(relation);
      }
    }
    const Hole& range = holes_[hole];
    std::vector<Int> values;
    for (Int value = range.least; value <= range.most; ++value) {
      if (sym::may_hold(alone, {{range.symbol, Expr(value + range.shift())}})) values.push_back(value);
    }
    if (!values.empty()) return values;
    // Where nothing fits, the nearest miss is looked for among all.
    values.resize(static_cast<std::size_t>(std::min(range.most - range.least + 1, kMostMisses)));
    std::iota(values.begin(), values.end(), range.least);
    return values;
  }

  /// Cuts the longest domains until all candidates can be tried.
  void shrink() {
    auto total = [&] {
      return std::accumulate(domains_.begin(), domains_.end(), Int(1),
                             [](Int product, const auto& d) { return product * static_cast<Int>(d.size()); });
    };
    while (total() > kMostCandidates) {
      auto longest = std::max_element(domains_.begin(), domains_.end(),
                                      [](const auto& a, const auto& b) { return a.size() < b.size(); });
      longest->resize((longest->size() + 1) / 2);
      holes_[static_cast<std::size_t>(longest - domains_.begin())].most = longest->back();
    }
  }

  void sort_conditions() {
    ready_.assign(holes_.size(), {});
    for (const Relation& relation : conditions_.works) {
      std::vector<std::size_t> holes = holes_of(relation);
      if (!holes.empty()) ready_[holes.back()].push_back(relation);
    }
  }

  void choose(std::size_t hole) {
    if (hole == holes_.size()) return consider();
    for (Int value : domains_[hole]) {
      values_[hole] = value;
      assigned_[holes_[hole].symbol] = Expr(value + holes_[hole].shift());
      if (sym::may_hold(ready_[hole], assigned_)) choose(hole + 1);
    }
    assigned_.erase(holes_[hole].symbol);
  }

  void consider() {
    if (sym::may_hold(conditions_.wanted, assigned_)) {
      found_.all.push_back(values_);
      return;
    }
    Int distance = 0;
    std::string output;
    for (const Relation& r : conditions_.wanted) {
      Expr now = sym::substitute(r.a, assigned_);
      Int off = (now - r.b).constant().value_or(0);
      distance += off < 0 ? -off : off;
      output += (output.empty() ? "" : ", ") + sym::to_text(now);
    }
    if (!found_.nearest.empty() && distance >= nearest_) return;
    nearest_ = distance;
    found_.nearest = values_;
    found_.nearest_output = output;
  }

  const Conditions& conditions_;
  std::vector<Hole>& holes_;
  std::vector<std::vector<Int>> domains_;     // by hole
  std::vector<std::vector<Relation>> ready_;  // by hole: conditions on it and on those before it
  std::vector<Int> values_;
  Assignment assigned_;
  Int nearest_ = 0;
  Candidates found_;
};

}  // namespace

Candidates search(const Conditions& conditions, std::vector<Hole>& holes) { return Searcher(conditions, holes).run(); }

}  // namespace shapewise::design
