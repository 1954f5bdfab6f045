// The classic dynamic programme, over three rows.
#include "base/edit_distance.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace shapewise {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

int edit_distance(std::string_view a, std::string_view b, int limit) {
  if (std::abs(static_cast<int>(a.size()) - static_cast<int>(b.size())) > limit) return limit + 1;
  std::size_t width = b.size() + 1;
  std::vector<int> before(width);
  std::vector<int> above(width);
  std::vector<int> row(width);
  for (std::size_t j = 0; j < width; ++j) above[j] = static_cast<int>(j);
  int least_above = 0;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<int>(i);
    int least = row[0];
    for (std::size_t j = 1; j < width; ++j) {
      bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1)});
      bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
      least = std::min(least, row[j]);
    }
    // What follows is at least the least of the last two rows.
    if (std::min(least, least_above) > limit) return limit + 1;
    least_above = least;
    std::swap(before, above);
    std::swap(above, row);
  }
  return std::min(above[b.size()], limit + 1);
}

std::vector<std::string_view> similar(std::string_view word, const std::vector<std::string_view>& candidates) {
  int limit = std::max(1, static_cast<int>(word.size()) / 3);
  std::vector<std::pair<int, std::string_view>> found;
  if (word.size() > 64) return {};
  for (std::string_view candidate : candidates) {
    int distance = edit_distance(word, candidate, limit);
    if (distance <= limit) found.emplace_back(distance, candidate);
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& x, const auto& y) { return x.first < y.first; });
  std::vector<std::string_view> names;
  for (const auto& [distance, name] : found) names.push_back(name);
  return names;
}

}  // namespace shapewise
