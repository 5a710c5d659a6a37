#include "network/distances/distances.h"

#include <stdexcept>

#include "common/kernels/squared_distances.h"
#include "network/kernels/cuda.h"
#include "network/runtime/device.h"

namespace diffcont {

void squared_distances(const float* embeddings, int64_t count, int64_t dimension, const float* mean,
                       const float* inverse_std, const float* class_means, int64_t classes, float* distances) {
  if (count < 0 || dimension < 1 || classes < 1) {
    throw std::invalid_argument("squared distances need count >= 0, dimension >= 1 and classes >= 1");
  }
  if (const at::Device device = default_device(); device.is_cuda()) {
    cuda::squared_distances_from_host(device, embeddings, count, dimension, mean, inverse_std, class_means, classes,
                                      distances);
    return;
  }
  kernels::squared_distances_cpu(embeddings, count, dimension, mean, inverse_std, class_means, classes, distances);
}

}  // namespace diffcont
