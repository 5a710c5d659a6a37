// A network that is small enough to run many times in a test.
#pragma once

#include "network/unet/network.h"

namespace diffcont {

inline NetworkConfig small_config() {
  NetworkConfig config;
  config.unet.sample_size = 8;
  config.unet.channels = {8, 16};
  config.unet.attention = {false, true};
  config.unet.layers_per_block = 1;
  config.unet.norm_num_groups = 4;
  config.unet.attention_head_dim = 8;
  config.unet.class_count = 2;
  config.projector_channels = 4;
  config.embedding_grid = 2;
  return config;
}

inline bool same_bits(const at::Tensor& a, const at::Tensor& b) { return a.sizes() == b.sizes() && a.equal(b); }

inline bool same_bits(const Parameters& a, const Parameters& b) {
  if (a.entries().size() != b.entries().size()) return false;
  for (const auto& [name, value] : a.entries()) {
    if (!b.contains(name) || !same_bits(value, b.at(name))) return false;
  }
  return true;
}

inline at::Tensor longs(std::vector<int64_t> values) { return at::tensor(values, at::kLong); }

}  // namespace diffcont
