// The program. Its commands, then one line for each thing that is done.
#include "cli/program.h"

#include <csignal>
#include <fmt/format.h>
#include <new>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/parse.h"
#include "cli/terminal.h"

namespace shapewise::cli {
namespace {

/// Says that there is no more memory, without asking for some.
void end_without_memory() {
  constexpr std::string_view kMessage = "shapewise: there is not enough memory for this\n";
  static_cast<void>(::write(STDERR_FILENO, kMessage.data(), kMessage.size()) == 0);
  _exit(kUsage);
}

}  // namespace

std::vector<Command> all_commands() {
  return {summary_command(), explain_command(),  compare_command(),  memory_command(),
          solve_command(),   envelope_command(), run_command(),      prove_command(),
          bench_command(),   check_command(),    annotate_command(), diff_command(),
          export_command(),  layers_command(),   rule_command(),     completions_command()};
}

int run_program(int argc, char** argv) {
  const std::vector<Command> commands = all_commands();
  std::set_new_handler(end_without_memory);
  std::signal(SIGPIPE, SIG_IGN);  // a reader that goes away is seen when writing

  auto invocation = parse(commands, argc, argv);
  if (!invocation) return complain(invocation.error().message + "\nTry 'shapewise --help'.");

  auto print = [](std::string_view text) {
    auto done = write(Stream::Out, text);
    return done ? kClean : complain(done.error().message);
  };
  if (invocation->has("version")) return print(fmt::format("shapewise {}\n", SHAPEWISE_VERSION));
  if (invocation->has("help")) {
    int width = terminal_width(Stream::Out);
    return print(help(invocation->command(), commands, width > 0 ? std::min(width, 100) : 100));
  }
  invocation->set_arguments(argv);
  return invocation->command().run(*invocation);
}

}  // namespace shapewise::cli
