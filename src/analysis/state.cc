// Names first: which state_dict of the file, and under which prefix, has most of the network's names. Then shapes.
#include "analysis/state.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "base/check.h"

namespace shapewise::analysis {
namespace {

using Names = std::unordered_map<std::string_view, std::size_t>;

/// Prefixes that at least half of the names have: "module.", "model.backbone.".
template <class Items>
std::set<std::string> common_prefixes(const Items& items) {
  constexpr int kMostParts = 3;
  std::map<std::string, std::size_t> counts;
  for (const auto& item : items) {
    std::size_t dot = item.name.find('.');
    for (int part = 0; part < kMostParts && dot != std::string::npos; ++part, dot = item.name.find('.', dot + 1))
      ++counts[item.name.substr(0, dot + 1)];
  }
  std::set<std::string> prefixes;
  for (const auto& [prefix, count] : counts) {
    if (2 * count >= items.size()) prefixes.insert(prefix);
  }
  return prefixes;
}

/// The name in the network that a stored name stands for; empty if there is none.
std::string mapped(const std::string& stored, const std::string& strip, const std::string& add) {
  if (!stored.starts_with(strip)) return "";
  return add + stored.substr(strip.size());
}

int count_known(const ir::StoredGroup& group, const Names& names, const std::string& strip, const std::string& add) {
  return static_cast<int>(std::count_if(group.tensors.begin(), group.tensors.end(), [&](const ir::StoredTensor& t) {
    return names.count(mapped(t.name, strip, add)) > 0;
  }));
}

/// The best way to read the names of one group.
StateMatch best_names(const ir::StoredGroup& group, const std::vector<ir::StateEntry>& entries, const Names& names) {
  StateMatch best;
  best.group = &group;
  best.fitting = count_known(group, names, "", "");
  int plain = best.fitting;
  auto consider = [&](const std::string& strip, const std::string& add) {
    int fitting = count_known(group, names, strip, add);
    if (fitting <= 2 * plain || fitting <= best.fitting) return;
    best.fitting = fitting;
    best.strip = strip;
    best.add = add;
  };
  for (const std::string& prefix : common_prefixes(group.tensors)) consider(prefix, "");
  for (const std::string& prefix : common_prefixes(entries)) consider("", prefix);
  return best;
}

/// Whether a stored shape is the network's, as far as it is known. PyTorch loads one element where a scalar is asked
/// for.
bool fits(const ir::Weight& weight, const ir::StoredTensor& stored) {
  if (weight.dims.empty()) return stored.elements() == 1 && stored.shape.size() <= 1;
  bool unknown = std::any_of(weight.dims.begin(), weight.dims.end(),
                             [](const sym::Formula& dim) { return !dim.value().constant(); });
  if (unknown) return true;
  if (weight.dims.size() != stored.shape.size()) return false;
  for (std::size_t i = 0; i < stored.shape.size(); ++i) {
    if (*weight.dims[i].value().constant() != stored.shape[i]) return false;
  }
  return true;
}

bool is_unknown(const ir::Weight& weight) {
  return std::any_of(weight.dims.begin(), weight.dims.end(),
                     [](const sym::Formula& dim) { return dim.value().has_unknown(); });
}

/// BatchNorm's counter came in version 2 of its state: without version numbers, load_state_dict does not ask for it.
/// What is not known may be a module, or nothing.
bool may_be_missing(const ir::StateEntry& entry, const ir::Weight& weight, const ir::StoredGroup& group) {
  return (!group.versioned && entry.name.ends_with("num_batches_tracked")) || is_unknown(weight);
}

}  // namespace

StateMatch match_state(const ir::Graph& graph, std::span<const ir::StoredGroup> groups) {
  std::vector<ir::StateEntry> entries = ir::state_dict(graph);
  Names names;
  for (std::size_t i = 0; i < entries.size(); ++i) names.emplace(entries[i].name, i);
  CHECK(!groups.empty());
  StateMatch match;
  match.fitting = -1;
  for (const ir::StoredGroup& group : groups) {
    StateMatch one = best_names(group, entries, names);
    if (one.fitting > match.fitting) match = std::move(one);
  }
  match.by_weight.resize(graph.weights.size());
  std::vector<bool> found(entries.size());
  for (const ir::StoredTensor& stored : match.group->tensors) {
    auto known = names.find(mapped(stored.name, match.strip, match.add));
    if (known == names.end()) {
      match.unexpected.push_back(&stored);
      continue;
    }
    const ir::StateEntry& entry = entries[known->second];
    found[known->second] = true;
    if (fits(graph[entry.weight], stored)) {
      match.by_weight[static_cast<std::size_t>(entry.weight.index)] = &stored;
    } else {
      match.misshaped.push_back({entry, &stored});
    }
  }
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!found[i] && !may_be_missing(entries[i], graph[entries[i].weight], *match.group))
      match.missing.push_back(entries[i]);
  }
  return match;
}

}  // namespace shapewise::analysis
