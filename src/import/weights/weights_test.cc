// Files of weights in their forms, and files that lie.
#include <gtest/gtest.h>

#include "import/weights/pytorch.h"
#include "import/weights/safetensors.h"

namespace shapewise::import {
namespace {

std::string safetensors(std::string_view header, std::string_view data) {
  std::string bytes(8, '\0');
  bytes[0] = static_cast<char>(header.size());
  return bytes + std::string(header) + std::string(data);
}

TEST(Safetensors, GivesTensorsAndTheirBytes) {
  auto read = read_safetensors(safetensors(
      R"({"__metadata__":{"format":"pt"},"a.b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", "01234567"));
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->groups.front().tensors.size(), 1u);
  const ir::StoredTensor& tensor = read->groups.front().tensors.front();
  EXPECT_EQ(tensor.name, "a.b");
  EXPECT_EQ(tensor.elements(), 2);
  EXPECT_EQ(*ir::contents(tensor), "01234567");
  EXPECT_EQ(read->metadata.front().second, "pt");
}

TEST(Safetensors, BelievesNoSizes) {
  EXPECT_FALSE(read_safetensors(""));
  EXPECT_FALSE(read_safetensors("\xff\xff\xff\xff\xff\xff\xff\x7f{}"));
  for (std::string_view entry : {R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,9]}})",
                                 R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})",
                                 R"({"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})",
                                 R"({"a":{"dtype":"X9","shape":[2],"data_offsets":[0,8]}})",
                                 R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}})",
                                 R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", R"([])", R"({"a":)"}) {
    EXPECT_FALSE(read_safetensors(safetensors(entry, "01234567"))) << entry;
  }
}

TEST(Safetensors, AnIndexNamesFilesBesideItself) {
  auto files = read_weight_index(R"({"weight_map":{"a":"x.safetensors","b":"y.safetensors","c":"x.safetensors"}})");
  ASSERT_TRUE(files);
  EXPECT_EQ(*files, (std::vector<std::string>{"x.safetensors", "y.safetensors"}));
  EXPECT_FALSE(read_weight_index(R"({"weight_map":{"a":"../x.safetensors"}})"));
}

std::string refused(std::string_view bytes) {
  auto read = read_pytorch(bytes);
  return read ? "" : read.error().message;
}

TEST(Pytorch, NeverCallsWhatAPickleAsksFor) {
  EXPECT_NE(refused("\x80\x02"
                    "cposix\nsystem\nU\x09"
                    "echo pwnd\x85R.")
                .find("posix.system"),
            std::string::npos);
}

TEST(Pytorch, RefusesBrokenPickles) {
  for (std::string_view bytes :
       {std::string_view("\x80\x02"), std::string_view("\x80\x02."), std::string_view("\x80\x02t."),
        std::string_view("\x80\x02h\x05."), std::string_view("\x80\x02X\xff\xff\xff\x7f."),
        std::string_view("\x80\x02]q\x00h\x00"
                         "a.",
                         9),
        std::string_view("PK\x03\x04 nothing")}) {
    EXPECT_NE(refused(bytes), "");
  }
}

}  // namespace
}  // namespace shapewise::import
