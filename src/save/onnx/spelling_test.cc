// The tables of spellings.
#include "save/onnx/spelling.h"

#include <gtest/gtest.h>

#include "layer/registry.h"

namespace shapewise::save {
namespace {

TEST(Spelling, NamesKnownOperationsEachOnce) {
  EXPECT_NE(find_spelling(*layer::find_qualified("torch.round")), nullptr);  // makes the table, which checks all names
  EXPECT_EQ(find_spelling(*layer::find_qualified("torch.relu_")), find_spelling(*layer::find_qualified("torch.relu")));
  EXPECT_EQ(find_spelling(*layer::find_qualified("torch.fft.fft")), nullptr);
}

TEST(SpellingDeathTest, ANameThatIsNotKnownIsOurMistake) {
  EXPECT_DEATH(layer::for_each_op("torch.relu torch.no_such_thing", [](ir::OpId) {}), "op.has_value");
}

}  // namespace
}  // namespace shapewise::save
