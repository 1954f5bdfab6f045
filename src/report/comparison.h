// Convolution against fully connected: what locality and shared weights save, layer by layer and for every image size.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/connections.h"
#include "report/report.h"
#include "report/view.h"

namespace shapewise::report {

struct ComparedLayer {
  int layer = 0;  // in Report::layers
  analysis::Connections connections;
  std::optional<sym::Expr> by_side;  // parameters of the fully connected layer as a polynomial in the image's side n
  std::optional<analysis::Matrix> matrix;
};

struct Comparison {
  std::vector<ComparedLayer> layers;  // the convolutions
};

/// With `matrices` also the matrices of layers that are small enough to be shown.
Comparison compare_dense(const ir::Graph& graph, bool matrices);

std::string to_text(const Comparison& comparison, const Report& report, const View& view);

/// The law as a plot, on logarithmic scales: parameters of each layer and of the fully connected one by the side n.
std::string law_plot(const Comparison& comparison, const Report& report);

/// Two reports of the same network, before and after a change, layer by layer. `places` has for each layer of the first
/// its place in the second; −1 if it was taken out.
std::string changes_table(const Report& before, const Report& after, const std::vector<std::vector<int>>& places,
                          const View& view);

}  // namespace shapewise::report
