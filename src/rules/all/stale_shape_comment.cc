// A comment that states a shape which the tensor beside it does not have.
#include <algorithm>
#include <fmt/format.h>

#include "rules/network.h"
#include "rules/shape_annotation.h"
#include "rules/shape_comment.h"

namespace shapewise::rules {
namespace {

/// What a comment may speak of: the statement on its line, or those before and after a line of its own.
struct Subjects {
  std::vector<sym::Shape> shapes;
  std::vector<sym::Shape> meant;  // of these, what its own statement gives
};

class Comments {
 public:
  Comments(Finder& finder, source::FileId file)
      : finder_(finder),
        file_(finder.sources[file]),
        statements_(statement_shapes(finder.graph, finder.program, file)) {}

  void check(const python::Module& tree) {
    for (source::Range comment : tree.comments) {
      auto claim = read_shape_claim(file_, comment);
      if (claim) check(*claim);
    }
    for (const AnnotatedClaim& claim : read_shape_annotations(file_, tree)) check(claim);
  }

 private:
  void check(const ShapeClaim& claim) {
    Subjects subjects = subjects_of(file_.line_of(claim.range.begin));
    if (subjects.meant.empty()) return;
    for (const sym::Shape& shape : subjects.shapes) {
      if (!contradicts(claim, shape, known_)) return;
    }
    const sym::Shape& truth = subjects.meant.front();
    auto& d = finder_.find(claim.range, fmt::format("this comment says {}, and the shape is {}",
                                                    sym::to_text(claim.shape), sym::to_text(truth)));
    d.label = fmt::format("it is {}", sym::to_text(truth));
  }

  /// An annotation is about one tensor.
  void check(const AnnotatedClaim& annotated) {
    std::vector<sym::Shape> shapes;
    if (annotated.statement != nullptr) {
      auto found = statements_.find(annotated.statement);
      if (found != statements_.end() && found->second.outputs.size() == 1) shapes = found->second.outputs;
    } else {
      for (ir::ValueId input : finder_.graph.inputs) {
        const ir::Value& value = finder_.graph[input];
        if (value.name == annotated.parameter && value.tensor.shape) shapes.push_back(*value.tensor.shape);
      }
    }
    if (shapes.size() != 1) return;
    sym::Shape part = shapes.front();
    int extra = part.rank() - annotated.claim.shape.rank();
    if (annotated.open && extra > 0) part.dims.erase(part.dims.begin(), part.dims.begin() + extra);
    bool fits = extra == 0 || (annotated.open && extra > 0);
    if (fits && !contradicts(annotated.claim, part, known_)) return;
    std::string truth = sym::to_text(shapes.front());
    finder_.find(annotated.claim.range, fmt::format("this annotation does not fit the tensor, which is {}", truth))
        .label = fmt::format("it is {}", truth);
  }

  Subjects subjects_of(int line) const {
    Subjects found;
    const std::pair<const python::Stmt* const, StatementShapes>* before = nullptr;
    const std::pair<const python::Stmt* const, StatementShapes>* here = nullptr;
    const std::pair<const python::Stmt* const, StatementShapes>* after = nullptr;
    for (const auto& entry : statements_) {
      int first = file_.line_of(entry.first->range.begin);
      int last = file_.line_of(entry.first->range.end);
      if (first <= line && line <= last) here = &entry;
      if (last < line && (before == nullptr || before->first->range.end < entry.first->range.end)) before = &entry;
      if (first > line && (after == nullptr || after->first->range.begin > entry.first->range.begin)) after = &entry;
    }
    if (here != nullptr) {
      add(found, here->second, true);
      // Of a call of the program's own modules the inputs are not known: they may be what was made before.
      if (here->second.inputs.empty() && before != nullptr) add(found, before->second, false);
      return found;
    }
    // On a line of its own it mostly stands between the two statements whose tensor it describes.
    bool near = before != nullptr && after != nullptr &&
                file_.line_of(after->first->range.begin) - file_.line_of(before->first->range.end) <= 4;
    if (!near) return found;
    add(found, before->second, true);
    add(found, after->second, false);
    return found;
  }

  static void add(Subjects& subjects, const StatementShapes& statement, bool meant) {
    auto& all = subjects.shapes;
    all.insert(all.end(), statement.outputs.begin(), statement.outputs.end());
    all.insert(all.end(), statement.inputs.begin(), statement.inputs.end());
    if (meant) subjects.meant = statement.outputs;
  }

  Finder& finder_;
  const source::SourceFile& file_;
  std::map<const python::Stmt*, StatementShapes> statements_;
  sym::Assignment known_;
};

void check(Finder& finder) {
  // Of a guessed input the rank and the channels are known, and a number in the place of a size is none of the
  // author's.
  if (finder.guessed_input && !finder.graph.assumptions.empty()) return;
  for (int i = 0; i < finder.sources.size(); ++i) {
    const python::Module* tree = finder.program.tree(source::FileId{i});
    if (tree != nullptr) Comments(finder, source::FileId{i}).check(*tree);
  }
}

constexpr Rule kRule = {
    .name = "stale-shape-comment",
    .level = Level::Warning,
    .summary = "A comment states a shape that the tensor beside it does not have.",
    .doc =
        "Shapes in comments help until the code changes and they do not. A shape in brackets, or with an x between "
        "its sizes, is read at the end of a line and on a line of its own between two statements.\n"
        "Only numbers and the number of dimensions are compared: letters mean what the author likes, and the batch "
        "may be left out. A comment is reported if it fits neither what the statement gives nor what it takes.\n"
        "The annotations of jaxtyping and torchtyping, as in `x: Float[Tensor, \"batch 16 h w\"]`, are held against "
        "the parameters of forward, annotated assignments and what functions return.",
    .input = "N,3,64,64",
    .fires = R"(import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3)
        self.conv2 = nn.Conv2d(16, 32, 3)

    def forward(self, x):
        x = self.conv1(x)  # (N, 16, 62, 62)
        return self.conv2(x)  # (N, 32, 62, 62)
)",
    .quiet = R"(import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3)
        self.conv2 = nn.Conv2d(16, 32, 3)

    def forward(self, x):
        x = self.conv1(x)  # (N, 16, 62, 62)
        return self.conv2(x)  # (N, 32, H, W)
)",
    .check = check};

}  // namespace

const Rule& stale_shape_comment_rule() { return kRule; }

}  // namespace shapewise::rules
