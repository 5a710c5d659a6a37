/* Distances in the whitened embedding space, and how many of its dimensions are used. */
#ifndef DIFFCONT_DETECT_DISTANCES_H
#define DIFFCONT_DETECT_DISTANCES_H

#include "diffcont/detect/runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Squared Euclidean distances of whitened embeddings to class means, all in one pass:
 * out[i][j] = sum_k ((embeddings[i][k] - mean[k]) * inverse_std[k] - class_means[j][k])^2.
 *   embeddings    count x dimension
 *   mean          dimension, or NULL for 0;   inverse_std   dimension, or NULL for 1
 *   class_means   classes x dimension, in whitened space
 *   distances     count x classes
 * The result agrees with the f64 one to 1e-5 relative, however small it is against the embeddings.
 * Statuses: DC_OK, DC_ERROR_INVALID_ARGUMENT, DC_ERROR_NOT_FINITE.
 */
DC_API dc_status dc_squared_distances(const float* embeddings, int64_t count, int64_t dimension, const float* mean,
                                      const float* inverse_std, const float* class_means, int64_t classes,
                                      float* distances) DC_NOEXCEPT;

/*
 * exp(entropy of the normalised covariance eigenvalues) of count x dimension embeddings: 1 when they all lie on a line,
 * min(count - 1, dimension) when spread evenly. 0 when they are all equal.
 * Statuses: DC_OK, DC_ERROR_INVALID_ARGUMENT (count < 2), DC_ERROR_NOT_FINITE.
 */
DC_API dc_status dc_effective_rank(const float* embeddings, int64_t count, int64_t dimension, double* rank) DC_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
