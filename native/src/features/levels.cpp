#include "features/levels.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

namespace diffcont {
namespace {

at::Tensor resample(const at::Tensor& level, int64_t grid) {
  if (level.size(2) >= grid) {
    return at::adaptive_avg_pool2d(level, {grid, grid});
  }
  return at::upsample_bilinear2d(level, {grid, grid}, /*align_corners=*/false);
}

}  // namespace

int64_t level_channels(const UNetConfig& config) {
  return 2 * std::accumulate(config.channels.begin(), config.channels.end(), int64_t{0}) + config.channels.back();
}

at::Tensor level_features(const Network& network, const Reading& reading, int64_t grid) {
  const NetworkConfig& config = network.config();
  reading.check(config);
  if (grid < 1 || grid > config.unet.sample_size) {
    throw std::invalid_argument("grid is " + std::to_string(grid) + ", must be in 1.." +
                                std::to_string(config.unet.sample_size));
  }
  const at::NoGradGuard no_grad;
  const NoiseSchedule schedule(config.train_timesteps, config.beta_start, config.beta_end);
  at::Tensor features = at::empty({reading.count(), grid * grid, level_channels(config.unet)}, at::kFloat);
  const int64_t step = images_at_once(config.unet.sample_size);
  for (int64_t begin = 0; begin < reading.count(); begin += step) {
    const int64_t end = std::min(begin + step, reading.count());
    const NoisedImages part = noise_reading(schedule, reading, begin, end);
    const UNetOutput output = network.infer(part.images, part.timesteps, part.labels, UNetPart::kLevels);
    std::vector<at::Tensor> grids;
    for (const at::Tensor& level : output.levels) {
      grids.push_back(resample(level, grid).flatten(2));
    }
    features.slice(0, begin, end).copy_(at::cat(grids, 1).transpose(1, 2));
  }
  return features;
}

}  // namespace diffcont
