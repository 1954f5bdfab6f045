// The types of files are more than those of buffers: elements of other types are read one after the other.
#include "exec/bytes.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <fmt/format.h>

namespace shapewise::exec {
namespace {

static_assert(std::endian::native == std::endian::little);

/// Types that are held in memory as files hold them.
bool is_held_so(ir::DType dtype) {
  return dtype == ir::DType::Float32 || dtype == ir::DType::Float64 || dtype == ir::DType::Int64 ||
         dtype == ir::DType::UInt8;
}

template <class T>
double read(const char* from) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  return static_cast<double>(value);
}

/// IEEE 754: a sign, 5 bits of exponent, 10 of fraction.
double read_half(const char* from) {
  std::uint16_t bits;
  std::memcpy(&bits, from, sizeof(bits));
  int exponent = bits >> 10 & 31;
  int fraction = bits & 1023;
  double sign = (bits & 0x8000) != 0 ? -1 : 1;
  if (exponent == 31) return fraction != 0 ? std::nan("") : sign * HUGE_VAL;
  return sign * (exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25));
}

/// The upper half of a float.
double read_bfloat(const char* from) {
  std::uint16_t bits;
  std::memcpy(&bits, from, sizeof(bits));
  return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16));
}

using Read = double (*)(const char*);

Read reader_of(ir::DType dtype) {
  switch (dtype) {
    case ir::DType::Float32: return read<float>;
    case ir::DType::Float64: return read<double>;
    case ir::DType::Float16: return read_half;
    case ir::DType::BFloat16: return read_bfloat;
    case ir::DType::Int64: return read<std::int64_t>;
    case ir::DType::Int32: return read<std::int32_t>;
    case ir::DType::Int16: return read<std::int16_t>;
    case ir::DType::Int8: return read<std::int8_t>;
    case ir::DType::UInt8:
    case ir::DType::Bool: return read<std::uint8_t>;
    case ir::DType::UInt16: return read<std::uint16_t>;
    case ir::DType::UInt32: return read<std::uint32_t>;
    default: return nullptr;
  }
}

}  // namespace

Result<Tensor> from_bytes(Sizes dims, ir::DType dtype, std::string_view bytes) {
  Read read_one = reader_of(dtype);
  if (read_one == nullptr) return fail(fmt::format("elements of the type {} are not run", ir::name(dtype)));
  std::int64_t count = product(dims);
  std::int64_t size = ir::bytes(dtype);
  if (static_cast<std::int64_t>(bytes.size()) != count * size) {
    return fail(fmt::format("{} elements of {} take {} bytes, but there are {}", count, ir::name(dtype), count * size,
                            bytes.size()));
  }
  Tensor made(std::move(dims), dtype);
  if (is_held_so(dtype)) {
    if (count > 0) std::memcpy(made.data<char>(), bytes.data(), bytes.size());
    return made;
  }
  Writer writer(made);
  for (std::int64_t i = 0; i < count; ++i) {
    double value = read_one(bytes.data() + i * size);
    writer.write(&value, 1);
  }
  return made;
}

std::string held_bytes(const Tensor& tensor) {
  Tensor packed = tensor.packed();
  auto size = static_cast<std::size_t>(packed.elements() * element_bytes(packed.kind()));
  switch (packed.kind()) {
    case Kind::Single: return {reinterpret_cast<const char*>(packed.data<float>()), size};
    case Kind::Double: return {reinterpret_cast<const char*>(packed.data<double>()), size};
    case Kind::Integer: return {reinterpret_cast<const char*>(packed.data<std::int64_t>()), size};
    case Kind::Byte: return {reinterpret_cast<const char*>(packed.data<std::uint8_t>()), size};
  }
  return {};
}

}  // namespace shapewise::exec
