// The texts that a program consists of: its own files, what the library says in Python, and what it makes itself. Each
// is read and parsed once, for as many interpreters as run it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "python/trees.h"
#include "source/source.h"

namespace shapewise::absint {

struct Prelude;

class Texts {
 public:
  explicit Texts(source::SourceMap sources) : sources_(std::move(sources)) {}
  virtual ~Texts() = default;
  /// The file of a module (`a.b` → a/b.py or a/b/__init__.py below a root or, after those, below one of the `folders`
  /// that the program adds to sys.path), or null. `is_package` tells which. A text on its own finds nothing.
  virtual const source::SourceFile* find(std::string_view module, const std::vector<std::string>& folders,
                                         bool& is_package);
  /// True if the project has a file of that path, seen from the folder of the program or from a root. Nothing outside
  /// of the project is ever read.
  virtual bool contains(std::string_view path);
  /// The bytes of such a file; null if it is not there or too large.
  virtual std::shared_ptr<const std::string> read(std::string_view path);

  source::SourceMap& sources() { return sources_; }
  const source::SourceMap& sources() const { return sources_; }
  python::Names& names() { return trees_->names(); }
  const std::shared_ptr<python::Trees>& trees() const { return trees_; }
  const source::SourceFile& prelude(const Prelude& prelude);
  bool is_prelude(source::FileId file) const;
  /// The tree of one of the sources; what is wrong with it is said each time.
  const python::Module& parse(const source::SourceFile& file, diag::Sink& sink) { return trees_->parse(file, sink); }

 protected:
  Texts(Texts&&) = default;
  Texts& operator=(Texts&&) = delete;

 private:
  source::SourceMap sources_;
  std::shared_ptr<python::Trees> trees_ = std::make_shared<python::Trees>();
  std::map<std::string_view, const source::SourceFile*> preludes_;  // by module
};

}  // namespace shapewise::absint
