#include "detect/trunk/grid.h"

#include <algorithm>
#include <cmath>

#include "common/kernels/by_cpu.h"

namespace diffcont {
namespace {

DIFFCONT_BY_CPU
void mean_of_squares(const float* map, int64_t side, int64_t pitch, int64_t channels, int64_t cells, float* features) {
  const int64_t step = side / cells;
  const float share = 1.0F / static_cast<float>(step * step);
  for (int64_t row = 0; row < cells; ++row) {
    for (int64_t column = 0; column < cells; ++column) {
      float* const to = features + (row * cells + column) * channels;
      std::fill_n(to, channels, 0.0F);
      for (int64_t y = row * step; y < (row + 1) * step; ++y) {
        for (int64_t x = column * step; x < (column + 1) * step; ++x) {
          const float* const from = map + (y * side + x) * pitch;
          for (int64_t c = 0; c < channels; ++c) to[c] += from[c];
        }
      }
      for (int64_t c = 0; c < channels; ++c) to[c] *= share;
    }
  }
}

// The two places that a cell lies between, and the second one's share.
struct Between {
  int64_t first;
  int64_t second;
  float share;
};

Between between(int64_t cell, int64_t cells, int64_t side) {
  const double place = (static_cast<double>(cell) + 0.5) * static_cast<double>(side) / static_cast<double>(cells) - 0.5;
  const double inside = std::clamp(place, 0.0, static_cast<double>(side - 1));
  const auto first = static_cast<int64_t>(inside);
  return {first, std::min(first + 1, side - 1), static_cast<float>(inside - std::floor(inside))};
}

void enlarge(const float* map, int64_t side, int64_t pitch, int64_t channels, int64_t cells, float* features) {
  for (int64_t row = 0; row < cells; ++row) {
    const Between y = between(row, cells, side);
    for (int64_t column = 0; column < cells; ++column) {
      const Between x = between(column, cells, side);
      const float* const a = map + (y.first * side + x.first) * pitch;
      const float* const b = map + (y.first * side + x.second) * pitch;
      const float* const c = map + (y.second * side + x.first) * pitch;
      const float* const d = map + (y.second * side + x.second) * pitch;
      float* const to = features + (row * cells + column) * channels;
      for (int64_t i = 0; i < channels; ++i) {
        const float upper = a[i] + (b[i] - a[i]) * x.share, lower = c[i] + (d[i] - c[i]) * x.share;
        to[i] = upper + (lower - upper) * y.share;
      }
    }
  }
}

}  // namespace

bool fits_grid(int64_t side, int64_t cells) { return cells >= 1 && (side % cells == 0 || cells % side == 0); }

void bring_to_grid(const float* map, int64_t side, int64_t pitch, int64_t channels, int64_t cells, float* features) {
  if (cells <= side) {
    mean_of_squares(map, side, pitch, channels, cells, features);
  } else {
    enlarge(map, side, pitch, channels, cells, features);
  }
}

}  // namespace diffcont
