// `shapewise envelope FILE`: for which inputs a network works.
#include "design/envelope.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/network.h"
#include "cli/options.h"
#include "diag/text.h"

namespace shapewise::cli {
namespace {

constexpr Example kExamples[] = {
    {"shapewise envelope net.py -i N,3,224,224", "how small or large an image may be, and which layer is in the way"},
};

constexpr int kMostConditions = 2;  // shown of an axis: the others are alike

std::string place(const design::Envelope& envelope, source::Range range) {
  if (!range.valid() || range.file.index >= envelope.sources.size()) return "";
  const source::SourceFile& file = envelope.sources[range.file];
  source::Position at = file.position(range.begin);
  return fmt::format(" at {}:{}:{}", diag::printable(file.path()), at.line, at.column);
}

/// "≥ 20", "from 64 to 67", "≥ 32 and divisible by 16".
std::string sizes(const design::AxisEnvelope& axis) {
  if (axis.works.empty()) return fmt::format("no size up to {}", to_string(axis.most));
  Int first = axis.works.front().first;
  if (axis.modulus == 1) return first == 1 ? "any size" : fmt::format("≥ {}", to_string(first));
  if (axis.modulus > 1) {
    std::string rule = axis.remainder == 0 ? fmt::format("divisible by {}", to_string(axis.modulus))
                                           : fmt::format("{} more than a multiple of {}", to_string(axis.remainder),
                                                         to_string(axis.modulus));
    return first == axis.modulus || first == axis.remainder ? rule : fmt::format("≥ {} and {}", to_string(first), rule);
  }
  std::string text;
  for (std::size_t i = 0; i < axis.works.size() && i < 5; ++i) {
    auto [from, to] = axis.works[i];
    text += text.empty() ? "" : ", ";
    text +=
        from == to ? fmt::format("{}", to_string(from)) : fmt::format("from {} to {}", to_string(from), to_string(to));
  }
  return axis.works.size() > 5 ? text + fmt::format(" and {} more intervals", axis.works.size() - 5) : text;
}

std::string text_of(const design::Envelope& envelope) {
  std::string text = "Input";
  for (const std::string& input : envelope.input) text += " " + input;
  text += "\n";
  for (const std::string& relation : envelope.given) text += "Assuming " + relation + "\n";
  text += "\n";
  for (const design::AxisEnvelope& axis : envelope.axes) {
    text += fmt::format("{}: {}\n", axis.name, sizes(axis));
    std::string last;
    int conditions = 0;
    for (const design::Boundary& boundary : axis.boundaries) {
      std::string reason = fmt::format("{}{}", diag::printable(boundary.message), place(envelope, boundary.range));
      if (axis.modulus > 1 && reason == last) continue;
      if (boundary.under_condition && ++conditions > kMostConditions) continue;
      text += fmt::format("  {} works, {} {}{}\n", to_string(boundary.works), to_string(boundary.fails),
                          boundary.under_condition ? "only if " : "does not: ", reason);
      last = reason;
      if (axis.modulus > 1 && boundary.works >= axis.works.front().first && boundary.fails > boundary.works) break;
    }
  }
  Int most = 0;
  for (const design::AxisEnvelope& axis : envelope.axes) most = std::max(most, axis.most);
  return text + fmt::format("\nEach axis alone, the others as they are. Sizes up to {} were tried.\n", to_string(most));
}

Exit run(const Invocation& invocation) {
  auto asked = read_request(invocation);
  if (!asked) return complain(asked.error().message);
  auto envelope = design::find_envelope(asked->request);
  if (!envelope) return complain(envelope.error().message);
  if (auto done = deliver(invocation, text_of(*envelope)); !done) return complain(done.error().message);
  return kClean;
}

}  // namespace

Command envelope_command() {
  static const OptionGroup groups[] = {
      {"Network", network_options()}, {"Output", text_options()}, {"General", general_options()}};
  return {
      .name = "envelope",
      .operand = "FILE",
      .summary = "Show for which inputs a network works.",
      .description =
          "For each axis of the input the sizes for which the network works, and at each boundary the layer that is "
          "to blame. A size works if it does whatever the symbols of the input are; where that needs a condition, the "
          "boundary says 'only if'. Both sides of every boundary that is shown were analysed.",
      .groups = groups,
      .examples = kExamples,
      .run = run};
}

}  // namespace shapewise::cli
