#include "detect/normality/normality.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "detect/normality/diagonal.h"
#include "detect/normality/gaussian.h"
#include "detect/normality/location_mahalanobis.h"
#include "detect/normality/moments.h"
#include "detect/normality/patch_memory.h"
#include "detect/normality/pca_residual.h"

namespace diffcont {

namespace {

void check_config(const NormalityConfig& config, const Features& features) {
  if (features.locations < 1 || features.channels < 1) {
    throw std::invalid_argument("features must have at least one location and one channel");
  }
  if (config.components < 1) {
    throw std::invalid_argument("components is " + std::to_string(config.components) + ", must be at least 1");
  }
  if (config.kind != NormalityKind::kGaussian) return;
  const bool shared = config.sharing == Sharing::kPooled || config.sharing == Sharing::kFree;
  if (config.directions < 1 || config.directions > 100 || (!shared && config.directions != 100)) {
    throw std::invalid_argument("directions is " + std::to_string(config.directions) + ", must be " +
                                (shared ? "in 1..100" : "100 where locations have covariances of their own"));
  }
  if (config.sharing == Sharing::kBlock && side_of(features.locations) == 0) {
    throw std::invalid_argument("blocks need as many rows of locations as columns, got " +
                                std::to_string(features.locations) + " locations");
  }
}

std::shared_ptr<const NormalityModel> fit_checked(const NormalityConfig& config, const Features& features) {
  if (features.images < 2) {
    throw std::invalid_argument("a normality model needs features of at least 2 images, got " +
                                std::to_string(features.images));
  }
  switch (config.kind) {
    case NormalityKind::kDiagonal:
      return DiagonalModel::fit(features);
    case NormalityKind::kPcaResidual:
      return PcaResidualModel::fit(features, config.components);
    case NormalityKind::kLocationMahalanobis:
      return LocationMahalanobisModel::fit(features, config.components);
    case NormalityKind::kPatchMemory:
      return PatchMemoryModel::fit(features, config.components);
    case NormalityKind::kGaussian:
      return GaussianModel::fit(config, features, {}).back();
  }
  throw std::invalid_argument("unknown normality kind " + std::to_string(static_cast<int>(config.kind)));
}

// Of the images outside a fold, count of them.
std::shared_ptr<const NormalityModel> fit_without(const NormalityConfig& config, const Features& features,
                                                  const int32_t* fold_of_image, int64_t fold, int64_t count) {
  Buffer<float> values(count * features.columns());
  float* to = values.data();
  for (int64_t i = 0; i < features.images; ++i) {
    if (fold_of_image[i] != fold) to = std::copy_n(features.image(i), features.columns(), to);
  }
  return fit_checked(config, {values.data(), count, features.locations, features.channels});
}

}  // namespace

std::shared_ptr<const NormalityModel> NormalityModel::fit(const NormalityConfig& config, const Features& features) {
  check_config(config, features);
  require_finite_values(features.values, features.size(), "features");
  return fit_checked(config, features);
}

std::vector<std::shared_ptr<const NormalityModel>> NormalityModel::cross_fit(const NormalityConfig& config,
                                                                             const Features& features,
                                                                             const int32_t* fold_of_image,
                                                                             int64_t folds) {
  check_config(config, features);
  if (folds < 2) throw std::invalid_argument("folds is " + std::to_string(folds) + ", must be at least 2");
  std::vector<int64_t> outside(static_cast<size_t>(folds), features.images);
  for (int64_t i = 0; i < features.images; ++i) {
    if (fold_of_image[i] < 0 || fold_of_image[i] >= folds) {
      throw std::invalid_argument("image " + std::to_string(i) + " is in fold " + std::to_string(fold_of_image[i]) +
                                  ", must be in 0.." + std::to_string(folds - 1));
    }
    --outside[static_cast<size_t>(fold_of_image[i])];
  }
  for (int64_t fold = 0; fold < folds; ++fold) {
    if (outside[static_cast<size_t>(fold)] < 2) {
      throw std::invalid_argument("a normality model needs features of at least 2 images, got " +
                                  std::to_string(outside[static_cast<size_t>(fold)]) + " outside fold " +
                                  std::to_string(fold));
    }
  }
  require_finite_values(features.values, features.size(), "features");
  if (config.kind == NormalityKind::kGaussian) return GaussianModel::fit(config, features, {fold_of_image, folds});
  std::vector<std::shared_ptr<const NormalityModel>> models;
  for (int64_t fold = 0; fold < folds; ++fold) {
    models.push_back(fit_without(config, features, fold_of_image, fold, outside[static_cast<size_t>(fold)]));
  }
  models.push_back(fit_checked(config, features));
  return models;
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
  if (kind == GaussianModel::kKind) {
    return GaussianModel::read(stored, locations, channels);
  }
  stored.fail("metadata \"kind\" is \"" + kind + "\"");
}

}  // namespace diffcont
