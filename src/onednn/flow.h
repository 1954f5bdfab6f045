// Flow: which steps read a value, and which values may share memory with it, because one is a view of the other or
// overwrites it.
#pragma once

#include <string>
#include <vector>

#include "exec/run.h"

namespace shapewise::onednn {

/// The arguments of a step with the numbers of the plan. Its tensors have shapes but, constants aside, no contents.
exec::Execution arguments_of(const exec::Plan& plan, const exec::Loaded& loaded, const exec::Step& step,
                             exec::Random& random);

class Flow {
 public:
  explicit Flow(const exec::Plan& plan);

  /// How often steps read it; outputs of the network count once more.
  int uses(ir::ValueId value) const { return uses_[index(value)]; }
  bool may_share_memory(ir::ValueId a, ir::ValueId b) const { return root(a) == root(b); }
  /// Whether, from that position on, no step but `except` reads it or what shares memory with it.
  bool dies_before(ir::ValueId value, int position, int except) const;
  /// The last position at which a step may read what shares memory with it; the number of steps for outputs.
  int last_reader(ir::ValueId value) const;
  /// A step runs at another position than its own: that of the step whose kernel does its work, too.
  void move(int step, int position) { positions_[static_cast<std::size_t>(step)] = position; }
  int position(int step) const { return positions_[static_cast<std::size_t>(step)]; }
  /// Why values can't be told from the memory that they are in: a step overwrites what a later one reads under
  /// another name. Empty: they can.
  const std::string& obstacle() const { return obstacle_; }

 private:
  static std::size_t index(ir::ValueId value) { return static_cast<std::size_t>(value.index); }
  std::size_t root(ir::ValueId value) const;
  void join(ir::ValueId a, ir::ValueId b) { shares_[root(a)] = root(b); }
  void share(const exec::Step& step);
  void find_obstacle(const exec::Plan& plan, int step);

  std::vector<int> uses_;
  std::vector<std::size_t> shares_;                // a forest whose trees are values that may share memory
  std::vector<std::vector<int>> readers_;          // steps, by value
  std::vector<std::vector<ir::ValueId>> members_;  // by root
  std::vector<bool> is_output_;
  std::vector<int> producers_;  // step by value; −1: none
  std::vector<int> positions_;
  const ir::Graph& graph_;
  std::string obstacle_;
};

}  // namespace shapewise::onednn
