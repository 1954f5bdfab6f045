// Bucket elimination: networks are chains with a few shortcuts, so that tables stay small; where one would be too
// large, its bucket is divided (mini-buckets), which keeps the bound and makes it weaker. Sources: Dechter, Bucket
// elimination, 1999; Fisher, The Lagrangian relaxation method, 1981.
#include "design/relaxation.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace shapewise::design {
namespace {

constexpr double kMostEntries = 40'000;  // of a table …
constexpr double kFewestEntries = 100;   // … fewer, where there are many tables
constexpr double kMostWork = 2e7;        // sums for one set of prices

}  // namespace

Relaxation::Relaxation(const Program& program)
    : program_(program), count_(static_cast<int>(program.domains.size())), most_entries_(kMostEntries) {
  order_variables();
}

double Relaxation::solve(const std::vector<double>& prices) {
  double bound = fill(prices);
  while (work_ > kMostWork && (most_entries_ /= 4) > kFewestEntries) bound = fill(prices);
  return bound;
}

/// Always the variable that meets fewest others; those become neighbours.
void Relaxation::order_variables() {
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

double Relaxation::value(int variable) const {
  return static_cast<double>(domain(variable)[static_cast<std::size_t>(places_[static_cast<std::size_t>(variable)])]);
}

double Relaxation::fill(const std::vector<double>& prices) {
  buckets_.assign(static_cast<std::size_t>(count_), {});
  tables_.clear();
  work_ = 0;
  constant_ = 0;
  for (int i = 0; i < count_; ++i) buckets_[static_cast<std::size_t>(i)].variable = order_[static_cast<std::size_t>(i)];
  add(program_.objective, 1);
  for (std::size_t k = 0; k < program_.limits.size(); ++k) {
    add(program_.limits[k].cost, -prices[k]);
    constant_ += prices[k] * static_cast<double>(program_.limits[k].most);
  }
  places_.assign(static_cast<std::size_t>(count_), 0);
  sent_.assign(static_cast<std::size_t>(count_), {});
  for (int i = 0; i < count_; ++i) eliminate(i);
  return constant_;
}

void Relaxation::add(const Polynomial& polynomial, double factor) {
  for (const Product& p : polynomial) {
    double coefficient = factor * static_cast<double>(p.coefficient);
    if (p.variables.empty()) {
      constant_ += coefficient;
      continue;
    }
    std::vector<int> variables = p.variables;
    std::sort(variables.begin(), variables.end());
    int first = *std::min_element(variables.begin(), variables.end(), [&](int a, int b) { return rank(a) < rank(b); });
    auto& products = buckets_[static_cast<std::size_t>(rank(first))].products;
    auto same = std::find_if(products.begin(), products.end(), [&](const auto& q) { return q.second == variables; });
    same == products.end() ? static_cast<void>(products.emplace_back(coefficient, variables))
                           : static_cast<void>(same->first += coefficient);
  }
}

double Relaxation::entries(const std::set<int>& scope) const {
  double product = 1;
  for (int v : scope) product *= static_cast<double>(domain(v).size());
  return product;
}

void Relaxation::put(std::vector<Part>& parts, std::set<int> scope, const std::function<void(Bucket&)>& into) const {
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

void Relaxation::eliminate(int step) {
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
void Relaxation::send(int step, const Part& part) {
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

bool Relaxation::next_place(const std::vector<int>& scope) {
  for (int v : scope) {
    int& place = places_[static_cast<std::size_t>(v)];
    if (++place < static_cast<int>(domain(v).size())) return true;
    place = 0;
  }
  return false;
}

double Relaxation::best_of(const Bucket& bucket) {
  // A product is a coefficient times a power of the variable, once the others are fixed.
  double linear = 0;
  double square = 0;
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
    double total = high ? sum_of(bucket) : linear * x + square * x * x + received(bucket);
    best = std::max(best, total);
  }
  place = 0;
  return best;
}

double Relaxation::received(const Bucket& bucket) const {
  double sum = 0;
  for (int table : bucket.received) sum += entry(tables_[static_cast<std::size_t>(table)]);
  return sum;
}

/// What a bucket adds at the present places.
double Relaxation::sum_of(const Bucket& bucket) const {
  double sum = received(bucket);
  for (const auto& [coefficient, variables] : bucket.products) {
    double product = coefficient;
    for (int v : variables) product *= value(v);
    sum += product;
  }
  return sum;
}

double Relaxation::entry(const Table& table) const {
  std::size_t at = 0;
  std::size_t stride = 1;
  for (int v : table.scope) {
    at += stride * static_cast<std::size_t>(places_[static_cast<std::size_t>(v)]);
    stride *= domain(v).size();
  }
  return table.best[at];
}

/// The maximum at the present prices: the values that the tables choose.
std::vector<Int> Relaxation::maximum() {
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
    values[static_cast<std::size_t>(bucket.variable)] = domain(bucket.variable)[static_cast<std::size_t>(best.second)];
  }
  return values;
}

std::vector<std::pair<double, int>> Relaxation::choices(int step, double bound) {
  const Bucket& bucket = buckets_[static_cast<std::size_t>(step)];
  double before = 0;
  for (int table : sent_[static_cast<std::size_t>(step)]) before += entry(tables_[static_cast<std::size_t>(table)]);
  std::vector<std::pair<double, int>> choices;
  int& place = places_[static_cast<std::size_t>(bucket.variable)];
  for (place = 0; place < static_cast<int>(domain(bucket.variable).size()); ++place) {
    choices.emplace_back(bound - before + sum_of(bucket), place);
  }
  place = 0;
  std::sort(choices.begin(), choices.end(), [](const auto& a, const auto& b) {
    return a.first > b.first || (a.first == b.first && a.second < b.second);
  });
  return choices;
}

void Relaxation::place(int step, int place) {
  places_[static_cast<std::size_t>(buckets_[static_cast<std::size_t>(step)].variable)] = place;
}

std::vector<Int> Relaxation::values(int step) const {
  std::vector<Int> values;
  for (int v = 0; v < count_; ++v) {
    int place = rank(v) >= step ? places_[static_cast<std::size_t>(v)] : 0;
    values.push_back(domain(v)[static_cast<std::size_t>(place)]);
  }
  return values;
}

}  // namespace shapewise::design
