// The features written once more, slowly, straight from their definitions, in f64.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>
#include <vector>

#include "detect/image_features/image_features.h"

namespace diffcont::plain {

struct Image {
  int64_t size = 0;
  std::vector<double> values;  // 3 x size x size

  double at(int64_t c, int64_t y, int64_t x) const { return values[static_cast<size_t>((c * size + y) * size + x)]; }
  double luminance(int64_t y, int64_t x) const {
    return 0.299 * at(0, y, x) + 0.587 * at(1, y, x) + 0.114 * at(2, y, x);
  }
};

inline Image exposed(const float* pixels, int64_t size, Exposure exposure) {
  Image image{size, std::vector<double>(pixels, pixels + 3 * size * size)};
  if (exposure == Exposure::kAsIs) {
    return image;
  }
  const double count = static_cast<double>(image.values.size());
  double mean = 0, variance = 0;
  for (const double v : image.values) {
    mean += v / count;
  }
  for (const double v : image.values) {
    variance += (v - mean) * (v - mean) / count;
  }
  const double divisor = exposure == Exposure::kStandardised ? std::sqrt(variance) + 0.05 : 1;
  for (double& v : image.values) {
    v = (v - mean) / divisor;
  }
  return image;
}

inline int64_t reflected(int64_t i, int64_t size) { return i < 0 ? -i : i >= size ? 2 * size - 2 - i : i; }

// Outputs of one filter at every stride-th place, rows x rows.
inline std::vector<double> filtered(const Image& image, double sigma, double angle, bool even, int64_t stride) {
  const int64_t radius = std::lround(3 * sigma), side = 2 * radius + 1;
  std::vector<double> kernel;
  double sum = 0;
  for (int64_t y = -radius; y <= radius; ++y) {
    for (int64_t x = -radius; x <= radius; ++x) {
      const double u = static_cast<double>(x) * std::cos(angle) + static_cast<double>(y) * std::sin(angle);
      const double v = -static_cast<double>(x) * std::sin(angle) + static_cast<double>(y) * std::cos(angle);
      const double g = std::exp(-u * u / (2 * sigma * sigma) - v * v / (2 * 1.5 * sigma * 1.5 * sigma));
      kernel.push_back(even ? (u * u / (sigma * sigma) - 1) * g : -(u / sigma) * g);
      sum += kernel.back();
    }
  }
  double absolute = 0;
  for (double& k : kernel) {
    k -= sum / static_cast<double>(side * side);
    absolute += std::abs(k);
  }
  std::vector<double> outputs;
  for (int64_t row = 0; row < image.size; row += stride) {
    for (int64_t column = 0; column < image.size; column += stride) {
      double output = 0;
      for (int64_t y = 0; y < side; ++y) {
        for (int64_t x = 0; x < side; ++x) {
          output += kernel[static_cast<size_t>(y * side + x)] / absolute *
                    image.luminance(reflected(row + y - radius, image.size),
                                    reflected(column + x - radius, image.size));
        }
      }
      outputs.push_back(output);
    }
  }
  return outputs;
}

// Calls use(y, x) for every place of a cell of a size x size plane.
template <class Use>
void for_cell(int64_t size, int64_t grid, int64_t location, const Use& use) {
  const int64_t cell = size / grid, top = location / grid * cell, left = location % grid * cell;
  for (int64_t y = top; y < top + cell; ++y) {
    for (int64_t x = left; x < left + cell; ++x) {
      use(y, x);
    }
  }
}

inline std::vector<double> filter_bank(const Image& image, int64_t grid) {
  std::vector<double> features(static_cast<size_t>(grid * grid * 40));
  const auto feature = [&](int64_t location, int64_t channel) -> double& {
    return features[static_cast<size_t>(location * 40 + channel)];
  };
  const int64_t scales[3] = {1, 2, 4};
  for (int64_t filter = 0; filter < 12; ++filter) {
    const int64_t stride = filter < 4 ? 1 : 2, side = image.size / stride;
    const double sigma = static_cast<double>(scales[filter / 4]);
    const double angle = static_cast<double>(filter % 4) * std::numbers::pi / 4;
    const std::vector<double> even = filtered(image, sigma, angle, true, stride);
    const std::vector<double> odd = filtered(image, sigma, angle, false, stride);
    const double places = static_cast<double>(side / grid * (side / grid));
    for (int64_t location = 0; location < grid * grid; ++location) {
      for_cell(side, grid, location, [&](int64_t y, int64_t x) {
        const size_t i = static_cast<size_t>(y * side + x);
        const double energy = std::hypot(even[i], odd[i]);
        feature(location, filter) += energy / places;
        feature(location, 12 + filter) = std::max(feature(location, 12 + filter), energy);
        feature(location, 24 + filter) += even[i] / places;
      });
    }
  }
  const double pixels = static_cast<double>(image.size / grid * (image.size / grid));
  for (int64_t location = 0; location < grid * grid; ++location) {
    double mean = 0, square = 0;
    for_cell(image.size, grid, location, [&](int64_t y, int64_t x) {
      for (int64_t c = 0; c < 3; ++c) {
        feature(location, 36 + c) += image.at(c, y, x) / pixels;
      }
      mean += image.luminance(y, x) / pixels;
      square += image.luminance(y, x) * image.luminance(y, x) / pixels;
    });
    feature(location, 39) = std::sqrt(std::max(0.0, square - mean * mean));
  }
  return features;
}

inline std::vector<double> dct(const Image& image, int64_t grid) {
  const int64_t n = image.size / grid;
  const auto basis = [n](int64_t k, int64_t x) {
    const double length = static_cast<double>(n);
    const double angle = std::numbers::pi * static_cast<double>((2 * x + 1) * k) / (2 * length);
    return (k == 0 ? std::sqrt(1 / length) : std::sqrt(2 / length)) * std::cos(angle);
  };
  std::vector<double> features;
  for (int64_t location = 0; location < grid * grid; ++location) {
    for (int64_t k = 0; k < n; ++k) {
      for (int64_t l = 0; l < n; ++l) {
        double coefficient = 0;
        for_cell(image.size, grid, location, [&](int64_t y, int64_t x) {
          coefficient += image.luminance(y, x) * basis(k, y % n) * basis(l, x % n);
        });
        features.push_back(coefficient);
      }
    }
    for (const int64_t c : {2, 0}) {
      double mean = 0;
      for_cell(image.size, grid, location, [&](int64_t y, int64_t x) {
        mean += (image.at(c, y, x) - image.luminance(y, x)) / static_cast<double>(n * n);
      });
      features.push_back(mean);
    }
  }
  return features;
}

inline std::vector<double> pixels(const Image& image, int64_t grid) {
  const double count = static_cast<double>(image.size / grid * (image.size / grid));
  std::vector<double> features;
  for (int64_t location = 0; location < grid * grid; ++location) {
    for (int64_t c = 0; c < 3; ++c) {
      double mean = 0;
      for_cell(image.size, grid, location, [&](int64_t y, int64_t x) { mean += image.at(c, y, x) / count; });
      features.push_back(mean);
    }
  }
  return features;
}

inline std::vector<double> features(const ImageFeaturesConfig& config, const float* image) {
  const Image clean = exposed(image, config.image_size, config.exposure);
  switch (config.kind) {
    case ImageFeaturesKind::kFilterBank:
      return filter_bank(clean, config.grid);
    case ImageFeaturesKind::kDct:
      return dct(clean, config.grid);
    case ImageFeaturesKind::kPixels:
      return pixels(clean, config.grid);
  }
  return {};
}

// Images that go wrong in different ways when a window, a mirror or an axis is mistaken.
inline std::vector<float> odd_content(int64_t size, int64_t kind) {
  std::mt19937 engine(static_cast<uint32_t>(91 + kind));
  std::vector<float> image;
  for (int64_t i = 0; i < 3 * size * size; ++i) {
    const int64_t c = i / (size * size), y = i / size % size, x = i % size;
    const float random = static_cast<float>(engine()) / 2147483648.0f - 1.0f;
    switch (kind % 5) {
      case 0:  // noise
        image.push_back(random);
        break;
      case 1:  // finest checkerboard
        image.push_back((x + y + c) % 2 == 0 ? 1.0f : -1.0f);
        break;
      case 2:  // one bright pixel off the centre
        image.push_back(y == size / 3 && x == size - 2 ? 1.0f : -0.9f);
        break;
      case 3:  // a slope, steeper in one colour
        image.push_back(static_cast<float>((c + 1) * x + y) / static_cast<float>(4 * size) - 0.5f);
        break;
      default:  // one diagonal edge and a little noise
        image.push_back((2 * x + y < size ? 0.7f : -0.6f) + 0.05f * random);
    }
  }
  return image;
}

}  // namespace diffcont::plain
