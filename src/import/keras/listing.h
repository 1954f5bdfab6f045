// A configuration as the Python that would build it, one layer on a line: the source in which diagnostics show places.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "import/keras/config.h"
#include "import/plain.h"

namespace shapewise::import::keras {

struct Span {
  int begin = 0;
  int end = 0;
};

struct LayerPlace {
  Span all;
  std::vector<Span> settings;
};

struct Listing {
  std::string text;
  std::unordered_map<const Layer*, LayerPlace> layers;
};

Listing list(const Model& model);

}  // namespace shapewise::import::keras
