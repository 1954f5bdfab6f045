// Reading of cases, and how they are written as programs.
#include "oracle_case.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

namespace shapewise::oracle {
namespace {

using Json = rapidjson::Value;

Shape shape_of(const Json& json) {
  Shape shape;
  for (const Json& size : json.GetArray()) shape.push_back(size.GetInt64());
  return shape;
}

NamedShapes named_shapes(const Json& line, const char* field) {
  NamedShapes shapes;
  if (!line.HasMember(field)) return shapes;
  for (const auto& member : line[field].GetObject())
    shapes.emplace_back(member.name.GetString(), shape_of(member.value));
  return shapes;
}

std::vector<std::string> strings(const Json& line, const char* field, std::size_t count) {
  std::vector<std::string> found(count, "float32");
  if (!line.HasMember(field)) return found;
  for (std::size_t i = 0; i < count; ++i)
    found[i] = line[field].GetArray()[static_cast<rapidjson::SizeType>(i)].GetString();
  return found;
}

/// As Python writes the value; "$1" is the variable x1, which then is not `positional`.
std::string python(const Json& json, std::vector<bool>& positional) {
  if (json.IsNull()) return "None";
  if (json.IsBool()) return json.GetBool() ? "True" : "False";
  if (json.IsInt64()) return fmt::format("{}", json.GetInt64());
  if (json.IsDouble()) return fmt::format("{}", json.GetDouble());
  if (json.IsString() && *json.GetString() == '$') {
    positional[static_cast<std::size_t>(std::stoi(json.GetString() + 1))] = false;
    return fmt::format("x{}", json.GetString() + 1);
  }
  if (json.IsString()) return fmt::format("'{}'", json.GetString());
  std::string items;
  for (const Json& item : json.GetArray()) items += python(item, positional) + ", ";
  return "(" + items + ")";
}

void read_question(const Json& line, Case& made) {
  made.expr = line["expr"].GetString();
  for (const Json& shape : line["input"].GetArray()) made.inputs.push_back({shape_of(shape), "float32", {}});
  std::vector<std::string> dtypes = strings(line, "dtypes", made.inputs.size());
  for (std::size_t i = 0; i < dtypes.size(); ++i) made.inputs[i].dtype = dtypes[i];
  if (line.HasMember("values")) {
    for (const auto& member : line["values"].GetObject()) {
      std::string values;
      for (const Json& value : member.value.GetArray()) values += fmt::format("{}, ", value.GetInt64());
      made.inputs[static_cast<std::size_t>(std::stoi(member.name.GetString()))].values = "[" + values + "]";
    }
  }
  made.positional.assign(made.inputs.size(), true);
  if (!line.HasMember("forward")) return;
  for (const auto& member : line["forward"].GetObject())
    made.forward.emplace_back(member.name.GetString(), python(member.value, made.positional));
}

void read_answer(const Json& line, Case& made) {
  made.ok = line["ok"].GetBool();
  if (!made.ok) {
    made.error = line["error"].GetString();
    return;
  }
  for (const Json& shape : line["outputs"].GetArray()) made.outputs.push_back(shape_of(shape));
  made.dtypes = strings(line, "output_dtypes", made.outputs.size());
  if (line.HasMember("layout")) made.layout = line["layout"].GetString();
  made.weights = named_shapes(line, "weights");
  made.buffers = named_shapes(line, "buffers");
  made.parameters = fmt::format("{}", line["parameters"].GetInt64());
  if (line.HasMember("macs")) made.macs = fmt::format("{}", line["macs"].GetInt64());
}

/// The targets of an assignment that takes such a result apart, and what is returned of it: (y0, (y1, y2)).
std::string target(const std::string& layout) {
  std::string text;
  int tensors = 0;
  for (char c : layout) {
    if (c == 't') {
      text += fmt::format("y{}", tensors++);
    } else if (c == 'n') {
      text += "nothing";
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace

std::vector<Case> read_cases(const std::string& path) {
  std::ifstream file(path);
  std::vector<Case> cases;
  std::string line;
  while (std::getline(file, line)) {
    rapidjson::Document json;
    json.Parse<rapidjson::kParseFullPrecisionFlag>(line.c_str());
    Case made;
    made.line = static_cast<int>(cases.size()) + 1;
    if (json.HasParseError()) {
      ADD_FAILURE() << path << ":" << made.line << ": this is no JSON";
      break;
    }
    read_question(json, made);
    read_answer(json, made);
    cases.push_back(std::move(made));
  }
  return cases;
}

std::string to_text(const Shape& shape) {
  return fmt::format("({}{})", fmt::join(shape, ", "), shape.size() == 1 ? "," : "");
}

bool fits_list(const Case& one) {
  bool values = std::any_of(one.inputs.begin(), one.inputs.end(), [](const Input& i) { return !i.values.empty(); });
  return one.forward.empty() && !values;
}

std::string program(const Case& one) {
  std::string parameters;
  std::string constants;
  std::vector<std::string> arguments;
  for (std::size_t i = 0; i < one.inputs.size(); ++i) {
    const Input& input = one.inputs[i];
    if (one.positional[i]) arguments.push_back(fmt::format("x{}", i));
    if (input.values.empty()) {
      parameters += fmt::format(", x{}", i);
    } else {
      constants += fmt::format("        x{} = torch.tensor({}, dtype=torch.{})\n", i, input.values, input.dtype);
    }
  }
  for (const auto& [name, value] : one.forward) arguments.push_back(fmt::format("{}={}", name, value));
  std::string result = target(one.layout);
  return fmt::format(
      "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\nfrom collections import OrderedDict\n\n"
      "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.layer = {}\n\n"
      "    def forward(self{}):\n{}        {} = self.layer({})\n        return {}\n",
      one.expr, parameters, constants, result, fmt::join(arguments, ", "), result);
}

std::vector<std::string> input_options(const Case& one, bool for_program) {
  std::vector<std::string> options;
  for (std::size_t i = 0; i < one.inputs.size(); ++i) {
    const Input& input = one.inputs[i];
    if (for_program && !input.values.empty()) continue;
    options.push_back(
        fmt::format("{}{}:{}", for_program ? fmt::format("x{}=", i) : "", to_text(input.shape), input.dtype));
  }
  return options;
}

}  // namespace shapewise::oracle
