// One axis at a time becomes a symbol. The assumptions of that run tell cheaply which sizes work; the sizes on both
// sides of each boundary are then analysed as numbers, and where that disagrees, every size is.
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
    for (std::size_t i = 0; i < shapes_.size(); ++i) {
      for (int axis = 0; axis < shapes_[i].rank(); ++axis) envelope_.axes.push_back(explore({{i, axis}}));
      int rank = shapes_[i].rank();
      if (rank >= 4) envelope_.axes.push_back(explore({{i, rank - 2}, {i, rank - 1}}));
    }
    envelope_.sources = std::move(base_.sources);
    return std::move(envelope_);
  }

 private:
  using Axes = std::vector<std::pair<std::size_t, int>>;

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

  AxisEnvelope explore(const Axes& axes) {
    AxisEnvelope result;
    auto [input, axis] = axes[0];
    std::string which = shapes_.size() > 1 ? fmt::format(" of {}", base_.graph[base_.graph.inputs[input]].name) : "";
    result.name = axes.size() == 1 ? axis_name(input, axis) + which : "H = W" + which;
    result.now = shapes_[input][axis].constant().value_or(0);
    Analysis open = analyze(with(axes, Expr::symbol(std::string(kSymbol))));
    std::vector<bool> works(static_cast<std::size_t>(kMost) + 1);
    bool told = open.diagnostics.errors() == 0 && open.graph.gaps.size() <= base_.graph.gaps.size();
    for (Int size = 1; told && size <= kMost; ++size)
      works[static_cast<std::size_t>(size)] = satisfies(open.graph, size);
    result.most = kMost;
    if (!told || !confirm(axes, works, result)) {
      result.most = kMostAnalysed;
      result.boundaries.clear();
      works.assign(static_cast<std::size_t>(result.most) + 1, false);
      for (Int size = 1; size <= result.most; ++size) {
        works[static_cast<std::size_t>(size)] = analyze(with(axes, Expr(size))).diagnostics.errors() == 0;
      }
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

  static bool satisfies(const ir::Graph& graph, Int size) {
    sym::Assignment values{{std::string(kSymbol), Expr(size)}};
    return std::all_of(graph.assumptions.begin(), graph.assumptions.end(),
                       [&](const ir::Assumption& assumption) { return sym::may_hold(assumption.relation, values); });
  }

  /// Analyses both sides of the first boundaries, and the largest size. False if one is not as it was told.
  bool confirm(const Axes& axes, const std::vector<bool>& works, AxisEnvelope& result) {
    auto at = [&](Int size) { return static_cast<bool>(works[static_cast<std::size_t>(size)]); };
    for (Int size = 1; size < result.most; ++size) {
      if (at(size) == at(size + 1) || result.boundaries.size() == kMostBoundaries) continue;
      Analysis below = analyze(with(axes, Expr(size)));
      Analysis above = analyze(with(axes, Expr(size + 1)));
      if ((below.diagnostics.errors() == 0) != at(size) || (above.diagnostics.errors() == 0) != at(size + 1))
        return false;
      const Analysis& failing = at(size) ? above : below;
      const diag::Diagnostic& first =
          *std::find_if(failing.diagnostics.all().begin(), failing.diagnostics.all().end(),
                        [](const diag::Diagnostic& d) { return d.severity == diag::Severity::Error; });
      result.boundaries.push_back({at(size) ? size : size + 1, at(size) ? size + 1 : size, first.message, first.range});
    }
    for (Int size : {Int(1), result.most}) {
      if ((analyze(with(axes, Expr(size))).diagnostics.errors() == 0) != at(size)) return false;
    }
    return true;
  }

  static void describe(const std::vector<bool>& works, AxisEnvelope& result) {
    auto at = [&](Int size) { return static_cast<bool>(works[static_cast<std::size_t>(size)]); };
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
