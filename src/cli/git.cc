// Runs the program git, without a shell: names of files and revisions are arguments, never text that is parsed.
#include "cli/git.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/files.h"

extern char** environ;

namespace shapewise::cli {
namespace {

/// What a program prints on standard output, which may go to a file descriptor instead.
Result<std::string> run(const std::vector<std::string>& words, int output = -1) {
  int ends[2] = {-1, -1};
  if (output < 0 && ::pipe2(ends, O_CLOEXEC) != 0) return fail(fmt::format("cannot run git: {}", std::strerror(errno)));
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output < 0 ? ends[1] : output, STDOUT_FILENO);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));  // as POSIX has it
  arguments.push_back(nullptr);
  pid_t child = 0;
  int error = ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (output < 0) ::close(ends[1]);
  std::string text;
  char buffer[1 << 16];
  for (ssize_t count = 0; error == 0 && output < 0 && (count = ::read(ends[0], buffer, sizeof(buffer))) > 0;) {
    text.append(buffer, static_cast<std::size_t>(count));
  }
  if (output < 0) ::close(ends[0]);
  if (error != 0) return fail(fmt::format("cannot run {}: {}", words[0], std::strerror(error)));
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (status != 0) return fail(fmt::format("'{}' failed", fmt::join(words, " ")));
  return text;
}

std::vector<std::string> lines_of(const std::string& text, char end) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t next = std::min(text.find(end, at), text.size());
    if (next > at) lines.push_back(text.substr(at, next - at));
    at = next + 1;
  }
  return lines;
}

}  // namespace

std::optional<Revisions> split_revisions(const std::string& text) {
  std::size_t dots = text.find("..");
  if (dots == std::string::npos || dots == 0 || text.find('/') < dots || is_file(text)) return std::nullopt;
  std::size_t after = text.find_first_not_of('.', dots);
  return Revisions{text.substr(0, dots), after == std::string::npos ? "" : text.substr(after)};
}

Result<std::vector<std::string>> changed_files(const Revisions& revisions, const std::vector<std::string>& paths) {
  for (const std::string& revision : {revisions.before, revisions.after}) {
    if (revision.empty() || run({"git", "rev-parse", "--verify", "--quiet", revision + "^{commit}"})) continue;
    if (auto root = repository_root(); !root) return tl::unexpected(root.error());
    return fail(fmt::format("there is no revision '{}'", revision));
  }
  std::vector<std::string> words = {"git", "diff", "--name-only", "-z", "--no-renames", revisions.before};
  if (!revisions.after.empty()) words.push_back(revisions.after);
  words.emplace_back("--");
  words.insert(words.end(), paths.begin(), paths.end());
  auto text = run(words);
  if (!text) return tl::unexpected(text.error());
  std::vector<std::string> files;
  for (std::string& file : lines_of(*text, 0)) {
    if (file.ends_with(".py")) files.push_back(std::move(file));
  }
  return files;
}

Result<std::string> repository_root() {
  return run({"git", "rev-parse", "--show-toplevel"}).map([](const std::string& text) {
    return text.substr(0, text.find('\n'));
  });
}

Result<Checkout> Checkout::make(const std::string& revision) {
  auto root = repository_root();
  if (!root) return tl::unexpected(root.error());
  std::error_code error;
  std::string folder = (std::filesystem::temp_directory_path(error) / "shapewise-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return fail(fmt::format("cannot make {}: {}", folder, std::strerror(errno)));
  Checkout checkout(folder);
  std::string archive = folder + "/archive.tar";
  int fd = ::open(archive.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  auto packed = run({"git", "-C", *root, "archive", "--format=tar", revision, "--", "*.py"}, fd);
  if (fd >= 0) ::close(fd);
  if (!packed) return tl::unexpected(packed.error());
  auto unpacked = run({"tar", "-x", "-f", archive, "-C", folder});
  if (!unpacked) return tl::unexpected(unpacked.error());
  std::filesystem::remove(archive, error);
  return checkout;
}

Checkout::~Checkout() {
  std::error_code error;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, error);
}

}  // namespace shapewise::cli
