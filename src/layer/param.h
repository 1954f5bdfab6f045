// A parameter of a layer's or function's signature, as PyTorch documents it.
#pragma once

#include <string>
#include <string_view>

namespace shapewise::layer {

/// What a parameter takes; flags are combined with |.
enum class Takes : unsigned {
  Int = 1u << 0,       // an int
  Float = 1u << 1,     // a float or an int
  Bool = 1u << 2,      // a bool, or an int used as one
  Str = 1u << 3,       // a string
  None = 1u << 4,      // None
  Tuple = 1u << 5,     // a tuple or list with one int per spatial dimension of the layer
  OneTuple = 1u << 6,  // a tuple of length 1 too, standing for all dimensions
  Holes = 1u << 7,     // the tuple may contain None
  Ints = 1u << 8,      // a tuple or list of ints of any length
  List = 1u << 9,      // a tuple or list of anything
  Tensor = 1u << 10,   // a tensor
  Tensors = 1u << 11,  // a tuple or list of tensors
  DType = 1u << 12,    // a dtype
  Module = 1u << 13,   // a layer
  Flag = 1u << 15,     // True or False, and no int instead
  Any = 1u << 14,      // whatever it is: it decides neither shape nor count
  Buffer = 1u << 15,   // of a tensor that is stored in the model: it is a buffer, no parameter
};

constexpr Takes operator|(Takes a, Takes b) {
  return static_cast<Takes>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr bool has(Takes set, Takes flag) { return (static_cast<unsigned>(set) & static_cast<unsigned>(flag)) != 0; }

/// An int or one int per spatial dimension: PyTorch's kernel_size, stride, padding, dilation.
constexpr Takes kSizes = Takes::Int | Takes::Tuple;

enum class How {
  Normal,       // by position or by name
  KeywordOnly,  // after the * of the signature
  Variadic,     // *args: takes all remaining positional arguments as a list; a single list given stands for them
  Keywords,     // **kwargs: takes, and ignores, all other keywords
};

struct Param {
  std::string_view name;
  Takes takes = Takes::Any;
  std::string_view fallback;  // the default as Python text: "1", "None", "'zeros'"; empty: the argument is required
  std::string_view doc;       // one line
  How how = How::Normal;

  constexpr bool required() const { return fallback.empty() && (how == How::Normal || how == How::KeywordOnly); }
};

/// What it takes in words: "an int or a tuple of 2 ints".
std::string expectation(const Param& param, int spatial);

}  // namespace shapewise::layer
