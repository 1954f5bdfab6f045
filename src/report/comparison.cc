// Text for every convolution and for all together, the matrices as grids, and the law as a plot.
#include "report/comparison.h"

#include <cmath>
#include <fmt/format.h>

#include "diag/text.h"
#include "report/drawings.h"
#include "report/numbers.h"
#include "report/summary.h"

namespace shapewise::report {
namespace {

using analysis::Connections;
using diag::Ink;

constexpr int kMostMatrix = 4096;  // elements of a matrix that is shown
constexpr int kSides[] = {16, 32, 64, 128, 256};
constexpr int kBytes = 4;  // of a weight in float32

/// 0.218 %, from two exact numbers.
std::string percent(const sym::Expr& part, const sym::Expr& whole) {
  auto a = part.constant();
  auto b = whole.constant();
  if (!a || !b || *b == 0) return "";
  double value = 100.0 * static_cast<double>(*a) / static_cast<double>(*b);
  return fmt::format("{:.{}f} %", value, value >= 99.95 || value < 0.01 ? 4 : 2);
}

class Text {
 public:
  Text(const Comparison& comparison, const Report& report, const View& view)
      : comparison_(comparison), report_(report), view_(view) {}

  std::string run() {
    text_ = heading(report_, view_);
    for (const ComparedLayer& layer : comparison_.layers) one(layer);
    if (comparison_.layers.empty()) return text_ + "There is no convolution to compare.\n";
    total();
    return std::move(text_);
  }

 private:
  std::string number(const sym::Expr& e) const { return grouped(e, view_.style()); }

  void line(std::string_view name, const std::string& value) { text_ += fmt::format("   {:<14}{}\n", name, value); }

  void one(const ComparedLayer& compared) {
    const Layer& layer = report_.layers[static_cast<std::size_t>(compared.layer)];
    const Connections& c = compared.connections;
    text_ += view_.paint()(Ink::Strong, fmt::format("{}. ", layer.index)) +
             view_.paint()(Ink::Type, diag::printable(fmt::format("{}({})", layer.type, layer.arguments))) + "\n";
    sym::Expr own = c.weights + c.bias;
    std::string ratio = ratio_text(c.dense.value(), own);
    line("Parameters",
         fmt::format("{}, fully connected {} = {}{}", number(own), c.dense.substituted(view_.style()),
                     number(c.dense.value()), ratio.empty() ? "" : fmt::format(": {} times as many", ratio)));
    connections(c);
    line("MACs",
         fmt::format("{}, fully connected {} for each sample", number(c.macs.value()), number(c.inputs * c.outputs)));
    line("Weights", fmt::format("{}, fully connected {}", bytes_text(own * kBytes, view_.style()),
                                bytes_text(c.dense.value() * kBytes, view_.style())));
    if (compared.by_side) {
      line("Law", fmt::format("{} for every side n, fully connected {}", number(own), number(*compared.by_side)));
      line("", sides(*compared.by_side));
    }
    if (compared.matrix) matrix(*compared.matrix);
    text_ += "\n";
  }

  void connections(const Connections& c) {
    if (!c.joined) return line("Connections", "not known");
    sym::Expr pairs = c.inputs * c.outputs;
    line("Connections", fmt::format("{} of {} pairs of an input and an output ({})", number(*c.joined), number(pairs),
                                    percent(*c.joined, pairs)));
    std::string uses = ratio_text(*c.joined, c.weights);
    line("Sharing", fmt::format("each weight joins {} pairs{}", uses.empty() ? number(*c.joined) : uses,
                                exact_ratio(*c.joined, c.weights) ? "" : " on average"));
    line("Zeros", fmt::format("{} of the equivalent matrix", percent(pairs - *c.joined, pairs)));
  }

  static bool exact_ratio(const sym::Expr& a, const sym::Expr& b) {
    auto x = a.constant();
    auto y = b.constant();
    return x && y && *y != 0 && *x % *y == 0;
  }

  std::string sides(const sym::Expr& law) const {
    std::string text;
    for (int side : kSides) {
      sym::Expr value = sym::substitute(law, {{"n", sym::Expr(side)}});
      auto number = value.constant();
      if (!number || *number < 0) continue;
      text += fmt::format("{}n={}: {}", text.empty() ? "" : "   ", side, scaled(value, view_.style()));
    }
    return text;
  }

  /// Weights by their numbers, zeros as points; rows are outputs.
  void matrix(const analysis::Matrix& matrix) {
    std::size_t width = std::to_string(matrix.weights).size();
    line("Matrix", fmt::format("{} × {}, by the numbers of the weights; . is zero", matrix.rows.size(),
                               matrix.rows.empty() ? 0 : matrix.rows[0].size()));
    for (const std::vector<int>& row : matrix.rows) {
      text_ += "     ";
      for (int weight : row) text_ += fmt::format(" {:>{}}", weight == 0 ? "." : std::to_string(weight), width);
      text_ += "\n";
    }
    line("Proof",
         matrix.proved
             ? fmt::format("matrix·x is the convolution of x for each of the {} unit vectors, hence for every x",
                           matrix.rows.empty() ? 0 : matrix.rows[0].size())
             : "the matrix is NOT the convolution");
  }

  void total() {
    sym::Expr own;
    sym::Expr dense;
    for (const ComparedLayer& layer : comparison_.layers) {
      own += layer.connections.weights + layer.connections.bias;
      dense += layer.connections.dense.value();
    }
    std::string ratio = ratio_text(dense, own);
    text_ += view_.paint()(Ink::Strong, "Together") +
             fmt::format("  {} parameters, fully connected {}{}\n", number(own), number(dense),
                         ratio.empty() ? "" : fmt::format(": {} times as many", ratio));
  }

  const Comparison& comparison_;
  const Report& report_;
  const View& view_;
  std::string text_;
};

double log_value(const sym::Expr& e) {
  auto value = e.constant();
  return value && *value > 0 ? std::log10(static_cast<double>(*value)) : 0;
}

}  // namespace

Comparison compare_dense(const ir::Graph& graph, bool matrices) {
  Comparison comparison;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    ir::NodeId id{static_cast<std::int32_t>(i)};
    std::optional<Connections> connections = analysis::connections_of(graph, id);
    if (!connections) continue;
    ComparedLayer layer{static_cast<int>(i), std::move(*connections), analysis::dense_by_side(graph, id), {}};
    if (matrices) layer.matrix = analysis::matrix_of(graph, id, kMostMatrix);
    comparison.layers.push_back(std::move(layer));
  }
  return comparison;
}

std::string to_text(const Comparison& comparison, const Report& report, const View& view) {
  return Text(comparison, report, view).run();
}

std::string law_plot(const Comparison& comparison, const Report& report) {
  constexpr double kLeft = 60, kTop = 30, kWidth = 520, kHeight = 320, kMostLog = 14, kFirst = 8, kLast = 512;
  constexpr std::string_view kColors[] = {"#1f6fb2", "#c0392b", "#2e8b57", "#8e5bb5", "#c77f1a", "#4a5560"};
  auto x_of = [&](double n) { return kLeft + kWidth * std::log2(n / kFirst) / std::log2(kLast / kFirst); };
  auto y_of = [&](double log) { return kTop + kHeight * (1 - log / kMostLog); };
  std::string body;
  for (double n = kFirst; n <= kLast; n *= 2) {
    body += fmt::format(
        "<line x1=\"{0:.0f}\" y1=\"{1:.0f}\" x2=\"{0:.0f}\" y2=\"{2:.0f}\" stroke=\"#e3e6ea\"/>"
        "<text x=\"{0:.0f}\" y=\"{3:.0f}\" text-anchor=\"middle\">{4:.0f}</text>\n",
        x_of(n), kTop, kTop + kHeight, kTop + kHeight + 16, n);
  }
  for (int log = 0; log <= static_cast<int>(kMostLog); log += 2) {
    body += fmt::format(
        "<line x1=\"{:.0f}\" y1=\"{:.0f}\" x2=\"{:.0f}\" y2=\"{:.0f}\" stroke=\"#e3e6ea\"/>"
        "<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"end\">10<tspan dy=\"-5\" font-size=\"8\">{}</tspan></text>\n",
        kLeft, y_of(log), kLeft + kWidth, y_of(log), kLeft - 6, y_of(log) + 4, log);
  }
  std::size_t shown = 0;
  for (const ComparedLayer& layer : comparison.layers) {
    if (!layer.by_side || shown == std::size(kColors)) continue;
    std::string_view color = kColors[shown];
    std::string points;
    for (double n = kFirst; n <= kLast; n *= 2) {
      sym::Expr value = sym::substitute(*layer.by_side, {{"n", sym::Expr(static_cast<Int>(n))}});
      if (log_value(value) > 0)
        points += fmt::format("{:.1f},{:.1f} ", x_of(n), y_of(std::min(kMostLog, log_value(value))));
    }
    double own = y_of(log_value(layer.connections.weights + layer.connections.bias));
    const Layer& named = report.layers[static_cast<std::size_t>(layer.layer)];
    body += fmt::format(
        "<polyline points=\"{0}\" fill=\"none\" stroke=\"{1}\" stroke-width=\"2\"/>\n"
        "<line x1=\"{2:.0f}\" y1=\"{3:.1f}\" x2=\"{4:.0f}\" y2=\"{3:.1f}\" stroke=\"{1}\" stroke-width=\"2\" "
        "stroke-dasharray=\"5 3\"/>\n<text x=\"{5:.0f}\" y=\"{6:.0f}\" fill=\"{1}\">{7} {8}</text>\n",
        points, color, kLeft, own, kLeft + kWidth, kLeft + kWidth + 14, kTop + 12 + 16 * static_cast<double>(shown),
        named.index, xml_escaped(named.type));
    ++shown;
  }
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 690 400\" width=\"690\" height=\"400\" "
      "font-family=\"Helvetica,Arial,sans-serif\" font-size=\"11\" role=\"img\">\n<title>Parameters by image "
      "side</title>\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{}<text x=\"320\" y=\"388\" "
      "text-anchor=\"middle\">image side n"
      " (solid: fully connected, dashed: convolution)</text>\n<text x=\"60\" y=\"18\">parameters</text>\n</svg>\n",
      body);
}

}  // namespace shapewise::report
