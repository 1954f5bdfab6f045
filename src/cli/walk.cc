// A walk through folders that reads each .gitignore on its way. Links to folders are not followed.
#include "cli/walk.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <set>

#include "cli/files.h"
#include "cli/gitignore.h"

namespace shapewise::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kLargestIgnoreFile = 1 << 20;
constexpr int kMostParents = 64;

/// Folders that hold no sources of the project.
bool is_never_source(const fs::path& folder) {
  static const std::set<std::string> kNames = {"__pycache__", "node_modules", "site-packages", "dist-packages",
                                               "build",       "dist",         "venv",          "env"};
  std::string name = folder.filename().string();
  return name.starts_with('.') || kNames.count(name) > 0 || name.ends_with(".egg-info") ||
         is_file((folder / "pyvenv.cfg").string());
}

/// By its extension. Others, such as .json, may be anything: they are taken only if they are named themselves.
bool may_hold_network(const fs::path& name) {
  fs::path extension = name.extension();
  return extension == ".py" || extension == ".onnx" || extension == ".keras";
}

/// Patterns, and the folder from which they count.
struct Scope {
  fs::path folder;  // absolute
  Patterns patterns;
};

class Walk {
 public:
  Walk(const std::vector<std::string>& exclude, const std::string& base) {
    if (exclude.empty()) return;
    excluded_.push_back({fs::absolute(base).lexically_normal(), Patterns(fmt::format("{}", fmt::join(exclude, "\n")))});
  }

  Result<void> add(const std::string& path) {
    std::error_code error;
    if (is_file(path)) {
      files_.push_back(path);
      return {};
    }
    if (!is_folder(path)) {
      std::size_t end = path.find(".py:");
      std::string file = path.substr(0, end == std::string::npos ? end : end + 3);
      if (file == path || !is_file(file)) return fail(fmt::format("{}: no such file or folder", path));
      return fail(fmt::format("whole files are checked: {}; for one network there is shapewise '{}'", file, path));
    }
    fs::path absolute = fs::absolute(path, error).lexically_normal();
    if (!absolute.has_filename()) absolute = absolute.parent_path();
    scopes_ = excluded_;
    add_scopes_above(absolute);
    descend(path == "." ? fs::path() : fs::path(path), absolute);
    return {};
  }

  std::vector<std::string> files() {
    std::sort(files_.begin(), files_.end());
    files_.erase(std::unique(files_.begin(), files_.end()), files_.end());
    return std::move(files_);
  }

 private:
  void add_scope(const fs::path& folder, const fs::path& file) {
    if (!is_file(file.string())) return;
    auto text = read_file(file.string(), kLargestIgnoreFile);
    if (text) scopes_.push_back({folder, Patterns(*text)});
  }

  /// The .gitignore files between the repository's root and the folder.
  void add_scopes_above(const fs::path& folder) {
    std::vector<fs::path> above;
    fs::path root = folder;
    for (int i = 0; i < kMostParents && !fs::exists(root / ".git"); ++i) {
      if (!root.has_relative_path()) return;  // in no repository
      root = root.parent_path();
      above.push_back(root);
    }
    if (!fs::exists(root / ".git")) return;
    add_scope(root, root / ".git" / "info" / "exclude");
    for (auto parent = above.rbegin(); parent != above.rend(); ++parent) add_scope(*parent, *parent / ".gitignore");
  }

  bool is_ignored(const fs::path& absolute, bool folder) const {
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
      std::string relative = absolute.lexically_relative(scope->folder).generic_string();
      if (relative.empty() || relative.starts_with("..")) continue;
      Patterns::Verdict verdict = scope->patterns.judge(relative, folder);
      if (verdict != Patterns::Verdict::None) return verdict == Patterns::Verdict::Ignored;
    }
    return false;
  }

  /// `shown` is the folder as the user named it.
  void descend(const fs::path& shown, const fs::path& absolute) {
    std::size_t outer = scopes_.size();
    add_scope(absolute, absolute / ".gitignore");
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(absolute, error)) {
      fs::path name = entry.path().filename();
      bool link = entry.is_symlink(error);
      if (entry.is_directory(error)) {
        if (!link && !is_never_source(entry.path()) && !is_ignored(entry.path(), true))
          descend(shown / name, entry.path());
      } else if (may_hold_network(name) && entry.is_regular_file(error) && !is_ignored(entry.path(), false)) {
        files_.push_back((shown / name).string());
      }
    }
    scopes_.erase(scopes_.begin() + static_cast<std::ptrdiff_t>(outer), scopes_.end());
  }

  std::vector<Scope> excluded_;
  std::vector<Scope> scopes_;
  std::vector<std::string> files_;
};

}  // namespace

Result<std::vector<std::string>> files_below(const std::vector<std::string>& paths,
                                             const std::vector<std::string>& exclude, const std::string& exclude_base) {
  Walk walk(exclude, exclude_base);
  for (const std::string& path : paths) {
    if (auto done = walk.add(path); !done) return tl::unexpected(done.error());
  }
  return walk.files();
}

}  // namespace shapewise::cli
