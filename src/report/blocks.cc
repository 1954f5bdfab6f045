// Boxes in a cabinet projection: the width of a box is its channels, its front the height and width of the map; a
// vector is a slim bar. Sizes are on a logarithmic scale, so that 3 channels and 512 can be told apart on one page.
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <optional>

#include "diag/text.h"
#include "report/drawings.h"
#include "report/flow.h"

namespace shapewise::report {
namespace {

constexpr double kMargin = 24;
constexpr double kGap = 46;      // between boxes
constexpr double kSlant = 0.45;  // of the depth, to the right and up
constexpr double kUnit = 15;     // one doubling
constexpr double kLetter = 6.2;  // width of a letter of the labels

struct Box {
  double width = 0;                                 // channels
  double height = 0;                                // H
  double depth = 0;                                 // W
  std::string shape;                                // below
  std::vector<std::pair<std::string, int>> layers;  // that made it, and how many of each; above
  std::string_view color;

  double slant() const { return depth * kSlant; }
  void add(const std::string& type) {
    auto found = std::find_if(layers.begin(), layers.end(), [&](const auto& layer) { return layer.first == type; });
    found == layers.end() ? static_cast<void>(layers.emplace_back(type, 1)) : static_cast<void>(++found->second);
  }
};

std::optional<double> number(const sym::Expr& e) {
  auto value = e.constant();
  return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
}

/// One side of a box; a size that is a symbol is drawn as if it were 64.
double side(const sym::Expr& size, double unit) { return std::log2(number(size).value_or(64) + 1) * unit; }

std::string_view color_of(const Layer& layer) {
  if (layer.pooling) return "#e8a598";
  if (layer.counts.is_zero()) return "#c9c2e0";
  return layer.type.starts_with("Linear") ? "#a9d3a7" : "#9cc3e6";
}

Box box_of(const ir::Tensor& tensor) {
  Box box;
  const sym::Shape& shape = *tensor.shape;
  int rank = shape.rank();
  box.shape = ir::to_text(tensor);
  if (rank >= 4) {
    box.width = std::max(6.0, side(shape[1], kUnit * 0.55));
    box.height = side(shape[rank - 2], kUnit * 1.5);
    box.depth = side(shape[rank - 1], kUnit * 1.5);
  } else if (rank == 3) {
    box.width = std::max(6.0, side(shape[2], kUnit * 0.55));
    box.height = side(shape[1], kUnit * 1.5);
    box.depth = 10;
  } else {
    box.width = 9;
    box.height = rank == 0 ? 10 : side(shape[rank - 1], kUnit * 1.3);
    box.depth = 9;
  }
  return box;
}

class Figure {
 public:
  explicit Figure(const Report& report) : report_(report), flow_(flow_of(report)) {}

  std::string text() {
    collect();
    layout();
    std::string body;
    for (std::size_t i = 0; i < boxes_.size(); ++i) body += arrow(i);
    for (std::size_t i = 0; i < boxes_.size(); ++i) body += draw(i);
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" "
        "height=\"{1:.0f}\" "
        "font-family=\"Helvetica,Arial,sans-serif\" font-size=\"11\" role=\"img\">\n<title>{2}</title>\n"
        "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{3}</svg>\n",
        width_, height_, xml_escaped(report_.title), body);
  }

 private:
  /// A layer that leaves the shape as it is (and joins nothing) is named at the box that it works on.
  void collect() {
    std::vector<int> made(report_.layers.size(), -1);
    auto box_at = [&](int from) { return from < 0 ? -1 - from : made[static_cast<std::size_t>(from)]; };
    for (const Port& port : report_.inputs) {
      boxes_.push_back(port.tensor.shape ? box_of(port.tensor) : Box{});
      boxes_.back().color = "#f3dfa2";
      boxes_.back().add(port.name.empty() ? "input" : port.name);
    }
    for (int index : flow_.layers) {
      const Layer& layer = report_.layers[static_cast<std::size_t>(index)];
      std::vector<int> from;
      for (const FlowEdge& edge : flow_.edges) {
        if (edge.to == index) from.push_back(box_at(edge.from));
      }
      std::sort(from.begin(), from.end());
      from.erase(std::unique(from.begin(), from.end()), from.end());
      bool drawn = !layer.outputs.empty() && layer.outputs[0].shape;
      int last = from.empty() ? 0 : from.back();
      bool same =
          drawn && from.size() == 1 && boxes_[static_cast<std::size_t>(last)].shape == ir::to_text(layer.outputs[0]);
      if (!drawn || same) {
        made[static_cast<std::size_t>(index)] = last;
        boxes_[static_cast<std::size_t>(last)].add(layer.type);
        continue;
      }
      Box box = box_of(layer.outputs[0]);
      box.color = from.size() > 1 ? "#f6c98f" : color_of(layer);
      box.add(layer.type);
      sources_.emplace_back(boxes_.size(), from);
      made[static_cast<std::size_t>(index)] = static_cast<int>(boxes_.size());
      boxes_.push_back(std::move(box));
    }
  }

  /// Letters of the longest label of a box.
  static double label_width(const Box& box) {
    std::size_t most = box.shape.size();
    for (const auto& [name, count] : box.layers) most = std::max(most, name.size() + (count > 1 ? 3 : 0));
    return static_cast<double>(most) * kLetter;
  }

  void layout() {
    double tallest = 0;
    double most_lines = 0;
    for (const Box& box : boxes_) {
      tallest = std::max(tallest, box.height + box.slant());
      most_lines = std::max(most_lines, static_cast<double>(box.layers.size()));
    }
    double skips = 0;
    for (const auto& [to, from] : sources_) {
      for (int source : from) skips = std::max(skips, static_cast<double>(static_cast<int>(to) - source > 1));
    }
    double x = kMargin;
    double above = most_lines * 13 + 10 + skips * 46;
    axis_ = kMargin + above + tallest / 2;
    for (Box& box : boxes_) {
      double room = std::max(box.width + box.slant(), label_width(box));
      lefts_.push_back(x + (room - box.width - box.slant()) / 2);
      x += room + kGap;
    }
    width_ = x - kGap + kMargin;
    height_ = axis_ + tallest / 2 + 34 + kMargin;
    skip_top_ = kMargin + 8;
  }

  static std::string label(const std::pair<std::string, int>& layer) {
    std::string count = layer.second > 1 ? fmt::format("{}× ", layer.second) : "";
    return count + xml_escaped(layer.first);
  }

  double top(const Box& box) const { return axis_ - (box.height - box.slant()) / 2; }
  double label_top(const Box& box) const {
    return top(box) - box.slant() - 6 - 13 * (static_cast<double>(box.layers.size()) - 1);
  }

  std::string draw(std::size_t i) const {
    const Box& box = boxes_[i];
    double x = lefts_[i];
    double y = top(box);
    double s = box.slant();
    std::string text = fmt::format(
        "<g stroke=\"#333\" stroke-width=\"0.8\" stroke-linejoin=\"round\" fill=\"{0}\">\n"
        "<path d=\"M{1:.1f} {2:.1f}h{3:.1f}v{4:.1f}h{5:.1f}z\"/>\n"
        "<path d=\"M{1:.1f} {2:.1f}l{6:.1f} {7:.1f}h{3:.1f}l{7:.1f} {6:.1f}z\" fill-opacity=\"0.6\"/>\n"
        "<path d=\"M{8:.1f} {2:.1f}l{6:.1f} {7:.1f}v{4:.1f}l{7:.1f} {6:.1f}z\" fill-opacity=\"0.8\"/>\n</g>\n",
        box.color, x, y, box.width, box.height, -box.width, s, -s, x + box.width);
    double middle = x + (box.width + s) / 2;
    for (std::size_t k = 0; k < box.layers.size(); ++k) {
      text += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n", middle,
                          label_top(box) + 13 * static_cast<double>(k), label(box.layers[k]));
    }
    text += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\" fill=\"#444\">{}</text>\n", middle,
                        y + box.height + 16, xml_escaped(box.shape));
    return text;
  }

  /// From the neighbour straight, from others in an arc above.
  std::string arrow(std::size_t to) const {
    auto found = std::find_if(sources_.begin(), sources_.end(), [&](const auto& pair) { return pair.first == to; });
    if (found == sources_.end()) return "";
    std::string text;
    for (int source : found->second) {
      const Box& a = boxes_[static_cast<std::size_t>(source)];
      double from_x = lefts_[static_cast<std::size_t>(source)] + a.width + a.slant();
      double to_x = lefts_[to];
      bool neighbour = static_cast<int>(to) - source == 1;
      std::string path;
      if (neighbour) {
        path = fmt::format("M{:.1f} {:.1f}H{:.1f}", from_x + 2, axis_, to_x - 5);
      } else {
        double far = std::min(36.0, 6.0 * static_cast<double>(static_cast<int>(to) - source));
        double from_y = label_top(a) - 14;
        double to_y = label_top(boxes_[to]) - 14;
        double high = std::max(skip_top_, std::min(from_y, to_y) - far);
        double start = from_x - (a.width + a.slant()) / 2;
        double end = to_x + (boxes_[to].width + boxes_[to].slant()) / 2;
        path = fmt::format("M{0:.1f} {1:.1f}C{0:.1f} {2:.1f} {3:.1f} {2:.1f} {3:.1f} {4:.1f}", start, from_y, high, end,
                           to_y - 4);
      }
      text += fmt::format(
          "<path d=\"{}\" fill=\"none\" stroke=\"#666\" stroke-width=\"1.2\" marker-end=\"url(#a)\"/>\n", path);
    }
    bool first = found == sources_.begin();
    return (first ? "<marker id=\"a\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" "
                    "orient=\"auto\"><path d=\"M0 0l8 4l-8 4z\" fill=\"#666\"/></marker>\n"
                  : "") +
           text;
  }

  const Report& report_;
  Flow flow_;
  std::vector<Box> boxes_;
  std::vector<std::pair<std::size_t, std::vector<int>>> sources_;  // of a box: the boxes it is made from
  std::vector<double> lefts_;
  double axis_ = 0;  // height of the middle of all boxes
  double width_ = 0;
  double height_ = 0;
  double skip_top_ = 0;
};

}  // namespace

std::string xml_escaped(std::string_view text) {
  std::string result;
  for (char c : diag::printable(text)) {
    switch (c) {
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '&': result += "&amp;"; break;
      case '"': result += "&quot;"; break;
      default: result += c;
    }
  }
  return result;
}

std::string block_figure(const Report& report) { return Figure(report).text(); }

}  // namespace shapewise::report
