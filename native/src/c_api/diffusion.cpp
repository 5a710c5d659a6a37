#include "diffcont/diffusion.h"

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <utility>
#include <vector>

#include "c_api/arguments.h"
#include "c_api/barrier.h"
#include "c_api/objects.h"
#include "diffusion/ddim.h"
#include "diffusion/noise.h"

using namespace diffcont;
using namespace diffcont::c_api;

namespace {

DdimConfig config_from(const dc_sampler_config& c, int64_t train_timesteps) {
  require_struct_size(c.struct_size, sizeof c, "dc_sampler_config");
  require_range(c.steps, 1, train_timesteps, "steps");
  require_range(c.spacing, DC_SPACING_LEADING, DC_SPACING_TRAILING, "spacing");
  require_range(c.steps_offset, 0, train_timesteps - 1, "steps_offset");
  DdimConfig config;
  config.steps = c.steps;
  config.spacing = c.spacing == DC_SPACING_TRAILING ? TimestepSpacing::kTrailing : TimestepSpacing::kLeading;
  config.steps_offset = c.steps_offset;
  config.clip_sample = require_flag(c.clip_sample, "clip_sample");
  config.set_alpha_to_one = require_flag(c.set_alpha_to_one, "set_alpha_to_one");
  return config;
}

}  // namespace

dc_status dc_noise(uint64_t seed, uint64_t stream, float* values, int64_t count) noexcept {
  return guarded([&] {
    require_pointer(values, "values");
    require_range(count, 1, kMaxElements, "count");
    fill_noise(seed, stream, values, count);
  });
}

dc_status dc_sampler_create(dc_network network, const dc_sampler_config* config, const int32_t* labels,
                            const uint64_t* streams, int64_t count, uint64_t seed, dc_sampler* sampler) noexcept {
  return guarded([&] {
    require_pointer(config, "config");
    require_pointer(streams, "streams");
    require_pointer(sampler, "sampler");
    const auto object = get_object<NetworkObject>(network);
    const std::shared_lock lock(object->lock);
    const NetworkConfig& shape = object->network->config();
    const DdimConfig steps = config_from(*config, shape.train_timesteps);
    require_elements({count, shape.unet.image_channels, shape.unet.sample_size, shape.unet.sample_size}, "images");
    const at::Tensor checked = label_tensor(labels, count, DC_LABEL_NONE, shape.unet.class_count);
    const int64_t* first = checked.const_data_ptr<int64_t>();

    auto made = std::make_shared<SamplerObject>();
    made->sampler = std::make_unique<DdimSampler>(object->network, steps, std::vector<int64_t>(first, first + count),
                                                  std::vector<uint64_t>(streams, streams + count), seed);
    *sampler = add_object(std::move(made));
  });
}

dc_status dc_sampler_step(dc_sampler sampler, int32_t* remaining) noexcept {
  return guarded([&] {
    require_pointer(remaining, "remaining");
    const auto object = get_object<SamplerObject>(sampler);
    const std::lock_guard lock(object->lock);
    *remaining = object->sampler->step();
  });
}

dc_status dc_sampler_images(dc_sampler sampler, float* images, int64_t size) noexcept {
  return guarded([&] {
    require_pointer(images, "images");
    const auto object = get_object<SamplerObject>(sampler);
    const std::lock_guard lock(object->lock);
    const at::Tensor batch = object->sampler->images();
    require_size(size, batch.numel(), "size");
    copy_out(batch, images, size);
  });
}

dc_status dc_sampler_free(dc_sampler sampler) noexcept {
  return guarded([&] { free_object<SamplerObject>(sampler); });
}
