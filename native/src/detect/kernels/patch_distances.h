// Squared distances of many short vectors ("patches") to others, the inner loop of the patch memory.
#pragma once

#include <cstdint>

namespace diffcont::kernels {

// nearest[p] = min(nearest[p], the least over `centres` rows of `centre` of the sum over c of
// (patches[c * stride + p] - centre[row * channels + c])^2), for `count` patches that lie side by side, channel by
// channel; count is a multiple of 64. Each patch's result depends on that patch and the centres alone, bit for bit.
void lower_to_distances_cpu(const float* patches, int64_t stride, int64_t count, const float* centre, int64_t centres,
                            int64_t channels, float* nearest);

}  // namespace diffcont::kernels
