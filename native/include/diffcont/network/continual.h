/*
 * What strategies other than DiffCont add to the training step: elastic weight consolidation, dark experience replay,
 * learning without forgetting. All is done through a trainer of learning.h, and nothing is added unless asked for.
 */
#ifndef DIFFCONT_NETWORK_CONTINUAL_H
#define DIFFCONT_NETWORK_CONTINUAL_H

#include "diffcont/network/learning.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How many weights U-Net and head have: the length of the vectors below. Statuses: DC_OK, DC_ERROR_BAD_HANDLE. */
DC_API dc_status dcn_trainer_weight_count(dcn_trainer trainer, int64_t* count) DC_NOEXCEPT;

/*
 * The weights of U-Net and head, in a fixed order.
 *   values   exactly `size`, which must be dcn_trainer_weight_count's
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT.
 */
DC_API dc_status dcn_trainer_weights(dcn_trainer trainer, float* values, int64_t size) DC_NOEXCEPT;

/*
 * A vector of a student that had `classes` classes as it is for this one's: 0 for the weights that came since.
 *   known    known_size values
 *   values   exactly `size`, which must be dcn_trainer_weight_count's
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT.
 */
DC_API dc_status dcn_trainer_expand(dcn_trainer trainer, const float* known, int64_t known_size, int64_t classes,
                                    float* values, int64_t size) DC_NOEXCEPT;

/*
 * The diagonal of the empirical Fisher information at the student's weights: the mean over images of the squared
 * gradient of the image's own losses, without a teacher (Kirkpatrick et al. 2017). No weight moves.
 *   images   count x C x S x S, clean
 *   labels   count
 *   values   exactly `size`, which must be dcn_trainer_weight_count's
 * Statuses: as dcn_trainer_step.
 */
DC_API dc_status dcn_trainer_importance(dcn_trainer trainer, const float* images, const int32_t* labels, int64_t count,
                                        float* values, int64_t size) DC_NOEXCEPT;

/*
 * From now on each step's loss has the term weight / 2 * sum of importance * (w - center)^2 over U-Net and head (eq. 3
 * of Kirkpatrick et al. 2017). The vectors are copied.
 *   importance, center   `size` values of a network that had `classes` classes; later classes' weights are free
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT, DC_ERROR_NOT_FINITE.
 */
DC_API dc_status dcn_trainer_set_anchor(dcn_trainer trainer, const float* importance, const float* center, int64_t size,
                                        int64_t classes, double weight) DC_NOEXCEPT;

/*
 * From now on each step's loss has the term `weight` times the distance of student and teacher on the current images,
 * fed an old class's label each, drawn from the seed: the Kullback-Leibler divergence of the old classes'
 * probabilities at `temperature` (eq. 2 and 3 of Li and Hoiem 2017, less a constant) and the mean squared distance of
 * the predicted noise, each with the weight of the loss that trains the output.
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT (a value out of its range, or no teacher).
 */
DC_API dc_status dcn_trainer_set_old_outputs(dcn_trainer trainer, double weight, double temperature) DC_NOEXCEPT;

/*
 * What the student says of images, to be stored with them. An image's noise, its timestep and whether its label is fed
 * come from (noise_seed, its stream), so that they need not be stored.
 *   images   count x C x S x S, clean
 *   labels   count
 *   streams  count
 *   noise    receives count x C x S x S: the predicted noise
 *   logits   receives count x classes of the student
 * Statuses: DC_OK, DC_ERROR_BAD_HANDLE, DC_ERROR_INVALID_ARGUMENT, DC_ERROR_NOT_FINITE, DC_ERROR_OUT_OF_MEMORY.
 */
DC_API dc_status dcn_trainer_outputs(dcn_trainer trainer, const float* images, const int32_t* labels,
                                     const uint64_t* streams, int64_t count, uint64_t noise_seed, float* noise,
                                     float* logits) DC_NOEXCEPT;

/* Stored outputs of a step's replayed images, as dcn_trainer_outputs gave them, and DER++'s weights. */
typedef struct dcn_stored_outputs {
  uint32_t struct_size;    /* sizeof(dcn_stored_outputs) */
  uint32_t reserved;       /* 0 */
  uint64_t noise_seed;
  const uint64_t* streams; /* replayed */
  const float* noise;      /* replayed x C x S x S */
  const float* logits;     /* replayed x classes of the student; NaN for a class that was not known then */
  double weight;           /* alpha: of the mean squared distance to the stored outputs */
  double replay_weight;    /* beta: of the replayed images' own losses */
} dcn_stored_outputs;

/*
 * As dcn_trainer_step, without the teacher's terms (eq. 6 of Buzzega et al. 2020): losses of the current images, plus
 * beta times those of the replayed ones, plus alpha times their distance to the stored outputs, predicted noise and
 * logits each with the weight of the loss that trains the output. The reported terms are current plus beta times
 * replayed. replayed must be at least 1.
 */
DC_API dc_status dcn_trainer_step_stored(dcn_trainer trainer, const float* images, const int32_t* labels,
                                         int64_t current, int64_t replayed, const dcn_stored_outputs* stored,
                                         dcn_losses* losses) DC_NOEXCEPT;

/*
 * The last step's term that dcn_losses has no field for: the distance to stored or old outputs, unweighted, and the
 * anchor's penalty; 0 where there is none. losses.total contains it. Statuses: DC_OK, DC_ERROR_BAD_HANDLE.
 */
DC_API dc_status dcn_trainer_strategy_term(dcn_trainer trainer, double* value) DC_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
