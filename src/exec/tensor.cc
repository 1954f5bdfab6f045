// Buffers, and the reading and writing of strided tensors.
#include "exec/tensor.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <new>

#include "base/check.h"

namespace shapewise::exec {
namespace {

constexpr std::size_t kAlignment = 64;
constexpr std::int64_t kBlock = 1024;  // elements converted at once

std::atomic<std::int64_t> held_bytes{0};
std::atomic<std::int64_t> peak_bytes{0};
std::atomic<std::int64_t> made_buffers{0};

/// Calls `use` with a value of the type in which elements of the kind are held.
template <class Use>
void with_type(Kind kind, Use use) {
  switch (kind) {
    case Kind::Single: return use(float());
    case Kind::Double: return use(double());
    case Kind::Integer: return use(std::int64_t());
    case Kind::Byte: return use(std::uint8_t());
  }
}

/// A number as it is held in the type Held for an element of `dtype`.
template <class Held, class T>
Held element(T value, ir::DType dtype) {
  if constexpr (std::is_floating_point_v<Held>) {
    return static_cast<Held>(value);
  } else {
    switch (dtype) {
      case ir::DType::Bool: return static_cast<Held>(value != 0);
      case ir::DType::Int8: return static_cast<Held>(static_cast<std::int8_t>(whole(value)));
      case ir::DType::Int16: return static_cast<Held>(static_cast<std::int16_t>(whole(value)));
      case ir::DType::Int32: return static_cast<Held>(static_cast<std::int32_t>(whole(value)));
      default: return static_cast<Held>(whole(value));
    }
  }
}

/// Copies by way of numbers of the type T.
template <class T>
void convert(const Tensor& to, const Tensor& from) {
  Reader reader(from);
  Writer writer(to);
  T block[kBlock];
  std::int64_t count = to.elements();
  for (std::int64_t done = 0; done < count; done += kBlock) {
    std::int64_t n = std::min(kBlock, count - done);
    reader.read(block, n);
    writer.write(block, n);
  }
}

}  // namespace

std::int64_t whole(double value) { return std::abs(value) < 0x1p63 ? static_cast<std::int64_t>(value) : INT64_MIN; }

Kind kind_of(ir::DType dtype) {
  if (dtype == ir::DType::Float64) return Kind::Double;
  if (ir::is_floating(dtype) || ir::is_complex(dtype)) return Kind::Single;
  return dtype == ir::DType::Bool || dtype == ir::DType::UInt8 ? Kind::Byte : Kind::Integer;
}

std::int64_t element_bytes(Kind kind) {
  std::int64_t bytes = 0;
  with_type(kind, [&](auto zero) { bytes = sizeof(zero); });
  return bytes;
}

Buffer::Buffer(std::int64_t bytes) : bytes_(bytes) {
  auto size = static_cast<std::size_t>(std::max<std::int64_t>(bytes, 1));
  data_ = ::operator new (size, std::align_val_t{kAlignment});
  std::memset(data_, 0, size);
  ++made_buffers;
  std::int64_t now = held_bytes += bytes;
  if (now > peak_bytes) peak_bytes = now;
}

Buffer::~Buffer() {
  ::operator delete (data_, std::align_val_t{kAlignment});
  held_bytes -= bytes_;
}

std::int64_t Buffer::made() { return made_buffers; }
std::int64_t Buffer::held() { return held_bytes; }
std::int64_t Buffer::peak() { return peak_bytes; }
void Buffer::mark() { peak_bytes = held_bytes.load(); }

std::int64_t product(const Sizes& sizes) {
  std::int64_t count = 1;
  for (std::int64_t size : sizes) count *= size;
  return count;
}

Sizes row_major(const Sizes& dims) {
  Sizes strides(dims.size(), 1);
  for (std::size_t i = dims.size(); i-- > 1;) strides[i - 1] = strides[i] * std::max<std::int64_t>(dims[i], 1);
  return strides;
}

Tensor::Tensor(Sizes dims, ir::DType dtype) : dims_(std::move(dims)), strides_(row_major(dims_)), dtype_(dtype) {
  buffer_ = std::make_shared<Buffer>(elements() * element_bytes(kind()));
}

Tensor Tensor::scalar(double value, ir::DType dtype) { return of({}, dtype, {value}); }

Tensor Tensor::of(Sizes dims, ir::DType dtype, const std::vector<double>& values) {
  Tensor made(std::move(dims), dtype);
  CHECK(static_cast<std::int64_t>(values.size()) == made.elements());
  Writer(made).write(values.data(), made.elements());
  return made;
}

Tensor Tensor::of_integers(Sizes dims, ir::DType dtype, const std::vector<std::int64_t>& values) {
  Tensor made(std::move(dims), dtype);
  CHECK(static_cast<std::int64_t>(values.size()) == made.elements());
  Writer(made).write(values.data(), made.elements());
  return made;
}

Tensor Tensor::view(Sizes dims, Sizes strides, std::int64_t offset) const {
  Tensor made = *this;
  made.dims_ = std::move(dims);
  made.strides_ = std::move(strides);
  made.offset_ += offset;
  return made;
}

Tensor Tensor::packed() const { return compact() ? *this : copy(); }

Tensor Tensor::copy() const {
  Tensor made(dims_, dtype_);
  assign(made, *this);
  return made;
}

Tensor Tensor::to(ir::DType dtype) const {
  if (dtype == dtype_) return *this;
  Tensor made(dims_, dtype);
  assign(made, *this);
  return made;
}

Tensor Tensor::floats() const { return kind() == Kind::Single ? packed() : to(ir::DType::Float32); }

double Tensor::item(std::int64_t place) const {
  std::int64_t offset = 0;
  for (int axis = rank() - 1; axis >= 0; --axis) {
    offset += place % size(axis) * strides_[static_cast<std::size_t>(axis)];
    place /= size(axis);
  }
  double value = 0;
  with_type(kind(), [&](auto zero) { value = static_cast<double>(data<decltype(zero)>()[offset]); });
  return value;
}

std::vector<double> Tensor::values() const {
  std::vector<double> list(static_cast<std::size_t>(elements()));
  Reader(*this).read(list.data(), elements());
  return list;
}

std::vector<std::int64_t> Tensor::integers() const {
  std::vector<std::int64_t> list(static_cast<std::size_t>(elements()));
  Reader(*this).read(list.data(), elements());
  return list;
}

Places::Places(const Sizes& dims, const Sizes& strides) {
  // Neighbouring dimensions that lie behind each other are one.
  for (std::size_t i = 0; i < dims.size(); ++i) {
    if (dims[i] == 1) continue;
    if (!dims_.empty() && strides_.back() == strides[i] * dims[i]) {
      dims_.back() *= dims[i];
      strides_.back() = strides[i];
    } else {
      dims_.push_back(dims[i]);
      strides_.push_back(strides[i]);
    }
  }
  if (dims_.empty()) {
    dims_.push_back(1);
    strides_.push_back(1);
  }
  at_.assign(dims_.size(), 0);
}

Places::Run Places::next(std::int64_t most) {
  std::size_t last = dims_.size() - 1;
  Run run{offset_, strides_[last], std::min(most, dims_[last] - at_[last])};
  at_[last] += run.count;
  offset_ += run.count * run.step;
  for (std::size_t axis = last; axis > 0 && at_[axis] == dims_[axis]; --axis) {
    offset_ += strides_[axis - 1] - at_[axis] * strides_[axis];
    at_[axis] = 0;
    ++at_[axis - 1];
  }
  return run;
}

template <class T>
void Reader::read(T* to, std::int64_t count) {
  while (count > 0) {
    Places::Run run = places_.next(count);
    with_type(tensor_.kind(), [&](auto zero) {
      const auto* from = tensor_.data<decltype(zero)>() + run.offset;
      if (run.step == 1) {
        for (std::int64_t i = 0; i < run.count; ++i) to[i] = static_cast<T>(from[i]);
      } else {
        for (std::int64_t i = 0; i < run.count; ++i) to[i] = static_cast<T>(from[i * run.step]);
      }
    });
    to += run.count;
    count -= run.count;
  }
}
template void Reader::read(double* to, std::int64_t count);
template void Reader::read(std::int64_t* to, std::int64_t count);

template <class T>
void Writer::write(const T* from, std::int64_t count) {
  ir::DType dtype = tensor_.dtype();
  while (count > 0) {
    Places::Run run = places_.next(count);
    with_type(tensor_.kind(), [&](auto zero) {
      auto* to = tensor_.data<decltype(zero)>() + run.offset;
      for (std::int64_t i = 0; i < run.count; ++i) to[i * run.step] = element<decltype(zero)>(from[i], dtype);
    });
    from += run.count;
    count -= run.count;
  }
}
template void Writer::write(const double* from, std::int64_t count);
template void Writer::write(const std::int64_t* from, std::int64_t count);

void assign(const Tensor& to, const Tensor& from) {
  CHECK(to.dims() == from.dims());
  std::int64_t count = to.elements();
  bool same = to.dtype() == from.dtype() && to.compact() && from.compact();
  if (same && count > 0) {
    auto bytes = static_cast<std::size_t>(count * element_bytes(to.kind()));
    with_type(to.kind(),
              [&](auto zero) { std::memmove(to.data<decltype(zero)>(), from.data<decltype(zero)>(), bytes); });
    return;
  }
  is_whole(to.dtype()) && is_whole(from.dtype()) ? convert<std::int64_t>(to, from) : convert<double>(to, from);
}

}  // namespace shapewise::exec
