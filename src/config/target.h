// Targets: what a computer that is not at hand can do at most, as its makers say, for estimates.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace shapewise::config {

struct Target {
  std::string name;
  double gflops = 0;     // 10⁹ multiplications and additions in a second, in float32
  double gigabytes = 0;  // 10⁹ bytes a second between processor and memory
  double memory = 0;     // bytes for activations, and for weights if `flash` is 0
  double flash = 0;      // bytes for weights
  std::string source;    // where the numbers are from
};

/// Those with names of their own.
const std::vector<Target>& known_targets();
/// From TOML: name, gflops, gigabytes_per_second, memory_kib and flash_kib (may be missing), source. The error says
/// which key is wrong.
Result<Target> read_target(std::string_view toml);

}  // namespace shapewise::config
