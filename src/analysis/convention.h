// Conventions: what other tools count for the same calls, so that their figures can be reproduced to the digit and
// explained. The rules are read off the tools' sources; docs/counting_rules.md states them in words.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "analysis/totals.h"
#include "ir/graph.h"
#include "layer/call.h"

namespace shapewise::analysis {

/// What a tool counts for the layers and functions of these names.
struct CountingRule {
  std::string_view names;  // as Spec::name() has them, separated by blanks: "Conv2d", "relu"
  /// Null: it is not known what the tool makes of them.
  sym::Formula (*count)(const layer::Call&) = nullptr;
};

/// Which parameters a tool sees.
enum class Seen {
  All,      // each once
  Ruled,    // those of the modules that its rules name
  Trained,  // each once, and the running statistics of normalisations
};

struct Convention {
  std::string_view name;  // "thop"
  std::string_view unit;  // what it calls its figure: "MACs"; empty: it gives none
  std::string_view doc;   // one line
  std::span<const CountingRule> rules = {};
  /// What it counts for the weights of a module that calls no other; null: nothing.
  sym::Formula (*weight)(const ir::Module&, const ir::NamedWeight&, const sym::Expr& elements,
                         const ir::Tensor& output) = nullptr;
  bool exact_types = false;  // classes derived from a layer are not taken for it
  Seen seen = Seen::All;
};

/// shapewise's own first.
std::span<const Convention> conventions();
const Convention* find_convention(std::string_view name);

struct Figures {
  /// By node; 0 where the tool counts nothing. Absent where it could not be determined.
  std::vector<std::optional<sym::Formula>> calls;
  Sum total;
  Sum parameters;
};

/// `tables` are those of the graph.
Figures count(const Convention& convention, const ir::Graph& graph, const Tables& tables);

/// True of the first convention, whose figures are those of the tables.
bool is_own(const Convention& convention);

}  // namespace shapewise::analysis
