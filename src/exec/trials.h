// Which numbers to try for the symbols of a network, so that a formula that is wrong for some of them is found out: the
// smallest ones, odd, even and prime ones, and some that break what was assumed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sym/facts.h"

namespace shapewise::exec {

/// Whether the statement is true for these numbers; empty if that is not known.
std::optional<bool> holds(const sym::Relation& relation, const sym::Assignment& values);

struct Trial {
  std::string_view kind;  // "smallest", "odd", "even", "prime"
  sym::Assignment values;
};

/// Numbers for all symbols with which all relations hold; each set once. An equality that is linear in a symbol decides
/// that symbol. The error names a relation that no numbers up to some thousands fulfil together with the others.
Result<std::vector<Trial>> trials(const std::vector<std::string>& symbols, std::vector<sym::Relation> relations);

/// Like `base` but for one symbol and those that equalities among `facts` derive from it, so that `relation` does not
/// hold, all of `facts` do, and all of `others` that do not follow from it.
std::optional<sym::Assignment> breaking(const sym::Relation& relation, const std::vector<sym::Relation>& others,
                                        std::vector<sym::Relation> facts, const sym::Assignment& base);

}  // namespace shapewise::exec
