/* Counter-based noise and DDIM sampling. */
#ifndef DIFFCONT_DIFFUSION_H
#define DIFFCONT_DIFFUSION_H

#include "diffcont/network.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { DC_SPACING_LEADING = 0, DC_SPACING_TRAILING = 1 };

typedef uint64_t dc_sampler;

/* diffusers' DDIMScheduler with eta = 0 and epsilon prediction. */
typedef struct dc_sampler_config {
  uint32_t struct_size;       /* sizeof(dc_sampler_config) */
  int32_t steps;              /* 1..train_timesteps */
  int32_t spacing;            /* DC_SPACING_... */
  int32_t steps_offset;       /* 0 */
  int32_t clip_sample;        /* 1: the predicted clean image is clipped to [-1, 1] */
  int32_t set_alpha_to_one;   /* 1 */
} dc_sampler_config;

/*
 * Standard normal noise: element i depends on (seed, stream, i) alone (Philox 4x32-10, Box-Muller).
 * Statuses: DC_OK, DC_ERROR_INVALID_ARGUMENT.
 */
DC_API dc_status dc_noise(uint64_t seed, uint64_t stream, float* values, int64_t count) DC_NOEXCEPT;

/*
 * Starts sampling one image for each (label, stream); image i starts from dc_noise(seed, streams[i]), so that it does
 * not depend on which others are sampled with it. Labels may be DC_LABEL_NONE. The sampler keeps the network's weights
 * as they are now.
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT, DC_ERROR_OUT_OF_MEMORY.
 */
DC_API dc_status dc_sampler_create(dc_network network, const dc_sampler_config* config, const int32_t* labels,
                                   const uint64_t* streams, int64_t count, uint64_t seed,
                                   dc_sampler* sampler) DC_NOEXCEPT;

/*
 * One denoising step for the whole batch; remaining receives how many are left. Past the end it does nothing.
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT, DC_ERROR_OUT_OF_MEMORY.
 */
DC_API dc_status dc_sampler_step(dc_sampler sampler, int32_t* remaining) DC_NOEXCEPT;

/*
 * Copies the batch as it is now, count x C x S x S; after the last step, in [-1, 1].
 *   size   number of floats in images; anything but the batch's own number is DC_ERROR_INVALID_ARGUMENT
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT.
 */
DC_API dc_status dc_sampler_images(dc_sampler sampler, float* images, int64_t size) DC_NOEXCEPT;

/* Statuses: DC_OK, DC_ERROR_BAD_HANDLE. */
DC_API dc_status dc_sampler_free(dc_sampler sampler) DC_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
