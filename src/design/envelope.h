// The envelope of a network: which sizes of its input it works for, axis by axis, and which layer is to blame where it
// does not. Found from the conditions that its layers state, and proved by analysing both sides of every boundary.
#pragma once

#include <string>
#include <vector>

#include "driver/analyze.h"

namespace shapewise::design {

/// A size that does not work, beside one that does.
struct Boundary {
  Int works = 0;
  Int fails = 0;
  bool under_condition = false;  // `fails` works if something holds of the other sizes
  std::string message;           // the first error at `fails`, or that condition
  source::Range range;           // where it is
};

/// What holds of one axis, the others being as they are; or of height and width together.
struct AxisEnvelope {
  std::string name;  // "size 2 of the input", "H = W"
  Int now = 0;       // the size that the other axes were tried with; 0: a symbol
  Int most = 0;      // sizes from 1 to this were tried
  /// Sizes that work whatever the symbols of the input are, as intervals; the last may end at `most`.
  std::vector<std::pair<Int, Int>> works;
  Int modulus = 1;    // from the first that works on, exactly the sizes …
  Int remainder = 0;  // … with this remainder work; modulus 0: there is no such rule
  std::vector<Boundary> boundaries;
  std::string unknown;  // why nothing can be said
};

struct Envelope {
  std::vector<std::string> input;  // the input as it was read: sizes
  std::vector<std::string> given;  // what is assumed of several of its sizes together, whichever axis is tried
  std::vector<AxisEnvelope> axes;
  source::SourceMap sources;  // that the ranges of boundaries are in
};

/// The error says why there is none: no input, or a network that does not work for the input it has.
Result<Envelope> find_envelope(const driver::Request& request);

}  // namespace shapewise::design
