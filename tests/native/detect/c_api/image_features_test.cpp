#include <algorithm>
#include <cstdint>
#include <vector>

#include "detect/c_api/support.h"

namespace {

dc_image_features_config bank_config() {
  dc_image_features_config config = {};
  config.struct_size = sizeof config;
  config.kind = DC_IMAGE_FEATURES_FILTER_BANK;
  config.exposure = DC_EXPOSURE_AS_IS;
  config.image_size = 32;
  config.grid = 4;
  return config;
}

std::vector<float> ramps(int64_t count) {
  std::vector<float> values;
  for (int64_t i = 0; i < count * 3 * 32 * 32; ++i) {
    values.push_back(static_cast<float>(i % 37) / 37.0f - 0.5f);
  }
  return values;
}

TEST_F(CApi, ImageFeaturesHaveTheShapeOfTheirKind) {
  struct Case {
    int32_t kind;
    int32_t channels;
  };
  const Case cases[] = {
      {DC_IMAGE_FEATURES_FILTER_BANK, 40}, {DC_IMAGE_FEATURES_DCT, 66}, {DC_IMAGE_FEATURES_PIXELS, 3}};
  for (const Case& c : cases) {
    dc_image_features_config config = bank_config();
    config.kind = c.kind;
    int64_t locations = 0;
    int32_t channels = 0;
    ASSERT_OK(dc_image_features_shape(&config, &locations, &channels));
    EXPECT_EQ(locations, 16);
    EXPECT_EQ(channels, c.channels);
    const std::vector<float> pixels = ramps(2);
    std::vector<float> features(static_cast<size_t>(2 * 16 * channels), kNaN);
    ASSERT_OK(dc_image_features(&config, pixels.data(), 2, features.data(), static_cast<int64_t>(features.size())));
    for (const float value : features) {
      ASSERT_EQ(value, value) << "not written";
    }
  }
}

TEST_F(CApi, ImageFeaturesOfPixelsFollowTheExposure) {
  dc_image_features_config config = bank_config();
  config.kind = DC_IMAGE_FEATURES_PIXELS;
  config.grid = 1;
  std::vector<float> image(3 * 32 * 32, -0.5f);
  std::fill_n(image.begin(), 32 * 32, 0.25f);  // mean -0.25, std sqrt(0.125)
  float means[3] = {};
  ASSERT_OK(dc_image_features(&config, image.data(), 1, means, 3));
  EXPECT_NEAR(means[0], 0.25, 1e-6);
  EXPECT_NEAR(means[2], -0.5, 1e-6);
  config.exposure = DC_EXPOSURE_MEAN_SUBTRACTED;
  ASSERT_OK(dc_image_features(&config, image.data(), 1, means, 3));
  EXPECT_NEAR(means[0], 0.5, 1e-6);
  config.exposure = DC_EXPOSURE_STANDARDISED;
  ASSERT_OK(dc_image_features(&config, image.data(), 1, means, 3));
  EXPECT_NEAR(means[0], 0.5 / (0.35355339 + 0.05), 1e-6);
}

TEST_F(CApi, ImageFeaturesRefuseSettingsThatCannotBe) {
  int64_t locations = 0;
  int32_t channels = 0;
  const auto refuses = [&](auto change, const char* name) {
    dc_image_features_config config = bank_config();
    change(config);
    EXPECT_FAILS(dc_image_features_shape(&config, &locations, &channels), DC_ERROR_INVALID_ARGUMENT, name);
    const std::vector<float> pixels = ramps(1);
    std::vector<float> features(16 * 40);
    EXPECT_FAILS(dc_image_features(&config, pixels.data(), 1, features.data(), 640), DC_ERROR_INVALID_ARGUMENT, name);
  };
  refuses([](dc_image_features_config& c) { c.struct_size = 4; }, "dc_image_features_config");
  refuses([](dc_image_features_config& c) { c.kind = 3; }, "kind");
  refuses([](dc_image_features_config& c) { c.exposure = -1; }, "exposure");
  refuses([](dc_image_features_config& c) { c.image_size = 0; }, "image_size");
  refuses([](dc_image_features_config& c) { c.grid = 5; }, "grid");
  refuses([](dc_image_features_config& c) { c.grid = 0; }, "grid");
}

TEST_F(CApi, ImageFeaturesRefuseMissingPointersWrongSizesAndBadValues) {
  const dc_image_features_config config = bank_config();
  int64_t locations = 0;
  int32_t channels = 0;
  EXPECT_FAILS(dc_image_features_shape(nullptr, &locations, &channels), DC_ERROR_INVALID_ARGUMENT, "config");
  EXPECT_FAILS(dc_image_features_shape(&config, nullptr, &channels), DC_ERROR_INVALID_ARGUMENT, "locations");
  EXPECT_FAILS(dc_image_features_shape(&config, &locations, nullptr), DC_ERROR_INVALID_ARGUMENT, "channels");
  std::vector<float> pixels = ramps(1), features(16 * 40);
  float* const out = features.data();
  EXPECT_FAILS(dc_image_features(nullptr, pixels.data(), 1, out, 640), DC_ERROR_INVALID_ARGUMENT, "config");
  EXPECT_FAILS(dc_image_features(&config, nullptr, 1, out, 640), DC_ERROR_INVALID_ARGUMENT, "images");
  EXPECT_FAILS(dc_image_features(&config, pixels.data(), 1, nullptr, 640), DC_ERROR_INVALID_ARGUMENT, "features");
  EXPECT_FAILS(dc_image_features(&config, pixels.data(), 0, out, 0), DC_ERROR_INVALID_ARGUMENT, "images");
  EXPECT_FAILS(dc_image_features(&config, pixels.data(), 1, out, 639), DC_ERROR_INVALID_ARGUMENT, "size");
  EXPECT_FAILS(dc_image_features(&config, pixels.data(), int64_t{1} << 50, out, 640), DC_ERROR_INVALID_ARGUMENT,
               "images");
  pixels[5] = kNaN;
  EXPECT_FAILS(dc_image_features(&config, pixels.data(), 1, out, 640), DC_ERROR_NOT_FINITE, "image 0");
}

}  // namespace
