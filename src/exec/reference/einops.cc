// einops: a pattern names the axes of a tensor before and after.
#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <map>
#include <string>

#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

using Group = std::vector<std::string>;
using Side = std::vector<Group>;

/// "b (h w) c" as {{b}, {h, w}, {c}}. Patterns that are run were accepted before.
Side read_side(std::string_view text) {
  Side side;
  bool inside = false;
  for (std::size_t at = 0; at < text.size();) {
    char ch = text[at];
    if (ch == ' ' || ch == '(' || ch == ')') {
      if (ch != ' ') inside = ch == '(';
      if (ch == '(') side.emplace_back();
      ++at;
      continue;
    }
    std::size_t end =
        text.substr(at).starts_with("...") ? at + 3 : std::min(text.find_first_of(" ()", at), text.size());
    if (!inside) side.emplace_back();
    side.back().emplace_back(text.substr(at, end - at));
    at = end;
  }
  return side;
}

bool is_number(const std::string& axis) { return std::isdigit(static_cast<unsigned char>(axis.front())) != 0; }

/// The axes of both sides with the ellipsis written out, and their sizes.
struct Pattern {
  Side left;
  Side right;
  std::map<std::string, std::int64_t> sizes;
};

void write_out(Side& side, const Group& hidden) {
  Side written;
  for (const Group& group : side) {
    if (group == Group{"..."}) {
      for (const std::string& axis : hidden) written.push_back({axis});
      continue;
    }
    Group full;
    for (const std::string& axis : group) {
      if (axis == "...")
        full.insert(full.end(), hidden.begin(), hidden.end());
      else
        full.push_back(axis);
    }
    written.push_back(std::move(full));
  }
  side = std::move(written);
}

/// Numbers are axes of their own on each side.
void number_axes(Pattern& p, Side& side, std::string_view mark) {
  int count = 0;
  for (Group& group : side) {
    for (std::string& axis : group) {
      if (!is_number(axis)) continue;
      std::string name = fmt::format("{}{}", mark, count++);
      p.sizes[name] = std::stoll(axis);
      axis = name;
    }
  }
}

Pattern read(Execution& c, const Tensor& x) {
  std::string_view text = c.text("pattern");
  std::size_t arrow = text.find("->");
  Pattern p{read_side(text.substr(0, arrow)), read_side(text.substr(std::min(arrow + 2, text.size()))), {}};
  if (auto* pairs = c.call().arg("axes").as<ir::AttrList>()) {
    for (const ir::Attr& pair : *pairs) {
      auto* two = pair.as<ir::AttrList>();
      auto* name = two != nullptr && two->size() == 2 ? (*two)[0].as<std::string>() : nullptr;
      if (name != nullptr) p.sizes[*name] = c.constant((*two)[1]);
    }
  }
  Group hidden;
  for (std::size_t i = p.left.size() - 1; i < static_cast<std::size_t>(x.rank()); ++i)
    hidden.push_back(fmt::format("…{}", i));
  write_out(p.left, hidden);
  write_out(p.right, hidden);
  number_axes(p, p.left, "<");
  number_axes(p, p.right, ">");
  return p;
}

/// The tensor with an axis for each name on the left.
Tensor taken_apart(Execution& c, const Tensor& x, Pattern& p) {
  Sizes dims;
  if (static_cast<int>(p.left.size()) != x.rank()) return c.fail("the pattern has another number of dimensions"), x;
  for (std::size_t i = 0; i < p.left.size(); ++i) {
    std::int64_t known = 1;
    const std::string* open = nullptr;
    for (const std::string& axis : p.left[i]) {
      if (auto size = p.sizes.find(axis); size != p.sizes.end())
        known *= size->second;
      else
        open = &axis;
    }
    std::int64_t size = x.size(static_cast<int>(i));
    if (open != nullptr && known > 0) p.sizes[*open] = size / known;
    std::int64_t all = 1;
    for (const std::string& axis : p.left[i]) all *= p.sizes[axis];
    if (all != size) return c.fail(fmt::format("a dimension of {} can't be divided as the pattern says", size)), x;
    for (const std::string& axis : p.left[i]) dims.push_back(p.sizes[axis]);
  }
  return reshaped(x, std::move(dims));
}

Group names(const Side& side) {
  Group all;
  for (const Group& group : side) all.insert(all.end(), group.begin(), group.end());
  return all;
}

/// Axes in the order of the right side, joined as its brackets say. New ones are stretched.
void give_put_together(Execution& c, const Tensor& x, const Group& has, Pattern& p) {
  std::vector<int> order;
  Tensor made = x;
  Group known = has;
  Sizes dims;
  for (const std::string& axis : names(p.right)) {
    auto place = std::find(known.begin(), known.end(), axis);
    if (place == known.end()) {
      if (p.sizes.count(axis) == 0) return c.fail("the pattern does not say how large '" + axis + "' is");
      Sizes wide = made.dims();
      wide.push_back(p.sizes[axis]);
      made = *expanded(unsqueezed(made, made.rank()), wide);
      known.push_back(axis);
      place = known.end() - 1;
    }
    order.push_back(static_cast<int>(place - known.begin()));
  }
  for (const Group& group : p.right) {
    std::int64_t size = 1;
    for (const std::string& axis : group) size *= p.sizes[axis];
    dims.push_back(size);
  }
  c.give(reshaped(permuted(made, order), std::move(dims)));
}

void rearrange(Execution& c) {
  Tensor x = c.tensor("tensor");
  Pattern p = read(c, x);
  x = taken_apart(c, x, p);
  if (!c.failed()) give_put_together(c, x, names(p.left), p);
}

double most(Row row) { return *std::max_element(row.begin(), row.end()); }
double least(Row row) { return *std::min_element(row.begin(), row.end()); }
double product_of(Row row) {
  double product = 1;
  for (double v : row) product *= v;
  return product;
}
double any(Row row) {
  return std::any_of(row.begin(), row.end(), [](double v) { return v != 0; });
}
double all(Row row) {
  return std::all_of(row.begin(), row.end(), [](double v) { return v != 0; });
}

void reduce_axes(Execution& c) {
  constexpr std::pair<std::string_view, double (*)(Row)> kReductions[] = {
      {"min", least},       {"max", most}, {"sum", sum_of}, {"mean", mean_of},
      {"prod", product_of}, {"any", any},  {"all", all}};
  double (*f)(Row) = nullptr;
  for (const auto& [name, one] : kReductions) {
    if (name == c.text("reduction")) f = one;
  }
  if (f == nullptr) return c.fail("this reduction is not run");
  Tensor x = c.tensor("tensor");
  Pattern p = read(c, x);
  x = taken_apart(c, x, p);
  if (c.failed()) return;
  Group right = names(p.right);
  Group kept;
  std::vector<int> axes;
  Group left = names(p.left);
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (std::find(right.begin(), right.end(), left[i]) != right.end())
      kept.push_back(left[i]);
    else
      axes.push_back(static_cast<int>(i));
  }
  if (!axes.empty()) x = reduce(x, axes, false, x.dtype(), f);
  give_put_together(c, x, kept, p);
}

constexpr Kernel kKernels[] = {
    {"einops._rearrange einops._repeat", rearrange},
    {"einops._reduce", reduce_axes},
};

}  // namespace

std::span<const Kernel> einops_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
