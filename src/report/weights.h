// What a file of weights holds: its tensors, their types and sizes, and the sums.
#pragma once

#include <string>

#include "ir/stored.h"
#include "report/view.h"

namespace shapewise::report {

std::string weights_table(std::string_view title, const ir::Checkpoint& checkpoint, const View& view);
std::string weights_json(std::string_view title, const ir::Checkpoint& checkpoint);

}  // namespace shapewise::report
