#include <algorithm>

#include "detect/c_api/support.h"

namespace {

TEST_F(CApi, NoiseDependsOnSeedStreamAndIndexAlone) {
  std::vector<float> longer(10), shorter(7), other(7);
  ASSERT_OK(dc_noise(1, 2, longer.data(), 10));
  ASSERT_OK(dc_noise(1, 2, shorter.data(), 7));
  ASSERT_OK(dc_noise(1, 3, other.data(), 7));
  EXPECT_TRUE(std::equal(shorter.begin(), shorter.end(), longer.begin()));
  EXPECT_NE(shorter, other);
}

TEST_F(CApi, NoiseChecksItsArguments) {
  float value = 0;
  EXPECT_FAILS(dc_noise(1, 2, nullptr, 1), DC_ERROR_INVALID_ARGUMENT, "values is NULL");
  EXPECT_FAILS(dc_noise(1, 2, &value, 0), DC_ERROR_INVALID_ARGUMENT, "count is 0");
  EXPECT_FAILS(dc_noise(1, 2, &value, int64_t{1} << 60), DC_ERROR_INVALID_ARGUMENT, "count is");
}

}  // namespace
