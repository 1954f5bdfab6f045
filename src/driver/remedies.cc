// Remedies against shapes that do not meet. The node that failed has the shapes; the layers before it have the
// arguments that decided them. Titles name the mistake, since a remedy that works is the best guess at what was
// forgotten.
#include "driver/remedies.h"

#include <algorithm>
#include <fmt/format.h>

#include "driver/branches.h"
#include "driver/cause.h"
#include "driver/corrections.h"
#include "driver/resizing.h"
#include "driver/tuning.h"
#include "layer/size_arguments.h"

namespace shapewise::driver {
namespace {

using diag::Diagnostic;
using diag::Fix;
using diag::Kind;
using sym::Expr;

class Remedies : GraphCorrections {
 public:
  using GraphCorrections::GraphCorrections;

  std::vector<Fix> all() {
    const ir::Node* node = failed_node(analysis_, d_);
    if (node == nullptr) return {};
    if (!node->inputs.empty()) {
      if (d_.kind == Kind::ShapeMismatch) add_all(meetings(analysis_, d_, *node));
      if (d_.kind == Kind::RankMismatch) other_rank(*node);
      if (name(*node) == "LayerNorm") by_channel(*node);
      reshape_input(*node);
      exchange(*node);
      agree(*node);
      scale(*node);
      add_all(rows_before(analysis_, d_, *node));
      use_parameter(*node);
      call_another(*node);
      call_before(*node);
    }
    if (d_.kind == Kind::SizeMismatch) add_all(other_sizes(analysis_, d_, *node));
    add_all(tunings(analysis_, d_, *node));
    return std::move(found_);
  }

  std::vector<Fix> of_input() {
    const ir::Node* node = failed_node(analysis_, d_);
    if (node != nullptr && !node->inputs.empty()) reshape_input(*node);
    return std::move(found_);
  }

 private:
  // --- another layer ---
  /// Conv1d, and the input is an image: the same for as many dimensions as there are.
  void other_rank(const ir::Node& node) {
    const auto& shape = graph_[node.inputs.front()].tensor.shape;
    std::string_view written = name(node);
    std::size_t digit = written.find_last_of("123");
    bool rows = shape && shape->rank() == 2 && written.starts_with("BatchNorm");
    if (!shape || digit == std::string_view::npos || (shape->rank() < 3 && !rows) || shape->rank() > 5) return;
    source::Range place = node.module.valid() ? graph_[node.module].defined : node.source;
    if (!is_own(place)) return;
    std::size_t at = text(place).find(written);
    if (at == std::string::npos) return;
    std::string other(written);
    other[digit] = static_cast<char>('0' + std::max(shape->rank() - 2, 1));
    place.begin += static_cast<std::int32_t>(at);
    place.end = place.begin + static_cast<std::int32_t>(written.size());
    add(fmt::format("use {}: the input has {} dimensions", other, shape->rank()), place, other);
  }

  /// LayerNorm works on the last dimensions, and the number it was given is that of the channels.
  void by_channel(const ir::Node& node) {
    const auto& shape = graph_[node.inputs.front()].tensor.shape;
    const ir::Arg* taken = written(node, "normalized_shape");
    auto* width = taken != nullptr ? taken->value.as<Expr>() : nullptr;
    if (!shape || width == nullptr || shape->rank() < 3 || shape->rank() > 5 || !((*shape)[1] == *width)) return;
    source::Range place = graph_[node.module].defined;
    std::size_t at = is_own(place) ? text(place).find("LayerNorm") : std::string::npos;
    if (at == std::string::npos) return;
    place.begin += static_cast<std::int32_t>(at);
    place.end = place.begin + static_cast<std::int32_t>(std::string_view("LayerNorm").size());
    std::string other = fmt::format("BatchNorm{}d", shape->rank() - 2);
    add(fmt::format("use {}, which normalises channels", other), place, other);
  }

  /// A layer of the same kind beside it that nobody calls.
  void call_another(const ir::Node& node) {
    constexpr int kTried = 3;
    if (!node.module.valid() || !is_own(node.source)) return;
    const ir::Module& called = graph_[node.module];
    std::string attribute = called.path.substr(called.path.rfind('.') + 1);
    std::size_t at = text(node.source).find("." + attribute + "(");
    if (at == std::string::npos) return;
    source::Range place = node.source;
    place.begin += static_cast<std::int32_t>(at) + 1;
    place.end = place.begin + static_cast<std::int32_t>(attribute.size());
    int tried = 0;
    for (std::size_t i = 0; i < graph_.modules.size() && tried < kTried; ++i) {
      const ir::Module& other = graph_.modules[i];
      if (other.parent != called.parent || other.type != called.type || is_called(i)) continue;
      std::string beside = other.path.substr(other.path.rfind('.') + 1);
      add(fmt::format("call {}, which is never called", beside), place, beside);
      ++tried;
    }
  }

  /// A layer beside it that nobody calls may come before it.
  void call_before(const ir::Node& node) {
    constexpr int kTried = 4;
    if (!node.module.valid() || !is_own(node.source) || text(node.source).find("self.") != 0) return;
    int tried = 0;
    for (std::size_t i = 0; i < graph_.modules.size() && tried < kTried; ++i) {
      const ir::Module& other = graph_.modules[i];
      if (other.parent != graph_[node.module].parent || is_called(i) || !other.op.valid()) continue;
      std::string beside = other.path.substr(other.path.rfind('.') + 1);
      if (beside.find_first_not_of("0123456789") == std::string::npos) continue;
      for (const ir::Arg& arg : node.args) {
        auto* ref = arg.value.as<ir::TensorRef>();
        bool passed = ref != nullptr && ref->input == 0 && contains(node.source, arg.value.range);
        if (passed && is_own(arg.value.range))
          add(fmt::format("call {} before, which is never called", beside), arg.value.range,
              fmt::format("self.{}({})", beside, text(arg.value.range)));
      }
      ++tried;
    }
  }

  bool is_called(std::size_t module) const {
    return std::any_of(graph_.nodes.begin(), graph_.nodes.end(), [&](const ir::Node& node) {
      return node.module.valid() && static_cast<std::size_t>(node.module.index) == module;
    });
  }

  // --- the input in another shape ---
  void reshape_input(const ir::Node& node) {
    const auto& shape = graph_[node.inputs.front()].tensor.shape;
    if (!shape) return;
    const ir::Arg* takes = written_taken(node);
    const Expr* wanted = takes != nullptr ? takes->value.as<Expr>() : nullptr;
    int rank = shape->rank();
    int spatial = layer::spec(node.op).spatial;
    bool laid_out = has_channels_second(graph_, node);
    if (rank >= 3 && spatial == 0) {
      std::size_t before = found_.size();
      method(node, "flatten the input, which still has its channels and sizes apart", ".flatten(1)", {"Flatten()"});
      Expr sample = sym::floor_div(shape->elements(), (*shape)[0]);
      bool other = takes != nullptr && wanted != nullptr && !(*wanted == sample);
      if (other && laid_out && sample.is_constant() && found_.size() > before) {
        Fix both = found_.back();
        both.title = fmt::format("flatten the input, and set {} to its {} values", takes->name, sym::to_text(sample));
        both.edits.push_back({takes->value.range, sym::to_text(sample)});
        found_.push_back(std::move(both));
      }
    }
    if (rank == 4 && spatial == 2 && wanted != nullptr && (*shape)[-1] == *wanted && !laid_out) {
      method(node, "bring the channels to the front: the input is (N, H, W, C)", ".permute(0, 3, 1, 2)", {});
    }
    if (rank == 3 && wanted != nullptr && (*shape)[1] == *wanted) {
      method(node, "exchange channels and sizes: the features come second", ".transpose(1, 2)", {});
    }
    if (rank == 4 && wanted != nullptr && spatial == 0 && (*shape)[1] == *wanted) {
      method(node, "average over the image first", ".mean((2, 3))", {"AdaptiveAvgPool2d(1)", "Flatten()"});
      method(node, "bring the channels to the end", ".permute(0, 2, 3, 1)", {});
    }
    if (rank == 3 && spatial == 1 && wanted != nullptr && (*shape)[2] == *wanted && !laid_out) {
      method(node, "exchange channels and sizes: the channels come last", ".transpose(1, 2)", {});
    }
    bool no_batch = d_.kind == Kind::ChannelMismatch && rank == spatial + 1;
    if (d_.kind != Kind::RankMismatch && !no_batch) return;
    if (rank == 2 && spatial > 0 && wanted != nullptr && (*shape)[1] == *wanted) {
      std::string ones;
      for (int i = 0; i < spatial; ++i) ones += ", None";
      std::string image = fmt::format("Unflatten(1, ({}", sym::to_text(*wanted));
      for (int i = 0; i < spatial; ++i) image += ", 1";
      method(node, "take each row for an image of one pixel", fmt::format("[:, :{}]", ones), {image + "))"});
    }
    method(node, "add the missing dimension of the channels", ".unsqueeze(1)", {});
    method(node, "add the missing dimension of the batch", ".unsqueeze(0)", {});
    for (int i = 1; i < rank; ++i) {
      if ((*shape)[i].is_constant(1)) method(node, "drop the dimension of size 1", fmt::format(".squeeze({})", i), {});
    }
    if (rank >= 3) method(node, "flatten the input", ".flatten(1)", {"Flatten()"});
  }

  /// A method on the tensor that is passed, or a layer before this one where it is passed by a container.
  void method(const ir::Node& node, std::string_view title, std::string call,
              std::initializer_list<std::string_view> layers) {
    for (const ir::Arg& arg : node.args) {
      auto* ref = arg.value.as<ir::TensorRef>();
      if (ref == nullptr || ref->input != 0) continue;
      if (is_own(arg.value.range) && contains(node.source, arg.value.range)) {
        source::Range behind = arg.value.range;
        std::string passed = text(behind);
        if (passed.find_first_of(" +-*/") != std::string::npos && !passed.ends_with(')')) {
          return add(std::string(title), behind, fmt::format("({}){}", passed, call));
        }
        behind.begin = behind.end;
        return add(std::string(title), behind, std::move(call));
      }
    }
    if (layers.size() == 0 || !node.module.valid() || !is_own(graph_[node.module].defined)) return;
    source::Range before = graph_[node.module].defined;
    std::string made = text(before);
    std::string prefix = made.substr(0, made.find(name(node)));
    before.end = before.begin;
    std::string inserted;
    for (std::string_view layer : layers) inserted += fmt::format("{}{}, ", prefix, layer);
    if (prefix.size() < made.size()) add(std::string(title), before, inserted);
  }

  /// A number where the argument of the constructor is meant.
  void use_parameter(const ir::Node& node) {
    constexpr std::size_t kTried = 6;
    const ir::Arg* takes = written_taken(node);
    if (takes == nullptr) return;
    Surroundings around(analysis_.sources, takes->value.range);
    std::string taken = text(takes->value.range);
    std::vector<std::string_view> names = around.variables(takes->value.range.begin);
    for (std::size_t i = 0; i < names.size() && i < kTried; ++i) {
      if (names[i] != taken)
        add(fmt::format("set {} to {}", takes->name, names[i]), takes->value.range, std::string(names[i]));
    }
  }

  // --- what a layer takes and what the one before gives ---
  /// The call that decided the channels or features: the nearest before that has an argument for them.
  const ir::Node* giver_of(const ir::Node& node) const {
    const ir::Node* at = &node;
    for (int i = 0; i < kLayersBack && !at->inputs.empty(); ++i) {
      ir::NodeId before = graph_[at->inputs.front()].producer;
      if (!before.valid()) return nullptr;
      at = &graph_[before];
      if (written_given(*at) != nullptr) return at;
    }
    return nullptr;
  }

  /// What it takes and what it gives, written the wrong way round.
  void exchange(const ir::Node& node) {
    for (const ir::Node* at : {&node, giver_of(node)}) {
      const ir::Arg* takes = at != nullptr ? written_taken(*at) : nullptr;
      const ir::Arg* gives = at != nullptr ? written_given(*at) : nullptr;
      if (takes == nullptr || gives == nullptr || takes == gives) continue;
      found_.push_back(
          {fmt::format("exchange {} and {} of {}", takes->name, gives->name, name(*at)),
           {{takes->value.range, text(gives->value.range)}, {gives->value.range, text(takes->value.range)}}});
    }
  }

  void agree(const ir::Node& node) {
    const ir::Arg* takes = written_taken(node);
    const ir::Node* giver = giver_of(node);
    const ir::Arg* gives = giver != nullptr ? written_given(*giver) : nullptr;
    if (takes == nullptr || gives == nullptr) return;
    std::string taken = text(takes->value.range);
    std::string given = text(gives->value.range);
    if (taken == given) return;
    add(fmt::format("let {} take what {} gives: set {} to {}", name(node), name(*giver), takes->name, given),
        takes->value.range, given);
    add(fmt::format("let {} give what {} takes: set {} to {}", name(*giver), name(node), gives->name, taken),
        gives->value.range, taken);
  }

  /// The sizes are a multiple of each other: the expression of one of them lacks a factor, or has one too many.
  void scale(const ir::Node& node) {
    const auto& shape = graph_[node.inputs.front()].tensor.shape;
    const ir::Arg* takes = written_taken(node);
    auto* wanted = takes != nullptr ? takes->value.as<Expr>() : nullptr;
    auto taken = wanted != nullptr ? wanted->constant() : std::nullopt;
    int spatial = layer::spec(node.op).spatial;
    if (!shape || !taken || *taken <= 0 || shape->rank() <= spatial) return;
    if (spatial == 0 && shape->rank() > 2 && shape->elements() == (*shape)[0] * *wanted)
      return;  // it is to be flattened
    auto given = (*shape)[-spatial - 1].constant();
    if (!given || *given <= 0) return;
    multiply(*takes, name(node), *given, *taken);
    const ir::Node* giver = giver_of(node);
    const ir::Arg* gives = giver != nullptr ? written_given(*giver) : nullptr;
    if (gives != nullptr) multiply(*gives, name(*giver), *taken, *given);
  }

  /// The argument has `from`, and `to` would be right.
  void multiply(const ir::Arg& arg, std::string_view layer, Int to, Int from) {
    std::string written = text(arg.value.range);
    if (to == from) return;
    if (written.find_first_not_of("0123456789") == std::string::npos)
      return;  // the number itself is proposed elsewhere
    constexpr std::string_view kOperators[] = {" // ", " * ", " + ", " - "};
    for (std::string_view op : kOperators) {
      std::size_t at = written.rfind(op);
      if (at == std::string::npos || written.find(')', at) != std::string::npos) continue;
      source::Range tail = arg.value.range;
      tail.begin += static_cast<std::int32_t>(at);
      add(fmt::format("leave out{} in {} of {}", written.substr(at), arg.name, layer), tail, "");
    }
    bool plain = written.find(' ') == std::string::npos;
    std::string factor = plain ? written : fmt::format("({})", written);
    if (to % from == 0)
      add(fmt::format("make {} of {} {} times as large", arg.name, layer, to_string(to / from)), arg.value.range,
          fmt::format("{} * {}", factor, to_string(to / from)));
    if (from % to == 0)
      add(fmt::format("divide {} of {} by {}", arg.name, layer, to_string(from / to)), arg.value.range,
          fmt::format("{} // {}", factor, to_string(from / to)));
  }
};

}  // namespace

const ir::Node* failed_node(const Analysis& analysis, const Diagnostic& d) {
  const ir::Node* found = nullptr;
  for (const ir::Node& node : analysis.graph.nodes) {
    // The call, or an argument in it.
    if (!node.failed || !(node.source == d.range || contains(node.source, d.range))) continue;
    source::Range made = node.module.valid() ? analysis.graph[node.module].defined : source::Range();
    if (!d.labels.empty() && contains(made, d.labels.front().range)) return &node;
    if (found == nullptr || found->source.end - found->source.begin > node.source.end - node.source.begin)
      found = &node;
  }
  return found;
}

std::vector<Fix> input_remedies(const Analysis& analysis, const Diagnostic& diagnostic) {
  return Remedies(analysis, diagnostic).of_input();
}

std::vector<Fix> remedies(const Analysis& analysis, const Diagnostic& diagnostic) {
  return Remedies(analysis, diagnostic).all();
}

}  // namespace shapewise::driver
