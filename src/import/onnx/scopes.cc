// PyTorch repeats the name of a module list in that of its items: layer1, then layer1.0.
#include "import/onnx/scopes.h"

#include <algorithm>

#include "import/onnx/listing.h"

namespace shapewise::import::onnx {
namespace {

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

constexpr std::size_t kMostScopes = 64;

Scoped scoped(const Node& node) {
  std::vector<std::string> parts = split(plain(node.name), '/');
  Scoped made;
  if (parts.empty()) {
    made.leaf = plain(node.op);
    return made;
  }
  made.leaf = parts.back();
  std::replace(made.leaf.begin(), made.leaf.end(), '.', '_');
  parts.pop_back();
  std::string before;
  for (const std::string& part : parts) {
    std::string own = !before.empty() && part.starts_with(before + ".") ? part.substr(before.size() + 1) : part;
    for (std::string& name : split(own, '.')) {
      if (made.scopes.size() < kMostScopes) made.scopes.push_back(std::move(name));
    }
    before = part;
  }
  return made;
}

}  // namespace

Scopes::Scopes(const std::vector<Node>& nodes) {
  for (const Node& node : nodes) {
    std::string path;
    for (const std::string& scope : scoped(node).scopes) {
      std::string inner = path + "." + scope;
      if (parts_.try_emplace(inner, 0).second) ++parts_[path];
      path = std::move(inner);
    }
    ++parts_[path];
  }
}

Scoped Scopes::of(const Node& node) const {
  Scoped made = scoped(node);
  std::string path;
  for (const std::string& scope : made.scopes) path += "." + scope;
  auto found = parts_.find(path);
  if (made.scopes.empty() || found == parts_.end() || found->second != 1) return made;
  made.leaf = made.scopes.back();
  made.scopes.pop_back();
  return made;
}

}  // namespace shapewise::import::onnx
