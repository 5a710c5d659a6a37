#include <gtest/gtest.h>
#include "unet/network.h"
TEST(Network, Runs) {
  diffcont::NetworkConfig config;
  diffcont::Network n(config, 1);
  auto out = n.infer(at::zeros({3,3,32,32}), at::zeros({3}, at::kLong), at::zeros({3}, at::kLong), diffcont::UNetPart::kNoiseAndBottleneck);
  EXPECT_EQ(out.predicted_noise.sizes(), at::IntArrayRef({3,3,32,32}));
  EXPECT_EQ(n.project(out.bottleneck).size(1), 2304);
}
