// The table of readers.
#include "driver/reader.h"

#include "import/keras/keras.h"
#include "import/list/list.h"
#include "import/onnx/onnx.h"
#include "import/repr/repr.h"

namespace shapewise::driver {
namespace {

constexpr Reader kReaders[] = {
    {Format::List, import::read_list},
    {Format::Printed, import::read_printed},
};

struct Opener {
  Format format;
  import::OpenSaved open;
};
constexpr Opener kOpeners[] = {
    {Format::Onnx, import::open_onnx},
    {Format::Keras, import::open_keras},
};

}  // namespace

import::OpenSaved find_opener(Format format){
    for (const Opener& opener:kOpeners){if (opener.format == format) return opener.open;
}  // namespace shapewise::driver
return nullptr;
}

const Reader* find_reader(Format format) {
  for (const Reader& reader : kReaders) {
    if (reader.format == format) return &reader;
  }
  return nullptr;
}

}  // namespace shapewise::driver
