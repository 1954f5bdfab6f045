// Windows are jump elements apart, and the first begins (size − 1)/2 before its centre.
#include "analysis/pixel.h"

#include <algorithm>

namespace shapewise::analysis {
namespace {

std::optional<Int> whole(const Ratio& ratio) {
  auto num = ratio.num.constant();
  auto den = ratio.den.constant();
  if (!num || !den || *num % *den != 0) return std::nullopt;
  return *num / *den;
}

}  // namespace

std::optional<SeenPart> seen_by(const Field& field, const std::vector<Int>& place, const std::vector<Int>& input) {
  bool fits = place.size() == input.size() && (field.axes.empty() || field.axes.size() == place.size());
  if (field.kind != Field::Kind::Local || !fits) return std::nullopt;
  SeenPart seen;
  for (std::size_t i = 0; i < place.size(); ++i) {
    FieldAxis axis = field.axes.empty() ? FieldAxis{} : field.axes[i];
    auto size = whole(axis.size);
    auto jump = whole(axis.jump);
    auto first = whole(axis.start + make_ratio(1 - axis.size.num, 2 * axis.size.den));
    if (!size || !jump || !first) return std::nullopt;
    Int from = *first + place[i] * *jump;
    Int to = from + *size - 1;
    seen.axes.push_back({from, to, input[i]});
    seen.elements *= *size;
    seen.inside *= std::max<Int>(0, std::min(to, input[i] - 1) - std::max<Int>(from, 0) + 1);
  }
  return seen;
}

}  // namespace shapewise::analysis
