// Holds receptive fields against where the gradients of PyTorch are not zero (tests/oracle/receptive.jsonl): size, jump
// and the place of the first element, through branches that see different parts of the input.
#include "analysis/receptive.h"

#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include "driver/analyze.h"

namespace shapewise::oracle {
namespace {

constexpr int kMostShown = 5;

std::string text(const analysis::Ratio& ratio) {
  return sym::to_text(ratio.num) + (ratio.den.is_constant(1) ? "" : "/" + sym::to_text(ratio.den));
}

/// "size 7, jump 2, first −3", along the last axis.
std::string field_of(const driver::Analysis& found) {
  if (found.diagnostics.errors() > 0) return found.diagnostics.all().front().message;
  std::vector<analysis::Field> fields = analysis::receptive_fields(found.graph);
  const analysis::Field& field = fields[static_cast<std::size_t>(found.graph.outputs[0].index)];
  if (field.kind != analysis::Field::Kind::Local) return "no local field";
  analysis::FieldAxis axis = field.axes.empty() ? analysis::FieldAxis{} : field.axes.back();
  return fmt::format("size {}, jump {}, first {}", text(axis.size), text(axis.jump), text(analysis::first_of(axis)));
}

TEST(Receptive, IsWhereGradientsAreNotZero) {
  std::ifstream file("tests/oracle/receptive.jsonl");
  std::string row;
  std::string shown;
  int number = 0;
  int wrong = 0;
  while (std::getline(file, row)) {
    ++number;
    rapidjson::Document line;
    line.Parse(row.c_str());
    ASSERT_FALSE(line.HasParseError()) << number;
    driver::Request request;
    request.format = driver::Format::Python;
    request.text = line["net"].GetString();
    request.inputs = {fmt::format("1,1,{}", line["input"][2].GetInt64())};
    std::string found = field_of(driver::analyze(request));
    std::string truth = fmt::format("size {}, jump {}, first {}", line["size"].GetInt64(), line["jump"].GetInt64(),
                                    sym::to_text(sym::Expr(line["first"].GetInt64())));
    if (found == truth || ++wrong > kMostShown) continue;
    shown += fmt::format("{}: PyTorch {}, here {}\n{}\n", number, truth, found, line["net"].GetString());
  }
  EXPECT_GT(number, 0);
  EXPECT_EQ(wrong, 0) << "of " << number << "; the first:\n" << shown;
}

}  // namespace
}  // namespace shapewise::oracle
