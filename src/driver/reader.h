// The readers: one for each format that the driver knows. A new front end is a new row in the table in reader.cc.
#pragma once

#include "driver/format.h"
#include "import/reading.h"
#include "import/saved.h"

namespace shapewise::driver {

struct Reader {
  Format format;
  void (*read)(const import::Reading& reading);
};

/// The reader of a format; null if this build has none.
const Reader* find_reader(Format format);
/// What opens a network that was saved in that format; null if it is none that is saved.
import::OpenSaved find_opener(Format format);

}  // namespace shapewise::driver
