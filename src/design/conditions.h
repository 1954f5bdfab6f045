// What must hold of the holes of a network, found by analysing it with symbols in them: that it works, which is what
// its layers assume, and that its output is the wanted one.
#pragma once

#include <string>
#include <vector>

#include "driver/analyze.h"
#include "sym/facts.h"

namespace shapewise::design {

struct Conditions {
  std::vector<sym::Relation> works;
  std::vector<sym::Relation> wanted;  // of the output, by axis: what it is, what it should be
  std::string refuted;                // what no numbers satisfy, if that is proved; else empty
};

/// Wants the output to be as `output` says ("N,32,16,16"); any, if that is empty. The error says why the question can't
/// be answered.
Result<Conditions> conditions_of(const driver::Analysis& analysis, const std::string& output);

bool mentions(const sym::Relation& relation, const std::string& symbol);

}  // namespace shapewise::design
