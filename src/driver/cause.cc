// One pattern after the other, the most telling ones first.
#include "driver/cause.h"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

#include "layer/registry.h"
#include "layer/size_arguments.h"

namespace shapewise::driver {
namespace {

using diag::Kind;
using sym::Expr;
using sym::Shape;

constexpr int kLayersBack = 12;

class Cause {
 public:
  Cause(const ir::Graph& graph, const ir::Node& node, const diag::Diagnostic& d) : graph_(graph), node_(node), d_(d) {}

  std::string find() const {
    if (node_.inputs.empty()) return {};
    const auto& shape = graph_[node_.inputs.front()].tensor.shape;
    if (!shape) return {};
    switch (d_.kind) {
      case Kind::FeatureMismatch: return features(*shape);
      case Kind::ChannelMismatch: return channels(*shape);
      case Kind::RankMismatch: return rank(*shape);
      case Kind::EmptyOutput: return shrunk(*shape);
      case Kind::ShapeMismatch: return branches();
      case Kind::SizeMismatch: return batch(*shape);
      default: return {};
    }
  }

 private:
  std::string_view name(const ir::Node& node) const { return layer::spec(node.op).name(); }

  /// What the layer was made for.
  const Expr* wanted() const {
    if (!node_.module.valid()) return nullptr;
    const ir::Args& args = graph_[node_.module].args;
    auto taken = layer::taken_size(layer::spec(node_.op), args);
    return taken ? ir::find(args, taken->param)->value.as<Expr>() : nullptr;
  }
  const Expr* gives() const {
    const ir::Arg* given = node_.module.valid() ? layer::given_size(graph_[node_.module].args) : nullptr;
    return given != nullptr ? given->value.as<Expr>() : nullptr;
  }

  static Expr sample(const Shape& shape) {
    Expr product = 1;
    for (int i = 1; i < shape.rank(); ++i) product *= shape[i];
    return product;
  }

  std::string features(const Shape& shape) const {
    const Expr* expected = wanted();
    if (expected == nullptr || shape.rank() < 2) return {};
    if (shape.rank() > 2 && sample(shape) == *expected)
      return fmt::format("a Flatten is missing before {}: one sample has {} values, as many as it expects", name(node_),
                         sym::to_text(*expected));
    if (shape.rank() == 4 && shape[1] == *expected)
      return "the channels are the second dimension, and this layer works on the last";
    if (shape.rank() == 3 && shape[1] == *expected) return "the last two dimensions are exchanged";
    if (const Expr* out = gives(); out != nullptr && *out == shape[-1])
      return fmt::format("what {} takes and what it gives are exchanged", name(node_));
    if (shape.rank() == 2 && !(shape[0] == batch_size())) return swallowed();
    if (const ir::Node* flat = producer(node_); flat != nullptr && !flat->inputs.empty()) {
      const auto& image = graph_[flat->inputs.front()].tensor.shape;
      if (image && image->rank() == 4 && shape.rank() == 2)
        return fmt::format("{} was made for images of another size; here they are {}×{}", name(node_),
                           sym::to_text((*image)[2]), sym::to_text((*image)[3]));
    }
    return {};
  }

  std::string channels(const Shape& shape) const {
    const Expr* expected = wanted();
    int spatial = layer::spec(node_.op).spatial;
    if (expected == nullptr) return {};
    if (spatial > 0 && shape.rank() == spatial + 2 && shape[-1] == *expected)
      return "the channels come last, and PyTorch wants them second: (N, C, H, W)";
    if (spatial > 0 && shape.rank() == spatial + 1)
      return "the dimension of the batch or of the channels is missing: the first one counts as the channels here";
    if (const Expr* out = gives(); out != nullptr && shape.rank() > 1 && *out == shape[1])
      return fmt::format("in_channels and out_channels of {} are exchanged", name(node_));
    if (name(node_).starts_with("BatchNorm"))
      return fmt::format("{} was made for another width than the layer before it gives", name(node_));
    return {};
  }

  std::string rank(const Shape& shape) const {
    int spatial = layer::spec(node_.op).spatial;
    if (spatial == 0) return {};
    bool flat = shape.rank() == 2 && producer(node_) != nullptr;
    if (flat) return fmt::format("the tensor was flattened before {}, which works on images", name(node_));
    if (shape.rank() == spatial) return "the dimensions of batch and channels are missing";
    if (shape.rank() > spatial + 2)
      return "there is a dimension too many, or this is the layer for another number of them";
    return {};
  }

  std::string shrunk(const Shape& shape) const {
    if (shape.rank() < 3 || producer(node_) == nullptr) return "the input is smaller than the kernel";
    return fmt::format("the layers before have shrunk the input to {}×{}, which is smaller than the kernel",
                       sym::to_text(shape[-2]), sym::to_text(shape[-1]));
  }

  /// Two tensors are to meet, and one was made smaller or wider on its way.
  std::string branches() const {
    if (node_.inputs.size() < 2) return {};
    const auto& a = graph_[node_.inputs[0]].tensor.shape;
    const auto& b = graph_[node_.inputs[1]].tensor.shape;
    if (!a || !b || a->rank() != b->rank() || a->rank() < 3) return {};
    bool sizes = false;
    for (int i = 2; i < a->rank(); ++i) sizes = sizes || !((*a)[i] == (*b)[i]);
    bool width = !((*a)[1] == (*b)[1]);
    if (sizes && halves(*a, *b)) return "one branch has a stride that the other has not";
    if (sizes) return "the branches have kernels with different padding";
    if (width) return "the branches give different numbers of channels";
    return {};
  }

  static bool halves(const Shape& a, const Shape& b) {
    auto x = a[-1].constant();
    auto y = b[-1].constant();
    return x && y && *x > 0 && *y > 0 && (*x >= *y + *y - 1 || *y >= *x + *x - 1);
  }

  std::string batch(const Shape& shape) const {
    const ir::Arg* sizes = ir::find(node_.args, "shape");
    auto* items = sizes != nullptr ? sizes->value.as<ir::AttrList>() : nullptr;
    if (items == nullptr || items->size() != 2 || shape.rank() < 3) return {};
    auto* first = (*items)[0].as<Expr>();
    auto* second = (*items)[1].as<Expr>();
    if (first == nullptr || second == nullptr || !first->is_constant(-1) || !second->is_constant()) return {};
    return fmt::format("one sample has {} values here, not {}", sym::to_text(sample(shape)), sym::to_text(*second));
  }

  /// A view that mixes samples.
  std::string swallowed() const {
    const ir::Node* before = producer(node_);
    for (int i = 0; before != nullptr && i < kLayersBack; ++i) {
      if (name(*before) == "view" || name(*before) == "reshape")
        return fmt::format("the {} before mixes the batch with the features: its first size is no longer the batch",
                           name(*before));
      before = producer(*before);
    }
    return {};
  }

  Expr batch_size() const {
    for (ir::ValueId id : graph_.inputs) {
      const auto& shape = graph_[id].tensor.shape;
      if (shape && shape->rank() > 0) return (*shape)[0];
    }
    return Expr::unknown();
  }

  const ir::Node* producer(const ir::Node& node) const {
    if (node.inputs.empty()) return nullptr;
    ir::NodeId id = graph_[node.inputs.front()].producer;
    return id.valid() ? &graph_[id] : nullptr;
  }

  const ir::Graph& graph_;
  const ir::Node& node_;
  const diag::Diagnostic& d_;
};

}  // namespace

std::string likely_cause(const ir::Graph& graph, const ir::Node& failed, const diag::Diagnostic& diagnostic) {
  return Cause(graph, failed, diagnostic).find();
}

}  // namespace shapewise::driver
