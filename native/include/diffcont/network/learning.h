/* The training step: seven losses (paper eq. 1-7), a frozen teacher, Adam, gradient clipping. */
#ifndef DIFFCONT_NETWORK_LEARNING_H
#define DIFFCONT_NETWORK_LEARNING_H

#include "diffcont/network/network.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef uint64_t dcn_trainer;

typedef struct dcn_training_config {
  uint32_t struct_size;             /* sizeof(dcn_training_config) */
  int32_t train_projector;          /* 1 in the first experience of the paper, else 0 */
  uint64_t seed;                    /* timesteps, noise and label dropout come from (seed, step, index) */
  double learning_rate;             /* 2e-4 */
  double beta1, beta2, epsilon;     /* Adam: 0.9, 0.999, 1e-8 */
  double clip_norm;                 /* gradients are scaled to this L2 norm at most; 0: no clipping */
  double label_dropout;             /* share of images fed without their label, [0, 1] */
  double weight_diffusion;          /* a weight of 0 switches the term off: it is not computed and reported as 0 */
  double weight_classifier;
  double weight_center;
  double weight_classifier_distillation;
  double weight_distillation;
  double weight_alignment;
} dcn_training_config;

/* Unweighted terms; total is their weighted sum. */
typedef struct dcn_losses {
  uint32_t struct_size;             /* sizeof(dcn_losses) */
  uint32_t reserved;                /* 0 */
  double total;                     /* eq. 7 */
  double diffusion;                 /* eq. 1 */
  double classifier;                /* eq. 2 */
  double distillation;              /* eq. 3 */
  double alignment;                 /* eq. 4 */
  double center;                    /* eq. 5 */
  double classifier_distillation;   /* eq. 6 */
  double gradient_norm;             /* before clipping */
} dcn_losses;

/*
 * Makes a trainer that updates `student` in place. `teacher` is 0 in the first experience; otherwise a network of the
 * same configuration with at most as many classes, and not the student itself. The trainer holds both: they may be
 * freed, and what it trains is seen through the student's handle. Classes added to the student later need a new
 * trainer: this one's steps then give DC_ERROR_INVALID_ARGUMENT.
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT.
 */
DC_API dc_status dcn_trainer_create(dcn_network student, dcn_network teacher, const dcn_training_config* config,
                                    dcn_trainer* trainer) DC_NOEXCEPT;

/*
 * Number format of this trainer's steps, DCN_PRECISION_...; f32 unless set. With bf16, convolutions, attention and what
 * they hand on are bf16, in student and teacher; weights, normalisation statistics, embeddings, losses and the optimizer
 * stay f32. What the student infers in is its own setting.
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT.
 */
DC_API dc_status dcn_trainer_set_precision(dcn_trainer trainer, int32_t precision) DC_NOEXCEPT;

/*
 * One step on `current` images of the new classes followed by `replayed` images of old classes.
 *   images   (current + replayed) x C x S x S, clean
 *   labels   current + replayed; replayed ones must be classes of the teacher
 * With replayed > 0 and no teacher the distillation terms are 0.
 * current or replayed may be 0, not both. losses->struct_size must be set.
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT, DC_ERROR_OUT_OF_MEMORY, DC_ERROR_NOT_FINITE (an
 * image, a loss or a gradient: the weights and the optimizer are as before the call, and when it was a loss or a
 * gradient, losses holds what was computed).
 */
DC_API dc_status dcn_trainer_step(dcn_trainer trainer, const float* images, const int32_t* labels, int64_t current,
                                  int64_t replayed, dcn_losses* losses) DC_NOEXCEPT;

/* Statuses: DC_OK, DC_ERROR_BAD_HANDLE. */
DC_API dc_status dcn_trainer_free(dcn_trainer trainer) DC_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
