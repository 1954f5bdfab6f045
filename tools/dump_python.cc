// Prints the syntax trees of Python files with ranges, for tools/compare_with_cpython.py: for each file named on
// standard input a line "file <path> <errors> <bytes of the dump>", its diagnostics, and the dump.
#include <fstream>
#include <iostream>
#include <iterator>

#include "python/dump.h"
#include "python/parse.h"

int main() {
  using namespace shapewise;
  std::string path;
  while (std::getline(std::cin, path)) {
    std::ifstream stream(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    source::SourceMap files;
    const source::SourceFile& file = files.add(path, std::move(text));
    python::Names names;
    Arena arena;
    diag::Sink sink;
    const python::Module& module = python::parse(file, names, arena, sink);
    std::string dump = python::dump(module, {.ranges = true});
    std::cout << "file " << path << '\n' << sink.errors() << '\n';
    for (const diag::Diagnostic& diagnostic : sink.all()) {
      source::Position place = file.position(diagnostic.range.begin);
      std::cout << place.line << ':' << place.column << ": " << diagnostic.message << '\n';
    }
    std::cout << dump.size() << '\n' << dump;
  }
}
