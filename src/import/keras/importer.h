// From the configuration of a Keras model to a graph. A layer is made once and called where the configuration says;
// which class it is and what its settings mean stands in its Spec.
#pragma once

#include "import/keras/config.h"
#include "import/keras/listing.h"
#include "import/reading.h"

namespace shapewise::import::keras {

void import_model(const Model& model, const Listing& listing, const Reading& reading);

}  // namespace shapewise::import::keras
