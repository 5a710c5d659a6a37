#include <cmath>
#include <numbers>

#include "detect/image_features/filter_bank.h"

namespace diffcont {
namespace {

constexpr double kElongation = 1.5;  // of the envelope across the filter's direction

std::vector<float> normalised(const std::vector<double>& kernel) {
  double sum = 0;
  for (const double value : kernel) {
    sum += value;
  }
  const double mean = sum / static_cast<double>(kernel.size());
  double absolute = 0;
  for (const double value : kernel) {
    absolute += std::abs(value - mean);
  }
  std::vector<float> result;
  for (const double value : kernel) {
    result.push_back(static_cast<float>((value - mean) / absolute));
  }
  return result;
}

}  // namespace

FilterKernels filter_kernels(int64_t sigma) {
  FilterKernels kernels;
  kernels.radius = 3 * sigma;
  const double scale = static_cast<double>(sigma);
  for (int64_t o = 0; o < kOrientations; ++o) {
    const double angle = std::numbers::pi * static_cast<double>(o) / static_cast<double>(kOrientations);
    std::vector<double> even, odd;
    for (int64_t y = -kernels.radius; y <= kernels.radius; ++y) {
      for (int64_t x = -kernels.radius; x <= kernels.radius; ++x) {
        const double column = static_cast<double>(x), row = static_cast<double>(y);
        const double u = (column * std::cos(angle) + row * std::sin(angle)) / scale;
        const double v = (row * std::cos(angle) - column * std::sin(angle)) / (kElongation * scale);
        const double envelope = std::exp(-0.5 * (u * u + v * v));
        even.push_back((u * u - 1) * envelope);
        odd.push_back(-u * envelope);
      }
    }
    kernels.even[static_cast<size_t>(o)] = normalised(even);
    kernels.odd[static_cast<size_t>(o)] = normalised(odd);
  }
  return kernels;
}

}  // namespace diffcont
