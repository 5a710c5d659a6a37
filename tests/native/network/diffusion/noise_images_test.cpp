#include "network/diffusion/noise_images.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "common/random/noise.h"

namespace diffcont {
namespace {

TEST(NoiseImages, AreTheirStreamsNoise) {
  const std::vector<uint64_t> streams = {4, 0, 4, 1ull << 50};
  const at::Tensor images = noise_images(8, streams.data(), 4, 3, 5);
  ASSERT_EQ(images.sizes(), at::IntArrayRef({4, 3, 5, 5}));
  for (int64_t i = 0; i < 4; ++i) {
    std::vector<float> expected(75);
    fill_noise(8, streams[static_cast<size_t>(i)], expected.data(), 75);
    const at::Tensor image = images[i].contiguous();
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(), image.data_ptr<float>())) << i;
  }
}

}  // namespace
}  // namespace diffcont
