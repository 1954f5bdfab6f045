// Pictures against Pillow (tools/oracle/pictures.py).
#include "image/picture.h"

#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include "base64.h"

namespace shapewise::image {
namespace {

constexpr double kRounding = 1.5 / 255;  // Pillow rounds after each of both directions

TEST(Pictures, AreReadAndResizedAsByPillow) {
  std::ifstream file("tests/oracle/pictures.jsonl");
  std::string line;
  int cases = 0;
  while (std::getline(file, line)) {
    SCOPED_TRACE(++cases);
    rapidjson::Document truth;
    truth.Parse(line.c_str());
    auto picture = read_picture(from_base64(truth["file"].GetString()));
    ASSERT_TRUE(picture.has_value()) << picture.error().message;
    int width = truth["width"].GetInt();
    int height = truth["height"].GetInt();
    std::string rgb = from_base64(truth["rgb"].GetString());
    if (width == picture->width && height == picture->height) {
      EXPECT_EQ(std::string(picture->rgb.begin(), picture->rgb.end()), rgb);
    }
    std::vector<float> found = planes(*picture, height, width, truth["crop"].GetBool() ? Fit::Crop : Fit::Stretch);
    ASSERT_EQ(found.size(), rgb.size());
    double most = 0;
    for (std::size_t i = 0; i < rgb.size(); ++i) {
      std::size_t plane = rgb.size() / kColours;
      double wanted = static_cast<unsigned char>(rgb[i % plane * kColours + i / plane]) / 255.0;
      most = std::max(most, std::abs(static_cast<double>(found[i]) - wanted));
    }
    EXPECT_LT(most, kRounding);
  }
  EXPECT_EQ(cases, 72);
}

TEST(Pictures, ThatAreDamagedAreRefused) {
  auto complaint = [](std::string_view bytes) {
    auto picture = read_picture(bytes);
    return picture ? std::string("none") : picture.error().message;
  };
  EXPECT_EQ(complaint("GIF89a"), "it is neither PNG nor JPEG");
  std::ifstream file("tests/oracle/pictures.jsonl");
  std::string line;
  std::string last;
  while (std::getline(file, line)) {
    rapidjson::Document truth;
    truth.Parse(line.c_str());
    std::string bytes = from_base64(truth["file"].GetString());
    if (bytes == last) continue;
    last = bytes;
    for (std::size_t part = 1; part < 8; ++part) {
      std::string said = complaint(std::string_view(bytes).substr(0, bytes.size() * part / 8));
      EXPECT_NE(said, "none") << part << " eighths of " << bytes.substr(0, 8);
    }
  }
}

}  // namespace
}  // namespace shapewise::image
