// Bordered feature maps, as the convolution kernels read them.
#pragma once

#include <cstdint>

#include "network/kernels/network.h"

namespace diffcont {

void clear_border(const kernels::Map& map, int64_t element_size);

// Where output pixel (0, 0) reads, and how the reads of the taps and of other pixels lie from there.
kernels::Source window(const kernels::Map& map, int64_t taps, int64_t stride, int64_t y = 0, int64_t x = 0);

}  // namespace diffcont
