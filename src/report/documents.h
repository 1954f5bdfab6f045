// The report as a table in the formats of documents and spreadsheets.
#pragma once

#include <string>
#include <vector>

#include "report/report.h"
#include "report/table.h"
#include "report/view.h"

namespace shapewise::report {

/// A table in GitHub's Markdown. Without `chosen` it has the columns of documents.
std::string markdown(const Report& report, const std::vector<Column>& chosen = {});

/// RFC 4180, a line for each layer, without sums: all columns, or those chosen. Numbers are as in JSON; a cell is empty
/// where JSON has null.
std::string csv(const Report& report, const std::vector<Column>& chosen = {});

/// A booktabs table. Alone it is a document that compiles; otherwise it needs the packages booktabs and amssymb.
std::string latex_table(const Report& report, bool standalone, const std::vector<Column>& chosen = {});

/// The worked solution as a sheet: for every layer its shape, parameters and fully connected equivalent.
std::string latex_sheet(const Report& report, bool standalone, const View& view);

}  // namespace shapewise::report
