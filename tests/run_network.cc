// A test that ends does so by an exception, which the framework reports as its failure: a network that could not be
// run must not pass for one that computes something else.
#include "run_network.h"

#include <stdexcept>

namespace shapewise {

driver::Request python_request(std::string text, std::vector<std::string> inputs) {
  driver::Request request;
  request.path = "net.py";
  request.format = driver::Format::Python;
  request.text = std::move(text);
  request.inputs = std::move(inputs);
  return request;
}

Result<std::unique_ptr<RunnableNetwork>> try_network(const driver::Request& request, exec::WeightSource&& weights) {
  auto network = std::make_unique<RunnableNetwork>();
  network->analysis = driver::analyze(request);
  for (const diag::Diagnostic& d : network->analysis.diagnostics.all()) {
    if (d.severity == diag::Severity::Error) return fail(d.message);
  }
  auto plan = exec::make_plan(network->analysis.graph, {});
  if (!plan) return tl::unexpected(plan.error());
  network->plan = std::move(*plan);
  auto loaded = exec::Loaded::load(network->plan, weights);
  if (!loaded) return tl::unexpected(loaded.error());
  network->loaded = std::move(*loaded);
  return network;
}

std::unique_ptr<RunnableNetwork> network_of(const driver::Request& request, exec::WeightSource&& weights) {
  auto network = try_network(request, std::move(weights));
  if (!network) throw std::runtime_error(network.error().message + " in\n" + request.text);
  return std::move(*network);
}

std::vector<exec::Tensor> outputs_of(const RunnableNetwork& network, const std::vector<exec::Tensor>& inputs,
                                     const exec::RunOptions& options) {
  exec::Outcome outcome = exec::run(network.plan, network.loaded, inputs, options);
  if (!outcome.error.empty()) throw std::runtime_error(outcome.error);
  return std::move(outcome.outputs);
}

}  // namespace shapewise
