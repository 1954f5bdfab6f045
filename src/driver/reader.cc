#include "driver/reader.h"

#include "import/list/list.h"

namespace shapewise::driver {
namespace {

constexpr Reader kReaders[] = {
    {Format::List, import::read_list},
};

}  // namespace

const Reader* find_reader(Format format) {
  for (const Reader& reader : kReaders) {
    if (reader.format == format) return &reader;
  }
  return nullptr;
}

}  // namespace shapewise::driver
