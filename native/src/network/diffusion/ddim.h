// Deterministic sampling: DDIM with eta = 0, as diffusers' DDIMScheduler does it for a noise-predicting network.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "network/diffusion/schedule.h"
#include "network/unet/network.h"

namespace diffcont {

enum class TimestepSpacing { kLeading, kTrailing };

struct DdimConfig {
  int64_t steps = 50;
  TimestepSpacing spacing = TimestepSpacing::kLeading;
  int64_t steps_offset = 0;
  bool clip_sample = true;       // the predicted clean image is clipped to [-1, 1]
  bool set_alpha_to_one = true;  // else the last step ends at alpha_cumprod(0)
};

// The timesteps in the order they are visited, as DDIMScheduler.set_timesteps gives them; but always `steps` of them,
// where rounding makes diffusers' trailing spacing append a timestep of -1 for some counts (62 with 1000 timesteps).
// Throws std::invalid_argument when steps is not in 1..train_timesteps or a timestep would leave the schedule.
std::vector<int64_t> ddim_timesteps(const DdimConfig& config, int64_t train_timesteps);

// x_t -> x_{t-T/steps} given the predicted noise, both N x C x S x S.
at::Tensor ddim_step(const NoiseSchedule& schedule, const DdimConfig& config, int64_t timestep,
                     const at::Tensor& noised_images, const at::Tensor& predicted_noise);

// For each timestep the four factors of its step, in the order of use: clean = (x - factor 0 * noise) / factor 1, then
// next x = factor 2 * clean + factor 3 * noise. timesteps.size() x 4, f32.
at::Tensor ddim_coefficients(const NoiseSchedule& schedule, const DdimConfig& config,
                             const std::vector<int64_t>& timesteps);

class GraphedDdim;

class DdimSampler {
 public:
  // Starts one image for each (label, stream) from noise_images(seed, streams). Works on a copy of the weights as they
  // are now, in the network's precision and on its device. Labels: class indices, or -1 for none. Throws
  // std::invalid_argument.
  DdimSampler(const std::shared_ptr<const Network>& network, const DdimConfig& config,
              const std::vector<int64_t>& labels, const std::vector<uint64_t>& streams, uint64_t seed);
  ~DdimSampler();

  // One denoising step for the whole batch; returns how many are left. Past the end it does nothing.
  int step();
  int remaining() const { return static_cast<int>(timesteps_.size() - done_); }

  // The batch as it is now, on the processor, N x C x S x S, f32; after the last step clamped to [-1, 1].
  at::Tensor images() const;

 private:
  at::Tensor predict_noise(int64_t timestep) const;

  std::shared_ptr<const Inference> inference_;
  DdimConfig config_;
  NoiseSchedule schedule_;
  std::vector<int64_t> timesteps_;
  size_t done_ = 0;
  at::Tensor labels_;
  at::Tensor images_;                     // on the processor
  std::unique_ptr<GraphedDdim> graphed_;  // instead of images_, where the network is on a GPU
};

}  // namespace diffcont
