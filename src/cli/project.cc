// Configuration files are looked for as git looks for its repository: upwards.
#include "cli/project.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

#include "cli/files.h"
#include "cli/options.h"
#include "diag/emitter.h"

namespace shapewise::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kLargestConfig = 1 << 20;
constexpr int kMostParents = 64;

Result<std::string> text_of(const std::string& path) {
  auto text = read_file(path, kLargestConfig);
  if (text && text->size() > kLargestConfig) return fail(fmt::format("{} is larger than 1 MiB", path));
  return text;
}

/// The path of the file that configures the project; empty if there is none.
std::string find_config(const std::string& path) {
  std::error_code error;
  fs::path folder = is_folder(path) ? fs::path(path) : fs::path(folder_of(path));
  fs::path absolute = fs::absolute(folder, error).lexically_normal();
  for (int i = 0; i < kMostParents; ++i) {
    fs::path own = absolute / "shapewise.toml";
    if (is_file(own.string())) return own.string();
    fs::path shared = absolute / "pyproject.toml";
    auto text = is_file(shared.string()) ? text_of(shared.string()) : Result<std::string>("");
    if (text && config::is_configured(*text)) return shared.string();
    if (fs::exists(absolute / ".git", error) || !absolute.has_relative_path()) break;
    absolute = absolute.parent_path();
  }
  return "";
}

/// As short as it can be written from the working folder.
std::string shown(const std::string& path) {
  std::error_code error;
  fs::path relative = fs::path(path).lexically_relative(fs::current_path(error));
  return relative.empty() || relative.string().starts_with("..") ? path : relative.string();
}

}  // namespace

Result<Project> read_project(const Invocation& invocation, const std::string& path) {
  const std::string* given = invocation.value("config");
  std::string file = given != nullptr ? *given : find_config(path);
  if (file.empty()) return Project{};
  auto text = text_of(file);
  if (!text) return tl::unexpected(text.error());
  source::SourceMap sources;
  diag::Sink sink;
  const source::SourceFile& source = sources.add(shown(file), std::move(*text));
  Project project;
  project.config = config::read(source, fs::path(file).filename() == "pyproject.toml", sink);
  project.folder = folder_of(file);
  std::string mistakes;
  for (const diag::Diagnostic& d : sink.all()) mistakes += "\n" + diag::emit(d, sources, {}, "configuration");
  if (!mistakes.empty()) return fail("the configuration is not valid" + mistakes);
  for (std::string& root : project.config.roots) root = (fs::path(project.folder) / root).lexically_normal().string();
  return project;
}

Result<void> add_options(const Invocation& invocation, config::Config& config) {
  for (const std::string& text : invocation.values("rule")) {
    std::size_t equals = std::min(text.find('='), text.size());
    std::string name = text.substr(0, equals);
    std::string word = equals < text.size() ? text.substr(equals + 1) : "warning";
    if (auto known = config::check_rule_name(name); !known) return known;
    auto level = rules::find_level(word);
    if (!level) return fail(fmt::format("--rule {}: '{}' is no level: off, note, warning or error", name, word));
    config.levels.insert_or_assign(name, *level);
  }
  for (const std::string& text : invocation.values("budget")) {
    auto budgets = config::parse_budgets(text);
    if (!budgets) return tl::unexpected(budgets.error());
    config.budgets.insert(config.budgets.end(), budgets->begin(), budgets->end());
  }
  std::vector<std::string> roots = invocation.values("root");
  config.roots.insert(config.roots.end(), roots.begin(), roots.end());
  config.training = in_training(invocation, config.training);
  return {};
}

}  // namespace shapewise::cli
