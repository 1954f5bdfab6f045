// Where the time goes: parsing expressions, inferring shapes, building the report and printing it, on the worksheet's
// network and on chains of 100 and 1000 layers.
#include <benchmark/benchmark.h>
#include <fstream>
#include <sstream>
#include <string>

#include "driver/analyze.h"
#include "import/expr/parser.h"
#include "layer/builder.h"
#include "layer/registry.h"
#include "report/explain.h"
#include "report/json.h"
#include "report/table.h"

namespace shapewise {
namespace {

constexpr const char* kWorksheet = "examples/section09.txt";

std::string worksheet() {
  std::ifstream file(kWorksheet);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string chain(std::int64_t layers) {
  std::string text;
  for (std::int64_t i = 0; i < layers / 2; ++i) text += "Conv2d(16, 16, kernel_size=3, padding=1)\nReLU()\n";
  return text;
}

/// The worksheet's network for 0, else a chain of so many layers.
driver::Request subject(const benchmark::State& state) {
  driver::Request request;
  request.path = kWorksheet;
  request.text = state.range(0) == 0 ? worksheet() : chain(state.range(0));
  if (state.range(0) != 0) request.inputs = {"N,16,64,64"};
  return request;
}

driver::Analysis analysis_of(benchmark::State& state) {
  driver::Analysis analysis = driver::analyze(subject(state));
  if (analysis.graph.nodes.empty()) state.SkipWithError("no network: run in the root of the checkout");
  return analysis;
}

report::Report report_of(benchmark::State& state) {
  driver::Analysis analysis = analysis_of(state);
  return report::build(kWorksheet, analysis.graph, analysis.diagnostics, analysis.sources);
}

/// Reading the text of the layers alone.
void parse(benchmark::State& state) {
  source::SourceMap sources;
  diag::Sink sink;
  const source::SourceFile& file = sources.add("net.txt", chain(state.range(0) == 0 ? 8 : state.range(0)));
  for (auto _ : state) {
    for (int line = 1; line < file.line_count(); ++line) {
      int begin = file.line_start(line);
      import::Parser parser(file, begin, begin + static_cast<int>(file.line(line).size()), 100, sink);
      benchmark::DoNotOptimize(parser.expression());
    }
  }
}

/// The shape rules of all calls once more.
void infer(benchmark::State& state) {
  driver::Analysis analysis = analysis_of(state);
  for (auto _ : state) {
    for (std::size_t i = 0; i < analysis.graph.nodes.size(); ++i) {
      ir::NodeId id{static_cast<std::int32_t>(i)};
      layer::Call call = layer::call_of(analysis.graph, id);
      layer::spec(analysis.graph[id].op).infer(call);
      benchmark::DoNotOptimize(call.outputs().data());
    }
  }
}

/// From the text to the graph: both of these, and building the graph.
void read_network(benchmark::State& state) {
  driver::Request request = subject(state);
  for (auto _ : state) benchmark::DoNotOptimize(driver::analyze(request).graph.nodes.size());
}

void build_report(benchmark::State& state) {
  driver::Analysis analysis = analysis_of(state);
  for (auto _ : state) {
    benchmark::DoNotOptimize(report::build("net", analysis.graph, analysis.diagnostics, analysis.sources));
  }
}

void print_table(benchmark::State& state) {
  report::Report report = report_of(state);
  for (auto _ : state) benchmark::DoNotOptimize(report::table(report, {}));
}

void print_explanation(benchmark::State& state) {
  report::Report report = report_of(state);
  for (auto _ : state) benchmark::DoNotOptimize(report::explain(report, {}));
}

void print_json(benchmark::State& state) {
  report::Report report = report_of(state);
  for (auto _ : state) benchmark::DoNotOptimize(report::json(report));
}

BENCHMARK(parse)->Arg(0)->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond);
BENCHMARK(infer)->Arg(0)->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond);
BENCHMARK(read_network)->Arg(0)->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond);
BENCHMARK(build_report)->Arg(0)->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond);
BENCHMARK(print_table)->Arg(0)->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond);
BENCHMARK(print_explanation)->Arg(0)->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond);
BENCHMARK(print_json)->Arg(0)->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace shapewise
