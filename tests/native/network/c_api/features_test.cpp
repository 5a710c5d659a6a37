#include <cmath>

#include "network/c_api/support.h"

namespace {

class Features : public WithNetwork {
 protected:
  void SetUp() override {
    WithNetwork::SetUp();
    batch = images(3);
    timesteps = {100, 100, 700};
    labels = {0, DCN_LABEL_NONE, 1};
    streams = {5, 5, 6};
    embeddings.assign(3 * kDimension, 0);
    logits.assign(3 * 2, 0);
    reading.struct_size = sizeof reading;
    reading.count = 3;
    reading.images = batch.data();
    reading.timesteps = timesteps.data();
    reading.labels = labels.data();
    reading.streams = streams.data();
    reading.noise_seed = 9;
  }
  dc_status embed_all() {
    return dcn_features_embed(network, &reading, embeddings.data(), 3 * kDimension, logits.data(), 6);
  }
  std::vector<float> batch;
  std::vector<int32_t> timesteps, labels;
  std::vector<uint64_t> streams;
  std::vector<float> embeddings, logits;
  dcn_reading reading{};
};

TEST_F(Features, LogitsAreTheHeadOfTheEmbeddings) {
  ASSERT_OK(embed_all());
  const std::vector<float> weight = parameter(network, "head.weight"), bias = parameter(network, "head.bias");
  for (size_t i = 0; i < 3; ++i) {
    for (size_t c = 0; c < 2; ++c) {
      double sum = bias[c];
      for (size_t k = 0; k < kDimension; ++k) {
        sum += static_cast<double>(weight[c * kDimension + k]) * embeddings[i * kDimension + k];
      }
      EXPECT_NEAR(logits[i * 2 + c], sum, 1e-4);
    }
  }
}

TEST_F(Features, EmbedGivesEitherResultAloneWithTheSameValues) {
  ASSERT_OK(embed_all());
  std::vector<float> only_embeddings(3 * kDimension), only_logits(6);
  ASSERT_OK(dcn_features_embed(network, &reading, only_embeddings.data(), 3 * kDimension, nullptr, 0));
  ASSERT_OK(dcn_features_embed(network, &reading, nullptr, 0, only_logits.data(), 6));
  EXPECT_EQ(only_embeddings, embeddings);
  EXPECT_EQ(only_logits, logits);
}

TEST_F(Features, AreTheSameWhenReadAgainAndOthersWithOtherNoise) {
  ASSERT_OK(embed_all());
  const std::vector<float> first = embeddings;
  ASSERT_OK(embed_all());
  EXPECT_EQ(first, embeddings);
  reading.noise_seed = 10;
  ASSERT_OK(embed_all());
  EXPECT_NE(first, embeddings);
}

TEST_F(Features, LevelsFillTheGridThatWasAskedFor) {
  int32_t channels = 0;
  ASSERT_OK(dcn_features_level_channels(network, &channels));
  EXPECT_GT(channels, 0);
  for (const int32_t grid : {1, 2, 3, 8}) {
    const int64_t size = 3 * grid * grid * channels;
    std::vector<float> features(static_cast<size_t>(size), kNaN);
    ASSERT_OK(dcn_features_levels(network, &reading, grid, features.data(), size));
    for (const float value : features) {
      ASSERT_TRUE(std::isfinite(value));
    }
  }
}

TEST_F(Features, ReconstructionIsTheErrorOfTheEstimateThatThePredictedNoiseMeans) {
  timesteps.assign(3, 50);
  labels.assign(3, 1);
  std::vector<float> errors(3 * 4, kNaN);
  ASSERT_OK(dcn_features_reconstruction(network, &reading, 1, errors.data(), 12));
  for (size_t i = 0; i < 3; ++i) {
    const float* const e = errors.data() + i * 4;
    const float mean = (e[0] + e[1] + e[2]) / 3;
    EXPECT_GT(mean, 0);
    EXPECT_GE(e[3], mean * mean * 0.9999f) << "the mean square is at least the mean's square";
    EXPECT_LE(e[3], 2 * mean * 1.0001f) << "errors are at most 2";
  }
  std::vector<float> cells(3 * 64 * 4, kNaN);
  ASSERT_OK(dcn_features_reconstruction(network, &reading, 8, cells.data(), 3 * 64 * 4));
  for (size_t channel = 0; channel < 4; ++channel) {
    double sum = 0;
    for (size_t cell = 0; cell < 64; ++cell) {
      sum += cells[cell * 4 + channel];
    }
    EXPECT_NEAR(sum / 64, errors[channel], 1e-5);
  }
  EXPECT_FAILS(dcn_features_reconstruction(kStale, &reading, 1, errors.data(), 12), DC_ERROR_BAD_HANDLE, "network");
  EXPECT_FAILS(dcn_features_reconstruction(network, nullptr, 1, errors.data(), 12), DC_ERROR_INVALID_ARGUMENT,
               "reading is NULL");
  EXPECT_FAILS(dcn_features_reconstruction(network, &reading, 9, errors.data(), 12), DC_ERROR_INVALID_ARGUMENT,
               "grid is 9");
  EXPECT_FAILS(dcn_features_reconstruction(network, &reading, 1, nullptr, 12), DC_ERROR_INVALID_ARGUMENT,
               "features is NULL");
  EXPECT_FAILS(dcn_features_reconstruction(network, &reading, 1, errors.data(), 11), DC_ERROR_INVALID_ARGUMENT,
               "size is 11, must be 12");
}

TEST_F(Features, CheckTheReading) {
  const auto spoilt = [&](void (*spoil)(dcn_reading&)) {
    dcn_reading copy = reading;
    spoil(copy);
    return dcn_features_embed(network, &copy, embeddings.data(), 3 * kDimension, nullptr, 0);
  };
  EXPECT_FAILS(dcn_features_embed(network, nullptr, embeddings.data(), 48, nullptr, 0), DC_ERROR_INVALID_ARGUMENT,
               "reading is NULL");
  EXPECT_FAILS(spoilt([](dcn_reading& r) { r.struct_size = 1; }), DC_ERROR_INVALID_ARGUMENT, "dcn_reading.struct_size");
  EXPECT_FAILS(spoilt([](dcn_reading& r) { r.reserved = 1; }), DC_ERROR_INVALID_ARGUMENT, "reserved is 1");
  EXPECT_FAILS(spoilt([](dcn_reading& r) { r.count = 0; }), DC_ERROR_INVALID_ARGUMENT, "count is 0");
  EXPECT_FAILS(spoilt([](dcn_reading& r) { r.images = nullptr; }), DC_ERROR_INVALID_ARGUMENT, "images is NULL");
  EXPECT_FAILS(spoilt([](dcn_reading& r) { r.timesteps = nullptr; }), DC_ERROR_INVALID_ARGUMENT, "timesteps is NULL");
  EXPECT_FAILS(spoilt([](dcn_reading& r) { r.labels = nullptr; }), DC_ERROR_INVALID_ARGUMENT, "labels is NULL");
  EXPECT_FAILS(spoilt([](dcn_reading& r) { r.streams = nullptr; }), DC_ERROR_INVALID_ARGUMENT, "streams is NULL");
  timesteps[2] = -1;
  EXPECT_FAILS(embed_all(), DC_ERROR_INVALID_ARGUMENT, "timesteps[2] is -1");
  timesteps[2] = 0;
  labels[0] = 2;
  EXPECT_FAILS(embed_all(), DC_ERROR_INVALID_ARGUMENT, "labels[0] is 2");
  labels[0] = 0;
  batch[7] = kNaN;
  EXPECT_FAILS(embed_all(), DC_ERROR_NOT_FINITE, "images[7]");
}

TEST_F(Features, CheckHandlesSizesAndGrid) {
  int32_t channels = 0;
  float value = 0;
  EXPECT_FAILS(dcn_features_embed(kStale, &reading, embeddings.data(), 48, nullptr, 0), DC_ERROR_BAD_HANDLE, "network");
  EXPECT_FAILS(dcn_features_level_channels(kStale, &channels), DC_ERROR_BAD_HANDLE, "network");
  EXPECT_FAILS(dcn_features_levels(kStale, &reading, 1, &value, 1), DC_ERROR_BAD_HANDLE, "network");
  EXPECT_FAILS(dcn_features_level_channels(network, nullptr), DC_ERROR_INVALID_ARGUMENT, "channels is NULL");
  EXPECT_FAILS(dcn_features_embed(network, &reading, nullptr, 0, nullptr, 0), DC_ERROR_INVALID_ARGUMENT, "both NULL");
  EXPECT_FAILS(dcn_features_embed(network, &reading, embeddings.data(), 47, nullptr, 0), DC_ERROR_INVALID_ARGUMENT,
               "embeddings_size is 47, must be 48");
  EXPECT_FAILS(dcn_features_embed(network, &reading, nullptr, 48, logits.data(), 6), DC_ERROR_INVALID_ARGUMENT,
               "embeddings_size is 48, must be 0");
  EXPECT_FAILS(dcn_features_embed(network, &reading, nullptr, 0, logits.data(), 9), DC_ERROR_INVALID_ARGUMENT,
               "logits_size is 9, must be 6");
  EXPECT_FAILS(dcn_features_levels(network, &reading, 1, nullptr, 1), DC_ERROR_INVALID_ARGUMENT, "features is NULL");
  EXPECT_FAILS(dcn_features_levels(network, &reading, 0, &value, 1), DC_ERROR_INVALID_ARGUMENT, "grid is 0");
  EXPECT_FAILS(dcn_features_levels(network, &reading, 9, &value, 1), DC_ERROR_INVALID_ARGUMENT, "grid is 9");
  EXPECT_FAILS(dcn_features_levels(network, &reading, 1, &value, 1), DC_ERROR_INVALID_ARGUMENT, "size is 1");
  EXPECT_FAILS(dcn_features_levels(network, nullptr, 1, &value, 1), DC_ERROR_INVALID_ARGUMENT, "reading is NULL");
}

}  // namespace
