// Envelopes of networks whose batch is a symbol: only what works for every batch works.
#include "design/envelope.h"

#include <gtest/gtest.h>

namespace shapewise::design {
namespace {

Envelope envelope_of(const char* forward, const char* input) {
  driver::Request request;
  request.text = std::string("import torch.nn as nn\nclass Net(nn.Module):\n  def forward(self, x):\n    ") + forward;
  request.inputs = {input};
  auto envelope = find_envelope(request);
  EXPECT_TRUE(envelope) << envelope.error().message;
  return envelope ? std::move(*envelope) : Envelope{};
}

using Intervals = std::vector<std::pair<Int, Int>>;

TEST(Envelope, SizesThatWorkForSomeBatchesOnlyDoNotWork) {
  Envelope envelope = envelope_of("return x.view(-1, 1024)", "N,4,16,16");
  const AxisEnvelope& height = envelope.axes.at(2);
  EXPECT_EQ(height.modulus, 16);
  EXPECT_EQ(height.works.front(), std::pair(Int(16), Int(16)));
  const Boundary& boundary = height.boundaries.at(0);
  EXPECT_EQ(boundary.fails, 15);
  EXPECT_TRUE(boundary.under_condition);
  EXPECT_EQ(boundary.message, "N % 16 == 0");
}

TEST(Envelope, WhatTheInputAsItIsAssumesIsGiven) {
  Envelope envelope = envelope_of("return x.view(-1, 1024)", "N,4,H,16");
  EXPECT_EQ(envelope.given, std::vector<std::string>{"N·H % 16 == 0"});
  EXPECT_EQ(envelope.axes.at(2).works, (Intervals{{1, 512}}));
}

TEST(Envelope, OneSymbolIsOneAxis) {
  Envelope envelope = envelope_of("return x.view(-1, 1024)", "N,4,S,S");
  ASSERT_EQ(envelope.axes.size(), 3U);
  EXPECT_EQ(envelope.axes[2].name, "S");
}

}  // namespace
}  // namespace shapewise::design
