// The table of readers.
#include "driver/reader.h"

#include "import/list/list.h"
#include "import/repr/repr.h"

namespace shapewise::driver {
namespace {

constexpr Reader kReaders[] = {
    {Format::List, import::read_list},
    {Format::Printed, import::read_printed},
};

}  // namespace

const Reader* find_reader(Format format) {
  for (const Reader& reader : kReaders) {
    if (reader.format == format) return &reader;
  }
  return nullptr;
}

}  // namespace shapewise::driver
