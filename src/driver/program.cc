// Roots from the place of the file: the packages around it, then the project.
#include "driver/program.h"

#include <algorithm>
#include <fmt/format.h>

namespace shapewise::driver {
namespace {

constexpr int kMaxParents = 8;

/// "a/b" of "a/b/c"; empty at the top.
std::string parent(const std::string& path) {
  std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

std::string join(const std::string& folder, std::string_view name) {
  return folder.empty() ? std::string(name) : fmt::format("{}/{}", folder, name);
}

}  // namespace

Program::Program(source::SourceMap sources, const std::vector<std::string>& roots, Files* files)
    : Texts(std::move(sources)), files_(files) {
  const std::string& written = main().path();
  const std::string path = files != nullptr ? files->absolute(written) : written;
  main_path_ = path;
  if (path.ends_with(written)) prefix_ = path.substr(0, path.size() - written.size());
  std::string folder = parent(path);
  std::size_t slash = path.rfind('/');
  main_name_ = slash == std::string::npos ? path : path.substr(slash + 1);
  bool is_init = main_name_ == "__init__.py";
  main_name_ = main_name_.substr(0, main_name_.rfind(".py"));
  if (is_init) main_name_.clear();
  // Packages: up to the first folder without __init__.py.
  while (files_ != nullptr && !folder.empty() && files_->contains(join(folder, "__init__.py"))) {
    std::string package = folder.substr(folder.rfind('/') + 1);
    main_name_ = main_name_.empty() ? package : fmt::format("{}.{}", package, main_name_);
    roots_.push_back(folder);  // scripts in packages import their neighbours by plain names, too
    folder = parent(folder);
  }
  std::reverse(roots_.begin(), roots_.end());
  roots_.insert(roots_.begin(), folder);
  // The folders above it, as far as the project goes.
  for (int i = 0; i < kMaxParents && files_ != nullptr && !folder.empty(); ++i) {
    bool is_root = files_->contains(join(folder, ".git/HEAD")) || files_->contains(join(folder, "setup.py")) ||
                   files_->contains(join(folder, "pyproject.toml"));
    if (is_root) break;
    folder = parent(folder);
    if (!folder.empty()) roots_.push_back(folder);
  }
  roots_.insert(roots_.end(), roots.begin(), roots.end());
}

const source::SourceFile* Program::open(const std::string& path) {
  if (path == main_path_) return &main();
  auto [found, fresh] = opened_.try_emplace(path, nullptr);
  if (!fresh || files_ == nullptr || !files_->contains(path)) return found->second;
  auto text = files_->read(path);
  bool near = !prefix_.empty() && path.starts_with(prefix_);
  if (text) found->second = &sources().add(near ? path.substr(prefix_.size()) : path, std::move(*text));
  return found->second;
}

const source::SourceFile* Program::find_below(const std::string& root, const std::string& module, bool& is_package) {
  for (bool package : {true, false}) {
    const source::SourceFile* file = open(join(root, module + (package ? "/__init__.py" : ".py")));
    if (file == nullptr) continue;
    is_package = package;
    return file;
  }
  return nullptr;
}

const source::SourceFile* Program::find(std::string_view module, const std::vector<std::string>& folders,
                                        bool& is_package) {
  std::string relative(module);
  std::replace(relative.begin(), relative.end(), '.', '/');
  std::string_view top = module.substr(0, module.find('.'));
  bool own = top == std::string_view(main_name_).substr(0, main_name_.find('.'));
  const source::SourceFile* file = nullptr;
  for (const std::string& root : roots_) {
    // What is merely installed there is not part of the project, but torchvision's models are part of many networks.
    bool installed = root.ends_with("site-packages") || root.ends_with("dist-packages");
    if (installed && !own && top != "torchvision") continue;
    if (file = find_below(root, relative, is_package); file != nullptr) return file;
  }
  for (const std::string& folder : folders) {
    for (const std::string& place : places_of(folder)) {
      if (file = find_below(place, relative, is_package); file != nullptr) return file;
    }
  }
  return nullptr;
}

std::vector<std::string> Program::places_of(std::string_view path) const {
  std::vector<std::string> places{std::string(path)};
  if (path.starts_with('/')) return places;
  for (const std::string& root : roots_) places.push_back(join(root, path));
  return places;
}

std::string Program::place_of(std::string_view path) {
  if (files_ == nullptr || path.empty()) return "";
  for (std::string& place : places_of(path)) {
    if (files_->contains(place)) return std::move(place);
  }
  return "";
}

std::shared_ptr<const std::string> Program::read(std::string_view path) {
  std::string place = place_of(path);
  if (place.empty()) return nullptr;
  auto [found, fresh] = read_.try_emplace(place);
  if (!fresh) return found->second;
  if (auto bytes = files_->read(place)) found->second = std::make_shared<const std::string>(std::move(*bytes));
  return found->second;
}

}  // namespace shapewise::driver
