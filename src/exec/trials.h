// Which numbers to try for the symbols of a network, so that a formula that is wrong for some of them is found out: the
// smallest ones, odd, even and prime ones, and some that break what was assumed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sym/facts.h"

namespace shapewise::exec {

/// Whether the statement is true for these numbers; empty if that is not known.
std::optional<bool> holds(const sym::Relation& relation, const sym::Assignment& values);

struct Trial {
  std::string_view kind;  // "smallest", "odd", "even", "prime"
  sym::Assignment values;
};

/// Numbers for all symbols with which all relations hold; each set once. None if no numbers up to some thousands do.
std::vector<Trial> trials(const std::vector<std::string>& symbols, const std::vector<sym::Relation>& relations);

/// Like `base` but for one symbol, so that `relation` does not hold, and all of `others` do that do not follow from it.
std::optional<sym::Assignment> breaking(const sym::Relation& relation, const std::vector<sym::Relation>& others,
                                        const sym::Assignment& base);

}  // namespace shapewise::exec
