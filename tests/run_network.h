// Networks from source to a run, for tests that hold what is computed against something.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "driver/analyze.h"
#include "exec/run.h"

namespace shapewise {

/// A network with its weights. The plan points into the analysis.
struct RunnableNetwork {
  driver::Analysis analysis;
  exec::Plan plan;
  exec::Loaded loaded;
};

/// A request to read a program in Python whose network takes these inputs.
driver::Request python_request(std::string text, std::vector<std::string> inputs);

/// The error is that of the analysis, of the plan or of the weights.
Result<std::unique_ptr<RunnableNetwork>> try_network(const driver::Request& request, exec::WeightSource&& weights);
/// Ends the test with that error.
std::unique_ptr<RunnableNetwork> network_of(const driver::Request& request, exec::WeightSource&& weights);

/// What the reference kernels return for these inputs. Ends the test if they stop.
std::vector<exec::Tensor> outputs_of(const RunnableNetwork& network, const std::vector<exec::Tensor>& inputs,
                                     const exec::RunOptions& options = {});

}  // namespace shapewise
