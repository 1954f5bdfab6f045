// Networks that were saved in files of a binary form: first they are read, then shown as text, and then built.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "import/reading.h"

namespace shapewise::import {

/// A network that was read but not yet built.
class Saved {
 public:
  virtual ~Saved() = default;
  /// The text in which diagnostics show places; called once, before build.
  virtual std::string listing() = 0;
  /// Builds the graph; `reading.file` holds the listing.
  virtual void build(const Reading& reading) = 0;
};

/// Reads the bytes, which must stay as long as what comes of them. The error says what is wrong with the file.
using OpenSaved = Result<std::unique_ptr<Saved>> (*)(std::string_view bytes);

}  // namespace shapewise::import
