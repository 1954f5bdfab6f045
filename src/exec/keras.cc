// Source: https://keras.io/api/layers/activations.
#include "exec/keras.h"

#include <fmt/format.h>

#include "exec/passing.h"
#include "exec/views.h"

namespace shapewise::exec {
namespace {

bool is_first(const Execution& c) { return c.text("data_format") == "channels_first"; }

constexpr std::pair<std::string_view, std::string_view> kFunctions[] = {
    {"relu", "torch.nn.functional.relu"},
    {"relu6", "torch.nn.functional.relu6"},
    {"sigmoid", "torch.sigmoid"},
    {"tanh", "torch.tanh"},
    {"softplus", "torch.nn.functional.softplus"},
    {"softsign", "torch.nn.functional.softsign"},
    {"elu", "torch.nn.functional.elu"},
    {"selu", "torch.nn.functional.selu"},
    {"swish", "torch.nn.functional.silu"},
    {"silu", "torch.nn.functional.silu"},
    {"gelu", "torch.nn.functional.gelu"},
    {"mish", "torch.nn.functional.mish"},
    {"exponential", "torch.exp"},
};

}  // namespace

bool is_image(Execution& c) {
  if (c.input().rank() == c.call().spatial() + 2) return true;
  c.fail("an input of " + to_text(c.input().dims()) + " has other dimensions");
  return false;
}

Tensor channels_first(const Execution& c, const Tensor& x) {
  if (is_first(c) || x.rank() < 3) return x;
  std::vector<int> order{0, x.rank() - 1};
  for (int i = 1; i + 1 < x.rank(); ++i) order.push_back(i);
  return permuted(x, order);
}

Tensor channels_as_given(const Execution& c, const Tensor& x) {
  if (is_first(c) || x.rank() < 3) return x;
  std::vector<int> order{0};
  for (int i = 2; i < x.rank(); ++i) order.push_back(i);
  order.push_back(1);
  return permuted(x, order);
}

Tensor activated(Execution& c, const Tensor& x) {
  if (!x.defined() || !c.given("activation") || c.text("activation") == "linear") return x;
  std::string_view named = c.text("activation");
  Passed passed;
  passed.add("input", x);
  if (named == "softmax" || named == "log_softmax")
    return output_of(c, fmt::format("torch.{}", named), std::move(passed.set("dim", std::int64_t{-1})));
  for (auto [name, function] : kFunctions) {
    if (name == named) return output_of(c, function, std::move(passed));
  }
  c.fail(fmt::format("the activation {} is not run", named.empty() ? "that it has" : named));
  return {};
}

void give_activated(Execution& c, const Tensor& x) {
  Tensor made = activated(c, x);
  if (made.defined() && !c.failed()) c.give(made);
}

}  // namespace shapewise::exec
