#include "diffcont/network/features.h"

#include <shared_mutex>
#include <stdexcept>

#include "network/c_api/barrier.h"
#include "network/c_api/objects.h"
#include "network/c_api/tensor_arguments.h"
#include "network/features/embedding.h"
#include "network/features/levels.h"
#include "network/features/reconstruction.h"

using namespace diffcont;
using namespace diffcont::c_api;

namespace {

Reading reading_from(const dcn_reading* r, const NetworkConfig& config) {
  require_pointer(r, "reading");
  require_struct_size(r->struct_size, sizeof *r, "dcn_reading");
  require_zero(r->reserved, "reserved");
  require_range(r->count, 1, kMaxElements, "count");
  require_pointer(r->streams, "streams");
  Reading reading;
  reading.images = image_tensor(r->images, r->count, config);
  reading.timesteps = timestep_tensor(r->timesteps, r->count, config.train_timesteps);
  reading.labels = label_tensor(r->labels, r->count, DCN_LABEL_NONE, config.unet.class_count);
  reading.streams.assign(r->streams, r->streams + r->count);
  reading.noise_seed = r->noise_seed;
  return reading;
}

// Features of grid x grid cells, with as many channels as `channels` says.
dc_status read_grid(dcn_network network, const dcn_reading* reading, int32_t grid, float* features, int64_t size,
                    int64_t (*channels)(const UNetConfig&),
                    at::Tensor (*read)(const Network&, const Reading&, int64_t)) noexcept {
  return torch_guarded([&] {
    require_pointer(features, "features");
    const auto object = get_object<NetworkObject>(network);
    const std::shared_lock lock(object->lock);
    const NetworkConfig& config = object->network->config();
    const Reading checked = reading_from(reading, config);
    require_range(grid, 1, config.unet.sample_size, "grid");
    const int64_t expected = require_elements({checked.count(), grid, grid, channels(config.unet)}, "features");
    require_size(size, expected, "size");
    copy_out(read(*object->network, checked, grid), features, size);
  });
}

}  // namespace

dc_status dcn_features_embed(dcn_network network, const dcn_reading* reading, float* embeddings,
                            int64_t embeddings_size, float* logits, int64_t logits_size) noexcept {
  return torch_guarded([&] {
    const auto object = get_object<NetworkObject>(network);
    const std::shared_lock lock(object->lock);
    const NetworkConfig& config = object->network->config();
    const Reading checked = reading_from(reading, config);
    if (embeddings == nullptr && logits == nullptr) {
      throw std::invalid_argument("embeddings and logits are both NULL: nothing was asked for");
    }
    const int64_t count = checked.count();
    require_size(embeddings_size,
                 embeddings == nullptr ? 0 : require_elements({count, config.embedding_dimension()}, "embeddings"),
                 "embeddings_size");
    require_size(logits_size,
                 logits == nullptr ? 0 : require_elements({count, config.unet.class_count}, "logits"),
                 "logits_size");
    const Embeddings result = embed(*object->network, checked, logits != nullptr);
    if (embeddings != nullptr) {
      copy_out(result.embeddings, embeddings, embeddings_size);
    }
    if (logits != nullptr) {
      copy_out(result.logits, logits, logits_size);
    }
  });
}

dc_status dcn_features_level_channels(dcn_network network, int32_t* channels) noexcept {
  return torch_guarded([&] {
    require_pointer(channels, "channels");
    const auto object = get_object<NetworkObject>(network);
    const std::shared_lock lock(object->lock);
    *channels = static_cast<int32_t>(level_channels(object->network->config().unet));
  });
}

dc_status dcn_features_levels(dcn_network network, const dcn_reading* reading, int32_t grid, float* features,
                             int64_t size) noexcept {
  return read_grid(network, reading, grid, features, size, level_channels, level_features);
}

dc_status dcn_features_reconstruction(dcn_network network, const dcn_reading* reading, int32_t grid, float* features,
                                     int64_t size) noexcept {
  return read_grid(network, reading, grid, features, size, reconstruction_channels, reconstruction_errors);
}
