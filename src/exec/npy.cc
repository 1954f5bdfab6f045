// The header is a Python dictionary of fixed form; what deviates from it is refused.
#include "exec/npy.h"

#include <fmt/format.h>

#include "exec/bytes.h"

namespace shapewise::exec {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";

struct Type {
  std::string_view name;
  ir::DType dtype;
};
constexpr Type kTypes[] = {{"<f4", ir::DType::Float32}, {"<f8", ir::DType::Float64}, {"<i8", ir::DType::Int64},
                           {"<i4", ir::DType::Int32},   {"|u1", ir::DType::UInt8},   {"|b1", ir::DType::Bool}};

std::string_view type_name(const Tensor& tensor) {
  switch (tensor.kind()) {
    case Kind::Single: return "<f4";
    case Kind::Double: return "<f8";
    case Kind::Integer: return "<i8";
    case Kind::Byte: return tensor.dtype() == ir::DType::Bool ? "|b1" : "|u1";
  }
  return {};
}

/// What stands behind 'key': in the header, up to one of `end`.
std::string_view value_of(std::string_view header, std::string_view key, std::string_view end) {
  std::size_t at = header.find(fmt::format("'{}':", key));
  if (at == std::string_view::npos) return {};
  at = header.find_first_not_of(' ', at + key.size() + 3);
  std::size_t stop = at == std::string_view::npos ? at : header.find_first_of(end, at);
  return stop == std::string_view::npos ? std::string_view() : header.substr(at, stop - at);
}

std::optional<Sizes> read_shape(std::string_view text) {
  Sizes dims;
  std::int64_t elements = 1;
  while (!text.empty()) {
    std::size_t comma = std::min(text.find(','), text.size());
    std::string_view digits = text.substr(0, comma);
    while (!digits.empty() && digits.front() == ' ') digits.remove_prefix(1);
    text.remove_prefix(std::min(comma + 1, text.size()));
    if (digits.empty()) continue;
    auto size = parse_int(digits);
    if (!size || *size < 0 || *size > INT32_MAX) return std::nullopt;
    dims.push_back(static_cast<std::int64_t>(*size));
    elements *= dims.back();
    if (elements > INT32_MAX) return std::nullopt;
  }
  return dims;
}

}  // namespace

std::string to_npy(const Tensor& tensor) {
  Tensor packed = tensor.packed();
  std::string header = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}{}), }}", type_name(packed),
                                   fmt::join(packed.dims(), ", "), packed.rank() == 1 ? "," : "");
  constexpr std::size_t kPrefix = 10;
  header.append(63 - (kPrefix + header.size()) % 64, ' ');
  header += '\n';
  std::string file(kMagic);
  file += '\x01';
  file += '\x00';
  file += static_cast<char>(header.size() & 0xff);
  file += static_cast<char>(header.size() >> 8);
  file += header;
  file += held_bytes(packed);
  return file;
}

Result<Tensor> from_npy(std::string_view bytes) {
  if (!bytes.starts_with(kMagic) || bytes.size() < 12) return fail("it is no .npy file");
  // The header's length takes two bytes in version 1, and four in versions 2 and 3.
  std::size_t begin = bytes[6] >= 2 ? 12 : 10;
  std::size_t length = 0;
  for (std::size_t i = begin; i-- > 8;) length = length << 8 | static_cast<unsigned char>(bytes[i]);
  if (bytes.size() - begin < length) return fail("the .npy file ends in its header");
  std::string_view header = bytes.substr(begin, length);
  std::string_view name = value_of(header, "descr", ",");
  if (value_of(header, "fortran_order", ",") != "False") return fail("only .npy files in C order are read");
  std::size_t open = header.find('(');
  std::size_t close = header.find(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open)
    return fail("the .npy file has no shape");
  auto dims = read_shape(header.substr(open + 1, close - open - 1));
  if (!dims) return fail("the shape of the .npy file is not understood, or too large");
  for (const Type& type : kTypes) {
    if (name != fmt::format("'{}'", type.name)) continue;
    return from_bytes(std::move(*dims), type.dtype, bytes.substr(begin + length));
  }
  return fail(
      fmt::format("elements of the type {} are not read; float32, float64, int64, int32, uint8 and bool are", name));
}

}  // namespace shapewise::exec
