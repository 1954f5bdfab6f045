// getopt_long does the splitting, so the command line follows the conventions that everybody knows: options anywhere,
// --name=value, bundled letters, unique abbreviations, and -- before operands that start with a dash.
#include "cli/parse.h"

#include <algorithm>
#include <fmt/format.h>
#include <getopt.h>

#include "base/edit_distance.h"

namespace shapewise::cli {
namespace {

constexpr int kFirstLong = 256;  // values of long options, beyond those of letters

std::vector<const Option*> options_of(const Command& command) {
  std::vector<const Option*> options;
  for (const OptionGroup& group : command.groups) {
    for (const Option& option : group.options) options.push_back(&option);
  }
  return options;
}

/// The tables that getopt_long wants.
struct Tables {
  std::string letters = ":";  // a missing value is told apart from an unknown option
  std::vector<std::string> names;
  std::vector<::option> longs;

  explicit Tables(const std::vector<const Option*>& options) {
    names.reserve(options.size());
    for (std::size_t i = 0; i < options.size(); ++i) {
      bool takes = options[i]->takes != Takes::Nothing;
      if (options[i]->letter != 0) letters.append(1, options[i]->letter).append(takes ? ":" : "");
      names.emplace_back(options[i]->name);
      longs.push_back(
          {names.back().c_str(), takes ? required_argument : no_argument, nullptr, kFirstLong + static_cast<int>(i)});
    }
    longs.push_back({nullptr, 0, nullptr, 0});
  }
};

const Option* find_option(const std::vector<const Option*>& options, int code) {
  if (code >= kFirstLong) return options[static_cast<std::size_t>(code - kFirstLong)];
  auto found = std::find_if(options.begin(), options.end(), [&](const Option* o) { return o->letter == code; });
  return found == options.end() ? nullptr : *found;
}

std::string unknown_option(const std::vector<const Option*>& options, std::string_view written, int letter) {
  if (!written.starts_with("--")) return fmt::format("there is no option -{}", static_cast<char>(letter));
  std::string_view name = written.substr(2, written.find('=') == written.npos ? written.npos : written.find('=') - 2);
  if (letter >= kFirstLong) return fmt::format("--{} takes no value", name);
  std::vector<std::string_view> names;
  std::vector<std::string> abbreviated;
  for (const Option* option : options) {
    names.push_back(option->name);
    if (option->name.starts_with(name)) abbreviated.push_back(fmt::format("--{}", option->name));
  }
  if (abbreviated.size() > 1) return fmt::format("--{} is ambiguous: {}", name, fmt::join(abbreviated, ", "));
  return fmt::format("there is no option --{}{}", name, did_you_mean(name, names, "--"));
}

Result<void> check_choice(const Option& option, std::string_view value) {
  if (option.takes != Takes::Choice) return {};
  if (std::find(option.choices.begin(), option.choices.end(), value) != option.choices.end()) return {};
  std::vector<std::string_view> choices(option.choices.begin(), option.choices.end());
  return fail(fmt::format("--{} takes {}, not '{}'{}", option.name, fmt::join(choices, ", "), value,
                          did_you_mean(value, choices)));
}

Result<void> parse_options(Invocation& invocation, int argc, char** argv) {
  std::vector<const Option*> options = options_of(invocation.command());
  Tables tables(options);
  optind = 0;  // starts afresh
  opterr = 0;
  for (int code = 0; (code = getopt_long(argc, argv, tables.letters.c_str(), tables.longs.data(), nullptr)) != -1;) {
    std::string_view written = argv[optind - 1];
    if (code == ':') {
      const Option* option = find_option(options, optopt);
      return fail(fmt::format("--{} needs a value: {}", option->name, option->value));
    }
    if (code == '?') return fail(unknown_option(options, written, optopt));
    const Option* option = find_option(options, code);
    std::string value = optarg == nullptr ? "" : optarg;
    if (auto fine = check_choice(*option, value); !fine) return tl::unexpected(fine.error());
    invocation.add_value(option->name, std::move(value));
  }
  for (int i = optind; i < argc; ++i) invocation.add_operand(argv[i]);
  return {};
}

Result<void> check_operands(const Invocation& invocation) {
  const auto& operands = invocation.operands();
  const Command& command = invocation.command();
  auto spaces = static_cast<std::size_t>(std::count(command.operand.begin(), command.operand.end(), ' '));
  std::size_t most = command.operand.empty() ? 0 : spaces + 1;
  if (operands.size() <= most || command.operand.find("...") != std::string_view::npos) return {};
  for (const std::string& operand : operands) {
    if (!operand.empty() && find_command(invocation.all(), operand) != nullptr) {
      return fail(fmt::format("the command '{}' must come first: shapewise {} ...", operand, operand));
    }
  }
  return fail(fmt::format("'{}' is one argument too many", operands[most]));
}

}  // namespace

std::vector<std::string> Invocation::values(std::string_view option) const {
  auto found = values_.find(option);
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

const std::string* Invocation::value(std::string_view option) const {
  auto found = values_.find(option);
  return found == values_.end() ? nullptr : &found->second.back();
}

const Command* find_command(std::span<const Command> commands, std::string_view name) {
  auto found = std::find_if(commands.begin(), commands.end(), [&](const Command& c) { return c.name == name; });
  return found == commands.end() ? nullptr : &*found;
}

std::string did_you_mean(std::string_view written, const std::vector<std::string_view>& candidates,
                         std::string_view prefix) {
  std::vector<std::string_view> found = similar(written, candidates);
  if (found.empty()) return "";
  return fmt::format("; did you mean {}{}?", prefix, found.front());
}

Result<Invocation> parse(std::span<const Command> commands, int argc, char** argv) {
  const Command* command = argc > 1 && argv[1][0] != '\0' ? find_command(commands, argv[1]) : nullptr;
  int skipped = command != nullptr ? 1 : 0;
  if (command == nullptr) command = find_command(commands, "");
  Invocation invocation(*command, commands);
  auto parsed = parse_options(invocation, argc - skipped, argv + skipped);
  // Whoever asks for help gets it, whatever else is wrong with the line.
  if (parsed && !invocation.has("help") && !invocation.has("version")) parsed = check_operands(invocation);
  if (!parsed) return tl::unexpected(parsed.error());
  return invocation;
}

}  // namespace shapewise::cli
