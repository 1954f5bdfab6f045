// The list is read line by line; a layer whose brackets are open goes on over several lines. A line that cannot be read
// is reported, its place in the network is taken by something unknown, and reading continues after it.
#include "import/list/list.h"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_set>

#include "import/expr/parser.h"
#include "import/list/compose.h"
#include "import/list/line.h"
#include "layer/registry.h"

namespace shapewise::import {
namespace {

class ListReader {
 public:
  explicit ListReader(const Reading& reading)
      : reading_(reading),
        file_(reading.file),
        text_(file_.text()),
        composer_(reading.values, reading.limits.layers, reading.builder) {
    root_.flow = Flow::Progression;
    root_.type = "Sequential";
    root_.range = file_.range(0, static_cast<int>(text_.size()));
  }

  Outline read() {
    numbered_ = has_numbered_layers();
    int line = 1;
    while (line <= file_.line_count() && !done_) line = read_line(line);
    if (composer_.exhausted()) give_up();
    report_prose();
    if (root_.children.empty() && reading_.sink().errors() == 0) no_layers();
    return finish();
  }

 private:
  int line_end(int line) const { return file_.line_start(line) + static_cast<int>(file_.line(line).size()); }
  std::string_view slice(int begin, int end) const {
    return text_.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
  }
  int line_of(int offset) const { return file_.line_of(offset); }

  /// The dotted name at a place, or empty.
  std::string_view name_at(int begin, int end) const {
    int last = begin;
    while (last < end &&
           (is_name_part(text_[static_cast<std::size_t>(last)]) || text_[static_cast<std::size_t>(last)] == '.'))
      ++last;
    return slice(begin, last);
  }

  bool is_layer_at(int begin, int end) const { return outline_of(name_at(begin, end), {}).flow != Flow::Opaque; }

  bool has_numbered_layers() const {
    for (int line = 1; line <= file_.line_count(); ++line) {
      int end = line_end(line);
      ItemStart item = start_of_item(text_, file_.line_start(line), end);
      if (item.number >= 0 && is_layer_at(item.begin, end)) return true;
    }
    return false;
  }

  /// Reads the layers that begin on a line; returns the line to go on with.
  int read_line(int line) {
    int end = line_end(line);
    std::string_view whole = file_.line(line);
    if (is_decoration(whole)) return line + 1;
    ItemStart item = start_of_item(text_, file_.line_start(line), end);
    if (int shape = input_of_line(text_, item.begin, end); shape >= 0) return read_input(shape, end), line + 1;
    if (skip_as_prose(item, end)) return line + 1;
    if (begins_second_list(item, line)) return line + 1;
    return read_items(item);
  }

  /// In a list with numbered layers, what has no number is commentary, unless it is a layer too.
  bool skip_as_prose(const ItemStart& item, int end) {
    if (!numbered_ || !is_prose(slice(item.begin, end)) || is_layer_at(item.begin, end)) return false;
    if (item.number >= 0 && !root_.children.empty()) return false;
    if (root_.children.empty()) {
      Part shape = input_of_sentence(text_, item.begin, end);
      if (shape.begin < shape.end && reading_.inputs.given.empty()) take_input(file_.range(shape.begin, shape.end));
    } else {
      prose_.push_back(file_.range(item.begin, end));
    }
    return true;
  }

  /// What stands before and behind the layers is none of them; what stands between could be one.
  void report_prose() {
    std::erase_if(prose_, [&](source::Range line) { return line.begin > last_layer_; });
    if (prose_.empty()) return;
    diag::Diagnostic d;
    d.kind = diag::Kind::Syntax;
    d.severity = diag::Severity::Warning;
    d.message = prose_.size() == 1 ? "a line between the numbered layers is left out"
                                   : fmt::format("{} lines between the numbered layers are left out", prose_.size());
    d.range = prose_.front();
    d.label = "this is no layer";
    reading_.sink().add(std::move(d));
  }

  /// Numbers that start over begin another network, or the same once more.
  bool begins_second_list(const ItemStart& item, int line) {
    bool over = item.number >= 0 && item.number < last_number_ && item.number <= first_number_;
    if (item.number >= 0 && first_number_ < 0) first_number_ = item.number;
    last_number_ = std::max(last_number_, item.number);
    if (!over) return false;
    done_ = true;
    if (repeats_from(line)) return true;
    diag::Diagnostic d;
    d.kind = diag::Kind::Syntax;
    d.severity = diag::Severity::Warning;
    d.message = "the numbers start again: the second list is left out";
    d.range = file_.range(item.begin, line_end(line));
    d.label = "a second list begins here";
    reading_.sink().add(std::move(d));
    return true;
  }

  /// The numbered layers from a line on are those before it.
  bool repeats_from(int line) const {
    return numbered_layers(1, line) == numbered_layers(line, file_.line_count() + 1);
  }

  std::vector<std::string_view> numbered_layers(int first, int last) const {
    std::vector<std::string_view> layers;
    for (int line = first; line < last; ++line) {
      int end = line_end(line);
      ItemStart item = start_of_item(text_, file_.line_start(line), end);
      if (item.number < 0 || !is_layer_at(item.begin, end)) continue;
      std::string_view layer = slice(item.begin, end);
      layers.push_back(layer.substr(0, item.code ? layer.find('`') : layer.find('#')));
    }
    return layers;
  }

  void read_input(int begin, int end) {
    int comment = begin;
    while (comment < end && text_[static_cast<std::size_t>(comment)] != '#' && !slice(comment, end).starts_with("//"))
      ++comment;
    while (comment > begin &&
           (text_[static_cast<std::size_t>(comment - 1)] == '`' || text_[static_cast<std::size_t>(comment - 1)] == '.'))
      --comment;
    if (begin < comment && text_[static_cast<std::size_t>(begin)] == '`') ++begin;
    take_input(file_.range(begin, comment));
  }

  void take_input(source::Range range) {
    if (given_outside_) return;
    bool ok = true;
    for (InputSpec& spec : parse_inputs(file_, range, reading_.values, reading_.sink(), ok)) {
      reading_.inputs.given.push_back(std::move(spec));
    }
    reading_.inputs.rejected = reading_.inputs.rejected || !ok;
  }

  /// The layers of one line, which may end on a later one; returns the line after them.
  int read_items(const ItemStart& item) {
    int place = item.begin;
    int number = item.number;
    while (true) {
      int end = line_end(line_of(place));
      std::string name = take_name(text_, place, end);
      if (name.empty() && number >= 0) name = std::to_string(number);
      number = -1;
      int repeat = take_repeat(text_, place, end);
      Parser parser(file_, place, static_cast<int>(text_.size()), reading_.limits.depth, reading_.sink());
      std::optional<Ast> ast = parser.expression();
      if (!ast) return resume(parser.error_range(), place);
      int next = separator(parser, item.code);
      if (next == kNothing) return broken(), line_of(after_) + 1;
      add(*ast, std::move(name), repeat);
      last_layer_ = place;
      if (next == kLineEnd || done_) return line_of(after_) + 1;
      place = next;
    }
  }

  static constexpr int kLineEnd = -1;
  static constexpr int kNothing = -2;

  /// Takes what stands between two layers and returns where the next one begins. kLineEnd at the end of the line;
  /// kNothing, after an error, at something that does not belong there.
  int separator(Parser& parser, bool code) {
    bool separated = false;
    while (true) {
      const Token& token = parser.peek();
      after_ = token.range.begin;
      if (token.kind == Token::Kind::End || token.kind == Token::Kind::Newline) return kLineEnd;
      if (token.is("`") && code) return kLineEnd;  // what follows the code is prose
      bool between = token.is(",") || token.is(";") || token.is("->") || token.is("|") || token.is("`") ||
                     token.is(".") || token.is("*") || token.is("**");
      if (!between) break;
      parser.next();
      separated = true;
    }
    if (separated) return after_;
    auto& d = reading_.sink().error(
        diag::Kind::Syntax, parser.peek().range,
        fmt::format("expected the end of the line or a comma, found {}", describe(parser.peek())));
    d.label = "a layer ends before this";
    return kNothing;
  }

  /// After an error: the line on which the next layer can begin.
  int resume(source::Range error, int place) {
    broken();
    int line = line_of(std::max(error.begin, place));
    if (error.begin == static_cast<int>(text_.size())) return line + 1;
    bool at_start = slice(file_.line_start(line), error.begin).find_first_not_of(" \t") == std::string_view::npos;
    return at_start && line > line_of(place) ? line : line + 1;
  }

  /// What could not be read may have been a layer.
  void broken() {
    Outline unknown;
    unknown.range = root_.range;
    unknown.why = "a layer before it could not be read";
    unknown.reported = true;
    append(std::move(unknown), {});
    if (reading_.sink().errors() >= reading_.limits.diagnostics) done_ = true;
  }

  void add(const Ast& ast, std::string name, int repeat) {
    if (ast.kind == Ast::Kind::List) {
      for (const Ast& item : ast.items) add_named(item, {});
      return;
    }
    for (int i = 0; i < repeat && !done_; ++i) add_named(ast, name);
  }

  void add_named(const Ast& ast, std::string name) {
    bool tuple = ast.kind == Ast::Kind::Tuple;
    if (tuple && ast.items.size() == 2 && ast.items[0].kind == Ast::Kind::String) {
      return add_named(ast.items[1], ast.items[0].text);
    }
    if (tuple && is_shape(ast)) {
      // A shape before the layers is the input; one between them is a remark.
      if (root_.children.empty()) take_input(ast.range);
      return;
    }
    if (tuple) {
      for (const Ast& item : ast.items) add_named(item, {});
      return;
    }
    if (!composer_.count()) return give_up();
    append(composer_.module(ast, false), std::move(name));
    if (reading_.sink().errors() >= reading_.limits.diagnostics) done_ = true;
  }

  /// A list that is too long is not analysed at all.
  void give_up() {
    done_ = true;
    root_.children.clear();
    reading_.inputs.rejected = true;
  }

  static bool is_shape(const Ast& tuple) {
    return std::all_of(tuple.items.begin(), tuple.items.end(), [](const Ast& item) {
      bool size = item.kind == Ast::Kind::Int || item.kind == Ast::Kind::Chain || item.kind == Ast::Kind::Name;
      return size && (item.kind != Ast::Kind::Name || outline_of(item.text, {}).flow == Flow::Opaque);
    });
  }

  void append(Outline made, std::string name) {
    if (name.empty()) name = std::to_string(root_.children.size());
    std::string wanted = name;
    for (int copy = 2; !names_.insert(name).second; ++copy) name = fmt::format("{}_{}", wanted, copy);
    made.name = std::move(name);
    root_.children.push_back(std::move(made));
  }

  void no_layers() {
    auto& d = reading_.sink().error(diag::Kind::EmptyInput, file_.range(0, 0), "there is no layer in the input");
    d.notes.emplace_back("write one layer on a line: Conv2d(3, 16, kernel_size=3)");
  }

  /// A single container is the network itself.
  Outline finish() {
    if (root_.children.size() != 1) return std::move(root_);
    Flow flow = root_.children.front().flow;
    if (flow != Flow::Sequence && flow != Flow::Holder) return std::move(root_);
    Outline only = std::move(root_.children.front());
    only.name.clear();
    if (only.children.empty() && reading_.sink().errors() == 0) no_layers();
    return only;
  }

  const Reading& reading_;
  const source::SourceFile& file_;
  std::string_view text_;
  Composer composer_;
  Outline root_;
  std::unordered_set<std::string> names_;
  bool given_outside_ = !reading_.inputs.given.empty() || reading_.inputs.rejected;
  bool numbered_ = false;
  bool done_ = false;
  int first_number_ = -1;
  int last_number_ = -1;
  int after_ = 0;
  int last_layer_ = -1;               // where it begins
  std::vector<source::Range> prose_;  // lines behind the first layer
};

}  // namespace

void read_list(const Reading& reading) {
  Outline root = ListReader(reading).read();
  assemble(root, reading.inputs, reading.builder);
}

}  // namespace shapewise::import
