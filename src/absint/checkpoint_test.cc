// Going back to a checkpoint: what is made and what the library learns is undone; a change of what was there is
// noticed.
#include <gtest/gtest.h>

#include "absint/interpreter.h"

namespace shapewise::absint {
namespace {

constexpr const char* kProgram = R"(
import itertools
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        return self.conv(x)

net = Net()
numbers = [1, 2]
table = {'a': 1}
seen = {1}
counter = itertools.count()
squares = (n * n for n in range(5))

def outer():
    n = 0
    def inner():
        nonlocal n
        n += 1
        return n
    return inner

step = outer()
)";

class Checkpoints : public testing::Test {
 protected:
  Checkpoints() {
    module_ = interpreter_.run_script(texts_.sources().add("net.py", kProgram), "net");
    EXPECT_FALSE(interpreter_.take_uncaught());
    before_ = interpreter_.checkpoint();
  }

  bool run(const std::string& text) { return interpreter_.exec_text(text, module_->scope, {}); }
  bool is_undone(const std::string& text) {
    EXPECT_TRUE(run(text)) << text;
    return interpreter_.rewind(before_);
  }

  ir::Graph graph_;
  diag::Sink sink_;
  layer::Builder builder_{graph_, sink_};
  Texts texts_{source::SourceMap()};
  Interpreter interpreter_{builder_, texts_, {}};
  Module* module_ = nullptr;
  Interpreter::Checkpoint before_;
};

TEST_F(Checkpoints, UndoWhatIsMade) {
  std::int64_t bytes = interpreter_.heap().bytes();
  std::int64_t steps = interpreter_.steps();
  std::size_t values = graph_.values.size();
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(run("(lambda: [Net() for _ in range(3)])()"));
    EXPECT_TRUE(run("nn.functional.relu(nn.Linear(3, 4).weight)"));
    EXPECT_GT(graph_.values.size(), values);
    ASSERT_TRUE(interpreter_.rewind(before_));
    EXPECT_EQ(interpreter_.heap().bytes(), bytes);
    EXPECT_EQ(interpreter_.steps(), steps);
    EXPECT_EQ(graph_.values.size(), values);
  }
}

TEST_F(Checkpoints, UndoWhatIsImported) {
  std::int64_t bytes = interpreter_.heap().bytes();
  for (int i = 0; i < 2; ++i) {
    EXPECT_NE(as<Module>(interpreter_.import_module("einops", {})), nullptr);
    EXPECT_GT(interpreter_.heap().bytes(), bytes) << "it is made anew";
    ASSERT_TRUE(interpreter_.rewind(before_));
    EXPECT_EQ(interpreter_.heap().bytes(), bytes);
  }
}

TEST_F(Checkpoints, UndoAnException) {
  EXPECT_FALSE(run("numbers[7]"));
  EXPECT_TRUE(interpreter_.raising());
  EXPECT_TRUE(interpreter_.rewind(before_));
  EXPECT_FALSE(interpreter_.raising());
}

TEST_F(Checkpoints, UndoWhatChangesNothing) { EXPECT_TRUE(is_undone("len(numbers) + table['a']")); }

class Changes : public Checkpoints, public testing::WithParamInterface<const char*> {};

TEST_P(Changes, AreNoticed) { EXPECT_FALSE(is_undone(GetParam())); }

INSTANTIATE_TEST_SUITE_P(Checkpoints, Changes,
                         testing::Values("numbers.append(3)", "numbers[0] = 5", "table['a'] = 2", "table.pop('a')",
                                         "seen.add(2)", "next(counter)", "next(squares)", "squares.close()", "step()",
                                         "fresh = 1", "net.calls = 1", "Net.calls = 1", "Net.forward.calls = 1",
                                         "net.eval()", "net.conv.stride = 2", "net.conv.weight",
                                         "net.conv = nn.Conv2d(3, 8, 5)", "del net.conv", "nn.Conv2d.forward = None",
                                         "net.__dict__"));

}  // namespace
}  // namespace shapewise::absint
