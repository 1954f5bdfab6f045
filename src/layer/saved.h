// What autograd keeps of calls, for Spec::saved: the cases that many layers share.
#pragma once

#include "layer/call.h"

namespace shapewise::layer {

inline Saved saves_nothing(const Call&) { return {}; }
inline Saved saves_input(const Call&) { return {{{0}}, {}, {}}; }
inline Saved saves_output(const Call&) { return {{}, {0}, {}}; }
inline Saved saves_for_weights(const Call&) { return {{{0, Saved::kWeights}}, {}, {}}; }

/// A copy, where the input is overwritten.
inline Saved saves_input_or_copy(const Call& c) {
  if (!c.has("inplace") || !c.flag("inplace")) return saves_input(c);
  return {{}, {}, {{c.shape().elements(), c.dtype()}}};
}

/// Of a product, each factor for the gradient of the other.
inline Saved saves_factors(const Call& c) {
  if (c.input_count() < 2) return {};
  return {{{0, 1}, {1, 0}}, {}, {}};
}

/// The input, and a number of the same type for each of its elements.
inline Saved saves_input_and_as_many(const Call& c) { return {{{0}}, {}, {{c.shape().elements(), c.dtype()}}}; }

/// The same layer or function, which keeps that.
constexpr Spec keeping(Spec spec, Saved (*saved)(const Call&)) {
  spec.saved = saved;
  return spec;
}

}  // namespace shapewise::layer
