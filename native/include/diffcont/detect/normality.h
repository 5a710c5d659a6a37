/*
 * What is normal for one class: statistics of features, and how far new features are from them.
 * Features are float32, count x locations x channels.
 */
#ifndef DIFFCONT_DETECT_NORMALITY_H
#define DIFFCONT_DETECT_NORMALITY_H

#include "diffcont/network/runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
  /* sum over locations and channels of ((x - mean) / std)^2; one distance an image */
  DC_NORMALITY_DIAGONAL = 0,
  /* squared distance to the subspace of the first `components` principal directions of the standardised features */
  DC_NORMALITY_PCA_RESIDUAL = 1,
  /* channels standardised and rotated to `components` principal ones, then a Mahalanobis distance at every location */
  DC_NORMALITY_LOCATION_MAHALANOBIS = 2,
  /*
   * channels standardised, then at every location the squared distance to the nearest of `components` patches that
   * cover the normal images' patches of all locations (PatchCore's greedy coreset, exact and from a fixed start)
   */
  DC_NORMALITY_PATCH_MEMORY = 3
};

typedef uint64_t dc_normality;

typedef struct dc_normality_config {
  uint32_t struct_size;   /* sizeof(dc_normality_config) */
  int32_t kind;           /* DC_NORMALITY_... */
  int32_t components;     /* kept principal components or patches, >= 1; cut to what there is */
  int32_t reserved;       /* 0 */
} dc_normality_config;

/*
 * Fits one class's model to the features of its normal images.
 * Statuses: DC_OK, DC_ERROR_INVALID_ARGUMENT (count < 2, ...), DC_ERROR_NOT_FINITE, DC_ERROR_OUT_OF_MEMORY.
 */
DC_API dc_status dc_normality_fit(const dc_normality_config* config, const float* features, int64_t count,
                                  int64_t locations, int64_t channels, dc_normality* normality) DC_NOEXCEPT;

/*
 * Distances of new features, of the shape that was fitted, without the count. An image's distances are the same bits in
 * any batch and with any number of threads, on one kind of processor.
 *   map    count x map_locations (dc_normality_map_locations: `locations` for the kinds with a location, else 1)
 *   size   number of floats in map; must be exactly that
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT, DC_ERROR_NOT_FINITE.
 */
DC_API dc_status dc_normality_map(dc_normality normality, const float* features, int64_t count, int64_t locations,
                                  int64_t channels, float* map, int64_t size) DC_NOEXCEPT;

/* Distances that dc_normality_map gives for each image. Statuses: DC_OK, DC_ERROR_BAD_HANDLE,
 * DC_ERROR_INVALID_ARGUMENT. */
DC_API dc_status dc_normality_map_locations(dc_normality normality, int64_t* map_locations) DC_NOEXCEPT;

/* Bytes that dc_normality_save writes. Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT. */
DC_API dc_status dc_normality_bytes(dc_normality normality, int64_t* bytes) DC_NOEXCEPT;

/* One safetensors file, written beside its place, synced and renamed. Statuses: DC_OK, DC_ERROR_BAD_HANDLE,
 * DC_ERROR_INVALID_ARGUMENT, DC_ERROR_IO. */
DC_API dc_status dc_normality_save(dc_normality normality, const char* file) DC_NOEXCEPT;

/*
 * Reads what dc_normality_save wrote. Every name, shape, type and offset is checked before memory is touched.
 * Statuses: DC_OK, DC_ERROR_INVALID_ARGUMENT, DC_ERROR_IO (names the file), DC_ERROR_FORMAT (names file and entry).
 */
DC_API dc_status dc_normality_load(const char* file, dc_normality* normality) DC_NOEXCEPT;

/* Statuses: DC_OK, DC_ERROR_BAD_HANDLE. */
DC_API dc_status dc_normality_free(dc_normality normality) DC_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
