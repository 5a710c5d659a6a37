#include "diffcont/network/distances.h"

#include "common/boundary/distance_arguments.h"
#include "network/c_api/barrier.h"
#include "network/distances/distances.h"

using namespace diffcont;
using namespace diffcont::c_api;

dc_status dcn_squared_distances(const float* embeddings, int64_t count, int64_t dimension, const float* mean,
                                const float* inverse_std, const float* class_means, int64_t classes,
                                float* distances) noexcept {
  return torch_guarded([&] {
    checked_squared_distances(squared_distances, embeddings, count, dimension, mean, inverse_std, class_means, classes,
                              distances);
  });
}
