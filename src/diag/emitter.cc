// Layout of a diagnostic: header, place, snippet per file, notes, fixes as small differences.
#include "diag/emitter.h"

#include <algorithm>

#include "base/counted.h"
#include "diag/snippet.h"

namespace shapewise::diag {
namespace {

constexpr int kMaxNotes = 20;
constexpr int kMaxFixLines = 12;

Ink ink_of(Severity severity) {
  switch (severity) {
    case Severity::Error: return Ink::Error;
    case Severity::Warning: return Ink::Warning;
    case Severity::Note: return Ink::Note;
  }
  return Ink::Error;
}

bool is_in(const source::SourceMap& sources, source::Range range) {
  return range.valid() && range.file.index < sources.size();
}

/// The marks of one file.
struct Section {
  source::FileId file;
  std::vector<Mark> marks;
};

std::vector<Section> sections_of(const Diagnostic& d, const source::SourceMap& sources) {
  std::vector<Section> sections;
  auto add = [&](source::Range range, const std::string& label, bool primary) {
    if (!is_in(sources, range)) return;
    auto at = std::find_if(sections.begin(), sections.end(), [&](const Section& s) { return s.file == range.file; });
    if (at == sections.end()) at = sections.insert(at, {range.file, {}});
    at->marks.push_back({range.begin, range.end, printable(label), primary, primary ? ink_of(d.severity) : Ink::Note});
  };
  add(d.range, d.label, true);
  for (const Label& label : d.labels) add(label.range, label.text, false);
  return sections;
}

/// The lines that edits change, before and after.
struct Hunk {
  const source::SourceFile* file = nullptr;
  LineSpan lines;
  std::vector<const Edit*> edits;
};

std::vector<Hunk> hunks_of(const Fix& fix, const source::SourceMap& sources) {
  std::vector<const Edit*> edits;
  for (const Edit& edit : fix.edits) {
    if (is_in(sources, edit.range)) edits.push_back(&edit);
  }
  std::stable_sort(edits.begin(), edits.end(), [](const Edit* a, const Edit* b) {
    return std::pair(a->range.file, a->range.begin) < std::pair(b->range.file, b->range.begin);
  });
  std::vector<Hunk> hunks;
  for (const Edit* edit : edits) {
    const source::SourceFile& file = sources[edit->range.file];
    LineSpan lines = lines_of(file, edit->range.begin, edit->range.end);
    bool joins = !hunks.empty() && hunks.back().file == &file && lines.first <= hunks.back().lines.last + 1;
    if (!joins) hunks.push_back({&file, lines, {}});
    hunks.back().lines.last = std::max(hunks.back().lines.last, lines.last);
    hunks.back().edits.push_back(edit);
  }
  return hunks;
}

/// The text of the hunk's lines after its edits.
std::string edited(const Hunk& hunk) {
  int at = hunk.file->line_start(hunk.lines.first);
  int end = hunk.file->line_start(hunk.lines.last) + static_cast<int>(hunk.file->line(hunk.lines.last).size());
  std::string text;
  for (const Edit* edit : hunk.edits) {
    if (edit->range.begin < at) continue;  // overlaps the one before
    text += hunk.file->slice(hunk.file->range(at, edit->range.begin));
    text += edit->text;
    at = edit->range.end;
  }
  if (at < end) text += hunk.file->slice(hunk.file->range(at, end));
  return text;
}

/// "12 - old" or "12 + new", in the place of the bar.
std::string changed_line(const Drawing& drawing, int number, char sign, std::string_view line) {
  std::string left = std::to_string(number);
  left.insert(0, static_cast<std::size_t>(std::max(0, drawing.gutter - static_cast<int>(left.size()))), ' ');
  std::string text = crop(show(line).text, std::max(drawing.width - drawing.gutter - 3, 20), drawing.ascii);
  Ink ink = sign == '+' ? Ink::Help : Ink::Error;
  return drawing.paint(Ink::Place, left) + " " + drawing.paint(ink, std::string(1, sign) + " " + text) + "\n";
}

std::string draw_hunk(const Hunk& hunk, const Drawing& drawing) {
  std::string text;
  for (int line = hunk.lines.first; line <= std::min(hunk.lines.last, hunk.lines.first + kMaxFixLines); ++line) {
    text += changed_line(drawing, line, '-', hunk.file->line(line));
  }
  std::string after = edited(hunk);
  int line = hunk.lines.first;
  for (std::string_view rest = after; line <= hunk.lines.first + kMaxFixLines; ++line) {
    std::size_t end = std::min(rest.find('\n'), rest.size());
    text += changed_line(drawing, line, '+', rest.substr(0, end));
    if (end == rest.size()) break;
    rest.remove_prefix(end + 1);
  }
  return text;
}

/// "= note: text", further lines below its first.
std::string remark(const Drawing& drawing, Ink ink, std::string_view title, std::string_view text) {
  std::string indent(static_cast<std::size_t>(drawing.gutter) + 1, ' ');
  std::string result = indent + drawing.paint(Ink::Place, "=") + " " + drawing.paint(ink, title) + " ";
  std::string hanging(indent.size() + 3 + title.size(), ' ');
  for (bool first = true;; first = false) {
    std::size_t end = std::min(text.find('\n'), text.size());
    result += (first ? "" : hanging) + printable(text.substr(0, end)) + "\n";
    if (end == text.size()) return result;
    text.remove_prefix(end + 1);
  }
}

int largest_line(const std::vector<Section>& sections, const Diagnostic& d, const source::SourceMap& sources) {
  int largest = 1;
  for (const Section& section : sections) {
    for (const Mark& mark : section.marks)
      largest = std::max(largest, lines_of(sources[section.file], mark.begin, mark.end).last);
  }
  for (const Fix& fix : d.fixes) {
    for (const Hunk& hunk : hunks_of(fix, sources)) largest = std::max(largest, hunk.lines.last);
  }
  return largest;
}

}  // namespace

std::string emit(const Diagnostic& d, const source::SourceMap& sources, const EmitOptions& options,
                 std::string_view name) {
  Drawing drawing{{options.color}, options.ascii, 1, options.width};
  std::string_view kind = name.empty() ? diag::name(d.kind) : name;
  std::string title = std::string(diag::name(d.severity)) + "[" + std::string(kind) + "]";
  std::string text =
      drawing.paint(ink_of(d.severity), title) + drawing.paint(Ink::Strong, ": " + printable(d.message)) + "\n";
  std::vector<Section> sections = sections_of(d, sources);
  drawing.gutter = static_cast<int>(std::to_string(largest_line(sections, d, sources)).size());
  std::string indent(static_cast<std::size_t>(drawing.gutter), ' ');
  for (const Section& section : sections) {
    const source::SourceFile& file = sources[section.file];
    source::Position at = file.position(section.marks.front().begin);
    std::string place = printable(file.path()) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
    bool first = &section == &sections.front();
    text += indent + drawing.paint(Ink::Place, first ? "-->" : ":::") + " " + place + "\n";
    text += drawing.blank() + draw_snippet(file, section.marks, drawing);
  }
  if (!sections.empty() && !(d.notes.empty() && d.fixes.empty() && d.cause.empty())) text += drawing.blank();
  for (std::size_t i = 0; i < d.notes.size() && i < kMaxNotes; ++i)
    text += remark(drawing, Ink::Note, "note:", d.notes[i]);
  if (!d.cause.empty()) text += remark(drawing, Ink::Note, "likely cause:", d.cause);
  for (const Fix& fix : d.fixes) {
    text += remark(drawing, Ink::Help, fix.sure ? "help:" : "perhaps:", fix.title);
    for (const Hunk& hunk : hunks_of(fix, sources)) text += draw_hunk(hunk, drawing);
  }
  return text;
}

std::string emit(std::span<const Diagnostic> diagnostics, const source::SourceMap& sources,
                 const EmitOptions& options) {
  if (diagnostics.empty()) return "";
  std::string text;
  auto shown = std::min(diagnostics.size(), static_cast<std::size_t>(std::max(options.limit, 1)));
  for (const Diagnostic& d : diagnostics.first(shown)) text += emit(d, sources, options) + "\n";
  if (shown < diagnostics.size()) {
    text += (options.ascii ? "... and " : "… and ") + std::to_string(diagnostics.size() - shown) + " more\n\n";
  }
  std::string totals;
  for (Severity severity : {Severity::Error, Severity::Warning, Severity::Note}) {
    auto count = std::count_if(diagnostics.begin(), diagnostics.end(),
                               [&](const Diagnostic& d) { return d.severity == severity; });
    if (count > 0) totals += (totals.empty() ? "" : ", ") + counted(count, name(severity));
  }
  return text + totals + "\n";
}

}  // namespace shapewise::diag
