// What every reader of text shares: the text, the bounds, the values of symbols, and where to report.
#pragma once

#include "diag/diagnostic.h"
#include "import/assemble.h"
#include "import/limits.h"
#include "source/source.h"

namespace shapewise::import {

struct Reading {
  const source::SourceFile& file;
  const Limits& limits;
  const sym::Assignment& values;  // of --set
  Inputs& inputs;                 // given from outside; what the text itself says is added if there are none
  layer::Builder& builder;

  diag::Sink& sink() const { return builder.sink(); }
  std::vector<ir::Gap>& gaps() const { return builder.graph().gaps; }
};

}  // namespace shapewise::import
