#include "network/diffusion/ddim.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "network/diffusion/graphed_ddim.h"
#include "network/diffusion/noise_images.h"
#include "network/inference/inference.h"
#include "network/kernels/cuda.h"
#include "network/kernels/padded.h"

namespace diffcont {
namespace {

NoiseSchedule schedule_of(const NetworkConfig& config) {
  return NoiseSchedule(config.train_timesteps, config.beta_start, config.beta_end);
}

void check_labels(const std::vector<int64_t>& labels, int64_t class_count) {
  for (int64_t label : labels) {
    if (label < -1 || label >= class_count) {
      throw std::invalid_argument("label " + std::to_string(label) + " is not -1 (none) or in 0.." +
                                  std::to_string(class_count - 1));
    }
  }
}

// The cumulative alpha that a step from this timestep ends at.
float next_alpha(const NoiseSchedule& schedule, const DdimConfig& config, int64_t timestep) {
  const int64_t next = timestep - schedule.train_timesteps() / config.steps;
  return next >= 0                 ? schedule.alpha_cumprod(next)
         : config.set_alpha_to_one ? 1.0F
                                   : schedule.alpha_cumprod(0);
}

}  // namespace

std::vector<int64_t> ddim_timesteps(const DdimConfig& config, int64_t train_timesteps) {
  if (config.steps < 1 || config.steps > train_timesteps) {
    throw std::invalid_argument("steps is " + std::to_string(config.steps) + ", must be in 1.." +
                                std::to_string(train_timesteps));
  }
  std::vector<int64_t> timesteps(static_cast<size_t>(config.steps));
  if (config.spacing == TimestepSpacing::kLeading) {
    const int64_t ratio = train_timesteps / config.steps;
    for (int64_t i = 0; i < config.steps; ++i) {
      timesteps[i] = (config.steps - 1 - i) * ratio + config.steps_offset;
    }
  } else {
    // numpy.arange steps by (start + step) - start, and numpy.round takes halves to even: both decide ties.
    const double start = static_cast<double>(train_timesteps);
    const double stride = (start - start / static_cast<double>(config.steps)) - start;
    for (int64_t i = 0; i < config.steps; ++i) {
      timesteps[i] = static_cast<int64_t>(std::nearbyint(start + static_cast<double>(i) * stride)) - 1;
    }
  }
  const auto [lowest, highest] = std::minmax_element(timesteps.begin(), timesteps.end());
  if (*lowest < 0 || *highest >= train_timesteps) {
    throw std::invalid_argument("steps_offset " + std::to_string(config.steps_offset) + " with " +
                                std::to_string(config.steps) + " steps leaves the " +
                                std::to_string(train_timesteps) + " trained timesteps");
  }
  return timesteps;
}

at::Tensor ddim_step(const NoiseSchedule& schedule, const DdimConfig& config, int64_t timestep,
                     const at::Tensor& noised_images, const at::Tensor& predicted_noise) {
  const float previous_alpha = next_alpha(schedule, config, timestep);
  at::Tensor clean = schedule.remove_noise(noised_images, predicted_noise, at::full({1}, timestep, at::kLong));
  if (config.clip_sample) {
    clean.clamp_(-1.0, 1.0);
  }
  return clean * std::sqrt(previous_alpha) + predicted_noise * std::sqrt(1.0F - previous_alpha);
}

at::Tensor ddim_coefficients(const NoiseSchedule& schedule, const DdimConfig& config,
                             const std::vector<int64_t>& timesteps) {
  at::Tensor coefficients = at::empty({static_cast<int64_t>(timesteps.size()), 4}, at::kFloat);
  float* row = coefficients.mutable_data_ptr<float>();
  for (const int64_t timestep : timesteps) {
    const float next = next_alpha(schedule, config, timestep);
    row[0] = schedule.spread(timestep);
    row[1] = schedule.signal(timestep);
    row[2] = std::sqrt(next);
    row[3] = std::sqrt(1.0F - next);
    row += 4;
  }
  return coefficients;
}

DdimSampler::DdimSampler(const std::shared_ptr<const Network>& network, const DdimConfig& config,
                         const std::vector<int64_t>& labels, const std::vector<uint64_t>& streams, uint64_t seed)
    : config_(config),
      schedule_(schedule_of(network->config())),
      timesteps_(ddim_timesteps(config, network->config().train_timesteps)) {
  if (labels.size() != streams.size()) {
    throw std::invalid_argument("there are " + std::to_string(labels.size()) + " labels and " +
                                std::to_string(streams.size()) + " streams");
  }
  const UNetConfig& unet = network->config().unet;
  check_labels(labels, unet.class_count);
  inference_ = network->inference();
  labels_ = at::tensor(labels, at::kLong);
  if (network->device().is_cuda()) {
    const at::Tensor start = cuda::noise_images(network->device(), seed, streams.data(),
                                                static_cast<int64_t>(streams.size()), unet.image_channels,
                                                unet.sample_size);
    graphed_ = std::make_unique<GraphedDdim>(inference_, ddim_coefficients(schedule_, config_, timesteps_), timesteps_,
                                             config_.clip_sample, labels_, start);
    return;
  }
  images_ = noise_images(seed, streams.data(), static_cast<int64_t>(streams.size()), unet.image_channels,
                         unet.sample_size);
}

DdimSampler::~DdimSampler() = default;

at::Tensor DdimSampler::predict_noise(int64_t timestep) const {
  const int64_t count = images_.size(0);
  if (inference_->images_are_independent()) {
    return inference_->run(images_, at::full({count}, timestep, at::kLong), labels_, UNetPart::kNoise).predicted_noise;
  }
  const at::Tensor timesteps = at::full({kImagesAtOnce}, timestep, at::kLong);
  at::Tensor noise = at::empty_like(images_);
  for (int64_t begin = 0; begin < count; begin += kImagesAtOnce) {
    const int64_t end = std::min(begin + kImagesAtOnce, count);
    const UNetOutput output =
        inference_->run(padded(images_.slice(0, begin, end), kImagesAtOnce), timesteps,
                        padded(labels_.slice(0, begin, end), kImagesAtOnce), UNetPart::kNoise);
    noise.slice(0, begin, end).copy_(output.predicted_noise.slice(0, 0, end - begin));
  }
  return noise;
}

int DdimSampler::step() {
  if (done_ == timesteps_.size()) {
    return 0;
  }
  const at::NoGradGuard no_grad;
  if (graphed_) {
    graphed_->step(static_cast<int64_t>(done_++));
    return remaining();
  }
  const int64_t timestep = timesteps_[done_];
  images_ = ddim_step(schedule_, config_, timestep, images_, predict_noise(timestep));
  ++done_;
  return remaining();
}

at::Tensor DdimSampler::images() const {
  // Trailing spacing whose steps do not divide the schedule ends a little above alpha = 1; diffusers' pipeline clamps.
  const at::Tensor images = graphed_ ? graphed_->images() : images_.clone();
  return remaining() == 0 ? images.clamp(-1.0, 1.0) : images;
}

}  // namespace diffcont
