// A state_dict is the outermost dict, or pickled module, that holds tensors: {"epoch": 3, "state_dict": {...}} has one.
#include "import/weights/tensors.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace shapewise::import::weights {
namespace {

using pickle::Node;
using pickle::NodeIndex;
using Kind = Node::Kind;

constexpr int kMostDepth = 500;
constexpr std::size_t kMostWork = 50'000'000;
constexpr std::size_t kMostDimensions = 64;  // as in torch

/// What may be done for one file. Objects may be referred to many times, so the size of a file bounds nothing.
struct Budget {
  std::size_t work = 0;
  std::string error;  // of the first limit that was reached

  void stop(std::string why) {
    if (error.empty()) error = std::move(why);
  }

  /// False if there is nothing left.
  bool charge(std::size_t parts) {
    work += parts;
    if (work > kMostWork)
      stop(fmt::format("its objects refer to each other so often that they have more than {} parts", kMostWork));
    return error.empty();
  }
};

class Tensors {
 public:
  Tensors(const pickle::Pickle& object, const Storages& storages, Budget& budget)
      : object_(object), storages_(storages), budget_(budget) {}

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
      if (made) made->requires_grad = integer(item(args, 1)) != Int{0};
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

  std::optional<Int> integer(NodeIndex index) const {
    bool known = index >= 0 && (object_[index].kind == Kind::Int || object_[index].kind == Kind::Bool);
    return known ? std::optional(object_[index].integer) : std::nullopt;
  }

  /// The numbers of a tuple, or of a torch.Size.
  std::optional<std::vector<Int>> sizes(NodeIndex index) const {
    if (index >= 0 && object_[index].kind == Kind::Object) index = item(object_[index].args, 0);
    if (index < 0 || (object_[index].kind != Kind::Tuple && object_[index].kind != Kind::List)) return std::nullopt;
    if (object_[index].items.size() > kMostDimensions) {
      budget_.stop(fmt::format("a tensor in it has {} dimensions, and tensors have at most {}",
                               object_[index].items.size(), kMostDimensions));
      return std::nullopt;
    }
    std::vector<Int> numbers;
    for (NodeIndex each : object_[index].items) {
      auto number = integer(each);
      if (!number) return std::nullopt;
      numbers.push_back(*number);
    }
    return numbers;
  }

  /// args: storage, offset, size, stride, requires_grad, …
  std::optional<ir::StoredTensor> from_storage(NodeIndex args, std::string_view dtype_name) const {
    NodeIndex storage = item(args, 0);
    if (storage < 0 || object_[storage].kind != Kind::Persistent) return std::nullopt;
    NodeIndex id = object_[storage].args;
    auto dtype = element_type(dtype_name.empty() ? text(item(id, 1)) : dtype_name);
    auto shape = sizes(item(args, 2));
    if (!dtype || !shape || !ir::count_elements(*shape)) return std::nullopt;
    ir::StoredTensor made;
    made.dtype = *dtype;
    made.shape = std::move(*shape);
    made.elsewhere =
        place(made, text(item(id, 2)), integer(item(args, 1)), sizes(item(args, 3)).value_or(std::vector<Int>()));
    return made;
  }

  /// Finds the bytes. The text says why they are not there; it is empty if they are, or if there is no element.
  std::string place(ir::StoredTensor& made, std::string_view key, std::optional<Int> offset,
                    std::vector<Int> strides) const {
    bool sane = offset && *offset >= 0 && fits_int64(*offset) && strides.size() == made.shape.size() &&
                std::all_of(strides.begin(), strides.end(), [](Int s) { return s >= 0 && fits_int64(s); });
    if (!sane) return "the file does not say where they begin and how they lie";
    auto storage = storages_.find(key);
    if (storage == storages_.end()) return "the file does not have them";
    if (!storage->second.elsewhere.empty()) return storage->second.elsewhere;
    if (made.elements() == 0) return "";
    Int size = ir::bytes(made.dtype);
    std::optional<Int> last = offset;  // element that is farthest from the first
    Int step = 1;
    bool in_order = true;
    for (std::size_t d = strides.size(); d-- > 0;) {
      auto reach = checked_mul(strides[d], made.shape[d] - 1);
      last = last && reach ? checked_add(*last, *reach) : std::nullopt;
      in_order = in_order && (strides[d] == step || made.shape[d] == 1);
      step *= made.shape[d];
    }
    auto there = static_cast<Int>(storage->second.bytes.size()) / size;  // elements
    if (!last || *last >= there) return "the file is cut off";
    made.bytes = storage->second.bytes.substr(static_cast<std::size_t>(*offset * size));
    if (!in_order) made.strides = std::move(strides);
    return "";
  }

  /// args: indices, values, size.
  std::optional<ir::StoredTensor> sparse(NodeIndex args, int depth) const {
    auto values = tensor(item(args, 1), depth + 1);
    auto shape = sizes(item(args, 2));
    if (!values || !shape || !ir::count_elements(*shape)) return std::nullopt;
    ir::StoredTensor made;
    made.dtype = values->dtype;
    made.shape = std::move(*shape);
    made.elsewhere = "it is sparse";
    return made;
  }

  const pickle::Pickle& object_;
  const Storages& storages_;
  Budget& budget_;
};

class Collector {
 public:
  Collector(const pickle::Pickle& object, const Storages& storages)
      : object_(object), tensors_(object, storages, budget_), open_(object.nodes.size()) {}

  Result<std::vector<ir::StoredGroup>> run() {
    find_groups(object_.root);
    if (!budget_.error.empty()) return fail(budget_.error);
    return std::move(groups_);
  }

 private:
  /// By a key of a dict, or by the place in a list.
  struct Child {
    NodeIndex node = -1;
    NodeIndex key = -1;
    int place = 0;
  };

  /// Of a key that is a text; else empty.
  std::string_view name_of(const Child& child) const {
    return child.key < 0 ? "" : std::string_view(object_[child.key].text);
  }

  /// Every object is gone into through here. False for one that is being gone through: what holds itself holds nothing
  /// more by that.
  bool enter(NodeIndex index) {
    if (index < 0 || open_[static_cast<std::size_t>(index)] || !budget_.charge(1)) return false;
    if (depth_ == kMostDepth) budget_.stop(fmt::format("its objects are more than {} deep in each other", kMostDepth));
    if (depth_ == kMostDepth) return false;
    ++depth_;
    open_[static_cast<std::size_t>(index)] = true;
    return true;
  }

  void leave(NodeIndex index) {
    --depth_;
    open_[static_cast<std::size_t>(index)] = false;
  }

  /// The names on the way, from one of them on.
  std::string path_from(std::size_t begin) {
    std::string path;
    for (std::size_t i = begin; i < path_.size(); ++i) {
      const Child& child = path_[i];
      if (path.size() + name_of(child).size() > ir::kLongestName) {
        budget_.stop(fmt::format("a tensor in it has a name of more than {} characters", ir::kLongestName));
        return path;
      }
      if (i > begin) path += '.';
      bool named = child.key >= 0 && object_[child.key].kind == Kind::Text;
      path += named ? object_[child.key].text : to_string(child.key >= 0 ? object_[child.key].integer : child.place);
    }
    return path;
  }

  void add_pairs(const Node& dict, std::vector<Child>& children) {
    if (!budget_.charge(dict.pairs.size())) return;
    for (const auto& [key, value] : dict.pairs) {
      Kind kind = object_[key].kind;
      if (kind == Kind::Text || kind == Kind::Int) children.push_back({value, key});
    }
  }

  NodeIndex member(const Node& dict, std::string_view name) {
    if (!budget_.charge(dict.pairs.size())) return -1;
    for (const auto& [key, value] : dict.pairs) {
      if (object_[key].kind == Kind::Text && object_[key].text == name) return value;
    }
    return -1;
  }

  /// What a pickled module registers; those of its buffers that are not saved are left out.
  void add_module(const Node& state, std::vector<Child>& children) {
    std::set<std::string_view> transient;
    if (NodeIndex names = member(state, "_non_persistent_buffers_set"); names >= 0) {
      if (!budget_.charge(object_[names].items.size())) return;
      for (NodeIndex name : object_[names].items) {
        if (object_[name].text.size() <= ir::kLongestName) transient.insert(object_[name].text);
      }
    }
    for (std::string_view home : {"_parameters", "_buffers", "_modules"}) {
      NodeIndex dict = member(state, home);
      if (dict < 0) continue;
      for (const Child& child : children_of(dict)) {
        if (home != "_buffers" || transient.count(name_of(child)) == 0) children.push_back(child);
      }
    }
  }

  /// OrderedDict([[key, value], ...]), as Python 2 pickled it.
  void add_listed(NodeIndex list, std::vector<Child>& children) {
    if (!budget_.charge(object_[list].items.size())) return;
    for (NodeIndex pair : object_[list].items) {
      const Node& two = object_[pair];
      if (two.items.size() == 2 && object_[two.items[0]].kind == Kind::Text)
        children.push_back({two.items[1], two.items[0]});
    }
  }

  std::vector<Child> children_of(NodeIndex index) {
    std::vector<Child> children;
    const Node& node = object_[index];
    add_pairs(node, children);
    if (!budget_.charge(node.items.size())) return {};
    for (std::size_t i = 0; i < node.items.size(); ++i) children.push_back({node.items[i], -1, static_cast<int>(i)});
    if (node.kind != Kind::Object) return children;
    if (node.args >= 0 && object_[node.args].items.size() == 1) add_listed(object_[node.args].items.front(), children);
    if (node.state < 0 || !children.empty()) return children;
    const Node& state = object_[node.state];
    if (member(state, "_parameters") >= 0) {
      add_module(state, children);
    } else {
      add_pairs(state, children);
    }
    return children;
  }

  bool is_tensor(NodeIndex index) { return budget_.charge(1) && tensors_.tensor(index).has_value(); }

  /// Whether there is a tensor in it.
  bool holds(NodeIndex index) {
    if (!enter(index)) return false;
    std::vector<Child> children;
    bool found = is_tensor(index);
    if (!found) children = children_of(index);
    for (std::size_t i = 0; i < children.size() && !found; ++i) found = holds(children[i].node);
    leave(index);
    return found;
  }

  /// All tensors in it, named from this place of the path on. Memory is charged as work, by words.
  void collect(NodeIndex index, std::size_t begin, std::vector<ir::StoredTensor>& out) {
    auto tensor = tensors_.tensor(index);
    if (!tensor) return collect_children(index, begin, out);
    tensor->name = path_from(begin);
    std::size_t words = sizeof(ir::StoredTensor) / 8 + 4 * tensor->shape.size() + tensor->name.size() / 8;
    if (budget_.charge(words)) out.push_back(std::move(*tensor));
  }

  void collect_children(NodeIndex index, std::size_t begin, std::vector<ir::StoredTensor>& out) {
    for (const Child& child : children_of(index)) {
      if (!enter(child.node)) continue;
      path_.push_back(child);
      collect(child.node, begin, out);
      path_.pop_back();
      leave(child.node);
    }
  }

  bool is_versioned(NodeIndex index) {
    NodeIndex state = object_[index].state;
    NodeIndex metadata = state < 0 ? -1 : member(object_[state], "_metadata");
    return metadata >= 0 && !object_[metadata].pairs.empty();
  }

  /// Down to the first dict that holds tensors itself, or more than one thing that does.
  void find_groups(NodeIndex index) {
    if (!enter(index)) return;
    std::vector<Child> children = children_of(index);
    bool direct = is_tensor(index) || std::any_of(children.begin(), children.end(),
                                                  [&](const Child& child) { return is_tensor(child.node); });
    std::vector<Child> holders;
    for (const Child& child : children) {
      if (!direct && holds(child.node)) holders.push_back(child);
    }
    const Node& node = object_[index];
    bool module = node.kind == Kind::Object && node.state >= 0 && node.pairs.empty() && !holders.empty();
    if (direct || module || (!path_.empty() && holders.size() > 1)) {
      ir::StoredGroup group{path_from(0), {}, is_versioned(index)};
      collect(index, path_.size(), group.tensors);
      if (!group.tensors.empty()) groups_.push_back(std::move(group));
      holders.clear();
    }
    for (const Child& child : holders) {
      path_.push_back(child);
      find_groups(child.node);
      path_.pop_back();
    }
    leave(index);
  }

  const pickle::Pickle& object_;
  Budget budget_;
  Tensors tensors_;
  std::vector<ir::StoredGroup> groups_;
  std::vector<bool> open_;  // by node: being gone through
  std::vector<Child> path_;
  int depth_ = 0;
};

}  // namespace

Result<std::vector<ir::StoredGroup>> collect_groups(const pickle::Pickle& object, const Storages& storages) {
  return Collector(object, storages).run();
}

}  // namespace shapewise::import::weights
