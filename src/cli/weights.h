// Files of weights on the disk.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/command.h"
#include "cli/files.h"
#include "ir/stored.h"

namespace shapewise::cli {

/// Weights, and the mapped files in which their bytes lie.
struct Weights {
  ir::Checkpoint checkpoint;
  std::vector<MappedFile> files;
};

/// Opens a file of weights, or all files that an index names beside it.
Result<Weights> open_weights(const std::string& path);

/// `shapewise FILE.safetensors`: what is in it.
Exit list_weights(const Invocation& invocation, const std::string& path);

/// `shapewise check FILE --weights WEIGHTS`: whether they fit the network.
Result<Exit> check_weights(const Invocation& invocation);

}  // namespace shapewise::cli
