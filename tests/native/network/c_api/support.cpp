#include "network/c_api/support.h"

#include <cmath>

dc_status library_last_error(char* buffer, size_t capacity, size_t* length) {
  return dcn_last_error(buffer, capacity, length);
}

int64_t library_live_handles() { return dcn_live_handles(); }

dcn_network_config tiny_config() {
  dcn_network_config config{};
  config.struct_size = sizeof config;
  config.sample_size = 8;
  config.image_channels = 3;
  config.level_count = 2;
  config.channels[0] = 8;
  config.channels[1] = 16;
  config.attention[1] = 1;
  config.layers_per_block = 1;
  config.norm_num_groups = 4;
  config.attention_head_dim = 8;
  config.class_count = 2;
  config.projector_channels = 4;
  config.embedding_grid = 2;
  config.projector_init = DCN_PROJECTOR_KAIMING;
  config.train_timesteps = 1000;
  config.norm_eps = 1e-5;
  config.beta_start = 1e-4;
  config.beta_end = 0.02;
  return config;
}

dcn_training_config training_config() {
  dcn_training_config config{};
  config.struct_size = sizeof config;
  config.train_projector = 1;
  config.seed = 3;
  config.learning_rate = 1e-3;
  config.beta1 = 0.9;
  config.beta2 = 0.999;
  config.epsilon = 1e-8;
  config.clip_norm = 1.0;
  config.weight_diffusion = 1;
  config.weight_classifier = 1;
  config.weight_center = 0.01;
  config.weight_classifier_distillation = 1;
  config.weight_distillation = 1;
  config.weight_alignment = 1;
  return config;
}

std::vector<float> images(int64_t count) {
  std::vector<float> values(static_cast<size_t>(count * kImage));
  for (size_t i = 0; i < values.size(); ++i) {
    values[i] = std::sin(0.37f * static_cast<float>(i % 1009));
  }
  return values;
}

std::vector<float> parameter(dcn_network network, const std::string& name) {
  int64_t count = 0;
  EXPECT_OK(dcn_network_read_parameter(network, name.c_str(), nullptr, 0, &count));
  std::vector<float> values(static_cast<size_t>(count));
  EXPECT_OK(dcn_network_read_parameter(network, name.c_str(), values.data(), count, &count));
  return values;
}
