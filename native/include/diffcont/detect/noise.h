/* Counter-based noise. */
#ifndef DIFFCONT_DETECT_NOISE_H
#define DIFFCONT_DETECT_NOISE_H

#include "diffcont/detect/runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Standard normal noise: element i depends on (seed, stream, i) alone (Philox 4x32-10, Box-Muller).
 * Statuses: DC_OK, DC_ERROR_INVALID_ARGUMENT.
 */
DC_API dc_status dc_noise(uint64_t seed, uint64_t stream, float* values, int64_t count) DC_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
