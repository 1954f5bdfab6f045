// Depth-first search below the bound of a relaxation (design/relaxation.h), whose prices are first lowered or raised
// until the bound is smallest. Its tables tell for every partial assignment how good it can become at best, which
// guides and cuts the search.
#include "design/optimum.h"

#include <algorithm>
#include <cmath>

#include "design/relaxation.h"

namespace shapewise::design {
namespace {

constexpr int kMostNodes = 400'000;  // of the search
constexpr int kPriceSteps = 24;      // halvings of the interval of a price
constexpr int kPriceRounds = 3;      // over all limits, if there are several

class Maximizer {
 public:
  explicit Maximizer(const Program& program)
      : program_(program), relaxation_(program), prices_(program.limits.size()) {}

  Optimum run() {
    std::vector<Int> least;
    for (const std::vector<Int>& domain : program_.domains) least.push_back(domain.front());
    offer(least);
    set_prices();
    double bound = relaxation_.solve(prices_);
    search(relaxation_.steps() - 1, bound);
    if (best_.values.empty()) return best_;
    best_.bound = nodes_ < kMostNodes ? best_.objective : std::max(best_.objective, whole(bound));
    return best_;
  }

 private:
  // --- prices ---

  void set_prices() {
    std::size_t limits = program_.limits.size();
    double reach = static_cast<double>(evaluate(program_.objective, largest()));
    for (int round = 0; round < (limits > 1 ? kPriceRounds : 1); ++round) {
      for (std::size_t k = 0; k < limits; ++k) {
        double low = 0;
        double high = reach / std::max(1.0, static_cast<double>(program_.limits[k].most));
        for (int step = 0; step < kPriceSteps; ++step) {
          prices_[k] = step == 0 ? 0 : step < kPriceSteps / 2 && low > 0 ? std::sqrt(low * high) : (low + high) / 2;
          relaxation_.solve(prices_);
          std::vector<Int> values = relaxation_.maximum();
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
      const std::vector<Int>& all = program_.domains[static_cast<std::size_t>(variable)];
      auto at = std::lower_bound(all.begin(), all.end(), values[static_cast<std::size_t>(variable)]) - all.begin() + by;
      if (at < 0 || at >= static_cast<std::ptrdiff_t>(all.size())) return false;
      values[static_cast<std::size_t>(variable)] = all[static_cast<std::size_t>(at)];
      return true;
    };
    for (int by : {-1, 1}) {
      while (by > 0 || !fits(values)) {
        std::pair<Int, int> best{-1, -1};
        for (int v = 0; v < relaxation_.steps(); ++v) {
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
    if (step < 0) return offer(relaxation_.values(0));
    for (auto [reach, chosen] : relaxation_.choices(step, bound)) {
      if (!best_.values.empty() && whole(reach) <= best_.objective) break;
      if (++nodes_ >= kMostNodes) break;
      relaxation_.place(step, chosen);
      // The costs stay within the limits if all that is not assigned yet is smallest.
      if (fits(relaxation_.values(step))) search(step - 1, reach);
    }
    relaxation_.place(step, 0);
  }

  const Program& program_;
  Relaxation relaxation_;
  std::vector<double> prices_;
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
