// Globs are matched name by name with fnmatch(3); ** stands for any number of folders.
#include "cli/gitignore.h"

#include <algorithm>
#include <fnmatch.h>

namespace shapewise::cli {
namespace {

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> parts;
  while (!path.empty()) {
    std::size_t end = std::min(path.find('/'), path.size());
    if (end > 0) parts.emplace_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return parts;
}

bool matches(const std::vector<std::string>& glob, std::size_t g, const std::vector<std::string>& path, std::size_t p) {
  if (g == glob.size()) return p == path.size();
  if (glob[g] == "**") {
    // At the end it stands for what is inside: at least one name.
    std::size_t least = g + 1 == glob.size() ? p + 1 : p;
    for (std::size_t next = least; next <= path.size(); ++next) {
      if (matches(glob, g + 1, path, next)) return true;
    }
    return false;
  }
  return p < path.size() && fnmatch(glob[g].c_str(), path[p].c_str(), 0) == 0 && matches(glob, g + 1, path, p + 1);
}

}  // namespace

Patterns::Patterns(std::string_view text) {
  while (!text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    while (line.ends_with(' ') && !line.ends_with("\\ ")) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    Pattern pattern;
    pattern.negated = line.front() == '!';
    if (pattern.negated) line.remove_prefix(1);
    pattern.folders_only = line.ends_with('/');
    if (pattern.folders_only) line.remove_suffix(1);
    pattern.anchored = line.find('/') != std::string_view::npos;
    pattern.glob = line;
    patterns_.push_back(std::move(pattern));
  }
}

Patterns::Verdict Patterns::judge(std::string_view path, bool folder) const {
  std::vector<std::string> parts = split(path);
  for (auto pattern = patterns_.rbegin(); pattern != patterns_.rend() && !parts.empty(); ++pattern) {
    if (pattern->folders_only && !folder) continue;
    bool hit = pattern->anchored ? matches(split(pattern->glob), 0, parts, 0)
                                 : fnmatch(pattern->glob.c_str(), parts.back().c_str(), 0) == 0;
    if (hit) return pattern->negated ? Verdict::Kept : Verdict::Ignored;
  }
  return Verdict::None;
}

}  // namespace shapewise::cli
