#include "diffcont/network/network.h"

#include <filesystem>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <utility>

#include "common/boundary/text.h"
#include "common/storage/errors.h"
#include "network/c_api/barrier.h"
#include "network/c_api/objects.h"
#include "network/c_api/tensor_arguments.h"
#include "network/runtime/device.h"
#include "network/storage/network_folder.h"

using namespace diffcont;
using namespace diffcont::c_api;

namespace {

// Checks what reading the struct needs; NetworkConfig::check names every other field that is out of its range.
NetworkConfig config_from(const dcn_network_config& c) {
  require_struct_size(c.struct_size, sizeof c, "dcn_network_config");
  require_range(c.level_count, 1, DCN_MAX_LEVELS, "level_count");
  require_range(c.projector_init, DCN_PROJECTOR_KAIMING, DCN_PROJECTOR_ORTHOGONAL, "projector_init");

  NetworkConfig config;
  config.unet.sample_size = c.sample_size;
  config.unet.image_channels = c.image_channels;
  config.unet.channels.clear();
  config.unet.attention.clear();
  for (int32_t level = 0; level < c.level_count; ++level) {
    config.unet.channels.push_back(c.channels[level]);
    config.unet.attention.push_back(require_flag(c.attention[level], "attention"));
  }
  config.unet.layers_per_block = c.layers_per_block;
  config.unet.norm_num_groups = c.norm_num_groups;
  config.unet.attention_head_dim = c.attention_head_dim;
  config.unet.class_count = c.class_count;
  config.unet.norm_eps = c.norm_eps;
  config.projector_channels = c.projector_channels;
  config.embedding_grid = c.embedding_grid;
  config.projector_init =
      c.projector_init == DCN_PROJECTOR_ORTHOGONAL ? ProjectorInit::kOrthogonal : ProjectorInit::kKaiming;
  config.train_timesteps = c.train_timesteps;
  config.beta_start = c.beta_start;
  config.beta_end = c.beta_end;
  config.check();
  return config;
}

dcn_network_config config_to(const NetworkConfig& config) {
  dcn_network_config c{};
  c.struct_size = sizeof c;
  c.sample_size = static_cast<int32_t>(config.unet.sample_size);
  c.image_channels = static_cast<int32_t>(config.unet.image_channels);
  c.level_count = static_cast<int32_t>(config.unet.channels.size());
  if (c.level_count > DCN_MAX_LEVELS) {
    throw UnsupportedError("the network has " + std::to_string(c.level_count) + " levels; this interface describes " +
                           std::to_string(DCN_MAX_LEVELS) + " at most");
  }
  for (int32_t level = 0; level < c.level_count; ++level) {
    c.channels[level] = static_cast<int32_t>(config.unet.channels[static_cast<size_t>(level)]);
    c.attention[level] = config.unet.attention[static_cast<size_t>(level)] ? 1 : 0;
  }
  c.layers_per_block = static_cast<int32_t>(config.unet.layers_per_block);
  c.norm_num_groups = static_cast<int32_t>(config.unet.norm_num_groups);
  c.attention_head_dim = static_cast<int32_t>(config.unet.attention_head_dim);
  c.class_count = static_cast<int32_t>(config.unet.class_count);
  c.projector_channels = static_cast<int32_t>(config.projector_channels);
  c.embedding_grid = static_cast<int32_t>(config.embedding_grid);
  c.projector_init =
      config.projector_init == ProjectorInit::kOrthogonal ? DCN_PROJECTOR_ORTHOGONAL : DCN_PROJECTOR_KAIMING;
  c.train_timesteps = static_cast<int32_t>(config.train_timesteps);
  c.norm_eps = config.unet.norm_eps;
  c.beta_start = config.beta_start;
  c.beta_end = config.beta_end;
  return c;
}

// Where new networks belong.
std::shared_ptr<Network> on_default_device(std::shared_ptr<Network> network) {
  network->set_device(default_device());
  return network;
}

dcn_network add_network(std::shared_ptr<Network> network) {
  auto object = std::make_shared<NetworkObject>();
  object->network = std::move(network);
  return add_object(std::move(object));
}

const at::Tensor& parameter(const Network& network, const std::string& name) {
  for (const Parameters* part : {&network.unet(), &network.projector(), &network.head()}) {
    if (part->contains(name)) {
      return part->at(name);
    }
  }
  throw std::invalid_argument("the network has no parameter named '" + name + "'");
}

}  // namespace

dc_status dcn_network_create(const dcn_network_config* config, uint64_t seed, dcn_network* network) noexcept {
  return torch_guarded([&] {
    require_pointer(config, "config");
    require_pointer(network, "network");
    *network = add_network(on_default_device(std::make_shared<Network>(config_from(*config), seed)));
  });
}

dc_status dcn_network_clone(dcn_network network, dcn_network* copy) noexcept {
  return torch_guarded([&] {
    require_pointer(copy, "copy");
    const auto object = get_object<NetworkObject>(network);
    const std::shared_lock lock(object->lock);
    *copy = add_network(object->network->clone());
  });
}

dc_status dcn_network_free(dcn_network network) noexcept {
  return torch_guarded([&] { free_object<NetworkObject>(network); });
}

dc_status dcn_network_get_config(dcn_network network, dcn_network_config* config) noexcept {
  return torch_guarded([&] {
    require_pointer(config, "config");
    require_struct_size(config->struct_size, sizeof *config, "dcn_network_config");
    const auto object = get_object<NetworkObject>(network);
    const std::shared_lock lock(object->lock);
    *config = config_to(object->network->config());
  });
}

dc_status dcn_network_add_classes(dcn_network network, int32_t count, uint64_t seed) noexcept {
  return torch_guarded([&] {
    const auto object = get_object<NetworkObject>(network);
    const std::unique_lock lock(object->lock);
    object->network->add_classes(count, seed);
  });
}

dc_status dcn_network_set_precision(dcn_network network, int32_t precision) noexcept {
  return torch_guarded([&] {
    require_range(precision, DCN_PRECISION_F32, DCN_PRECISION_BF16, "precision");
    const auto object = get_object<NetworkObject>(network);
    const std::unique_lock lock(object->lock);
    object->network->set_precision(precision == DCN_PRECISION_BF16 ? Precision::kBF16 : Precision::kF32);
  });
}

dc_status dcn_network_device(dcn_network network, char* buffer, size_t capacity, size_t* length) noexcept {
  return torch_guarded([&] {
    const auto object = get_object<NetworkObject>(network);
    const std::shared_lock lock(object->lock);
    copy_text(device_name(object->network->device()), buffer, capacity, length);
  });
}

dc_status dcn_network_parameter_count(dcn_network network, int64_t* count) noexcept {
  return torch_guarded([&] {
    require_pointer(count, "count");
    const auto object = get_object<NetworkObject>(network);
    const std::shared_lock lock(object->lock);
    const Network& weights = *object->network;
    *count = weights.unet().element_count() + weights.projector().element_count() + weights.head().element_count();
  });
}

dc_status dcn_network_read_parameter(dcn_network network, const char* name, float* values, int64_t count,
                                    int64_t* needed) noexcept {
  return torch_guarded([&] {
    require_pointer(name, "name");
    require_pointer(needed, "needed");
    const auto object = get_object<NetworkObject>(network);
    const std::shared_lock lock(object->lock);
    const at::Tensor value = parameter(*object->network, name);
    *needed = value.numel();
    if (values == nullptr && count == 0) {
      return;
    }
    require_pointer(values, "values");
    require_size(count, value.numel(), "count");
    copy_out(value, values, count);
  });
}

dc_status dcn_network_save(dcn_network network, const char* folder) noexcept {
  return torch_guarded([&] {
    const std::filesystem::path path = require_path(folder, "folder");
    const auto object = get_object<NetworkObject>(network);
    const std::shared_lock lock(object->lock);
    save_network(*object->network, path);
  });
}

dc_status dcn_network_load(const char* folder, dcn_network* network) noexcept {
  return torch_guarded([&] {
    const std::filesystem::path path = require_path(folder, "folder");
    require_pointer(network, "network");
    *network = add_network(on_default_device(load_network(path)));
  });
}

dc_status dcn_network_predict_noise(dcn_network network, const float* images, const int32_t* timesteps,
                                   const int32_t* labels, int64_t count, float* predicted) noexcept {
  return torch_guarded([&] {
    require_pointer(predicted, "predicted");
    const auto object = get_object<NetworkObject>(network);
    const std::shared_lock lock(object->lock);
    const NetworkConfig& config = object->network->config();
    require_range(count, 1, kMaxElements, "count");
    const at::Tensor image_batch = image_tensor(images, count, config);
    const at::Tensor timestep_batch = timestep_tensor(timesteps, count, config.train_timesteps);
    const at::Tensor label_batch = label_tensor(labels, count, DCN_LABEL_NONE, config.unet.class_count);
    const UNetOutput output = object->network->infer(image_batch, timestep_batch, label_batch, UNetPart::kNoise);
    copy_out(output.predicted_noise, predicted, image_batch.numel());
  });
}
