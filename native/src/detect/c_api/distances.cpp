#include "diffcont/detect/distances.h"

#include "common/boundary/barrier.h"
#include "common/boundary/distance_arguments.h"
#include "common/kernels/squared_distances.h"
#include "detect/normality/effective_rank.h"

using namespace diffcont;
using namespace diffcont::c_api;

dc_status dc_squared_distances(const float* embeddings, int64_t count, int64_t dimension, const float* mean,
                               const float* inverse_std, const float* class_means, int64_t classes,
                               float* distances) noexcept {
  return guarded([&] {
    checked_squared_distances(kernels::squared_distances_cpu, embeddings, count, dimension, mean, inverse_std,
                              class_means, classes, distances);
  });
}

dc_status dc_effective_rank(const float* embeddings, int64_t count, int64_t dimension, double* rank) noexcept {
  return guarded([&] {
    require_pointer(embeddings, "embeddings");
    require_pointer(rank, "rank");
    require_range(count, 2, kMaxElements, "count");
    require_finite(embeddings, require_elements({count, dimension}, "embeddings"), "embeddings");
    *rank = effective_rank(embeddings, count, dimension);
  });
}
