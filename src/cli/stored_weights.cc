// The file stays mapped as long as the source lives, and a weight is converted when it is asked for.
#include "cli/stored_weights.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <unordered_map>

#include "analysis/state.h"
#include "cli/weights.h"
#include "exec/bytes.h"

namespace shapewise::cli {
namespace {

constexpr std::size_t kMostNamed = 3;

/// "2 weights are missing (fc.weight, fc.bias); "
template <class Items, class Text>
std::string complaint(const Items& items, std::string_view one, std::string_view several, Text text) {
  if (items.empty()) return {};
  std::vector<std::string> named;
  for (const auto& item : items) {
    if (named.size() < kMostNamed) named.push_back(text(item));
  }
  return fmt::format("{} {} ({}{}); ", items.size(), items.size() == 1 ? one : several, fmt::join(named, ", "),
                     items.size() > kMostNamed ? ", …" : "");
}

std::string mismatches(const analysis::StateMatch& match, const ir::Graph& graph) {
  std::string text;
  text += complaint(match.missing, "weight is missing", "weights are missing",
                    [](const ir::StateEntry& entry) { return entry.name; });
  text += complaint(match.misshaped, "has another shape", "have other shapes", [&](const analysis::Misshaped& one) {
    std::vector<std::string> sizes;
    for (Int size : one.stored->shape) sizes.push_back(to_string(size));
    return fmt::format("{} is ({}), where the network has {}", one.entry.name, fmt::join(sizes, ", "),
                       sym::to_text(graph[one.entry.weight].shape()));
  });
  text += complaint(match.unexpected, "is not of the network", "are not of the network",
                    [](const ir::StoredTensor* stored) { return stored->name; });
  return text;
}

class StoredWeights : public exec::WeightSource {
 public:
  StoredWeights(Weights weights, const ir::Graph& graph)
      : weights_(std::move(weights)), match_(analysis::match_state(graph, weights_.checkpoint.groups)) {}

  const analysis::StateMatch& match() const { return match_; }

  Result<exec::Tensor> find(ir::WeightId id, std::string_view name, const exec::Sizes& dims, ir::DType dtype) override {
    const ir::StoredTensor* stored = match_.by_weight[static_cast<std::size_t>(id.index)];
    if (stored == nullptr) {
      // Files of old versions do not have the counter of batches; it begins at 0.
      if (name.ends_with("num_batches_tracked")) return exec::Tensor(dims, dtype);
      return fail(fmt::format("the file does not say what {} holds", name));
    }
    auto bytes = ir::contents(*stored);
    if (!bytes) return fail(fmt::format("{}: {}", name, bytes.error().message));
    auto tensor = exec::from_bytes(dims, stored->dtype, *bytes);
    if (!tensor) return fail(fmt::format("{}: {}", name, tensor.error().message));
    return tensor->to(dtype);
  }

 private:
  Weights weights_;
  analysis::StateMatch match_;
};

/// By the names that a model gives to what it stores.
class OwnWeights : public exec::WeightSource {
 public:
  OwnWeights(Weights weights, const ir::Graph& graph) : weights_(std::move(weights)) {
    for (const ir::StoredGroup& group : weights_.checkpoint.groups) {
      for (const ir::StoredTensor& tensor : group.tensors) stored_.emplace(tensor.name, &tensor);
    }
    for (const ir::Value& value : graph.values) {
      if (value.weight.valid()) names_.emplace(value.weight.index, value.name);
    }
  }

  Result<exec::Tensor> find(ir::WeightId id, std::string_view name, const exec::Sizes& dims, ir::DType dtype) override {
    auto own = names_.find(id.index);
    return read(own != names_.end() ? std::string_view(own->second) : name, dims, dtype);
  }
  std::optional<exec::Tensor> constant(std::string_view name, const exec::Sizes& dims, ir::DType dtype) override {
    auto tensor = read(name, dims, dtype);
    return tensor ? std::optional(std::move(*tensor)) : std::nullopt;
  }

 private:
  Result<exec::Tensor> read(std::string_view name, const exec::Sizes& dims, ir::DType dtype) const {
    auto stored = stored_.find(name);
    if (stored == stored_.end()) return fail(fmt::format("the model does not store {}", name));
    auto bytes = ir::contents(*stored->second);
    if (!bytes) return fail(fmt::format("{}: {}", name, bytes.error().message));
    auto tensor = exec::from_bytes(dims, stored->second->dtype, *bytes);
    if (!tensor) return fail(fmt::format("{}: {}", name, tensor.error().message));
    return tensor->to(dtype);
  }

  Weights weights_;
  std::map<std::string, const ir::StoredTensor*, std::less<>> stored_;
  std::unordered_map<int, std::string> names_;  // by weight
};

}  // namespace

Result<std::unique_ptr<exec::WeightSource>> own_weights(const std::string& path, const ir::Graph& graph) {
  return open_weights(path).map([&](Weights weights) -> std::unique_ptr<exec::WeightSource> {
    return std::make_unique<OwnWeights>(std::move(weights), graph);
  });
}

Result<std::unique_ptr<exec::WeightSource>> stored_weights(const std::string& path, const ir::Graph& graph) {
  auto weights = open_weights(path);
  if (!weights) return tl::unexpected(weights.error());
  auto source = std::make_unique<StoredWeights>(std::move(*weights), graph);
  if (std::string found = mismatches(source->match(), graph); !found.empty()) {
    return fail(
        fmt::format("{} does not fit the network: {}shapewise check FILE --weights {} shows all", path, found, path));
  }
  return source;
}

}  // namespace shapewise::cli
