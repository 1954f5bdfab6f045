// Files of weights in their forms, and files that lie.
#include <cstdint>
#include <cstring>
#include <fmt/format.h>
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
  EXPECT_FALSE(read_weight_index(R"({"weight_map":{}})"));
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

// --- pickles by hand, as pickletools.py names their instructions ---

template <class T>
std::string number(T value) {
  std::string bytes(sizeof(T), '\0');
  std::memcpy(bytes.data(), &value, sizeof(T));
  return bytes;
}

std::string binunicode(std::string_view text) {
  return "X" + number(static_cast<std::uint32_t>(text.size())) + std::string(text);
}

std::string long8(std::int64_t value) { return std::string("\x8a\x08") + number(value); }

std::string tuple(const std::vector<std::int64_t>& values) {
  std::string text = "(";
  for (std::int64_t value : values) text += long8(value);
  return text + "t";
}

using Sizes = std::vector<std::int64_t>;

/// _rebuild_tensor_v2(storage, offset, size, stride, False, OrderedDict()) over the storage "0".
std::string tensor(std::int64_t offset, const Sizes& size, const Sizes& stride,
                   std::string_view type = "FloatStorage") {
  return fmt::format("ctorch._utils\n_rebuild_tensor_v2\n(({}ctorch\n{}\n{}{}K\x08tQ{}{}{}\x89}}tR",
                     binunicode("storage"), type, binunicode("0"), binunicode("cpu"), long8(offset), tuple(size),
                     tuple(stride));
}

/// {name: value, ...}
std::string dict(const std::vector<std::pair<std::string, std::string>>& items) {
  std::string text = "}(";
  for (const auto& [name, value] : items) text += binunicode(name) + value;
  return text + "u";
}

std::string pickled(const std::string& object) { return "\x80\x02" + object + "."; }

/// A zip archive of files that are not compressed.
std::string zip(const std::vector<std::pair<std::string, std::string>>& files) {
  std::string bytes;
  std::string directory;
  for (const auto& [name, content] : files) {
    auto size = static_cast<std::uint32_t>(content.size());
    std::string sizes = std::string(4, '\0') + number(size) + number(size) +
                        number(static_cast<std::uint16_t>(name.size())) + std::string(2, '\0');
    std::string common = std::string("\x14\0\0\0\0\0\0\0\0\0", 10) + sizes;
    directory += std::string("PK\x01\x02\x14\0", 6) + common + std::string(10, '\0') +
                 number(static_cast<std::uint32_t>(bytes.size())) + name;
    bytes += std::string("PK\x03\x04") + common + name + content;
  }
  auto count = static_cast<std::uint16_t>(files.size());
  auto begin = static_cast<std::uint32_t>(bytes.size());
  return bytes + directory + std::string("PK\x05\x06\0\0\0\0", 8) + number(count) + number(count) +
         number(static_cast<std::uint32_t>(directory.size())) + number(begin) + std::string(2, '\0');
}

/// A checkpoint with the numbers 0 to 7 in its storage.
std::string archive(const std::string& object) {
  std::string floats;
  for (int i = 0; i < 8; ++i) floats += number(static_cast<float>(i));
  return zip({{"a/data.pkl", pickled(object)}, {"a/data/0", floats}});
}

ir::StoredTensor only(const std::string& bytes) {
  auto read = read_pytorch(bytes);
  EXPECT_TRUE(read) << (read ? "" : read.error().message);
  return read ? read->groups.front().tensors.front() : ir::StoredTensor();
}

TEST(Pytorch, ReadsTensorsOfAnArchive) {
  std::string bytes = archive(dict({{"state_dict", dict({{"a.b", tensor(2, {2, 3}, {3, 1})}})}, {"epoch", "K\x03"}}));
  auto read = read_pytorch(bytes);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->groups.front().path, "state_dict");
  ASSERT_EQ(read->groups.front().tensors.size(), 1u);
  const ir::StoredTensor& found = read->groups.front().tensors.front();
  EXPECT_EQ(found.name, "a.b");
  EXPECT_EQ(found.shape, (std::vector<Int>{2, 3}));
  std::string floats;
  for (int i = 2; i < 8; ++i) floats += number(static_cast<float>(i));
  EXPECT_EQ(*ir::contents(found), floats);
  EXPECT_EQ(read->metadata, (std::vector<std::pair<std::string, std::string>>{{"epoch", "3"}}));
}

TEST(Pytorch, GathersATransposedTensor) {
  std::string bytes = archive(dict({{"w", tensor(0, {2, 2}, {1, 2})}}));
  EXPECT_EQ(*ir::contents(only(bytes)), number(0.0F) + number(2.0F) + number(1.0F) + number(3.0F));
}

TEST(Pytorch, BelievesNoPlaceOfATensor) {
  constexpr std::int64_t kMost = INT64_MAX;
  for (const auto& lie : {tensor(-1, {}, {}), tensor(8, {}, {}), tensor(-1, {2}, {1}), tensor(7, {2}, {1}),
                          tensor(0, {2}, {-1}), tensor(0, {2, 2}, {1}), tensor(kMost, {2}, {kMost}),
                          tensor(0, {kMost}, {kMost}), tensor(0, {1 << 20, 1 << 20}, {kMost, kMost})}) {
    std::string bytes = archive(dict({{"w", lie}}));
    ir::StoredTensor found = only(bytes);
    EXPECT_TRUE(found.bytes.empty());
    EXPECT_NE(found.elsewhere, "");
    EXPECT_FALSE(ir::contents(found));
  }
  EXPECT_EQ(*ir::contents(only(archive(dict({{"w", tensor(0, {}, {})}})))), number(0.0F));
}

TEST(Pytorch, KnowsElementTypesThatHaveASize) {
  EXPECT_EQ(only(archive(dict({{"w", tensor(0, {2}, {1}, "HalfStorage")}}))).dtype, ir::DType::Float16);
  EXPECT_NE(refused(archive(dict({{"w", tensor(0, {2}, {1}, "string")}}))), "");
}

TEST(Pytorch, ATensorWithoutElementsNeedsNoBytes) {
  constexpr std::int64_t kMost = INT64_MAX;
  for (const Sizes& size : {Sizes{0}, Sizes{0, kMost, kMost}, Sizes{kMost, kMost, 0}}) {
    ir::StoredTensor found = only(archive(dict({{"w", tensor(0, size, Sizes(size.size(), kMost))}})));
    EXPECT_EQ(found.elements(), 0);
    EXPECT_EQ(*ir::contents(found), "");
  }
}

TEST(Pytorch, LimitsAreErrors) {
  EXPECT_NE(refused(archive(dict({{"w", tensor(0, Sizes(65, 1), Sizes(65, 1))}}))).find("65 dimensions"),
            std::string::npos);
  EXPECT_EQ(refused(archive(dict({{"w", tensor(0, Sizes(64, 1), Sizes(64, 1))}}))), "");
  EXPECT_NE(refused(archive(dict({{std::string(2001, 'n'), tensor(0, {1}, {1})}}))).find("a name of more"),
            std::string::npos);
  // A dict of 10⁵ pairs that stands 10⁵ times in a list.
  std::string many = "}q\x01(";
  for (int i = 0; i < 100'000; ++i) many += "NN";
  many += "u0]q\x02(";
  for (int i = 0; i < 100'000; ++i) many += "h\x01";
  EXPECT_NE(refused(archive(dict({{"w", tensor(0, {1}, {1})}, {"many", many + "e"}}))).find("parts"),
            std::string::npos);
  std::string deep = tensor(0, {1}, {1});
  for (int i = 0; i < 600; ++i) deep = "](" + deep + "e";
  EXPECT_NE(refused(archive(dict({{"deep", deep}}))).find("deep in each other"), std::string::npos);
}

TEST(Pytorch, TellsAThousandFacts) {
  std::vector<std::pair<std::string, std::string>> items{{"w", tensor(0, {1}, {1})}};
  for (int i = 0; i < 1200; ++i) items.emplace_back(fmt::format("fact{}", i), "K\x03");
  auto read = read_pytorch(archive(dict(items)));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->metadata.size(), 1000u);
}

TEST(Pytorch, WhatHoldsItselfIsReadOnce) {
  auto read = read_pytorch(archive("}q\x01(" + binunicode("w") + tensor(0, {1}, {1}) + binunicode("self") + "h\x01u"));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->groups.front().tensors.size(), 1u);
}

TEST(Pytorch, NumbersAreThoseOfTheFileOrAreLeftOut) {
  std::string large = "\x8a\x11" + std::string(16, '\0') + "\x01";  // 2¹²⁸
  auto read = read_pytorch(archive(dict({{"w", tensor(0, {1}, {1})},
                                         {"lr", "F0.25\n"},
                                         {"text", "Fno number\n"},
                                         {"hash", large},
                                         {"digits", "L" + std::string(60, '9') + "L\n"},
                                         {"sixteen", "\x8a\x10" + std::string(15, '\0') + "\x01"},
                                         {"negative", "\x8a\x01\xff"}})));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->metadata,
            (std::vector<std::pair<std::string, std::string>>{
                {"lr", "0.25"}, {"sixteen", "1329227995784915872903807060280344576"}, {"negative", "-1"}}));
  // A size that is no number that fits is no size.
  std::string size = "ctorch._utils\n_rebuild_tensor_v2\n((" + binunicode("storage") + "ctorch\nFloatStorage\n" +
                     binunicode("0") + binunicode("cpu") + "K\x08tQK\x00(" + large + "t(K\x01t\x89}tR";
  EXPECT_NE(refused(archive(dict({{"w", size}}))), "");
}

}  // namespace
}  // namespace shapewise::import
