// The header is checked as the format's own reader checks it: every tensor's bytes follow those of the one before it,
// and have the size that dtype and shape demand.
#include "import/weights/safetensors.h"

#include <algorithm>
#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <set>

#include "base/little_endian.h"
#include "import/plain.h"

namespace shapewise::import {
namespace {

using rapidjson::Value;

constexpr std::size_t kMostHeader = 100'000'000;  // as the format's own reader has it
constexpr std::size_t kPrefix = 8;

struct Named {
  std::string_view name;
  ir::DType dtype;
};
constexpr Named kDTypes[] = {
    {"F64", ir::DType::Float64},   {"F32", ir::DType::Float32},    {"F16", ir::DType::Float16},
    {"BF16", ir::DType::BFloat16}, {"I64", ir::DType::Int64},      {"I32", ir::DType::Int32},
    {"I16", ir::DType::Int16},     {"I8", ir::DType::Int8},        {"U8", ir::DType::UInt8},
    {"U16", ir::DType::UInt16},    {"U32", ir::DType::UInt32},     {"U64", ir::DType::UInt64},
    {"BOOL", ir::DType::Bool},     {"F8_E4M3", ir::DType::Float8}, {"F8_E5M2", ir::DType::Float8},
    {"C64", ir::DType::Complex64},
};

std::string text(const Value& value) {
  return value.IsString() ? std::string(value.GetString(), value.GetStringLength()) : std::string();
}

const Value* member(const Value& object, const char* name) {
  if (!object.IsObject()) return nullptr;
  auto found = object.FindMember(name);
  return found == object.MemberEnd() ? nullptr : &found->value;
}

Result<void> parse(std::string_view json, rapidjson::Document& root) {
  root.Parse<rapidjson::kParseIterativeFlag>(json.data(), json.size());
  if (root.HasParseError()) {
    return fail(fmt::format("it is no JSON: {} (at byte {})", rapidjson::GetParseError_En(root.GetParseError()),
                            root.GetErrorOffset()));
  }
  return root.IsObject() ? Result<void>() : fail("its JSON is no object");
}

struct Extent {
  Int begin = 0;
  Int end = 0;
  std::size_t tensor = 0;
};

Result<ir::StoredTensor> read_entry(std::string name, const Value& value, std::string_view data, Extent& extent) {
  auto wrong = [&](std::string what) { return fail(fmt::format("the tensor {} {}", plain(name), what)); };
  ir::StoredTensor tensor;
  const Value* dtype = member(value, "dtype");
  const Value* shape = member(value, "shape");
  const Value* offsets = member(value, "data_offsets");
  if (dtype == nullptr || shape == nullptr || !shape->IsArray()) return wrong("states no dtype or no shape");
  bool placed = offsets != nullptr && offsets->IsArray() && offsets->Size() == 2 && (*offsets)[0].IsUint64() &&
                (*offsets)[1].IsUint64();
  if (!placed) return wrong("does not state where its bytes are");
  auto known =
      std::find_if(std::begin(kDTypes), std::end(kDTypes), [&](const Named& n) { return n.name == text(*dtype); });
  if (known == std::end(kDTypes))
    return wrong(fmt::format("has the dtype '{}', which is not read", plain(text(*dtype))));
  tensor.dtype = known->dtype;
  for (const Value& size : shape->GetArray()) {
    if (!size.IsUint64()) return wrong("has a size that is no number");
    tensor.shape.push_back(static_cast<Int>(size.GetUint64()));
  }
  auto count = ir::count_elements(tensor.shape);
  if (!count) return wrong("is larger than any memory");
  extent.begin = static_cast<Int>((*offsets)[0].GetUint64());
  extent.end = static_cast<Int>((*offsets)[1].GetUint64());
  if (extent.end < extent.begin || extent.end > static_cast<Int>(data.size()))
    return wrong(fmt::format("ends at byte {} of {}: the file is cut off", to_string(extent.end), data.size()));
  if (extent.end - extent.begin != *count * ir::bytes(tensor.dtype)) {
    return wrong(fmt::format("has {} bytes, and its shape and dtype demand {}", to_string(extent.end - extent.begin),
                             to_string(*count * ir::bytes(tensor.dtype))));
  }
  tensor.bytes =
      data.substr(static_cast<std::size_t>(extent.begin), static_cast<std::size_t>(extent.end - extent.begin));
  tensor.name = std::move(name);
  return tensor;
}

/// The bytes of all tensors follow each other.
Result<void> check_extents(std::vector<Extent> extents, std::size_t size) {
  std::stable_sort(extents.begin(), extents.end(), [](const Extent& a, const Extent& b) { return a.begin < b.begin; });
  Int at = 0;
  for (const Extent& extent : extents) {
    if (extent.begin != at) return fail("its tensors overlap, or there is something between them");
    at = extent.end;
  }
  if (at != static_cast<Int>(size))
    return fail(fmt::format("there are {} bytes behind its tensors", to_string(static_cast<Int>(size) - at)));
  return {};
}

}  // namespace

Result<ir::Checkpoint> read_safetensors(std::string_view bytes) {
  if (bytes.size() < kPrefix) return fail("it is too short for a safetensors file");
  std::uint64_t length = little_endian(bytes.substr(0, kPrefix));
  if (length > kMostHeader || length > bytes.size() - kPrefix)
    return fail(fmt::format(
        "it states a header of {} bytes, which it does not have: it is no safetensors file, or cut off", length));
  rapidjson::Document root;
  if (auto parsed = parse(bytes.substr(kPrefix, length), root); !parsed) return tl::unexpected(parsed.error());
  std::string_view data = bytes.substr(kPrefix + length);
  ir::Checkpoint checkpoint;
  checkpoint.format = "safetensors";
  ir::StoredGroup& group = checkpoint.groups.emplace_back();
  std::vector<Extent> extents;
  for (const auto& [key, value] : root.GetObject()) {
    std::string name = text(key);
    if (name == "__metadata__") {
      if (!value.IsObject()) return fail("its metadata is no object");
      for (const auto& [what, stated] : value.GetObject()) checkpoint.metadata.emplace_back(text(what), text(stated));
      continue;
    }
    Extent extent;
    auto tensor = read_entry(std::move(name), value, data, extent);
    if (!tensor) return tl::unexpected(tensor.error());
    extents.push_back(extent);
    group.tensors.push_back(std::move(*tensor));
  }
  if (auto checked = check_extents(std::move(extents), data.size()); !checked) return tl::unexpected(checked.error());
  return checkpoint;
}

Result<std::vector<std::string>> read_weight_index(std::string_view json) {
  rapidjson::Document root;
  if (auto parsed = parse(json, root); !parsed) return tl::unexpected(parsed.error());
  const Value* map = member(root, "weight_map");
  if (map == nullptr || !map->IsObject()) return fail("it has no weight_map");
  std::vector<std::string> files;
  std::set<std::string> seen;
  for (const auto& [name, value] : map->GetObject()) {
    std::string file = text(value);
    bool plain_name = !file.empty() && file.find('/') == std::string::npos && file != "." && file != "..";
    if (!plain_name)
      return fail(fmt::format("it places {} in '{}', which is no file beside it", plain(text(name)), plain(file)));
    if (seen.insert(file).second) files.push_back(file);
  }
  if (files.empty()) return fail("its weight_map names no file");
  return files;
}

}  // namespace shapewise::import
