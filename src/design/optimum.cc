// Lagrangian relaxation by bucket elimination, then depth-first search below its bound.
//
// Each limit gets a price. With prices, the objective less what the costs are worth has no constraint left, and its
// maximum is found exactly by eliminating one variable after the other (dynamic programming over the graph of variables
// that meet in a product): networks are chains with a few shortcuts, so that tables stay small. Its value is an upper
// bound whatever the prices; prices are lowered or raised until it is smallest. The tables then tell for every partial
// assignment how good it can become at best, which guides and cuts the search. Sources: Dechter, Bucket elimination,
// 1999, with mini-buckets where a table would be too large; Fisher, The Lagrangian relaxation method, 1981.
#include "design/optimum.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

namespace shapewise::design {
namespace {

constexpr double kMostEntries = 40'000;  // of a table …
constexpr double kFewestEntries = 100;   // … fewer, where there are many tables
constexpr double kMostWork = 2e7;        // sums for one set of prices
constexpr int kMostNodes = 400'000;      // of the search
constexpr int kPriceSteps = 24;          // halvings of the interval of a price
constexpr int kPriceRounds = 3;          // over all limits, if there are several

/// The best that the eliminated variables below can add, by the values of those that they meet.
struct Table {
  std::vector<int> scope;
  std::vector<double> best;  // by place: the first of the scope runs fastest
};

/// All that is added up when one variable gets its value.
struct Bucket {
  int variable = 0;
  std::vector<std::pair<double, std::vector<int>>> products;  // the coefficient at the present prices
  std::vector<int> received;                                  // tables of buckets before
};

class Maximizer {
 public:
  explicit Maximizer(const Program& program) : program_(program), count_(static_cast<int>(program.domains.size())) {
    order_variables();
  }

  Optimum run() {
    std::vector<Int> least;
    for (const std::vector<Int>& domain : program_.domains) least.push_back(domain.front());
    prices_.assign(program_.limits.size(), 0);
    offer(least);
    do relax();
    while (work_ > kMostWork && (most_entries_ /= 4) > kFewestEntries);
    set_prices();
    bound_ = relax();
    nodes_ = 0;
    places_.assign(static_cast<std::size_t>(count_), 0);
    search(count_ - 1, bound_);
    if (best_.values.empty()) return best_;
    best_.bound = nodes_ < kMostNodes ? best_.objective : std::max(best_.objective, whole(bound_));
    return best_;
  }

 private:
  // --- the order of elimination ---

  /// Always the variable that meets fewest others; those become neighbours.
  void order_variables() {
    std::vector<std::set<int>> meets(static_cast<std::size_t>(count_));
    auto join = [&](const std::vector<int>& together) {
      for (int a : together) {
        for (int b : together) {
          if (a != b) meets[static_cast<std::size_t>(a)].insert(b);
        }
      }
    };
    for (const Product& p : program_.objective) join(p.variables);
    for (const Limit& limit : program_.limits) {
      for (const Product& p : limit.cost) join(p.variables);
    }
    std::vector<bool> gone(static_cast<std::size_t>(count_));
    rank_.assign(static_cast<std::size_t>(count_), 0);
    for (int step = 0; step < count_; ++step) {
      int next = -1;
      for (int v = 0; v < count_; ++v) {
        if (gone[static_cast<std::size_t>(v)]) continue;
        if (next < 0 || meets[static_cast<std::size_t>(v)].size() < meets[static_cast<std::size_t>(next)].size())
          next = v;
      }
      gone[static_cast<std::size_t>(next)] = true;
      rank_[static_cast<std::size_t>(next)] = step;
      order_.push_back(next);
      std::vector<int> neighbours(meets[static_cast<std::size_t>(next)].begin(),
                                  meets[static_cast<std::size_t>(next)].end());
      for (int n : neighbours) meets[static_cast<std::size_t>(n)].erase(next);
      join(neighbours);
    }
  }

  const std::vector<Int>& domain(int variable) const { return program_.domains[static_cast<std::size_t>(variable)]; }
  int rank(int variable) const { return rank_[static_cast<std::size_t>(variable)]; }
  double value(int variable) const {
    return static_cast<double>(domain(variable)[static_cast<std::size_t>(places_[static_cast<std::size_t>(variable)])]);
  }

  // --- the relaxed problem ---

  /// Fills all buckets and tables at the present prices; the maximum, which is an upper bound.
  double relax() {
    buckets_.assign(static_cast<std::size_t>(count_), {});
    tables_.clear();
    work_ = 0;
    constant_ = 0;
    for (int i = 0; i < count_; ++i)
      buckets_[static_cast<std::size_t>(i)].variable = order_[static_cast<std::size_t>(i)];
    add(program_.objective, 1);
    for (std::size_t k = 0; k < program_.limits.size(); ++k) {
      add(program_.limits[k].cost, -prices_[k]);
      constant_ += prices_[k] * static_cast<double>(program_.limits[k].most);
    }
    places_.assign(static_cast<std::size_t>(count_), 0);
    sent_.assign(static_cast<std::size_t>(count_), {});
    for (int i = 0; i < count_; ++i) eliminate(i);
    return constant_;
  }

  void add(const Polynomial& polynomial, double factor) {
    for (const Product& p : polynomial) {
      double coefficient = factor * static_cast<double>(p.coefficient);
      if (p.variables.empty()) {
        constant_ += coefficient;
        continue;
      }
      std::vector<int> variables = p.variables;
      std::sort(variables.begin(), variables.end());
      int first =
          *std::min_element(variables.begin(), variables.end(), [&](int a, int b) { return rank(a) < rank(b); });
      auto& products = buckets_[static_cast<std::size_t>(rank(first))].products;
      auto same = std::find_if(products.begin(), products.end(), [&](const auto& q) { return q.second == variables; });
      same == products.end() ? static_cast<void>(products.emplace_back(coefficient, variables))
                             : static_cast<void>(same->first += coefficient);
    }
  }

  /// A part of a bucket whose table is small enough.
  struct Part {
    std::set<int> scope;
    Bucket functions;
  };

  double entries(const std::set<int>& scope) const {
    double product = 1;
    for (int v : scope) product *= static_cast<double>(domain(v).size());
    return product;
  }

  void put(std::vector<Part>& parts, std::set<int> scope, const std::function<void(Bucket&)>& into) {
    for (Part& part : parts) {
      std::set<int> joined = part.scope;
      joined.insert(scope.begin(), scope.end());
      if (entries(joined) > most_entries_) continue;
      part.scope = std::move(joined);
      return into(part.functions);
    }
    parts.push_back({std::move(scope), {}});
    into(parts.back().functions);
  }

  void eliminate(int step) {
    const Bucket bucket = buckets_[static_cast<std::size_t>(step)];
    std::vector<Part> parts;
    for (const auto& product : bucket.products) {
      std::set<int> scope(product.second.begin(), product.second.end());
      scope.erase(bucket.variable);
      put(parts, std::move(scope), [&](Bucket& b) { b.products.push_back(product); });
    }
    for (int table : bucket.received) {
      const std::vector<int>& meets = tables_[static_cast<std::size_t>(table)].scope;
      std::set<int> scope(meets.begin(), meets.end());
      scope.erase(bucket.variable);
      put(parts, std::move(scope), [&](Bucket& b) { b.received.push_back(table); });
    }
    for (Part& part : parts) {
      part.functions.variable = bucket.variable;
      send(step, part);
    }
  }

  /// The table of a part goes to the bucket of the variable in it that is eliminated next.
  void send(int step, const Part& part) {
    Table table{{part.scope.begin(), part.scope.end()}, {}};
    double size = entries(part.scope);
    work_ += size * static_cast<double>(domain(part.functions.variable).size());
    if (work_ > kMostWork && most_entries_ > kFewestEntries) return;  // to be done again with smaller tables
    table.best.reserve(static_cast<std::size_t>(size));
    for (int v : table.scope) places_[static_cast<std::size_t>(v)] = 0;
    do table.best.push_back(best_of(part.functions));
    while (next_place(table.scope));
    int receiver = count_;
    for (int v : table.scope) receiver = std::min(receiver, rank(v));
    sent_[static_cast<std::size_t>(step)].push_back(static_cast<int>(tables_.size()));
    if (receiver == count_) {
      constant_ += table.best[0];
    } else {
      buckets_[static_cast<std::size_t>(receiver)].received.push_back(static_cast<int>(tables_.size()));
    }
    tables_.push_back(std::move(table));
  }

  bool next_place(const std::vector<int>& scope) {
    for (int v : scope) {
      int& place = places_[static_cast<std::size_t>(v)];
      if (++place < static_cast<int>(domain(v).size())) return true;
      place = 0;
    }
    return false;
  }

  double best_of(const Bucket& bucket) {
    // A product is a coefficient times a power of the variable, once the others are fixed.
    double linear = 0;
    double square = 0;
    double rest = 0;
    bool high = false;
    for (const auto& [coefficient, variables] : bucket.products) {
      double others = coefficient;
      int power = 0;
      for (int v : variables) {
        if (v == bucket.variable)
          ++power;
        else
          others *= value(v);
      }
      if (power == 1)
        linear += others;
      else if (power == 2)
        square += others;
      else
        high = true;
    }
    double best = -std::numeric_limits<double>::infinity();
    int& place = places_[static_cast<std::size_t>(bucket.variable)];
    for (place = 0; place < static_cast<int>(domain(bucket.variable).size()); ++place) {
      double x = value(bucket.variable);
      double total = high ? sum_of(bucket) : rest + linear * x + square * x * x + received(bucket);
      best = std::max(best, total);
    }
    place = 0;
    return best;
  }

  double received(const Bucket& bucket) const {
    double sum = 0;
    for (int table : bucket.received) sum += entry(tables_[static_cast<std::size_t>(table)]);
    return sum;
  }

  /// What a bucket adds at the present places.
  double sum_of(const Bucket& bucket) const {
    double sum = received(bucket);
    for (const auto& [coefficient, variables] : bucket.products) {
      double product = coefficient;
      for (int v : variables) product *= value(v);
      sum += product;
    }
    return sum;
  }

  double entry(const Table& table) const {
    std::size_t at = 0;
    std::size_t stride = 1;
    for (int v : table.scope) {
      at += stride * static_cast<std::size_t>(places_[static_cast<std::size_t>(v)]);
      stride *= domain(v).size();
    }
    return table.best[at];
  }

  // --- prices ---

  /// The maximum at the present prices: the values that the tables choose.
  std::vector<Int> chosen() {
    std::vector<Int> values(static_cast<std::size_t>(count_));
    for (int step = count_ - 1; step >= 0; --step) {
      const Bucket& bucket = buckets_[static_cast<std::size_t>(step)];
      int& place = places_[static_cast<std::size_t>(bucket.variable)];
      std::pair<double, int> best{-std::numeric_limits<double>::infinity(), 0};
      for (place = 0; place < static_cast<int>(domain(bucket.variable).size()); ++place) {
        // Of equal ones the smallest.
        if (double sum = sum_of(bucket); sum > best.first) best = {sum, place};
      }
      place = best.second;
      values[static_cast<std::size_t>(bucket.variable)] =
          domain(bucket.variable)[static_cast<std::size_t>(best.second)];
    }
    return values;
  }

  void set_prices() {
    std::size_t limits = program_.limits.size();
    double reach = static_cast<double>(evaluate(program_.objective, largest()));
    for (int round = 0; round < (limits > 1 ? kPriceRounds : 1); ++round) {
      for (std::size_t k = 0; k < limits; ++k) {
        double low = 0;
        double high = reach / std::max(1.0, static_cast<double>(program_.limits[k].most));
        for (int step = 0; step < kPriceSteps; ++step) {
          prices_[k] = step == 0 ? 0 : step < kPriceSteps / 2 && low > 0 ? std::sqrt(low * high) : (low + high) / 2;
          relax();
          std::vector<Int> values = chosen();
          bool fits = evaluate(program_.limits[k].cost, values) <= program_.limits[k].most;
          improve(values);
          if (fits && step == 0) break;  // it is no constraint
          (fits ? high : low) = prices_[k];
        }
        if (prices_[k] > 0) prices_[k] = high;
      }
    }
  }

  std::vector<Int> largest() const {
    std::vector<Int> values;
    for (const std::vector<Int>& domain : program_.domains) values.push_back(domain.back());
    return values;
  }

  // --- solutions ---

  bool fits(const std::vector<Int>& values) const {
    return std::all_of(program_.limits.begin(), program_.limits.end(),
                       [&](const Limit& b) { return evaluate(b.cost, values) <= b.most; });
  }

  void offer(const std::vector<Int>& values) {
    if (!fits(values) || (program_.allowed && !program_.allowed(values))) return;
    Int objective = evaluate(program_.objective, values);
    if (!best_.values.empty() && objective <= best_.objective) return;
    best_.values = values;
    best_.objective = objective;
  }

  /// Lowers what is too much, then raises what fits, each time where most is won.
  void improve(std::vector<Int> values) {
    auto move = [&](int variable, int by) {
      const std::vector<Int>& all = domain(variable);
      auto at = std::lower_bound(all.begin(), all.end(), values[static_cast<std::size_t>(variable)]) - all.begin() + by;
      if (at < 0 || at >= static_cast<std::ptrdiff_t>(all.size())) return false;
      values[static_cast<std::size_t>(variable)] = all[static_cast<std::size_t>(at)];
      return true;
    };
    for (int by : {-1, 1}) {
      while (by > 0 || !fits(values)) {
        std::pair<Int, int> best{-1, -1};
        for (int v = 0; v < count_; ++v) {
          Int now = values[static_cast<std::size_t>(v)];
          if (!move(v, by)) continue;
          Int objective = evaluate(program_.objective, values);
          if ((by < 0 || fits(values)) && objective > best.first) best = {objective, v};
          values[static_cast<std::size_t>(v)] = now;
        }
        if (best.second < 0 || (by > 0 && best.first <= evaluate(program_.objective, values))) break;
        move(best.second, by);
      }
    }
    offer(values);
  }

  // --- the search ---

  /// The largest integer that a bound allows, rounding errors granted.
  static Int whole(double bound) { return static_cast<Int>(std::floor(bound + 1e-6 + std::abs(bound) * 1e-12)); }

  /// Assigns the variable that was eliminated in this step, and those before. `bound` holds for what is assigned so
  /// far.
  void search(int step, double bound) {
    if (step < 0) {
      std::vector<Int> values;
      for (int v = 0; v < count_; ++v)
        values.push_back(domain(v)[static_cast<std::size_t>(places_[static_cast<std::size_t>(v)])]);
      return offer(values);
    }
    const Bucket& bucket = buckets_[static_cast<std::size_t>(step)];
    int& place = places_[static_cast<std::size_t>(bucket.variable)];
    double before = 0;
    for (int table : sent_[static_cast<std::size_t>(step)]) before += entry(tables_[static_cast<std::size_t>(table)]);
    std::vector<std::pair<double, int>> choices;
    for (place = 0; place < static_cast<int>(domain(bucket.variable).size()); ++place) {
      choices.emplace_back(bound - before + sum_of(bucket), place);
    }
    std::sort(choices.begin(), choices.end(), [](const auto& a, const auto& b) {
      return a.first > b.first || (a.first == b.first && a.second < b.second);
    });
    for (auto [reach, chosen] : choices) {
      if (!best_.values.empty() && whole(reach) <= best_.objective) break;
      if (++nodes_ >= kMostNodes) break;
      place = chosen;
      if (can_fit(step)) search(step - 1, reach);
    }
    place = 0;
  }

  /// Whether the costs stay within the limits if all that is not assigned yet is smallest: its place is 0.
  bool can_fit(int step) const {
    std::vector<Int> values;
    for (int v = 0; v < count_; ++v) {
      int place = rank(v) >= step ? places_[static_cast<std::size_t>(v)] : 0;
      values.push_back(domain(v)[static_cast<std::size_t>(place)]);
    }
    return fits(values);
  }

  const Program& program_;
  int count_;
  std::vector<int> order_;  // of elimination
  std::vector<int> rank_;   // by variable: its place in the order
  std::vector<double> prices_;
  std::vector<Bucket> buckets_;  // by step
  std::vector<Table> tables_;
  std::vector<std::vector<int>> sent_;  // by step: its tables
  std::vector<int> places_;             // by variable: the present value in its domain
  double most_entries_ = kMostEntries;
  double work_ = 0;  // of one relaxation
  double constant_ = 0;
  double bound_ = 0;
  int nodes_ = 0;
  Optimum best_;
};

}  // namespace

Int evaluate(const Polynomial& polynomial, const std::vector<Int>& values) {
  Int sum = 0;
  for (const Product& p : polynomial) {
    Int product = p.coefficient;
    for (int v : p.variables) product *= values[static_cast<std::size_t>(v)];
    sum += product;
  }
  return sum;
}

Optimum maximize(const Program& program) { return Maximizer(program).run(); }

}  // namespace shapewise::design
