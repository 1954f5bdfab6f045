// Broadcasting: how shapes of several tensors are joined, from their last dimensions on
// (https://pytorch.org/docs/stable/notes/broadcasting.html).
#pragma once

#include <optional>
#include <vector>

#include "layer/call.h"

namespace shapewise::layer {

/// The common size of two dimensions: equal, or one of them 1. Where that is open, equality is assumed. Empty if they
/// do not fit; nothing is reported.
std::optional<sym::Expr> broadcast_size(Call& call, const sym::Expr& a, const sym::Expr& b);

/// The common shape; empty after a shape-mismatch at the call.
std::optional<sym::Shape> broadcast(Call& call, const std::vector<sym::Shape>& shapes);

/// The common shape of the dimensions before the last two; empty after a shape-mismatch at the call.
std::optional<sym::Shape> broadcast_batches(Call& call, const sym::Shape& a, const sym::Shape& b);

/// True if `from` can be stretched to `to` without changing `to`; else a shape-mismatch has been reported at `param`.
bool demand_stretches(Call& call, const sym::Shape& from, const sym::Shape& to, std::string_view param = {});

/// The shapes are the same, size by size, where it can be told; else a shape-mismatch at `param`.
bool demand_same(Call& call, const sym::Shape& a, const sym::Shape& b, std::string_view param = {});

}  // namespace shapewise::layer
