// Fuzz target: reading symbolic sizes and relations between them. What can be read must survive being printed and read
// again, in every style.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "sym/expr.h"
#include "sym/facts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shapewise::sym;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  if (auto relation = parse_relation(text)) {
    CHECK(parse_relation(to_text(*relation, Style::Python)).has_value());
    CHECK(Facts().prove(*relation) != Truth::No || Facts().assume(*relation) == Truth::No);
  }
  auto read = parse_expr(text);
  if (!read || read->is_invalid()) return 0;
  for (Style style : {Style::Unicode, Style::Ascii, Style::Python}) {
    auto again = parse_expr(to_text(*read, style));
    CHECK(again.has_value());
    CHECK(*again == *read);
  }
  return 0;
}
