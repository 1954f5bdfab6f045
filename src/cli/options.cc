// Tables of options, and the reading of their values.
#include "cli/options.h"

#include <fmt/format.h>

#include "base/int.h"
#include "cli/parse.h"

namespace shapewise::cli {
namespace {

constexpr std::string_view kForms[] = {"auto", "list", "repr", "python", "onnx", "keras"};
constexpr std::string_view kWhen[] = {"auto", "always", "never"};

constexpr Option kNetwork[] = {
    {'i', "input", Takes::Text, "SHAPE",
     "an input: its shape, such as N,3,64,64 or ids=(N,T):int64, a list or dict of those, or a value such as "
     "lengths=tensor([9, 7]); once for each input"},
    {'N', "batch", Takes::Text, "SIZE", "give the symbol N a value"},
    {'s', "set", Takes::Text, "NAME=SIZE", "give any symbol a value; may be repeated"},
    {0, "assume", Takes::Text, "FACT", "take something for granted, such as 'H % 32 == 0'; may be repeated"},
    {'e', "expression", Takes::Text, "TEXT", "read the network from TEXT instead of a file"},
    {0, "from", Takes::Choice, "FORM",
     "how to read it: auto, list (layers), repr (printed module), python, onnx, keras", kForms},
    {0, "root", Takes::Text, "DIR", "look for imported modules below DIR, too; may be repeated"},
    kMode,
};

constexpr std::string_view kConventions[] = {"shapewise", "torchinfo", "thop",      "ptflops", "ptflops-aten",
                                             "fvcore",    "calflops",  "deepspeed", "keras",   "all"};

constexpr Option kConvention[] = {
    {0, "convention", Takes::Choice, "TOOL",
     "count as TOOL does: shapewise, torchinfo, thop, ptflops, ptflops-aten, fvcore, calflops, deepspeed, keras; with "
     "explain also all, which shows how they differ",
     kConventions},
};

constexpr Option kText[] = {
    {0, "depth", Takes::Text, "LEVELS", "fold modules that are nested deeper"},
    {0, "ascii", Takes::Nothing, "", "print nothing beyond ASCII"},
    {0, "color", Takes::Choice, "WHEN", "auto (on a terminal, unless NO_COLOR is set), always or never", kWhen},
    {'w', "width", Takes::Text, "COLUMNS", "fit into so many columns, instead of those of the terminal; 0 for any"},
    {'o', "output", Takes::File, "FILE", "write to FILE instead of standard output"},
};

constexpr Option kGeneral[] = {
    {'h', "help", Takes::Nothing, "", "print this help"},
    {0, "version", Takes::Nothing, "", "print the version"},
};

constexpr int kMostColumns = 1'000'000;
constexpr int kMostLevels = 1'000'000;

}  // namespace

bool in_training(const Invocation& invocation, bool missing) {
  const std::string* mode = invocation.value("mode");
  return mode != nullptr ? *mode == "train" : missing;
}

Result<std::int64_t> number_of(const Invocation& invocation, std::string_view option, std::int64_t least,
                               std::int64_t most, std::int64_t missing) {
  const std::string* text = invocation.value(option);
  if (text == nullptr) return missing;
  auto value = parse_int(*text);
  if (value && *value >= least && *value <= most) return static_cast<std::int64_t>(*value);
  return fail(fmt::format("--{} takes a number from {} to {}, not '{}'", option, least, most, *text));
}

std::span<const Option> network_options() { return kNetwork; }
std::span<const Option> convention_options() { return kConvention; }
std::span<const Option> text_options() { return kText; }
std::span<const Option> general_options() { return kGeneral; }

Result<report::View> view_of(const Invocation& invocation, Stream stream) {
  report::View view;
  auto width = number_of(invocation, "width", 0, kMostColumns, terminal_width(stream));
  if (!width) return tl::unexpected(width.error());
  auto depth = number_of(invocation, "depth", 1, kMostLevels, -1);
  if (!depth) return tl::unexpected(depth.error());
  const std::string* color = invocation.value("color");
  bool to_file = stream == Stream::Out && invocation.has("output");
  view.width = to_file && !invocation.has("width") ? 0 : static_cast<int>(*width);
  view.depth = static_cast<int>(*depth);
  view.ascii = invocation.has("ascii");
  view.color = color == nullptr || *color == "auto" ? wants_color(stream) && !to_file : *color == "always";
  return view;
}

Result<std::vector<report::Column>> columns_of(const Invocation& invocation) {
  std::vector<report::Column> chosen;
  std::vector<std::string_view> names;
  for (const report::ColumnInfo& info : report::columns()) names.push_back(info.name);
  for (const std::string& list : invocation.values("columns")) {
    std::string_view rest = list;
    for (bool more = true; more;) {
      std::size_t end = std::min(rest.find(','), rest.size());
      std::string_view name = rest.substr(0, end);
      auto column = report::find_column(name);
      if (!column) {
        return fail(fmt::format("there is no column '{}'{} (columns: {})", name, did_you_mean(name, names),
                                fmt::join(names, ", ")));
      }
      chosen.push_back(*column);
      more = end < rest.size();
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return chosen;
}

Result<void> deliver(const Invocation& invocation, std::string_view text) {
  const std::string* path = invocation.value("output");
  return path == nullptr ? write(Stream::Out, text) : write_file(*path, text);
}

}  // namespace shapewise::cli
