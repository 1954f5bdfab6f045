// The syntax tree of one expression. Its depth is bounded by the parser, so that everything may walk it by recursion; a
// chain of operators is one node with many operands for the same reason.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "source/source.h"

namespace shapewise::import {

struct Argument;

struct Ast {
  enum class Kind {
    Int,     // text: digits as written
    Float,   // text: as written
    String,  // text: its value
    Name,    // text: dotted name; True, False and None too
    Tuple,   // items
    List,    // items
    Dict,    // items: key, value, key, value …; a key that is missing (**x) is a Star
    Call,    // text: dotted name of what is called; args
    Unary,   // text: "-" or "+"; items: the operand
    Chain,   // items[0] ops[0] items[1] ops[1] …, from the left; operators of one precedence
    Power,   // items: base, exponent
    Star,    // *items[0]
  };

  Kind kind = Kind::Name;
  source::Range range;
  std::string text;
  std::vector<Ast> items;
  std::vector<Argument> args;
  std::vector<std::string_view> ops;  // "+", "-", "*", "/", "//", "%"
  source::Range name_range;           // of a call: the name alone

  bool is_name(std::string_view name) const { return kind == Kind::Name && text == name; }
};

struct Argument {
  std::string name;  // empty: positional
  source::Range name_range;
  Ast value;
};

}  // namespace shapewise::import
