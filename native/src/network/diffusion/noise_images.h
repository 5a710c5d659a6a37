// Counter-based noise (common/random/noise.h) as images.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

namespace diffcont {

// One noise image for each stream: N x C x S x S, f32.
at::Tensor noise_images(uint64_t seed, const uint64_t* streams, int64_t count, int64_t channels, int64_t size);

}  // namespace diffcont
