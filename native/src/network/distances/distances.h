// Squared distances of whitened embeddings to class means (paper: d_c).
#pragma once

#include <cstdint>

namespace diffcont {

// distances[i][j] = sum_k ((embeddings[i][k] - mean[k]) * inverse_std[k] - class_means[j][k])^2, row-major.
// mean may be null (0), inverse_std may be null (1). Agrees with f64 arithmetic on the same values to 1e-5 relative.
// Computed on the default device (runtime/device.h). Row i's result does not depend on the other rows. Throws
// std::invalid_argument when count < 0, dimension < 1 or classes < 1.
void squared_distances(const float* embeddings, int64_t count, int64_t dimension, const float* mean,
                       const float* inverse_std, const float* class_means, int64_t classes, float* distances);

}  // namespace diffcont
