#include "kernels/patch_distances.h"

#include <algorithm>

#include "kernels/by_cpu.h"

namespace diffcont::kernels {
namespace {

constexpr int64_t kBlock = 64;  // patches whose sums are held at once

DIFFCONT_BY_CPU
void lower_block(const float* patches, int64_t stride, const float* centre, int64_t channels, float* nearest) {
  alignas(64) float sums[kBlock] = {};
  for (int64_t c = 0; c < channels; ++c) {
    const float* const values = patches + c * stride;
    const float middle = centre[c];
#pragma omp simd
    for (int64_t p = 0; p < kBlock; ++p) {
      const float difference = values[p] - middle;
      sums[p] += difference * difference;
    }
  }
#pragma omp simd
  for (int64_t p = 0; p < kBlock; ++p) {
    nearest[p] = nearest[p] < sums[p] ? nearest[p] : sums[p];
  }
}

}  // namespace

void lower_to_distance_cpu(const float* patches, int64_t stride, int64_t count, const float* centre, int64_t channels,
                           float* nearest) {
  for (int64_t begin = 0; begin < count; begin += kBlock) {
    lower_block(patches + begin, stride, centre, channels, nearest + begin);
  }
}

}  // namespace diffcont::kernels
