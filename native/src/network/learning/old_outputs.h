// Learning without forgetting (Li and Hoiem, 2017): the new images keep the outputs that the old network gives them.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

#include "network/learning/batch.h"
#include "network/learning/config.h"
#include "network/learning/stored_outputs.h"
#include "network/unet/network.h"

namespace diffcont {

struct OldOutputs {
  double weight = 0;       // lambda_o (Figure 3 of that paper); 0: the term is off
  double temperature = 2;  // T (its eq. 3)
};

// The first `count` images of a batch as the old network knows them: the same noised images and timesteps, each with
// an old class's label, drawn from (seed, step, index); without a label where the batch has none.
TrainingBatch as_old_classes(const TrainingBatch& batch, int64_t count, int64_t old_classes, uint64_t seed,
                             int64_t step);

// Eq. 2 of that paper over the old classes' probabilities at a temperature, less the old network's entropy, which is
// constant; and the mean squared distance of the predicted noise. Each has the weight of the loss that trains the
// output.
at::Tensor old_outputs_loss(const TrainingConfig& config, double temperature, const Outputs& now, const Outputs& old);

}  // namespace diffcont
