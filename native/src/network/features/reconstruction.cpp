#include "network/features/reconstruction.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>

#include "network/features/grid.h"

namespace diffcont {

int64_t reconstruction_channels(const UNetConfig& config) { return config.image_channels + 1; }

at::Tensor reconstruction_errors(const Network& network, const Reading& reading, int64_t grid) {
  const NetworkConfig& config = network.config();
  reading.check(config);
  check_grid(grid, config.unet);
  const at::NoGradGuard no_grad;
  const NoiseSchedule schedule(config.train_timesteps, config.beta_start, config.beta_end);
  at::Tensor features = at::empty({reading.count(), grid * grid, reconstruction_channels(config.unet)}, at::kFloat);
  const int64_t step = images_at_once(config.unet.sample_size, network.device());
  for (int64_t begin = 0; begin < reading.count(); begin += step) {
    const int64_t end = std::min(begin + step, reading.count());
    const NoisedImages part = noise_reading(schedule, reading, begin, end, network.device());
    const UNetOutput output = network.infer(part.images, part.timesteps, part.labels, UNetPart::kNoise);
    const at::Tensor estimate =
        schedule.remove_noise(part.images.cpu(), output.predicted_noise.cpu(), part.timesteps).clamp_(-1.0, 1.0);
    const at::Tensor error = estimate - reading.images.slice(0, begin, end);
    features.slice(0, begin, end).copy_(on_grid({error.abs(), error.square().mean(1, /*keepdim=*/true)}, grid));
  }
  return features;
}

}  // namespace diffcont
