// Holds what is said to be kept for the backward pass against what PyTorch's autograd keeps (tests/oracle/saved), for
// layers and functions behind a PReLU, in training. Where it is not known, the sum must say that it is a lower bound.
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include "analysis/memory.h"
#include "driver/analyze.h"

namespace shapewise::oracle {
namespace {

using Json = rapidjson::Value;

constexpr int kMostShown = 20;

driver::Request request_for(const Json& line) {
  driver::Request request;
  request.training = true;
  std::string sizes;
  for (const Json& size : line["input"].GetArray()) sizes += fmt::format("{},", size.GetInt64());
  request.inputs = {"(" + sizes + ")"};
  if (line.HasMember("net")) {
    request.format = driver::Format::List;
    request.text = line["net"].GetString();
    return request;
  }
  request.format = driver::Format::Python;
  request.text = fmt::format(
      "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n\n\nclass Net(nn.Module):\n"
      "    def __init__(self):\n        super().__init__()\n        self.p = nn.PReLU()\n"
      "        self.w = nn.Parameter(torch.ones(5, 6))\n        self.s = nn.Parameter(torch.ones(4, 1, 1))\n"
      "        self.k = nn.Parameter(torch.ones(3, 4, 3, 3))\n        self.m = nn.MultiheadAttention(6, 2)\n"
      "        self.b = nn.MultiheadAttention(6, 2, dropout=0.1, batch_first=True)\n\n"
      "    def forward(self, x):\n        x = self.p(x)\n        return {}\n",
      line["expr"].GetString());
  return request;
}

struct File {
  const char* name;
  int most_open;  // lines of which only a lower bound is known
};

class Saved : public testing::TestWithParam<File> {};

TEST_P(Saved, IsWhatAutogradKeeps) {
  std::string path = fmt::format("tests/oracle/saved/{}.jsonl", GetParam().name);
  std::ifstream file(path);
  std::string row;
  std::string shown;
  int number = 0;
  int wrong = 0;
  int open = 0;
  while (std::getline(file, row)) {
    ++number;
    rapidjson::Document line;
    line.Parse(row.c_str());
    ASSERT_FALSE(line.HasParseError()) << path << ":" << number;
    driver::Analysis found = driver::analyze(request_for(line));
    analysis::Memory memory = analysis::plan_memory(found.graph, {});
    open += !memory.kept.exact;
    auto bytes = memory.kept.value.constant();
    Int truth = line["kept"].GetInt64();
    bool fine = bytes && (memory.kept.exact ? *bytes == truth : *bytes <= truth);
    if (fine || ++wrong > kMostShown) continue;
    shown += fmt::format("{}:{}: {}: PyTorch {}, here {}\n", path, number,
                         line[line.HasMember("net") ? "net" : "expr"].GetString(), to_string(truth),
                         bytes ? to_string(*bytes) : "?");
  }
  EXPECT_GT(number, 0) << path;
  EXPECT_EQ(wrong, 0) << "of " << number << "; the first:\n" << shown;
  EXPECT_LE(open, GetParam().most_open) << "of " << number;
}

INSTANTIATE_TEST_SUITE_P(Saved, Saved, testing::Values(File{"layers", 162}, File{"functions", 12}),
                         [](const auto& file) { return std::string(file.param.name); });

}  // namespace
}  // namespace shapewise::oracle
