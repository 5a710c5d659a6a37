// What a training step does, apart from its images.
#pragma once

#include <cstdint>

#include "network/learning/adam.h"
#include "network/unet/network.h"

namespace diffcont {

struct TrainingConfig {
  bool train_projector = false;  // true in the first experience of the paper
  uint64_t seed = 0;             // timesteps, noise and label dropout come from (seed, step, index in the batch)
  AdamConfig adam;
  double clip_norm = 1.0;        // 0: no clipping
  // Share of images fed with label -1, to student and teacher alike. When above 0 the classifier term is taken over
  // those images only: the network was told the others' class, so reading it back teaches the head nothing.
  double label_dropout = 0;
  double weight_diffusion = 1;   // a weight of 0 switches its term off: it is not computed
  double weight_classifier = 1;
  double weight_center = 0.01;
  double weight_classifier_distillation = 1;
  double weight_distillation = 1;
  double weight_alignment = 1;
  // With bf16, convolutions, attention and the features between them are, in student and teacher; weights, statistics,
  // time and class embeddings, losses and the optimizer stay f32. The gradient of a convolution's weight is summed in
  // f32 and rounded once.
  Precision precision = Precision::kF32;

  void check() const;  // throws std::invalid_argument that names the field
};

}  // namespace diffcont
