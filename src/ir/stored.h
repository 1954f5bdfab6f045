// Tensors as files hold them: by name, with the bytes where they lie. The readers of weights make them, and whoever
// compares, runs or exports a network takes them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ir/tensor.h"

namespace shapewise::ir {

constexpr std::size_t kLongestName = 2000;  // of a tensor; files with longer ones are refused

/// The bytes belong to the file that was read and must be kept as long as they are used.
struct StoredTensor {
  std::string name;
  DType dtype = DType::Float32;
  std::vector<Int> shape;     // each fits a std::int64_t, as does their product
  std::string_view bytes;     // from the first element on, little-endian; empty: not at hand (see `elsewhere`)
  std::vector<Int> strides;   // between neighbours, in elements; empty: the elements lie in order without gaps
  std::string elsewhere;      // why the bytes are not at hand: "in another file"
  bool requires_grad = true;  // false where the file says so

  Int elements() const;
  sym::Shape sizes() const;
};

/// The number of elements of a shape that a file states; nothing if a size is negative, or one of them or their product
/// does not fit 64 bits. No element is none, however large the other sizes are.
std::optional<Int> count_elements(const std::vector<Int>& shape);

/// Tensors that belong together: one state_dict.
struct StoredGroup {
  std::string path;  // where it stands in the file: "state_dict"; empty: the file is nothing else
  std::vector<StoredTensor> tensors;
  bool versioned = false;  // it carries PyTorch's version numbers of modules, and loading relies on them
};

/// What a file of weights holds.
struct Checkpoint {
  std::string format;  // "safetensors", "PyTorch", "ONNX"
  std::vector<StoredGroup> groups;
  std::vector<std::pair<std::string, std::string>> metadata;  // what else is stated as text or numbers
  std::vector<std::string> calls;  // functions beyond those that make tensors, which Python would call to load it
};

/// The elements in order, without gaps. The error says why they are not at hand.
Result<std::string> contents(const StoredTensor& tensor);

}  // namespace shapewise::ir
