// Shapes that authors write beside their code: `# (N, 16, 64, 64)`, `# [B, C, H/2, W/2]`, `# -> N x 16 x 64 x 64`.
#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "ir/graph.h"
#include "rules/program.h"
#include "sym/shape.h"

namespace shapewise::rules {

/// A shape as a comment states it. Its symbols are the author's, and mean what the author likes.
struct ShapeClaim {
  sym::Shape shape;
  source::Range range;  // of the shape in the comment
  /// False: words in brackets that may as well be no shape at all, as in `# (optional, slow)`.
  bool firm = false;
};

/// Of a comment with its "#". Empty if it states no shape.
std::optional<ShapeClaim> read_shape_claim(const source::SourceFile& file, source::Range comment);

/// True if no sizes make the two the same. Only numbers and the rank can tell: authors reuse H for every height, and
/// leave out the batch. Open sizes of the truth are given the first number that a claim states for them, in `known`.
bool contradicts(const ShapeClaim& claim, const sym::Shape& truth, sym::Assignment& known);

/// The tensors that a statement takes and gives, each time it is run.
struct StatementShapes {
  std::vector<sym::Shape> inputs;
  std::vector<sym::Shape> outputs;  // what it assigns or returns
};

/// By statement of a file, for statements in which a tensor of known shape is made.
std::map<const python::Stmt*, StatementShapes> statement_shapes(const ir::Graph& graph, Program& program,
                                                                source::FileId file);

}  // namespace shapewise::rules
