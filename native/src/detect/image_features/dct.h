// The orthonormal two-dimensional cosine transform (DCT-II) of the luminance in every cell, coefficients row by row
// from the lowest vertical frequency, then the cell's means of B - L and R - L.
#pragma once

#include <vector>

#include "detect/image_features/exposure.h"

namespace diffcont {

class Dct final : public ImageFeatures {
 public:
  // Throws std::invalid_argument unless a cell is 2..16 pixels a side.
  Dct(int64_t image_size, int64_t grid);
  int64_t channels() const override { return cell_ * cell_ + 2; }
  void read(const Planes& planes, float* features) const override;

 private:
  int64_t size_;
  int64_t grid_;
  int64_t cell_;
  std::vector<float> basis_;  // position x frequency
};

}  // namespace diffcont
