// Shapes as comments: where they are put, that they are put once, and that nothing else changes.
#include "annotate/annotate.h"

#include <gtest/gtest.h>

namespace shapewise::annotate {
namespace {

driver::Analysis analyse(std::string text) {
  driver::Request request;
  request.path = "net.py";
  request.text = std::move(text);
  request.inputs = {"N,3,64,64"};
  return driver::analyze(request);
}

constexpr const char* kPlain = R"(import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.max_pool2d(
            x, 2
        )
        name = "# shape: text"
        x = x.mean((2, 3))  # the author's
        return self.fc(x)
)";

constexpr const char* kAnnotated = R"(import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        x = F.relu(self.conv1(x))  # shape: (N, 16, 62, 62)
        x = F.max_pool2d(
            x, 2
        )  # shape: (N, 16, 31, 31)
        name = "# shape: text"
        x = x.mean((2, 3))  # the author's
        return self.fc(x)  # shape: (N, 10)
)";

TEST(Annotate, PutsShapesBehindStatements) { EXPECT_EQ(annotate(analyse(kPlain)), kAnnotated); }

TEST(Annotate, ChangesNothingTheSecondTime) { EXPECT_EQ(annotate(analyse(kAnnotated)), kAnnotated); }

TEST(Annotate, TakesOutWhatItPutIn) {
  EXPECT_EQ(strip(kAnnotated), kPlain);
  EXPECT_EQ(strip(kPlain), kPlain);
}

TEST(Annotate, KeepsLineEnds) {
  std::string text = kPlain;
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) text.insert(at, "\r");
  std::string annotated = annotate(analyse(text));
  EXPECT_NE(annotated.find("# shape: (N, 10)\r\n"), std::string::npos);
  EXPECT_EQ(strip(annotated), text);
}

TEST(Annotate, CorrectsStaleComments) {
  std::string stale = kAnnotated;
  stale.replace(stale.find("(N, 16, 62, 62)"), 15, "(N, 8, 62, 62)");
  stale.replace(stale.find("the author's"), 12, "(N, 8) is it");
  std::string right = kAnnotated;
  right.replace(right.find("the author's"), 12, "(N, 16) is it");
  EXPECT_EQ(update(analyse(stale)), right);
  EXPECT_EQ(update(analyse(kPlain)), kPlain);
}

TEST(Annotate, SaysWhatCallsOfOwnModulesGive) {
  std::string text = R"(import torch.nn as nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, stride=2)

    def forward(self, x):
        return self.conv(x), x


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block()

    def forward(self, x):
        x = self.block(x)[0] + 1
        y, z = self.block(x[:, :3])
        y += 1
        return y
)";
  std::string annotated = annotate(analyse(text));
  EXPECT_NE(annotated.find("[0] + 1     # shape: (N, 8, 31, 31)\n"), std::string::npos) << annotated;
  EXPECT_NE(annotated.find("[:, :3])  # shape: (N, 8, 15, 15) | (N, 3, 31, 31)\n"), std::string::npos) << annotated;
  EXPECT_NE(annotated.find("y += 1                       # shape: (N, 8, 15, 15)\n"), std::string::npos) << annotated;
}

}  // namespace
}  // namespace shapewise::annotate
