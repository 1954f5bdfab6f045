// Fuzz target: the parser of Python. Whatever the text, the tree must keep the promises that its readers rely on.
#include <cstdint>
#include <string>

#include "base/check.h"
#include "python/children.h"
#include "python/dump.h"
#include "python/parse.h"

namespace {

using namespace shapewise;
using namespace shapewise::python;

class TreeCheck {
 public:
  explicit TreeCheck(const Module& module) : module_(module) {
    for (const Stmt* statement : module.body) (*this)(statement);
    int end = 0;
    for (source::Range comment : module.comments) {
      CHECK(comment.begin >= end);
      check(comment);
      end = comment.end;
    }
  }

  void operator()(const Stmt* statement) {
    check(statement->range);
    CHECK(statement->kind != StmtKind::Error || module_.has_errors);
    for_each_child(statement, *this);
  }

  void operator()(const Expr* expr) {
    CHECK(expr->kind != ExprKind::Error);  // an ErrorStatement keeps the targets that could be read
    enter(expr);
  }

  void operator()(const Pattern* pattern) { enter(pattern); }

 private:
  void check(source::Range range) {
    CHECK(range.file == module_.file->id());
    CHECK(0 <= range.begin && range.begin <= range.end);
    CHECK(range.end <= static_cast<int>(module_.file->text().size()));
  }

  template <class T>
  void enter(const T* node) {
    check(node->range);
    CHECK(++depth_ <= kMaxHeight);
    for_each_child(node, *this);
    --depth_;
  }

  const Module& module_;
  int depth_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  source::SourceMap files;
  const source::SourceFile& file = files.add("fuzz.py", std::string(reinterpret_cast<const char*>(data), size));
  Names names;
  Arena arena;
  diag::Sink sink;
  const Module& module = parse(file, names, arena, sink);
  CHECK(module.has_errors == (sink.errors() > 0));
  TreeCheck check(module);
  for (const diag::Diagnostic& diagnostic : sink.all()) {
    CHECK(!diagnostic.message.empty());
    CHECK(0 <= diagnostic.range.begin && diagnostic.range.begin <= diagnostic.range.end);
    CHECK(diagnostic.range.end <= static_cast<int>(size));
    for (const diag::Fix& fix : diagnostic.fixes) {
      for (const diag::Edit& edit : fix.edits) CHECK(edit.range.begin <= edit.range.end);
    }
  }
  CHECK(dump(module) == dump(module));
  return 0;
}
