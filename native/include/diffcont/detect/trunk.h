/*
 * A frozen pretrained convolutional network (a "trunk") read from a file: images -> features of chosen blocks.
 *
 * The file is safetensors with f32 tensors, batch normalisation folded into weights and biases, and a JSON
 * description in its metadata "trunk": {"format": 1, "name", "input": {"scale", "mean", "divisor"}, "stem":
 * {"channels", "kernel": 3, "stride": 2, "activation": "relu6"}, "blocks": [{"kind": "mbconv", "in", "hidden", "out",
 * "kernel": 3 | 5, "stride": 1 | 2, "residual", "activation": "relu6"}, ...], "padding": "same", "licence", "source"}.
 * A block is an inverted residual (Sandler et al. 2018): expansion 1 x 1, where hidden differs from in, depthwise
 * convolution, projection 1 x 1. Padding is TensorFlow's "same". The network reads (x * scale - mean) / divisor of
 * x in [0, 1]. Tensors: stem.weight [channels, 3, 3, 3], stem.bias; and for each block blocks.N.expand.weight
 * [hidden, in], .expand.bias, .depthwise.weight [hidden, kernel, kernel], .depthwise.bias, .project.weight
 * [out, hidden], .project.bias.
 */
#ifndef DIFFCONT_DETECT_TRUNK_H
#define DIFFCONT_DETECT_TRUNK_H

#include "diffcont/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef uint64_t dc_trunk;

/* What the 1 x 1 convolutions multiply; sums, and all that lies between the layers of a block, are f32. */
enum {
  DC_TRUNK_F32 = 0,
  /* Operands rounded to bfloat16. Where the processor cannot multiply those, f32 is multiplied. */
  DC_TRUNK_BF16 = 1
};

/*
 * Reads a trunk. Every name, shape, type, size and value is checked.
 *   precision   DC_TRUNK_...
 *   trunk       receives a new handle
 * Statuses: DC_OK, DC_ERROR_INVALID_ARGUMENT, DC_ERROR_IO (names the file), DC_ERROR_FORMAT (names file and entry),
 * DC_ERROR_OUT_OF_MEMORY.
 */
DC_API dc_status dc_trunk_load(const char* file, int32_t precision, dc_trunk* trunk) DC_NOEXCEPT;

/*
 * Writes a JSON object (UTF-8): "name", "parameters" (their number), "precision" (what is multiplied on this machine,
 * "f32" or "bf16"), "kernels" (for which instructions: "amx_bf16", "avx512_bf16", "avx512", "avx2" or "plain"),
 * "licence" and "source" as the file states them, and "blocks": [{"block": 0, "channels": 16, "stride": 2}, ...],
 * stride in pixels of the image. Size probe as in dc_last_error.
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT.
 */
DC_API dc_status dc_trunk_describe(dc_trunk trunk, char* buffer, size_t capacity, size_t* length) DC_NOEXCEPT;

/*
 * Features of count images: the outputs of some blocks, each brought to a grid of cells. Layers after the last of those
 * blocks are not computed. An image's features are the same bits in any batch and with any number of threads, on one
 * kind of processor. Several threads may read with one trunk at once. Working memory is kept for later calls until the
 * trunk is freed.
 *   images       count x 3 x S x S, RGB, [-1, 1], finite; the trunk's own scale is applied inside
 *   image_size   S, a multiple of 32 in 32..1024
 *   blocks       `outputs` numbers of blocks, counted from 0
 *   cells        `outputs` numbers: cells a side that the block's map is brought to, 1..1024. Where it divides the
 *                map's side (S over the block's stride), a cell is the mean over its square; where the map's side
 *                divides it, cells are bilinear between the map's (centres at half pixels, the edge repeated)
 *   outputs      1..64
 *   features     for each image, for each output in order: cells x cells x channels, cells row by row
 *   size         floats that features holds, exactly
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT, DC_ERROR_NOT_FINITE (names the image),
 * DC_ERROR_OUT_OF_MEMORY.
 */
DC_API dc_status dc_trunk_read(dc_trunk trunk, const float* images, int64_t count, int32_t image_size,
                               const int32_t* blocks, const int32_t* cells, int32_t outputs, float* features,
                               int64_t size) DC_NOEXCEPT;

/* Statuses: DC_OK, DC_ERROR_BAD_HANDLE. */
DC_API dc_status dc_trunk_free(dc_trunk trunk) DC_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
