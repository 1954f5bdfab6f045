// Fuzz target: the interpreter of Python. Whatever the program, it ends within its limits, and what it reports has a
// place.
#include <cstdint>
#include <string>

#include "absint/candidates.h"
#include "absint/network.h"
#include "absint/script.h"
#include "base/check.h"

namespace {

using namespace shapewise;

absint::Limits small_limits() {
  absint::Limits limits;
  limits.steps = 20'000;
  limits.memory = 20'000'000;
  limits.length = 100'000;
  limits.depth = 100;
  return limits;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  absint::Texts texts({});
  source::SourceMap& sources = texts.sources();
  diag::Sink sink;
  ir::Graph graph;
  layer::Builder builder(graph, sink, false);
  absint::Interpreter interpreter(builder, texts, small_limits());
  std::string output;
  interpreter.set_output(&output);
  const source::SourceFile& file = sources.add("fuzz.py", std::string(reinterpret_cast<const char*>(data), size));
  absint::Script script(interpreter);
  std::optional<diag::Diagnostic> uncaught;
  absint::Module* program = script.run(file, "fuzz", uncaught);
  CHECK(!interpreter.raising());
  if (!interpreter.stopped()) {
    absint::NetworkSearch search(interpreter, *program, script, sources);
    for (const absint::Candidate& candidate : search.find()) {
      if (candidate.made.failed() || interpreter.stopped()) continue;
      absint::attach_network(interpreter, candidate.made);
      ir::Tensor image = ir::Tensor::of({{sym::Expr::symbol("N"), 3, 32, 32}}, ir::DType::Float32);
      absint::Value input = interpreter.make_tensor(builder.add_input("x", std::move(image)));
      absint::run_network(interpreter, candidate.made, {{"", input}}, file.range(0, 0));
      break;
    }
  }
  for (const diag::Diagnostic& diagnostic : sink.all()) CHECK(!diagnostic.message.empty());
  CHECK(output.size() <= 200'000);
  return 0;
}
