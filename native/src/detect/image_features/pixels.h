// Mean red, green and blue of every cell; the raw pixels when a cell is one pixel.
#pragma once

#include "detect/image_features/exposure.h"

namespace diffcont {

class Pixels final : public ImageFeatures {
 public:
  Pixels(int64_t image_size, int64_t grid) : size_(image_size), grid_(grid) {}
  int64_t channels() const override { return 3; }
  void read(const Planes& planes, float* features) const override;

 private:
  int64_t size_;
  int64_t grid_;
};

// Mean over each cell of a size x size plane, written to means[cell * step].
void cell_means(const float* plane, int64_t size, int64_t grid, float* means, int64_t step);

}  // namespace diffcont
