// What a check found, in the formats of people and of other programs. Renderers print results and compute nothing.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "check/check.h"
#include "diag/emitter.h"

namespace shapewise::check {

enum class Format { Text, Json, GitHub, Sarif, JUnit, GitLab };

inline constexpr std::string_view kFormatNames[] = {"text", "json", "github", "sarif", "junit", "gitlab"};
std::optional<Format> find_format(std::string_view name);

std::string render(Format format, std::span<const FileResult> results, std::string_view version);

/// Findings as people read them, and below them what was looked at.
///   all: also every network with what is known of it, and every gap
std::string text(std::span<const FileResult> results, const diag::EmitOptions& options, bool all);
/// One document with files, networks, findings and totals.
std::string json(std::span<const FileResult> results);
/// Workflow commands (`::error file=…`), which GitHub shows beside the lines of a pull request.
std::string github(std::span<const FileResult> results);
/// SARIF 2.1.0 (OASIS).
std::string sarif(std::span<const FileResult> results, std::string_view version);
/// JUnit's XML: a suite for each file, a case for each network.
std::string junit(std::span<const FileResult> results);
/// GitLab's Code Quality report.
std::string gitlab(std::span<const FileResult> results);

/// A finding's place as editors count it; line 0 if it has none.
struct Place {
  std::string file;
  int line = 0, column = 0, end_line = 0, end_column = 0;
};
Place place_of(const source::SourceMap& sources, source::Range range);

}  // namespace shapewise::check
