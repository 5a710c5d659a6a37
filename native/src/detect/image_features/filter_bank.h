// Oriented energy of the luminance at three scales, summed up for every cell of a grid.
#pragma once

#include <array>
#include <vector>

#include "detect/image_features/exposure.h"
#include "detect/image_features/filter_row.h"

namespace diffcont {

// One scale's kernels laid over an image of one size.
struct FilterScale {
  int64_t radius = 0;
  int64_t stride = 1;
  // The padded image is kept as `stride` planes, each with every stride-th column, so that neighbouring outputs read
  // neighbouring values.
  int64_t pitch = 0;       // floats from one row of a plane to the next
  int64_t plane_size = 0;  // floats from one plane to the next
  FilterTaps taps;
};

class FilterBank final : public ImageFeatures {
 public:
  static constexpr int64_t kScales = 3;
  static constexpr int64_t kFilters = kScales * kOrientations;
  static constexpr int64_t kChannels = 3 * kFilters + 4;

  // Throws std::invalid_argument unless image_size is larger than the largest kernel's radius and a cell is an even
  // number of pixels a side.
  FilterBank(int64_t image_size, int64_t grid);
  int64_t channels() const override { return kChannels; }
  void read(const Planes& planes, float* features) const override;

 private:
  int64_t size_;
  int64_t grid_;
  std::array<FilterScale, kScales> scales_;
};

// The kernels of one scale, (2 * radius + 1)^2 values each, row by row. Orientation o is at an angle of o * 45 degrees:
// with u along and v across it, in pixels, y downwards, and g = exp(-u^2 / (2 sigma^2) - v^2 / (2 (1.5 sigma)^2)),
// even is (u^2 / sigma^2 - 1) g less its mean and odd is -(u / sigma) g, each over its sum of absolute values.
struct FilterKernels {
  int64_t radius = 0;  // 3 sigma
  std::array<std::vector<float>, kOrientations> even;
  std::array<std::vector<float>, kOrientations> odd;
};

FilterKernels filter_kernels(int64_t sigma);

}  // namespace diffcont
