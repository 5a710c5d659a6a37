// The loop behind squared_distances: whitening fused, all class means in one pass over the embeddings.
#pragma once

#include <cstdint>

namespace diffcont::kernels {

// Arguments as diffcont::squared_distances; all are taken as checked.
void squared_distances_cpu(const float* embeddings, int64_t count, int64_t dimension, const float* mean,
                           const float* inverse_std, const float* class_means, int64_t classes, float* distances);

}  // namespace diffcont::kernels
