/*
 * Features of images, read from the network. The clean image is noised first: x_t = sqrt(a_t) x + sqrt(1 - a_t) e,
 * where e is the counter-based noise of (noise_seed, stream). Images that share a stream share their noise.
 */
#ifndef DIFFCONT_NETWORK_FEATURES_H
#define DIFFCONT_NETWORK_FEATURES_H

#include "diffcont/network/network.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What to read: arrays of `count` entries, all borrowed. */
typedef struct dcn_reading {
  uint32_t struct_size;      /* sizeof(dcn_reading) */
  uint32_t reserved;         /* 0 */
  int64_t count;             /* images */
  const float* images;       /* count x C x S x S, clean, [-1, 1] */
  const int32_t* timesteps;  /* count */
  const int32_t* labels;     /* count; DCN_LABEL_NONE allowed */
  const uint64_t* streams;   /* count */
  uint64_t noise_seed;
} dcn_reading;

/*
 * Projected bottleneck embeddings and head logits. Only the encoder half of the U-Net runs.
 *   embeddings   count x (projector_channels * embedding_grid^2), or NULL when not wanted
 *   logits       count x class_count, or NULL when not wanted
 *   ..._size     number of floats there; must be exactly the above, 0 with NULL
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT (both NULL, a timestep or label out of range, ...),
 * DC_ERROR_NOT_FINITE, DC_ERROR_OUT_OF_MEMORY.
 */
DC_API dc_status dcn_features_embed(dcn_network network, const dcn_reading* reading, float* embeddings,
                                    int64_t embeddings_size, float* logits, int64_t logits_size) DC_NOEXCEPT;

/* Channels that dcn_features_levels returns for this network. Statuses: DC_OK, DC_ERROR_BAD_HANDLE,
 * DC_ERROR_INVALID_ARGUMENT. */
DC_API dc_status dcn_features_level_channels(dcn_network network, int32_t* channels) DC_NOEXCEPT;

/*
 * Outputs of every level (down blocks, mid block, up blocks, in that order) resampled to grid x grid cells (average
 * pooling down, bilinear up) and joined.
 *   grid         1..sample_size
 *   features     count x grid*grid x channels, cells row by row
 *   size         number of floats in features; must be exactly that
 * Statuses: as dcn_features_embed.
 */
DC_API dc_status dcn_features_levels(dcn_network network, const dcn_reading* reading, int32_t grid, float* features,
                                     int64_t size) DC_NOEXCEPT;

/*
 * How far the network's estimate of the clean image, x0 = (x_t - sqrt(1 - a_t) * predicted noise) / sqrt(a_t) clamped
 * to [-1, 1], is from the image: with the error e = x0 - image, the means over each cell of |e| for each of the C
 * colour channels, then that of e^2 over all of them. Cells are averaged as dcn_features_levels pools down.
 *   grid         1..sample_size
 *   features     count x grid*grid x (C + 1), cells row by row
 *   size         number of floats in features; must be exactly that
 * Statuses: as dcn_features_embed.
 */
DC_API dc_status dcn_features_reconstruction(dcn_network network, const dcn_reading* reading, int32_t grid,
                                             float* features, int64_t size) DC_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
