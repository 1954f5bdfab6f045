// Budgets: what a network may cost, as people write it: "params<1M, macs<300M, activations<256KB".
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/int.h"
#include "base/result.h"

namespace shapewise::config {

enum class Quantity { Parameters, Trainable, Macs, Activations, Weights, Layers };
enum class Comparison { Less, LessEqual, Greater, GreaterEqual };

struct Budget {
  Quantity quantity = Quantity::Parameters;
  Comparison comparison = Comparison::Less;
  Int limit = 0;
  std::string text;  // as written: "params<1M"
};

struct QuantityInfo {
  Quantity quantity;
  std::string_view name;  // "params"
  std::string_view doc;
  bool bytes = false;  // its limits may have units of memory
};

std::span<const QuantityInfo> quantities();
std::string_view name(Quantity quantity);
std::string_view symbol(Comparison comparison);

bool keeps(const Budget& budget, Int value);

/// Several are separated by commas. Numbers may have k, M, G or T behind them, and sizes in bytes also KB, MB, GB
/// (1000) and KiB, MiB, GiB (1024). The error says what was expected.
Result<std::vector<Budget>> parse_budgets(std::string_view text);

/// How much more than before is too much: "params>+5%", "macs>+1M".
struct Growth {
  Quantity quantity = Quantity::Parameters;
  Int limit = 0;
  bool percent = false;
  std::string text;
};

bool is_too_much(const Growth& growth, Int before, Int after);
Result<std::vector<Growth>> parse_growths(std::string_view text);

}  // namespace shapewise::config
