// The report as JSON, in the format that docs/report_json.md describes and docs/schema/report-1.schema.json defines.
#pragma once

#include <string>

#include "report/report.h"

namespace shapewise::report {

/// Version of the format. It changes only when something is removed or changes its meaning.
constexpr int kSchemaVersion = 1;

/// One JSON document, ending with a newline. Numbers are exact integers of any size; symbolic ones are strings that
/// Python evaluates; null is what could not be determined.
std::string json(const Report& report);

}  // namespace shapewise::report
