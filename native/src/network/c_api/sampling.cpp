#include "diffcont/network/sampling.h"

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <utility>
#include <vector>

#include "network/c_api/barrier.h"
#include "network/c_api/objects.h"
#include "network/c_api/tensor_arguments.h"
#include "network/diffusion/ddim.h"

using namespace diffcont;
using namespace diffcont::c_api;

namespace {

DdimConfig config_from(const dcn_sampler_config& c, int64_t train_timesteps) {
  require_struct_size(c.struct_size, sizeof c, "dcn_sampler_config");
  require_range(c.steps, 1, train_timesteps, "steps");
  require_range(c.spacing, DCN_SPACING_LEADING, DCN_SPACING_TRAILING, "spacing");
  require_zero(c.reserved, "reserved");
  DdimConfig config;
  config.steps = c.steps;
  config.spacing = c.spacing == DCN_SPACING_TRAILING ? TimestepSpacing::kTrailing : TimestepSpacing::kLeading;
  return config;
}

}  // namespace

dc_status dcn_sampler_create(dcn_network network, const dcn_sampler_config* config, const int32_t* labels,
                            const uint64_t* streams, int64_t count, uint64_t seed, dcn_sampler* sampler) noexcept {
  return torch_guarded([&] {
    require_pointer(config, "config");
    require_pointer(streams, "streams");
    require_pointer(sampler, "sampler");
    const auto object = get_object<NetworkObject>(network);
    const std::shared_lock lock(object->lock);
    const NetworkConfig& shape = object->network->config();
    const DdimConfig steps = config_from(*config, shape.train_timesteps);
    require_elements({count, shape.unet.image_channels, shape.unet.sample_size, shape.unet.sample_size}, "images");
    const at::Tensor checked = label_tensor(labels, count, DCN_LABEL_NONE, shape.unet.class_count);
    const int64_t* first = checked.const_data_ptr<int64_t>();

    auto made = std::make_shared<SamplerObject>();
    made->sampler = std::make_unique<DdimSampler>(object->network, steps, std::vector<int64_t>(first, first + count),
                                                  std::vector<uint64_t>(streams, streams + count), seed);
    *sampler = add_object(std::move(made));
  });
}

dc_status dcn_sampler_step(dcn_sampler sampler, int32_t* remaining) noexcept {
  return torch_guarded([&] {
    require_pointer(remaining, "remaining");
    const auto object = get_object<SamplerObject>(sampler);
    const std::lock_guard lock(object->lock);
    *remaining = object->sampler->step();
  });
}

dc_status dcn_sampler_images(dcn_sampler sampler, float* images, int64_t size) noexcept {
  return torch_guarded([&] {
    require_pointer(images, "images");
    const auto object = get_object<SamplerObject>(sampler);
    const std::lock_guard lock(object->lock);
    const at::Tensor batch = object->sampler->images();
    require_size(size, batch.numel(), "size");
    copy_out(batch, images, size);
  });
}

dc_status dcn_sampler_free(dcn_sampler sampler) noexcept {
  return torch_guarded([&] { free_object<SamplerObject>(sampler); });
}
