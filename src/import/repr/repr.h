// What print(model) prints: Name( (child): Type(arguments) … ), nested, of any torch since 1.0.
#pragma once

#include "import/reading.h"

namespace shapewise::import {

/// Reads the printed module into the graph. Children and their parameters are exact. Data flows through a Sequential;
/// in which order a class of the user calls its children is not printed, so its shapes are unknown, which is a gap.
void read_printed(const Reading& reading);

}  // namespace shapewise::import
