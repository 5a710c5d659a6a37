// What is normal for one class: statistics of features, and how far new features are from them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "detect/normality/features.h"
#include "detect/normality/stored.h"

namespace diffcont {

enum class NormalityKind { kDiagonal, kPcaResidual, kLocationMahalanobis, kPatchMemory, kGaussian };

// What locations of kGaussian have together.
enum class Sharing {
  kPosition,  // nothing
  kBlock,     // a covariance for each 2 x 2 square of locations
  kPooled,    // one covariance
  kFree,      // covariance and mean
};

struct NormalityConfig {
  NormalityKind kind = NormalityKind::kDiagonal;
  // Kept principal components, or patches of kPatchMemory, >= 1; cut to what the features allow; unused by kDiagonal
  // and kGaussian.
  int64_t components = 60;
  Sharing sharing = Sharing::kPosition;
  // kGaussian, kPooled and kFree: the share of directions that count, those of least variance, in percent.
  int64_t directions = 100;
};

class NormalityModel {
 public:
  virtual ~NormalityModel() = default;

  // Of at least 2 images. Throws std::invalid_argument or NotFiniteError.
  static std::shared_ptr<const NormalityModel> fit(const NormalityConfig& config, const Features& features);

  // A model for each fold, fitted to the images of the others, and last the one of all. fold_of_image: 0..folds-1; at
  // least 2 images must lie outside each fold. kGaussian goes over the images once; its models are those of fit but for
  // rounding. Throws std::invalid_argument or NotFiniteError.
  static std::vector<std::shared_ptr<const NormalityModel>> cross_fit(const NormalityConfig& config,
                                                                      const Features& features,
                                                                      const int32_t* fold_of_image, int64_t folds);

  // features: of locations() and channels(); map receives images x map_locations() squared distances. An image's are the
  // same bits in any batch and with any number of threads. Throws std::invalid_argument or NotFiniteError.
  void map(const Features& features, float* map) const;

  int64_t locations() const { return locations_; }
  int64_t channels() const { return channels_; }
  virtual int64_t map_locations() const { return 1; }

  // One safetensors file, and its number of bytes. Throws IoError.
  void save(const std::filesystem::path& file) const;
  int64_t bytes() const;
  // Throws IoError or FormatError that names file and entry.
  static std::shared_ptr<const NormalityModel> load(const std::filesystem::path& file);

 protected:
  NormalityModel(int64_t locations, int64_t channels) : locations_(locations), channels_(channels) {}

 private:
  // Of checked features of at least one image.
  virtual void map_checked(const Features& features, float* map) const = 0;
  virtual ModelContent content() const = 0;
  ModelContent file_content() const;

  int64_t locations_;
  int64_t channels_;
};

}  // namespace diffcont
