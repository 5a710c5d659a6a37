// Doubling an image by nearest neighbours and convolving it, 3 x 3, is one transposed convolution of 4 x 4 and stride
// 2: four ninths of the products, and no doubled image in memory. The engine has the same for its own layout
// (convolution/packing.h).
#pragma once

#include <ATen/ATen.h>

namespace diffcont {

// Beside an upsampler's "weight" in the parameters of networks that are computed this way.
inline constexpr const char* kDoublingWeight = "doubling_weight";

// The transposed convolution's weight, I x O x 4 x 4 (padding 1), of a convolution's, O x I x 3 x 3 (padding 1). Its
// taps are sums of up to four of those.
at::Tensor doubling_weight(const at::Tensor& weight);

}  // namespace diffcont
