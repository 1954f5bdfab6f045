// Companions lie beside the program, or where the installation puts what only programs run.
#include "cli/companion.h"

#include <csignal>
#include <cstdlib>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/files.h"

namespace shapewise::cli {
namespace {

constexpr std::size_t kLongestPath = 4096;
constexpr int kNotStarted = 127;  // so the loader ends, too, if a library is missing
constexpr int kSignalled = 128;   // … and a shell calls an end by a signal

std::string own_path() {
  std::string path(kLongestPath, '\0');
  ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
  path.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
  return path;
}

}  // namespace

std::optional<int> run_companion(const std::string& path, char** arguments) {
  pid_t child = fork();
  if (child < 0) return std::nullopt;
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);  // who stops this program stops the companion
    execv(path.c_str(), arguments);
    _exit(kNotStarted);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
  }
  if (!WIFEXITED(status)) return kSignalled + WTERMSIG(status);
  return WEXITSTATUS(status) == kNotStarted ? std::nullopt : std::optional<int>(WEXITSTATUS(status));
}

std::string hand_over(std::string_view name, const Invocation& invocation) {
  std::string own = own_path();
  std::string folder = folder_of(own);
  if (own.empty() || invocation.arguments() == nullptr || own.substr(own.rfind('/') + 1) == name) return {};
  // Threads that wait for each other do not spin, unless the user wants them to: on a machine with other work, spinning
  // makes every call wait for the scheduler.
  setenv("OMP_WAIT_POLICY", "passive", 0);
  for (const std::string& path :
       {fmt::format("{}/{}", folder, name), fmt::format("{}/{}/{}", folder, SHAPEWISE_COMPANIONS, name)}) {
    if (!is_file(path)) continue;
    if (auto status = run_companion(path, invocation.arguments())) std::exit(*status);
    return fmt::format("{} can't be started: are the libraries that it needs installed?", path);
  }
  return {};
}

}  // namespace shapewise::cli
