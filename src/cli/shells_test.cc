// The manual page and the completions on disk are what the tables of commands say, and shells take them.
// With SHAPEWISE_UPDATE set in the environment the files are written instead of compared.
#include "cli/shells.h"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "cli/commands.h"

namespace shapewise::cli {
namespace {

const std::vector<Command> kCommands = all_commands();

void expect_file(const std::string& path, const std::string& text) {
  if (std::getenv("SHAPEWISE_UPDATE") != nullptr) std::ofstream(path) << text;
  std::ifstream file(path);
  std::stringstream found;
  found << file.rdbuf();
  EXPECT_EQ(found.str(), text) << path << " is out of date; to write it anew:\n"
                               << "  SHAPEWISE_UPDATE=1 build/dev/shapewise_tests --gtest_filter='Shells.*'";
}

/// What a shell command prints, and its exit status.
std::string output_of(const std::string& command, int& status) {
  std::string text;
  FILE* pipe = ::popen(command.c_str(), "r");
  char buffer[4096];
  for (std::size_t count = 0; (count = std::fread(buffer, 1, sizeof(buffer), pipe)) > 0;) text.append(buffer, count);
  status = ::pclose(pipe);
  return text;
}

bool has_shell(const std::string& shell) {
  int status = 0;
  output_of("command -v " + shell, status);
  return status == 0;
}

TEST(Shells, HaveTheFilesThatAreInstalled) {
  expect_file("docs/shapewise.1", manual_page(kCommands));
  expect_file("completions/shapewise.bash", bash_completions(kCommands));
  expect_file("completions/_shapewise", zsh_completions(kCommands));
  expect_file("completions/shapewise.fish", fish_completions(kCommands));
}

TEST(Shells, NameEveryOption) {
  std::string manual = manual_page(kCommands);
  std::string bash = bash_completions(kCommands);
  std::string zsh = zsh_completions(kCommands);
  std::string fish = fish_completions(kCommands);
  for (const Command& command : kCommands) {
    for (const OptionGroup& group : command.groups) {
      for (const Option& option : group.options) {
        std::string name(option.name);
        std::string in_manual = "\\-\\-";  // troff reads a plain "-" as a hyphen
        for (char c : name) in_manual += c == '-' ? "\\-" : std::string(1, c);
        EXPECT_NE(manual.find(in_manual), std::string::npos) << name;
        EXPECT_NE(bash.find("--" + name), std::string::npos) << name;
        EXPECT_NE(zsh.find("--" + name), std::string::npos) << name;
        EXPECT_NE(fish.find("-l " + name), std::string::npos) << name;
      }
    }
  }
}

/// What bash offers after these words.
std::string bash_offers(const std::vector<std::string>& words) {
  std::string array;
  for (const std::string& word : words) array += "'" + word + "' ";
  int status = 0;
  std::string offers =
      output_of("bash -c \"source completions/shapewise.bash; COMP_WORDS=(" + array +
                    "); COMP_CWORD=" + std::to_string(words.size() - 1) + "; _shapewise; echo \\${COMPREPLY[@]}\"",
                status);
  EXPECT_EQ(status, 0);
  return offers;
}

TEST(Shells, BashCompletes) {
  EXPECT_EQ(bash_offers({"shapewise", "exp"}), "explain export\n");
  EXPECT_EQ(bash_offers({"shapewise", "net.py", "--form"}), "--format\n");
  EXPECT_EQ(bash_offers({"shapewise", "net.py", "--format", "j"}), "json\n");
  EXPECT_EQ(bash_offers({"shapewise", "net.py", "--format", "=", "t"}), "table\n");
  EXPECT_EQ(bash_offers({"shapewise", "completions", "f"}), "fish\n");
  EXPECT_EQ(bash_offers({"shapewise", "explain", "--column"}), "\n");
  EXPECT_EQ(bash_offers({"shapewise", "CMakeLi"}), "CMakeLists.txt\n");
}

TEST(Shells, OthersTakeTheirCompletions) {
  for (const auto& [shell, file] :
       {std::pair<std::string, std::string>{"zsh", "completions/_shapewise"}, {"fish", "completions/shapewise.fish"}}) {
    if (!has_shell(shell)) continue;
    int status = 0;
    EXPECT_EQ(output_of(shell + " -n " + file + " 2>&1", status), "");
    EXPECT_EQ(status, 0) << file;
  }
}

}  // namespace
}  // namespace shapewise::cli
