// The wall around libjpeg, whose errors are jumps: nothing that has to be destroyed lies between them and their aim.
#include <csetjmp>
#include <cstdio>
#include <fmt/format.h>
#include <string>

#include "image/picture.h"
// Needs what <cstdio> declares.
#include <jpeglib.h>

namespace shapewise::image {
namespace {

struct Errors {
  jpeg_error_mgr manager;  // first, so that both have one address
  std::jmp_buf back;
  char text[JMSG_LENGTH_MAX];
};

void stop(j_common_ptr info) {
  auto* errors = reinterpret_cast<Errors*>(info->err);
  info->err->format_message(info, errors->text);
  std::longjmp(errors->back, 1);
}
void keep(j_common_ptr info) { info->err->format_message(info, reinterpret_cast<Errors*>(info->err)->text); }

/// False: `errors.text` says why. Damage that libjpeg would fill with grey is an error, too.
bool decode(jpeg_decompress_struct& file, Errors& errors, std::string_view bytes, Picture& picture) {
  if (setjmp(errors.back) != 0) return false;
  jpeg_create_decompress(&file);
  jpeg_mem_src(&file, reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<unsigned long>(bytes.size()));
  jpeg_read_header(&file, TRUE);
  file.out_color_space = JCS_RGB;
  jpeg_calc_output_dimensions(&file);
  if (static_cast<std::int64_t>(file.output_width) * file.output_height > kMostPixels) {
    std::snprintf(errors.text, sizeof(errors.text), "it has too many pixels");
    return false;
  }
  jpeg_start_decompress(&file);
  picture.width = static_cast<int>(file.output_width);
  picture.height = static_cast<int>(file.output_height);
  std::size_t row = static_cast<std::size_t>(picture.width) * kColours;
  picture.rgb.resize(row * static_cast<std::size_t>(picture.height));
  while (file.output_scanline < file.output_height) {
    JSAMPROW to = picture.rgb.data() + row * file.output_scanline;
    jpeg_read_scanlines(&file, &to, 1);
  }
  jpeg_finish_decompress(&file);
  return errors.manager.num_warnings == 0;
}

}  // namespace

Result<Picture> read_jpeg(std::string_view bytes) {
  jpeg_decompress_struct file{};
  Errors errors{};
  file.err = jpeg_std_error(&errors.manager);
  errors.manager.error_exit = stop;
  errors.manager.output_message = keep;  // of a warning, instead of printing it
  Picture picture;
  bool read = decode(file, errors, bytes, picture);
  jpeg_destroy_decompress(&file);
  if (!read) return fail(fmt::format("it can't be read as JPEG: {}", errors.text));
  return picture;
}

}  // namespace shapewise::image
