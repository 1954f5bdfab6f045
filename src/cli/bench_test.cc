// What `shapewise bench` measures against what; the times themselves hang on the machine.
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/parse.h"

namespace shapewise::cli {
namespace {

std::string bench(const std::string& layers, const char* input) {
  char name[] = "/tmp/shapewise-bench-XXXXXX";
  std::string folder = ::mkdtemp(name);
  std::string path = folder + "/net.txt";
  std::ofstream(path) << layers;
  static const Command commands[] = {bench_command()};
  std::vector<std::string> words = {"shapewise", "bench", "conv-vs-dense", path, "-i", input, "--ascii"};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  auto invocation = parse(commands, static_cast<int>(arguments.size()), arguments.data());
  testing::internal::CaptureStdout();
  Exit status = invocation ? invocation->command().run(*invocation) : kUsage;
  std::string text = testing::internal::GetCapturedStdout();
  EXPECT_EQ(status, kClean) << text;
  ::unlink(path.c_str());
  ::rmdir(folder.c_str());
  return text;
}

// 4·(18 + 2) bytes of weights against 4·(36·32 + 32), and a Linear that gets 32 features instead of 8.
TEST(Bench, ComparesConvolutionsAndPooling) {
  std::string text = bench("Conv2d(1, 2, 3)\nMaxPool2d(2)\nFlatten()\nLinear(8, 1)\n", "(1, 1, 6, 6)");
  auto row = [&](const std::string& start) {
    std::size_t at = text.find("\n" + start + " ");
    return at == std::string::npos ? std::string() : text.substr(at + 1, text.find('\n', at + 1) - at - 1);
  };
  EXPECT_NE(row("1").find(" 80 B "), std::string::npos) << text;
  EXPECT_NE(row("1").find(" 4.62 KiB "), std::string::npos) << text;
  EXPECT_NE(row("as it is").find(" 116 B "), std::string::npos) << text;
  EXPECT_NE(row("without pooling").find(" 212 B "), std::string::npos) << text;
  EXPECT_EQ(text.find("Not run"), std::string::npos) << text;
}

TEST(Bench, SaysWhatDoesNotFitIntoMemory) {
  std::string text = bench("Conv2d(1, 1, 3, padding=1)\n", "(1, 1, 1024, 1024)");
  EXPECT_NE(text.find("Not run:\n1: the weights"), std::string::npos) << text;
  EXPECT_NE(text.find("layer.weight of (1048576, 1048576)"), std::string::npos) << text;
  EXPECT_EQ(bench("ReLU()\n", "(1, 4)").find("The network has no convolutions.\n"), 0u);
}

}  // namespace
}  // namespace shapewise::cli
