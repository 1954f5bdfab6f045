// Rules that many layers share. Each returns true if the rule holds (or may hold: see Call::holds), else it has
// reported an error that says what was expected.
#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "layer/call.h"

namespace shapewise::layer {

/// The tensor has one of these numbers of dimensions. `param` names it in the message; empty: "its input".
bool demand_rank(Call& call, const ir::Tensor& tensor, std::initializer_list<int> ranks, std::string_view param = {});
/// The same for who wants to add to the error: null if there is none.
diag::Diagnostic* rank_error(Call& call, const ir::Tensor& tensor, std::initializer_list<int> ranks,
                             std::string_view param = {});
/// The first input has one of these numbers of dimensions.
bool demand_rank(Call& call, std::initializer_list<int> ranks);

/// The tensor has this shape, as far as it can be told.
bool demand_shape(Call& call, const ir::Tensor& tensor, const sym::Shape& expected, std::string_view param);

/// The first input has `spatial` spatial dimensions and channels, with or without a batch.
bool demand_spatial(Call& call);
/// No size of the first input from this dimension on is known to be 0.
bool demand_elements(Call& call, int from);

/// A size of the input that an argument fixes: BatchNorm2d(32) on 64 channels.
struct Fixed {
  diag::Kind kind = diag::Kind::ChannelMismatch;
  std::string_view param;     // the argument at fault: "num_features"
  std::string_view quantity;  // what is counted: "channels"
  sym::Expr expected;
  sym::Expr found;
  bool fixable = true;                 // would the layer be right with the found number
  const ir::Tensor* tensor = nullptr;  // where it was found; null: the first input
};
/// found = expected; else the error offers to set the argument, if it is an int that was written down.
bool demand_fixed(Call& call, const Fixed& fixed);
/// The same for who wants to add to the error: null if there is none.
diag::Diagnostic* fixed_error(Call& call, const Fixed& fixed);
/// The input has so many dimensions at least.
bool demand_rank_at_least(Call& call, const ir::Tensor& tensor, int least, std::string_view param = {});

/// Every value of an argument is at least `least`.
bool demand_at_least(Call& call, std::string_view param, Int least);
/// least ≤ number ≤ most.
bool demand_between(Call& call, std::string_view param, double least, double most);
/// A string argument is one of these.
bool demand_choice(Call& call, std::string_view param, std::initializer_list<std::string_view> choices);
/// A divides b: `embed_dim` of `num_heads`, say; both are arguments.
bool demand_divisible(Call& call, diag::Kind kind, std::string_view param, std::string_view by);

/// The elements are no integers or bools, for all that is known.
bool demand_floating(Call& call, const ir::Tensor& tensor, std::string_view param = {});
/// The elements are no bools, for all that is known.
bool demand_numbers(Call& call, const ir::Tensor& tensor, std::string_view param = {});
/// The elements are no complex numbers.
bool demand_real(Call& call, const ir::Tensor& tensor, std::string_view param = {});
/// The elements are bools, for all that is known.
bool demand_bools(Call& call, const ir::Tensor& tensor, std::string_view param = {});
/// The elements are integers or bools, for all that is known.
bool demand_integral(Call& call, const ir::Tensor& tensor, std::string_view param = {});
/// The elements are bools or floating-point numbers, for all that is known.
bool demand_mask(Call& call, const ir::Tensor& tensor, std::string_view param);
/// The elements are int64, for all that is known.
bool demand_int64(Call& call, const ir::Tensor& tensor, std::string_view param = {});
/// The elements are int64 or int32, for all that is known.
bool demand_indices(Call& call, const ir::Tensor& tensor, std::string_view param = {});

}  // namespace shapewise::layer
