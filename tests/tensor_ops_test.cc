// What the interpreter makes of PyTorch's functions, against what PyTorch makes of them: the expressions of
// tests/oracle/ops, with sizes that are numbers and again with symbols in their place. A size or value that is not
// known agrees with everything, but is counted.
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <rapidjson/document.h>
#include <set>

#include "absint/interpreter.h"
#include "absint/torch_call.h"

namespace shapewise::absint {
namespace {

constexpr const char* kFolder = "tests/oracle/ops";

struct Case {
  std::string expression;
  std::string result;
};

struct Family {
  std::vector<std::pair<std::string, std::string>> tensors;
  std::vector<Case> cases;
  std::vector<Case> open;  // of which something else is made than PyTorch does
};

/// Expressions of which something else is made than PyTorch does.
std::set<std::string> open_cases() {
  std::set<std::string> open;
  std::ifstream file(fmt::format("{}/open.txt", kFolder));
  std::string line;
  while (std::getline(file, line)) open.insert(line);
  return open;
}

Family read_family(const std::string& name) {
  Family family;
  std::set<std::string> open = open_cases();
  std::ifstream file(fmt::format("{}/{}.jsonl", kFolder, name));
  std::string line;
  while (std::getline(file, line)) {
    rapidjson::Document json;
    json.Parse(line.c_str());
    if (json.IsObject()) {
      for (const auto& member : json.GetObject())
        family.tensors.emplace_back(member.name.GetString(), member.value.GetString());
    } else {
      std::vector<Case>& cases = open.count(json[0].GetString()) == 0 ? family.cases : family.open;
      cases.push_back({json[0].GetString(), json[1].GetString()});
    }
  }
  return family;
}

constexpr std::pair<std::string_view, ir::DType> kTypes[] = {
    {"f32", ir::DType::Float32},   {"f64", ir::DType::Float64},   {"f16", ir::DType::Float16},
    {"bf16", ir::DType::BFloat16}, {"c64", ir::DType::Complex64}, {"c128", ir::DType::Complex128},
    {"i64", ir::DType::Int64},     {"i32", ir::DType::Int32},     {"i16", ir::DType::Int16},
    {"i8", ir::DType::Int8},       {"u8", ir::DType::UInt8},      {"bool", ir::DType::Bool}};

std::string type_text(ir::DType dtype) {
  for (const auto& [text, type] : kTypes) {
    if (type == dtype) return std::string(text);
  }
  return "";
}

ir::Tensor read_tensor(const std::string& text, bool symbolic) {
  std::size_t open = text.find('[');
  sym::Shape shape;
  std::string sizes = text.substr(open + 1, text.size() - open - 2);
  for (std::size_t at = 0; at < sizes.size(); at = std::min(sizes.find(',', at), sizes.size() - 1) + 1) {
    int size = std::stoi(sizes.substr(at));
    // Equal sizes share a symbol, because expressions join tensors that agree.
    shape.dims.push_back(symbolic && size > 1 ? sym::Expr::symbol(fmt::format("S{}", size)) : sym::Expr(size));
  }
  for (const auto& [name, type] : kTypes) {
    if (text.substr(0, open) == name) return ir::Tensor::of(std::move(shape), type);
  }
  ADD_FAILURE() << text;
  return {};
}

/// A number in place of its symbols: S3 is 3.
sym::Expr concrete(const sym::Expr& e) {
  sym::Assignment values;
  for (const std::string& symbol : sym::symbols(e)) values[symbol] = std::stoi(symbol.substr(1));
  return sym::substitute(e, values);
}

/// One expression in an interpreter of its own.
class Trial {
 public:
  Trial(const Family& family, const std::string& expression, bool symbolic)
      : builder_(graph_, sink_), texts_({}), interpreter_(builder_, texts_, {}) {
    std::string parameters;
    for (const auto& [name, tensor] : family.tensors) parameters += (parameters.empty() ? "" : ", ") + name;
    std::string body;
    std::size_t at = 0;
    for (std::size_t end = 0; (end = expression.find("; ", at)) != std::string::npos; at = end + 2)
      body += "    " + expression.substr(at, end - at) + "\n";
    body += "    return " + expression.substr(at) + "\n";
    std::string text =
        fmt::format("import math\nimport torch\nimport torch.nn as nn\nimport torch.nn.functional as F\ndef f({}):\n{}",
                    parameters, body);
    Module* module = interpreter_.run_script(texts_.sources().add("case.py", std::move(text)), "case");
    Arguments arguments;
    for (const auto& [name, tensor] : family.tensors) {
      ir::ValueId value = builder_.add_input(name, read_tensor(tensor, symbolic));
      arguments.items.push_back({{}, interpreter_.make_tensor(value), {}, {}});
    }
    Value* function = module->names.find(interpreter_.intern("f"));
    Value result = function != nullptr ? interpreter_.call(*function, std::move(arguments)) : Value();
    interpreter_.report_uncaught();
    for (const diag::Diagnostic& d : sink_.all()) {
      if (d.severity == diag::Severity::Error) error_ = d.message;
    }
    text_ = error_.empty() ? show(result) : "error";
  }

  const std::string& text() const { return text_; }
  const std::string& error() const { return error_; }

 private:
  std::string show(Value value) {
    if (auto* tensor = as<Tensor>(value)) {
      const ir::Tensor& type = interpreter_.tensor_of(*tensor);
      if (!type.shape) return "?";
      std::string sizes;
      for (const sym::Expr& dim : type.shape->dims) {
        sym::Expr size = concrete(dim);
        sizes += (sizes.empty() ? "" : ", ") + (size.has_unknown() ? "?" : sym::to_text(size));
      }
      return fmt::format("{}[{}]", type_text(type.dtype), sizes);
    }
    if (as<Unknown>(value) != nullptr) return "?";
    if (auto* size = as<SymInt>(value)) return sym::to_text(concrete(size->expr));
    if (value.is_float()) return fmt::format("{:.6g}", value.as_float());
    const std::vector<Value>* items = interpreter_.elements(value);
    if (items == nullptr) return interpreter_.repr(value);
    std::string text;
    for (Value item : std::vector<Value>(*items)) text += (text.empty() ? "" : ", ") + show(item);
    return fmt::format(fmt::runtime(as<List>(value) != nullptr ? "[{}]" : "({})"), text);
  }

  ir::Graph graph_;
  diag::Sink sink_;
  layer::Builder builder_;
  Texts texts_;
  Interpreter interpreter_;
  std::string text_;
  std::string error_;
};

enum class Verdict { Same, Gap, Wrong };

/// "?" in what we say agrees with any number, or with everything up to the end of the nesting.
Verdict compare(const std::string& ours, const std::string& truth) {
  if (ours == truth) return Verdict::Same;
  bool refused = truth.starts_with("error");
  if (ours == "error") return refused ? Verdict::Same : Verdict::Wrong;
  if (ours.find('?') == std::string::npos) return Verdict::Wrong;
  if (refused || ours == "[?]") return Verdict::Gap;
  std::size_t t = 0;
  Verdict verdict = Verdict::Same;
  for (std::size_t o = 0; o < ours.size(); ++o) {
    if (ours[o] != '?') {
      if (t >= truth.size() || truth[t++] != ours[o]) return Verdict::Wrong;
      continue;
    }
    verdict = t < truth.size() && truth[t] == '?' ? verdict : Verdict::Gap;
    int depth = 0;
    while (t < truth.size() && (depth > 0 || (truth[t] != ',' && truth[t] != ')' && truth[t] != ']'))) {
      depth += truth[t] == '(' || truth[t] == '[' ? 1 : truth[t] == ')' || truth[t] == ']' ? -1 : 0;
      ++t;
    }
  }
  return t == truth.size() ? verdict : Verdict::Wrong;
}

class TensorOps : public testing::TestWithParam<std::string> {};

TEST_P(TensorOps, AgreeWithTorch) {
  Family family = read_family(GetParam());
  ASSERT_FALSE(family.cases.empty());
  int gaps = 0;
  bool listed = std::getenv("SHAPEWISE_GAPS") != nullptr;
  for (const Case& one : family.cases) {
    Trial trial(family, one.expression, false);
    Verdict verdict = compare(trial.text(), one.result);
    gaps += verdict == Verdict::Gap ? 1 : 0;
    if (listed && verdict == Verdict::Gap)
      fmt::print("gap: {}: {}, not {}\n", one.expression, trial.text(), one.result);
    if (verdict == Verdict::Wrong)
      ADD_FAILURE() << one.expression << ": " << trial.text() << ", not " << one.result << " " << trial.error();
  }
  fmt::print("{}: {} cases, {} not known\n", GetParam(), family.cases.size(), gaps);
}

TEST_P(TensorOps, AgreeWithTorchOnSymbols) {
  Family family = read_family(GetParam());
  for (const Case& one : family.cases) {
    if (one.result.starts_with("error")) continue;
    Trial trial(family, one.expression, true);
    if (compare(trial.text(), one.result) == Verdict::Wrong)
      ADD_FAILURE() << one.expression << " on symbols: " << trial.text() << ", not " << one.result << " "
                    << trial.error();
  }
}

/// The list of what is open must not outlive its reasons.
TEST_P(TensorOps, DisagreeWhereTheyAreOpen) {
  Family family = read_family(GetParam());
  for (const Case& one : family.open) {
    bool wrong = false;
    for (bool symbolic : {false, true}) {
      if (symbolic && one.result.starts_with("error")) continue;
      wrong = wrong || compare(Trial(family, one.expression, symbolic).text(), one.result) == Verdict::Wrong;
    }
    EXPECT_TRUE(wrong) << one.expression << " agrees now: take it out of " << kFolder << "/open.txt";
  }
}

std::vector<std::string> families() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".jsonl") names.push_back(entry.path().stem());
  }
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(Oracle, TensorOps, testing::ValuesIn(families()),
                         [](const auto& family) { return family.param; });

}  // namespace
}  // namespace shapewise::absint
