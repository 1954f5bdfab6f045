// Sampling at places of a grid, and grids of affine maps.
// Source: aten/src/ATen/native/GridSampler.h.
#include <cmath>
#include <fmt/format.h>

#include "exec/kernel.h"
#include "exec/math.h"

namespace shapewise::exec::reference {
namespace {

/// How coordinates in [−1, 1] become places.
struct Sampling {
  bool corners;
  std::string_view outside;

  double place(double x, std::int64_t size) const {
    auto n = static_cast<double>(size);
    double at = corners ? (x + 1) / 2 * (n - 1) : ((x + 1) * n - 1) / 2;
    if (outside == "zeros") return at;
    if (outside == "reflection") at = reflected(at, n);
    return std::min(std::max(at, 0.0), n - 1);
  }
  double reflected(double at, double n) const {
    double low = corners ? 0 : -0.5;
    double span = corners ? n - 1 : n;
    if (span <= 0) return 0;
    double rest = std::abs(at - low);
    double turns = std::floor(rest / span);
    double extra = rest - turns * span;
    return std::fmod(turns, 2) == 0 ? low + extra : low + span - extra;
  }
};

struct Corner {
  std::int64_t index;
  double weight;
};

/// The elements that one output element is made of along an axis.
std::vector<Corner> corners_of(double at, bool nearest) {
  if (nearest) return {{static_cast<std::int64_t>(std::nearbyint(at)), 1}};
  double low = std::floor(at);
  auto index = static_cast<std::int64_t>(low);
  return {{index, 1 - (at - low)}, {index + 1, at - low}};
}

void grid_sample(Execution& c) {
  Tensor x = c.input();
  Tensor grid = c.tensor("grid");
  int n = x.rank() - 2;
  bool fits = (n == 2 || n == 3) && grid.rank() == x.rank() && grid.size(0) == x.size(0) && grid.size(-1) == n;
  if (!fits) return c.fail("a grid of " + to_text(grid.dims()) + " does not fit " + to_text(x.dims()));
  if (c.text("mode") == "bicubic") return c.fail("the mode bicubic is not run");
  Sampling sampling{c.given("align_corners") && c.flag("align_corners"), c.text("padding_mode")};
  bool nearest = c.text("mode") == "nearest";
  Tensor images = x.floats();
  if (n == 2) images = unsqueezed(images, 2);
  std::int64_t size[3] = {images.size(2), images.size(3), images.size(4)};
  std::int64_t area = size[0] * size[1] * size[2];
  std::vector<double> places = grid.values();
  std::int64_t count = grid.elements() / (n * x.size(0));
  Sizes dims(grid.dims().begin() + 1, grid.dims().end() - 1);
  dims.insert(dims.begin(), {x.size(0), x.size(1)});
  Tensor made(std::move(dims), ir::DType::Float32);
  for (std::int64_t i = 0; i < x.size(0) * count; ++i) {
    std::vector<Corner> axes[3] = {{{0, 1}}, {}, {}};
    for (int k = 0; k < n; ++k) {
      double at = places[static_cast<std::size_t>(i * n + k)];
      axes[2 - k] = corners_of(sampling.place(at, size[2 - k]), nearest);
    }
    for (std::int64_t channel = 0; channel < x.size(1); ++channel) {
      const float* plane = images.data<float>() + (i / count * x.size(1) + channel) * area;
      double sum = 0;
      for (const Corner& d : axes[0]) {
        for (const Corner& h : axes[1]) {
          for (const Corner& w : axes[2]) {
            bool inside = d.index >= 0 && d.index < size[0] && h.index >= 0 && h.index < size[1] && w.index >= 0 &&
                          w.index < size[2];
            if (inside)
              sum += d.weight * h.weight * w.weight *
                     static_cast<double>(plane[(d.index * size[1] + h.index) * size[2] + w.index]);
          }
        }
      }
      made.data<float>()[(i / count * x.size(1) + channel) * count + i % count] = static_cast<float>(sum);
    }
  }
  c.give(made.to(x.dtype()));
}

/// Where each element of an image lies, in [−1, 1].
std::vector<double> coordinates(std::int64_t size, bool corners) {
  std::vector<double> list;
  auto n = static_cast<double>(size);
  for (std::int64_t i = 0; i < size; ++i) {
    auto at = static_cast<double>(i);
    list.push_back(corners ? (size > 1 ? 2 * at / (n - 1) - 1 : 0) : (2 * at + 1) / n - 1);
  }
  return list;
}

void affine_grid(Execution& c) {
  Tensor theta = c.tensor("theta");
  Sizes size = c.sizes("size");
  int n = static_cast<int>(size.size()) - 2;
  bool corners = c.given("align_corners") && c.flag("align_corners");
  if ((n != 2 && n != 3) || theta.dims() != Sizes{size[0], n, n + 1}) return c.fail("theta does not fit the size");
  std::vector<double> base;
  std::int64_t count = product(Sizes(size.begin() + 2, size.end()));
  for (std::int64_t i = 0; i < count; ++i) {
    std::int64_t rest = i;
    std::vector<double> row{1};
    for (int k = n - 1; k >= 0; --k) {
      std::int64_t extent = size[static_cast<std::size_t>(k + 2)];
      row.insert(row.end() - 1, coordinates(extent, corners)[static_cast<std::size_t>(rest % extent)]);
      rest /= extent;
    }
    base.insert(base.end(), row.begin(), row.end());
  }
  Tensor made = matrix_product(c, Tensor::of({1, count, n + 1}, ir::DType::Float32, base), transposed(theta, 1, 2));
  if (!made.defined()) return;
  Sizes dims{size[0]};
  dims.insert(dims.end(), size.begin() + 2, size.end());
  dims.push_back(n);
  c.give(reshaped(made, std::move(dims)));
}

constexpr Kernel kKernels[] = {
    {"torch.nn.functional.grid_sample", grid_sample},
    {"torch.nn.functional.affine_grid", affine_grid},
};

}  // namespace

std::span<const Kernel> grid_sample_kernels() { return kKernels; }

}  // namespace shapewise::exec::reference
