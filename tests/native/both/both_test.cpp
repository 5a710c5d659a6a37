// A program that is linked to both libraries: each has its own handles and errors.
#include <gtest/gtest.h>

#include <string>

#include "diffcont/diffcont_detect.h"
#include "diffcont/diffcont_network.h"

namespace {

std::string message(dc_status (*last_error)(char*, size_t, size_t*) noexcept) {
  char text[256];
  size_t length = 0;
  EXPECT_EQ(last_error(text, sizeof text, &length), DC_OK);
  return text;
}

TEST(Both, KeepTheirLastErrorsApart) {
  ASSERT_EQ(dc_set_threads(-1), DC_ERROR_INVALID_ARGUMENT);
  ASSERT_EQ(dcn_set_device("gpu", 0), DC_ERROR_INVALID_ARGUMENT);
  EXPECT_NE(message(&dc_last_error).find("threads is -1"), std::string::npos);
  EXPECT_NE(message(&dcn_last_error).find("gpu"), std::string::npos);
}

TEST(Both, KeepTheirHandlesApart) {
  const float features[] = {0, 1, 2, 3};
  const dc_normality_config config{sizeof config, DC_NORMALITY_DIAGONAL, 1, 0};
  dc_normality normality = 0;
  ASSERT_EQ(dc_normality_fit(&config, features, 2, 1, 2, &normality), DC_OK);
  EXPECT_EQ(dc_live_handles(), 1);
  EXPECT_EQ(dcn_live_handles(), 0);
  EXPECT_EQ(dcn_network_free(normality), DC_ERROR_BAD_HANDLE);
  EXPECT_EQ(dc_normality_free(normality), DC_OK);
}

TEST(Both, ComputeTheSameDistances) {
  const float embeddings[] = {1, 2, 3, 4, 5, 6}, means[] = {0, 1, 0.5f};
  float one[2] = {}, other[2] = {};
  ASSERT_EQ(dc_squared_distances(embeddings, 2, 3, nullptr, nullptr, means, 1, one), DC_OK);
  ASSERT_EQ(dcn_squared_distances(embeddings, 2, 3, nullptr, nullptr, means, 1, other), DC_OK);
  EXPECT_EQ(one[0], other[0]);
  EXPECT_EQ(one[1], other[1]);
}

}  // namespace
