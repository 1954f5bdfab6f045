// Checking a source file as a whole: every network in it that can be built is analysed, rules and budgets are applied,
// and comments may ignore what is found. A network that is wrong, or that cannot be built, never hides the others.
//
// Errors are only reported where they are certain: what follows from a guess (of an input, of the arguments of a
// constructor) is a reason to skip, not an error.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "driver/analyze.h"

namespace shapewise::check {

using rules::Finding;

/// What came of one network.
struct NetworkResult {
  std::string target;                   // "UNet()"; empty: the one of its file
  int line = 0;                         // of its definition
  std::string skipped;                  // why it was not analysed; empty: it was
  int layers = 0;                       // calls
  std::optional<sym::Expr> parameters;  // absent: not determined
  std::optional<sym::Expr> macs;
  std::vector<std::string> gaps;
};

/// What came of one file.
struct FileResult {
  FileResult() = default;
  FileResult(const FileResult&) = delete;  // places refer to its own sources
  FileResult& operator=(const FileResult&) = delete;
  FileResult(FileResult&&) = default;
  FileResult& operator=(FileResult&&) = default;

  std::string path;
  bool examined = false;      // false: nothing in its text speaks of torch
  source::SourceMap sources;  // of the findings
  std::vector<Finding> findings;
  std::vector<NetworkResult> networks;
  std::vector<std::string> gaps;  // of the file itself: it could not be run to its end
};

/// A file as it was read.
struct File {
  std::string path;
  std::string text;
  std::string_view bytes = {};  // instead of the text if the form is binary, see driver::Request
};

struct Options {
  const config::Config& config;
  std::vector<std::string> sets;   // for all networks, as --set gives them
  std::vector<std::string> facts;  // as --assume gives them
};

FileResult check_file(File file, const Options& options, driver::Files* files);

/// Drops what is found again through other files: an error in a module that many networks import is one error.
void drop_repeated(std::vector<FileResult>& results);

struct Totals {
  int files = 0;
  int examined = 0;
  int networks = 0;
  int analysed = 0;  // of these
  int complete = 0;  // of these: without gaps
  int errors = 0;
  int warnings = 0;
  int notes = 0;
};
Totals count(std::span<const FileResult> results);

}  // namespace shapewise::check
