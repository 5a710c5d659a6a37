#include "normality/normality.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "normality/diagonal.h"
#include "normality/location_mahalanobis.h"
#include "normality/moments.h"
#include "normality/patch_memory.h"
#include "normality/pca_residual.h"
#include "normality/stored.h"

namespace diffcont {
namespace {

// Bounds the memory of the intermediate values.
constexpr int64_t kImagesAtOnce = 64;

void check_features(const at::Tensor& features) {
  if (features.dim() != 3 || features.scalar_type() != at::kFloat || features.size(1) < 1 || features.size(2) < 1) {
    throw std::invalid_argument("features must be f32, images x locations x channels, with at least one of each");
  }
}

}  // namespace

std::shared_ptr<const NormalityModel> NormalityModel::fit(const NormalityConfig& config, const at::Tensor& features) {
  check_features(features);
  if (features.size(0) < 2) {
    throw std::invalid_argument("a normality model needs features of at least 2 images, got " +
                                std::to_string(features.size(0)));
  }
  if (config.components < 1) {
    throw std::invalid_argument("components is " + std::to_string(config.components) + ", must be at least 1");
  }
  const at::NoGradGuard no_grad;
  const at::Tensor contiguous = features.contiguous();
  require_finite(contiguous, "features");
  switch (config.kind) {
    case NormalityKind::kDiagonal:
      return DiagonalModel::fit(contiguous);
    case NormalityKind::kPcaResidual:
      return PcaResidualModel::fit(contiguous, config.components);
    case NormalityKind::kLocationMahalanobis:
      return LocationMahalanobisModel::fit(contiguous, config.components);
    case NormalityKind::kPatchMemory:
      return PatchMemoryModel::fit(contiguous, config.components);
  }
  throw std::invalid_argument("unknown normality kind " + std::to_string(static_cast<int>(config.kind)));
}

at::Tensor NormalityModel::map(const at::Tensor& features) const {
  check_features(features);
  if (features.size(1) != locations_ || features.size(2) != channels_) {
    throw std::invalid_argument("features have " + std::to_string(features.size(1)) + " locations and " +
                                std::to_string(features.size(2)) + " channels, the model was fitted to " +
                                std::to_string(locations_) + " and " + std::to_string(channels_));
  }
  const at::NoGradGuard no_grad;
  const at::Tensor contiguous = features.contiguous();
  require_finite(contiguous, "features");
  const int64_t count = features.size(0);
  at::Tensor distances = at::empty({count, map_locations()}, at::kFloat);
  for (int64_t begin = 0; begin < count; begin += kImagesAtOnce) {
    const int64_t end = std::min(begin + kImagesAtOnce, count);
    distances.slice(0, begin, end).copy_(map_chunk(contiguous.slice(0, begin, end)));
  }
  return distances;
}

TensorFile NormalityModel::file_content() const {
  TensorFile file = content();
  file.metadata["format"] = "diffcont.normality";
  file.metadata["locations"] = std::to_string(locations_);
  file.metadata["channels"] = std::to_string(channels_);
  return file;
}

void NormalityModel::save(const std::filesystem::path& file) const { write_safetensors(file, file_content()); }

int64_t NormalityModel::bytes() const { return safetensors_size(file_content()); }

std::shared_ptr<const NormalityModel> NormalityModel::load(const std::filesystem::path& file) {
  const StoredModel stored{file, read_safetensors(file)};
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
