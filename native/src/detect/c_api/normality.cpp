#include "diffcont/detect/normality.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "common/boundary/arguments.h"
#include "common/boundary/barrier.h"
#include "detect/c_api/objects.h"
#include "detect/normality/normality.h"

using namespace diffcont;
using namespace diffcont::c_api;

namespace {

NormalityConfig config_from(const dc_normality_config& c) {
  require_struct_size(c.struct_size, sizeof c, "dc_normality_config");
  require_range(c.kind, DC_NORMALITY_DIAGONAL, DC_NORMALITY_GAUSSIAN, "kind");
  require_range(c.components, 1, 1 << 20, "components");
  NormalityConfig config;
  if (c.kind == DC_NORMALITY_GAUSSIAN) {
    require_range(c.sharing, DC_SHARING_POSITION, DC_SHARING_FREE, "sharing");
    const bool all = c.sharing == DC_SHARING_POSITION || c.sharing == DC_SHARING_BLOCK;
    require_range(c.directions, all ? 100 : 1, 100, "directions");
    config.directions = c.directions;
  } else {
    require_zero(c.sharing, "sharing");
    require_zero(c.directions, "directions");
  }
  switch (c.sharing) {
    case DC_SHARING_BLOCK: config.sharing = Sharing::kBlock; break;
    case DC_SHARING_POOLED: config.sharing = Sharing::kPooled; break;
    case DC_SHARING_FREE: config.sharing = Sharing::kFree; break;
    default: config.sharing = Sharing::kPosition; break;
  }
  switch (c.kind) {
    case DC_NORMALITY_PCA_RESIDUAL: config.kind = NormalityKind::kPcaResidual; break;
    case DC_NORMALITY_LOCATION_MAHALANOBIS: config.kind = NormalityKind::kLocationMahalanobis; break;
    case DC_NORMALITY_PATCH_MEMORY: config.kind = NormalityKind::kPatchMemory; break;
    case DC_NORMALITY_GAUSSIAN: config.kind = NormalityKind::kGaussian; break;
    default: config.kind = NormalityKind::kDiagonal; break;
  }
  config.components = c.components;
  return config;
}

Features checked_features(const float* features, int64_t count, int64_t locations, int64_t channels) {
  require_pointer(features, "features");
  require_finite(features, require_elements({count, locations, channels}, "features"), "features");
  return {features, count, locations, channels};
}

dc_normality add_model(std::shared_ptr<const NormalityModel> model) {
  auto object = std::make_shared<NormalityObject>();
  object->model = std::move(model);
  return add_object(std::move(object));
}

}  // namespace

dc_status dc_normality_fit(const dc_normality_config* config, const float* features, int64_t count, int64_t locations,
                           int64_t channels, dc_normality* normality) noexcept {
  return guarded([&] {
    require_pointer(config, "config");
    require_pointer(normality, "normality");
    const NormalityConfig checked = config_from(*config);
    require_range(count, 2, kMaxElements, "count");
    *normality = add_model(NormalityModel::fit(checked, checked_features(features, count, locations, channels)));
  });
}

dc_status dc_normality_cross_fit(const dc_normality_config* config, const float* features, int64_t count,
                                 int64_t locations, int64_t channels, const int32_t* fold_of_image, int32_t folds,
                                 dc_normality* normalities) noexcept {
  return guarded([&] {
    require_pointer(config, "config");
    require_pointer(fold_of_image, "fold_of_image");
    require_pointer(normalities, "normalities");
    const NormalityConfig checked = config_from(*config);
    require_range(count, 2, kMaxElements, "count");
    require_range(folds, 2, count, "folds");
    const Features all = checked_features(features, count, locations, channels);
    std::vector<dc_normality> models;
    try {
      for (auto& model : NormalityModel::cross_fit(checked, all, fold_of_image, folds)) {
        models.reserve(models.size() + 1);
        models.push_back(add_model(std::move(model)));
      }
    } catch (...) {
      for (const dc_normality model : models) free_object<NormalityObject>(model);
      throw;
    }
    std::copy(models.begin(), models.end(), normalities);
  });
}

dc_status dc_normality_map(dc_normality normality, const float* features, int64_t count, int64_t locations,
                           int64_t channels, float* map, int64_t size) noexcept {
  return guarded([&] {
    require_pointer(map, "map");
    const auto object = get_object<NormalityObject>(normality);
    const NormalityModel& model = *object->model;
    if (locations != model.locations() || channels != model.channels()) {
      throw std::invalid_argument("features are " + std::to_string(locations) + " locations x " +
                                  std::to_string(channels) + " channels, the model was fitted to " +
                                  std::to_string(model.locations()) + " x " + std::to_string(model.channels()));
    }
    // Before the features are read: a count that does not fit the result does not fit them either.
    require_elements({count, locations, channels}, "features");
    require_size(size, require_elements({count, model.map_locations()}, "map"), "size");
    model.map(checked_features(features, count, locations, channels), map);
  });
}

dc_status dc_normality_map_locations(dc_normality normality, int64_t* map_locations) noexcept {
  return guarded([&] {
    require_pointer(map_locations, "map_locations");
    *map_locations = get_object<NormalityObject>(normality)->model->map_locations();
  });
}

dc_status dc_normality_bytes(dc_normality normality, int64_t* bytes) noexcept {
  return guarded([&] {
    require_pointer(bytes, "bytes");
    *bytes = get_object<NormalityObject>(normality)->model->bytes();
  });
}

dc_status dc_normality_save(dc_normality normality, const char* file) noexcept {
  return guarded([&] {
    const std::filesystem::path path = require_path(file, "file");
    get_object<NormalityObject>(normality)->model->save(path);
  });
}

dc_status dc_normality_load(const char* file, dc_normality* normality) noexcept {
  return guarded([&] {
    const std::filesystem::path path = require_path(file, "file");
    require_pointer(normality, "normality");
    *normality = add_model(NormalityModel::load(path));
  });
}

dc_status dc_normality_free(dc_normality normality) noexcept {
  return guarded([&] { free_object<NormalityObject>(normality); });
}
