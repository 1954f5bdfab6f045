// The numbers of makers, and toml++ for those of others.
#include "config/target.h"

#include <fmt/format.h>

#include "config/toml.h"

namespace shapewise::config {
namespace {

constexpr double kMost = 1e15;  // more than any computer has of anything, and small enough to count with

/// The text of a key, or `otherwise` if it is not there.
Result<std::string> text_of(const toml::table& root, std::string_view key, std::string otherwise) {
  if (!root.contains(key)) return otherwise;
  auto found = root[key].value<std::string>();
  if (!found) return fail(fmt::format("'{}' must be text", key));
  return *found;
}

}  // namespace

const std::vector<Target>& known_targets() {
  constexpr double kKibi = 1024;
  constexpr double kGibi = 1024 * 1024 * 1024;
  static const std::vector<Target> targets = {
      // One fused multiply-add of float32 in each cycle at 480 MHz; 64 bits at 240 MHz to the AXI SRAM.
      {"cortex-m7", 0.96, 1.92, 1024 * kKibi, 2048 * kKibi, "STM32H743 data sheet: 480 MHz, 1 MiB SRAM, 2 MiB flash"},
      // Four Cortex-A78 at 2.4 GHz with two 128-bit units each; LPDDR4X-4266, 2 × 16 bits.
      {"phone", 153.6, 17.1, 6 * kGibi, 0, "four Cortex-A78 at 2.4 GHz, LPDDR4X-4266 on 32 bits"},
      {"a100", 19500, 1555, 40 * kGibi, 0, "NVIDIA A100 40 GB data sheet: float32 without tensor cores"},
  };
  return targets;
}

Result<Target> read_target(std::string_view text) {
  toml::parse_result parsed = toml::parse(text);
  if (!parsed)
    return fail(fmt::format("line {}: {}", parsed.error().source().begin.line, parsed.error().description()));
  const toml::table& root = parsed.table();
  Target target;
  double memory = 0;
  double flash = 0;
  struct Number {
    std::string_view key;
    double* to;
    bool needed;
  };
  const Number numbers[] = {{"gflops", &target.gflops, true},
                            {"gigabytes_per_second", &target.gigabytes, true},
                            {"memory_kib", &memory, false},
                            {"flash_kib", &flash, false}};
  for (const auto& [key, value] : root) {
    bool known = key.str() == "name" || key.str() == "source";
    for (const Number& number : numbers) known = known || key.str() == number.key;
    if (!known)
      return fail(
          fmt::format("there is no key '{}' (keys: name, gflops, gigabytes_per_second, memory_kib, flash_kib, "
                      "source)",
                      key.str()));
  }
  for (const Number& number : numbers) {
    auto found = root[number.key].value<double>();
    if (!found && !number.needed && !root.contains(number.key)) continue;
    if (!found || !(*found > 0 && *found < kMost))
      return fail(fmt::format("'{}' must be a number above 0 and below {:g}", number.key, kMost));
    *number.to = *found;
  }
  auto name = text_of(root, "name", "target");
  auto source = text_of(root, "source", "a file");
  if (!name || !source) return tl::unexpected((name ? source : name).error());
  target.name = *name;
  target.source = *source;
  target.memory = memory * 1024;
  target.flash = flash * 1024;
  return target;
}

}  // namespace shapewise::config
