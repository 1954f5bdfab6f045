// Pictures as inputs of networks: --image, and how it is resized and scaled.
#pragma once

#include <span>

#include "base/result.h"
#include "cli/command.h"
#include "exec/tensor.h"

namespace shapewise::cli {

std::span<const Option> image_options();
/// The pictures of --image as an input of (C, H, W) or (N, C, H, W), one picture for each of a batch, with one or three
/// channels. The error says which picture or which size is wrong.
Result<exec::Tensor> images_of(const Invocation& invocation, const exec::Tensor& input);

}  // namespace shapewise::cli
