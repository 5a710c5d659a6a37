// Whether values can be computed with.
#pragma once

#include <cstdint>

namespace diffcont::kernels {

// False where a value is a NaN or infinite.
inline bool all_finite(const float* values, int64_t count) {
  // A sum of zeros, unless one value is not finite: 0 * infinity and 0 * NaN are NaN.
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < count; ++i) {
    sum += values[i] * 0.0f;
  }
  return sum == 0.0f;
}

}  // namespace diffcont::kernels
