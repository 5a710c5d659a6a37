/*
 * The network: diffusers' UNet2DModel (class-conditional, noise-predicting), a 1x1 projector on its bottleneck and a
 * linear classifier head on the projected embedding.
 *
 * Images are float32, N x C x S x S, channel-major, in [-1, 1]. A label is a class index in [0, class_count) or
 * DCN_LABEL_NONE, which adds no class embedding. A timestep is in [0, train_timesteps).
 */
#ifndef DIFFCONT_NETWORK_NETWORK_H
#define DIFFCONT_NETWORK_NETWORK_H

#include "diffcont/network/runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

#define DCN_MAX_LEVELS 8
#define DCN_LABEL_NONE (-1)

enum { DCN_PROJECTOR_KAIMING = 0, DCN_PROJECTOR_ORTHOGONAL = 1 };

typedef uint64_t dcn_network;

typedef struct dcn_network_config {
  uint32_t struct_size;              /* sizeof(dcn_network_config) */
  int32_t sample_size;               /* S, pixels; a multiple of 2^(level_count-1) */
  int32_t image_channels;            /* C of images and of predicted noise, 1..16 */
  int32_t level_count;               /* 1..DCN_MAX_LEVELS */
  int32_t channels[DCN_MAX_LEVELS];   /* block_out_channels, each a multiple of norm_num_groups */
  int32_t attention[DCN_MAX_LEVELS];  /* 1: AttnDownBlock2D / AttnUpBlock2D at this level, else 0 */
  int32_t layers_per_block;          /* residual blocks a level going down; one more going up */
  int32_t norm_num_groups;
  int32_t attention_head_dim;        /* channels a head; divides those of levels with attention and of the last */
  int32_t class_count;               /* rows of the class embedding and of the head, >= 1 */
  int32_t projector_channels;        /* 64 in the paper */
  int32_t embedding_grid;            /* cells a side after adaptive average pooling, 6: 64*6*6 = 2304 dimensions */
  int32_t projector_init;            /* DCN_PROJECTOR_... */
  int32_t train_timesteps;           /* 1000 */
  double norm_eps;                   /* 1e-5 */
  double beta_start;                 /* 1e-4 */
  double beta_end;                   /* 0.02, linear in between */
} dcn_network_config;

/*
 * Makes a network with fresh weights (PyTorch's default initialisations, drawn from seed: same seed, same bits).
 * Statuses: DC_OK, DC_ERROR_INVALID_ARGUMENT (names the field), DC_ERROR_OUT_OF_MEMORY.
 */
DC_API dc_status dcn_network_create(const dcn_network_config* config, uint64_t seed, dcn_network* network) DC_NOEXCEPT;

/* A copy with weights of its own: a teacher. Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_OUT_OF_MEMORY. */
DC_API dc_status dcn_network_clone(dcn_network network, dcn_network* copy) DC_NOEXCEPT;

/* Frees a network. Samplers and trainers made from it keep what they need. Statuses: DC_OK, DC_ERROR_BAD_HANDLE. */
DC_API dc_status dcn_network_free(dcn_network network) DC_NOEXCEPT;

/*
 * The configuration, class_count as it is now; config->struct_size must be set.
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT, DC_ERROR_UNSUPPORTED (more than DCN_MAX_LEVELS).
 */
DC_API dc_status dcn_network_get_config(dcn_network network, dcn_network_config* config) DC_NOEXCEPT;

/*
 * Adds `count` >= 1 rows to the class embedding and to the head, drawn from seed; the old rows keep their bits.
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT.
 */
DC_API dc_status dcn_network_add_classes(dcn_network network, int32_t count, uint64_t seed) DC_NOEXCEPT;

/*
 * Number format of this network's inference calls, DCN_PRECISION_...; weights stay f32. Samplers that exist keep theirs.
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT.
 */
DC_API dc_status dcn_network_set_precision(dcn_network network, int32_t precision) DC_NOEXCEPT;

/*
 * Writes where the network is, "cpu" or "cuda:N". Size probe as in dcn_last_error.
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT.
 */
DC_API dc_status dcn_network_device(dcn_network network, char* buffer, size_t capacity, size_t* length) DC_NOEXCEPT;

/*
 * Number of parameters (weights and biases of U-Net, projector and head).
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT.
 */
DC_API dc_status dcn_network_parameter_count(dcn_network network, int64_t* count) DC_NOEXCEPT;

/*
 * Copies one parameter, by its name in the weights file ("conv_in.weight", "projector.weight", "head.bias", ...).
 *   values    count floats, or NULL with count 0 to ask for the number only
 *   needed    receives the parameter's number of elements
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT (unknown name, or count is not the number).
 */
DC_API dc_status dcn_network_read_parameter(dcn_network network, const char* name, float* values, int64_t count,
                                            int64_t* needed) DC_NOEXCEPT;

/*
 * Writes the network into an existing folder: unet/config.json and unet/diffusion_pytorch_model.safetensors (diffusers'
 * names and layout), scheduler/scheduler_config.json, head.safetensors and head.json (projector and head). Every file
 * is written beside its place, synced and renamed.
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT, DC_ERROR_IO, DC_ERROR_NOT_FINITE (a weight is; then
 * nothing is written).
 */
DC_API dc_status dcn_network_save(dcn_network network, const char* folder) DC_NOEXCEPT;

/*
 * Reads what dcn_network_save wrote. Every name, shape, type and offset is checked before memory is touched.
 * Statuses: DC_OK, DC_ERROR_INVALID_ARGUMENT, DC_ERROR_IO (names the file), DC_ERROR_FORMAT (names file and entry).
 */
DC_API dc_status dcn_network_load(const char* folder, dcn_network* network) DC_NOEXCEPT;

/*
 * Predicted noise of noised images (paper: epsilon_theta(x_t, t, c)).
 *   images, predicted   count x C x S x S
 *   timesteps, labels   count
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT, DC_ERROR_NOT_FINITE, DC_ERROR_OUT_OF_MEMORY.
 */
DC_API dc_status dcn_network_predict_noise(dcn_network network, const float* images, const int32_t* timesteps,
                                           const int32_t* labels, int64_t count, float* predicted) DC_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
