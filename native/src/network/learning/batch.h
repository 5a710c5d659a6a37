// The random part of a training step: which timestep, which noise, which labels are withheld.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

#include "network/diffusion/schedule.h"

namespace diffcont {

struct TrainingBatch {
  at::Tensor noised_images;  // N x C x S x S
  at::Tensor noise;          // N x C x S x S
  at::Tensor timesteps;      // N, int64, uniform over the schedule
  at::Tensor labels;         // N, int64: the true ones
  at::Tensor fed_labels;     // N, int64: -1 where the label was dropped
  at::Tensor dropped;        // int64 indices of the images whose label was dropped, on the processor
  // N, int64: the labels that the classifier term is taken over, kNotClassified elsewhere. Used instead of `dropped`
  // where shapes must not change from step to step; else undefined.
  at::Tensor classified_labels;
};

inline constexpr int64_t kNotClassified = -100;

// What a random word (noise.h) decides.
int64_t drawn_timestep(const NoiseSchedule& schedule, uint32_t word);
bool drops_label(uint32_t word, double label_dropout);

// On the device, with classified_labels where work on it is recorded (kernels/cuda.h). Depends on (seed, step, index in
// the batch) alone.
TrainingBatch make_training_batch(const NoiseSchedule& schedule, const at::Tensor& images, const at::Tensor& labels,
                                  double label_dropout, uint64_t seed, int64_t step,
                                  at::Device device = at::kCPU);

// Everything but `dropped` on the device.
TrainingBatch on_device(const TrainingBatch& batch, at::Device device);

}  // namespace diffcont
