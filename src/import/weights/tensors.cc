// A state_dict is the outermost dict, or pickled module, that holds tensors: {"epoch": 3, "state_dict": {...}} has one.
#include "import/weights/tensors.h"

#include <fmt/format.h>
#include <set>

#include "import/weights/shape.h"

namespace shapewise::import::weights {
namespace {

using pickle::Node;
using pickle::NodeIndex;
using Kind = Node::Kind;

constexpr int kMostDepth = 100;
constexpr int kMostVisits = 5'000'000;
constexpr std::size_t kLongestName = 2000;

class Tensors {
 public:
  Tensors(const pickle::Pickle& object, const Storages& storages) : object_(object), storages_(storages) {}

  /// The tensor that the node is, if it is one.
  std::optional<ir::StoredTensor> tensor(NodeIndex index, int depth = 0) const {
    if (index < 0 || object_[index].kind != Kind::Object || depth > 4) return std::nullopt;
    return made_by(text(object_[index].callable), object_[index].args, depth);
  }

 private:
  std::string_view text(NodeIndex index) const { return index < 0 ? "" : std::string_view(object_[index].text); }

  NodeIndex item(NodeIndex tuple, std::size_t place) const {
    if (tuple < 0 || object_[tuple].items.size() <= place) return -1;
    return object_[tuple].items[place];
  }

  std::optional<ir::StoredTensor> made_by(std::string_view function, NodeIndex args, int depth) const {
    if (function == "torch._utils._rebuild_parameter" || function == "torch._utils._rebuild_parameter_with_state") {
      auto made = tensor(item(args, 0), depth + 1);
      if (made) made->requires_grad = integer(item(args, 1)) != 0;
      return made;
    }
    if (function == "torch._tensor._rebuild_from_type_v2")
      return depth > 4 ? std::nullopt : made_by(text(item(args, 0)), item(args, 2), depth + 1);
    bool strided = function == "torch._utils._rebuild_tensor" || function == "torch._utils._rebuild_tensor_v2" ||
                   function == "torch._utils._rebuild_tensor_v3" || function == "torch._utils._rebuild_qtensor";
    if (strided) return from_storage(args, function.ends_with("_v3") ? text(item(args, 6)) : std::string_view());
    if (function == "torch._utils._rebuild_sparse_tensor") return sparse(item(args, 1), depth);
    return std::nullopt;
  }

  Int integer(NodeIndex index) const { return index < 0 ? 0 : object_[index].integer; }

  /// The numbers of a tuple, or of a torch.Size.
  std::optional<std::vector<Int>> sizes(NodeIndex index) const {
    if (index >= 0 && object_[index].kind == Kind::Object) index = item(object_[index].args, 0);
    if (index < 0 || (object_[index].kind != Kind::Tuple && object_[index].kind != Kind::List)) return std::nullopt;
    std::vector<Int> numbers;
    for (NodeIndex each : object_[index].items) numbers.push_back(integer(each));
    return numbers;
  }

  /// args: storage, offset, size, stride, requires_grad, …
  std::optional<ir::StoredTensor> from_storage(NodeIndex args, std::string_view dtype_name) const {
    NodeIndex storage = item(args, 0);
    if (storage < 0 || object_[storage].kind != Kind::Persistent) return std::nullopt;
    NodeIndex id = object_[storage].args;
    auto dtype = element_type(dtype_name.empty() ? text(item(id, 1)) : dtype_name);
    auto shape = sizes(item(args, 2));
    if (!dtype || !shape || !count_elements(*shape)) return std::nullopt;
    ir::StoredTensor made;
    made.dtype = *dtype;
    made.shape = std::move(*shape);
    place(made, text(item(id, 2)), integer(item(args, 1)), sizes(item(args, 3)).value_or(std::vector<Int>()));
    return made;
  }

  /// Finds the bytes, if they are there.
  void place(ir::StoredTensor& made, std::string_view key, Int offset, std::vector<Int> strides) const {
    auto storage = storages_.find(key);
    if (storage == storages_.end() || strides.size() != made.shape.size()) {
      made.elsewhere = "the file does not have them";
      return;
    }
    made.elsewhere = storage->second.elsewhere;
    Int size = ir::bytes(made.dtype);
    Int last = 0;  // element that is farthest from the first
    Int step = 1;
    bool in_order = true;
    for (std::size_t d = strides.size(); d-- > 0;) {
      bool sane = fits_int64(strides[d]) && strides[d] >= 0 && offset >= 0 && fits_int64(offset);
      if (!sane) return;
      last += strides[d] * std::max<Int>(made.shape[d] - 1, 0);
      in_order = in_order && (strides[d] == step || made.shape[d] == 1);
      step *= std::max<Int>(made.shape[d], 1);
    }
    auto there = static_cast<Int>(storage->second.bytes.size());
    if ((offset + last + 1) * size > there) {
      made.elsewhere = "the file is cut off";
      return;
    }
    made.bytes = storage->second.bytes.substr(static_cast<std::size_t>(offset * size));
    if (!in_order) made.strides = std::move(strides);
  }

  /// args: indices, values, size.
  std::optional<ir::StoredTensor> sparse(NodeIndex args, int depth) const {
    auto values = tensor(item(args, 1), depth + 1);
    auto shape = sizes(item(args, 2));
    if (!values || !shape || !count_elements(*shape)) return std::nullopt;
    ir::StoredTensor made;
    made.dtype = values->dtype;
    made.shape = std::move(*shape);
    made.elsewhere = "it is sparse";
    return made;
  }

  const pickle::Pickle& object_;
  const Storages& storages_;
};

class Collector {
 public:
  Collector(const pickle::Pickle& object, const Storages& storages) : object_(object), tensors_(object, storages) {}

  std::vector<ir::StoredGroup> run() {
    find_groups(object_.root, "", 0);
    return std::move(groups_);
  }

 private:
  using Child = std::pair<std::string, NodeIndex>;

  bool may_visit(int depth) { return depth <= kMostDepth && ++visits_ <= kMostVisits; }

  static std::string joined(const std::string& path, const std::string& name) {
    return path.empty() ? name : fmt::format("{}.{}", path, name);
  }

  void add_pairs(const Node& dict, std::vector<Child>& children) const {
    for (const auto& [key, value] : dict.pairs) {
      const Node& name = object_[key];
      if (name.kind == Kind::Text) children.emplace_back(name.text, value);
      if (name.kind == Kind::Int) children.emplace_back(to_string(name.integer), value);
    }
  }

  NodeIndex member(const Node& dict, std::string_view name) const {
    for (const auto& [key, value] : dict.pairs) {
      if (object_[key].kind == Kind::Text && object_[key].text == name) return value;
    }
    return -1;
  }

  /// What a pickled module registers; those of its buffers that are not saved are left out.
  void add_module(const Node& state, std::vector<Child>& children) const {
    std::set<std::string_view> transient;
    if (NodeIndex names = member(state, "_non_persistent_buffers_set"); names >= 0) {
      for (NodeIndex name : object_[names].items) transient.insert(object_[name].text);
    }
    for (std::string_view home : {"_parameters", "_buffers", "_modules"}) {
      NodeIndex dict = member(state, home);
      if (dict < 0) continue;
      for (Child& child : children_of(dict)) {
        if (home != "_buffers" || transient.count(child.first) == 0) children.push_back(std::move(child));
      }
    }
  }

  std::vector<Child> children_of(NodeIndex index) const {
    std::vector<Child> children;
    const Node& node = object_[index];
    add_pairs(node, children);
    for (std::size_t i = 0; i < node.items.size(); ++i) children.emplace_back(std::to_string(i), node.items[i]);
    if (node.kind != Kind::Object) return children;
    // OrderedDict([[key, value], ...]), as Python 2 pickled it.
    if (node.args >= 0 && object_[node.args].items.size() == 1) {
      for (NodeIndex pair : object_[object_[node.args].items.front()].items) {
        const Node& two = object_[pair];
        if (two.items.size() == 2 && object_[two.items[0]].kind == Kind::Text)
          children.emplace_back(object_[two.items[0]].text, two.items[1]);
      }
    }
    if (node.state < 0 || !children.empty()) return children;
    const Node& state = object_[node.state];
    if (member(state, "_parameters") >= 0) {
      add_module(state, children);
    } else {
      add_pairs(state, children);
    }
    return children;
  }

  /// All tensors in it, named from here on.
  void collect(NodeIndex index, const std::string& path, std::vector<ir::StoredTensor>& out, int depth) {
    if (!may_visit(depth) || path.size() > kLongestName) return;
    if (auto tensor = tensors_.tensor(index)) {
      tensor->name = path;
      out.push_back(std::move(*tensor));
      return;
    }
    for (const auto& [name, child] : children_of(index)) collect(child, joined(path, name), out, depth + 1);
  }

  bool is_versioned(NodeIndex index) const {
    NodeIndex state = object_[index].state;
    NodeIndex metadata = state < 0 ? -1 : member(object_[state], "_metadata");
    return metadata >= 0 && !object_[metadata].pairs.empty();
  }

  /// Down to the first dict that holds tensors itself, or more than one thing that does.
  void find_groups(NodeIndex index, const std::string& path, int depth) {
    if (index < 0 || !may_visit(depth)) return;
    std::vector<Child> children = children_of(index);
    std::vector<Child> holders;
    bool direct = tensors_.tensor(index).has_value();
    for (Child& child : children) {
      direct = direct || tensors_.tensor(child.second).has_value();
      std::vector<ir::StoredTensor> inside;
      if (!direct) collect(child.second, "", inside, depth + 1);
      if (!inside.empty()) holders.push_back(std::move(child));
    }
    const Node& node = object_[index];
    bool module = node.kind == Kind::Object && node.state >= 0 && node.pairs.empty() && !holders.empty();
    if (direct || module || (depth > 0 && holders.size() > 1)) {
      ir::StoredGroup group{path, {}, is_versioned(index)};
      collect(index, "", group.tensors, depth);
      if (!group.tensors.empty()) groups_.push_back(std::move(group));
      return;
    }
    for (const auto& [name, child] : holders) find_groups(child, joined(path, name), depth + 1);
  }

  const pickle::Pickle& object_;
  Tensors tensors_;
  std::vector<ir::StoredGroup> groups_;
  int visits_ = 0;
};

}  // namespace

std::vector<ir::StoredGroup> collect_groups(const pickle::Pickle& object, const Storages& storages) {
  return Collector(object, storages).run();
}

}  // namespace shapewise::import::weights
