// The checks of squared distances, which both libraries offer.
#pragma once

#include <cstdint>

#include "common/boundary/arguments.h"

namespace diffcont::c_api {

// compute(embeddings, count, dimension, mean, inverse_std, class_means, classes, distances) between its checks.
template <class Compute>
void checked_squared_distances(const Compute& compute, const float* embeddings, int64_t count, int64_t dimension,
                               const float* mean, const float* inverse_std, const float* class_means, int64_t classes,
                               float* distances) {
  require_pointer(embeddings, "embeddings");
  require_pointer(class_means, "class_means");
  require_pointer(distances, "distances");
  const int64_t values = require_elements({count, dimension}, "embeddings");
  require_finite(class_means, require_elements({classes, dimension}, "class_means"), "class_means");
  const int64_t results = require_elements({count, classes}, "distances");
  if (mean != nullptr) {
    require_finite(mean, dimension, "mean");
  }
  if (inverse_std != nullptr) {
    require_finite(inverse_std, dimension, "inverse_std");
  }
  compute(embeddings, count, dimension, mean, inverse_std, class_means, classes, distances);
  // An embedding that is not finite has no finite distance. Looking at the few results first saves a pass over all
  // embeddings, which takes as long as the distances.
  if (!all_finite(distances, results)) {
    require_finite(embeddings, values, "embeddings");
  }
}

}  // namespace diffcont::c_api
