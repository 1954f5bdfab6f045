// One axis at a time becomes a symbol. The assumptions of that run tell cheaply which sizes work; the sizes on both
// sides of each boundary are then analysed as numbers, and where that disagrees, every size is. A size works only if
// nothing has to be assumed of the symbols of other axes that the input as it is does not assume.
#include "design/envelope.h"

#include <algorithm>
#include <fmt/format.h>

#include "sym/facts.h"

namespace shapewise::design {
namespace {

using driver::Analysis;
using driver::Request;
using sym::Expr;

constexpr Int kMost = 512;         // sizes tried by conditions
constexpr Int kMostAnalysed = 96;  // sizes analysed one by one where conditions do not tell
constexpr std::size_t kMostBoundaries = 6;
constexpr std::string_view kSymbol = "_size";

enum class Works { No, UnderCondition, Yes };

struct Verdict {
  Works works = Works::Yes;
  std::string reason;  // the error or the condition, if it does not simply work
  source::Range range;
};

class Explorer {
 public:
  explicit Explorer(const Request& request) : request_(request), base_(analyze(request)) {}

  Result<Envelope> run() {
    if (base_.diagnostics.errors() > 0) {
      return fail(
          fmt::format("the network does not work for the input it has: {}", base_.diagnostics.all().front().message));
    }
    if (base_.graph.inputs.empty()) return fail("the network has no input");
    for (ir::ValueId id : base_.graph.inputs) {
      const ir::Tensor& tensor = base_.graph[id].tensor;
      if (!tensor.shape) return fail("the shape of the input is not known");
      shapes_.push_back(*tensor.shape);
      envelope_.input.push_back(ir::to_text(tensor));
    }
    for (const sym::Relation& relation : base_.graph.facts.relations()) {
      if (sym::symbols(relation.a + relation.b).size() > 1)
        envelope_.given.push_back(sym::to_text(sym::solved(relation)));
    }
    for (std::size_t i = 0; i < shapes_.size(); ++i) explore_input(i);
    envelope_.sources = std::move(base_.sources);
    return std::move(envelope_);
  }

 private:
  using Axes = std::vector<std::pair<std::size_t, int>>;

  void explore_input(std::size_t input) {
    int rank = shapes_[input].rank();
    std::string which =
        shapes_.size() > 1 ? fmt::format(" of {}", base_.graph[base_.graph.inputs[input]].name) : std::string();
    for (int axis = 0; axis < rank; ++axis) {
      Axes alike = same_size(input, axis);
      if (alike[0] == std::pair(input, axis)) envelope_.axes.push_back(explore(axis_name(input, axis) + which, alike));
    }
    if (rank < 4) return;
    Axes square = same_size(input, rank - 2);
    Axes width = same_size(input, rank - 1);
    if (square == width) return;
    square.insert(square.end(), width.begin(), width.end());
    envelope_.axes.push_back(explore("H = W" + which, square));
  }

  /// An axis and the others with the same symbol for a size: all are one.
  Axes same_size(std::size_t input, int axis) const {
    const Expr& size = shapes_[input][axis];
    if (!size.symbol_name()) return {{input, axis}};
    Axes axes;
    for (std::size_t i = 0; i < shapes_.size(); ++i) {
      for (int k = 0; k < shapes_[i].rank(); ++k) {
        if (shapes_[i][k] == size) axes.emplace_back(i, k);
      }
    }
    return axes;
  }

  Request with(const Axes& axes, const Expr& size) const {
    Request request = request_;
    request.inputs.clear();
    for (std::size_t i = 0; i < shapes_.size(); ++i) {
      sym::Shape shape = shapes_[i];
      for (auto [input, axis] : axes) {
        if (input == i) shape[axis] = size;
      }
      std::string text;
      for (const Expr& e : shape.dims) text += (text.empty() ? "" : ",") + sym::to_text(e, sym::Style::Python);
      const ir::Value& value = base_.graph[base_.graph.inputs[i]];
      bool named = shapes_.size() > 1 && !value.name.empty();
      request.inputs.push_back(
          fmt::format("{}({},):{}", named ? value.name + "=" : "", text, ir::name(value.tensor.dtype)));
    }
    return request;
  }

  AxisEnvelope explore(std::string name, const Axes& axes) {
    AxisEnvelope result;
    result.name = std::move(name);
    result.now = shapes_[axes[0].first][axes[0].second].constant().value_or(0);
    Analysis open = analyze(with(axes, Expr::symbol(std::string(kSymbol))));
    std::vector<Works> works(static_cast<std::size_t>(kMost) + 1, Works::No);
    bool told = open.diagnostics.errors() == 0 && open.graph.gaps.size() <= base_.graph.gaps.size();
    for (Int size = 1; told && size <= kMost; ++size)
      works[static_cast<std::size_t>(size)] = judge(open.graph, axes, size).works;
    result.most = kMost;
    if (!told || !confirm(axes, works, result)) {
      result.most = kMostAnalysed;
      result.boundaries.clear();
      works.assign(static_cast<std::size_t>(result.most) + 1, Works::No);
      for (Int size = 1; size <= result.most; ++size) works[static_cast<std::size_t>(size)] = analyse(axes, size).works;
      confirm(axes, works, result);
    }
    describe(works, result);
    return result;
  }

  std::string axis_name(std::size_t input, int axis) const {
    int rank = shapes_[input].rank();
    if (auto symbol = shapes_[input][axis].symbol_name()) return *symbol;
    if (axis == 0) return "batch";
    if (rank >= 4 && axis == 1) return "channels";
    if (rank >= 4 && axis >= rank - 2) return axis == rank - 2 ? "H" : "W";
    return fmt::format("size {}", axis);
  }

  /// What the assumptions of a run say about a size.
  Verdict judge(const ir::Graph& run, const Axes& axes, Int size) const {
    sym::Assignment values{{std::string(kSymbol), Expr(size)}};
    for (auto [input, axis] : axes) {
      if (auto symbol = shapes_[input][axis].symbol_name()) values.emplace(*symbol, Expr(size));
    }
    auto put_in = [&](const sym::Relation& relation) {
      return sym::Relation{relation.op, sym::substitute(relation.a, values), sym::substitute(relation.b, values)};
    };
    sym::Facts given;
    for (const sym::Relation& relation : base_.graph.facts.relations()) given.assume(put_in(relation));
    Verdict verdict;
    for (const ir::Assumption& assumption : run.assumptions) {
      if (!sym::may_hold(assumption.relation, values)) return {Works::No, assumption.reason, assumption.range};
      sym::Relation relation = put_in(assumption.relation);
      if (verdict.works == Works::Yes && given.prove(relation) != sym::Truth::Yes)
        verdict = {Works::UnderCondition, sym::to_text(sym::solved(relation)), assumption.range};
    }
    return verdict;
  }

  Verdict analyse(const Axes& axes, Int size) const {
    Analysis run = analyze(with(axes, Expr(size)));
    for (const diag::Diagnostic& d : run.diagnostics.all()) {
      if (d.severity == diag::Severity::Error) return {Works::No, d.message, d.range};
    }
    return judge(run.graph, axes, size);
  }

  /// Analyses both sides of the first boundaries, and the largest size. False if one is not as it was told.
  bool confirm(const Axes& axes, const std::vector<Works>& works, AxisEnvelope& result) {
    auto at = [&](Int size) { return works[static_cast<std::size_t>(size)]; };
    for (Int size = 1; size < result.most && result.boundaries.size() < kMostBoundaries; ++size) {
      if ((at(size) == Works::Yes) == (at(size + 1) == Works::Yes)) continue;
      Verdict below = analyse(axes, size);
      Verdict above = analyse(axes, size + 1);
      if (below.works != at(size) || above.works != at(size + 1)) return false;
      bool rising = above.works == Works::Yes;
      const Verdict& failing = rising ? below : above;
      result.boundaries.push_back({rising ? size + 1 : size, rising ? size : size + 1,
                                   failing.works == Works::UnderCondition, failing.reason, failing.range});
    }
    return analyse(axes, 1).works == at(1) && analyse(axes, result.most).works == at(result.most);
  }

  static void describe(const std::vector<Works>& works, AxisEnvelope& result) {
    auto at = [&](Int size) { return works[static_cast<std::size_t>(size)] == Works::Yes; };
    for (Int size = 1; size <= result.most; ++size) {
      if (!at(size)) continue;
      bool joins = !result.works.empty() && result.works.back().second == size - 1;
      joins ? static_cast<void>(result.works.back().second = size)
            : static_cast<void>(result.works.emplace_back(size, size));
    }
    result.modulus = 0;
    if (result.works.empty()) return;
    Int first = result.works.front().first;
    for (Int m = 1; m <= 64 && m * 3 <= result.most - first; ++m) {
      bool rule = true;
      for (Int size = first; size <= result.most && rule; ++size) rule = at(size) == ((size - first) % m == 0);
      if (!rule) continue;
      result.modulus = m;
      result.remainder = first % m;
      return;
    }
  }

  const Request& request_;
  Analysis base_;
  std::vector<sym::Shape> shapes_;  // of the inputs
  Envelope envelope_;
};

}  // namespace

Result<Envelope> find_envelope(const driver::Request& request) { return Explorer(request).run(); }

}  // namespace shapewise::design
