// Windows are jump elements apart, and the first begins (size − 1)/2 before its centre.
#include "analysis/pixel.h"

#include <algorithm>

namespace shapewise::analysis {
namespace {

constexpr Int kMostPlaces = 4096;    // along an axis
constexpr Int kLargest = 1'000'000;  // size, jump or place

std::optional<Int> whole(const Ratio& ratio) {
  auto num = ratio.num.constant();
  auto den = ratio.den.constant();
  if (!num || !den || *num % *den != 0) return std::nullopt;
  return *num / *den;
}

/// A field along one axis, in whole elements.
struct Window {
  std::int64_t size;
  std::int64_t jump;
  std::int64_t first;
};

std::optional<Window> window_of(const Field& field, std::size_t i) {
  FieldAxis axis = field.axes.empty() ? FieldAxis{} : field.axes[i];
  auto size = whole(axis.size);
  auto jump = whole(axis.jump);
  auto first = whole(first_of(axis));
  if (!size || !jump || !first || *size > kLargest || *jump > kLargest || *first < -kLargest) return std::nullopt;
  return Window{static_cast<std::int64_t>(*size), static_cast<std::int64_t>(*jump), static_cast<std::int64_t>(*first)};
}

/// How many of the elements from `from` on lie on an input of that size.
std::int64_t inside(std::int64_t from, std::int64_t count, std::int64_t size) {
  return std::max<std::int64_t>(0, std::min(from + count, size) - std::max<std::int64_t>(from, 0));
}

bool fits(const Field& field, std::size_t places, std::size_t inputs) {
  return field.kind == Field::Kind::Local && places == inputs && (field.axes.empty() || field.axes.size() == places);
}

}  // namespace

std::optional<SeenPart> seen_by(const Field& field, const std::vector<Int>& place, const std::vector<Int>& input) {
  if (!fits(field, place.size(), input.size())) return std::nullopt;
  SeenPart seen;
  for (std::size_t i = 0; i < place.size(); ++i) {
    auto window = window_of(field, i);
    if (!window || place[i] > kLargest || input[i] > kLargest) return std::nullopt;
    std::int64_t from = window->first + static_cast<std::int64_t>(place[i]) * window->jump;
    seen.axes.push_back({from, from + window->size - 1, input[i]});
    seen.elements *= window->size;
    seen.inside *= inside(from, window->size, static_cast<std::int64_t>(input[i]));
  }
  return seen;
}

std::optional<SeenPart> seen_by_all(const Field& field, const std::vector<Int>& sizes, const std::vector<Int>& input) {
  if (!fits(field, sizes.size(), input.size())) return std::nullopt;
  SeenPart all;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    auto window = window_of(field, i);
    if (!window || sizes[i] > kMostPlaces || input[i] > kLargest) return std::nullopt;
    std::int64_t sum = 0;
    for (std::int64_t place = 0; place < static_cast<std::int64_t>(sizes[i]); ++place)
      sum += inside(window->first + place * window->jump, window->size, static_cast<std::int64_t>(input[i]));
    all.elements *= sizes[i] * window->size;
    all.inside *= sum;
  }
  return all;
}

}  // namespace shapewise::analysis
