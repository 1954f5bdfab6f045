// Modules are told apart by their brackets, not by indentation, which is easily lost on the way here.
#include "import/repr/repr.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "import/repr/printed_layer.h"
#include "import/repr/scan.h"

namespace shapewise::import {
namespace {

class PrintReader {
 public:
  explicit PrintReader(const Reading& reading)
      : reading_(reading), file_(reading.file), text_(file_.text()), layers_left_(reading.limits.layers) {}

  /// All modules that stand there; several ones are the children of something that is not shown.
  Outline read() {
    Outline all;
    all.type = "Module";
    all.why = "the module around these layers is not printed";
    all.range = file_.range(0, 0);
    while (!done_ && find_module()) {
      ChildMark mark;
      if (child_at(text_, place_, mark)) {
        child(mark, all, 0);
      } else {
        all.children.push_back(module(0));
        all.children.back().name = std::to_string(all.children.size() - 1);
      }
    }
    if (made_ > layers_left_) all.children.clear();  // it is not analysed at all
    name_unknown();
    name_defaults(all);
    if (all.children.size() != 1) return all;
    Outline only = std::move(all.children.front());
    only.name.clear();
    return only;
  }

 private:
  int size() const { return static_cast<int>(text_.size()); }
  std::string_view slice(int begin, int end) const {
    return text_.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
  }

  /// Moves to the next module: a line that begins with "Name(" or "(key): ". What stands before or between is a prompt.
  bool find_module() {
    while (place_ < size()) {
      std::size_t begin = text_.find_first_not_of(" \t\r\n", static_cast<std::size_t>(place_));
      if (begin == std::string_view::npos) return false;
      place_ = static_cast<int>(begin);
      ChildMark mark;
      if (child_at(text_, place_, mark)) return true;
      bool prompt = slice(place_, size()).starts_with(">>>") || slice(place_, size()).starts_with("Out[") ||
                    slice(place_, size()).starts_with("In [");
      if (!prompt && type_end(text_, place_) > 0) return true;
      int end = end_of_line(text_, place_);
      std::size_t colon = text_.find("]: ", begin);
      if (slice(place_, size()).starts_with("Out[") && colon != std::string_view::npos &&
          static_cast<int>(colon) < end) {
        place_ = static_cast<int>(colon) + 3;  // IPython: "Out[3]: Net("
        continue;
      }
      if (!prompt) return stray(end);
      place_ = end;
    }
    return false;
  }

  bool stray(int end) {
    auto& d =
        reading_.sink().error(diag::Kind::Syntax, file_.range(place_, end), "this is no part of a printed module");
    d.label = "expected Name( or (name): Type(";
    done_ = true;
    return false;
  }

  /// The module at the place, which is the beginning of its type.
  Outline module(int depth) {
    int open = type_end(text_, place_);
    source::Range type_range = file_.range(place_, open);
    std::string_view type = file_.slice(type_range);
    int begin = place_;
    place_ = open + 1;
    int extra = place_;
    place_ = end_of_extra(text_, place_);
    source::Range extra_range = file_.range(extra, place_);
    Outline made = outline_of_printed(type, type_range);
    if (depth >= reading_.limits.depth) return too_deep(std::move(made));
    while (!done_ && place_ < size() && text_[static_cast<std::size_t>(place_)] != ')') {
      ChildMark mark;
      if (!child_at(text_, place_, mark)) {
        // What a class prints of itself may stand between its children.
        place_ = std::max(end_of_extra(text_, place_), place_ + 1);
        continue;
      }
      child(mark, made, depth + 1);
      skip_blanks();
    }
    if (done_) return made;
    if (place_ >= size()) return unclosed(open, std::move(made));
    ++place_;
    made.range = made.children.empty() ? file_.range(begin, place_) : type_range;
    finish(made, extra_range);
    return made;
  }

  void skip_blanks() {
    std::size_t next = text_.find_first_not_of(" \t\r\n", static_cast<std::size_t>(place_));
    place_ = next == std::string_view::npos ? size() : static_cast<int>(next);
  }

  Outline too_deep(Outline made) {
    auto& d = reading_.sink().error(diag::Kind::Limit, made.range,
                                    fmt::format("modules are nested more than {} deep", reading_.limits.depth));
    d.label = "this is too deep";
    done_ = true;
    return made;
  }

  Outline unclosed(int open, Outline made) {
    done_ = true;
    auto& d = reading_.sink().error(diag::Kind::Syntax, file_.range(open, open + 1), "'(' is not closed");
    d.label = "opened here";
    d.notes.emplace_back("the printed module may be cut off at its end");
    made.flow = Flow::Opaque;
    made.why = fmt::format("{} is not printed to its end", made.type);
    made.reported = true;
    return made;
  }

  void child(const ChildMark& mark, Outline& parent, int depth) {
    place_ = mark.value;
    int line_end = end_of_line(text_, place_);
    int open = type_end(text_, place_);
    std::string_view rest = slice(place_, line_end);
    if (open < 0 || open > line_end) {
      // None, "Parameter containing: […]", or an object that prints itself in its own way.
      if (rest != "None" && !rest.starts_with("Parameter containing")) parent.children.push_back(plain(mark, rest));
      if (rest.starts_with("Parameter containing")) add_parameter(mark, rest, parent);
      place_ = line_end;
      return;
    }
    int before = made_;
    Outline one = module(depth);
    int each = made_ - before;
    add_copies(mark, std::move(one), each, parent);
  }

  /// "(0-11): 12 x Block(…)" stands for twelve.
  void add_copies(const ChildMark& mark, Outline one, int each, Outline& parent) {
    Int first = parse_int(mark.key.substr(0, mark.key.find('-'))).value_or(0);
    made_ += each * (std::min(mark.repeat, layers_left_ / std::max(each, 1) + 1) - 1);
    if (!room()) return;
    for (int i = 0; i + 1 < mark.repeat; ++i) {
      parent.children.push_back(one);
      parent.children.back().name = to_string(first + i);
    }
    one.name = mark.repeat == 1 ? std::string(mark.key) : to_string(first + mark.repeat - 1);
    if (mark.repeat > 0) parent.children.push_back(std::move(one));
  }

  /// False, after an error, once there are too many modules.
  bool room() {
    if (made_ <= layers_left_) return true;
    if (!done_) {
      reading_.sink().error(diag::Kind::Limit, {},
                            fmt::format("there are more than {} modules", reading_.limits.layers));
    }
    done_ = true;
    return false;
  }

  /// "[torch.float32 of size 10x10]".
  void add_parameter(const ChildMark& mark, std::string_view text, Outline& parent) {
    OutlineParameter parameter;
    parameter.name = mark.key;
    std::size_t open = std::min(text.find('['), text.size() - 1);
    std::size_t of_size = text.find(" of size ");
    if (of_size == std::string_view::npos || of_size < open) return note_unknown(parent.type);
    parameter.dtype = ir::find_dtype(text.substr(open + 1, of_size - open - 1)).value_or(ir::DType::Float32);
    text.remove_prefix(of_size + std::string_view(" of size ").size());
    while (!text.empty() && text.front() != ']' && text.front() != ' ') {
      std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
      auto size = parse_int(text.substr(0, digits));
      if (!size) return note_unknown(parent.type);
      parameter.shape.dims.emplace_back(*size);
      text.remove_prefix(std::min(text.size(), digits + (text.substr(digits).starts_with("x") ? 1 : 0)));
    }
    parent.parameters.push_back(std::move(parameter));
  }

  Outline plain(const ChildMark& mark, std::string_view text) {
    Outline made;
    made.name = mark.key;
    made.type = text.substr(0, 40);
    made.range = file_.range(place_, place_ + static_cast<int>(text.size()));
    note_unknown(made.type);
    return made;
  }

  void finish(Outline& made, source::Range extra) {
    ++made_;
    room();
    if (made.flow == Flow::Layer) return fill_printed_layer(made, extra, reading_);
    if (made.flow != Flow::Opaque) return;
    if (made.children.empty()) {
      note_unknown(made.type);
      made.why = fmt::format("{} is no layer of torch.nn, and what it computes is not printed", made.type);
    } else {
      made.why =
          fmt::format("in which order {} calls its layers is not printed, nor are parameters of its own", made.type);
    }
  }

  void note_unknown(const std::string& type) {
    if (std::find(unknown_.begin(), unknown_.end(), type) == unknown_.end()) unknown_.push_back(type);
  }

  void name_unknown() {
    if (unknown_.empty()) return;
    constexpr std::size_t kShown = 5;
    std::string list;
    for (std::size_t i = 0; i < std::min(unknown_.size(), kShown); ++i) list += (i > 0 ? ", " : "") + unknown_[i];
    if (unknown_.size() > kShown) list += " …";
    reading_.gaps().push_back({fmt::format("parameters of {} are not printed, if there are any", list), {}});
  }

  /// One gap for each text, at the first layer that it is about.
  void name_defaults(const Outline& outline) {
    if (outline.flow == Flow::Layer) {
      std::string text = unprinted_defaults(outline);
      if (!text.empty() && defaults_.insert(text).second) reading_.gaps().push_back({std::move(text), outline.range});
    }
    for (const Outline& child : outline.children) name_defaults(child);
  }

  const Reading& reading_;
  const source::SourceFile& file_;
  std::string_view text_;
  int layers_left_;
  int made_ = 0;
  int place_ = 0;
  bool done_ = false;
  std::vector<std::string> unknown_;
  std::set<std::string> defaults_;
};

}  // namespace

void read_printed(const Reading& reading) {
  Outline root = PrintReader(reading).read();
  assemble(root, reading.inputs, reading.builder);
}

}  // namespace shapewise::import
