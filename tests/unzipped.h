// Files of truth that are kept compressed.
#pragma once

#include <string>
#include <zlib.h>

namespace shapewise {

inline std::string unzipped(const std::string& path) {
  std::string text;
  gzFile file = gzopen(path.c_str(), "rb");
  char buffer[1 << 16];
  for (int count = 1; file != nullptr && (count = gzread(file, buffer, sizeof(buffer))) > 0;) {
    text.append(buffer, static_cast<std::size_t>(count));
  }
  gzclose(file);
  return text;
}

}  // namespace shapewise
