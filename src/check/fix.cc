// A fix is tried by checking the mended text; only what holds then is kept.
#include "check/fix.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <utility>

namespace shapewise::check {
namespace {

using Findings = std::multiset<std::pair<std::string, std::string>>;

/// Findings without their places, which move when the text changes.
Findings findings_of(const FileResult& result) {
  Findings all;
  for (const Finding& finding : result.findings) all.emplace(finding.name, finding.diagnostic.message);
  return all;
}

/// Fewer findings, and none that was not there before.
bool is_better(const FileResult& after, const FileResult& before) {
  Findings left = findings_of(after);
  Findings had = findings_of(before);
  return left.size() < had.size() && std::includes(had.begin(), had.end(), left.begin(), left.end());
}

std::string apply(std::string text, std::vector<diag::Edit> edits) {
  std::sort(edits.begin(), edits.end(),
            [](const diag::Edit& a, const diag::Edit& b) { return a.range.begin > b.range.begin; });
  for (const diag::Edit& edit : edits) {
    text.replace(static_cast<std::size_t>(edit.range.begin),
                 static_cast<std::size_t>(edit.range.end - edit.range.begin), edit.text);
  }
  return text;
}

/// True if all edits are in the file itself and none of them overlaps another.
bool is_applicable(const diag::Fix& fix) {
  std::vector<source::Range> ranges;
  for (const diag::Edit& edit : fix.edits) ranges.push_back(edit.range);
  std::sort(ranges.begin(), ranges.end(), [](source::Range a, source::Range b) { return a.begin < b.begin; });
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (ranges[i].file.index != 0 || (i > 0 && ranges[i].begin < ranges[i - 1].end)) return false;
  }
  return !ranges.empty();
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    std::size_t end = text.find('\n');
    std::size_t length = end == std::string_view::npos ? text.size() : end + 1;
    lines.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return lines;
}

/// Lines [begin, end) before that become lines [to_begin, to_end).
struct Change {
  std::size_t begin = 0, end = 0, to_begin = 0, to_end = 0;
};

/// Changes of texts that mostly agree: after each difference the nearest lines that agree again are looked for.
std::vector<Change> changes_of(const std::vector<std::string_view>& a, const std::vector<std::string_view>& b) {
  std::vector<Change> changes;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      ++i;
      ++j;
      continue;
    }
    std::size_t most = (a.size() - i) + (b.size() - j);
    for (std::size_t sum = 1; sum <= most; ++sum) {
      bool met = false;
      for (std::size_t di = 0; di <= sum && !met; ++di) {
        std::size_t dj = sum - di;
        if (i + di > a.size() || j + dj > b.size()) continue;
        bool both_end = i + di == a.size() && j + dj == b.size();
        met = both_end || (i + di < a.size() && j + dj < b.size() && a[i + di] == b[j + dj]);
        if (met) changes.push_back({i, i + di, j, j + dj});
      }
      if (met) break;
    }
    i = changes.back().end;
    j = changes.back().to_end;
  }
  return changes;
}

void put(std::string& text, char mark, std::string_view line) {
  text += mark;
  text += line;
  if (!line.ends_with('\n')) text += "\n\\ No newline at end of file\n";
}

}  // namespace

Fixed apply_sure_fixes(const FileResult& result, const std::function<FileResult(std::string)>& check) {
  std::string text(result.sources.size() > 0 ? result.sources[source::FileId{0}].text() : "");
  Fixed fixed{std::move(text), {}};
  const FileResult* now = &result;
  FileResult latest;
  // Places move with every fix, so each is taken from the latest result; a fix that does not help is not tried again.
  std::set<std::string> refused;
  for (bool again = true; again;) {
    again = false;
    for (const Finding& finding : now->findings) {
      const diag::Diagnostic& d = finding.diagnostic;
      bool sure = d.fixes.size() == 1 && d.fixes.front().sure && is_applicable(d.fixes.front());
      if (!sure || refused.count(d.message) > 0) continue;
      std::string mended = apply(fixed.text, d.fixes.front().edits);
      FileResult after = check(mended);
      if (!is_better(after, *now)) {
        refused.insert(d.message);
        continue;
      }
      fixed.titles.push_back(d.fixes.front().title);
      fixed.text = std::move(mended);
      latest = std::move(after);
      now = &latest;
      again = true;
      break;
    }
  }
  return fixed;
}

std::string unified_diff(std::string_view path, std::string_view before, std::string_view after) {
  constexpr std::size_t kContext = 3;
  std::vector<std::string_view> a = lines_of(before);
  std::vector<std::string_view> b = lines_of(after);
  std::vector<Change> changes = changes_of(a, b);
  if (changes.empty()) return "";
  std::string_view below = path.substr(std::min(path.find_first_not_of('/'), path.size()));
  std::string text = fmt::format("--- a/{}\n+++ b/{}\n", below, below);
  for (std::size_t first = 0; first < changes.size();) {
    std::size_t last = first;
    while (last + 1 < changes.size() && changes[last + 1].begin - changes[last].end <= 2 * kContext) ++last;
    std::size_t lead = std::min(kContext, changes[first].begin);
    std::size_t begin = changes[first].begin - lead;
    std::size_t end = std::min(a.size(), changes[last].end + kContext);
    std::size_t to_begin = changes[first].to_begin - lead;
    std::size_t to_end = changes[last].to_end + (end - changes[last].end);
    auto start = [](std::size_t from, std::size_t to) { return from == to ? from : from + 1; };
    text += fmt::format("@@ -{},{} +{},{} @@\n", start(begin, end), end - begin, start(to_begin, to_end),
                        to_end - to_begin);
    std::size_t at = begin;
    for (std::size_t i = first; i <= last; ++i) {
      for (; at < changes[i].begin; ++at) put(text, ' ', a[at]);
      for (; at < changes[i].end; ++at) put(text, '-', a[at]);
      for (std::size_t j = changes[i].to_begin; j < changes[i].to_end; ++j) put(text, '+', b[j]);
    }
    for (; at < end; ++at) put(text, ' ', a[at]);
    first = last + 1;
  }
  return text;
}

}  // namespace shapewise::check
