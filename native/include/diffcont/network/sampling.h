/* DDIM sampling. */
#ifndef DIFFCONT_NETWORK_SAMPLING_H
#define DIFFCONT_NETWORK_SAMPLING_H

#include "diffcont/network/network.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { DCN_SPACING_LEADING = 0, DCN_SPACING_TRAILING = 1 };

typedef uint64_t dcn_sampler;

/*
 * diffusers' DDIMScheduler with eta = 0, epsilon prediction, steps_offset 0, and set_alpha_to_one and clip_sample (the
 * predicted clean image is clipped to [-1, 1]) on.
 */
typedef struct dcn_sampler_config {
  uint32_t struct_size;       /* sizeof(dcn_sampler_config) */
  int32_t steps;              /* 1..train_timesteps */
  int32_t spacing;            /* DCN_SPACING_... */
  uint32_t reserved;          /* 0 */
} dcn_sampler_config;

/*
 * Starts sampling one image for each (label, stream); image i starts from the counter-based noise of (seed,
 * streams[i]), so that it does not depend on which others are sampled with it. Labels may be DCN_LABEL_NONE. The sampler
 * keeps the network's weights as they are now.
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT, DC_ERROR_OUT_OF_MEMORY.
 */
DC_API dc_status dcn_sampler_create(dcn_network network, const dcn_sampler_config* config, const int32_t* labels,
                                    const uint64_t* streams, int64_t count, uint64_t seed,
                                    dcn_sampler* sampler) DC_NOEXCEPT;

/*
 * One denoising step for the whole batch; remaining receives how many are left. Past the end it does nothing.
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT, DC_ERROR_OUT_OF_MEMORY.
 */
DC_API dc_status dcn_sampler_step(dcn_sampler sampler, int32_t* remaining) DC_NOEXCEPT;

/*
 * Copies the batch as it is now, count x C x S x S; after the last step, in [-1, 1].
 *   size   number of floats in images; anything but the batch's own number is DC_ERROR_INVALID_ARGUMENT
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT.
 */
DC_API dc_status dcn_sampler_images(dcn_sampler sampler, float* images, int64_t size) DC_NOEXCEPT;

/* Statuses: DC_OK, DC_ERROR_BAD_HANDLE. */
DC_API dc_status dcn_sampler_free(dcn_sampler sampler) DC_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
