// Feature grids from every level of the U-Net.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

#include "network/features/reading.h"

namespace diffcont {

// Channels of level_features: those of the down blocks, the mid block and the up blocks together.
int64_t level_channels(const UNetConfig& config);

// Outputs of down blocks, mid block and up blocks, resampled to grid x grid cells (adaptive average pooling down,
// bilinear without aligned corners up) and joined: N x grid*grid x level_channels, f32, cells row by row. Throws
// std::invalid_argument (grid is not in 1..sample_size).
at::Tensor level_features(const Network& network, const Reading& reading, int64_t grid);

}  // namespace diffcont
