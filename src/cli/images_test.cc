// Pictures as inputs: which numbers they become, and which inputs take them.
#include "cli/images.h"

#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base64.h"
#include "cli/commands.h"
#include "cli/parse.h"

namespace shapewise::cli {
namespace {

// Two pixels side by side: red, and (0, 51, 102).
constexpr const char* kPicture =
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGP4z8DAYJwGAAbNAZk5kIWFAAAAAElFTkSuQmCC";

class Images : public testing::Test {
 protected:
  Images() {
    char name[] = "/tmp/shapewise-image-XXXXXX";
    folder_ = ::mkdtemp(name);
    path_ = folder_ + "/two.png";
    std::ofstream(path_, std::ios::binary) << from_base64(kPicture);
  }
  ~Images() override {
    ::unlink(path_.c_str());
    ::rmdir(folder_.c_str());
  }

  /// For an input of these sizes; the options follow one --image.
  Result<exec::Tensor> given(const exec::Sizes& dims, std::vector<std::string> options,
                             ir::DType dtype = ir::DType::Float32) const {
    static const Command commands[] = {run_command()};
    std::vector<std::string> words = {"shapewise", "run", "net.py", "--image", path_};
    words.insert(words.end(), options.begin(), options.end());
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    auto invocation = parse(commands, static_cast<int>(arguments.size()), arguments.data());
    if (!invocation) return tl::unexpected(invocation.error());
    return images_of(*invocation, exec::Tensor(dims, dtype));
  }
  void expect(const exec::Sizes& dims, std::vector<std::string> options, const std::vector<double>& wanted) const {
    auto made = given(dims, std::move(options));
    ASSERT_TRUE(made.has_value()) << made.error().message;
    ASSERT_EQ(made->dims(), dims);
    std::vector<double> found = made->values();
    ASSERT_EQ(found.size(), wanted.size());
    for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], wanted[i], 1e-6) << i;
  }

  std::string folder_;
  std::string path_;
};

TEST_F(Images, BecomePlanesOfNumbers) {
  expect({1, 3, 1, 2}, {}, {1, 0, 0, 0.2, 0, 0.4});
  expect({3, 1, 2}, {"--image-scale", "symmetric"}, {1, -1, -1, -0.6, -1, -0.2});
  expect({1, 3, 1, 2}, {"--image-scale", "imagenet"},
         {0.515 / 0.229, -0.485 / 0.229, -0.456 / 0.224, -0.256 / 0.224, -0.406 / 0.225, -0.006 / 0.225});
  expect({1, 1, 1, 2}, {}, {0.299, 0.587 * 0.2 + 0.114 * 0.4});
  expect({1, 3, 1, 1}, {"--image-fit", "stretch"}, {0.5, 0.1, 0.2});
  expect({2, 1, 1, 2}, {"--image", path_}, {0.299, 0.163, 0.299, 0.163});
}

TEST_F(Images, AreRefusedWhereTheyAreNoInput) {
  auto complaint = [&](const exec::Sizes& dims, std::vector<std::string> options,
                       ir::DType dtype = ir::DType::Float32) {
    auto made = given(dims, std::move(options), dtype);
    return made ? std::string("none") : made.error().message;
  };
  EXPECT_EQ(complaint({1, 4, 1, 2}, {}),
            "--image: the first input is (1, 4, 1, 2) float32, and not (N, 3, H, W) or (N, 1, H, W) of floats");
  EXPECT_NE(complaint({1, 3, 0, 2}, {}), "none");
  EXPECT_NE(complaint({3, 2}, {}), "none");
  EXPECT_NE(complaint({1, 3, 1, 2}, {}, ir::DType::Int64), "none");
  EXPECT_EQ(complaint({2, 3, 1, 2}, {}), "--image is given 1 times for a batch of 2");
  EXPECT_EQ(complaint({2, 3, 1, 2}, {"--image", folder_ + "/none.png"}), folder_ + "/none.png: no such file");
  std::ofstream(path_) << "GIF89a";
  EXPECT_EQ(complaint({1, 3, 1, 2}, {}), path_ + ": it is neither PNG nor JPEG");
}

}  // namespace
}  // namespace shapewise::cli
