// The weighted sum of the losses on one batch.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

#include "network/learning/batch.h"
#include "network/learning/config.h"
#include "network/learning/losses.h"
#include "network/unet/network.h"

namespace diffcont {

// Losses that were computed and not read yet: reading one waits for a GPU, and a recorded step must not wait.
struct PendingLosses {
  std::vector<at::Tensor> terms;
  std::vector<double*> values;  // where they go

  at::Tensor stacked() const;  // as many f32 values; needs at least one term
  void read(const at::Tensor& stacked_terms) const;
};

// Eq. 7, differentiable in the student's weights that require gradients; undefined when no term applies. The last
// `replayed` images of the batch are replayed ones: the three distillation terms are taken over them, with the teacher
// fed the same noised images, timesteps and labels; the other terms over all images. teacher may be null. Every
// field of `losses` but the gradient norm is filled when `pending` is read.
at::Tensor training_objective(const Network& student, const Network* teacher, const TrainingConfig& config,
                              const TrainingBatch& batch, int64_t replayed, Losses& losses,
                              PendingLosses& pending);
// The same with the losses read at once.
at::Tensor training_objective(const Network& student, const Network* teacher, const TrainingConfig& config,
                              const TrainingBatch& batch, int64_t replayed, Losses& losses);

}  // namespace diffcont
