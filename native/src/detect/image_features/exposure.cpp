#include "detect/image_features/exposure.h"

#include <algorithm>
#include <cmath>

namespace diffcont {
namespace {

double sum(const float* values, int64_t count) {
  double total = 0;
#pragma omp simd reduction(+ : total)
  for (int64_t i = 0; i < count; ++i) {
    total += static_cast<double>(values[i]);
  }
  return total;
}

double sum_of_squares(const float* values, int64_t count, double centre) {
  double total = 0;
#pragma omp simd reduction(+ : total)
  for (int64_t i = 0; i < count; ++i) {
    const double difference = static_cast<double>(values[i]) - centre;
    total += difference * difference;
  }
  return total;
}

}  // namespace

Planes::Planes(int64_t pixels) : pixels_(pixels), values_(static_cast<size_t>(4 * pixels)) {}

void Planes::expose(const float* image, Exposure exposure) {
  const int64_t count = 3 * pixels_;
  const double mean = exposure == Exposure::kAsIs ? 0.0 : sum(image, count) / static_cast<double>(count);
  double scale = 1;
  if (exposure == Exposure::kStandardised) {
    scale = 1.0 / (std::sqrt(sum_of_squares(image, count, mean) / static_cast<double>(count)) + kExposureFloor);
  }
  const float offset = static_cast<float>(mean), factor = static_cast<float>(scale);
  float* const values = values_.data();
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) {
    values[i] = (image[i] - offset) * factor;
  }
#pragma omp simd
  for (int64_t i = 0; i < pixels_; ++i) {
    values[count + i] =
        kRedWeight * values[i] + kGreenWeight * values[pixels_ + i] + kBlueWeight * values[2 * pixels_ + i];
  }
}

}  // namespace diffcont
