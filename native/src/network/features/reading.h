// What is read from the network: clean images, each noised to its timestep with the noise of its stream.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

#include "network/diffusion/schedule.h"
#include "network/unet/network.h"

namespace diffcont {

struct Reading {
  at::Tensor images;              // N x C x S x S, f32, clean, [-1, 1]
  at::Tensor timesteps;           // N, int64
  at::Tensor labels;              // N, int64; -1: no class embedding
  std::vector<uint64_t> streams;  // N; images of one stream share their noise
  uint64_t noise_seed = 0;

  int64_t count() const { return images.size(0); }
  // Throws std::invalid_argument when a shape, timestep or label does not fit the network.
  void check(const NetworkConfig& config) const;
};

// Throws std::invalid_argument when grid is not in 1..sample_size.
void check_grid(int64_t grid, const UNetConfig& config);

// Images that go through the network at once: bounds the memory, whatever the reading's size. An image's features
// agree to rounding (about 1e-6 of their size), not to the bit, whether it is read alone or with others.
int64_t images_at_once(int64_t sample_size, at::Device device);

// One part of a reading, noised and ready for a network on `device`: the images are there, the rest on the processor.
struct NoisedImages {
  at::Tensor images;
  at::Tensor timesteps;
  at::Tensor labels;
};
NoisedImages noise_reading(const NoiseSchedule& schedule, const Reading& reading, int64_t begin, int64_t end,
                           at::Device device);

}  // namespace diffcont
