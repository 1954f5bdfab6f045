// "Did you mean …?": the closest of a set of names.
#pragma once

#include <string_view>
#include <vector>

namespace shapewise {

/// Damerau-Levenshtein distance (insert, delete, replace, swap of neighbours), without regard to case.
/// Returns limit + 1 if it is larger than `limit`.
int edit_distance(std::string_view a, std::string_view b, int limit);

/// The candidates that `word` is likely a slip of, best first: within a third of its length, at least one edit.
std::vector<std::string_view> similar(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace shapewise
