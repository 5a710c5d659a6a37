// The weighted sum of the losses on one batch.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

#include "learning/batch.h"
#include "learning/config.h"
#include "learning/losses.h"
#include "unet/network.h"

namespace diffcont {

// Eq. 7, differentiable in the student's weights that require gradients; undefined when no term applies. The last
// `replayed` images of the batch are replayed ones: the three distillation terms are taken over them, with the teacher
// fed the same noised images, timesteps and labels; the other terms over all images. teacher may be null. Fills every
// field of `losses` but the gradient norm.
at::Tensor training_objective(const Network& student, const Network* teacher, const TrainingConfig& config,
                              const TrainingBatch& batch, int64_t replayed, Losses& losses);

}  // namespace diffcont
