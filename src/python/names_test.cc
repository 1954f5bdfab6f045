// Interned names: one entry for each spelling, from however many threads.
#include "python/names.h"

#include <gtest/gtest.h>
#include <string>
#include <thread>
#include <vector>

#include "python/token.h"

namespace shapewise::python {
namespace {

TEST(Names, EqualSpellingsAreOneName) {
  Names names;
  Name conv = names.intern("conv");
  EXPECT_EQ(names.intern(std::string("con") + "v"), conv);
  EXPECT_NE(names.intern("conv1"), conv);
  EXPECT_EQ(conv.text(), "conv");
  EXPECT_FALSE(Name().valid());
  EXPECT_EQ(names.intern("").text(), "");
}

TEST(Names, KnowTheKeywords) {
  Names names;
  EXPECT_EQ(names.intern("class").entry()->keyword, TokenKind::Class);
  EXPECT_EQ(names.intern("match").entry()->keyword, TokenKind::Name);
  for (TokenKind kind : keywords()) EXPECT_EQ(names.intern(spelling(kind)).entry()->keyword, kind);
}

TEST(Names, LongSpellings) {
  Names names;
  std::string text(100000, 'x');
  EXPECT_EQ(names.intern(text), names.intern(text));
  EXPECT_EQ(names.intern(text).text(), text);
}

TEST(Names, ThreadsAgree) {
  constexpr int kCount = 5000;
  Names names;
  std::vector<std::vector<Name>> found(4);
  {
    std::vector<std::jthread> threads;
    for (std::vector<Name>& list : found) {
      threads.emplace_back([&names, &list] {
        for (int i = 0; i < kCount; ++i) list.push_back(names.intern("name" + std::to_string(i)));
      });
    }
  }
  for (const std::vector<Name>& list : found) EXPECT_EQ(list, found[0]);
  for (int i = 0; i < kCount; ++i) EXPECT_EQ(found[0][static_cast<std::size_t>(i)].text(), "name" + std::to_string(i));
}

}  // namespace
}  // namespace shapewise::python
