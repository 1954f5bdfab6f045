// The graph goes through a temporary file without a name, so that neither side waits for the other's pipe.
#include "cli/graphviz.h"

#include <cstdio>
#include <memory>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern "C" char** environ;  // POSIX

namespace shapewise::cli {
namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File temporary() { return {std::tmpfile(), std::fclose}; }

std::string contents(std::FILE* file) {
  std::string text;
  char buffer[1 << 16];
  std::rewind(file);
  for (std::size_t read = 0; (read = std::fread(buffer, 1, sizeof buffer, file)) > 0;) text.append(buffer, read);
  return text;
}

/// Runs dot from `in` to `out`; its exit status, or −1 if it could not be run.
int run_dot(int in, int out) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  char program[] = "dot";
  char format[] = "-Tsvg";
  char* arguments[] = {program, format, nullptr};
  pid_t process = 0;
  int failed = posix_spawnp(&process, program, &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  if (failed != 0 || waitpid(process, &status, 0) != process || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status) == 127 ? -1 : WEXITSTATUS(status);
}

}  // namespace

Result<std::string> draw_graph(std::string_view dot) {
  File in = temporary();
  File out = temporary();
  if (!in || !out) return fail("no temporary file can be made for Graphviz");
  std::fwrite(dot.data(), 1, dot.size(), in.get());
  std::fflush(in.get());
  std::rewind(in.get());
  int status = run_dot(fileno(in.get()), fileno(out.get()));
  if (status < 0) {
    return fail(
        "Graphviz is needed to lay out the graph, and its program dot is not there; install the package graphviz, or "
        "use --format dot or --style blocks");
  }
  if (status != 0) return fail("Graphviz could not lay out the graph");
  return contents(out.get());
}

}  // namespace shapewise::cli
