// What the tests of the C interface share: a tiny network, arguments that are right, and checks of status and message.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "diffcont/diffcont.h"

inline constexpr uint64_t kStale = 0xDEAD00000001;
inline constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

std::string last_message();

// The status is the expected one and the message names what it should.
::testing::AssertionResult fails(dc_status status, dc_status expected, const std::string& in_message);
#define EXPECT_FAILS(call, expected, in_message) EXPECT_TRUE(fails(call, expected, in_message))
#define EXPECT_OK(call) EXPECT_TRUE(fails(call, DC_OK, ""))
#define ASSERT_OK(call) ASSERT_TRUE(fails(call, DC_OK, ""))

// 8 x 8 pixels, 3 channels, 2 levels of 8 and 16 channels, 2 classes, embeddings of 4 * 2 * 2 = 16 dimensions.
dc_network_config tiny_config();
inline constexpr int64_t kImage = 3 * 8 * 8;
inline constexpr int64_t kDimension = 16;

dc_training_config training_config();

// Smooth, different images in [-1, 1].
std::vector<float> images(int64_t count);

// Fails the test when it leaves a handle behind.
class CApi : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(dc_live_handles(), 0); }
  void TearDown() override { EXPECT_EQ(dc_live_handles(), 0) << "a handle was not freed"; }
};

class WithNetwork : public CApi {
 protected:
  void SetUp() override {
    CApi::SetUp();
    const dc_network_config config = tiny_config();
    ASSERT_OK(dc_network_create(&config, 7, &network));
  }
  void TearDown() override {
    EXPECT_OK(dc_network_free(network));
    CApi::TearDown();
  }
  dc_network network = 0;
};

// A folder of its own for one test, removed with everything in it.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::string path(const std::string& name = "") const {
    return name.empty() ? folder_.string() : (folder_ / name).string();
  }

 private:
  std::filesystem::path folder_;
};

std::vector<float> parameter(dc_network network, const std::string& name);
