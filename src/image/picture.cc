// Which format it is, and resizing: first along the rows, then along the columns.
#include "image/picture.h"

#include <algorithm>
#include <cmath>

namespace shapewise::image {
namespace {

/// The pixels that make one, and how much of each.
struct Weights {
  int first = 0;
  std::vector<double> of;
};

/// For `count` pixels from the part [begin, end) of a line of `size` pixels: a triangle as wide as two pixels of the
/// larger of both.
std::vector<Weights> weights_along(int size, double begin, double end, int count) {
  double scale = (end - begin) / count;
  double support = std::max(scale, 1.0);
  std::vector<Weights> all;
  for (int i = 0; i < count; ++i) {
    double centre = begin + (i + 0.5) * scale;
    Weights weights;
    weights.first = std::max(0, static_cast<int>(centre - support + 0.5));
    int last = std::min(size, static_cast<int>(centre + support + 0.5));
    double sum = 0;
    for (int x = weights.first; x < last; ++x) {
      weights.of.push_back(std::max(0.0, 1 - std::abs((x + 0.5 - centre) / support)));
      sum += weights.of.back();
    }
    for (double& weight : weights.of) weight /= sum;
    all.push_back(std::move(weights));
  }
  return all;
}

struct Part {
  double left;
  double top;
  double right;
  double bottom;
};

Part part_of(const Picture& picture, int height, int width, Fit fit) {
  double w = picture.width;
  double h = picture.height;
  if (fit == Fit::Stretch) return {0, 0, w, h};
  double ratio = static_cast<double>(width) / height;
  double part_w = std::min(w, h * ratio);
  double part_h = std::min(h, w / ratio);
  return {(w - part_w) / 2, (h - part_h) / 2, (w + part_w) / 2, (h + part_h) / 2};
}

}  // namespace

Result<Picture> read_picture(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG")) return read_png(bytes);
  if (bytes.starts_with("\xff\xd8")) return read_jpeg(bytes);
  return fail("it is neither PNG nor JPEG");
}

std::vector<float> planes(const Picture& picture, int height, int width, Fit fit) {
  Part part = part_of(picture, height, width, fit);
  std::vector<Weights> across = weights_along(picture.width, part.left, part.right, width);
  std::vector<Weights> down = weights_along(picture.height, part.top, part.bottom, height);
  auto at = [](int row, int columns, int column) {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(column);
  };
  std::vector<float> all;
  std::vector<float> narrow(static_cast<std::size_t>(picture.height) * static_cast<std::size_t>(width));
  for (int colour = 0; colour < kColours; ++colour) {
    for (int row = 0; row < picture.height; ++row) {
      for (int column = 0; column < width; ++column) {
        const Weights& weights = across[static_cast<std::size_t>(column)];
        double sum = 0;
        for (int k = 0; k < static_cast<int>(weights.of.size()); ++k) {
          std::size_t pixel = at(row, picture.width, weights.first + k);
          sum += weights.of[static_cast<std::size_t>(k)] *
                 picture.rgb[pixel * kColours + static_cast<std::size_t>(colour)];
        }
        narrow[at(row, width, column)] = static_cast<float>(sum / 255);
      }
    }
    for (const Weights& weights : down) {
      for (int column = 0; column < width; ++column) {
        double sum = 0;
        for (int k = 0; k < static_cast<int>(weights.of.size()); ++k)
          sum += weights.of[static_cast<std::size_t>(k)] * narrow[at(weights.first + k, width, column)];
        all.push_back(static_cast<float>(sum));
      }
    }
  }
  return all;
}

}  // namespace shapewise::image
