// One image as the feature readers see it: exposure taken out, with its luminance.
#pragma once

#include <cstdint>
#include <vector>

#include "detect/image_features/image_features.h"

namespace diffcont {

// ITU-R BT.601 weights.
constexpr float kRedWeight = 0.299f, kGreenWeight = 0.587f, kBlueWeight = 0.114f;

// Added to the standard deviation: an almost uniform image is not blown up to noise. Images are in [-1, 1].
constexpr double kExposureFloor = 0.05;

class Planes {
 public:
  explicit Planes(int64_t pixels);

  void expose(const float* image, Exposure exposure);

  const float* red() const { return values_.data(); }
  const float* green() const { return values_.data() + pixels_; }
  const float* blue() const { return values_.data() + 2 * pixels_; }
  const float* luminance() const { return values_.data() + 3 * pixels_; }

 private:
  int64_t pixels_;
  std::vector<float> values_;
};

// Reads features from one image.
class ImageFeatures {
 public:
  virtual ~ImageFeatures() = default;
  virtual int64_t channels() const = 0;
  // features: locations x channels, all of them written. Called from several threads at once.
  virtual void read(const Planes& planes, float* features) const = 0;
};

}  // namespace diffcont
