// The storages of a checkpoint: the runs of bytes that its tensors are views of.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "import/archive.h"
#include "import/weights/pickle.h"
#include "ir/stored.h"

namespace shapewise::import::weights {

struct Storage {
  std::string_view bytes;
  std::string elsewhere;  // why there are none
};

/// By key.
using Storages = std::map<std::string, Storage, std::less<>>;

/// The element type of a storage's class or of a dtype: "torch.FloatStorage", "torch.float32".
std::optional<ir::DType> element_type(std::string_view global);

/// In an archive, each is a file: "archive/data/0".
Storages storages_of(const std::vector<Packed>& files, std::string_view folder);
/// Before, they followed the pickles: `keys` is the last one, `rest` what comes behind it.
Storages storages_of(const pickle::Pickle& object, const pickle::Pickle& keys, std::string_view rest);

}  // namespace shapewise::import::weights
