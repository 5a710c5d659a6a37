#include "c_api/support.h"

#include <unistd.h>

#include <cmath>
#include <cstdlib>

std::string last_message() {
  size_t length = 0;
  EXPECT_EQ(dc_last_error(nullptr, 0, &length), DC_OK);
  std::string message(length + 1, '\0');
  EXPECT_EQ(dc_last_error(message.data(), message.size(), &length), DC_OK);
  message.resize(length);
  return message;
}

::testing::AssertionResult fails(dc_status status, dc_status expected, const std::string& in_message) {
  const std::string message = last_message();
  if (status != expected) {
    return ::testing::AssertionFailure() << dc_status_name(status) << " instead of " << dc_status_name(expected) << ": "
                                         << message;
  }
  if (expected == DC_OK && !message.empty()) {
    return ::testing::AssertionFailure() << "a call that succeeded left the message: " << message;
  }
  if (message.find(in_message) == std::string::npos || message.find('\n') != std::string::npos) {
    return ::testing::AssertionFailure() << "the message does not name '" << in_message << "' in one line: " << message;
  }
  return ::testing::AssertionSuccess();
}

dc_network_config tiny_config() {
  dc_network_config config{};
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
  config.projector_init = DC_PROJECTOR_KAIMING;
  config.train_timesteps = 1000;
  config.norm_eps = 1e-5;
  config.beta_start = 1e-4;
  config.beta_end = 0.02;
  return config;
}

dc_training_config training_config() {
  dc_training_config config{};
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

Scratch::Scratch() {
  std::string pattern = (std::filesystem::temp_directory_path() / "diffcont-c-api-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) {
    std::abort();
  }
  folder_ = pattern;
}

Scratch::~Scratch() { std::filesystem::remove_all(folder_); }

std::vector<float> parameter(dc_network network, const std::string& name) {
  int64_t count = 0;
  EXPECT_OK(dc_network_read_parameter(network, name.c_str(), nullptr, 0, &count));
  std::vector<float> values(static_cast<size_t>(count));
  EXPECT_OK(dc_network_read_parameter(network, name.c_str(), values.data(), count, &count));
  return values;
}
