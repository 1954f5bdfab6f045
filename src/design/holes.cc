// Question marks are found in the text itself, arguments by the ranges that the analysis gives their values.
#include "design/holes.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/edit_distance.h"

namespace shapewise::design {
namespace {

using driver::Format;
using driver::Request;

struct Range {
  std::string_view name;
  Int least;
  Int most;
};

/// What is tried for arguments of these names; others are channels, features or sizes.
constexpr Range kRanges[] = {{"kernel_size", 1, 16},  {"stride", 1, 8},      {"padding", 0, 8},
                             {"dilation", 1, 16},     {"groups", 1, 4096},   {"output_padding", 0, 3},
                             {"scale_factor", 1, 16}, {"num_heads", 1, 4096}};
constexpr Range kOther = {"", 1, 1 << 16};
constexpr std::size_t kMostNamed = 4;
constexpr Int kMostAlone = 512;  // tried at least where there is one hole only

bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

/// The keyword in front of a place in the text, if there is one.
std::string keyword_before(std::string_view text, std::size_t at) {
  while (at > 0 && std::string_view(" (,?").find(text[at - 1]) != std::string_view::npos) --at;
  if (at == 0 || text[at - 1] != '=') return "";
  --at;
  while (at > 0 && text[at - 1] == ' ') --at;
  std::size_t end = at;
  while (at > 0 && is_name(text[at - 1])) --at;
  return std::string(text.substr(at, end - at));
}

std::vector<std::size_t> question_marks(std::string_view text) {
  std::vector<std::size_t> places;
  char quote = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (quote != '\0') {
      if (c == '\\') ++i;
      if (c == quote || c == '\n') quote = '\0';
    } else if (c == '#') {
      while (i < text.size() && text[i] != '\n') ++i;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '?') {
      places.push_back(i);
    }
  }
  return places;
}

/// "fc1.in_features or fc2.in_features": the layers that have such an argument, if there are any.
std::string layers_with(const ir::Graph& graph, const std::string& param) {
  std::vector<std::string> found;
  for (const ir::Module& module : graph.modules) {
    if (ir::find(module.args, param) != nullptr && !module.path.empty()) found.push_back(module.path + "." + param);
  }
  if (found.empty()) return "conv1.padding";
  if (found.size() > kMostNamed) found.resize(kMostNamed);
  return fmt::format("{}", fmt::join(found, " or "));
}

}  // namespace

Template::Template(const Request& request) : request_(request) {
  for (std::size_t at : question_marks(request.text)) {
    add_spot({static_cast<int>(at), static_cast<int>(at) + 1, "", 0}, keyword_before(request.text, at));
  }
}

void Template::add_spot(Spot spot, std::string name) {
  Format format = request_.format == Format::Detect ? driver::detect(request_.path, request_.text) : request_.format;
  // A name that a list takes for a size, and that a program hardly has.
  std::string symbol = fmt::format("{}{}", format == Format::Python ? "_x" : "x", holes_.size() + 1);
  spot.hole = holes_.size();
  holes_.push_back({std::move(name), std::move(symbol), 1, 1});
  auto behind = std::find_if(spots_.begin(), spots_.end(), [&](const Spot& s) { return s.begin > spot.begin; });
  spots_.insert(behind, std::move(spot));
}

Result<void> Template::free_argument(const std::string& name) {
  driver::Analysis plain = driver::analyze(request_);
  std::size_t dot = name.rfind('.');
  if (dot == std::string::npos)
    return fail(
        fmt::format("--free takes an argument of a layer, such as {}, not '{}'", layers_with(plain.graph, name), name));
  std::string path = name.substr(0, dot);
  std::string param = name.substr(dot + 1);
  std::vector<std::string_view> paths;
  for (const ir::Module& module : plain.graph.modules) {
    paths.push_back(module.path);
    if (module.path != path) continue;
    const ir::Arg* arg = ir::find(module.args, param);
    if (arg == nullptr) return fail(fmt::format("{} has no argument '{}'", module.type, param));
    source::Range range = arg->given ? arg->value.range : module.defined;
    if (!range.valid() || range.file.index != 0) return fail(fmt::format("'{}' is not set in this file", name));
    arg->given ? add_spot({range.begin, range.end, "", 0}, param)
               : add_spot({range.end - 1, range.end - 1, fmt::format(", {}=", param), 0}, param);
    return {};
  }
  std::vector<std::string_view> near = similar(path, paths);
  return fail(fmt::format("there is no layer '{}'{}", path,
                          near.empty() ? "" : fmt::format("; did you mean {}?", near.front())));
}

std::string Template::filled(const std::function<std::string(std::size_t)>& value) const {
  std::string text;
  std::size_t at = 0;
  for (const Spot& spot : spots_) {
    text += request_.text.substr(at, static_cast<std::size_t>(spot.begin) - at) + spot.before + value(spot.hole);
    at = static_cast<std::size_t>(spot.end);
  }
  return text + request_.text.substr(at);
}

Request Template::with_symbols() const {
  Request request = request_;
  request.text = filled([&](std::size_t hole) {
    const Hole& open = holes_[hole];
    return open.shift() == 0 ? open.symbol : fmt::format("({} - {})", open.symbol, to_string(open.shift()));
  });
  for (const Hole& hole : holes_) request.symbols.push_back(hole.symbol);
  // Nobody prints a module with holes: what looks like one is a list of a single layer.
  if (request.format == Format::Detect && driver::detect(request.path, request.text) == Format::Printed)
    request.format = Format::List;
  return request;
}

Request Template::with_numbers(const std::vector<Int>& values) const {
  Request request = request_;
  request.text = filled([&](std::size_t hole) { return to_string(values[hole]); });
  return request;
}

std::string in_names(std::string text, const std::vector<Hole>& holes) {
  auto replace = [&](const std::string& what, const std::string& by) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
      bool longer = at + what.size() < text.size() && is_name(text[at + what.size()]);
      if (longer || (at > 0 && is_name(text[at - 1]))) continue;
      text.replace(at, what.size(), by);
    }
  };
  for (const Hole& hole : holes) {
    std::string shift = to_string(hole.shift());
    if (hole.shift() > 0) replace(fmt::format("{} − {}", hole.symbol, shift), hole.name);
    replace(hole.symbol, hole.shift() > 0 ? fmt::format("({} + {})", hole.name, shift) : hole.name);
  }
  return text;
}

namespace {

bool stands_in(const std::string& symbol, const ir::Attr& value) {
  if (const sym::Expr* number = value.as<sym::Expr>()) return number->symbol_name() == symbol;
  const ir::AttrList* list = value.as<ir::AttrList>();
  return list != nullptr &&
         std::any_of(list->begin(), list->end(), [&](const ir::Attr& item) { return stands_in(symbol, item); });
}

void name_positional(const ir::Args& args, std::vector<Hole>& holes) {
  for (const ir::Arg& arg : args) {
    for (Hole& hole : holes) {
      if (hole.name.empty() && stands_in(hole.symbol, arg.value)) hole.name = arg.name;
    }
  }
}

}  // namespace

void describe_holes(const ir::Graph& graph, std::vector<Hole>& holes) {
  for (const ir::Module& module : graph.modules) name_positional(module.args, holes);
  for (const ir::Node& node : graph.nodes) name_positional(node.args, holes);
  for (std::size_t i = 0; i < holes.size(); ++i) {
    if (holes[i].name.empty()) holes[i].name = fmt::format("x{}", i + 1);
    const Range* range = std::find_if(std::begin(kRanges), std::end(kRanges),
                                      [&](const Range& r) { return holes[i].name.starts_with(r.name); });
    if (range == std::end(kRanges)) range = &kOther;
    holes[i].least = range->least;
    holes[i].most = holes.size() == 1 ? std::max(range->most, kMostAlone) : range->most;
  }
  for (std::size_t i = 0; i < holes.size(); ++i) {
    std::string name = holes[i].name;
    auto same = [&](const Hole& hole) { return hole.name == name; };
    if (std::count_if(holes.begin(), holes.end(), same) < 2) continue;
    int number = 0;
    for (Hole& hole : holes) {
      if (hole.name == name) hole.name = fmt::format("{}_{}", name, ++number);
    }
  }
}

}  // namespace shapewise::design
