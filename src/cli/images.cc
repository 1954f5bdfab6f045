// From files to numbers.
#include "cli/images.h"

#include <array>
#include <fmt/format.h>

#include "cli/files.h"
#include "exec/execution.h"
#include "image/picture.h"

namespace shapewise::cli {
namespace {

constexpr int kMostBytes = 1 << 28;  // of a file

constexpr std::string_view kFits[] = {"crop", "stretch"};
constexpr std::string_view kScales[] = {"unit", "symmetric", "imagenet"};

constexpr Option kImages[] = {
    {0, "image", Takes::File, "FILE", "a picture in PNG or JPEG as the first input; once for each of a batch"},
    {0, "image-fit", Takes::Choice, "HOW", "the part in the middle (crop, the default), or all of it (stretch)", kFits},
    {0, "image-scale", Takes::Choice, "HOW",
     "from 0 to 1 (unit, the default), from −1 to 1 (symmetric), or as torchvision's models want it (imagenet)",
     kScales},
};

/// (x − mean) / deviation for red, green and blue.
struct Scale {
  std::array<float, 3> mean;
  std::array<float, 3> deviation;
};

Scale scale_of(const std::string* name) {
  if (name != nullptr && *name == "symmetric") return {{0.5F, 0.5F, 0.5F}, {0.5F, 0.5F, 0.5F}};
  if (name != nullptr && *name == "imagenet") return {{0.485F, 0.456F, 0.406F}, {0.229F, 0.224F, 0.225F}};
  return {{0, 0, 0}, {1, 1, 1}};
}

/// One plane, as ITU-R BT.601 weighs the colours and Pillow does.
void make_grey(std::vector<float>& planes) {
  std::size_t count = planes.size() / image::kColours;
  for (std::size_t i = 0; i < count; ++i)
    planes[i] = 0.299F * planes[i] + 0.587F * planes[count + i] + 0.114F * planes[2 * count + i];
  planes.resize(count);
}

}  // namespace

std::span<const Option> image_options() { return kImages; }

Result<exec::Tensor> images_of(const Invocation& invocation, const exec::Tensor& input) {
  std::vector<std::string> files = invocation.values("image");
  int rank = input.rank();
  std::int64_t channels = rank >= 3 ? input.size(-3) : 0;
  bool fits = (rank == 3 || rank == 4) && (channels == 1 || channels == image::kColours) && input.elements() > 0;
  if (!fits || exec::is_whole(input.dtype())) {
    return fail(fmt::format("--image: the first input is {} {}, and not (N, 3, H, W) or (N, 1, H, W) of floats",
                            exec::to_text(input.dims()), ir::name(input.dtype())));
  }
  std::int64_t batch = rank == 4 ? input.size(0) : 1;
  if (static_cast<std::int64_t>(files.size()) != batch)
    return fail(fmt::format("--image is given {} times for a batch of {}", files.size(), batch));
  const std::string* fit = invocation.value("image-fit");
  Scale scale = scale_of(invocation.value("image-scale"));
  std::vector<double> numbers;
  for (const std::string& file : files) {
    auto bytes = read_file(file, kMostBytes);
    if (!bytes) return tl::unexpected(bytes.error());
    auto picture = image::read_picture(*bytes);
    if (!picture) return fail(fmt::format("{}: {}", file, picture.error().message));
    std::vector<float> planes =
        image::planes(*picture, static_cast<int>(input.size(-2)), static_cast<int>(input.size(-1)),
                      fit != nullptr && *fit == "stretch" ? image::Fit::Stretch : image::Fit::Crop);
    if (channels == 1) make_grey(planes);
    std::size_t plane = planes.size() / static_cast<std::size_t>(channels);
    for (std::size_t i = 0; i < planes.size(); ++i)
      numbers.push_back((planes[i] - scale.mean[i / plane]) / scale.deviation[i / plane]);
  }
  return exec::Tensor::of(input.dims(), input.dtype(), numbers);
}

}  // namespace shapewise::cli
