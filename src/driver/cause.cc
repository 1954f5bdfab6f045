// One pattern after the other, the most telling ones first.
#include "driver/cause.h"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

#include "driver/branches.h"
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

  LikelyCause find() const {
    if (node_.inputs.empty()) return {};
    const auto& shape = graph_[node_.inputs.front()].tensor.shape;
    if (!shape) return {};
    switch (d_.kind) {
      case Kind::FeatureMismatch: return features(*shape);
      case Kind::ChannelMismatch: return channels(*shape);
      case Kind::RankMismatch: return {rank(*shape)};
      case Kind::EmptyOutput: return {shrunk(*shape)};
      case Kind::ShapeMismatch: return {branches()};
      case Kind::SizeMismatch: return {batch(*shape)};
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

  LikelyCause features(const Shape& shape) const {
    const Expr* expected = wanted();
    if (expected == nullptr || shape.rank() < 2) return {};
    if (shape.rank() > 2 && sample(shape) == *expected)
      return {fmt::format("a Flatten is missing before {}: one sample has {} values, as many as it expects",
                          name(node_), sym::to_text(*expected)),
              true};
    if (shape.rank() == 4 && shape[1] == *expected)
      return {"the channels are the second dimension, and this layer works on the last", true};
    if (shape.rank() == 4 && has_channels_second(graph_, node_))
      return {fmt::format("a Flatten is missing before {}, which works on the last dimension alone", name(node_)),
              true};
    if (shape.rank() == 3 && shape[1] == *expected) return {"the last two dimensions are exchanged", true};
    if (const Expr* out = gives(); out != nullptr && *out == shape[-1])
      return {fmt::format("what {} takes and what it gives are exchanged", name(node_))};
    if (shape.rank() == 2 && !(shape[0] == batch_size())) return {swallowed()};
    if (const ir::Node* flat = producer(node_); flat != nullptr && !flat->inputs.empty()) {
      const auto& image = graph_[flat->inputs.front()].tensor.shape;
      if (image && image->rank() == 4 && shape.rank() == 2)
        return {fmt::format("{} was made for images of another size; here they are {}×{}", name(node_),
                            sym::to_text((*image)[2]), sym::to_text((*image)[3]))};
    }
    return {};
  }

  LikelyCause channels(const Shape& shape) const {
    const Expr* expected = wanted();
    int spatial = layer::spec(node_.op).spatial;
    if (expected == nullptr) return {};
    if (spatial > 0 && shape.rank() == spatial + 2 && shape[-1] == *expected && !has_channels_second(graph_, node_)) {
      constexpr std::string_view kOrder[] = {"(N, C, L)", "(N, C, H, W)", "(N, C, D, H, W)"};
      return {fmt::format("the channels come last, and PyTorch wants them second: {}", kOrder[spatial - 1]), true};
    }
    if (spatial > 0 && shape.rank() == spatial + 1)
      return {"the dimension of the batch or of the channels is missing: the first one counts as the channels here",
              true};
    if (const Expr* out = gives(); out != nullptr && shape.rank() > 1 && *out == shape[1])
      return {fmt::format("in_channels and out_channels of {} are exchanged", name(node_))};
    if (name(node_).starts_with("BatchNorm"))
      return {fmt::format("{} was made for another width than the layer before it gives", name(node_))};
    if (const ir::Node* earlier = giver_of(*expected); earlier != nullptr && node_.module.valid())
      return {fmt::format("{} fits behind {}, which gives {} channels, and another layer comes between", path_of(node_),
                          path_of(*earlier), sym::to_text(*expected))};
    return {};
  }

  std::string path_of(const ir::Node& node) const {
    const std::string& path = graph_[node.module].path;
    return path.empty() ? std::string(name(node)) : path;
  }

  /// A layer before that gives so many channels or features.
  const ir::Node* giver_of(const Expr& channels) const {
    const ir::Node* before = producer(node_);
    for (int i = 0; before != nullptr && i < kLayersBack; ++i) {
      const ir::Arg* given = before->module.valid() ? layer::given_size(graph_[before->module].args) : nullptr;
      auto* size = given != nullptr ? given->value.as<Expr>() : nullptr;
      if (size != nullptr && *size == channels) return before;
      before = producer(*before);
    }
    return nullptr;
  }

  std::string rank(const Shape& shape) const {
    int spatial = layer::spec(node_.op).spatial;
    if (spatial == 0) return {};
    const Expr* channels = wanted();
    if (shape.rank() == 2 && channels != nullptr && shape[1] == *channels)
      return fmt::format("{} works on images, and a row of {} values has no height and width yet", name(node_),
                         sym::to_text(*channels));
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
    int joined = joined_axis();
    for (std::size_t i = 1; i < node_.inputs.size(); ++i) {
      const auto& a = graph_[node_.inputs[0]].tensor.shape;
      const auto& b = graph_[node_.inputs[i]].tensor.shape;
      if (!a || !b || a->rank() != b->rank() || a->rank() < 3) return {};
      bool sizes = false;
      for (int axis = 2; axis < a->rank(); ++axis) sizes = sizes || (axis != joined && !((*a)[axis] == (*b)[axis]));
      if (sizes) return sizes_of(i, *a, *b);
      if (joined != 1 && !((*a)[1] == (*b)[1])) return "the branches give different numbers of channels";
    }
    return {};
  }

  /// Along which sizes may differ; −1: they may not.
  int joined_axis() const {
    const ir::Arg* dim =
        name(node_).starts_with("cat") || name(node_) == "concat" ? ir::find(node_.args, "dim") : nullptr;
    auto* value = dim != nullptr ? dim->value.as<Expr>() : nullptr;
    auto axis = value != nullptr ? value->constant() : std::nullopt;
    const auto& shape = graph_[node_.inputs.front()].tensor.shape;
    if (!axis || !shape || *axis < -shape->rank() || *axis >= shape->rank()) return -1;
    return static_cast<int>(*axis < 0 ? *axis + shape->rank() : *axis);
  }

  std::string sizes_of(std::size_t other, const Shape& a, const Shape& b) const {
    std::vector<const ir::Node*> both = branch(graph_, node_, 0);
    std::vector<const ir::Node*> second = branch(graph_, node_, other);
    both.insert(both.end(), second.begin(), second.end());
    if (std::string lost = lost_row(both); !lost.empty()) return lost;
    if (halves(a, b)) return "one branch has a stride that the other has not";
    for (const ir::Node* node : both) {
      if (node->inputs.empty() || node->outputs.empty()) continue;
      const auto& in = graph_[node->inputs.front()].tensor.shape;
      const auto& out = graph_[node->outputs.front()].tensor.shape;
      auto stride = stride_of(graph_, *node);
      bool shrinks = stride && *stride == 1 && in && out && in->rank() == out->rank() && !((*in)[-1] == (*out)[-1]);
      if (shrinks)
        return fmt::format("{} makes {} of {}: its padding does not keep the size", name(*node),
                           sym::to_text((*out)[-1]), sym::to_text((*in)[-1]));
    }
    return {};
  }

  /// A stride leaves a row out that the way back up cannot give back.
  std::string lost_row(const std::vector<const ir::Node*>& both) const {
    for (const ir::Node* node : both) {
      auto step = enlarges(*node) ? step_of(graph_, *node) : std::nullopt;
      if (step && step->out < step->in * step->stride)
        return fmt::format(
            "{} makes {} of {}, and not {}: its padding and output_padding do not make up for the stride", name(*node),
            to_string(step->out), to_string(step->in), to_string(step->in * step->stride));
    }
    if (std::none_of(both.begin(), both.end(), [](const ir::Node* node) { return enlarges(*node); })) return {};
    for (const ir::Node* node : both) {
      auto step = enlarges(*node) ? std::nullopt : step_of(graph_, *node);
      if (step && step->stride > 1 && step->in % step->stride != 0)
        return fmt::format("{} makes {} of {}, and the way back up gives {}: the sizes must be multiples of {}",
                           name(*node), to_string(step->out), to_string(step->in), to_string(step->out * step->stride),
                           to_string(step->stride));
    }
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

bool has_channels_second(const ir::Graph& graph, const ir::Node& node) {
  const ir::Node* at = &node;
  for (int i = 0; i < kLayersBack && !at->inputs.empty(); ++i) {
    ir::NodeId before = graph[at->inputs.front()].producer;
    if (!before.valid()) return false;
    at = &graph[before];
    const layer::Spec& spec = layer::spec(at->op);
    if (at->module.valid() && spec.spatial > 0) return true;
    for (std::string_view moves : {"permute", "transpose", "view", "reshape", "movedim", "rearrange"}) {
      if (spec.name() == moves) return false;
    }
  }
  return false;
}

std::string missing_batch(const ir::Graph& graph) {
  for (const ir::Node& node : graph.nodes) {
    if (node.failed || node.inputs.empty() || !node.module.valid()) continue;
    const ir::Value& input = graph[node.inputs.front()];
    int spatial = layer::spec(node.op).spatial;
    bool whole = std::find(graph.inputs.begin(), graph.inputs.end(), node.inputs.front()) != graph.inputs.end();
    if (whole && spatial > 0 && input.tensor.shape && input.tensor.shape->rank() == spatial + 1)
      return fmt::format("the input {} has no batch dimension", sym::to_text(*input.tensor.shape));
  }
  return {};
}

LikelyCause likely_cause(const ir::Graph& graph, const ir::Node& failed, const diag::Diagnostic& diagnostic) {
  return Cause(graph, failed, diagnostic).find();
}

}  // namespace shapewise::driver
