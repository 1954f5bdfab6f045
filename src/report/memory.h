// The memory of a network as a table: what each call adds, what is held while it runs, and what training keeps.
#pragma once

#include <string>

#include "analysis/memory.h"
#include "report/report.h"
#include "report/view.h"

namespace shapewise::report {

/// `memory` is that of the graph that the report is of.
std::string memory_table(const Report& report, const analysis::Memory& memory, const View& view);

/// The same for machines, in bytes. null: not known; "exact": false says that a sum is a lower bound.
std::string memory_json(const Report& report, const analysis::Memory& memory);

}  // namespace shapewise::report
