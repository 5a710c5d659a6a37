#include "network/features/reading.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "network/diffusion/noise_images.h"
#include "network/kernels/cuda.h"

namespace diffcont {
namespace {

// Throws unless values is one int64 an image, each in low..high.
void check_values(const std::string& name, const at::Tensor& values, int64_t count, int64_t low, int64_t high) {
  if (values.dim() != 1 || values.scalar_type() != at::kLong || values.size(0) != count) {
    throw std::invalid_argument(name + " must be one int64 for each of the " + std::to_string(count) + " images");
  }
  if (count == 0) {
    return;
  }
  const int64_t smallest = values.min().item<int64_t>(), largest = values.max().item<int64_t>();
  if (smallest < low || largest > high) {
    throw std::invalid_argument(name + " must be in " + std::to_string(low) + ".." + std::to_string(high) + ", got " +
                                std::to_string(smallest < low ? smallest : largest));
  }
}

}  // namespace

void Reading::check(const NetworkConfig& config) const {
  const UNetConfig& unet = config.unet;
  if (images.dim() != 4 || images.scalar_type() != at::kFloat || images.size(1) != unet.image_channels ||
      images.size(2) != unet.sample_size || images.size(3) != unet.sample_size) {
    throw std::invalid_argument("images must be f32, N x " + std::to_string(unet.image_channels) + " x " +
                                std::to_string(unet.sample_size) + " x " + std::to_string(unet.sample_size));
  }
  check_values("timesteps", timesteps, count(), 0, config.train_timesteps - 1);
  check_values("labels", labels, count(), -1, unet.class_count - 1);
  if (static_cast<int64_t>(streams.size()) != count()) {
    throw std::invalid_argument("there are " + std::to_string(streams.size()) + " streams for " +
                                std::to_string(count()) + " images");
  }
}

void check_grid(int64_t grid, const UNetConfig& config) {
  if (grid < 1 || grid > config.sample_size) {
    throw std::invalid_argument("grid is " + std::to_string(grid) + ", must be in 1.." +
                                std::to_string(config.sample_size));
  }
}

int64_t images_at_once(int64_t sample_size, at::Device device) {
  const int64_t most = device.is_cuda() ? 256 : 64;
  return std::clamp<int64_t>(most * 64 * 64 / (sample_size * sample_size), 1, most);
}

NoisedImages noise_reading(const NoiseSchedule& schedule, const Reading& reading, int64_t begin, int64_t end,
                           at::Device device) {
  const at::Tensor images = reading.images.slice(0, begin, end).to(device);
  const at::Tensor timesteps = reading.timesteps.slice(0, begin, end);
  const uint64_t* const streams = reading.streams.data() + begin;
  const int64_t count = end - begin, channels = images.size(1), size = images.size(2);
  // Drawing noise on the processor took longer than the network does on a GPU.
  const at::Tensor noise = device.is_cuda()
                               ? cuda::noise_images(device, reading.noise_seed, streams, count, channels, size)
                               : noise_images(reading.noise_seed, streams, count, channels, size);
  return {schedule.add_noise(images, noise, timesteps), timesteps, reading.labels.slice(0, begin, end)};
}

}  // namespace diffcont
