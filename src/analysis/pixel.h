// The receptive field of one element: which part of the input it sees, and how much of that is padding.
#pragma once

#include <optional>
#include <vector>

#include "analysis/receptive.h"

namespace shapewise::analysis {

/// Along one axis, in elements of the input: from the first to the last that is seen. Beyond 0 and size − 1 is padding.
struct SeenAxis {
  Int from = 0;
  Int to = 0;
  Int size = 0;  // of the input
};

struct SeenPart {
  std::vector<SeenAxis> axes;
  Int elements = 1;  // of the window
  Int inside = 1;    // of these, on the input
};

/// What the element at `place` of a tensor with this field sees of an input with these sizes. Absent unless the field
/// is a window of whole elements along each of these axes.
std::optional<SeenPart> seen_by(const Field& field, const std::vector<Int>& place, const std::vector<Int>& input);

/// What all elements of a tensor with these sizes see, counted as often as it is seen; without `axes`.
std::optional<SeenPart> seen_by_all(const Field& field, const std::vector<Int>& sizes, const std::vector<Int>& input);

}  // namespace shapewise::analysis
