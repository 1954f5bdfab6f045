// Reading what is there, what is not there, and what must not be read.
#include "cli/files.h"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace shapewise::cli {
namespace {

class FilesTest : public testing::Test {
 protected:
  FilesTest() {
    char name[] = "/tmp/shapewise-files-XXXXXX";
    directory_ = ::mkdtemp(name);
    ::mkdir(path("net").c_str(), 0777);
    write("net/main.py", "import block\n");
    write("net/block.py", "x = 1\n");
    write("outside.py", "secret\n");
    EXPECT_EQ(::symlink(path("outside.py").c_str(), path("net/link.py").c_str()), 0);
  }
  ~FilesTest() override {
    for (const char* name : {"net/link.py", "net/main.py", "net/block.py", "outside.py", "README.md"})
      ::unlink(path(name).c_str());
    ::rmdir(path("net").c_str());
    ::rmdir(directory_.c_str());
  }
  std::string path(const std::string& name) const { return directory_ + "/" + name; }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path(name)) << text; }

 private:
  std::string directory_;
};

TEST_F(FilesTest, ReadsNoMoreThanItMay) {
  EXPECT_EQ(*read_file(path("net/main.py"), 100), "import block\n");
  EXPECT_EQ(read_file(path("net/main.py"), 5)->size(), 6U);
}

TEST_F(FilesTest, ReadsFilesOfTheProjectAsAWholeOrNotAtAll) {
  EXPECT_EQ(*DiskFiles(path("net/main.py"), {}, 6).read(path("net/block.py")), "x = 1\n");
  EXPECT_FALSE(DiskFiles(path("net/main.py"), {}, 5).read(path("net/block.py")));
}

TEST_F(FilesTest, SaysWhyItCannotRead) {
  EXPECT_EQ(read_file(path("none.py"), 9).error().message, path("none.py") + ": no such file");
  EXPECT_EQ(read_file(path("net"), 9).error().message, path("net") + " is a directory, not a file");
  EXPECT_EQ(read_file("", 9).error().message, ": no such file");
}

TEST_F(FilesTest, StaysBelowTheDirectoryOfTheNetwork) {
  DiskFiles files(path("net/main.py"), {}, 1000);
  EXPECT_TRUE(files.contains(path("net/block.py")));
  EXPECT_EQ(*files.read(path("net/block.py")), "x = 1\n");
  for (std::string name : {"outside.py", "net/../outside.py", "net/link.py", "net", "net/none.py"}) {
    EXPECT_FALSE(files.contains(path(name))) << name;
    EXPECT_FALSE(files.read(path(name))) << name;
  }
}

TEST_F(FilesTest, ReachesUpToTheFolderThatHoldsWhatIsImported) {
  write("net/main.py", "import torch\nfrom outside.parts import block\n");
  EXPECT_TRUE(DiskFiles(path("net/main.py"), {}, 1000).contains(path("outside.py")));
  write("net/main.py", "import torch\nfrom .outside import block\n");
  EXPECT_FALSE(DiskFiles(path("net/main.py"), {}, 1000).contains(path("outside.py")));
}

TEST_F(FilesTest, ReachesUpToTheFolderThatIsDescribedAsAProject) {
  write("README.md", "A network\n");
  EXPECT_TRUE(DiskFiles(path("net/main.py"), {}, 1000).contains(path("outside.py")));
}

}  // namespace
}  // namespace shapewise::cli
