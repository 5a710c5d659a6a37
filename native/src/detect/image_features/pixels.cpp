#include "detect/image_features/pixels.h"

namespace diffcont {

void cell_means(const float* plane, int64_t size, int64_t grid, float* means, int64_t step) {
  const int64_t cell = size / grid;
  const double share = 1.0 / static_cast<double>(cell * cell);
  for (int64_t row = 0; row < grid; ++row) {
    for (int64_t column = 0; column < grid; ++column) {
      const float* const corner = plane + row * cell * size + column * cell;
      double sum = 0;  // a cell may be a whole image, too long a sum for f32
      for (int64_t y = 0; y < cell; ++y) {
        for (int64_t x = 0; x < cell; ++x) {
          sum += static_cast<double>(corner[y * size + x]);
        }
      }
      means[(row * grid + column) * step] = static_cast<float>(sum * share);
    }
  }
}

void Pixels::read(const Planes& planes, float* features) const {
  cell_means(planes.red(), size_, grid_, features, 3);
  cell_means(planes.green(), size_, grid_, features + 1, 3);
  cell_means(planes.blue(), size_, grid_, features + 2, 3);
}

}  // namespace diffcont
