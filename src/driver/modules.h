// Python modules as files: where `import a.b` looks.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absint/interpreter.h"
#include "driver/files.h"

namespace shapewise::driver {

/// Looks in the folder that holds the file's package, in the folders above it up to the project's root, then in the
/// given roots; never anywhere else.
class ModuleFiles : public absint::Loader {
 public:
  ModuleFiles(const source::SourceFile& main, const std::vector<std::string>& roots, Files* files,
              source::SourceMap& sources);

  const source::SourceFile* find(std::string_view module, bool& is_package) override;
  /// The main file as a module of its package: "models.resnet"; just "resnet" if it is in none.
  const std::string& main_name() const { return main_name_; }

 private:
  const source::SourceFile* open(const std::string& path);

  const source::SourceFile& main_;
  Files* files_;
  source::SourceMap& sources_;
  std::vector<std::string> roots_;
  std::string main_name_;
  std::string main_path_;
  std::string prefix_;  // left out where files are named: the folder that relative paths start from
  std::map<std::string, const source::SourceFile*> opened_;  // by path; null: not there
};

}  // namespace shapewise::driver
