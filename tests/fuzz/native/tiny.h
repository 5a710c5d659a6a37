// The smallest network there is, so that its files are small seeds and running it costs little.
#pragma once

#include <ATen/ATen.h>

#include "network/unet/network.h"

namespace diffcont::fuzz {

inline NetworkConfig tiny_config() {
  NetworkConfig config;
  config.unet.sample_size = 4;
  config.unet.image_channels = 1;
  config.unet.channels = {4};
  config.unet.attention = {false};
  config.unet.layers_per_block = 1;
  config.unet.norm_num_groups = 2;
  config.unet.attention_head_dim = 4;
  config.unet.class_count = 1;
  config.projector_channels = 2;
  config.embedding_grid = 1;
  return config;
}

// One image through the whole network.
inline void run_once(const Network& network) {
  const UNetConfig& unet = network.config().unet;
  if (unet.image_channels * unet.sample_size * unet.sample_size > 4096) return;
  network.infer(at::zeros({1, unet.image_channels, unet.sample_size, unet.sample_size}), at::zeros({1}, at::kLong),
                at::zeros({1}, at::kLong), UNetPart::kNoise);
}

}  // namespace diffcont::fuzz
