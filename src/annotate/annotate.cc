// Works on lines: a statement's comment goes to the end of its last line. Comments are found by the parser, so that
// text in strings is never taken for one.
#include "annotate/annotate.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <vector>

#include "diag/text.h"
#include "python/parse.h"
#include "rules/shape_comment.h"

namespace shapewise::annotate {
namespace {

constexpr int kWidest = 88;  // columns; comments of longer lines are not aligned with others

bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// A comment that is to stand at the end of a line.
struct Comment {
  std::int32_t begin = 0;  // bytes of the text that it replaces: blanks and the old comment; empty to insert
  std::int32_t end = 0;
  std::string text;   // empty: nothing but the removal
  int line = 0;       // 1-based
  bool align = true;  // false: the text replaces the bytes as it is
};

/// "(N, 16, 64, 64)", or several shapes if the statement runs several times.
std::string shapes_text(const std::vector<sym::Shape>& shapes) {
  constexpr std::size_t kMost = 3;
  std::vector<std::string> texts;
  for (const sym::Shape& shape : shapes) {
    std::string text = sym::to_text(shape, sym::Style::Python);
    if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(std::move(text));
  }
  if (texts.size() > kMost) {
    texts[1] = "...";
    texts[2] = texts.back();
    texts.resize(kMost);
  }
  return fmt::format("{}", fmt::join(texts, " | "));
}

/// The text with the comments put in. Those on neighbouring lines stand in one column.
std::string put(const source::SourceFile& file, std::vector<Comment> comments) {
  std::sort(comments.begin(), comments.end(), [](const Comment& a, const Comment& b) { return a.begin < b.begin; });
  auto width = [&](const Comment& c) {
    int start = file.line_start(c.line);
    return diag::display_width(
        file.text().substr(static_cast<std::size_t>(start), static_cast<std::size_t>(c.begin - start)));
  };
  std::string text;
  std::int32_t copied = 0;
  for (std::size_t first = 0; first < comments.size();) {
    std::size_t last = first + 1;
    while (last < comments.size() && comments[last].line - comments[last - 1].line <= 2) ++last;
    int column = 0;
    for (std::size_t i = first; i < last; ++i) {
      if (width(comments[i]) <= kWidest && comments[i].align) column = std::max(column, width(comments[i]));
    }
    for (; first < last; ++first) {
      const Comment& c = comments[first];
      text += file.text().substr(static_cast<std::size_t>(copied), static_cast<std::size_t>(c.begin - copied));
      int gap = std::max(column - width(c), 0) + 2;
      if (!c.text.empty() && c.align) text += std::string(static_cast<std::size_t>(gap), ' ') + std::string(kMark);
      text += c.text;
      copied = c.end;
    }
  }
  return text + std::string(file.text().substr(static_cast<std::size_t>(copied)));
}

/// The comments of ours, as the bytes to take out: with the blanks before them.
std::vector<Comment> own_comments(const source::SourceFile& file, const python::Module& tree) {
  std::vector<Comment> found;
  for (source::Range range : tree.comments) {
    if (!file.slice(range).starts_with(kMark)) continue;
    std::int32_t begin = range.begin;
    while (begin > 0 && is_blank(file.text()[static_cast<std::size_t>(begin - 1)])) --begin;
    found.push_back({begin, range.end, "", file.line_of(range.begin)});
  }
  return found;
}

class Annotator {
 public:
  explicit Annotator(const driver::Analysis& analysis)
      : graph_(analysis.graph),
        file_(analysis.sources[source::FileId{0}]),
        program_(analysis.sources, analysis.trees),
        tree_(program_.tree(file_.id())) {
    if (tree_ == nullptr) return;
    statements_ = rules::statement_shapes(graph_, program_, file_.id());
    for (Comment& comment : own_comments(file_, *tree_)) ours_.emplace(comment.line, comment);
    for (source::Range comment : tree_->comments) comments_.emplace(file_.line_of(comment.begin), comment);
  }

  std::string annotate() {
    std::vector<Comment> comments;
    std::map<int, Comment> old = ours_;
    for (const auto& [statement, shapes] : statements_) {
      auto place = place_of(*statement);
      if (!place || shapes.outputs.empty()) continue;
      place->text = shapes_text(shapes.outputs);
      old.erase(place->line);
      comments.push_back(std::move(*place));
    }
    // Comments whose statement is gone, or has no shape that is known, go as well.
    for (auto& [line, comment] : old) comments.push_back(comment);
    return put(file_, std::move(comments));
  }

  std::string update() {
    std::vector<Comment> comments;
    for (const auto& [statement, shapes] : statements_) {
      int line = last_line(*statement);
      if (shapes.outputs.empty()) continue;
      auto comment = comments_.find(line);
      if (comment == comments_.end()) continue;
      if (ours_.count(line) > 0) {
        // In the place of the old one.
        source::Range range = comment->second;
        comments.push_back({range.begin, range.end, std::string(kMark) + shapes_text(shapes.outputs), line, false});
      } else {
        correct(comment->second, shapes, comments);
      }
    }
    return put(file_, std::move(comments));
  }

 private:
  int last_line(const python::Stmt& statement) const { return file_.line_of(statement.range.end); }

  /// Where the statement's comment goes; nothing if the end of its line is taken.
  std::optional<Comment> place_of(const python::Stmt& statement) const {
    bool simple = !python::is<python::Function>(&statement) && !python::is<python::Class>(&statement) &&
                  !python::is<python::If>(&statement) && !python::is<python::For>(&statement) &&
                  !python::is<python::While>(&statement) && !python::is<python::With>(&statement) &&
                  !python::is<python::Try>(&statement) && !python::is<python::Match>(&statement);
    if (!simple) return std::nullopt;
    int line = last_line(statement);
    auto own = ours_.find(line);
    std::int32_t line_end = file_.line_start(line) + static_cast<std::int32_t>(file_.line(line).size());
    Comment place{line_end, line_end, "", line};
    if (own != ours_.end()) place = own->second;
    // Closing brackets may stand between the end of an expression and that of its line.
    std::string_view rest = file_.text().substr(static_cast<std::size_t>(statement.range.end),
                                                static_cast<std::size_t>(place.begin - statement.range.end));
    bool ends = rest.find_first_not_of(")]} ") == std::string_view::npos;
    bool trailing = place.begin > 0 && is_blank(file_.text()[static_cast<std::size_t>(place.begin - 1)]);
    if (!ends || trailing) return std::nullopt;
    return place;
  }

  /// Puts the right shape into a comment of the author's that states a wrong one.
  void correct(source::Range comment, const rules::StatementShapes& shapes, std::vector<Comment>& comments) {
    auto claim = rules::read_shape_claim(file_, comment);
    if (!claim || shapes.outputs.size() != 1) return;
    for (const auto& all : {shapes.outputs, shapes.inputs}) {
      for (const sym::Shape& shape : all) {
        if (!rules::contradicts(*claim, shape, known_)) return;
      }
    }
    char open = file_.text()[static_cast<std::size_t>(claim->range.begin)];
    std::string sizes;
    for (const sym::Expr& size : shapes.outputs.front().dims) {
      sizes += (sizes.empty()                ? ""
                : open == '(' || open == '[' ? ", "
                                             : " x ") +
               sym::to_text(size, sym::Style::Python);
    }
    if (open == '(') sizes = fmt::format("({})", sizes);
    if (open == '[') sizes = fmt::format("[{}]", sizes);
    comments.push_back({claim->range.begin, claim->range.end, sizes, file_.line_of(comment.begin), false});
  }

  const ir::Graph& graph_;
  const source::SourceFile& file_;
  rules::Program program_;
  const python::Module* tree_;
  std::map<const python::Stmt*, rules::StatementShapes> statements_;
  std::map<int, Comment> ours_;            // by line
  std::map<int, source::Range> comments_;  // all, by line
  sym::Assignment known_;
};

}  // namespace

std::string annotate(const driver::Analysis& analysis) { return Annotator(analysis).annotate(); }

std::string update(const driver::Analysis& analysis) { return Annotator(analysis).update(); }

std::string strip(std::string_view text) {
  source::SourceMap sources;
  const source::SourceFile& file = sources.add("<text>", std::string(text));
  python::Names names;
  Arena arena;
  diag::Sink errors;
  return put(file, own_comments(file, python::parse(file, names, arena, errors)));
}

}  // namespace shapewise::annotate
