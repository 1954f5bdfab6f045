// The JSON report keeps to its schema, whatever was read, and docs/report_json.md shows what is true.
#include "report/json.h"

#include <fstream>
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>
#include <sstream>

#include "driver/analyze.h"

namespace shapewise::report {
namespace {

std::string read(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file) << path;
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string report_of(std::string text, std::vector<std::string> inputs, std::string path = "net.txt") {
  driver::Request request;
  request.path = std::move(path);
  request.text = std::move(text);
  request.inputs = std::move(inputs);
  driver::Analysis analysis = driver::analyze(request);
  return json(build(request.path, analysis.graph, analysis.diagnostics, analysis.sources));
}

rapidjson::Document parse(const std::string& text) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseNumbersAsStringsFlag>(text.c_str());
  EXPECT_FALSE(document.HasParseError()) << text;
  return document;
}

/// Where a document breaks the schema; empty if it does not.
std::string broken_rule(const std::string& text) {
  rapidjson::Document rules;
  rules.Parse(read("docs/schema/report-1.schema.json").c_str());
  EXPECT_FALSE(rules.HasParseError());
  rapidjson::SchemaDocument schema(rules);
  rapidjson::SchemaValidator validator(schema);
  rapidjson::Document document;
  document.Parse(text.c_str());
  EXPECT_FALSE(document.HasParseError()) << text;
  if (document.Accept(validator)) return "";
  rapidjson::StringBuffer where;
  validator.GetInvalidDocumentPointer().StringifyUriFragment(where);
  return std::string(where.GetString()) + " breaks " + validator.GetInvalidSchemaKeyword();
}

TEST(Json, KeepsToTheSchema) {
  struct Case {
    std::string text;
    std::vector<std::string> inputs;
  };
  for (const Case& c : std::vector<Case>{
           {"Conv2d(3, 16, 3)\nReLU()\n", {"N,3,H,W"}},
           {"Conv2d(3, 16, 3)\nConv2d(3, 16, 3)\nReLU()\n", {"N,3,64,64"}},
           {"Conv2d(3, 16)\n", {}},
           {"Net(\n  (conv): Conv2d(3, 16, kernel_size=(3, 3), stride=(1, 1))\n)\n", {}},
           {"", {}},
           {"\xFF\xFE", {}},
           {"Conv2d(300000, 300000, 3)", {"N,300000,2,2"}},
       }) {
    EXPECT_EQ(broken_rule(report_of(c.text, c.inputs)), "") << c.text;
  }
}

TEST(Json, SchemaRejectsWhatIsNoReport) {
  EXPECT_NE(broken_rule("{}"), "");
  EXPECT_NE(broken_rule("[]"), "");
  std::string text = report_of("Conv2d(3, 16, 3)\n", {"N,3,64,64"});
  std::size_t at = text.find("\"macs\": \"");
  ASSERT_NE(at, std::string::npos);
  EXPECT_NE(broken_rule(text.substr(0, at) + "\"macs\": true, \"other\": \"" + text.substr(at + 9)), "");
}

TEST(Json, WritesNumbersExactlyAndSymbolsAsPython) {
  std::string text = report_of("Conv2d(3, 16, 3, stride=2, padding=1)\n", {"N,3,H,64"});
  rapidjson::Document report = parse(text);
  const auto& layer = report["layers"][0];
  EXPECT_STREQ(layer["type"].GetString(), "Conv2d");
  EXPECT_STREQ(layer["parameters"].GetString(), "448");
  EXPECT_STREQ(layer["outputs"][0][0].GetString(), "N");
  EXPECT_STREQ(layer["outputs"][0][2].GetString(), "(H + 1)//2");
  EXPECT_STREQ(layer["outputs"][0][3].GetString(), "32");
  EXPECT_STREQ(layer["source"]["line"].GetString(), "1");
  EXPECT_NE(text.find("\"outputs\": [[\"N\", 16, \"(H + 1)//2\", 32]]"), std::string::npos) << text;

  text = report_of("Conv2d(3000000000, 3000000000, 1, bias=False)\n", {"1,3000000000,1,1"});
  EXPECT_NE(text.find("\"parameters\": 9000000000000000000,"), std::string::npos) << text;
}

TEST(Json, SaysNullForWhatIsNotKnown) {
  rapidjson::Document report = parse(report_of("Conv2d(3, 16, 3)\nConv2d(8, 4, 3)\n", {"N,3,8,8"}));
  EXPECT_TRUE(report["layers"][1]["macs"].IsNull());
  EXPECT_TRUE(report["layers"][1]["failed"].GetBool());
  EXPECT_TRUE(report["totals"]["macs"].IsNull());
  EXPECT_STREQ(report["totals"]["at_least"]["macs"].GetString(), "15552*N");
  const auto& diagnostic = report["diagnostics"][0];
  EXPECT_STREQ(diagnostic["kind"].GetString(), "channel-mismatch");
  EXPECT_STREQ(diagnostic["line"].GetString(), "2");
  EXPECT_STREQ(diagnostic["column"].GetString(), "8");
  EXPECT_STREQ(diagnostic["end_column"].GetString(), "9");
  EXPECT_STREQ(diagnostic["fixes"][0]["edits"][0]["text"].GetString(), "16");
}

TEST(Json, EscapesWhatIsNotText) {
  rapidjson::Document report = parse(report_of("Conv2d(3, 16, 3)\n", {"N,3,8,8"}, "a\"\n\x01\xFF.txt"));
  EXPECT_STREQ(report["name"].GetString(), "a\"\n\x01\uFFFD.txt");
}

TEST(Json, TheExampleInTheDocumentationIsTrue) {
  std::string page = read("docs/report_json.md");
  std::string begin = "```json\n";
  std::size_t at = page.find(begin);
  ASSERT_NE(at, std::string::npos);
  at += begin.size();
  std::string shown = page.substr(at, page.find("```", at) - at);
  EXPECT_EQ(shown, report_of("Conv2d(3, 16, kernel_size=3, padding=1)\n", {"N,3,64,64"}));
}

}  // namespace
}  // namespace shapewise::report
