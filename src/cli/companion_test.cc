// What becomes of a companion: its exit status, or that it could not be started.
#include "cli/companion.h"

#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace shapewise::cli {
namespace {

std::optional<int> status_of(const std::string& script) {
  char name[] = "/tmp/shapewise-companion-XXXXXX";
  std::string folder = ::mkdtemp(name);
  std::string path = folder + "/companion";
  std::ofstream(path) << "#!/bin/sh\n" << script << "\n";
  ::chmod(path.c_str(), 0700);
  char word[] = "run";
  char* arguments[] = {path.data(), word, nullptr};
  std::optional<int> status = run_companion(path, arguments);
  ::unlink(path.c_str());
  ::rmdir(folder.c_str());
  return status;
}

TEST(Companions, GiveTheirExitStatus) {
  EXPECT_EQ(status_of("exit 0"), 0);
  EXPECT_EQ(status_of("[ \"$1\" = run ] && exit 2"), 2) << "they get the command line";
  EXPECT_EQ(status_of("kill -9 $$"), 128 + 9);
}

TEST(Companions, ThatCannotBeStartedHaveNone) {
  EXPECT_EQ(status_of("exit 127"), std::nullopt) << "as the loader ends where a library is missing";
  char name[] = "/tmp/there-is-no-such-program";
  char* arguments[] = {name, nullptr};
  EXPECT_EQ(run_companion(name, arguments), std::nullopt);
}

}  // namespace
}  // namespace shapewise::cli
