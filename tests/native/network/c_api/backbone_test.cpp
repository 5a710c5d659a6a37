#include <algorithm>
#include <cmath>
#include <fstream>

#include <nlohmann/json.hpp>

#include "network/c_api/support.h"

namespace {

const std::string kFolder = std::string(DIFFCONT_GOLDEN) + "/backbone/";
const std::string kFile = kFolder + "layers.pt";
constexpr int64_t kSide = 16;

class Backbone : public CApi {
 protected:
  void SetUp() override {
    CApi::SetUp();
    std::ifstream in(kFolder + "features.json");
    golden = nlohmann::json::parse(in);
    config.struct_size = sizeof config;
    config.image_size = kSide;
    std::copy_n(golden.at("mean").get<std::vector<float>>().begin(), 3, config.mean);
    std::copy_n(golden.at("std").get<std::vector<float>>().begin(), 3, config.std);
    for (int64_t i = 0; i < 2 * 3 * kSide * kSide; ++i) {
      pixels.push_back(static_cast<float>(std::sin(0.37 * static_cast<double>(i % 1009))));
    }
  }
  nlohmann::json golden;
  dcn_backbone_config config{};
  std::vector<float> pixels;
  dcn_backbone backbone = 0;
};

TEST_F(Backbone, GivesTheFeaturesOfTheGoldenFile) {
  for (const auto& [name, entry] : golden.at("cases").items()) {
    ASSERT_OK(dcn_backbone_load(kFile.c_str(), entry.at("method").get<std::string>().c_str(), &config, &backbone));
    int32_t channels = 0;
    ASSERT_OK(dcn_backbone_channels(backbone, &channels));
    EXPECT_EQ(channels, entry.at("channels").get<int32_t>());
    const std::vector<float> expected = entry.at("values");
    std::vector<float> features(expected.size(), kNaN);
    ASSERT_OK(dcn_backbone_features(backbone, pixels.data(), 2, entry.at("grid"), features.data(),
                                   static_cast<int64_t>(features.size())));
    for (size_t i = 0; i < expected.size(); ++i) {
      ASSERT_NEAR(features[i], expected[i], 1e-5) << name << ", " << i;
    }
    EXPECT_OK(dcn_backbone_free(backbone));
  }
}

TEST_F(Backbone, LoadRefusesWrongArgumentsAndFiles) {
  const auto load = [&](const std::string& file, const char* method = "forward") {
    return dcn_backbone_load(file.c_str(), method, &config, &backbone);
  };
  EXPECT_FAILS(dcn_backbone_load(nullptr, "forward", &config, &backbone), DC_ERROR_INVALID_ARGUMENT, "file is NULL");
  EXPECT_FAILS(load(""), DC_ERROR_INVALID_ARGUMENT, "file is empty");
  EXPECT_FAILS(load(kFile, nullptr), DC_ERROR_INVALID_ARGUMENT, "method is NULL");
  EXPECT_FAILS(load(kFile, ""), DC_ERROR_INVALID_ARGUMENT, "method is empty");
  EXPECT_FAILS(load(kFile, "backward"), DC_ERROR_FORMAT, "has no method backward; it has: forward, middle");
  EXPECT_FAILS(dcn_backbone_load(kFile.c_str(), "forward", nullptr, &backbone), DC_ERROR_INVALID_ARGUMENT,
               "config is NULL");
  EXPECT_FAILS(dcn_backbone_load(kFile.c_str(), "forward", &config, nullptr), DC_ERROR_INVALID_ARGUMENT,
               "backbone is NULL");
  EXPECT_FAILS(load(kFolder + "none.pt"), DC_ERROR_IO, "none.pt");
  EXPECT_FAILS(load(kFolder), DC_ERROR_IO, "backbone");
  EXPECT_FAILS(load(kFolder + "features.json"), DC_ERROR_FORMAT, "features.json is not a TorchScript file");
  config.std[1] = 0;
  EXPECT_FAILS(load(kFile), DC_ERROR_INVALID_ARGUMENT, "std[1] is 0");
  config.std[1] = 1;
  config.mean[2] = kNaN;
  EXPECT_FAILS(load(kFile), DC_ERROR_INVALID_ARGUMENT, "mean[2]");
  config.mean[2] = 0;
  config.image_size = 4097;
  EXPECT_FAILS(load(kFile), DC_ERROR_INVALID_ARGUMENT, "image_size is 4097");
  config.struct_size = 4;
  EXPECT_FAILS(load(kFile), DC_ERROR_INVALID_ARGUMENT, "dcn_backbone_config.struct_size");
  EXPECT_EQ(backbone, 0u);
}

TEST_F(Backbone, FeaturesRefuseWrongArguments) {
  ASSERT_OK(dcn_backbone_load(kFile.c_str(), "middle", &config, &backbone));
  std::vector<float> features(2 * 4 * 6);
  float* const out = features.data();
  const float* const in = pixels.data();
  int32_t channels = 0;
  EXPECT_FAILS(dcn_backbone_channels(kStale, &channels), DC_ERROR_BAD_HANDLE, "backbone");
  EXPECT_FAILS(dcn_backbone_channels(backbone, nullptr), DC_ERROR_INVALID_ARGUMENT, "channels is NULL");
  EXPECT_FAILS(dcn_backbone_features(kStale, in, 2, 2, out, 48), DC_ERROR_BAD_HANDLE, "backbone");
  EXPECT_FAILS(dcn_backbone_features(backbone, nullptr, 2, 2, out, 48), DC_ERROR_INVALID_ARGUMENT, "images is NULL");
  EXPECT_FAILS(dcn_backbone_features(backbone, in, 0, 2, out, 48), DC_ERROR_INVALID_ARGUMENT, "size of images");
  EXPECT_FAILS(dcn_backbone_features(backbone, in, 2, 0, out, 48), DC_ERROR_INVALID_ARGUMENT, "grid is 0");
  EXPECT_FAILS(dcn_backbone_features(backbone, in, 2, 1025, out, 48), DC_ERROR_INVALID_ARGUMENT, "grid is 1025");
  EXPECT_FAILS(dcn_backbone_features(backbone, in, 2, 2, nullptr, 48), DC_ERROR_INVALID_ARGUMENT, "features is NULL");
  EXPECT_FAILS(dcn_backbone_features(backbone, in, 2, 2, out, 47), DC_ERROR_INVALID_ARGUMENT, "size is 47, must be 48");
  pixels[9] = kNaN;
  EXPECT_FAILS(dcn_backbone_features(backbone, in, 2, 2, out, 48), DC_ERROR_NOT_FINITE, "images[9]");
  EXPECT_FAILS(dcn_network_free(backbone), DC_ERROR_BAD_HANDLE, "is a backbone, not a network");
  EXPECT_OK(dcn_backbone_free(backbone));
  EXPECT_FAILS(dcn_backbone_free(backbone), DC_ERROR_BAD_HANDLE, "was freed");
}

}  // namespace
