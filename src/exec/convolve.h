// Convolution as PyTorch defines it (a cross-correlation), by laying the windows out as columns of a matrix.
#pragma once

#include "exec/spatial.h"

namespace shapewise::exec {

/// Elements that padding=… puts before and after each spatial axis.
struct Margins {
  Sizes before;
  Sizes after;
};
Margins margins_of(Execution& c, int n, const Sizes& kernel, const Sizes& dilation);

/// Columns: for each channel of `group` and place of the window (rows) the elements under it at every position of the
/// window (columns); zeros outside of the image.
void lay_out(const float* image, const Axes& axes, std::int64_t channels, const Triple& out, float* columns);
/// The reverse: what stands in the columns is added to where it came from.
void add_back(const float* columns, const Axes& axes, std::int64_t channels, const Triple& out, float* image);

/// weight: (C_out, C_in/groups, k_d, k_h, k_w). bias may be none.
Tensor convolve(Execution& c, const Tensor& images, const Axes& axes, const Tensor& weight, const Tensor& bias,
                std::int64_t groups);

}  // namespace shapewise::exec
