#include "detect/image_features/image_features.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/runtime/threads.h"
#include "common/storage/errors.h"
#include "plain.h"

namespace diffcont {
namespace {

using Kind = ImageFeaturesKind;

constexpr Exposure kExposures[] = {Exposure::kAsIs, Exposure::kMeanSubtracted, Exposure::kStandardised};

std::vector<float> read(const ImageFeaturesConfig& config, const std::vector<float>& images) {
  const int64_t count = static_cast<int64_t>(images.size()) / (3 * config.image_size * config.image_size);
  const ImageFeaturesShape shape = image_features_shape(config);
  std::vector<float> features(static_cast<size_t>(count * shape.locations * shape.channels), -77.0f);
  image_features(config, images.data(), count, features.data());
  return features;
}

void expect_close(const std::vector<float>& actual, const std::vector<double>& expected, const std::string& what) {
  ASSERT_EQ(actual.size(), expected.size()) << what;
  for (size_t i = 0; i < actual.size(); ++i) {
    ASSERT_NEAR(actual[i], expected[i], 5e-6 * std::max(1.0, std::abs(expected[i]))) << what << ", value " << i;
  }
}

std::string error_of(const ImageFeaturesConfig& config) {
  try {
    image_features_shape(config);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(ImageFeatures, AgreeWithAPlainImplementationOnOddContent) {
  struct Size {
    Kind kind;
    int64_t image_size, grid;
  };
  const Size sizes[] = {{Kind::kFilterBank, 16, 2}, {Kind::kFilterBank, 14, 7}, {Kind::kFilterBank, 36, 3},
                        {Kind::kFilterBank, 40, 5}, {Kind::kFilterBank, 26, 1}, {Kind::kDct, 32, 4},
                        {Kind::kDct, 15, 5},        {Kind::kDct, 32, 2},        {Kind::kDct, 4, 2},
                        {Kind::kDct, 16, 4},
                        {Kind::kPixels, 12, 12},    {Kind::kPixels, 21, 7},     {Kind::kPixels, 1, 1}};
  for (const Size& size : sizes) {
    for (const Exposure exposure : kExposures) {
      for (int64_t content = 0; content < 5; ++content) {
        const ImageFeaturesConfig config{size.kind, exposure, size.image_size, size.grid};
        const std::vector<float> image = plain::odd_content(size.image_size, content);
        expect_close(read(config, image), plain::features(config, image.data()),
                     "kind " + std::to_string(static_cast<int>(size.kind)) + ", size " +
                         std::to_string(size.image_size) + ", grid " + std::to_string(size.grid) + ", exposure " +
                         std::to_string(static_cast<int>(exposure)) + ", content " + std::to_string(content));
      }
    }
  }
}

TEST(ImageFeatures, AgreeWithNumpy) {
  std::ifstream file(DIFFCONT_GOLDEN "/image_features/features.json");
  const nlohmann::json golden = nlohmann::json::parse(file);
  std::vector<float> image;
  for (const int value : golden.at("image")) {
    image.push_back(static_cast<float>(value / 127.5 - 1));
  }
  const std::map<std::string, Kind> kinds = {
      {"filter_bank", Kind::kFilterBank}, {"dct", Kind::kDct}, {"pixels", Kind::kPixels}};
  const std::map<std::string, Exposure> exposures = {{"as_is", Exposure::kAsIs},
                                                     {"mean_subtracted", Exposure::kMeanSubtracted},
                                                     {"standardised", Exposure::kStandardised}};
  ASSERT_EQ(golden.at("cases").size(), 9u);
  for (const nlohmann::json& entry : golden.at("cases")) {
    const ImageFeaturesConfig config{kinds.at(entry.at("kind")), exposures.at(entry.at("exposure")),
                                     golden.at("image_size"), entry.at("grid")};
    EXPECT_EQ(image_features_shape(config).channels, entry.at("channels").get<int64_t>());
    expect_close(read(config, image), entry.at("features"),
                 entry.at("kind").get<std::string>() + ", " + entry.at("exposure").get<std::string>());
  }
}

TEST(ImageFeatures, HaveTheShapesOfTheUsualSettings) {
  const ImageFeaturesShape bank = image_features_shape({Kind::kFilterBank, Exposure::kAsIs, 128, 16});
  EXPECT_EQ(bank.locations, 256);
  EXPECT_EQ(bank.channels, 40);
  EXPECT_EQ(image_features_shape({Kind::kFilterBank, Exposure::kAsIs, 128, 32}).locations, 1024);
  EXPECT_EQ(image_features_shape({Kind::kDct, Exposure::kAsIs, 128, 16}).channels, 66);
  const ImageFeaturesShape pixels = image_features_shape({Kind::kPixels, Exposure::kAsIs, 32, 32});
  EXPECT_EQ(pixels.locations, 1024);
  EXPECT_EQ(pixels.channels, 3);
}

TEST(ImageFeatures, AreTheSameBitsInAnyBatchAndWithAnyNumberOfThreads) {
  const int threads = thread_count();
  for (const Kind kind : {Kind::kFilterBank, Kind::kDct, Kind::kPixels}) {
    const ImageFeaturesConfig config{kind, Exposure::kStandardised, 64, 8};
    std::vector<float> images;
    std::vector<float> alone;
    set_threads(1);
    for (int64_t content = 0; content < 7; ++content) {
      const std::vector<float> image = plain::odd_content(64, content);
      const std::vector<float> features = read(config, image);
      images.insert(images.end(), image.begin(), image.end());
      alone.insert(alone.end(), features.begin(), features.end());
    }
    for (const int count : {1, 2, 5}) {
      set_threads(count);
      EXPECT_EQ(read(config, images), alone) << count << " threads";
    }
  }
  set_threads(threads);
}

TEST(ImageFeatures, OfAUniformImageHaveNoStructure) {
  const std::vector<float> image(3 * 64 * 64, 0.3f);
  const std::vector<float> bank = read({Kind::kFilterBank, Exposure::kAsIs, 64, 4}, image);
  for (size_t i = 0; i < bank.size(); ++i) {
    const bool colour = i % 40 >= 36 && i % 40 < 39;
    EXPECT_NEAR(bank[i], colour ? 0.3f : 0.0f, 1e-6f) << "value " << i;
  }
  for (const Kind kind : {Kind::kFilterBank, Kind::kDct, Kind::kPixels}) {
    for (const Exposure exposure : {Exposure::kMeanSubtracted, Exposure::kStandardised}) {
      for (const float value : read({kind, exposure, 64, 16}, image)) {
        EXPECT_NEAR(value, 0.0f, 5e-6f);
      }
    }
  }
}

TEST(ImageFeatures, IgnoreBrightnessOnceTheMeanIsSubtracted) {
  const std::vector<float> image = plain::odd_content(32, 4);
  std::vector<float> brighter = image;
  for (float& value : brighter) {
    value += 0.2f;
  }
  for (const Kind kind : {Kind::kFilterBank, Kind::kDct, Kind::kPixels}) {
    const std::vector<float> expected = read({kind, Exposure::kMeanSubtracted, 32, 4}, image);
    expect_close(read({kind, Exposure::kMeanSubtracted, 32, 4}, brighter),
                 std::vector<double>(expected.begin(), expected.end()), "brighter");
    EXPECT_NE(read({kind, Exposure::kAsIs, 32, 4}, brighter), read({kind, Exposure::kAsIs, 32, 4}, image));
  }
}

TEST(ImageFeatures, OfNoImagesAreNothing) {
  image_features({Kind::kFilterBank, Exposure::kAsIs, 128, 16}, nullptr, 0, nullptr);
  EXPECT_THROW(image_features({}, nullptr, -1, nullptr), std::invalid_argument);
}

TEST(ImageFeatures, SettingsThatCannotBeAreRefusedByName) {
  EXPECT_NE(error_of({Kind::kPixels, Exposure::kAsIs, 0, 1}).find("image_size is 0"), std::string::npos);
  EXPECT_NE(error_of({Kind::kPixels, Exposure::kAsIs, 4097, 1}).find("image_size is 4097"), std::string::npos);
  EXPECT_NE(error_of({Kind::kPixels, Exposure::kAsIs, 32, 0}).find("grid is 0"), std::string::npos);
  EXPECT_NE(error_of({Kind::kPixels, Exposure::kAsIs, 32, 5}).find("grid is 5"), std::string::npos);
  EXPECT_NE(error_of({Kind::kFilterBank, Exposure::kAsIs, 12, 1}).find("image_size is 12"), std::string::npos);
  EXPECT_NE(error_of({Kind::kFilterBank, Exposure::kAsIs, 128, 128}).find("even number"), std::string::npos);
  EXPECT_NE(error_of({Kind::kDct, Exposure::kAsIs, 128, 128}).find("2..16"), std::string::npos);
  EXPECT_NE(error_of({Kind::kDct, Exposure::kAsIs, 128, 4}).find("2..16"), std::string::npos);
  EXPECT_NE(error_of({static_cast<Kind>(9), Exposure::kAsIs, 128, 16}).find("kind of image features 9"),
            std::string::npos);
  EXPECT_NE(error_of({Kind::kPixels, static_cast<Exposure>(-1), 32, 32}).find("exposure -1"), std::string::npos);
}

TEST(ImageFeatures, ImagesThatAreNotFiniteAreRefusedByIndex) {
  const ImageFeaturesConfig config{Kind::kPixels, Exposure::kAsIs, 8, 8};
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                          -std::numeric_limits<float>::infinity()}) {
    std::vector<float> images(2 * 3 * 8 * 8, 0.0f);
    images.back() = bad;
    try {
      read(config, images);
      FAIL() << "accepted " << bad;
    } catch (const NotFiniteError& error) {
      EXPECT_NE(std::string(error.what()).find("image 1 "), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace diffcont
