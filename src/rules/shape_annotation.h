// Shapes that authors write as types: jaxtyping's `Float[Tensor, "batch 16 h w"]` and torchtyping's
// `TensorType["batch", 16, "h", "w"]`.
#pragma once

#include "rules/shape_comment.h"

namespace shapewise::rules {

/// A shape in an annotation, and what it is said of.
struct AnnotatedClaim {
  ShapeClaim claim;
  bool open = false;                        // more dimensions may stand before those: "*batch 16", "... 16"
  const python::Stmt* statement = nullptr;  // an annotated assignment, or a return of an annotated function
  std::string_view parameter = {};          // of forward; then there is no statement
};

/// All of a file, in the order written. Those with forms that are not read are left out.
std::vector<AnnotatedClaim> read_shape_annotations(const source::SourceFile& file, const python::Module& tree);

}  // namespace shapewise::rules
