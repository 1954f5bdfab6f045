// `shapewise export FILE`: the network as a model in ONNX.
#include <fmt/format.h>

#include "analysis/state.h"
#include "cli/commands.h"
#include "cli/network.h"
#include "cli/options.h"
#include "cli/running.h"
#include "cli/weights.h"
#include "driver/weights.h"
#include "exec/bytes.h"
#include "save/onnx/exporter.h"

namespace shapewise::cli {
namespace {

constexpr Option kExport[] = {
    {0, "weights", Takes::File, "FILE",
     "take the weights from FILE (.safetensors, .pt, .pth, .bin, or their index.json); without it they are zero"},
    {0, "seed", Takes::Text, "NUMBER",
     "take random weights, as run takes them from that seed; not together with --weights"},
    {0, "opset", Takes::Text, "VERSION", "the version of ONNX's operators, 13 to 17; 17 if not given"},
};

constexpr Example kExamples[] = {
    {"shapewise export net.py -o net.onnx", "all weights zero, the batch open"},
    {"shapewise export net.py --seed 1 -o net.onnx", "random weights, the same ones at every run"},
    {"shapewise export net.py:Net(10) -i N,3,224,224 --weights net.safetensors -o net.onnx", "with trained weights"},
};

/// Where the weights come from. Those of a file must all be there.
class Source {
 public:
  static Result<Source> open(const Invocation& invocation, const ir::Graph& graph) {
    Source source(graph);
    const std::string* path = invocation.value("weights");
    if (path != nullptr && invocation.has("seed")) return fail("--weights and --seed are not given together");
    if (invocation.has("seed")) {
      auto seed = seed_of(invocation);
      if (!seed) return tl::unexpected(seed.error());
      source.random_ = std::make_unique<exec::RandomWeights>(*seed);
    }
    if (path == nullptr) return source;
    auto weights = open_weights(*path);
    if (!weights) return tl::unexpected(weights.error());
    source.path_ = *path;
    source.weights_ = std::make_unique<Weights>(std::move(*weights));
    source.match_ = analysis::match_state(graph, source.weights_->checkpoint.groups);
    return source;
  }

  Result<std::string> find(const std::string& name, const ir::Weight& weight) const {
    auto at = static_cast<std::size_t>(&weight - graph_->weights.data());
    if (random_ && weight.dtype == ir::DType::Float32)
      return drawn(ir::WeightId{static_cast<std::int32_t>(at)}, name, weight);
    if (!weights_) return save::zero_weights(name, weight);
    const ir::StoredTensor* stored = match_.by_weight[at];
    if (stored == nullptr)
      return fail(fmt::format("{} has no {} that fits; shapewise check --weights says more", path_, name));
    if (stored->dtype != weight.dtype) {
      return fail(fmt::format("{} has {} as {}, and the network as {}", path_, name, ir::name(stored->dtype),
                              ir::name(weight.dtype)));
    }
    return ir::contents(*stored);
  }

 private:
  Result<std::string> drawn(ir::WeightId id, const std::string& name, const ir::Weight& weight) const {
    exec::Sizes dims;
    for (const sym::Expr& size : weight.shape().dims) {
      auto number = size.constant();
      if (!number || !fits_int64(*number)) return save::zero_weights(name, weight);  // which says why it can't be
      dims.push_back(static_cast<std::int64_t>(*number));
    }
    return random_->find(id, name, dims, weight.dtype).map(exec::held_bytes);
  }

  explicit Source(const ir::Graph& graph) : graph_(&graph) {}

  const ir::Graph* graph_;
  std::string path_;
  std::unique_ptr<exec::WeightSource> random_;
  std::unique_ptr<Weights> weights_;
  analysis::StateMatch match_;
};

Result<std::string> bytes_of(const Invocation& invocation, driver::Analysis& analysis) {
  auto opset = number_of(invocation, "opset", save::kOldestOpset, save::kNewestOpset, save::kNewestOpset);
  if (!opset) return tl::unexpected(opset.error());
  auto source = Source::open(invocation, analysis.graph);
  if (!source) return tl::unexpected(source.error());
  save::Options options;
  options.opset = static_cast<int>(*opset);
  auto document = save::export_graph(
      analysis.graph, options,
      [&](const std::string& name, const ir::Weight& weight) { return source->find(name, weight); },
      analysis.diagnostics);
  if (!document) return tl::unexpected(document.error());
  return analysis.diagnostics.errors() > 0 ? std::string() : save::serialize(*document);
}

Exit run(const Invocation& invocation) {
  if (!invocation.has("output")) return complain("say where the model goes: -o net.onnx");
  auto network = read_network(invocation);
  if (!network) return complain(network.error().message);
  driver::Analysis& analysis = network->analysis;
  if (analysis.diagnostics.errors() == 0) {
    for (const ir::Gap& gap : analysis.graph.gaps) {
      analysis.diagnostics.error(diag::Kind::NotExportable, gap.range, "what is not understood can't be written")
          .label = gap.message;
    }
  }
  if (analysis.diagnostics.errors() == 0) {
    auto bytes = bytes_of(invocation, analysis);
    if (!bytes) return complain(bytes.error().message);
    if (auto done = bytes->empty() ? Result<void>() : deliver(invocation, *bytes); !done)
      return complain(done.error().message);
  }
  return show_diagnostics(invocation, analysis);
}

}  // namespace

Command export_command() {
  static const OptionGroup groups[] = {
      {"Network", network_options()}, {"Model", kExport}, {"Output", text_options()}, {"General", general_options()}};
  return {
      .name = "export",
      .operand = "FILE",
      .summary = "Write the network as a model in ONNX.",
      .description =
          "The graph in evaluation mode, with the open sizes of its inputs left open and the weights named as in the "
          "state_dict. Calls that ONNX has no counterpart for are errors that name them.",
      .groups = groups,
      .examples = kExamples,
      .run = run};
}

}  // namespace shapewise::cli
