// ONNX models: files of the format that PyTorch, TensorFlow and many others export.
#pragma once

#include "import/saved.h"

namespace shapewise::import {

Result<std::unique_ptr<Saved>> open_onnx(std::string_view bytes);

}  // namespace shapewise::import
