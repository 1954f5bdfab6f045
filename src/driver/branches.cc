// A branch is what leads to one input only: what leads to several of them came before the fork.
#include "driver/branches.h"

#include <algorithm>
#include <fmt/format.h>

#include "driver/corrections.h"

namespace shapewise::driver {
namespace {

using diag::Fix;
using sym::Expr;

constexpr std::size_t kLongest = 24;  // calls of a branch that are looked at

std::vector<const ir::Node*> leading_to(const ir::Graph& graph, ir::ValueId value) {
  std::vector<const ir::Node*> found;
  auto add = [&](ir::ValueId id) {
    ir::NodeId producer = graph[id].producer;
    if (!producer.valid() || found.size() == kLongest) return;
    const ir::Node* node = &graph[producer];
    if (std::find(found.begin(), found.end(), node) == found.end()) found.push_back(node);
  };
  add(value);
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (ir::ValueId input : found[i]->inputs) add(input);
  }
  return found;
}

class Branches : GraphCorrections {
 public:
  Branches(const Analysis& analysis, const diag::Diagnostic& diagnostic, const ir::Node& meeting)
      : GraphCorrections(analysis, diagnostic), meeting_(meeting) {
    for (std::size_t i = 0; i < meeting.inputs.size(); ++i) branches_.push_back(branch(graph_, meeting, i));
  }

  std::vector<Fix> all() {
    give_back_rows();
    for (const auto& one : branches_) keep_size(one);
    for (const auto& one : branches_) {
      for (const auto& other : branches_) {
        if (&one != &other) follow_stride(one, other);
      }
    }
    resize();
    for (std::size_t i = 1; i < branches_.size(); ++i) agree(branches_[i - 1], branches_[i]);
    return std::move(found_);
  }

 private:
  /// Where the layer is made, or the function called; invalid if that is no text of the user's.
  source::Range place_of(const ir::Node& node) const {
    source::Range place = node.module.valid() ? graph_[node.module].defined : node.source;
    return is_own(place) && text(place).ends_with(')') ? place : source::Range();
  }

  /// A further argument, or another value of one that is written down. No edit if the text has no place for it.
  std::vector<diag::Edit> set(const ir::Node& node, std::string_view param, const std::string& value) const {
    if (const ir::Arg* arg = written(node, param)) return {{arg->value.range, value}};
    const ir::Arg* arg = argument(node, param);
    source::Range end = place_of(node);
    if (arg == nullptr || arg->given || !end.valid()) return {};
    end.begin = end.end = end.end - 1;
    return {{end, fmt::format(", {}={}", param, value)}};
  }

  void add_edits(std::string title, std::vector<diag::Edit> edits) {
    if (!edits.empty()) found_.push_back({std::move(title), std::move(edits)});
  }

  /// A stride of two makes 7 of 14 and of 13; the way back gives 13 unless it is told to add a row.
  void give_back_rows() {
    std::vector<diag::Edit> edits;
    std::vector<ir::ModuleId> done;
    for (const auto& one : branches_) {
      for (const ir::Node* node : one) {
        if (argument(*node, "output_padding") == nullptr) continue;
        auto step = step_of(graph_, *node);
        bool short_of = step && step->out < step->in * step->stride && step->stride > 1;
        bool again = node->module.valid() && std::find(done.begin(), done.end(), node->module) != done.end();
        if (!short_of || again) continue;
        done.push_back(node->module);
        Int rows = std::min(step->in * step->stride - step->out, step->stride - 1);
        for (diag::Edit& edit : set(*node, "output_padding", to_string(rows))) edits.push_back(std::move(edit));
      }
    }
    add_edits("give back the row that the stride has taken: output_padding", std::move(edits));
  }

  /// The padding with which an odd kernel keeps the size, where another is written.
  void keep_size(const std::vector<const ir::Node*>& branch) {
    for (const ir::Node* node : branch) {
      const ir::Arg* padding = written(*node, "padding");
      const ir::Arg* kernel = argument(*node, "kernel_size");
      auto* size = kernel != nullptr ? kernel->value.as<Expr>() : nullptr;
      auto odd = size != nullptr ? size->constant() : std::nullopt;
      if (padding == nullptr || !odd || *odd % 2 == 0) continue;
      std::string keeping = to_string(*odd / 2);
      if (text(padding->value.range) == keeping) continue;
      add_edits(fmt::format("let {} keep the size: padding={}", name(*node), keeping), set(*node, "padding", keeping));
    }
  }

  /// The stride of one branch for the last layer of the other that could have one.
  void follow_stride(const std::vector<const ir::Node*>& one, const std::vector<const ir::Node*>& other) {
    for (const ir::Node* strided : one) {
      const ir::Arg* stride = written(*strided, "stride");
      if (stride == nullptr || text(stride->value.range) == "1") continue;
      for (const ir::Node* plain : other) {
        const ir::Arg* its = argument(*plain, "stride");
        bool pool = argument(*plain, "in_channels") == nullptr && argument(*plain, "weight") == nullptr;
        if (its == nullptr || its->given || pool) continue;
        std::string value = text(stride->value.range);
        add_edits(fmt::format("give {} the stride of the other branch: stride={}", name(*plain), value),
                  set(*plain, "stride", value));
        break;
      }
    }
  }

  /// y for interpolate(y, size=x.shape[2:]), where y was made larger.
  void resize() {
    std::vector<source::Range> operands(branches_.size());
    for (const ir::Arg& arg : meeting_.args) {
      if (auto* ref = arg.value.as<ir::TensorRef>()) note(operands, *ref, arg.value.range);
      auto* items = arg.value.as<ir::AttrList>();
      if (items == nullptr || !is_own(arg.value.range)) continue;
      std::vector<source::Range> written = elements_at(arg.value.range);
      for (std::size_t i = 0; i < items->size() && written.size() == items->size(); ++i) {
        if (auto* ref = (*items)[i].as<ir::TensorRef>()) note(operands, *ref, written[i]);
      }
    }
    for (std::size_t i = 0; i < branches_.size(); ++i) {
      bool enlarged =
          std::any_of(branches_[i].begin(), branches_[i].end(), [](const ir::Node* node) { return enlarges(*node); });
      const source::Range& other = operands[i == 0 ? operands.size() - 1 : 0];
      if (!enlarged || !is_own(operands[i]) || !is_own(other) || operands.size() < 2) continue;
      bool plain = text(other).find_first_of(" (") == std::string::npos;
      if (!plain) continue;
      std::string_view file = analysis_.sources[other.file].text();
      std::string_view module = file.find("functional as F") != std::string_view::npos ? "F" : "nn.functional";
      add(fmt::format("resize {} to {}", text(operands[i]), text(other)), operands[i],
          fmt::format("{}.interpolate({}, size={}.shape[2:])", module, text(operands[i]), text(other)));
    }
  }

  /// Of a list or tuple that is written there.
  std::vector<source::Range> elements_at(source::Range list) const {
    std::vector<source::Range> found;
    Surroundings around(analysis_.sources, list);
    for (const python::Expr* expr : around.expressions()) {
      if (!(expr->range == list)) continue;
      if (auto* items = python::as<python::List>(expr))
        for (const python::Expr* item : items->elements) found.push_back(item->range);
      if (auto* items = python::as<python::Tuple>(expr))
        for (const python::Expr* item : items->elements) found.push_back(item->range);
    }
    return found;
  }

  void note(std::vector<source::Range>& operands, const ir::TensorRef& ref, source::Range range) const {
    auto input = static_cast<std::size_t>(ref.input);
    if (input < operands.size() && contains(meeting_.source, range)) operands[input] = range;
  }

  /// What the last layers of two branches have written differently.
  void agree(const std::vector<const ir::Node*>& one, const std::vector<const ir::Node*>& other) {
    const ir::Node* a = last_layer(one);
    const ir::Node* b = last_layer(other);
    if (a == nullptr || b == nullptr) return;
    for (std::string_view param : {"stride", "padding", "kernel_size"})
      equate(written(*a, param), written(*b, param), param);
    equate(written_given(*a), written_given(*b), "width");
  }

  void equate(const ir::Arg* one, const ir::Arg* other, std::string_view what) {
    if (one == nullptr || other == nullptr || text(one->value.range) == text(other->value.range)) return;
    add(fmt::format("give both branches the same {}", what), one->value.range, text(other->value.range));
    add(fmt::format("give both branches the same {}", what), other->value.range, text(one->value.range));
  }

  const ir::Node* last_layer(const std::vector<const ir::Node*>& branch) const {
    for (const ir::Node* node : branch) {
      if (written_given(*node) != nullptr || written(*node, "kernel_size") != nullptr) return node;
    }
    return nullptr;
  }

  const ir::Node& meeting_;
  std::vector<std::vector<const ir::Node*>> branches_;
};

}  // namespace

std::vector<const ir::Node*> branch(const ir::Graph& graph, const ir::Node& meeting, std::size_t input) {
  std::vector<const ir::Node*> own = leading_to(graph, meeting.inputs[input]);
  for (std::size_t i = 0; i < meeting.inputs.size(); ++i) {
    if (i == input) continue;
    std::vector<const ir::Node*> other = leading_to(graph, meeting.inputs[i]);
    auto shared = [&](const ir::Node* node) { return std::find(other.begin(), other.end(), node) != other.end(); };
    own.erase(std::remove_if(own.begin(), own.end(), shared), own.end());
  }
  return own;
}

std::optional<Int> stride_of(const ir::Graph& graph, const ir::Node& node) {
  auto argument = [&](std::string_view param) {
    const ir::Arg* arg = ir::find(node.args, param);
    return arg == nullptr && node.module.valid() ? ir::find(graph[node.module].args, param) : arg;
  };
  const ir::Arg* arg = argument("stride");
  if (arg != nullptr && arg->value.is<ir::None>()) arg = argument("kernel_size");
  if (arg == nullptr) return std::nullopt;
  auto* items = arg->value.as<ir::AttrList>();
  const ir::Attr& last = items != nullptr && !items->empty() ? items->back() : arg->value;
  auto* stride = last.as<Expr>();
  return stride != nullptr ? stride->constant() : std::nullopt;
}

std::optional<Step> step_of(const ir::Graph& graph, const ir::Node& node) {
  if (node.inputs.empty() || node.outputs.empty()) return std::nullopt;
  auto last = [](const std::optional<sym::Shape>& shape) {
    return shape && shape->rank() >= 3 ? (*shape)[-1].constant() : std::nullopt;
  };
  Int stride = stride_of(graph, node).value_or(0);
  auto in = last(graph[node.inputs.front()].tensor.shape);
  auto out = last(graph[node.outputs.front()].tensor.shape);
  constexpr Int kMost = 1'000'000'000;  // no larger image is reckoned with
  if (!in || !out || stride < 1 || stride > kMost || *in > kMost) return std::nullopt;
  return Step{*in, *out, stride};
}

bool enlarges(const ir::Node& node) {
  std::string_view name = layer::spec(node.op).name();
  return name.find("ConvTranspose") != std::string_view::npos ||
         name.find("conv_transpose") != std::string_view::npos || name.starts_with("Upsampl") || name == "interpolate";
}

std::vector<Fix> meetings(const Analysis& analysis, const diag::Diagnostic& diagnostic, const ir::Node& failed) {
  return Branches(analysis, diagnostic, failed).all();
}

}  // namespace shapewise::driver
