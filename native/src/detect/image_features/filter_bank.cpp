#include "detect/image_features/filter_bank.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "detect/image_features/pixels.h"

namespace diffcont {
namespace {

constexpr std::array<int64_t, FilterBank::kScales> kSigmas = {1, 2, 4};
constexpr int64_t kLargestRadius = 12;

const std::array<FilterKernels, FilterBank::kScales>& all_kernels() {
  // Never destroyed: a thread may still be inside a call while the process exits.
  static const auto* const kernels = new std::array<FilterKernels, FilterBank::kScales>{
      filter_kernels(kSigmas[0]), filter_kernels(kSigmas[1]), filter_kernels(kSigmas[2])};
  return *kernels;
}

FilterScale lay_out(const FilterKernels& kernels, int64_t stride, int64_t image_size) {
  FilterScale scale;
  scale.radius = kernels.radius;
  scale.stride = stride;
  const int64_t padded = image_size + 2 * scale.radius;
  scale.pitch = (padded + stride - 1) / stride + kColumnBlock;
  scale.plane_size = padded * scale.pitch;
  const int64_t side = 2 * scale.radius + 1, taps = side * side;
  const auto offset = [&](int64_t tap) {
    const int64_t row = tap / side, column = tap % side;
    return column % stride * scale.plane_size + row * scale.pitch + column / stride;
  };
  scale.taps.centre = offset(taps / 2);
  for (size_t o = 0; o < static_cast<size_t>(kOrientations); ++o) {
    scale.taps.centre_even[o] = kernels.even[o][static_cast<size_t>(taps / 2)];
  }
  for (int64_t tap = 0; tap < taps / 2; ++tap) {
    const int64_t mirrored = taps - 1 - tap;
    FilterTapPair pair;
    pair.first = offset(tap);
    pair.second = offset(mirrored);
    for (size_t o = 0; o < static_cast<size_t>(kOrientations); ++o) {
      pair.even[o] = kernels.even[o][static_cast<size_t>(mirrored)];
      pair.odd[o] = kernels.odd[o][static_cast<size_t>(mirrored)];
    }
    scale.taps.pairs.push_back(pair);
  }
  return scale;
}

// The plane with `radius` mirrored rows and columns on each side (the edge itself is not repeated), less `level`.
void pad(const FilterScale& scale, const float* plane, int64_t size, float level, std::vector<float>& padded) {
  const auto mirrored = [size](int64_t position) {
    const int64_t inside = position < 0 ? -position : position;
    return inside < size ? inside : 2 * (size - 1) - inside;
  };
  const int64_t width = size + 2 * scale.radius, stride = scale.stride;
  padded.assign(static_cast<size_t>(stride * scale.plane_size), 0.0f);
  std::vector<float> line(static_cast<size_t>(width));
  for (int64_t y = 0; y < width; ++y) {
    const float* const source = plane + mirrored(y - scale.radius) * size;
    for (int64_t x = 0; x < scale.radius; ++x) {
      line[static_cast<size_t>(x)] = source[scale.radius - x] - level;
      line[static_cast<size_t>(width - 1 - x)] = source[size - 1 - scale.radius + x] - level;
    }
    for (int64_t x = 0; x < size; ++x) {
      line[static_cast<size_t>(x + scale.radius)] = source[x] - level;
    }
    for (int64_t phase = 0; phase < stride; ++phase) {
      float* const target = padded.data() + phase * scale.plane_size + y * scale.pitch;
      for (int64_t x = phase, i = 0; x < width; x += stride, ++i) {
        target[i] = line[static_cast<size_t>(x)];
      }
    }
  }
}

double mean_of(const float* values, int64_t count) {
  double total = 0;
#pragma omp simd reduction(+ : total)
  for (int64_t i = 0; i < count; ++i) {
    total += static_cast<double>(values[i]);
  }
  return total / static_cast<double>(count);
}

// Sums and the largest value of column sums over each cell of a row of cells.
void finish_cells(const FilterSums& sums, int64_t grid, int64_t cell, int64_t first_filter, float* features) {
  const float share = 1.0f / static_cast<float>(cell * cell);
  for (int64_t o = 0; o < kOrientations; ++o) {
    for (int64_t column = 0; column < grid; ++column) {
      const int64_t start = o * sums.columns + column * cell;
      float energy = 0, largest = 0, even = 0;
      for (int64_t x = start; x < start + cell; ++x) {
        energy += sums.energy[x];
        largest = std::max(largest, sums.largest_energy[x]);
        even += sums.even[x];
      }
      float* const channel = features + column * FilterBank::kChannels + first_filter + o;
      channel[0] = energy * share;
      channel[FilterBank::kFilters] = largest;
      channel[2 * FilterBank::kFilters] = even * share;
    }
  }
}

void read_scale(const FilterScale& scale, const std::vector<float>& padded, int64_t size, int64_t grid,
                int64_t first_filter, float* features) {
  const int64_t width = size / scale.stride, cell = width / grid;
  const int64_t columns = (width + kColumnBlock - 1) / kColumnBlock * kColumnBlock;
  std::vector<float> memory(static_cast<size_t>(3 * kOrientations * columns));
  FilterSums sums;
  sums.columns = columns;
  sums.energy = memory.data();
  sums.largest_energy = sums.energy + kOrientations * columns;
  sums.even = sums.largest_energy + kOrientations * columns;
  for (int64_t row = 0; row < grid; ++row) {
    std::fill(memory.begin(), memory.end(), 0.0f);
    for (int64_t y = row * cell; y < (row + 1) * cell; ++y) {
      add_filter_row(scale.taps, padded.data() + y * scale.stride * scale.pitch, sums);
    }
    finish_cells(sums, grid, cell, first_filter, features + row * grid * FilterBank::kChannels);
  }
}

// Population standard deviation in every cell, in two passes.
void cell_deviations(const float* plane, int64_t size, int64_t grid, float* deviations, int64_t step) {
  const int64_t cell = size / grid;
  const double share = 1.0 / static_cast<double>(cell * cell);
  std::vector<float> means(static_cast<size_t>(grid * grid));
  cell_means(plane, size, grid, means.data(), 1);
  for (int64_t location = 0; location < grid * grid; ++location) {
    const float* const corner = plane + (location / grid * size + location % grid) * cell;
    const float mean = means[static_cast<size_t>(location)];
    double squares = 0;
    for (int64_t y = 0; y < cell; ++y) {
      for (int64_t x = 0; x < cell; ++x) {
        const float difference = corner[y * size + x] - mean;
        squares += static_cast<double>(difference * difference);
      }
    }
    deviations[location * step] = static_cast<float>(std::sqrt(squares * share));
  }
}

}  // namespace

FilterBank::FilterBank(int64_t image_size, int64_t grid) : size_(image_size), grid_(grid) {
  if (image_size <= kLargestRadius) {
    throw std::invalid_argument("image_size is " + std::to_string(image_size) + ", a filter bank needs more than " +
                                std::to_string(kLargestRadius));
  }
  if (image_size / grid % 2 != 0) {
    throw std::invalid_argument("grid is " + std::to_string(grid) + ", image_size " + std::to_string(image_size) +
                                ": a filter bank's cell must be an even number of pixels a side");
  }
  // Coarse filters vary slowly: every second place is enough.
  for (size_t s = 0; s < scales_.size(); ++s) {
    scales_[s] = lay_out(all_kernels()[s], kSigmas[s] == 1 ? 1 : 2, image_size);
  }
}

void FilterBank::read(const Planes& planes, float* features) const {
  // The kernels' means are zero, so that taking the mean out changes nothing but the rounding: uniform images give
  // exact zeros.
  const float level = static_cast<float>(mean_of(planes.luminance(), size_ * size_));
  std::vector<float> padded;
  for (size_t s = 0; s < scales_.size(); ++s) {
    pad(scales_[s], planes.luminance(), size_, level, padded);
    read_scale(scales_[s], padded, size_, grid_, static_cast<int64_t>(s) * kOrientations, features);
  }
  cell_means(planes.red(), size_, grid_, features + 3 * kFilters, kChannels);
  cell_means(planes.green(), size_, grid_, features + 3 * kFilters + 1, kChannels);
  cell_means(planes.blue(), size_, grid_, features + 3 * kFilters + 2, kChannels);
  cell_deviations(planes.luminance(), size_, grid_, features + 3 * kFilters + 3, kChannels);
}

}  // namespace diffcont
