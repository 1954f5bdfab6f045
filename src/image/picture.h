// Pictures: PNG and JPEG as pixels, and pixels as the numbers that networks take.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace shapewise::image {

/// In rows from the top, each pixel as red, green and blue.
struct Picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgb;
};

constexpr std::int64_t kMostPixels = 1 << 27;
constexpr int kColours = 3;

/// From the bytes of a file in PNG or JPEG. How transparent pixels are is left out, as is the orientation that a camera
/// notes.
Result<Picture> read_picture(std::string_view bytes);
/// The walls around the libraries that know the formats.
Result<Picture> read_png(std::string_view bytes);
Result<Picture> read_jpeg(std::string_view bytes);

enum class Fit {
  Crop,     // the largest part from the middle that has the ratio of the sides asked for
  Stretch,  // all of it
};

/// Planes of height × width for red, green and blue, from 0 to 1. Bilinear and, where the picture shrinks, averaged
/// over all pixels that become one, as Pillow does it (resize with BILINEAR, or ImageOps.fit), but without rounding in
/// between.
std::vector<float> planes(const Picture& picture, int height, int width, Fit fit);

}  // namespace shapewise::image
