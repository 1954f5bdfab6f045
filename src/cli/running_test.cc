// What the commands that run networks share: memory is asked for before it is taken, and weights come from files.
#include "cli/running.h"

#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/parse.h"
#include "cli/program.h"
#include "cli/stored_weights.h"
#include "driver/analyze.h"

namespace shapewise::cli {
namespace {

driver::Analysis analysed(const std::string& layer, const std::string& input) {
  driver::Request request;
  request.path = "net.py";
  request.format = driver::Format::Python;
  request.text =
      "from torch import nn\n\n\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
      "        self.fc = " +
      layer + "\n\n    def forward(self, x):\n        return self.fc(x)\n";
  request.inputs = {input};
  return driver::analyze(request);
}

TEST(Running, RefusesWhatDoesNotFitIntoMemory) {
  constexpr Int kLimit = Int{1} << 30;
  auto complaint = [](const std::string& layer, const std::string& input, int copies = 1) {
    driver::Analysis analysis = analysed(layer, input);
    auto plan = exec::make_plan(analysis.graph, {});
    EXPECT_TRUE(plan.has_value()) << layer;
    auto fits = check_memory(*plan, kLimit, copies);
    return fits ? std::string() : fits.error().message;
  };
  EXPECT_EQ(complaint("nn.Linear(1000, 1000)", "(1, 1000)"), "");
  EXPECT_EQ(complaint("nn.Linear(10**6, 10**6)", "(1, 1000000)"),
            "the weights take 3.64 TiB, most of it fc.weight of (1000000, 1000000), and the limit is 1 GiB: make the "
            "network with smaller sizes");
  // More bytes than 64 bits count.
  EXPECT_NE(complaint("nn.Linear(10**15, 10**15)", "(1, 1000000000000000)").find("fc.weight of (1000000000000000,"),
            std::string::npos);
  EXPECT_EQ(complaint("nn.Linear(8, 8)", "(100000000, 8)"),
            "weights and activations take 5.96 GiB, most at the call fc (Linear), and the limit is 1 GiB: give smaller "
            "inputs with --input, --set or --batch");
  // A backend that wants weights in an order of its own holds them twice.
  EXPECT_EQ(complaint("nn.Linear(14000, 14000)", "(1, 14000)"), "");
  EXPECT_EQ(complaint("nn.Linear(14000, 14000)", "(1, 14000)", 2),
            "the weights, held 2 times, take 1.46 GiB, most of it fc.weight of (14000, 14000), and the limit is 1 GiB: "
            "make the network with smaller sizes");
}

TEST(Running, TakesNoMoreMemoryThanTheProcessMay) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_AS, &before), 0);
  rlimit less = before;
  less.rlim_cur = rlim_t{1} << 33;
  Int physical = memory_limit();
  ASSERT_EQ(setrlimit(RLIMIT_AS, &less), 0);
  Int limit = memory_limit();
  setrlimit(RLIMIT_AS, &before);
  EXPECT_EQ(limit, std::min(physical, Int{1} << 33));
  EXPECT_GT(physical, 0);
}

// … which is the environment's fault, and said so. (The address sanitizer ends a program by itself.)
#ifndef __SANITIZE_ADDRESS__
TEST(RunningDeathTest, EndsWithWordsIfThereIsNoMoreMemory) {
  auto exhaust = [] {
    char name[] = "shapewise";
    char option[] = "--version";
    char* arguments[] = {name, option, nullptr};
    run_program(2, arguments);
    exec::Buffer(std::int64_t{1} << 46);
  };
  EXPECT_EXIT(exhaust(), testing::ExitedWithCode(kUsage), "there is not enough memory");
}
#endif

class StoredWeightsTest : public testing::Test {
 protected:
  StoredWeightsTest() {
    char name[] = "/tmp/shapewise-weights-XXXXXX";
    path_ = std::string(::mkdtemp(name)) + "/net.safetensors";
  }
  ~StoredWeightsTest() override {
    ::unlink(path_.c_str());
    ::rmdir(path_.substr(0, path_.rfind('/')).c_str());
  }
  /// A file of 32-bit floats, which lie one after the other.
  void write(std::string header, const std::vector<float>& numbers) const {
    std::ofstream file(path_, std::ios::binary);
    std::uint64_t length = header.size();
    file.write(reinterpret_cast<const char*>(&length), sizeof(length));
    file << header;
    file.write(reinterpret_cast<const char*>(numbers.data()), static_cast<std::streamsize>(numbers.size() * 4));
  }

  std::string path_;
};

constexpr const char* kBias = R"("fc.bias":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}})";

TEST_F(StoredWeightsTest, AreThoseOfTheFile) {
  write(std::string(R"({"fc.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},)") + kBias, {2, 3, 5});
  driver::Analysis analysis = analysed("nn.Linear(2, 1)", "(1, 2)");
  auto source = stored_weights(path_, analysis.graph);
  ASSERT_TRUE(source.has_value()) << source.error().message;
  auto plan = exec::make_plan(analysis.graph, {});
  auto loaded = exec::Loaded::load(*plan, **source);
  ASSERT_TRUE(loaded.has_value()) << loaded.error().message;
  exec::Outcome outcome = exec::run(*plan, *loaded, {exec::Tensor::of({1, 2}, ir::DType::Float32, {10, 100})}, {});
  EXPECT_EQ(outcome.outputs.at(0).values(), std::vector<double>{325});
}

TEST_F(StoredWeightsTest, AreRefusedWhereTheyDoNotFit) {
  write(std::string(R"({"fc.weight":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},)") + kBias, {2, 3, 5});
  driver::Analysis analysis = analysed("nn.Linear(2, 1, bias=False)", "(1, 2)");
  auto source = stored_weights(path_, analysis.graph);
  ASSERT_FALSE(source.has_value());
  EXPECT_EQ(source.error().message,
            path_ +
                " does not fit the network: 1 has another shape (fc.weight is (2, 1), where the network has (1, 2)); "
                "1 is not of the network (fc.bias); shapewise check FILE --weights " +
                path_ + " shows all");
  EXPECT_FALSE(stored_weights(path_ + ".none", analysis.graph).has_value());
}

/// `shapewise run` or `shapewise prove` with these arguments.
Exit run_with(std::vector<const char*> options, const char* command = "run") {
  static const Command commands[] = {run_command(), prove_command()};
  options.insert(options.begin(), {"shapewise", command});
  std::vector<char*> arguments;
  for (const char* option : options) arguments.push_back(const_cast<char*>(option));
  auto invocation = parse(commands, static_cast<int>(arguments.size()), arguments.data());
  return invocation ? invocation->command().run(*invocation) : kUsage;
}

TEST(Running, SaysWhichOptionsExcludeEachOther) {
  auto complaint = [](std::vector<const char*> options) {
    options.push_back("none.py");
    testing::internal::CaptureStderr();
    EXPECT_EQ(run_with(std::move(options)), kUsage);
    return testing::internal::GetCapturedStderr();
  };
  auto excludes = [&](std::vector<const char*> options, std::string_view why) {
    std::string said = complaint(std::move(options));
    EXPECT_NE(said.find(why), std::string::npos) << said << "instead of\n" << why;
  };
  excludes({"--profile", "text", "--format", "json"}, "--profile has forms of its own: leave --format out");
  excludes({"--profile", "text", "--top", "3"}, "--profile shows all calls: leave --top out");
  excludes({"--top", "3", "--format", "json"}, "--format json shows all calls: leave --top out");
  for (const char* form : {"--top", "--profile", "--format"}) {
    const char* value = form == std::string("--top") ? "3" : "text";
    excludes({"--roofline", form, value}, fmt::format("--roofline has a form of its own: leave {} out", form));
  }
  for (const char* ignored : {"--repeat", "--dump", "--input-data", "--weights", "--seed", "--threads", "--top"})
    excludes({"--target", "phone", ignored, "3"},
             fmt::format("--target does not run the network: leave {} out", ignored));
  excludes({"--target", "phone", "--roofline"}, "--target does not run the network: leave --roofline out");
  excludes({"--target", "phone", "--backend", "onednn"}, "leave --backend out");
  EXPECT_NE(complaint({"--top", "x"}).find("--top takes a number from 1 to 1000000"), std::string::npos);
  EXPECT_NE(complaint({"--repeat", "0"}).find("--repeat takes a number from 1 to 1000000"), std::string::npos);
}

// Two convolutions with 2·(27·8 + 72·8)·64·64 operations and 4·(224 + 584) bytes of weights, which read and write
// 4·(3 + 8 + 8 + 8)·64·64 bytes.
TEST(Targets, NeedAtLeastWhatIsComputedAndMoved) {
  char name[] = "/tmp/shapewise-target-XXXXXX";
  std::string folder = ::mkdtemp(name);
  std::string net = folder + "/net.txt";
  std::string board = folder + "/board.toml";
  std::ofstream(net) << "Conv2d(3, 8, 3, padding=1)\nConv2d(8, 8, 3, padding=1)\n";
  std::ofstream(board) << "name = 'board'\ngflops = 1\ngigabytes_per_second = 0.01\nmemory_kib = 100\nflash_kib = 4\n";
  testing::internal::CaptureStdout();
  EXPECT_EQ(run_with({net.c_str(), "-i", "(1, 3, 64, 64)", "--target", board.c_str(), "--ascii"}), kClean);
  EXPECT_EQ(testing::internal::GetCapturedStdout(),
            "Target            board: 1 GFLOP/s, 0.01 GB/s (a file)\n"
            "Work              0.006 GFLOP\n"
            "Time              at least 44.560 ms: 6.488 ms if only computing counts, 44.560 ms if only memory does\n"
            "Weights           3.16 KiB of 4 KiB (fits)\n"
            "Memory            304 KiB of 100 KiB (does not fit)\n"
            "A bound, not a forecast: it was never measured on this target, and programs reach a part of it only.\n");
  for (const std::string& path : {net, board}) ::unlink(path.c_str());
  ::rmdir(folder.c_str());
}

// All but the times, with weights for which the numbers are exact.
TEST(Running, WritesWhatCameOutAsJson) {
  char name[] = "/tmp/shapewise-json-XXXXXX";
  std::string folder = ::mkdtemp(name);
  std::string net = folder + "/net.txt";
  std::ofstream(net) << "Conv2d(3, 8, 3)\nReLU()\nFlatten()\n";
  testing::internal::CaptureStdout();
  EXPECT_EQ(run_with({net.c_str(), "-i", "(N, 3, 8, 8)", "-N", "2", "--weights", "zero", "-f", "json"}), kClean);
  rapidjson::Document json;
  json.Parse(testing::internal::GetCapturedStdout().c_str());
  ::unlink(net.c_str());
  ::rmdir(folder.c_str());
  ASSERT_FALSE(json.HasParseError());
  ASSERT_EQ(json["calls"].Size(), 3u);
  const auto& conv = json["calls"][0];
  EXPECT_EQ(conv["index"].GetInt(), 1);
  EXPECT_STREQ(conv["type"].GetString(), "Conv2d");
  EXPECT_STREQ(conv["inferred"].GetString(), "(2, 8, 6, 6)");
  std::vector<int> executed;
  for (const auto& size : conv["executed"][0].GetArray()) executed.push_back(size.GetInt());
  EXPECT_EQ(executed, (std::vector<int>{2, 8, 6, 6}));
  ASSERT_EQ(json["outputs"].Size(), 1u);
  EXPECT_EQ(json["outputs"][0]["absolute_sum"].GetDouble(), 0);
  EXPECT_EQ(json["weight_bytes"].GetInt(), 4 * (27 * 8 + 8));
  EXPECT_STREQ(json["error"].GetString(), "");
  EXPECT_EQ(json["disagreements"].Size(), 0u);
}

TEST(Running, DumpsModulesWithSlashesInTheirNames) {
  char name[] = "/tmp/shapewise-dump-XXXXXX";
  std::string folder = ::mkdtemp(name);
  std::string net = folder + "/net.py";
  std::string dumped = folder + "/001_a_b.npy";
  std::ofstream(net) << "from collections import OrderedDict\nfrom torch import nn\n\n"
                        "model = nn.Sequential(OrderedDict([('a/b', nn.ReLU())]))\n";
  testing::internal::CaptureStdout();
  EXPECT_EQ(run_with({net.c_str(), "-i", "(2, 3)", "--repeat", "2", "--dump", folder.c_str()}), kClean);
  testing::internal::GetCapturedStdout();
  EXPECT_TRUE(std::ifstream(dumped).good());
  ::unlink(dumped.c_str());
  ::unlink(net.c_str());
  ::rmdir(folder.c_str());
}

TEST(Proving, TriesWhatHoldsAndWhatMustBeRefused) {
  char name[] = "/tmp/shapewise-prove-XXXXXX";
  std::string folder = ::mkdtemp(name);
  std::string net = folder + "/net.py";
  std::ofstream(net) << "from torch import nn\n\n\nclass Net(nn.Module):\n    def __init__(self):\n"
                        "        super().__init__()\n        self.pool = nn.MaxPool2d(3)\n\n"
                        "    def forward(self, x):\n        assert x.shape[2] % 4 == 0, 'no multiple of 4'\n"
                        "        return self.pool(x)\n";
  testing::internal::CaptureStdout();
  EXPECT_EQ(run_with({net.c_str(), "-i", "1,3,H,W", "--assume", "W == 2*H", "--ascii"}, "prove"), kClean);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), R"(#  Layer  Type       Output                            Verified
---------------------------------------------------------------
1  pool   MaxPool2d  (1, 3, floor(H/3), floor(2*H/3))       yes

Sizes           Why                Calls  Result
-------------------------------------------------------------------------------------------------------------
H = 4, W = 8    smallest               1  as inferred
H = 8, W = 16   even                   1  as inferred
H = 11, W = 22  breaks H % 4 == 0      0  refused by the network's own code: AssertionError: no multiple of 4

Verified: every shape that ran is as inferred, and what is refused does not run.
)");
  testing::internal::CaptureStdout();
  EXPECT_EQ(run_with({net.c_str(), "-i", "1,3,H,W", "--assume", "W == 2*H", "-f", "json"}, "prove"), kClean);
  rapidjson::Document json;
  json.Parse(testing::internal::GetCapturedStdout().c_str());
  ASSERT_FALSE(json.HasParseError());
  EXPECT_TRUE(json["verified"].GetBool());
  ASSERT_EQ(json["calls"].Size(), 1u);
  EXPECT_STREQ(json["calls"][0]["path"].GetString(), "pool");
  EXPECT_TRUE(json["calls"][0]["verified"].GetBool());
  EXPECT_EQ(json["calls"][0]["runs"].GetInt(), 2) << "what breaks an assumption is another run";
  EXPECT_EQ(json["runs"].Size(), 3u);
  ::unlink(net.c_str());
  ::rmdir(folder.c_str());
}

}  // namespace
}  // namespace shapewise::cli
