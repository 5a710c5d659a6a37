// Squared distances of many short vectors ("patches") to one, the inner loop of the patch memory.
#pragma once

#include <cstdint>

namespace diffcont::kernels {

// nearest[p] = min(nearest[p], sum over c of (patches[c * stride + p] - centre[c])^2) for `count` patches that lie side
// by side, channel by channel. Each patch's result depends on that patch alone, bit for bit.
void lower_to_distance_cpu(const float* patches, int64_t stride, int64_t count, const float* centre, int64_t channels,
                           float* nearest);

}  // namespace diffcont::kernels
