// `shapewise annotate FILE`: the source with the shape of every tensor beside it.
#include "annotate/annotate.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/files.h"
#include "cli/network.h"
#include "cli/options.h"

namespace shapewise::cli {
namespace {

constexpr Option kAnnotate[] = {
    {0, "write", Takes::Nothing, "", "put the comments into the file"},
    {0, "update", Takes::Nothing, "", "correct the shape comments that are there, in the file"},
    {0, "strip", Takes::Nothing, "", "take our comments out of the file"},
};

constexpr Example kExamples[] = {
    {"shapewise annotate net.py -i N,3,224,224", "print the source with shapes"},
    {"shapewise annotate net.py -i N,3,224,224 --write", "put them into the file"},
    {"shapewise annotate net.py --strip", "and take them out again"},
};

Exit strip_file(const std::string& path) {
  auto text = read_file(path, driver::Request().limits.bytes);
  if (!text) return complain(text.error().message);
  auto done = write_file(path, annotate::strip(*text));
  return done ? kClean : complain(done.error().message);
}

Exit run(const Invocation& invocation) {
  bool write = invocation.has("write");
  bool update = invocation.has("update");
  if (write + update + invocation.has("strip") > 1) return complain("--write, --update and --strip exclude each other");
  bool from_file = !invocation.operands().empty() && invocation.operands().front() != "-";
  if ((write || update || invocation.has("strip")) && !from_file) return complain("there is no file to write to");
  if (invocation.has("strip")) return strip_file(invocation.operands().front());
  if (!write && !update) {
    return present(invocation, [](const Network& network) -> Result<std::string> {
      if (network.analysis.format != driver::Format::Python)
        return fail("only the source of a program can be annotated");
      return annotate::annotate(network.analysis);
    });
  }
  auto network = read_network(invocation);
  if (!network) return complain(network.error().message);
  const source::SourceFile& file = network->analysis.sources[source::FileId{0}];
  std::string text = write ? annotate::annotate(network->analysis) : annotate::update(network->analysis);
  if (text == file.text()) return kClean;
  auto done = write_file(file.path(), text);
  return done ? kClean : complain(done.error().message);
}

}  // namespace

Command annotate_command() {
  static const OptionGroup groups[] = {{"Network", network_options()},
                                       {"Annotation", kAnnotate},
                                       {"Output", text_options()},
                                       {"General", general_options()}};
  return {
      .name = "annotate",
      .operand = "FILE",
      .summary = "Print the source with the shape of every tensor beside it.",
      .description =
          "Behind each statement that makes a tensor a comment '# shape: ...' says its shape. --write puts the "
          "comments into the file, --update corrects those that are there, and --strip takes ours out; nothing else "
          "in the file changes.",
      .groups = groups,
      .examples = kExamples,
      .run = run};
}

}  // namespace shapewise::cli
