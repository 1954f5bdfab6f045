// The texts that a program consists of: its own files, what the library says in Python, and what it makes itself. Each
// is read and parsed once, for as many interpreters as run it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "diag/diagnostic.h"
#include "python/ast.h"
#include "source/source.h"

namespace shapewise::absint {

struct Prelude;

/// A copy has what was read so far, and adds to its own sources what it reads itself; both belong to one thread.
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
  python::Names& names() { return trees_->names; }
  const source::SourceFile& prelude(const Prelude& prelude);
  bool is_prelude(source::FileId file) const;
  /// The tree of one of the sources; what is wrong with it is said each time.
  const python::Module& parse(const source::SourceFile& file, diag::Sink& sink);

 protected:
  Texts(const Texts&) = default;
  Texts& operator=(const Texts&) = delete;

 private:
  struct Trees {
    python::Names names;
    Arena arena;
  };
  struct Parsed {
    const python::Module* tree = nullptr;
    std::vector<diag::Diagnostic> mistakes;
  };

  source::SourceMap sources_;
  std::shared_ptr<Trees> trees_ = std::make_shared<Trees>();
  std::map<source::FileId, Parsed> parsed_;
  std::map<std::string_view, const source::SourceFile*> preludes_;  // by module
};

}  // namespace shapewise::absint
