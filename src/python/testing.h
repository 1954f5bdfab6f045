// What the tests of this room share: text in, dump or messages out.
#pragma once

#include <fmt/format.h>
#include <string>

#include "python/dump.h"
#include "python/parse.h"

namespace shapewise::python {

/// A parsed text with all that its tree needs to live.
struct Parsed {
  explicit Parsed(std::string text)
      : file(files.add("test.py", std::move(text))), module(&parse(file, names, arena, sink)) {}

  source::SourceMap files;
  const source::SourceFile& file;
  Names names;
  Arena arena;
  diag::Sink sink;
  const Module* module;

  std::string tree() const { return dump(*module); }

  /// One line for each diagnostic: "2:5-8: message".
  std::string messages() const {
    std::string result;
    for (const diag::Diagnostic& diagnostic : sink.all()) {
      source::Position begin = file.position(diagnostic.range.begin);
      source::Position end = file.position(diagnostic.range.end);
      result += fmt::format("{}:{}-{}: {}\n", begin.line, begin.column, end.column, diagnostic.message);
    }
    return result;
  }

  /// The text with the first fix of each diagnostic applied, last one first.
  std::string fixed() const {
    std::string text(file.text());
    for (auto it = sink.all().rbegin(); it != sink.all().rend(); ++it) {
      if (it->fixes.empty()) continue;
      const std::vector<diag::Edit>& edits = it->fixes.front().edits;
      for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit) {
        auto begin = static_cast<std::size_t>(edit->range.begin);
        text.replace(begin, static_cast<std::size_t>(edit->range.end) - begin, edit->text);
      }
    }
    return text;
  }
};

inline std::string tree(std::string text) {
  Parsed parsed(std::move(text));
  return parsed.messages() + parsed.tree();
}

/// The tree of a single expression.
inline std::string expression(const std::string& text) {
  Parsed parsed(text);
  if (!parsed.messages().empty() || parsed.module->body.size() != 1) return parsed.messages() + parsed.tree();
  const auto* statement = as<ExprStatement>(parsed.module->body.front());
  return statement != nullptr ? dump(*statement->value) : parsed.tree();
}

inline std::string messages(std::string text) { return Parsed(std::move(text)).messages(); }

inline std::string fixed(std::string text) { return Parsed(std::move(text)).fixed(); }

}  // namespace shapewise::python
