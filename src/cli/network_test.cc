// What goes wrong in the command line, and what in the network: by the exit status, and by what is printed.
#include <gtest/gtest.h>

#include "cli/commands.h"
#include "cli/parse.h"

namespace shapewise::cli {
namespace {

struct Outcome {
  int status;
  std::string printed;
  std::string complaint;
};

Outcome show(std::vector<std::string> words) {
  static const Command commands[] = {summary_command(), envelope_command()};
  words.insert(words.begin(), "shapewise");
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  auto invocation = parse(commands, static_cast<int>(arguments.size()), arguments.data());
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  int status = invocation ? invocation->command().run(*invocation) : kUsage;
  std::string printed = testing::internal::GetCapturedStdout();
  return {status, std::move(printed), testing::internal::GetCapturedStderr()};
}

TEST(Network, WhatIsWrongInAnOptionIsSaidAlone) {
  const std::string layers = "Conv2d(3, 8, 3), ReLU";
  for (const std::vector<std::string>& options : std::vector<std::vector<std::string>>{
           {"-i", "N,3,-1,64"},
           {"-i", ""},
           {"-i", "1e3"},
           {"-i", "N,3,64,64:int7"},
           {"-i", "N,3,64,64", "-i", "N,3"},
           {"-s", "M"},
           {"-N", "1e3"},
           {"-N", "abc"},
           {"--assume", "H >"},
           {"--style", "blocks"},
           {"--standalone", "--format=table"},
           {"--columns=layer", "--format=json"},
       }) {
    std::vector<std::string> words = {"-e", layers};
    words.insert(words.end(), options.begin(), options.end());
    Outcome outcome = show(words);
    EXPECT_EQ(outcome.status, kUsage) << options[1];
    EXPECT_EQ(outcome.printed, "") << options[1];
    EXPECT_TRUE(outcome.complaint.starts_with("shapewise: ")) << outcome.complaint;
  }
  EXPECT_EQ(show({"envelope", "-e", layers, "-i", "N,3,-1"}).status, kUsage);
}

TEST(Network, WhatIsWrongInTheNetworkIsReported) {
  EXPECT_EQ(show({"-e", "Conv2d(3, 8, 3), ReLU", "-i", "N,3,64,64"}).status, kClean);
  Outcome outcome = show({"-e", "Conv2d(3, 8, 3), ReLU", "-i", "N,4,64,64"});
  EXPECT_EQ(outcome.status, kProblems);
  EXPECT_NE(outcome.printed, "");
}

}  // namespace
}  // namespace shapewise::cli
