// Headers appear where execution enters a container; when it returns to one, its header appears again.
#include "report/outline.h"

#include <algorithm>

namespace shapewise::report {
namespace {

class Outline {
 public:
  Outline(const Report& report, int depth, bool ascii) : report_(report), depth_(depth), ascii_(ascii) {}

  std::vector<Entry> make() {
    for (const Layer& layer : report_.layers) add(layer);
    draw_tree();
    return std::move(entries_);
  }

 private:
  const Container& container(int index) const { return report_.containers[static_cast<std::size_t>(index)]; }

  void add(const Layer& layer) {
    std::vector<int> path;  // containers around it, outermost first, without the network itself
    for (int at = layer.container; at >= 0; at = container(at).parent) path.push_back(at);
    std::reverse(path.begin(), path.end());
    bool root_shown = !path.empty() && !container(path.front()).own.is_zero();
    if (!path.empty() && !root_shown) path.erase(path.begin());
    int folds_at = depth_ < 0 ? -1 : depth_ - (root_shown ? 0 : 1);  // index in path of the container that is folded
    if (folds_at >= 0 && folds_at < static_cast<int>(path.size())) {
      path.resize(static_cast<std::size_t>(folds_at) + 1);
      fold(layer, path);
    } else {
      enter(path, path.size());
      entries_.push_back(entry_of(layer, static_cast<int>(path.size())));
    }
    open_ = std::move(path);
  }

  /// Headers of the first `count` containers of `path` that are not open.
  void enter(const std::vector<int>& path, std::size_t count) {
    std::size_t same = 0;
    while (same < open_.size() && same < count && open_[same] == path[same]) ++same;
    for (std::size_t i = same; i < count; ++i) {
      const Container& entered = container(path[i]);
      bool again = seen(path[i]);
      Entry header;
      header.kind = Entry::Kind::Header;
      header.depth = static_cast<int>(i);
      header.name = entered.name;
      header.type = entered.type;
      header.source = entered.defined;
      if (!again) header.counts = entered.own;
      entries_.push_back(std::move(header));
    }
  }

  bool seen(int container) {
    auto at = static_cast<std::size_t>(container);
    if (seen_.size() <= at) seen_.resize(at + 1);
    bool before = seen_[at];
    seen_[at] = true;
    return before;
  }

  static Entry entry_of(const Layer& layer, int depth) {
    Entry entry;
    entry.depth = depth;
    entry.index = std::to_string(layer.index);
    entry.name = layer.function ? "" : layer.name;
    entry.type = layer.type;
    entry.arguments = layer.arguments;
    entry.source = layer.source;
    entry.failed = layer.failed;
    entry.shared = layer.shared;
    entry.called = layer.called;
    entry.weights_known = layer.weights_known;
    entry.inputs = layer.inputs;
    entry.outputs = layer.outputs;
    entry.counts = layer.counts;
    if (layer.counted) entry.macs = layer.counted->value();
    if (layer.cost.dense) entry.dense = layer.cost.dense->value();
    entry.memory = layer.cost.memory;
    entry.field = layer.field;
    return entry;
  }

  /// Adds a layer to the row of the innermost container of `path`.
  void fold(const Layer& layer, const std::vector<int>& path) {
    Entry next = entry_of(layer, static_cast<int>(path.size()) - 1);
    bool joins = !entries_.empty() && entries_.back().kind == Entry::Kind::Folded && open_ == path;
    if (!joins) {
      enter(path, path.size() - 1);
      const Container& folded = container(path.back());
      if (!seen(path.back())) next.counts = next.counts + inner_counts(path.back());
      next.kind = Entry::Kind::Folded;
      next.name = folded.name;
      next.type = folded.type;
      next.arguments.clear();
      next.source = folded.defined;
      first_ = layer.index;
      entries_.push_back(std::move(next));
      return;
    }
    Entry& entry = entries_.back();
    entry.index = std::to_string(first_) + (ascii_ ? "-" : "–") + std::to_string(layer.index);
    entry.failed = entry.failed || next.failed;
    entry.weights_known = entry.weights_known && next.weights_known;
    entry.shared = entry.shared && next.shared;
    entry.outputs = std::move(next.outputs);
    entry.counts = entry.counts + next.counts;
    entry.macs = sum(entry.macs, next.macs);
    entry.memory = sum(entry.memory, next.memory);
    if (next.dense) entry.dense = entry.dense ? *entry.dense + *next.dense : *next.dense;
    entry.field = std::move(next.field);
  }

  /// What a container and those in it have of their own, apart from their layers.
  analysis::Counts inner_counts(int outer) const {
    analysis::Counts counts;
    for (std::size_t i = static_cast<std::size_t>(outer); i < report_.containers.size(); ++i) {
      int at = static_cast<int>(i);
      while (at > outer) at = container(at).parent;
      if (at == outer) counts = counts + report_.containers[i].own;
    }
    return counts;
  }

  static std::optional<sym::Expr> sum(const std::optional<sym::Expr>& a, const std::optional<sym::Expr>& b) {
    if (!a || !b) return std::nullopt;
    return *a + *b;
  }

  /// Lines from each container to its rows, drawn from the last row up.
  void draw_tree() {
    std::vector<bool> more;  // by depth: is there another row of this depth below, in the same container
    for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
      auto depth = static_cast<std::size_t>(entry->depth);
      bool last = depth >= more.size() || !more[depth];
      more.resize(depth + 1);
      more[depth] = true;
      for (std::size_t level = 1; level < depth; ++level) entry->prefix += more[level] ? (ascii_ ? "| " : "│ ") : "  ";
      if (depth > 0) entry->prefix += last ? (ascii_ ? "` " : "└ ") : (ascii_ ? "|-" : "├ ");
    }
  }

  const Report& report_;
  int depth_;
  bool ascii_;
  std::vector<Entry> entries_;
  std::vector<int> open_;  // the containers around the last row
  std::vector<bool> seen_;
  int first_ = 0;  // index of the first layer of the last folded row
};

}  // namespace

std::vector<Entry> outline(const Report& report, int depth, bool ascii) { return Outline(report, depth, ascii).make(); }

}  // namespace shapewise::report
