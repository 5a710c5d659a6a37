#include "detect/image_features/filter_row.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "detect/image_features/filter_bank.h"

namespace diffcont {
namespace {

TEST(FilterRow, EveryVersionThisProcessorRunsAgreesWithTheSumWrittenOut) {
  std::mt19937 engine(5);
  std::uniform_real_distribution<float> values(-1, 1);
  constexpr int64_t kColumns = 2 * kColumnBlock, kPitch = 50;
  std::vector<float> window(7 * kPitch);
  for (float& value : window) {
    value = values(engine);
  }
  FilterTaps taps;
  taps.centre = 3 * kPitch + 3;
  for (float& weight : taps.centre_even) {
    weight = values(engine);
  }
  for (int64_t i = 0; i < 11; ++i) {
    FilterTapPair pair;
    pair.first = static_cast<int64_t>(engine() % (window.size() - kColumns));
    pair.second = static_cast<int64_t>(engine() % (window.size() - kColumns));
    for (int64_t o = 0; o < kOrientations; ++o) {
      pair.even[o] = values(engine);
      pair.odd[o] = values(engine);
    }
    taps.pairs.push_back(pair);
  }

  const std::vector<FilterRowVersion> versions = filter_row_versions();
  ASSERT_EQ(std::string(versions.back().name), "plain");
  for (const FilterRowVersion& version : versions) {
    std::vector<float> energy(kOrientations * kColumns, 2.0f), largest(kOrientations * kColumns, 1.5f),
        even_sum(kOrientations * kColumns, -3.0f);
    version.add(taps, window.data(), {energy.data(), largest.data(), even_sum.data(), kColumns});
    for (int64_t o = 0; o < kOrientations; ++o) {
      for (int64_t x = 0; x < kColumns; ++x) {
        double even = static_cast<double>(taps.centre_even[o]) * window[static_cast<size_t>(taps.centre + x)];
        double odd = 0;
        for (const FilterTapPair& pair : taps.pairs) {
          const double first = window[static_cast<size_t>(pair.first + x)];
          const double second = window[static_cast<size_t>(pair.second + x)];
          even += pair.even[o] * (first + second);
          odd += pair.odd[o] * (second - first);
        }
        const size_t i = static_cast<size_t>(o * kColumns + x);
        EXPECT_NEAR(energy[i], 2 + std::hypot(even, odd), 1e-5) << version.name;
        EXPECT_NEAR(largest[i], std::max(1.5, std::hypot(even, odd)), 1e-5) << version.name;
        EXPECT_NEAR(even_sum[i], even - 3, 1e-5) << version.name;
      }
    }
  }
}

TEST(FilterKernels, HaveZeroMeanUnitMassAndOppositeSymmetry) {
  for (const int64_t sigma : {1, 2, 4}) {
    const FilterKernels kernels = filter_kernels(sigma);
    EXPECT_EQ(kernels.radius, 3 * sigma);
    for (size_t o = 0; o < static_cast<size_t>(kOrientations); ++o) {
      const std::vector<float>& even = kernels.even[o];
      const std::vector<float>& odd = kernels.odd[o];
      ASSERT_EQ(even.size(), static_cast<size_t>((6 * sigma + 1) * (6 * sigma + 1)));
      double even_sum = 0, odd_sum = 0, even_mass = 0, odd_mass = 0;
      for (size_t i = 0; i < even.size(); ++i) {
        even_sum += even[i];
        odd_sum += odd[i];
        even_mass += std::abs(even[i]);
        odd_mass += std::abs(odd[i]);
        EXPECT_NEAR(even[i], even[even.size() - 1 - i], 1e-8);
        EXPECT_NEAR(odd[i], -odd[odd.size() - 1 - i], 1e-8);
      }
      EXPECT_NEAR(even_sum, 0, 1e-6);
      EXPECT_NEAR(odd_sum, 0, 1e-6);
      EXPECT_NEAR(even_mass, 1, 1e-6);
      EXPECT_NEAR(odd_mass, 1, 1e-6);
    }
  }
}

}  // namespace
}  // namespace diffcont
