// An upper bound of a Program, and what it knows of every partial assignment.
#pragma once

#include <functional>
#include <set>
#include <utility>
#include <vector>

#include "design/optimum.h"

namespace shapewise::design {

/// The program without its limits: each has a price, and what the costs are worth is taken off the objective. That has
/// no constraint left, and its maximum is found exactly by eliminating one variable after the other (dynamic
/// programming over the graph of variables that meet in a product). Whatever the prices, it is an upper bound of the
/// program.
class Relaxation {
 public:
  explicit Relaxation(const Program& program);

  /// The maximum at these prices, one for each limit.
  double solve(const std::vector<double>& prices);
  /// The values of the maximum that was found last; of equal ones the smallest.
  std::vector<Int> maximum();

  /// Steps are undone from the last one on, each giving a value to the variable that it had eliminated.
  int steps() const { return count_; }
  /// The places in the domain of that variable, the best first, with the bound that then holds; `bound` is the one that
  /// holds for what has been placed so far.
  std::vector<std::pair<double, int>> choices(int step, double bound);
  void place(int step, int place);
  /// With the smallest value for all that is eliminated before this step.
  std::vector<Int> values(int step) const;

 private:
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

  /// A part of a bucket whose table is small enough.
  struct Part {
    std::set<int> scope;
    Bucket functions;
  };

  void order_variables();
  const std::vector<Int>& domain(int variable) const { return program_.domains[static_cast<std::size_t>(variable)]; }
  int rank(int variable) const { return rank_[static_cast<std::size_t>(variable)]; }
  double value(int variable) const;
  double entries(const std::set<int>& scope) const;

  double fill(const std::vector<double>& prices);
  void add(const Polynomial& polynomial, double factor);
  void eliminate(int step);
  void put(std::vector<Part>& parts, std::set<int> scope, const std::function<void(Bucket&)>& into) const;
  void send(int step, const Part& part);
  bool next_place(const std::vector<int>& scope);
  double best_of(const Bucket& bucket);
  double received(const Bucket& bucket) const;
  double sum_of(const Bucket& bucket) const;
  double entry(const Table& table) const;

  const Program& program_;
  int count_;
  std::vector<int> order_;       // of elimination
  std::vector<int> rank_;        // by variable: its place in the order
  std::vector<Bucket> buckets_;  // by step
  std::vector<Table> tables_;
  std::vector<std::vector<int>> sent_;  // by step: its tables
  std::vector<int> places_;             // by variable: the present value in its domain
  double most_entries_;
  double work_ = 0;  // of one solution
  double constant_ = 0;
};

}  // namespace shapewise::design
