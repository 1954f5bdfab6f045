// Cells: what a column says of one layer, as plain text, for the formats that lay out tables themselves.
#pragma once

#include <string>
#include <vector>

#include "report/report.h"
#include "report/table.h"

namespace shapewise::report {

/// How numbers are spelled.
enum class Spelled {
  Exact,    // for programs: 1769472*N
  Grouped,  // for people: 1,769,472·N, and 256 KiB·N for bytes
};

/// Empty where there is nothing to say, "?" where it could not be determined.
std::string cell_text(const Layer& layer, Column column, Spelled spelled);
/// Of the whole network; empty for columns that have no sum.
std::string total_text(const Report& report, Column column, Spelled spelled);
/// Numbers are aligned to the right.
bool is_number(Column column);
/// The title of a column as the report has it: "MACs", "MACs (thop)".
std::string title_of(const Report& report, Column column);

/// The columns that tables in documents have.
const std::vector<Column>& document_columns();

}  // namespace shapewise::report
