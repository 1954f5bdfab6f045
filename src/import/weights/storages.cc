// Sizes that a file states are held against the bytes that are there.
#include "import/weights/storages.h"

#include <utility>

#include "base/little_endian.h"

namespace shapewise::import::weights {
namespace {

using pickle::Node;

constexpr std::pair<std::string_view, ir::DType> kClasses[] = {
    {"torch.FloatStorage", ir::DType::Float32},
    {"torch.DoubleStorage", ir::DType::Float64},
    {"torch.HalfStorage", ir::DType::Float16},
    {"torch.BFloat16Storage", ir::DType::BFloat16},
    {"torch.LongStorage", ir::DType::Int64},
    {"torch.IntStorage", ir::DType::Int32},
    {"torch.ShortStorage", ir::DType::Int16},
    {"torch.CharStorage", ir::DType::Int8},
    {"torch.ByteStorage", ir::DType::UInt8},
    {"torch.BoolStorage", ir::DType::Bool},
    {"torch.QInt8Storage", ir::DType::Int8},
    {"torch.QUInt8Storage", ir::DType::UInt8},
    {"torch.QInt32Storage", ir::DType::Int32},
    {"torch.ComplexFloatStorage", ir::DType::Complex64},
    {"torch.ComplexDoubleStorage", ir::DType::Complex128},
};

}  // namespace

std::optional<ir::DType> element_type(std::string_view global) {
  for (const auto& [name, dtype] : kClasses) {
    if (global == name) return dtype;
  }
  if (global.starts_with("torch.float8_")) return ir::DType::Float8;
  auto dtype = global.starts_with("torch.") ? ir::find_dtype(global) : std::nullopt;
  return dtype && ir::bytes(*dtype) > 0 ? dtype : std::nullopt;  // torch has no tensors of texts
}

Storages storages_of(const std::vector<Packed>& files, std::string_view folder) {
  Storages storages;
  std::string data = std::string(folder) + "data/";
  for (const Packed& file : files) {
    if (!file.name.starts_with(data)) continue;
    bool plain = !file.compressed;
    storages[file.name.substr(data.size())] = {plain ? file.bytes : "", plain ? "" : "they are compressed"};
  }
  return storages;
}

Storages storages_of(const pickle::Pickle& object, const pickle::Pickle& keys, std::string_view rest) {
  std::map<std::string, Int, std::less<>> element_sizes;
  for (const Node& node : object.nodes) {
    if (node.kind != Node::Kind::Persistent || node.args < 0) continue;
    const Node& id = object[node.args];
    if (id.items.size() < 3) continue;
    if (auto dtype = element_type(object[id.items[1]].text))
      element_sizes[object[id.items[2]].text] = ir::bytes(*dtype);
  }
  Storages storages;
  if (keys.root < 0) return storages;
  for (pickle::NodeIndex key : keys[keys.root].items) {
    auto size = element_sizes.find(keys[key].text);
    if (rest.size() < 8 || size == element_sizes.end()) break;  // where the others lie is not known
    std::uint64_t count = little_endian(rest.substr(0, 8));
    rest.remove_prefix(8);
    Int bytes = static_cast<Int>(count) * size->second;
    if (bytes > static_cast<Int>(rest.size())) break;
    storages[keys[key].text] = {rest.substr(0, static_cast<std::size_t>(bytes)), ""};
    rest.remove_prefix(static_cast<std::size_t>(bytes));
  }
  return storages;
}

}  // namespace shapewise::import::weights
