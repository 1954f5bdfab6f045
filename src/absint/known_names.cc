// Interning of the names of the language.
#include "absint/known_names.h"

#include <string>

namespace shapewise::absint {

KnownNames::KnownNames(python::Names& names) {
#define SHAPEWISE_INTERN(member, text) member = names.intern(text);
  SHAPEWISE_KNOWN_NAMES(SHAPEWISE_INTERN)
#undef SHAPEWISE_INTERN
  // In the order of python::BinaryOp.
  constexpr std::string_view kOperators[13] = {"or",  "xor",     "and",      "lshift", "rshift", "add",   "sub",
                                               "mul", "truediv", "floordiv", "mod",    "pow",    "matmul"};
  for (std::size_t i = 0; i < 13; ++i) {
    std::string op(kOperators[i]);
    binary[i] = names.intern("__" + op + "__");
    reflected[i] = names.intern("__r" + op + "__");
    in_place[i] = names.intern("__i" + op + "__");
  }
}

}  // namespace shapewise::absint
