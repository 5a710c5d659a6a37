// How far the network's estimate of the clean image is from the image, on a grid.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

#include "network/features/reading.h"

namespace diffcont {

// Channels of reconstruction_errors: one for each of the image's, and one.
int64_t reconstruction_channels(const UNetConfig& config);

// With e the estimate x0 = (x_t - sqrt(1 - a_t) * predicted noise) / sqrt(a_t), clamped to [-1, 1], less the image: the
// means over each cell of |e| for each colour channel and of e^2 over all of them, N x grid*grid x
// reconstruction_channels, f32, cells row by row. Throws std::invalid_argument (grid is not in 1..sample_size).
at::Tensor reconstruction_errors(const Network& network, const Reading& reading, int64_t grid);

}  // namespace diffcont
