// Design under budgets: which widths (out_channels, out_features) of a whole network use a budget best. Widths that
// belong together (residual sums, the layers behind, groups of depthwise convolutions) change together; the input and
// the output of the network stay.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/budget.h"
#include "driver/analyze.h"

namespace shapewise::design {

struct WidthQuestion {
  driver::Request request;
  config::Quantity maximize = config::Quantity::Macs;
  std::vector<config::Budget> budgets;
  Int multiple = 1;  // of which every width is one
};

/// An argument, and what becomes of it.
struct Setting {
  std::string path;  // of the layer
  std::string param;
  Int before = 0;
  Int after = 0;
};

struct Tried {
  std::string width;  // "conv1.out_channels"
  Int least = 0;
  Int most = 0;
  Int step = 1;
};

struct Figure {
  config::Quantity quantity;
  Int before = 0;
  Int after = 0;
};

struct Widths {
  std::vector<Setting> settings;  // all arguments that change
  std::vector<Tried> tried;       // widths that could be chosen; others follow from them
  std::vector<Figure> figures;    // what is maximised, then what has a budget: of the network analysed again
  Int bound = 0;                  // proved: what is maximised can't be larger. The first figure if that is the best
  /// The text with the settings in it, analysed again; absent if an argument is no number of its own in the text.
  std::optional<std::string> text;
};

/// The error says why there is no answer: the network is not understood, or even its narrowest form is too large.
Result<Widths> design_widths(const WidthQuestion& question);

}  // namespace shapewise::design
