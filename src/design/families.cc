// For each pair of holes, the solutions are grouped by the values of all others; a group is a family if one line runs
// through it.
#include "design/families.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>

namespace shapewise::design {
namespace {

constexpr std::size_t kMostFamilies = 4;
constexpr std::size_t kFewestPoints = 3;

using Points = std::vector<std::pair<Int, Int>>;  // of x and y, sorted

/// y = ⌊(x + c)/m⌋.
struct Line {
  Int m, c;
};

std::optional<Line> line_through(const Points& points) {
  if (points.size() < kFewestPoints || points.front().second == points.back().second) return std::nullopt;
  for (Int m = 2; m <= 4; ++m) {
    for (Int c = -4; c <= 4; ++c) {
      auto fits = [&](const auto& p) { return p.second == floor_div(p.first + c, m); };
      if (std::all_of(points.begin(), points.end(), fits)) return Line{m, c};
    }
  }
  return std::nullopt;
}

std::string line_text(const std::string& x, const std::string& y, Line line, const Points& points) {
  Int c = line.c < 0 ? -line.c : line.c;
  std::string sum = c == 0 ? x : fmt::format("({} {} {})", x, line.c < 0 ? "−" : "+", to_string(c));
  std::string quotient = fmt::format("{}/{}", sum, to_string(line.m));
  bool exact = std::all_of(points.begin(), points.end(),
                           [&](const auto& p) { return floor_mod(p.first + line.c, line.m) == 0; });
  return fmt::format("{} = {}", y, exact ? quotient : "⌊" + quotient + "⌋");
}

}  // namespace

std::vector<std::string> find_families(const std::vector<Hole>& holes, const std::vector<std::vector<Int>>& solutions) {
  std::vector<std::string> families;
  for (std::size_t x = 0; x < holes.size(); ++x) {
    for (std::size_t y = 0; y < holes.size(); ++y) {
      if (x == y) continue;
      std::map<std::vector<Int>, Points> groups;  // by the other values
      for (std::vector<Int> values : solutions) {
        std::pair<Int, Int> point{values[x], values[y]};
        values[x] = values[y] = -1;
        groups[values].push_back(point);
      }
      for (auto& [others, points] : groups) {
        std::sort(points.begin(), points.end());
        std::optional<Line> line = line_through(points);
        if (!line || families.size() == kMostFamilies) continue;
        std::string conditions;
        for (std::size_t i = 0; i < holes.size(); ++i) {
          if (i == x || i == y) continue;
          conditions +=
              fmt::format("{}{} = {}", conditions.empty() ? ", with " : ", ", holes[i].name, to_string(others[i]));
        }
        families.push_back(line_text(holes[x].name, holes[y].name, *line, points) + conditions);
      }
    }
  }
  return families;
}

}  // namespace shapewise::design
