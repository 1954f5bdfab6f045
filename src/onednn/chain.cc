// Chains grow from their head, call by call, as long as nobody else reads what lies between.
#include "onednn/chain.h"

#include <algorithm>

namespace shapewise::onednn {
namespace {

bool differ(const Eltwise& a, const Eltwise& b) {
  return a.algorithm == b.algorithm && (a.alpha != b.alpha || a.beta != b.beta);
}

/// Whether a chain can do both: oneDNN 2.6 computes all functions of one algorithm with the numbers of the first.
bool compatible(const std::vector<PostOp>& ops, const std::vector<PostOp>& more) {
  for (const PostOp& op : ops) {
    for (const PostOp& other : more) {
      for (const Eltwise& function : op.functions) {
        auto differs = [&](const Eltwise& one) { return differ(function, one); };
        if (std::any_of(other.functions.begin(), other.functions.end(), differs)) return false;
      }
    }
  }
  return true;
}

class Finder {
 public:
  Finder(const exec::Plan& plan, const exec::Loaded& loaded, Flow& flow)
      : plan_(plan),
        loaded_(loaded),
        flow_(flow),
        graph_(*plan.graph),
        random_(exec::generator_of({})),
        chains_(plan.steps.size()),
        taken_(plan.steps.size(), false),
        made_at_(graph_.values.size(), -1),
        readers_(graph_.values.size(), -1) {
    for (int i = 0; i < count(); ++i) {
      for (ir::ValueId input : node(i).inputs) readers_[static_cast<std::size_t>(input.index)] = i;
      for (ir::ValueId output : node(i).outputs) made_at_[static_cast<std::size_t>(output.index)] = i;
    }
  }

  std::vector<Chain> find() {
    // From the last on: of two convolutions whose results are added, the later one takes the sum.
    for (int i = count(); i-- > 0;) {
      Chain& chain = chains_[static_cast<std::size_t>(i)];
      if (node(i).outputs.empty() || taken_[static_cast<std::size_t>(i)]) continue;
      chain.tail = node(i).outputs.front();
      const Lowering* head = find_lowering(node(i).op);
      if (head == nullptr || node(i).outputs.size() != 1) continue;
      while (grow(chain, i, head->role)) {
      }
    }
    return std::move(chains_);
  }

 private:
  int count() const { return static_cast<int>(plan_.steps.size()); }
  const ir::Node& node(int step) const { return graph_[plan_.steps[static_cast<std::size_t>(step)].node]; }

  bool grow(Chain& chain, int head, Role role) {
    if (flow_.uses(chain.tail) != 1) return false;
    int next = readers_[static_cast<std::size_t>(chain.tail.index)];
    if (next < 0 || taken_[static_cast<std::size_t>(next)] || node(next).outputs.size() != 1) return false;
    const Lowering* lowering = find_lowering(node(next).op);
    if (lowering == nullptr || graph_[chain.tail].tensor.dtype != ir::DType::Float32) return false;
    exec::Execution c = arguments_of(plan_, loaded_, plan_.steps[static_cast<std::size_t>(next)], random_);
    if (!compatible(chain.post_ops, chains_[static_cast<std::size_t>(next)].post_ops)) return false;
    if (!take(chain, head, role, next, lowering->role, c)) return false;
    append(chain, head, next);
    return true;
  }

  /// With all that the step has taken in itself.
  void append(Chain& chain, int head, int next) {
    Chain own = std::move(chains_[static_cast<std::size_t>(next)]);
    chains_[static_cast<std::size_t>(next)] = {};
    own.steps.insert(own.steps.begin(), next);
    for (int step : own.steps) flow_.move(step, head);
    taken_[static_cast<std::size_t>(next)] = true;
    chain.steps.insert(chain.steps.end(), own.steps.begin(), own.steps.end());
    chain.post_ops.insert(chain.post_ops.end(), own.post_ops.begin(), own.post_ops.end());
    chain.tail = own.tail;
  }

  bool take(Chain& chain, int head, Role role, int step, Role wanted, exec::Execution& c) {
    bool computes = role == Role::Convolution || role == Role::Product;
    if (wanted == Role::Norm && computes && !chain.affine && chain.post_ops.empty()) {
      chain.affine = affine_of(c);
      return chain.affine.has_value();
    }
    if (wanted == Role::Activation && (computes || role == Role::Sum || role == Role::Norm)) {
      std::vector<Eltwise> functions = eltwise_of(c);
      bool plain = functions.size() == 1 && functions[0].algorithm == dnnl::algorithm::eltwise_relu;
      if (functions.empty() || (role == Role::Norm && (!chain.steps.empty() || !plain || functions[0].alpha != 0)))
        return false;
      PostOp op{std::move(functions), {}, step};
      if (!compatible(chain.post_ops, {op})) return false;
      chain.post_ops.push_back(std::move(op));
      return true;
    }
    // The result of a chain begins as the other operand, and there is one place for it alone.
    bool summed = std::any_of(chain.post_ops.begin(), chain.post_ops.end(), is_sum);
    if (wanted != Role::Sum || !computes || summed) return false;
    auto added = other_operand(chain.tail, head, step, c);
    if (added) chain.post_ops.push_back({{}, *added, step});
    return added.has_value();
  }

  /// The other operand of a sum of two tensors of one shape, if it is there before the head runs.
  std::optional<ir::ValueId> other_operand(ir::ValueId own, int head, int step, exec::Execution& c) {
    const std::vector<ir::ValueId>& inputs = node(step).inputs;
    if (inputs.size() != 2 || (c.name() != "add" && c.name() != "add_") || c.number("alpha", 1) != 1)
      return std::nullopt;
    ir::ValueId other = inputs[0] == own ? inputs[1] : inputs[0];
    const ir::Tensor& tensor = graph_[other].tensor;
    bool same = plan_.shape(other) && plan_.shape(other) == plan_.shape(own) && tensor.dtype == ir::DType::Float32;
    int made = made_at_[static_cast<std::size_t>(other.index)];
    if (!same || made < 0 || made >= head) return std::nullopt;
    return other;
  }

  const exec::Plan& plan_;
  const exec::Loaded& loaded_;
  Flow& flow_;
  const ir::Graph& graph_;
  exec::Random random_;
  std::vector<Chain> chains_;
  std::vector<bool> taken_;
  std::vector<int> made_at_;  // step that makes a value
  std::vector<int> readers_;  // the last step that reads a value
};

}  // namespace

std::vector<Chain> chains_of(const exec::Plan& plan, const exec::Loaded& loaded, Flow& flow) {
  return Finder(plan, loaded, flow).find();
}

}  // namespace shapewise::onednn
