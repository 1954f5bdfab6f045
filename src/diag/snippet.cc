// Marks within one line are underlined, the rightmost has its label beside it, the labels of the others hang below on
// connectors. A mark over several lines is a bracket in a lane on the left. Long lines are cropped around their marks.
#include "diag/snippet.h"

#include <algorithm>
#include <map>

#include "diag/canvas.h"

namespace shapewise::diag {
namespace {

constexpr int kTab = 4;
constexpr int kContext = 16;     // columns shown before a mark in a cropped line
constexpr int kLongBracket = 6;  // a bracket over more lines shows its ends only
constexpr int kMaxLanes = 4;

/// A mark within one line, in columns of the shown line.
struct Span {
  int begin = 0;
  int end = 0;  // > begin
  const Mark* mark = nullptr;
};

/// A mark over several lines.
struct Bracket {
  const Mark* mark = nullptr;
  LineSpan lines;
  int lane = 0;
  int begin_column = 0;  // in its first line
  int end_column = 0;    // of the last character, in its last line
};

/// The part of a line that is shown.
struct Crop {
  int from = 0;
  int to = 0;
  bool left = false;
  bool right = false;
};

class Snippet {
 public:
  Snippet(const source::SourceFile& file, const std::vector<Mark>& marks, const Drawing& drawing)
      : file_(file), drawing_(drawing) {
    for (const Mark& mark : marks) add(mark);
  }

  std::string draw() {
    std::string text;
    int previous = 0;
    for (int line : lines_) {
      if (previous > 0) fill_gap(text, previous, line);
      draw_line(text, line);
      previous = line;
    }
    return text;
  }

 private:
  int text_column() const { return lane_count_ == 0 ? 0 : lane_count_ + 1; }

  void add(const Mark& mark) {
    LineSpan lines = lines_of(file_, mark.begin, mark.end);
    bool bracket = lines.first != lines.last && lane_count_ < kMaxLanes;
    add_line(lines.first);
    if (!bracket) {
      spans_[lines.first].push_back(span_in(lines.first, mark));
      return;
    }
    add_line(lines.last);
    if (lines.last - lines.first < kLongBracket) {
      for (int line = lines.first; line < lines.last; ++line) add_line(line);
    }
    Bracket made{&mark, lines, lane_count_++, 0, 0};
    made.begin_column = column(lines.first, mark.begin);
    made.end_column = std::max(column(lines.last, mark.end) - 1, 0);
    brackets_.push_back(made);
  }

  void add_line(int line) {
    auto at = std::lower_bound(lines_.begin(), lines_.end(), line);
    if (at == lines_.end() || *at != line) lines_.insert(at, line);
  }

  const ShownLine& shown(int line) {
    auto found = shown_.find(line);
    if (found == shown_.end()) found = shown_.emplace(line, show(file_.line(line))).first;
    return found->second;
  }

  int column(int line, int offset) {
    const ShownLine& text = shown(line);
    int in_line = std::clamp(offset - file_.line_start(line), 0, static_cast<int>(text.columns.size()) - 1);
    return text.columns[static_cast<std::size_t>(in_line)];
  }

  Span span_in(int line, const Mark& mark) {
    int begin = column(line, mark.begin);
    return {begin, std::max(column(line, mark.end), begin + 1), &mark};
  }

  void fill_gap(std::string& text, int previous, int line) {
    if (line == previous + 1) return;
    if (line == previous + 2) return draw_line(text, previous + 1);
    Row row;
    draw_lanes(row, previous + 1, nullptr);
    std::string_view dots = drawing_.ascii ? "..." : "⋮";
    Row whole;
    int column = whole.text(std::max(0, drawing_.gutter - display_width(dots)), dots, Ink::Place);
    std::string lanes = row.to_text(drawing_.paint);
    text += whole.to_text(drawing_.paint);
    if (!lanes.empty()) text += std::string(static_cast<std::size_t>(drawing_.gutter + 3 - column), ' ') + lanes;
    text += "\n";
  }

  /// Where the line is cut so that it fits and its marks can be seen.
  Crop crop(int line) {
    int full = shown(line).columns.back();
    int room = std::max(drawing_.width - drawing_.gutter - 3 - text_column(), 20);
    if (full <= room) return {0, full, false, false};
    int focus = 0;
    int end = 0;
    for (const Span& span : spans_[line]) {
      if (span.mark->primary || end == 0) focus = span.begin, end = span.end;
    }
    for (const Bracket& bracket : brackets_) {
      if (end == 0 && bracket.lines.last == line) focus = end = bracket.end_column;
    }
    // The label is to be seen too, as far as it fits.
    int from = end + kContext <= room ? 0 : std::max(focus - kContext, 0);
    from = std::max(0, std::min(from, full - room));
    int to = std::min(full, from + room);
    return {from, to, from > 0, to < full};
  }

  void draw_line(std::string& text, int line) {
    Crop visible = crop(line);
    Row row;
    draw_lanes(row, line, nullptr);
    draw_text(row, line, visible);
    emit(text, line, row);
    draw_spans(text, line, visible);
    for (const Bracket& bracket : brackets_) draw_bracket(text, line, visible, bracket);
  }

  void draw_text(Row& row, int line, const Crop& visible) {
    std::string_view source = shown(line).text;
    std::string_view dots = drawing_.ascii ? "..." : "…";
    int cut = display_width(dots);
    int column = 0;
    for (std::size_t offset = 0; offset < source.size();) {
      Decoded next = decode(source, offset);
      int width = display_width(next.code);
      bool in =
          column >= visible.from + (visible.left ? cut : 0) && column + width <= visible.to - (visible.right ? cut : 0);
      if (in) row.put(text_column() + column - visible.from, next.code, Ink::Plain);
      column += width;
      offset += static_cast<std::size_t>(next.bytes);
    }
    if (visible.left) row.text(text_column(), dots, Ink::Faint);
    if (visible.right) row.text(text_column() + visible.to - visible.from - cut, dots, Ink::Faint);
  }

  /// Bars of the brackets that are open around `line`; after its own line, when `closing` is drawn, also those it
  /// opened.
  void draw_lanes(Row& row, int line, const Bracket* drawn) {
    for (const Bracket& bracket : brackets_) {
      bool open = bracket.lines.first < line && line <= bracket.lines.last;
      if (drawn != nullptr) {
        bool opened = bracket.lines.first == line && bracket.lane < drawn->lane;
        bool closed = bracket.lines.last == line && bracket.lane < drawn->lane;
        open = (open && !closed) || opened;
      }
      if (open) row.put(bracket.lane, drawing_.ascii ? U'|' : U'│', bracket.mark->ink);
    }
  }

  void draw_spans(std::string& text, int line, const Crop& visible) {
    std::vector<Span> spans;
    for (Span span : spans_[line]) {
      span.begin = std::max(span.begin, visible.from);
      span.end = std::min(span.end, std::max(visible.to, visible.from + 1));
      if (span.begin >= span.end && span.begin > visible.to) continue;
      span.end = std::max(span.end, span.begin + 1);
      span.begin += text_column() - visible.from;
      span.end += text_column() - visible.from;
      spans.push_back(span);
    }
    if (spans.empty()) return;
    std::stable_sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
    Row row;
    draw_lanes(row, line, nullptr);
    for (bool primary : {false, true}) {
      for (const Span& span : spans) {
        if (span.mark->primary != primary) continue;
        row.fill(span.begin, span.end - span.begin, primary ? U'^' : U'-', span.mark->ink);
      }
    }
    std::vector<Span> pending;
    std::copy_if(spans.begin(), spans.end(), std::back_inserter(pending),
                 [](const Span& s) { return !s.mark->label.empty(); });
    if (!pending.empty() && pending.back().end >= row.width()) {
      row.text(row.width() + 1, pending.back().mark->label, pending.back().mark->ink);
      pending.pop_back();
    }
    emit(text, 0, row);
    draw_hanging(text, line, std::move(pending));
  }

  /// Labels below their marks, from right to left.
  void draw_hanging(std::string& text, int line, std::vector<Span> pending) {
    bool connector = true;
    while (!pending.empty()) {
      Row row;
      draw_lanes(row, line, nullptr);
      for (const Span& span : pending) row.put(span.begin, drawing_.ascii ? U'|' : U'│', span.mark->ink);
      if (!connector) {
        row.text(pending.back().begin, pending.back().mark->label, pending.back().mark->ink);
        pending.pop_back();
      }
      connector = false;
      emit(text, 0, row);
    }
  }

  void draw_bracket(std::string& text, int line, const Crop& visible, const Bracket& bracket) {
    bool opens = bracket.lines.first == line;
    if (!opens && bracket.lines.last != line) return;
    int column = std::clamp(opens ? bracket.begin_column : bracket.end_column, visible.from,
                            std::max(visible.to - 1, visible.from));
    column += text_column() - visible.from;
    Row row;
    draw_lanes(row, line, &bracket);
    Ink ink = bracket.mark->ink;
    row.put(bracket.lane, drawing_.ascii ? (opens ? U' ' : U'|') : (opens ? U'╭' : U'╰'), ink);
    row.fill(bracket.lane + 1, column - bracket.lane - 1, drawing_.ascii ? U'_' : U'─', ink);
    row.put(column, bracket.mark->primary ? U'^' : U'-', ink);
    if (!opens) row.text(column + 2, bracket.mark->label, ink);
    emit(text, 0, row);
  }

  void emit(std::string& text, int line, const Row& row) {
    std::string content = drawing_.margin(line) + row.to_text(drawing_.paint);
    if (content.back() == ' ') content.pop_back();
    text += content + "\n";
  }

  const source::SourceFile& file_;
  const Drawing& drawing_;
  int lane_count_ = 0;
  std::vector<int> lines_;
  std::map<int, std::vector<Span>> spans_;
  std::vector<Bracket> brackets_;
  std::map<int, ShownLine> shown_;
};

}  // namespace

std::string Drawing::margin(int line) const {
  std::string number = line > 0 ? std::to_string(line) : "";
  number.insert(0, static_cast<std::size_t>(std::max(0, gutter - static_cast<int>(number.size()))), ' ');
  return paint(Ink::Place, number + " " + std::string(bar())) + " ";
}

std::string Drawing::blank() const {
  std::string text = margin(0);
  text.pop_back();
  return text + "\n";
}

ShownLine show(std::string_view line) {
  ShownLine shown;
  int column = 0;
  for (std::size_t offset = 0; offset < line.size();) {
    Decoded next = decode(line, offset);
    std::string_view bytes = line.substr(offset, static_cast<std::size_t>(next.bytes));
    std::string piece = next.code == '\t' ? std::string(kTab, ' ') : printable(bytes);
    shown.columns.insert(shown.columns.end(), static_cast<std::size_t>(next.bytes), column);
    column += display_width(piece);
    shown.text += piece;
    offset += static_cast<std::size_t>(next.bytes);
  }
  shown.columns.push_back(column);
  return shown;
}

LineSpan lines_of(const source::SourceFile& file, int begin, int end) {
  int first = file.position(begin).line;
  int last = file.position(end).line;
  while (last > first && end <= file.line_start(last)) --last;
  return {first, last};
}

std::string draw_snippet(const source::SourceFile& file, std::vector<Mark> marks, const Drawing& drawing) {
  return Snippet(file, marks, drawing).draw();
}

}  // namespace shapewise::diag
