// A network small enough to be run hundreds of times in a test.
#pragma once

#include <cstdint>
#include <memory>

#include "network/unet/formula.h"
#include "network/unet/network.h"

namespace diffcont::testing_network {

inline NetworkConfig tiny_config(int64_t class_count = 3) {
  NetworkConfig config;
  config.unet.sample_size = 8;
  config.unet.image_channels = 2;
  config.unet.channels = {8, 16};
  config.unet.attention = {false, true};
  config.unet.layers_per_block = 1;
  config.unet.norm_num_groups = 4;
  config.unet.attention_head_dim = 8;
  config.unet.class_count = class_count;
  config.projector_channels = 4;
  config.embedding_grid = 2;
  return config;
}

inline std::shared_ptr<Network> tiny_network(int64_t class_count = 3, uint64_t seed = 5) {
  return std::make_shared<Network>(tiny_config(class_count), seed);
}

// Clean images in [-1, 1).
inline at::Tensor tiny_images(int64_t count, const std::string& name = "images") {
  const UNetConfig unet = tiny_config().unet;
  return formula::uniform(name, {count, unet.image_channels, unet.sample_size, unet.sample_size}).to(at::kFloat);
}

inline at::Tensor labels(const std::vector<int64_t>& values) { return at::tensor(values, at::kLong); }

}  // namespace diffcont::testing_network
