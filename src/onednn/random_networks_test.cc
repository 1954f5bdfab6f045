// oneDNN and the reference kernels against each other on random small networks. SHAPEWISE_SEEDS=FROM:TO tries other
// seeds than the first few hundred.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "onednn/backend.h"
#include "run_network.h"

namespace shapewise::onednn {
namespace {

constexpr double kTolerance = 1e-4;
constexpr int kSeeds = 300;
// The first seeds have 99 % and 90 %.
constexpr double kTaken = 0.95;     // of the networks are prepared
constexpr double kComputed = 0.85;  // of their calls are not left to the reference kernels

/// The test program's backend, for all tests that compare what it computes.
[[maybe_unused]] const bool offered = (exec::offer_backend(&backend()), true);

/// A feature map that the network has.
struct Map {
  std::string name;
  int c;
  int h;
  int w;
};

/// Writes the source of a network whose layers follow from the seed.
class Writer {
 public:
  explicit Writer(std::uint64_t seed) : random_(exec::Random::named("network", seed)) {}

  std::string source() {
    maps_.push_back({"x", pick(1, 9), pick(3, 14), pick(3, 14)});
    input_ = fmt::format("(2, {}, {}, {})", maps_[0].c, maps_[0].h, maps_[0].w);
    int steps = pick(3, 12);
    for (int i = 0; i < steps; ++i) add_step();
    std::string results;
    for (std::size_t i = maps_.size() - std::min<std::size_t>(maps_.size(), static_cast<std::size_t>(pick(1, 3)));
         i < maps_.size(); ++i)
      results += maps_[i].name + ", ";
    if (chance(3)) results += finish(any_map());
    return fmt::format(
        "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n\n\nclass Net(nn.Module):\n"
        "    def __init__(self):\n        super().__init__()\n        self.unused = nn.Identity()\n{}\n"
        "    def forward(self, x):\n{}        return {}\n",
        made_, called_, results);
  }
  const std::string& input() const { return input_; }

 private:
  int pick(int least, int most) {
    return least + static_cast<int>(random_.uniform() * static_cast<double>(most - least + 1));
  }
  bool chance(int one_in) { return pick(1, one_in) == 1; }
  const char* boolean() { return chance(2) ? "True" : "False"; }
  Map any_map() {
    auto count = static_cast<int>(maps_.size());
    return maps_[static_cast<std::size_t>(chance(2) ? count - 1 : pick(0, count - 1))];
  }

  /// The value of an expression as a new map.
  Map result(const std::string& expression, int c, int h, int w) {
    Map map{fmt::format("v{}", ++names_), c, h, w};
    called_ += fmt::format("        {} = {}\n", map.name, expression);
    maps_.push_back(map);
    return map;
  }
  Map layer(const std::string& constructor, const Map& x, int c, int h, int w) {
    std::string name = fmt::format("layer{}", ++names_);
    made_ += fmt::format("        self.{} = nn.{}\n", name, constructor);
    return result(fmt::format("self.{}({})", name, x.name), c, h, w);
  }
  static int windows(int in, int k, int s, int p, int d) { return (in + 2 * p - d * (k - 1) - 1) / s + 1; }

  Map convolution(const Map& x) {
    int groups = chance(3) ? x.c : chance(2) && x.c % 2 == 0 ? 2 : 1;
    int out = groups * pick(1, groups > 4 ? 2 : 9);
    int k = pick(1, 3);
    int d = pick(1, 2);
    if (chance(5)) {
      return layer(
          fmt::format("Conv2d({}, {}, {}, padding='same', dilation={}, groups={})", x.c, out, k + 1, d, groups), x, out,
          x.h, x.w);
    }
    int p = pick(0, 2);
    int s = pick(1, 2);
    int h = windows(x.h, k, s, p, d);
    int w = windows(x.w, k, s, p, d);
    if (std::min(x.h, x.w) + 2 * p < d * (k - 1) + 1) return x;
    return layer(fmt::format("Conv2d({}, {}, {}, stride={}, padding={}, dilation={}, groups={}, bias={})", x.c, out, k,
                             s, p, d, groups, boolean()),
                 x, out, h, w);
  }

  Map transposed(const Map& x) {
    int groups = x.c % 2 == 0 ? pick(1, 2) : 1;
    int out = groups * pick(1, 5);
    int k = pick(1, 3);
    int s = pick(1, 2);
    int p = pick(0, (k - 1) / 2);
    int more = s > 1 ? pick(0, 1) : 0;
    auto size = [&](int in) { return (in - 1) * s - 2 * p + k + more; };
    if (std::max(x.h, x.w) > 20) return x;
    return layer(fmt::format("ConvTranspose2d({}, {}, {}, stride={}, padding={}, output_padding={}, groups={})", x.c,
                             out, k, s, p, more, groups),
                 x, out, size(x.h), size(x.w));
  }

  Map activation(const Map& x) {
    static constexpr std::string_view kNames[] = {"ReLU()",      "ReLU6()",       "LeakyReLU(0.1)", "SiLU()",
                                                  "Hardswish()", "Hardsigmoid()", "GELU()",         "ELU(0.7)",
                                                  "Sigmoid()",   "Tanh()",        "SELU()",         "Mish()"};
    std::string name(kNames[static_cast<std::size_t>(pick(0, std::size(kNames) - 1))]);
    if (name == "ReLU()" && chance(4)) name = "ReLU(inplace=True)";
    return layer(name, x, x.c, x.h, x.w);
  }

  Map pooled(const Map& x) {
    int k = pick(1, 3);
    int s = pick(1, 3);
    int p = pick(0, k / 2);
    if (std::min(x.h, x.w) + 2 * p < k) return x;
    bool max = chance(2);
    return layer(fmt::format("{}Pool2d({}, stride={}, padding={}{})", max ? "Max" : "Avg", k, s, p,
                             max ? "" : fmt::format(", count_include_pad={}", boolean())),
                 x, x.c, windows(x.h, k, s, p, 1), windows(x.w, k, s, p, 1));
  }

  /// Convolution, normalisation, activation and sum in the ways in which networks have them.
  void block(const Map& x) {
    Map y = convolution(x);
    if (chance(2)) y = layer(fmt::format("BatchNorm2d({})", y.c), y, y.c, y.h, y.w);
    if (chance(2)) y = activation(y);
    for (std::size_t i = 0; i < maps_.size(); ++i) {
      Map other = maps_[i];
      if (other.c != y.c || other.h != y.h || other.w != y.w || chance(3)) continue;
      y = result(chance(2) ? y.name + " + " + other.name : other.name + " + " + y.name, y.c, y.h, y.w);
      break;
    }
    if (chance(2)) activation(y);
  }

  /// A convolution and the sum with several maps, one after the other.
  void sums(const Map& x) {
    std::string expression = layer(fmt::format("Conv2d({0}, {0}, 3, padding='same')", x.c), x, x.c, x.h, x.w).name;
    std::vector<Map> alike;
    std::copy_if(maps_.begin(), maps_.end() - 1, std::back_inserter(alike),
                 [&](const Map& one) { return one.c == x.c && one.h == x.h && one.w == x.w; });
    for (int i = pick(1, 3); i > 0; --i)
      expression += " + " + alike[static_cast<std::size_t>(pick(0, static_cast<int>(alike.size()) - 1))].name;
    result(expression, x.c, x.h, x.w);
  }

  /// A map and a part of it, which lies in the same memory.
  void with_part(const Map& x) {
    static constexpr std::string_view kOperators[] = {"-", "*", "+"};
    std::string_view sign = kOperators[static_cast<std::size_t>(pick(0, 2))];
    std::string part = x.name + (chance(2) ? "[:1]" : "[0]");
    result(chance(2) ? fmt::format("{} {} {}", x.name, sign, part) : fmt::format("{} {} {}", part, sign, x.name), x.c,
           x.h, x.w);
  }

  void add_step() {
    Map x = any_map();
    switch (pick(0, 16)) {
      case 0: return static_cast<void>(layer(fmt::format("BatchNorm2d({})", x.c), x, x.c, x.h, x.w));
      case 1: return static_cast<void>(activation(x));
      case 2: return static_cast<void>(pooled(x));
      case 3: return static_cast<void>(transposed(x));
      case 4: return static_cast<void>(result(fmt::format("{}.transpose(2, 3)", x.name), x.c, x.w, x.h));
      case 5: {
        Map scale = layer("AdaptiveAvgPool2d(1)", x, x.c, 1, 1);
        result(fmt::format("{} * torch.sigmoid({})", x.name, scale.name), x.c, x.h, x.w);
        return;
      }
      case 6: {
        Map y = any_map();
        if (y.h == x.h && y.w == x.w && x.c + y.c < 40)
          result(fmt::format("torch.cat([{}, {}], dim=1)", x.name, y.name), x.c + y.c, x.h, x.w);
        return;
      }
      case 7: {
        if (x.c < 2) return;
        std::string parts = fmt::format("p{}", ++names_);
        called_ += fmt::format("        {} = {}.chunk(2, 1)\n", parts, x.name);
        result(fmt::format("{}[0]", parts), (x.c + 1) / 2, x.h, x.w);
        return;
      }
      case 8: return static_cast<void>(result(fmt::format("{} * 0.5 - 0.25", x.name), x.c, x.h, x.w));
      case 9: return static_cast<void>(result(fmt::format("F.softmax({}, dim=1)", x.name), x.c, x.h, x.w));
      case 10: return static_cast<void>(layer("Dropout(0.5)", x, x.c, x.h, x.w));
      case 11: return sums(x);
      case 12: return with_part(x);
      case 13: {
        int features = pick(1, 9);
        return with_part(layer(fmt::format("Linear({}, {})", x.w, features), x, x.c, x.h, features));
      }
      default: return block(x);
    }
  }

  std::string finish(const Map& x) {
    std::string flat = fmt::format("torch.flatten({}, 1)", x.name);
    made_ += fmt::format("        self.fc = nn.Linear({}, {})\n", x.c * x.h * x.w, pick(1, 20));
    return fmt::format("F.relu(self.fc({})), ", flat);
  }

  exec::Random random_;
  std::vector<Map> maps_;
  std::string made_;
  std::string called_;
  std::string input_;
  int names_ = 0;
};

/// What differs; empty if nothing does.
std::string difference(const exec::Tensor& found, const exec::Tensor& wanted) {
  if (found.dims() != wanted.dims()) return exec::to_text(found.dims()) + " instead of " + exec::to_text(wanted.dims());
  std::vector<double> a = found.values();
  std::vector<double> b = wanted.values();
  double scale = 1e-2;  // what is smaller may be the difference of numbers around 1, which were rounded
  for (double value : b) scale = std::max(scale, std::abs(value));
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!(std::abs(a[i] - b[i]) <= kTolerance * scale)) return fmt::format("element {}: {}, not {}", i, a[i], b[i]);
  }
  return {};
}

/// How many networks and calls of them oneDNN computes.
struct Share {
  int networks = 0;
  int taken = 0;
  int steps = 0;
  int own_steps = 0;
};

/// What is wrong with a network.
std::string check(const driver::Request& request, std::uint64_t seed, Share& share) {
  auto network = try_network(request, exec::RandomWeights(seed));
  if (!network) return network.error().message;
  const auto& [analysis, plan, loaded] = **network;
  for (const diag::Diagnostic& d : analysis.diagnostics.all()) return d.message;
  auto inputs = exec::random_inputs(plan, seed);
  if (!inputs) return inputs.error().message;
  auto session = backend().prepare(plan, loaded, 1);
  ++share.networks;
  if (!session) return {};
  ++share.taken;
  share.steps += static_cast<int>(plan.steps.size());
  share.own_steps += (*session)->own_steps();
  std::vector<exec::Tensor> given{inputs->front().copy()};
  exec::Outcome wanted = exec::run(plan, loaded, *inputs, {});
  // Twice: the second run must not see what the first one has left.
  (*session)->run(given, {});
  exec::Outcome found = (*session)->run(given, {});
  if (!wanted.error.empty() || !found.error.empty()) return wanted.error + found.error;
  for (const std::string& line : exec::disagreements(plan, found)) return line;
  if (found.outputs.size() != wanted.outputs.size()) return fmt::format("{} outputs", found.outputs.size());
  for (std::size_t i = 0; i < wanted.outputs.size(); ++i) {
    if (std::string differs = difference(found.outputs[i], wanted.outputs[i]); !differs.empty())
      return fmt::format("output {}: {}", i, differs);
  }
  return {};
}

TEST(RandomNetworks, AreComputedAsByTheReference) {
  int from = 0;
  int to = kSeeds;
  if (const char* seeds = std::getenv("SHAPEWISE_SEEDS")) {
    from = std::atoi(seeds);
    if (const char* colon = std::strchr(seeds, ':')) to = std::atoi(colon + 1);
  }
  Share share;
  int wrong = 0;
  for (int seed = from; seed < to && wrong < 3; ++seed) {
    Writer writer(static_cast<std::uint64_t>(seed));
    std::string source = writer.source();
    std::string found = check(python_request(source, {writer.input()}), static_cast<std::uint64_t>(seed), share);
    wrong += found.empty() ? 0 : 1;
    EXPECT_EQ(found, "") << "seed " << seed << "\n" << source;
  }
  EXPECT_GT(share.taken, share.networks * kTaken);
  EXPECT_GT(share.own_steps, share.steps * kComputed);
  RecordProperty("taken", fmt::format("{} of {} networks, {} of {} calls", share.taken, share.networks, share.own_steps,
                                      share.steps));
}

constexpr const char* kNothing = "oneDNN computes nothing of it";

/// A network that returns this of x, of (4, 3, 8, 8), with the layers that are named, after that statement.
std::string check(std::string_view returned, std::string_view statement = "pass") {
  Share share;
  std::string found =
      check(python_request(
                fmt::format("import torch\nfrom torch import nn\n\n\nclass Net(nn.Module):\n    def __init__(self):\n"
                            "        super().__init__()\n        self.conv = nn.Conv2d(3, 3, 3, padding=1)\n"
                            "        self.up = nn.ConvTranspose2d(3, 3, 3, padding=1)\n"
                            "        self.fc = nn.Linear(8, 8)\n        self.norm = nn.BatchNorm2d(3)\n\n"
                            "    def forward(self, x):\n        y = self.fc(x)\n        {}\n        return {}\n",
                            statement, returned),
                {"(4, 3, 8, 8)"}),
            0, share);
  return share.own_steps > 0 ? found : kNothing;
}

TEST(Chains, TakeOneSum) {
  for (std::string_view layer : {"conv", "up", "fc"}) {
    EXPECT_EQ(check(fmt::format("self.{}(x) + x + y", layer)), "") << layer;
    EXPECT_EQ(check(fmt::format("y + (x + self.{}(x)).relu() + y", layer)), "") << layer;
  }
  EXPECT_EQ(check("self.norm(self.conv(x)) + x + x + y"), "");
}

TEST(Chains, TakeFunctionsThatDifferInTheirNumbersAlone) {
  for (std::string_view functions :
       {"nn.functional.selu(nn.functional.elu({}, 0.7))", "nn.functional.leaky_relu(nn.functional.leaky_relu({}, 0.3))",
        "nn.functional.leaky_relu(nn.functional.relu({}), 0.3)", "nn.functional.hardtanh(nn.functional.relu6({}))",
        "nn.functional.hardtanh(nn.functional.hardsigmoid({}), 0.4, 0.6)"}) {
    for (std::string_view layer : {"self.conv(x)", "self.up(x)", "self.fc(x)", "(x + y)"})
      EXPECT_EQ(check(fmt::format(fmt::runtime(functions), layer)), "") << functions << " " << layer;
  }
}

TEST(Results, DoNotOverwriteWhatTheOtherOperandReads) {
  for (std::string_view part : {"y[0]", "y[:1]", "y.transpose(2, 3)", "y.mean(0)"}) {
    for (std::string_view sign : {"-", "*", "+"}) {
      EXPECT_EQ(check(fmt::format("y {} {}", sign, part)), "") << sign << " " << part;
      EXPECT_EQ(check(fmt::format("{} {} y", part, sign)), "") << sign << " " << part;
    }
  }
}

// Each run does, of which the check makes several.
TEST(Sessions, StartWithTheConstantsThatTheNetworkHas) {
  EXPECT_EQ(check("y + torch.cumsum(c, 0)", "c = torch.tensor([1., 2., 3.]); c.cumsum_(0); c = c[1:2]"), "");
  EXPECT_EQ(check("y + b", "b = self.conv.bias[:1].exp_()"), "");
}

// What a layer has been made ready for it would compute with its old weights.
TEST(Sessions, DoNotHaveLayersWhoseWeightsAreOverwritten) {
  EXPECT_EQ(check("self.fc(x)", "self.fc.weight.mul_(2)"), kNothing);
  EXPECT_EQ(check("self.fc(y)", "self.fc.weight[0].zero_()"), kNothing);
  EXPECT_EQ(check("self.conv(y)", "self.fc.weight.mul_(2)"), "");
}

// Tensors are made once, in the arena.
TEST(Arena, IsAllThatRunsNeed) {
  auto network = network_of(
      python_request("from torch import nn\n\nnet = nn.Sequential(\n    nn.Conv2d(3, 8, 3, padding=1), "
                     "nn.BatchNorm2d(8), nn.ReLU(),\n    nn.MaxPool2d(2), nn.Conv2d(8, 20, 3), nn.Sigmoid(), "
                     "nn.AdaptiveAvgPool2d(1), nn.Flatten(),\n    nn.Linear(20, 10), nn.Softmax(dim=1))\n",
                     {"(4, 3, 16, 16)"}),
      exec::RandomWeights(0));
  auto inputs = exec::random_inputs(network->plan, 0);
  auto session = backend().prepare(network->plan, network->loaded, 1);
  ASSERT_TRUE(session.has_value());
  std::int64_t before = exec::Buffer::made();
  exec::Outcome outcome = (*session)->run(*inputs, {});
  (*session)->run(*inputs, {});
  EXPECT_EQ(exec::Buffer::made(), before);
  ASSERT_EQ(outcome.steps.size(), 10u);
  EXPECT_EQ(outcome.steps[1].within, 0);  // the normalisation is in the convolution
  EXPECT_EQ(outcome.steps[2].within, 0);
  EXPECT_EQ(outcome.steps[5].within, 4);
}

}  // namespace
}  // namespace shapewise::onednn
