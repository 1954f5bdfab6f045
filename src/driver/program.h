// A Python program: its main file, and the files in which `import a.b` finds modules.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absint/texts.h"
#include "driver/files.h"

namespace shapewise::driver {

/// Looks in the folder that holds the file's package, in the folders above it up to the project's root, in the given
/// roots, then in what the program adds to sys.path; never beyond what Files offers.
class Program : public absint::Texts {
 public:
  /// The main file is the first of the sources.
  Program(source::SourceMap sources, const std::vector<std::string>& roots, Files* files);

  const source::SourceFile& main() const { return sources()[source::FileId{0}]; }

  const source::SourceFile* find(std::string_view module, const std::vector<std::string>& folders,
                                 bool& is_package) override;
  bool contains(std::string_view path) override { return !place_of(path).empty(); }
  std::shared_ptr<const std::string> read(std::string_view path) override;
  /// The main file as a module of its package: "models.resnet"; just "resnet" if it is in none.
  const std::string& main_name() const { return main_name_; }

 private:
  const source::SourceFile* open(const std::string& path);
  const source::SourceFile* find_below(const std::string& root, const std::string& module, bool& is_package);
  /// Where a path of the program may lead: as it is written, then below each root.
  std::vector<std::string> places_of(std::string_view path) const;
  /// Where a file is that the program names; empty if it is not in the project.
  std::string place_of(std::string_view path);

  Files* files_;
  std::vector<std::string> roots_;
  std::string main_name_;
  std::string main_path_;
  std::string prefix_;  // left out where files are named: the folder that relative paths start from
  std::map<std::string, const source::SourceFile*> opened_;         // by path; null: not there
  std::map<std::string, std::shared_ptr<const std::string>> read_;  // what open() has read, by path
};

}  // namespace shapewise::driver
