// Companions lie beside the program, or in libexec/shapewise beside its folder.
#include "cli/companion.h"

#include <cstdlib>
#include <fmt/format.h>
#include <string>
#include <unistd.h>

#include "cli/files.h"

namespace shapewise::cli {
namespace {

constexpr std::size_t kLongestPath = 4096;

std::string own_path() {
  std::string path(kLongestPath, '\0');
  ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
  path.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
  return path;
}

}  // namespace

void hand_over(std::string_view name, const Invocation& invocation) {
  std::string own = own_path();
  std::string folder = folder_of(own);
  if (own.empty() || invocation.arguments() == nullptr || own.substr(own.rfind('/') + 1) == name) return;
  // Threads that wait for each other do not spin, unless the user wants them to: on a machine with other work, spinning
  // makes every call wait for the scheduler.
  setenv("OMP_WAIT_POLICY", "passive", 0);
  for (const std::string& path :
       {fmt::format("{}/{}", folder, name), fmt::format("{}/../libexec/shapewise/{}", folder, name)}) {
    if (is_file(path)) execv(path.c_str(), invocation.arguments());
  }
}

}  // namespace shapewise::cli
