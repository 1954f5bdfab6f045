// SARIF as code hosts will read it: checked against the schema of OASIS.
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <rapidjson/document.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>

#include "check/formats.h"

namespace shapewise::check {
namespace {

std::string violation(const std::string& json) {
  std::ifstream file("tests/schema/sarif-2.1.0.json");
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  rapidjson::Document schema_text;
  schema_text.Parse(text.c_str());
  if (schema_text.HasParseError()) return "the schema is not there";
  rapidjson::SchemaDocument schema(schema_text);
  rapidjson::Document document;
  document.Parse(json.c_str());
  if (document.HasParseError()) return "not JSON";
  rapidjson::SchemaValidator validator(schema);
  if (document.Accept(validator)) return "";
  rapidjson::StringBuffer where;
  validator.GetInvalidDocumentPointer().StringifyUriFragment(where);
  return std::string(validator.GetInvalidSchemaKeyword()) + " at " + where.GetString();
}

TEST(Sarif, KeepsToTheSchema) {
  config::Config config;
  config.levels = {{"all", rules::Level::Note}};
  config.budgets = *config::parse_budgets("params<1");
  FileResult result = check_file({"a folder/nét.py", R"(import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3)
        self.bn1 = nn.BatchNorm2d(16)
        self.conv2 = nn.Conv2d(8, 16, 3)
        self.bn2 = nn.BatchNorm2d(16)

    def forward(self, x):
        x = self.bn1(self.conv1(x))
        return self.bn1(self.conv2(x))
)"},
                                 {config, {}, {}}, nullptr);
  ASSERT_GE(result.findings.size(), 4u);
  std::string text = sarif({&result, 1}, "1.2.3");
  EXPECT_EQ(violation(text), "");
  EXPECT_NE(text.find("\"uri\": \"a%20folder/n%C3%A9t.py\""), std::string::npos);
  EXPECT_NE(violation("{\"version\": \"2.1.0\"}"), "");
}

}  // namespace
}  // namespace shapewise::check
