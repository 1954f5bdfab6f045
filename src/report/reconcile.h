// Reconciliation: why well-known tools give different figures for the same network. For each of them its total, and by
// which layers it differs from shapewise's and by how much.
#pragma once

#include <string>
#include <vector>

#include "analysis/convention.h"
#include "report/view.h"

namespace shapewise::report {

/// How a tool's count of all calls of one type differs from shapewise's.
struct Difference {
  std::string type;  // "BatchNorm2d"
  int calls = 0;
  sym::Expr own;      // shapewise's count
  sym::Expr counted;  // the tool's
  bool known = true;  // false: it is not known what the tool makes of this type
  std::string rule;   // what it counts, in names, if every call is counted by the same rule: "4·elements"
};

struct Account {
  const analysis::Convention* tool = nullptr;
  analysis::Sum total;
  analysis::Sum parameters;
  std::vector<Difference> differences;  // types for which there is one, in the order of their first call
};

struct Reconciliation {
  std::string title;
  analysis::Sum own;
  analysis::Sum parameters;
  std::vector<Account> accounts;
};

Reconciliation reconcile(std::string title, const ir::Graph& graph);

std::string to_text(const Reconciliation& reconciliation, const View& view);

}  // namespace shapewise::report
