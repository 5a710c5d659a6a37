/*
 * A user's own network as a source of features: a TorchScript file, as torch.jit.save writes it.
 *
 * A TorchScript file is a program. Loading it and reading features with it run its operations with the rights of this
 * process: load only files that you trust.
 */
#ifndef DIFFCONT_NETWORK_BACKBONE_H
#define DIFFCONT_NETWORK_BACKBONE_H

#include "diffcont/network/runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef uint64_t dcn_backbone;

/* What the network is given: with x in [-1, 1], channel c of an image becomes ((x + 1) / 2 - mean[c]) / std[c]. */
typedef struct dcn_backbone_config {
  uint32_t struct_size; /* sizeof(dcn_backbone_config) */
  int32_t image_size;   /* S, pixels a side, 1..4096 */
  float mean[3];        /* red, green, blue; finite */
  float std[3];         /* finite, above 0 */
} dcn_backbone_config;

/*
 * Reads a file, puts the module into evaluation mode and runs the method once, on black images, to learn its outputs.
 *   file      UTF-8
 *   method    name of a method that takes N x 3 x S x S, f32, and returns a floating-point tensor, or a tuple or list
 *             of them, each N x C x H x H or N x C; usually "forward"
 *   backbone  receives a new handle, to be freed with dcn_backbone_free
 * Statuses: DC_OK, DC_ERROR_INVALID_ARGUMENT, DC_ERROR_IO, DC_ERROR_FORMAT (not TorchScript, no such method, the
 * method fails or returns something else; the message names the file), DC_ERROR_OUT_OF_MEMORY.
 */
DC_API dc_status dcn_backbone_load(const char* file, const char* method, const dcn_backbone_config* config,
                                   dcn_backbone* backbone) DC_NOEXCEPT;

/* Statuses: DC_OK, DC_ERROR_BAD_HANDLE. */
DC_API dc_status dcn_backbone_free(dcn_backbone backbone) DC_NOEXCEPT;

/* Channels of all outputs together. Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT. */
DC_API dc_status dcn_backbone_channels(dcn_backbone backbone, int32_t* channels) DC_NOEXCEPT;

/*
 * The method's outputs for some images, each resampled to grid x grid cells (average pooling down, bilinear up; an
 * N x C output is the same in every cell) and joined over channels, in the order they are returned. The images go
 * through the network in groups of 8, the last one filled up, and its operations run as they are written, not fused:
 * an image's features are the same bits in any batch, on one kind of processor and with one number of threads, as far
 * as the network's own operations treat the images of a group alike. Calls on one backbone wait for each other.
 *   images     count x 3 x S x S, finite, [-1, 1]
 *   grid       1..1024
 *   features   count x grid*grid x channels, cells row by row
 *   size       number of floats in features; must be exactly that
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT, DC_ERROR_FORMAT (the method fails on these images,
 * or returns other channels than at first), DC_ERROR_NOT_FINITE (an image or a feature), DC_ERROR_OUT_OF_MEMORY.
 */
DC_API dc_status dcn_backbone_features(dcn_backbone backbone, const float* images, int64_t count, int32_t grid,
                                       float* features, int64_t size) DC_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
