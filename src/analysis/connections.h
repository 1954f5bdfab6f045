// Connections: how a convolution and the fully connected layer in its place differ. Which inputs and outputs are
// joined, border effects included, how often each weight is used, and the layer as one matrix.
#pragma once

#include <optional>
#include <vector>

#include "ir/graph.h"

namespace shapewise::analysis {

/// One convolution, for one sample. Counts of connections leave the bias out.
struct Connections {
  sym::Expr inputs;                 // elements of the flattened input
  sym::Expr outputs;                // of the flattened output
  sym::Expr weights;                // without the bias
  sym::Expr bias;                   // 0: none
  sym::Formula dense;               // parameters of the fully connected layer
  sym::Formula macs;                // of the convolution, padding included; with the batch
  std::optional<sym::Expr> joined;  // pairs of an input and an output that a weight joins; absent if it can't be told
};

/// Absent for calls that are no convolutions, or whose sizes are not known.
std::optional<Connections> connections_of(const ir::Graph& graph, ir::NodeId node);

/// Parameters of the fully connected layer in the place of this convolution, for images of n elements along each axis.
/// Absent for calls that are no convolutions.
std::optional<sym::Expr> dense_by_side(const ir::Graph& graph, ir::NodeId node);

/// A small convolution as a matrix: for each output (row) and input (column), as its framework flattens them, the
/// number of its weight from 1 on, the filters' channels first; 0 where they are not joined.
struct Matrix {
  std::vector<int> output_shape;  // without the batch
  std::vector<int> input_shape;
  std::vector<std::vector<int>> rows;
  int weights = 0;
  /// The matrix times every unit vector is what the convolution, computed by sliding its window over the padded input,
  /// makes of it; both are linear, so they agree for every input.
  bool proved = false;
};

/// Absent if the layer is no plain convolution with zero padding, or has more than `most` elements in its matrix.
std::optional<Matrix> matrix_of(const ir::Graph& graph, ir::NodeId node, int most);

}  // namespace shapewise::analysis
