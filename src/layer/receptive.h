// The two simplest answers to what an output sees of its input.
#pragma once

#include "layer/call.h"

namespace shapewise::layer {

/// Every element sees the whole input.
inline Receptive global_receptive(const Call&) { return {Receptive::Kind::Global, {}}; }
/// Positions of the output do not correspond to positions of the input.
inline Receptive opaque_receptive(const Call&) { return {Receptive::Kind::Opaque, {}}; }

}  // namespace shapewise::layer
