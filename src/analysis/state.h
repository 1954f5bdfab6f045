// Stored tensors held against a network's state_dict, as load_state_dict does it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "ir/graph.h"
#include "ir/stored.h"

namespace shapewise::analysis {

struct Misshaped {
  ir::StateEntry entry;
  const ir::StoredTensor* stored = nullptr;
};

/// How the tensors of one state_dict fit a network. Names are compared as `strip` and `add` make them, if that lets
/// more than twice as many fit; else both are empty.
struct StateMatch {
  const ir::StoredGroup* group = nullptr;  // never null
  std::string strip;                       // in front of the stored names and not of the network's: "module."
  std::string add;                         // in front of the network's names and not of the stored ones
  int fitting = 0;                         // names in both
  std::vector<ir::StateEntry> missing;
  std::vector<const ir::StoredTensor*> unexpected;
  std::vector<Misshaped> misshaped;
  /// By weight of the graph: what is stored for it, if its shape fits; else null.
  std::vector<const ir::StoredTensor*> by_weight;
};

/// Takes the state_dict of the file that fits best; there is at least one.
StateMatch match_state(const ir::Graph& graph, std::span<const ir::StoredGroup> groups);

}  // namespace shapewise::analysis
