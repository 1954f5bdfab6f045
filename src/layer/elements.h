// Computing with the contents of small tensors: graphs that were saved compute their shapes with operators (the size of
// an input, times two, joined to a shape), so the operators' rules compute contents along with shapes.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "layer/call.h"

namespace shapewise::layer {

using ir::Element;
using ir::Elements;

/// Contents of larger tensors are not followed.
constexpr Int kMostElements = 4096;

/// A number in its one form: integral numbers are integers. `dtype` says to which precision it is rounded.
Element element_of(double value, ir::DType dtype);
/// The same as a number; empty if it is no constant.
std::optional<double> number_of(const Element& element);
/// The same as an integer; Expr::unknown if it is none.
sym::Expr integer_of(const Element& element);
bool is_unknown(const Element& element);

/// The number of elements, if it is known and not above kMostElements.
std::optional<int> small_size(const sym::Shape& shape);
/// The sizes as numbers; empty if one is not, or if there are too many elements.
std::optional<std::vector<int>> small_sizes(const sym::Shape& shape);

/// A tensor with contents, if there are so many as its shape says; else without.
ir::Tensor with_elements(ir::Tensor tensor, Elements elements);
/// What an operator computes for each element.
using Fold = Element (*)(const Call& call, const std::vector<Element>& operands, ir::DType dtype);
/// Contents of the result of broadcasting these tensors to `out` and combining them; empty if some are not known.
Elements fold(const Call& call, const std::vector<const ir::Tensor*>& tensors, const sym::Shape& out, ir::DType dtype,
              Fold combine);

/// Contents of an output whose every element is one of an input's: `source` maps the place of an element of the output,
/// by its indices, to an index into the input's contents (negative: not known). Empty if the contents are not known.
Elements rearranged(const ir::Tensor& input, const sym::Shape& out,
                    const std::function<int(const std::vector<int>& place)>& source);
/// The index of the element at a place of a tensor of these sizes.
int flat_index(const std::vector<int>& place, const std::vector<int>& sizes);

// The arithmetic, exact for integers, rounded for fractions.
Element add(const Call& call, const std::vector<Element>& operands, ir::DType dtype);
Element subtract(const Call& call, const std::vector<Element>& operands, ir::DType dtype);
Element multiply(const Call& call, const std::vector<Element>& operands, ir::DType dtype);
/// Integers are divided towards zero, as in C.
Element divide(const Call& call, const std::vector<Element>& operands, ir::DType dtype);
Element least(const Call& call, const std::vector<Element>& operands, ir::DType dtype);
Element greatest(const Call& call, const std::vector<Element>& operands, ir::DType dtype);
/// 1, 0, or unknown.
Element truth_of(const Call& call, const sym::Relation& relation);

}  // namespace shapewise::layer
