// Where elements lie in memory, and view on tensors whose memory was put into another order, as PyTorch ran it
// (tests/oracle/views.jsonl, made by tools/oracle/views.py). What it refuses must be refused at that line, with a fix,
// as far as the order can be told; what it runs never, whether sizes are numbers or symbols; and strides that are known
// are PyTorch's.
//
//   SHAPEWISE_VIEWS=FILE build/dev/shapewise_tests --gtest_filter='Views.*'
//
// takes the programs of another file, and shows all that are not found.
#include <cstdlib>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include "analysis/totals.h"
#include "driver/analyze.h"
#include "layer/memory.h"

namespace shapewise {
namespace {

constexpr std::string_view kHead =
    "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n\n\nclass Net(nn.Module):\n"
    "    def forward(self, x):\n";
constexpr int kHeadLines = 7;

struct Program {
  std::string text;
  std::vector<std::string> sizes;
  int refused = -1;  // the line, from 0
  const rapidjson::Value* strides = nullptr;
};

Program program_of(const rapidjson::Document& json) {
  Program made;
  made.text = kHead;
  for (const auto& one : json["lines"].GetArray()) made.text += fmt::format("        {}\n", one.GetString());
  made.text += "        return x\n";
  for (const auto& size : json["input"].GetArray()) made.sizes.push_back(std::to_string(size.GetInt()));
  if (!json["refused"].IsNull()) made.refused = json["refused"].GetInt();
  if (json.HasMember("strides")) made.strides = &json["strides"];
  return made;
}

std::vector<std::string> symbols(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back(fmt::format("S{}", i));
  return names;
}

driver::Analysis analyzed(const Program& program, const std::vector<std::string>& sizes) {
  driver::Request request;
  request.path = "net.py";
  request.text = program.text;
  request.inputs = {fmt::format("{}", fmt::join(sizes, ","))};
  return driver::analyze(request);
}

/// The line at which a view is refused; -1: none.
int reported_line(const driver::Analysis& analysis) {
  for (const diag::Diagnostic& d : analysis.diagnostics.all()) {
    if (d.severity != diag::Severity::Error || d.kind != diag::Kind::NotContiguous) continue;
    EXPECT_FALSE(d.fixes.empty()) << d.message;
    return analysis.sources[d.range.file].line_of(d.range.begin) - kHeadLines - 1;
  }
  return -1;
}

/// Whether strides are known; they must be PyTorch's.
bool strides_agree(const Program& program, const driver::Analysis& analysis) {
  if (program.strides == nullptr || analysis.graph.outputs.size() != 1) return false;
  const ir::Tensor& made = analysis.graph[analysis.graph.outputs[0]].tensor;
  auto strides = layer::strides_of(made);
  if (!strides || !made.shape || made.shape->elements().is_constant(0)) return false;
  EXPECT_EQ(strides->size(), program.strides->Size()) << program.text;
  for (unsigned i = 0; i < strides->size() && i < program.strides->Size(); ++i) {
    const rapidjson::Value& wanted = (*program.strides)[i];
    if (wanted.IsNull()) continue;
    EXPECT_EQ(sym::to_text((*strides)[i]), std::to_string(wanted.GetInt()))
        << "stride " << i << " on (" << fmt::format("{}", fmt::join(program.sizes, ", ")) << "):\n"
        << program.text;
  }
  return true;
}

TEST(Views, AreRefusedWhereMemoryIsInAnotherOrder) {
  const char* other = std::getenv("SHAPEWISE_VIEWS");
  std::ifstream file(other != nullptr ? other : "tests/oracle/views.jsonl");
  int refused = 0;
  int found = 0;
  int open = 0;
  int known = 0;
  int total = 0;
  for (std::string line; std::getline(file, line); ++total) {
    rapidjson::Document json;
    json.Parse(line.c_str());
    Program program = program_of(json);
    driver::Analysis analysis = analyzed(program, program.sizes);
    int reported = reported_line(analysis);
    refused += program.refused >= 0 ? 1 : 0;
    found += program.refused >= 0 && reported == program.refused ? 1 : 0;
    EXPECT_TRUE(reported == program.refused || reported < 0)
        << "line " << reported << " is refused, not " << program.refused << ", on ("
        << fmt::format("{}", fmt::join(program.sizes, ", ")) << "):\n"
        << program.text;
    known += strides_agree(program, analysis) ? 1 : 0;
    int with_symbols = reported_line(analyzed(program, symbols(program.sizes.size())));
    open += program.refused >= 0 && with_symbols == program.refused ? 1 : 0;
    EXPECT_TRUE(with_symbols == program.refused || with_symbols < 0)
        << "line " << with_symbols << " is refused with symbols, not " << program.refused << ":\n"
        << program.text;
    if (other != nullptr && reported < 0 && program.refused >= 0)
      fmt::print("not refused: line {} on ({}):\n{}\n", program.refused, fmt::join(program.sizes, ", "), program.text);
  }
  std::cout << fmt::format(
      "of {} programs {} are refused, {:.1f} % of them found, {:.1f} % with symbols; strides of {:.1f} % "
      "of the others are known\n",
      total, refused, 100.0 * found / std::max(refused, 1), 100.0 * open / std::max(refused, 1),
      100.0 * known / std::max(total - refused, 1));
  EXPECT_GE(total, 500);
  EXPECT_GE(found * 100, refused * 75);
  EXPECT_GE(known * 100, (total - refused) * 50);
}

/// Bytes that an expression of x, a tensor of (2, 4, 6), takes beside x. PyTorch: whether its storage is another one.
TEST(Views, TakeNoMemoryUnlessTheyAreCopies) {
  constexpr std::pair<std::string_view, int> kTruth[] = {
      {"x.reshape(2, -1)", 0},
      {"x.transpose(1, 2).reshape(2, -1)", 192},
      {"x.flatten(1)", 0},
      {"x.permute(0, 2, 1).flatten(1)", 192},
      {"x.chunk(2, 1)[0].reshape(-1)", 96},
      {"x.contiguous()", 0},
      {"x.transpose(1, 2).contiguous()", 192},
      {"x.float()", 0},
      {"x.double()", 384},
      {"x.to(torch.float32)", 0},
      {"x.to(torch.float32, copy=True)", 192},
      {"F.dropout(x, 0.5, False)", 0},
      {"F.dropout(x, 0.5, True)", 192},
      {"x.view(8, 6)", 0},
  };
  for (const auto& [expr, bytes] : kTruth) {
    Program program;
    program.text = fmt::format("{}        return {}\n", kHead, expr);
    driver::Analysis analysis = analyzed(program, {"2", "4", "6"});
    EXPECT_EQ(analysis.diagnostics.count(), 0) << expr;
    EXPECT_EQ(analysis::analyse(analysis.graph).totals.memory.value, bytes) << expr;
  }
}

}  // namespace
}  // namespace shapewise
