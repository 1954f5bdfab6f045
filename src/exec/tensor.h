// Tensors that hold numbers: a shape, strides and an offset into a buffer that views share, as PyTorch has them. What
// is written to a view is seen by its base, so programs that overwrite parts of tensors run as they are meant.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "ir/tensor.h"

namespace shapewise::exec {

using Sizes = std::vector<std::int64_t>;

/// How an element is held: floating-point types but float64 as float, uint8 and bool as a byte, other integers in 64
/// bits.
enum class Kind : std::uint8_t { Single, Double, Integer, Byte };
Kind kind_of(ir::DType dtype);
std::int64_t element_bytes(Kind kind);
/// Towards zero; the smallest integer where there is none, as the processors do on which PyTorch mostly runs.
std::int64_t whole(double value);
inline std::int64_t whole(std::int64_t value) { return value; }
/// Whether elements are integers or bools, which are computed in 64 bits and wrapped to their own width.
inline bool is_whole(ir::DType dtype) { return !ir::is_floating(dtype) && !ir::is_complex(dtype); }

/// Memory for elements, aligned for vector instructions. What is allocated is counted.
class Buffer {
 public:
  explicit Buffer(std::int64_t bytes);
  ~Buffer();
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  void* data() const { return data_; }
  std::int64_t bytes() const { return bytes_; }

  /// Bytes in all buffers, now and at most since mark().
  static std::int64_t held();
  static std::int64_t peak();
  static void mark();
  /// How many buffers have been allocated since the program began.
  static std::int64_t made();

 private:
  void* data_;
  std::int64_t bytes_;
};

std::int64_t product(const Sizes& sizes);
/// Of a tensor whose last dimension runs fastest.
Sizes row_major(const Sizes& dims);

class Tensor {
 public:
  Tensor() = default;                   // none
  Tensor(Sizes dims, ir::DType dtype);  // zeros
  static Tensor scalar(double value, ir::DType dtype);
  static Tensor of(Sizes dims, ir::DType dtype, const std::vector<double>& values);
  static Tensor of_integers(Sizes dims, ir::DType dtype, const std::vector<std::int64_t>& values);

  bool defined() const { return buffer_ != nullptr; }
  const Sizes& dims() const { return dims_; }
  const Sizes& strides() const { return strides_; }
  int rank() const { return static_cast<int>(dims_.size()); }
  /// Negative axes count from the end.
  std::int64_t size(int axis) const { return dims_[static_cast<std::size_t>(axis < 0 ? axis + rank() : axis)]; }
  std::int64_t elements() const { return product(dims_); }
  ir::DType dtype() const { return dtype_; }
  Kind kind() const { return kind_of(dtype_); }
  bool compact() const { return strides_ == row_major(dims_) || elements() == 0; }

  /// Another view of the same buffer, `offset` elements behind this one's first.
  Tensor view(Sizes dims, Sizes strides, std::int64_t offset = 0) const;
  /// The same elements in row-major order: this very tensor if it has them so.
  Tensor packed() const;
  Tensor copy() const;
  /// Converted; this very tensor if there is nothing to do. Floating point to integer rounds towards zero, and what is
  /// too large for its type keeps its lowest bits, as in PyTorch.
  Tensor to(ir::DType dtype) const;

  /// The first element. T must be what the kind says: float, double, std::int64_t or std::uint8_t
  /// (or char, for the bytes of a new tensor).
  template <class T>
  T* data() const {
    return static_cast<T*>(buffer_->data()) + offset_;
  }
  /// Packed, as float: the form in which convolutions and products compute.
  Tensor floats() const;
  /// The number at a place of the row-major order; slow.
  double item(std::int64_t place = 0) const;
  std::vector<double> values() const;
  std::vector<std::int64_t> integers() const;

 private:
  friend class Reader;
  friend class Writer;

  Sizes dims_;
  Sizes strides_;
  std::int64_t offset_ = 0;
  ir::DType dtype_ = ir::DType::Float32;
  std::shared_ptr<Buffer> buffer_;
};

/// Goes through the places of a strided tensor in row-major order, in runs of equal distance.
class Places {
 public:
  Places(const Sizes& dims, const Sizes& strides);
  /// The offset of the next place, its distance to the following ones, and how many of them (at most `most`) follow so.
  struct Run {
    std::int64_t offset;
    std::int64_t step;
    std::int64_t count;
  };
  Run next(std::int64_t most);

 private:
  Sizes dims_;
  Sizes strides_;
  Sizes at_;
  std::int64_t offset_ = 0;
};

/// Reads the elements in row-major order, as double or std::int64_t.
class Reader {
 public:
  explicit Reader(const Tensor& tensor) : tensor_(tensor), places_(tensor.dims(), tensor.strides()) {}
  template <class T>
  void read(T* to, std::int64_t count);

 private:
  Tensor tensor_;
  Places places_;
};

/// Writes them, wrapped to the width of an integer type. A bool is whether the number is not zero.
class Writer {
 public:
  explicit Writer(const Tensor& tensor) : tensor_(tensor), places_(tensor.dims(), tensor.strides()) {}
  template <class T>
  void write(const T* from, std::int64_t count);

 private:
  Tensor tensor_;
  Places places_;
};

/// Overwrites `to` with `from`, which has the same shape.
void assign(const Tensor& to, const Tensor& from);

}  // namespace shapewise::exec
