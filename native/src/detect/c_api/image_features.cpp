#include "detect/image_features/image_features.h"

#include "common/boundary/arguments.h"
#include "common/boundary/barrier.h"
#include "diffcont/detect/image_features.h"

using namespace diffcont;
using namespace diffcont::c_api;

namespace {

ImageFeaturesConfig config_from(const dc_image_features_config* c) {
  require_pointer(c, "config");
  require_struct_size(c->struct_size, sizeof *c, "dc_image_features_config");
  require_range(c->kind, DC_IMAGE_FEATURES_FILTER_BANK, DC_IMAGE_FEATURES_PIXELS, "kind");
  require_range(c->exposure, DC_EXPOSURE_AS_IS, DC_EXPOSURE_STANDARDISED, "exposure");
  ImageFeaturesConfig config;
  switch (c->kind) {
    case DC_IMAGE_FEATURES_DCT: config.kind = ImageFeaturesKind::kDct; break;
    case DC_IMAGE_FEATURES_PIXELS: config.kind = ImageFeaturesKind::kPixels; break;
    default: config.kind = ImageFeaturesKind::kFilterBank; break;
  }
  switch (c->exposure) {
    case DC_EXPOSURE_MEAN_SUBTRACTED: config.exposure = Exposure::kMeanSubtracted; break;
    case DC_EXPOSURE_STANDARDISED: config.exposure = Exposure::kStandardised; break;
    default: config.exposure = Exposure::kAsIs; break;
  }
  config.image_size = c->image_size;
  config.grid = c->grid;
  return config;
}

}  // namespace

dc_status dc_image_features_shape(const dc_image_features_config* config, int64_t* locations,
                                  int32_t* channels) noexcept {
  return guarded([&] {
    require_pointer(locations, "locations");
    require_pointer(channels, "channels");
    const ImageFeaturesShape shape = image_features_shape(config_from(config));
    *locations = shape.locations;
    *channels = static_cast<int32_t>(shape.channels);
  });
}

dc_status dc_image_features(const dc_image_features_config* config, const float* images, int64_t count,
                            float* features, int64_t size) noexcept {
  return guarded([&] {
    const ImageFeaturesConfig checked = config_from(config);
    require_pointer(images, "images");
    require_pointer(features, "features");
    const ImageFeaturesShape shape = image_features_shape(checked);
    require_elements({count, 3, checked.image_size, checked.image_size}, "images");
    require_size(size, require_elements({count, shape.locations, shape.channels}, "features"), "size");
    image_features(checked, images, count, features);
  });
}
