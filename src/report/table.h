// The table: one row per call, totals, and what bears on them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "report/report.h"
#include "report/view.h"

namespace shapewise::report {

enum class Column {
  Index,
  Layer,
  Arguments,
  Input,
  Output,
  Parameters,
  Trainable,
  Buffers,
  Macs,
  Memory,
  Dense,
  Field,
  Source,
};

struct ColumnInfo {
  Column column;
  std::string_view name;   // as in --columns
  std::string_view title;  // as in the table
  std::string_view doc;
};

/// All columns, in the order of the enumeration.
std::span<const ColumnInfo> columns();
std::optional<Column> find_column(std::string_view name);

/// The table. Without `chosen` it has the usual columns, fewer of them if the width does not suffice.
std::string table(const Report& report, const View& view, const std::vector<Column>& chosen = {});

}  // namespace shapewise::report
