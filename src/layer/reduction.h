// What losses do with the loss of each element: keep it, average it or sum it up.
#pragma once

#include "layer/promote.h"

namespace shapewise::layer {

/// Gives the output of a loss: `each` with reduction='none', else a scalar. The older arguments size_average and reduce
/// take precedence, as in PyTorch. Reports a reduction that does not exist; 'batchmean' is one if `batchmean` says so.
void give_loss(Call& call, sym::Shape each, ElementType type, bool batchmean = false);

/// The tensor passed for the i-th parameter of the call, which is required.
inline const ir::Tensor& tensor_at(const Call& call, std::size_t i) { return *call.tensor(call.spec().call[i].name); }

/// The older arguments and `reduction`, as most losses have them in this order.
constexpr Param kSizeAverage = {"size_average", Takes::Bool | Takes::None, "None", "older form of reduction"};
constexpr Param kReduce = {"reduce", Takes::Bool | Takes::None, "None", "older form of reduction"};
constexpr Param kReduction = {"reduction", Takes::Str, "'mean'", "'none', 'mean' or 'sum'"};

}  // namespace shapewise::layer
