// The value of an argument: what a Python literal in a layer's argument list can be, with its place in the source.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/id.h"
#include "ir/tensor.h"
#include "source/source.h"

namespace shapewise::ir {

using OpId = Id<struct OpTag>;  // a layer or function, by its place in the registry

struct Attr;
struct Arg;
using AttrList = std::vector<Attr>;

struct None {};
/// A tensor that the call gets, by its place among the inputs of the call.
struct TensorRef {
  int input = 0;
};
/// A layer as it was constructed: what TransformerEncoder and other layers that copy a given one take. By value,
/// because the copies share nothing with it.
struct Layer {
  OpId op;
  std::vector<Arg> args;  // bound
};
/// A Python object that is no argument of a layer: a function, a class, a module of the program.
struct Object {
  std::string what;  // in words: "a function"
};
/// A value that could not be determined.
struct Unknown {
  std::string why;
};

struct Attr {
  std::variant<None, bool, sym::Expr, double, std::string, AttrList, DType, TensorRef, Layer, Object, Unknown> value;
  source::Range range;

  template <class T>
  const T* as() const {
    return std::get_if<T>(&value);
  }
  template <class T>
  bool is() const {
    return std::holds_alternative<T>(value);
  }
};

/// One argument of a bound call: the parameter it is for, and its value or the parameter's default.
struct Arg {
  std::string_view name;  // of the parameter; lives as long as the program
  Attr value;
  bool given = false;
};
using Args = std::vector<Arg>;

/// The argument of that name, or null.
const Arg* find(const Args& args, std::string_view name);

/// As Python would print the value: 3, (3, 3), 'same', None, True, 0.5.
std::string to_text(const Attr& attr);
/// The value in words for messages: "the int 3", "(3, 3, 3) of length 3", "the string 'x'".
std::string describe(const Attr& attr);

}  // namespace shapewise::ir
