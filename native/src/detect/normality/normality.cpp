#include "detect/normality/normality.h"

#include <stdexcept>
#include <string>

#include "detect/normality/diagonal.h"
#include "detect/normality/location_mahalanobis.h"
#include "detect/normality/moments.h"
#include "detect/normality/patch_memory.h"
#include "detect/normality/pca_residual.h"

namespace diffcont {

std::shared_ptr<const NormalityModel> NormalityModel::fit(const NormalityConfig& config, const Features& features) {
  if (features.locations < 1 || features.channels < 1) {
    throw std::invalid_argument("features must have at least one location and one channel");
  }
  if (features.images < 2) {
    throw std::invalid_argument("a normality model needs features of at least 2 images, got " +
                                std::to_string(features.images));
  }
  if (config.components < 1) {
    throw std::invalid_argument("components is " + std::to_string(config.components) + ", must be at least 1");
  }
  require_finite_values(features.values, features.size(), "features");
  switch (config.kind) {
    case NormalityKind::kDiagonal:
      return DiagonalModel::fit(features);
    case NormalityKind::kPcaResidual:
      return PcaResidualModel::fit(features, config.components);
    case NormalityKind::kLocationMahalanobis:
      return LocationMahalanobisModel::fit(features, config.components);
    case NormalityKind::kPatchMemory:
      return PatchMemoryModel::fit(features, config.components);
  }
  throw std::invalid_argument("unknown normality kind " + std::to_string(static_cast<int>(config.kind)));
}

void NormalityModel::map(const Features& features, float* map) const {
  if (features.locations != locations_ || features.channels != channels_) {
    throw std::invalid_argument("features have " + std::to_string(features.locations) + " locations and " +
                                std::to_string(features.channels) + " channels, the model was fitted to " +
                                std::to_string(locations_) + " and " + std::to_string(channels_));
  }
  require_finite_values(features.values, features.size(), "features");
  if (features.images > 0) map_checked(features, map);
}

ModelContent NormalityModel::file_content() const {
  ModelContent file = content();
  file.say("format", "diffcont.normality");
  file.say("locations", std::to_string(locations_));
  file.say("channels", std::to_string(channels_));
  return file;
}

void NormalityModel::save(const std::filesystem::path& file) const {
  write_safetensors_file(file, file_content().content());
}

int64_t NormalityModel::bytes() const { return safetensors_file_size(file_content().content()); }

std::shared_ptr<const NormalityModel> NormalityModel::load(const std::filesystem::path& file) {
  const StoredModel stored(file);
  const int64_t locations = stored.positive("locations");
  const int64_t channels = stored.positive("channels");
  const std::string kind = stored.text("kind");
  if (kind == DiagonalModel::kKind) {
    return DiagonalModel::read(stored, locations, channels);
  }
  if (kind == PcaResidualModel::kKind) {
    return PcaResidualModel::read(stored, locations, channels);
  }
  if (kind == LocationMahalanobisModel::kKind) {
    return LocationMahalanobisModel::read(stored, locations, channels);
  }
  if (kind == PatchMemoryModel::kKind) {
    return PatchMemoryModel::read(stored, locations, channels);
  }
  stored.fail("metadata \"kind\" is \"" + kind + "\"");
}

}  // namespace diffcont
