// Whether images can be read.
#pragma once

#include <cstdint>

namespace diffcont {

// Throws NotFiniteError that names the first image with a NaN or infinite value.
void require_finite_images(const float* images, int64_t count, int64_t values);

}  // namespace diffcont
