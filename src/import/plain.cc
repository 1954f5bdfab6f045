// Control characters and bytes beyond ASCII would break the lines and columns of a listing.
#include "import/plain.h"

#include <algorithm>

namespace shapewise::import {

std::string plain(std::string_view name) {
  std::string text(name.substr(0, 1000));
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

}  // namespace shapewise::import
