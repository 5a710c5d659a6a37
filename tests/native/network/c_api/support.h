// What the tests of the network library's C interface share: a tiny network, and arguments that are right.
#pragma once

#include "common/c_api/support.h"
#include "diffcont/diffcont_network.h"

// 8 x 8 pixels, 3 channels, 2 levels of 8 and 16 channels, 2 classes, embeddings of 4 * 2 * 2 = 16 dimensions.
dcn_network_config tiny_config();
inline constexpr int64_t kImage = 3 * 8 * 8;
inline constexpr int64_t kDimension = 16;

dcn_training_config training_config();

// Smooth, different images in [-1, 1].
std::vector<float> images(int64_t count);

class WithNetwork : public CApi {
 protected:
  void SetUp() override {
    CApi::SetUp();
    const dcn_network_config config = tiny_config();
    ASSERT_OK(dcn_network_create(&config, 7, &network));
  }
  void TearDown() override {
    EXPECT_OK(dcn_network_free(network));
    CApi::TearDown();
  }
  dcn_network network = 0;
};

std::vector<float> parameter(dcn_network network, const std::string& name);
