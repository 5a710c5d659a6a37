#include "detect/image_features/dct.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>

#include "detect/image_features/pixels.h"

namespace diffcont {
namespace {

constexpr int64_t kLargestCell = 16;

// The cosine transform of one cell: n x n coefficients. Inlined where n is a constant, so that loops over it unroll.
[[gnu::always_inline]] inline void transform_any(int64_t n, const float* corner, int64_t pitch, const float* basis,
                                                 float* coefficients) {
  float partial[kLargestCell * kLargestCell];  // vertical position x horizontal frequency
  std::fill_n(partial, n * n, 0.0f);
  std::fill_n(coefficients, n * n, 0.0f);
  for (int64_t y = 0; y < n; ++y) {
    for (int64_t x = 0; x < n; ++x) {
      for (int64_t k = 0; k < n; ++k) {
        partial[y * n + k] += corner[y * pitch + x] * basis[x * n + k];
      }
    }
  }
  for (int64_t y = 0; y < n; ++y) {
    for (int64_t l = 0; l < n; ++l) {
      for (int64_t k = 0; k < n; ++k) {
        coefficients[l * n + k] += basis[y * n + l] * partial[y * n + k];
      }
    }
  }
}

template <int64_t kCell>
void transform(const float* corner, int64_t pitch, const float* basis, float* coefficients) {
  transform_any(kCell, corner, pitch, basis, coefficients);
}

}  // namespace

Dct::Dct(int64_t image_size, int64_t grid) : size_(image_size), grid_(grid), cell_(image_size / grid) {
  if (cell_ < 2 || cell_ > kLargestCell) {
    throw std::invalid_argument("grid is " + std::to_string(grid) + ", image_size " + std::to_string(image_size) +
                                ": a cosine transform's cell must be 2..16 pixels a side");
  }
  const double length = static_cast<double>(cell_);
  for (int64_t x = 0; x < cell_; ++x) {
    for (int64_t k = 0; k < cell_; ++k) {
      const double angle = std::numbers::pi * (static_cast<double>(x) + 0.5) * static_cast<double>(k) / length;
      basis_.push_back(static_cast<float>(std::sqrt((k == 0 ? 1.0 : 2.0) / length) * std::cos(angle)));
    }
  }
}

void Dct::read(const Planes& planes, float* features) const {
  const int64_t n = cell_, width = channels();
  for (int64_t location = 0; location < grid_ * grid_; ++location) {
    const float* const corner = planes.luminance() + (location / grid_ * size_ + location % grid_) * n;
    float* const coefficients = features + location * width;
    switch (n) {
      case 4:
        transform<4>(corner, size_, basis_.data(), coefficients);
        break;
      case 8:
        transform<8>(corner, size_, basis_.data(), coefficients);
        break;
      case 16:
        transform<16>(corner, size_, basis_.data(), coefficients);
        break;
      default:
        transform_any(n, corner, size_, basis_.data(), coefficients);
    }
    // The mean luminance is the first coefficient over the cell's side.
    coefficients[n * n] = -coefficients[0] / static_cast<float>(n);
    coefficients[n * n + 1] = coefficients[n * n];
  }
  std::vector<float> means(static_cast<size_t>(grid_ * grid_));
  const float* const colours[2] = {planes.blue(), planes.red()};
  for (int64_t c = 0; c < 2; ++c) {
    cell_means(colours[c], size_, grid_, means.data(), 1);
    for (int64_t location = 0; location < grid_ * grid_; ++location) {
      features[location * width + n * n + c] += means[static_cast<size_t>(location)];
    }
  }
}

}  // namespace diffcont
