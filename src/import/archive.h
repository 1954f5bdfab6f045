// Files in a zip archive in memory: models of Keras and checkpoints of PyTorch are such archives.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace shapewise::import {

bool is_archive(std::string_view bytes);

/// The file in the archive whose name ends with `suffix`, unpacked; an error if there is none, or if it is larger than
/// `limit` bytes.
Result<std::string> unpack(std::string_view bytes, std::string_view suffix, int limit);

/// A file in an archive as it lies there.
struct Packed {
  std::string name;
  std::string_view bytes;   // as they are stored
  bool compressed = false;  // so that the bytes mean nothing without being unpacked
};

/// All files in the archive, in its order.
Result<std::vector<Packed>> list_archive(std::string_view bytes);

}  // namespace shapewise::import
