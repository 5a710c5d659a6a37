// Features of an image that need no training: a filter bank, block cosine transforms, cell means of the pixels.
#pragma once

#include <cstdint>

namespace diffcont {

enum class ImageFeaturesKind { kFilterBank, kDct, kPixels };

// What is done to an image before its features are read, to take the camera's exposure out: mean and standard
// deviation (population) are those of all its values, the three channels together.
enum class Exposure { kAsIs, kMeanSubtracted, kStandardised };

struct ImageFeaturesConfig {
  ImageFeaturesKind kind = ImageFeaturesKind::kFilterBank;
  Exposure exposure = Exposure::kAsIs;
  int64_t image_size = 128;
  int64_t grid = 16;  // cells a side
};

struct ImageFeaturesShape {
  int64_t locations = 0;  // grid * grid, cells row by row
  int64_t channels = 0;
};

// Throws std::invalid_argument that names the field.
ImageFeaturesShape image_features_shape(const ImageFeaturesConfig& config);

// images: count x 3 x S x S; features: count x locations x channels. An image's features are the same bits whatever
// else is in the batch and however many threads there are. Throws std::invalid_argument or NotFiniteError.
void image_features(const ImageFeaturesConfig& config, const float* images, int64_t count, float* features);

}  // namespace diffcont
