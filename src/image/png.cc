// The wall around libpng, by its simplified interface, which neither jumps nor ends the program.
#include <fmt/format.h>
#include <png.h>

#include "image/picture.h"

namespace shapewise::image {

Result<Picture> read_png(std::string_view bytes) {
  constexpr int kChannels = 4;  // with opacity, so that nothing is laid upon a background
  png_image file{};
  file.version = PNG_IMAGE_VERSION;
  auto refused = [&] {
    std::string why = file.message;
    png_image_free(&file);
    return fail(fmt::format("it can't be read as PNG: {}", why));
  };
  if (png_image_begin_read_from_memory(&file, bytes.data(), bytes.size()) == 0) return refused();
  if (static_cast<std::int64_t>(file.width) * file.height > kMostPixels) {
    png_image_free(&file);
    return fail(fmt::format("it has {} × {} pixels, more than {}", file.width, file.height, kMostPixels));
  }
  file.format = PNG_FORMAT_RGBA;
  file.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;  // numbers of 16 bits are on the scale of those of 8
  std::vector<std::uint8_t> pixels(PNG_IMAGE_SIZE(file));
  if (png_image_finish_read(&file, nullptr, pixels.data(), 0, nullptr) == 0) return refused();
  Picture picture{static_cast<int>(file.width), static_cast<int>(file.height), {}};
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    if (i % kChannels != kChannels - 1) picture.rgb.push_back(pixels[i]);
  }
  return picture;
}

}  // namespace shapewise::image
