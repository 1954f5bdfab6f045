// Lookup by name: two hash tables over the generated list of families, made at the first use.
#include "layer/registry.h"

#include <unordered_map>

#include "base/check.h"
#include "base/edit_distance.h"

namespace shapewise::layer {
namespace {

bool is_layer(const Spec& spec) { return spec.form == Form::Module || spec.form == Form::Container; }

template <class Use>
void for_each_name(std::string_view names, Use use) {
  while (!names.empty()) {
    std::size_t space = std::min(names.find(' '), names.size());
    use(names.substr(0, space));
    names.remove_prefix(std::min(names.size(), space + 1));
  }
}

struct Index {
  std::vector<const Spec*> specs;
  std::unordered_map<std::string_view, int> by_qualified;
  std::unordered_map<std::string_view, int> by_layer_name;  // modules and containers, without "torch.nn."

  Index() {
    for (SpecsFunction family : generated_families()) {
      for (const Spec& spec : family()) add(spec);
    }
  }

  void add(const Spec& spec) {
    int id = static_cast<int>(specs.size());
    specs.push_back(&spec);
    for_each_name(spec.names, [&](std::string_view name) {
      CHECK(by_qualified.emplace(name, id).second);
      if (is_layer(spec)) by_layer_name.emplace(name.substr(name.rfind('.') + 1), id);
    });
  }
};

const Index& index() {
  static const Index made;
  return made;
}

std::string_view last_part(std::string_view written) {
  for (std::string_view prefix : {"torch.nn.", "nn."}) {
    if (written.starts_with(prefix)) return written.substr(prefix.size());
  }
  return written;
}

}  // namespace

std::span<const Spec* const> registry() { return index().specs; }

const Spec& spec(ir::OpId op) { return *index().specs[static_cast<std::size_t>(op.index)]; }

ir::OpId op_of(const Spec& spec) {
  auto op = find_qualified(spec.qualified());
  CHECK(op.has_value());
  return *op;
}

std::optional<ir::OpId> find_qualified(std::string_view name) {
  auto found = index().by_qualified.find(name);
  if (found == index().by_qualified.end()) return std::nullopt;
  return ir::OpId{found->second};
}

void for_each_op(std::string_view names, const std::function<void(ir::OpId)>& use) {
  for_each_name(names, [&](std::string_view name) {
    auto op = find_qualified(name);
    CHECK(op.has_value());
    use(*op);
  });
}

std::optional<ir::OpId> find_layer(std::string_view written) {
  auto found = index().by_layer_name.find(last_part(written));
  if (found == index().by_layer_name.end()) return std::nullopt;
  return ir::OpId{found->second};
}

std::vector<std::string_view> similar_layers(std::string_view written) {
  std::vector<std::string_view> names;
  for (const Spec* spec : registry()) {
    if (is_layer(*spec)) names.push_back(spec->name());
  }
  auto found = similar(last_part(written), names);
  if (found.size() > 3) found.resize(3);
  return found;
}

}  // namespace shapewise::layer
