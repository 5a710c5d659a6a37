/* Features of images that need no network and no training. */
#ifndef DIFFCONT_DETECT_IMAGE_FEATURES_H
#define DIFFCONT_DETECT_IMAGE_FEATURES_H

#include "diffcont/network/runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The image is cut into grid x grid square cells. With R, G, B in [-1, 1] and the luminance
 * L = 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), each cell gives:
 */
enum {
  /*
   * 40 channels. Quadrature filters (in the manner of Gabor's): scales sigma = 1, 2, 4 pixels, orientations 0, 45, 90
   * and 135 degrees, y downwards; u along and v across the orientation, |x|, |y| <= 3 sigma;
   * g = exp(-u^2 / (2 sigma^2) - v^2 / (2 (1.5 sigma)^2)); even kernel (u^2 / sigma^2 - 1) g, odd kernel
   * -(u / sigma) g, each less its mean and then divided by its sum of absolute values. L is reflected at its edges
   * (the edge not repeated) and filtered (correlation) at every pixel for sigma = 1, at every second row and column
   * for the others. With energy = sqrt(even^2 + odd^2), over the outputs in a cell:
   *   0..11    mean energy, filter 4 * scale + orientation
   *   12..23   largest energy
   *   24..35   mean of the even output
   *   36..38   mean R, G, B
   *   39       standard deviation (population) of L
   * image_size must be more than 12 and a cell an even number of pixels a side.
   */
  DC_IMAGE_FEATURES_FILTER_BANK = 0,
  /*
   * n^2 + 2 channels for a cell of n x n pixels, 2 <= n <= 16: the orthonormal two-dimensional DCT-II of L,
   * coefficient n * (vertical frequency) + (horizontal frequency); then the means of B - L and of R - L.
   */
  DC_IMAGE_FEATURES_DCT = 1,
  /* 3 channels: mean R, G, B; the raw pixels when grid equals image_size. */
  DC_IMAGE_FEATURES_PIXELS = 2
};

/* What is done to an image first; mean and standard deviation (population) are over all its 3 x S x S values. */
enum {
  DC_EXPOSURE_AS_IS = 0,
  DC_EXPOSURE_MEAN_SUBTRACTED = 1, /* x - mean */
  DC_EXPOSURE_STANDARDISED = 2     /* (x - mean) / (std + 0.05) */
};

typedef struct dc_image_features_config {
  uint32_t struct_size; /* sizeof(dc_image_features_config) */
  int32_t kind;         /* DC_IMAGE_FEATURES_... */
  int32_t exposure;     /* DC_EXPOSURE_... */
  int32_t image_size;   /* S, pixels a side, 1..4096 */
  int32_t grid;         /* cells a side; divides image_size */
} dc_image_features_config;

/*
 * The size of one image's features: locations is grid * grid, channels as above.
 * Statuses: DC_OK, DC_ERROR_INVALID_ARGUMENT (names the field).
 */
DC_API dc_status dc_image_features_shape(const dc_image_features_config* config, int64_t* locations,
                                         int32_t* channels) DC_NOEXCEPT;

/*
 * Features of count images. An image's features are the same bits in any batch and with any number of threads, on one
 * kind of processor.
 *   images     count x 3 x S x S, finite, [-1, 1]
 *   features   count x locations x channels, cells row by row
 *   size       floats that features holds, exactly count x locations x channels
 * Statuses: DC_OK, DC_ERROR_INVALID_ARGUMENT, DC_ERROR_NOT_FINITE, DC_ERROR_OUT_OF_MEMORY.
 */
DC_API dc_status dc_image_features(const dc_image_features_config* config, const float* images, int64_t count,
                                   float* features, int64_t size) DC_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
