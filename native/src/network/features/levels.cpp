#include "network/features/levels.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <numeric>

#include "network/features/grid.h"

namespace diffcont {

int64_t level_channels(const UNetConfig& config) {
  return 2 * std::accumulate(config.channels.begin(), config.channels.end(), int64_t{0}) + config.channels.back();
}

at::Tensor level_features(const Network& network, const Reading& reading, int64_t grid) {
  const NetworkConfig& config = network.config();
  reading.check(config);
  check_grid(grid, config.unet);
  const at::NoGradGuard no_grad;
  const NoiseSchedule schedule(config.train_timesteps, config.beta_start, config.beta_end);
  at::Tensor features = at::empty({reading.count(), grid * grid, level_channels(config.unet)}, at::kFloat);
  const int64_t step = images_at_once(config.unet.sample_size, network.device());
  for (int64_t begin = 0; begin < reading.count(); begin += step) {
    const int64_t end = std::min(begin + step, reading.count());
    const NoisedImages part = noise_reading(schedule, reading, begin, end, network.device());
    const UNetOutput output = network.infer(part.images, part.timesteps, part.labels, UNetPart::kLevels);
    features.slice(0, begin, end).copy_(on_grid(output.levels, grid));
  }
  return features;
}

}  // namespace diffcont
