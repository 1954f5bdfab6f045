// `shapewise solve FILE`: which numbers fill the holes of a network.
#include "design/solve.h"

#include <algorithm>
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/network.h"
#include "cli/options.h"
#include "cli/widths.h"

namespace shapewise::cli {
namespace {

constexpr std::string_view kQuantities[] = {"macs", "params", "trainable", "activations", "weights"};

constexpr Option kWhat[] = {
    {0, "output", Takes::Text, "SHAPE", "the wanted shape of the output, such as N,32,16,16"},
    {0, "free", Takes::Text, "NAME",
     "solve for an argument, such as conv1.padding, whatever it is; may be repeated; channels: for all widths at once"},
    {0, "budget", Takes::Text, "LIST", "what the network may cost with other widths, such as 'params<=50k, macs<300M'"},
    {0, "maximize", Takes::Choice, "WHAT", "what the widths should make largest: macs (default), params …",
     kQuantities},
    {0, "multiple", Takes::Text, "M", "only widths that are multiples of M"},
};

constexpr Example kExamples[] = {
    {"shapewise solve -e 'Conv2d(16, 32, kernel_size=?, stride=?, padding=?)' -i N,16,32,32 --output N,32,16,16",
     "windows that halve the image"},
    {"shapewise solve -e 'Conv2d(3, 8, 5), Flatten, Linear(?, 10)' -i N,3,32,32", "the size of a layer behind Flatten"},
    {"shapewise solve net.py --free conv1.padding --output N,64,112,112", "an argument of a layer in a program"},
    {"shapewise solve net.py --free channels --budget 'params<=50k' --maximize macs",
     "the widths that use a budget best"},
};

std::string assignment(const design::Solutions& solutions, const std::vector<Int>& values) {
  std::string text;
  for (std::size_t i = 0; i < values.size(); ++i) {
    text += fmt::format("{}{}={}", i == 0 ? "" : ", ", solutions.holes[i].name, to_string(values[i]));
  }
  return text;
}

std::string ranges(const design::Solutions& solutions) {
  std::string text;
  for (const design::Hole& hole : solutions.holes) {
    text += fmt::format("{}{} from {} to {}", text.empty() ? "" : ", ", hole.name, to_string(hole.least),
                        to_string(hole.most));
  }
  return text;
}

std::string none_text(const design::Solutions& solutions) {
  if (!solutions.refuted.empty()) {
    return fmt::format("There is no solution, whatever the numbers are: {}.\n", solutions.refuted);
  }
  std::string text = fmt::format("There is no solution with {}.\n", ranges(solutions));
  if (!solutions.nearest.empty()) {
    text += fmt::format("Nearest: {}, which gives ({}).\n", assignment(solutions, solutions.nearest),
                        solutions.nearest_output);
  }
  return text;
}

std::string text_of(const design::Solutions& solutions) {
  if (solutions.found.empty()) return none_text(solutions);
  std::string text;
  for (const std::vector<Int>& values : solutions.found) text += assignment(solutions, values) + "\n";
  Int more = solutions.count - static_cast<Int>(solutions.found.size());
  if (more > 0) text += fmt::format("and {} more\n", to_string(more));
  for (const std::string& family : solutions.families) text += fmt::format("In general: {}\n", family);
  return text + fmt::format("Tried: {}\n", ranges(solutions));
}

Exit run(const Invocation& invocation) {
  auto asked = read_request(invocation);
  if (!asked) return complain(asked.error().message);
  std::vector<std::string> free = invocation.values("free");
  bool widths = std::find(free.begin(), free.end(), "channels") != free.end();
  if (widths && free.size() > 1) return complain("--free channels stands alone: it frees every width");
  if (widths && invocation.has("output"))
    return complain("--free channels keeps the output; --output does not go with it");
  for (std::string_view option : {"budget", "maximize", "multiple"}) {
    if (!widths && invocation.has(option)) return complain(fmt::format("--{} goes with --free channels", option));
  }
  if (widths) return solve_widths(invocation, std::move(asked->request));
  const std::string* output = invocation.value("output");
  auto solutions = design::solve({asked->request, free, output == nullptr ? "" : *output});
  if (!solutions) return complain(solutions.error().message);
  if (auto done = write(Stream::Out, text_of(*solutions)); !done) return complain(done.error().message);
  return solutions->found.empty() ? kProblems : kClean;
}

}  // namespace

Command solve_command() {
  static const OptionGroup groups[] = {
      {"Network", network_options()}, {"Question", kWhat}, {"General", general_options()}};
  return {
      .name = "solve",
      .operand = "FILE",
      .summary = "Find the numbers with which a network works.",
      .description =
          "A ? may stand in the place of any integer argument or size, in a list or in Python source. All values in "
          "small ranges are tried, and shown with the smallest first; each that is shown was put in and analysed. With "
          "--free channels, the widths of all layers are chosen anew so that the network keeps its budgets.",
      .groups = groups,
      .examples = kExamples,
      .run = run};
}

}  // namespace shapewise::cli
