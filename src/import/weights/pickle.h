// Python's pickle format as data. Nothing that a pickle asks for is ever called: a call stays a node that says what
// would be called with what. Source: Lib/pickletools.py of CPython, protocols 0 to 5.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/int.h"
#include "base/result.h"

namespace shapewise::import::pickle {

using NodeIndex = int;  // into Pickle::nodes; -1: none

struct Node {
  enum class Kind { None, Bool, Int, Float, Text, Bytes, Tuple, List, Dict, Set, Global, Persistent, Object, Unknown };
  Kind kind = Kind::None;
  Int integer = 0;               // of Bool and Int; ints of more than 128 bits are Unknown
  double real = 0;               // of Float
  std::string text;              // of Text and Bytes; of Global: "torch._utils._rebuild_tensor_v2"
  std::vector<NodeIndex> items;  // of Tuple, List, Set, and what is appended to an Object
  std::vector<std::pair<NodeIndex, NodeIndex>> pairs;  // of Dict, and what is set on an Object by key
  NodeIndex callable = -1;                             // of Object
  NodeIndex args = -1;                                 // of Object: a Tuple; of Persistent: the id
  NodeIndex state = -1;                                // of Object: what __setstate__ would get
};

struct Pickle {
  std::vector<Node> nodes;
  NodeIndex root = -1;
  std::size_t size = 0;  // bytes up to its end

  const Node& operator[](NodeIndex index) const { return nodes[static_cast<std::size_t>(index)]; }
};

/// Reads one pickle from the front of the bytes.
Result<Pickle> read(std::string_view bytes);

}  // namespace shapewise::import::pickle
