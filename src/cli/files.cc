// POSIX calls. A directory can be opened for reading, so it is looked at first.
#include "cli/files.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <initializer_list>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "driver/imported.h"

namespace shapewise::cli {
namespace {

/// The path without links and dots, or nothing if there is no such file.
std::string canonical(const std::string& path) {
  char* resolved = ::realpath(path.c_str(), nullptr);
  if (resolved == nullptr) return "";
  std::string result = resolved;
  std::free(resolved);
  return result;
}

std::string join(const std::string& folder, std::string_view name) { return fmt::format("{}/{}", folder, name); }

std::string parent(const std::string& path) { return path.substr(0, std::max<std::size_t>(path.rfind('/'), 1)); }

constexpr int kMostParents = 8;

/// The folder and those above it, as far up as a project is looked for.
std::vector<std::string> with_parents(std::string folder) {
  std::vector<std::string> folders;
  for (int i = 0; i < kMostParents && folder.size() > 1; ++i, folder = parent(folder)) folders.push_back(folder);
  return folders;
}

bool has_any(const std::string& folder, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return is_file(join(folder, name)); });
}

/// The highest of the folders in which one of the modules lies that a file imports: each is taken from the nearest.
std::string highest_imported(const std::vector<std::string>& folders, const std::string& text) {
  std::size_t highest = 0;
  for (const std::string& name : driver::imported_modules(text)) {
    auto holds = [&](const std::string& folder) {
      std::string path = join(folder, name);
      return is_folder(path) || is_file(path + ".py");
    };
    auto nearest = std::find_if(folders.begin(), folders.end(), holds);
    if (nearest != folders.end()) highest = std::max(highest, static_cast<std::size_t>(nearest - folders.begin()));
  }
  return folders[highest];
}

/// Up through the packages, then to a folder that is marked as a project, if one is near; else as far up as there are
/// texts that projects come with, and modules that the file imports.
std::string project_of(std::string folder, const std::string& text) {
  while (folder.size() > 1 && is_file(folder + "/__init__.py")) folder = parent(folder);
  std::vector<std::string> folders = with_parents(folder);
  for (const std::string& marked : folders) {
    if (has_any(marked, {".git/HEAD", "pyproject.toml", "setup.py", "setup.cfg"})) return marked;
  }
  if (folders.empty()) return folder;
  std::string highest = highest_imported(folders, text);
  for (const std::string& above : folders) {
    bool described = has_any(above, {"README.md", "README.rst", "README", "LICENSE", "requirements.txt"});
    if (described && highest.starts_with(above)) highest = above;
  }
  return highest;
}

Result<std::string> read_all(int fd, const std::string& name, int limit) {
  std::string bytes;
  auto most = static_cast<std::size_t>(limit) + 1;
  struct stat status {};
  if (::fstat(fd, &status) == 0 && status.st_size > 0)
    bytes.reserve(std::min(static_cast<std::size_t>(status.st_size), most));
  char buffer[1 << 16];
  while (bytes.size() < most) {
    ssize_t count = ::read(fd, buffer, std::min(sizeof(buffer), most - bytes.size()));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(fmt::format("cannot read {}: {}", name, std::strerror(errno)));
    if (count == 0) break;
    bytes.append(buffer, static_cast<std::size_t>(count));
  }
  return bytes;
}

}  // namespace

std::string folder_of(const std::string& path) {
  std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return path.substr(0, std::max<std::size_t>(slash, 1));
}

bool is_file(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

bool is_folder(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

Result<std::string> read_file(const std::string& path, int limit) {
  if (path == "-") return read_all(STDIN_FILENO, "standard input", limit);
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return fail(fmt::format("{}: no such file", path));
    return fail(fmt::format("cannot read {}: {}", path, std::strerror(errno)));
  }
  if (S_ISDIR(status.st_mode)) return fail(fmt::format("{} is a directory, not a file", path));
  int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return fail(fmt::format("cannot read {}: {}", path, std::strerror(errno)));
  auto bytes = read_all(fd, path, limit);
  ::close(fd);
  return bytes;
}

Result<MappedFile> MappedFile::open(const std::string& path) {
  auto refused = [&] { return fail(fmt::format("cannot read {}: {}", path, std::strerror(errno))); };
  int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) return fail(fmt::format("{}: no such file", path));
  if (fd < 0) return refused();
  struct stat status {};
  bool plain = ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
  auto size = static_cast<std::size_t>(plain ? status.st_size : 0);
  void* memory = size > 0 ? ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0) : nullptr;
  ::close(fd);
  if (!plain) return fail(fmt::format("{} is no regular file", path));
  if (memory == MAP_FAILED) return refused();
  return MappedFile({static_cast<const char*>(memory), size});
}

Result<Contents> read_contents(const std::string& path, driver::Format format, int limit) {
  Contents contents;
  if (format == driver::Format::Detect) format = driver::detect(path, "");
  if (driver::is_binary(format) && path != "-") {
    auto file = MappedFile::open(path);
    if (!file) return tl::unexpected(file.error());
    contents.mapped.emplace(std::move(*file));
    return contents;
  }
  auto text = read_file(path, limit);
  if (!text) return tl::unexpected(text.error());
  contents.text = std::move(*text);
  return contents;
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

DiskFiles::DiskFiles(const std::string& main_file, const std::vector<std::string>& roots, int limit) : limit_(limit) {
  std::size_t slash = main_file.rfind('/');
  std::string folder = canonical(slash == std::string::npos ? "." : main_file.substr(0, slash + 1));
  std::string text = main_file.ends_with(".py") ? read_file(main_file, limit).value_or("") : std::string();
  if (!folder.empty()) roots_.push_back(project_of(folder, text));
  for (const std::string& root : roots) roots_.push_back(canonical(root));
  std::erase(roots_, "");
  for (std::string& root : roots_) {
    if (root.back() != '/') root += '/';
  }
}

std::string DiskFiles::absolute(std::string_view path) {
  std::string resolved = canonical(std::string(path));
  return resolved.empty() ? std::string(path) : resolved;
}

bool DiskFiles::contains(std::string_view path) {
  std::string resolved = canonical(std::string(path));
  bool below =
      std::any_of(roots_.begin(), roots_.end(), [&](const std::string& root) { return resolved.starts_with(root); });
  if (!below) return false;
  struct stat status {};
  return ::stat(resolved.c_str(), &status) == 0 && S_ISREG(status.st_mode) && ::access(resolved.c_str(), R_OK) == 0;
}

Result<std::string> DiskFiles::read(std::string_view path) {
  std::string name(path);
  if (!contains(path)) return fail(fmt::format("{}: no such file", name));
  auto text = read_file(name, limit_);
  if (text && text->size() > static_cast<std::size_t>(limit_))
    return fail(fmt::format("{} has more than {} bytes", name, limit_));
  return text;
}

}  // namespace shapewise::cli
