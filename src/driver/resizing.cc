// The sizes are arguments of the call, so each of them may be the one that is wrong.
#include "driver/resizing.h"

#include <algorithm>
#include <fmt/format.h>

#include "driver/corrections.h"

namespace shapewise::driver {
namespace {

using diag::Fix;
using sym::Expr;

class Resizings : GraphCorrections {
 public:
  using GraphCorrections::GraphCorrections;

  std::vector<Fix> of_rows_before(const ir::Node& node) {
    const ir::Arg* takes = written_taken(node);
    auto* wanted = takes != nullptr ? takes->value.as<Expr>() : nullptr;
    const ir::Node* at = &node;
    for (int i = 0; wanted != nullptr && i < kLayersBack && !at->inputs.empty(); ++i) {
      ir::NodeId before = graph_[at->inputs.front()].producer;
      if (!before.valid()) break;
      at = &graph_[before];
      const ir::Arg* sizes = written(*at, "shape");
      auto* items = sizes != nullptr ? sizes->value.as<ir::AttrList>() : nullptr;
      if (items == nullptr || items->empty() || !is_own(items->back().range)) continue;
      add(fmt::format("let {} give rows of what {} takes: {}", name(*at), name(node), sym::to_text(*wanted)),
          items->back().range, text(takes->value.range));
      keep_batch(*at, *items, at->source);
      break;
    }
    return std::move(found_);
  }

  std::vector<Fix> of_failed(const ir::Node& node) {
    const ir::Arg* sizes = written(node, "shape");
    const auto& shape = node.inputs.empty() ? std::nullopt : graph_[node.inputs.front()].tensor.shape;
    auto* items = sizes != nullptr ? sizes->value.as<ir::AttrList>() : nullptr;
    if (items == nullptr || !shape) return {};
    Expr whole = shape->elements();
    if (!items->empty()) keep_batch(node, *items, node.source);
    for (std::size_t i = items->size(); i-- > 0;) {
      source::Range place = (*items)[i].range;
      if (!is_own(place)) continue;
      Expr others = 1;
      for (std::size_t j = 0; j < items->size(); ++j) {
        auto* size = (*items)[j].as<Expr>();
        if (j != i && size != nullptr && !size->is_constant(-1)) others *= *size;
      }
      Expr rest = others.is_constant(0) ? Expr::unknown() : sym::floor_div(whole, others);
      bool open = std::any_of(items->begin(), items->end(),
                              [](const ir::Attr& a) { return a.is<Expr>() && a.as<Expr>()->is_constant(-1); });
      if (!open) add(fmt::format("let size {} be what is left", i), place, "-1");
      if (!open && rest.is_constant())
        add(fmt::format("set size {} to {}", i, sym::to_text(rest)), place, sym::to_text(rest));
      Expr sample = shape->rank() > 1 ? sym::floor_div(whole, (*shape)[0]) : Expr::unknown();
      bool flat = open && items->size() == 2 && i == 1 && sample.is_constant();
      if (flat) add("flatten whole samples, so that the batch stays", place, sym::to_text(sample));
    }
    return std::move(found_);
  }

 private:
  /// view(x.size(0), -1).
  void keep_batch(const ir::Node& node, const ir::AttrList& items, source::Range call) {
    std::size_t dot = text(call).rfind(fmt::format(".{}(", name(node)));
    if (dot == std::string::npos || !is_own(items.front().range)) return;
    std::string tensor = text(call).substr(0, dot);
    source::Range all = items.front().range;
    all.end = items.back().range.end;
    add("flatten each sample, so that the batch stays", all, fmt::format("{}.size(0), -1", tensor));
    add("keep the batch as the first size", before(all), fmt::format("{}.size(0), ", tensor));
  }
};

}  // namespace

std::vector<Fix> rows_before(const Analysis& analysis, const diag::Diagnostic& diagnostic, const ir::Node& failed) {
  return Resizings(analysis, diagnostic).of_rows_before(failed);
}

std::vector<Fix> other_sizes(const Analysis& analysis, const diag::Diagnostic& diagnostic, const ir::Node& failed) {
  return Resizings(analysis, diagnostic).of_failed(failed);
}

}  // namespace shapewise::driver
