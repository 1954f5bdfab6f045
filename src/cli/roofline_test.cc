// What calls move, where one kernel computes several of them.
#include "cli/roofline.h"

#include <gtest/gtest.h>

#include "run_network.h"

namespace shapewise::cli {
namespace {

constexpr double kMap = 4.0 * 2 * 8 * 8;            // bytes of a tensor of (1, 2, 8, 8)
constexpr double kConv = 4.0 * (2 * 2 * 9 + 2);     // … of a convolution's weights
constexpr double kFlops = 2.0 * 2 * 2 * 9 * 8 * 8;  // … and what it multiplies and adds

/// The work of the calls that follow from `returned`, where each is done in the kernel of `within`.
std::vector<Work> works(const std::string& returned, const std::vector<int>& within) {
  auto network =
      network_of(python_request("from torch import nn\n\n\nclass Net(nn.Module):\n    def __init__(self):\n"
                                "        super().__init__()\n        self.conv = nn.Conv2d(2, 2, 3, padding=1)\n"
                                "        self.relu = nn.ReLU()\n\n    def forward(self, x, y):\n        return " +
                                    returned + "\n",
                                {"(1, 2, 8, 8)", "(1, 2, 8, 8)"}),
                 exec::ZeroWeights());
  std::vector<exec::Seen> seen(within.size());
  for (std::size_t i = 0; i < seen.size(); ++i) seen[i].within = within[i];
  return work_of(network->plan, analysis::count_costs(network->analysis.graph), seen);
}

TEST(Work, IsThatOfEachCallWhereEachHasItsKernel) {
  std::vector<Work> found = works("self.relu(self.conv(x) + y)", {-1, -1, -1});
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].flops, kFlops);
  EXPECT_EQ(found[0].bytes, 2 * kMap + kConv);
  EXPECT_EQ(found[1].bytes, 3 * kMap);
  EXPECT_EQ(found[2].bytes, 2 * kMap);
  EXPECT_EQ(works("x + x", {}).at(0).bytes, 2 * kMap) << "an operand is read once";
}

TEST(Work, OfAChainIsWhatComesFromOutside) {
  // The other operand of the sum is read, too, whichever call has made it; what lies between is not moved.
  std::vector<Work> found = works("self.relu(self.conv(x) + y)", {-1, 0, 0});
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].flops, kFlops);
  EXPECT_EQ(found[0].bytes, 3 * kMap + kConv);
  EXPECT_EQ(found[1].bytes, 0);
  found = works("self.conv(x) + self.relu(y)", {-1, -1, 0});
  EXPECT_EQ(found[0].bytes, 3 * kMap + kConv);
  EXPECT_EQ(found[1].bytes, 2 * kMap);
  EXPECT_EQ(works("self.conv(x) + x", {-1, 0}).at(0).bytes, 2 * kMap + kConv);
}

}  // namespace
}  // namespace shapewise::cli
