// Which modules a text asks for.
#include "driver/imported.h"

#include <gtest/gtest.h>

namespace shapewise::driver {
namespace {

TEST(Imported, NamesWhatIsImportedAbsolutely) {
  std::string text =
      "\"\"\"Read\nfrom the start, import nothing.\"\"\"\n"
      "import torch, models.unet as unet, os\n"
      "from utils.blocks import (Conv,\n    Pool)\n"
      "from . import near\n"
      "def late():\n"
      "    try:\n"
      "        from extra import head\n"
      "    except ImportError:\n"
      "        pass\n";
  EXPECT_EQ(imported_modules(text), (std::vector<std::string>{"models", "utils", "extra"}));
  EXPECT_EQ(imported_modules("from (\nimport a\n"), (std::vector<std::string>{"a"})) << "what is wrong is passed over";
}

}  // namespace
}  // namespace shapewise::driver
