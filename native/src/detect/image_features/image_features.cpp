#include "detect/image_features/image_features.h"

#include <memory>
#include <stdexcept>
#include <string>

#include "common/kernels/finite.h"
#include "common/kernels/parallel.h"
#include "common/storage/errors.h"
#include "detect/image_features/dct.h"
#include "detect/image_features/exposure.h"
#include "detect/image_features/filter_bank.h"
#include "detect/image_features/pixels.h"

namespace diffcont {
namespace {

constexpr int64_t kLargestImage = 4096;

std::unique_ptr<const ImageFeatures> make_features(const ImageFeaturesConfig& config) {
  const int64_t size = config.image_size, grid = config.grid;
  if (size < 1 || size > kLargestImage) {
    throw std::invalid_argument("image_size is " + std::to_string(size) + ", must be in 1.." +
                                std::to_string(kLargestImage));
  }
  if (grid < 1 || size % grid != 0) {
    throw std::invalid_argument("grid is " + std::to_string(grid) + ", must divide image_size " +
                                std::to_string(size));
  }
  switch (config.kind) {
    case ImageFeaturesKind::kFilterBank:
      return std::make_unique<FilterBank>(size, grid);
    case ImageFeaturesKind::kDct:
      return std::make_unique<Dct>(size, grid);
    case ImageFeaturesKind::kPixels:
      return std::make_unique<Pixels>(size, grid);
  }
  throw std::invalid_argument("unknown kind of image features " + std::to_string(static_cast<int>(config.kind)));
}

void require_exposure(Exposure exposure) {
  if (exposure != Exposure::kAsIs && exposure != Exposure::kMeanSubtracted && exposure != Exposure::kStandardised) {
    throw std::invalid_argument("unknown exposure " + std::to_string(static_cast<int>(exposure)));
  }
}

}  // namespace

ImageFeaturesShape image_features_shape(const ImageFeaturesConfig& config) {
  require_exposure(config.exposure);
  return {config.grid * config.grid, make_features(config)->channels()};
}

void image_features(const ImageFeaturesConfig& config, const float* images, int64_t count, float* features) {
  require_exposure(config.exposure);
  if (count < 0) {
    throw std::invalid_argument("count is " + std::to_string(count) + ", must not be negative");
  }
  const std::unique_ptr<const ImageFeatures> reader = make_features(config);
  const int64_t pixels = config.image_size * config.image_size;
  const int64_t length = config.grid * config.grid * reader->channels();
  for (int64_t i = 0; i < count; ++i) {
    if (!kernels::all_finite(images + i * 3 * pixels, 3 * pixels)) {
      throw NotFiniteError("image " + std::to_string(i) + " has a value that is not finite");
    }
  }
  parallel_for(0, count, 1, [&](int64_t begin, int64_t end) {
    Planes planes(pixels);
    for (int64_t i = begin; i < end; ++i) {
      planes.expose(images + i * 3 * pixels, config.exposure);
      reader->read(planes, features + i * length);
    }
  });
}

}  // namespace diffcont
