// Dark experience replay (Buzzega et al., "Dark Experience for General Continual Learning", 2020): stored images with
// what the network said of them when they were stored.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

#include "network/diffusion/schedule.h"
#include "network/learning/batch.h"
#include "network/learning/config.h"
#include "network/unet/network.h"

namespace diffcont {

// What images were noised by when their outputs were stored: noise, timestep and whether the label was fed come from
// (seed, the image's stream) alone, so that none of them is stored.
struct StoredInputs {
  uint64_t seed = 0;
  std::vector<uint64_t> streams;  // one an image
};

// The network's outputs for such inputs.
struct Outputs {
  at::Tensor predicted_noise;  // N x C x S x S
  at::Tensor logits;           // N x class_count; stored ones are NaN where a class was not known yet
};

// Stored outputs of a step's replayed images, and the two weights of DER++ (eq. 6 of that paper).
struct StoredOutputs {
  StoredInputs inputs;
  Outputs outputs;
  double weight = 0;         // alpha: of the distance to the stored outputs
  double replay_weight = 0;  // beta: of the replayed images' own losses
};

// images: N x C x S x S; labels: N. The batch that the inputs stand for.
TrainingBatch make_stored_batch(const NoiseSchedule& schedule, const at::Tensor& images, const at::Tensor& labels,
                                double label_dropout, const StoredInputs& inputs);

// Differentiable.
Outputs outputs_of(const Network& network, const TrainingBatch& batch);

// Mean squared distances, each with the weight of the loss that trains the output: noise and logits; classes that were
// not known are left out. Differentiable in `now`.
at::Tensor stored_outputs_loss(const TrainingConfig& config, const Outputs& now, const Outputs& stored);

}  // namespace diffcont
