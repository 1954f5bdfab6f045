// Files in a zip archive in memory: models of Keras and checkpoints of PyTorch are such archives.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace shapewise::import {

bool is_archive(std::string_view bytes);

/// The file in the archive whose name ends with `suffix`, unpacked; an error if there is none, or if it is larger than
/// `limit` bytes.
Result<std::string> unpack(std::string_view bytes, std::string_view suffix, int limit);

}  // namespace shapewise::import
