// Models of Keras: .keras archives, and the JSON of to_json(), config.json and TensorFlow.js layers models.
#pragma once

#include "import/saved.h"

namespace shapewise::import {

Result<std::unique_ptr<Saved>> open_keras(std::string_view bytes);

}  // namespace shapewise::import
