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
  DC_NORMALITY_PATCH_MEMORY = 3,
  /*
   * at every location the squared Mahalanobis distance of all channels as they are, with every direction, for those of
   * least variance carry the defects (Rippel, Mertens and Merhof 2020); what locations share is a DC_SHARING_...
   */
  DC_NORMALITY_GAUSSIAN = 4
};

/*
 * What the locations of DC_NORMALITY_GAUSSIAN share. With S the covariance of N images at a location, P the mean of the
 * locations' S plus 1e-4 of each channel's variance (counted as at least 1e-2 of the channels' mean) on its diagonal,
 * and C channels: at a position (N S + C P) / (N + C) + 0.01 P. These whitenings are kept in bfloat16.
 */
enum {
  DC_SHARING_POSITION = 0, /* nothing: mean and covariance at each location */
  DC_SHARING_BLOCK = 1,    /* a covariance for each 2 x 2 square of side x side locations: S is their mean, 4 N for N */
  DC_SHARING_POOLED = 2,   /* the covariance P; a mean at each location */
  DC_SHARING_FREE = 3      /* one mean, and one covariance of all images and locations, with P's ridge */
};

typedef uint64_t dc_normality;

typedef struct dc_normality_config {
  uint32_t struct_size;   /* sizeof(dc_normality_config) */
  int32_t kind;           /* DC_NORMALITY_... */
  int32_t components;     /* kept principal components or patches, >= 1; cut to what there is; unused by
                             DC_NORMALITY_DIAGONAL and DC_NORMALITY_GAUSSIAN */
  int32_t sharing;        /* DC_SHARING_... of DC_NORMALITY_GAUSSIAN; else 0 */
  int32_t directions;     /* share of P's directions that count, those of least variance, in percent: 1..100 for
                             DC_SHARING_POOLED and DC_SHARING_FREE, 100 for the other two; 0 for the other kinds */
} dc_normality_config;

/*
 * Fits one class's model to the features of its normal images.
 * Statuses: DC_OK, DC_ERROR_INVALID_ARGUMENT (count < 2, ...), DC_ERROR_NOT_FINITE, DC_ERROR_OUT_OF_MEMORY.
 */
DC_API dc_status dc_normality_fit(const dc_normality_config* config, const float* features, int64_t count,
                                  int64_t locations, int64_t channels, dc_normality* normality) DC_NOEXCEPT;

/*
 * Fits a model to all images and, for each fold, one to the images outside it, so that every image can be compared with
 * a model that did not see it. DC_NORMALITY_GAUSSIAN goes over the images once, and its models are those of
 * dc_normality_fit but for rounding; of the other kinds they are the same.
 *   fold_of_image   count numbers in 0..folds-1; at least 2 images must lie outside each fold
 *   folds           2..count
 *   normalities     receives folds + 1 models: without fold 0, without fold 1, ..., of all images; none in an error
 * Statuses: DC_OK, DC_ERROR_INVALID_ARGUMENT, DC_ERROR_NOT_FINITE, DC_ERROR_OUT_OF_MEMORY.
 */
DC_API dc_status dc_normality_cross_fit(const dc_normality_config* config, const float* features, int64_t count,
                                        int64_t locations, int64_t channels, const int32_t* fold_of_image,
                                        int32_t folds, dc_normality* normalities) DC_NOEXCEPT;

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
