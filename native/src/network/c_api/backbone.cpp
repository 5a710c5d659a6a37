#include "diffcont/network/backbone.h"

#include <algorithm>
#include <memory>

#include "network/backbone/backbone.h"
#include "network/c_api/barrier.h"
#include "network/c_api/objects.h"
#include "network/c_api/tensor_arguments.h"

using namespace diffcont;
using namespace diffcont::c_api;

namespace {

BackboneConfig config_from(const char* method, const dcn_backbone_config* c) {
  require_pointer(method, "method");
  require_pointer(c, "config");
  require_struct_size(c->struct_size, sizeof *c, "dcn_backbone_config");
  BackboneConfig config;
  config.method = method;
  config.image_size = c->image_size;
  std::copy_n(c->mean, config.mean.size(), config.mean.begin());
  std::copy_n(c->std, config.std.size(), config.std.begin());
  return config;
}

}  // namespace

dc_status dcn_backbone_load(const char* file, const char* method, const dcn_backbone_config* config,
                           dcn_backbone* backbone) noexcept {
  return torch_guarded([&] {
    const std::filesystem::path path = require_path(file, "file");
    const BackboneConfig checked = config_from(method, config);
    require_pointer(backbone, "backbone");
    auto object = std::make_shared<BackboneObject>();
    object->backbone = std::make_unique<const Backbone>(path, checked);
    *backbone = add_object(std::move(object));
  });
}

dc_status dcn_backbone_free(dcn_backbone backbone) noexcept {
  return torch_guarded([&] { free_object<BackboneObject>(backbone); });
}

dc_status dcn_backbone_channels(dcn_backbone backbone, int32_t* channels) noexcept {
  return torch_guarded([&] {
    require_pointer(channels, "channels");
    *channels = static_cast<int32_t>(get_object<BackboneObject>(backbone)->backbone->channels());
  });
}

dc_status dcn_backbone_features(dcn_backbone backbone, const float* images, int64_t count, int32_t grid,
                               float* features, int64_t size) noexcept {
  return torch_guarded([&] {
    require_pointer(images, "images");
    require_pointer(features, "features");
    const auto object = get_object<BackboneObject>(backbone);
    const Backbone& reader = *object->backbone;
    const int64_t side = reader.config().image_size;
    require_finite(images, require_elements({count, 3, side, side}, "images"), "images");
    require_range(grid, 1, 1024, "grid");
    require_size(size, require_elements({count, grid, grid, reader.channels()}, "features"), "size");
    copy_out(reader.features(borrow(images, {count, 3, side, side}), grid), features, size);
  });
}
